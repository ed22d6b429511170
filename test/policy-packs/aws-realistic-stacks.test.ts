import { deepEqual } from "node:assert/strict";
import { StandIns } from "../../inputs/stand-ins/stand-ins";
import { Judge } from "../../policy-packs/judge/judge";
import { defaultOptions, EXAMPLE_DATE } from "../../policy-packs/judge/rule";
import { DEFAULT_SETTINGS } from "../../policy-packs/judge/settings";
import { RULES } from "../../policy-packs/rules";
import { stackOf, type DeclaredResources } from "../../testing/stack";
import { AT_THE_END, IN_A_PREVIEW, ONE_BY_ONE, type Way } from "./examples";
import { COMPUTE } from "./realistic-stacks/compute";
import { DATA } from "./realistic-stacks/data";
import { DELIVERY } from "./realistic-stacks/delivery";
import { MESSAGING } from "./realistic-stacks/messaging";
import { ACCOUNT } from "./realistic-stacks/notation";

/** Rules of other chapters: secrets and keys. What an identity may do and who may become it are all the others. */
const OTHERS = ["aws-function-environment-without-secrets", "aws-secret-rotated", "aws-user-without-access-key"];
const JUDGED = RULES.filter(({ name }) => name.startsWith("aws-") && !OTHERS.includes(name));

const SETTINGS = { ...DEFAULT_SETTINGS, ownAccounts: [ACCOUNT], trustedAccounts: ["222233334444"] };

/** The findings of all rules, each as `resource: rule, verdict`. */
function findingsOf(declared: DeclaredResources, way: Way): readonly string[] {
  const standIns = new StandIns({ unknown: !way.standIns });
  const judge = new Judge({ now: new Date(EXAMPLE_DATE), describe: (text) => standIns.describe(text) });
  judge.configure(SETTINGS);
  for (const rule of JUDGED) judge.enable(rule, defaultOptions(rule));
  return way.feed(judge, stackOf(declared, standIns)).map(({ name, rule, verdict }) => `${name}: ${rule}, ${verdict}`);
}

const STACKS: Readonly<Record<string, DeclaredResources>> = { ...COMPUTE, ...DELIVERY, ...DATA, ...MESSAGING };

describe("stacks as a careful engineer writes them after the guides of AWS", () => {
  for (const [title, stack] of Object.entries(STACKS)) {
    it(`have no finding: ${title}`, () => {
      deepEqual(findingsOf(stack, AT_THE_END), []);
      deepEqual(findingsOf(stack, ONE_BY_ONE), []);
      deepEqual(
        findingsOf(stack, IN_A_PREVIEW).filter((finding) => finding.endsWith("violation")),
        [],
      );
    });
  }
});

describe("the same stacks with one thing more", () => {
  const { "a function with one table and one bucket": shop } = COMPUTE;
  const rows: readonly (readonly [title: string, more: DeclaredResources, findings: readonly string[]])[] = [
    [
      "every table",
      { more: inline({ Effect: "Allow", Action: "dynamodb:Scan", Resource: "*" }) },
      ["more: aws-data-access-scoped, violation"],
    ],
    [
      "all that DynamoDB has, on the one table",
      { more: inline({ Effect: "Allow", Action: "dynamodb:*", Resource: "${orders.arn}" }) },
      ["more: aws-grant-not-service-wide, violation"],
    ],
    [
      "a bucket for everybody",
      {
        more: {
          type: "aws:s3/bucketPolicy:BucketPolicy",
          properties: {
            bucket: "${uploads.id}",
            policy: documentWith({
              Effect: "Allow",
              Principal: "*",
              Action: "s3:GetObject",
              Resource: "${uploads.arn}/*",
            }),
          },
        },
      },
      ["more: aws-resource-policy-not-public, violation"],
    ],
  ];
  for (const [title, more, findings] of rows) {
    it(`have a finding: ${title}`, () => deepEqual(findingsOf({ ...shop, ...more }, AT_THE_END), findings));
  }
});

function documentWith(statement: object) {
  return { "fn::toJSON": { Version: "2012-10-17", Statement: [statement] } };
}

function inline(statement: object) {
  return {
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: { role: "${worker.name}", policy: documentWith(statement) },
  };
}
