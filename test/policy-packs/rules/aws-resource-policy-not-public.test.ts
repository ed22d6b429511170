import { deepEqual } from "node:assert/strict";
import { DOCUMENTS, holdsOneStatement } from "../../../policy-packs/facts/aws/document-types";
import { awsResourcePolicyNotPublic as rule } from "../../../policy-packs/rules/aws-resource-policy-not-public";
import { AT_THE_END, judgeExample } from "../examples";

/** Settings without which a public policy has no effect. */
const OPENED: Readonly<Record<string, object>> = {
  "aws:s3/accessPoint:AccessPoint": { publicAccessBlockConfiguration: { restrictPublicBuckets: false } },
  "aws-native:s3:AccessPoint": { publicAccessBlockConfiguration: { restrictPublicBuckets: false } },
};

/** Properties in which something stands at a place such as `details.policy`. */
function propertiesWith(place: string, value: unknown): Record<string, unknown> {
  const [name = "", ...rest] = place.split(".");
  const inner = rest.length === 0 ? value : propertiesWith(rest.join("."), value);
  return name.endsWith("[]") ? { [name.slice(0, -2)]: [inner] } : { [name]: inner };
}

function placeOfFirst(place: string): string {
  return place.replaceAll("[]", "[0]");
}

function judge(type: string, place: string, statement: object): readonly (readonly string[])[] {
  const content = holdsOneStatement(type) ? statement : { Version: "2012-10-17", Statement: [statement] };
  const document = { "fn::toJSON": content };
  const resources = { it: { type, properties: { ...propertiesWith(place, document), ...OPENED[type] } } };
  return judgeExample(rule, { title: "", resources, findings: [] }, AT_THE_END).map(({ verdict, severity, path }) => [
    verdict,
    severity,
    path,
  ]);
}

const ALLOW = { Effect: "Allow", Principal: "*", Action: "a:Do", Resource: "*" };
const ORGANISATION = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };

describe("a policy that lets everyone in", () => {
  for (const [type, places] of DOCUMENTS) {
    for (const [place, attachedTo] of Object.entries(places)) {
      if (attachedTo === "resource") {
        it(`is found on ${type} at ${place}, and the same for an organisation is not`, () => {
          const statement = holdsOneStatement(type) ? "" : ".Statement[0]";
          deepEqual(judge(type, place, ALLOW), [
            ["violation", "critical", `${placeOfFirst(place)}${statement}.Principal`],
          ]);
          deepEqual(judge(type, place, { ...ALLOW, Condition: ORGANISATION }), []);
        });
      } else {
        it(`is nothing on ${type} at ${place}, which is no policy of a resource`, () => {
          deepEqual(judge(type, place, ALLOW), []);
        });
      }
    }
  }

  const SEVERITIES: readonly (readonly [action: string | readonly string[], severity: string])[] = [
    ["s3:GetObject", "high"],
    [["s3:GetObject", "s3:List*"], "high"],
    ["ecr:BatchGetImage", "high"],
    ["s3:*", "critical"],
    [["s3:GetObject", "s3:PutObject"], "critical"],
    ["secretsmanager:GetSecretValue", "critical"],
    ["kms:Decrypt", "critical"],
    ["sqs:ReceiveMessage", "critical"],
  ];
  for (const [action, severity] of SEVERITIES) {
    it(`is ${severity} for ${String(action)}`, () => {
      const [finding] = judge("aws:sqs/queue:Queue", "policy", { ...ALLOW, Action: action });
      deepEqual(finding?.[1], severity);
    });
  }

  const NETWORKS: readonly (readonly [title: string, vpcOptions: object, verdicts: readonly string[]])[] = [
    ["is nothing on a search domain within a network", { subnetIds: ["subnet-1a2b3c4d"] }, []],
    ["is found on a search domain without one", {}, ["violation"]],
    [
      "is not known on a search domain of which that is not known",
      { subnetIds: { "fn::unknown": true } },
      ["undetermined"],
    ],
  ];
  for (const [title, vpcOptions, verdicts] of NETWORKS) {
    it(title, () => {
      const accessPolicies = { "fn::toJSON": { Version: "2012-10-17", Statement: [{ ...ALLOW, Action: "es:*" }] } };
      const domain = { type: "aws:opensearch/domain:Domain", properties: { vpcOptions, accessPolicies } };
      const findings = judgeExample(rule, { title: "", resources: { domain }, findings: [] });
      deepEqual(
        findings.map(({ verdict }) => verdict),
        verdicts,
      );
    });
  }

  it("is found once for each statement", () => {
    const document = {
      Statement: [ALLOW, { ...ALLOW, Principal: { Service: "s3.amazonaws.com" } }, { ...ALLOW, Sid: "b" }],
    };
    const resources = { it: { type: "aws:sqs/queue:Queue", properties: { policy: document } } };
    deepEqual(
      judgeExample(rule, { title: "", resources, findings: [] }).map(({ path }) => path),
      ["policy.Statement[0].Principal", "policy.Statement[2].Principal"],
    );
  });
});
