import { deepEqual } from "node:assert/strict";
import { judgeResources } from "../../../testing";

const RULES = [
  "aws-credentials-not-readable",
  "aws-data-access-scoped",
  "aws-grant-not-service-wide",
  "aws-grant-scoped-to-resources",
  "aws-grant-without-negation",
  "aws-identity-not-administrator",
  "aws-identity-without-escalation",
  "aws-managed-policy-not-elevated",
  "aws-pass-role-scoped",
  "aws-permission-writing-scoped",
];

const TRUST = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
};
const ROLE = { type: "aws:iam/role:Role", properties: { name: "worker", assumeRolePolicy: { "fn::toJSON": TRUST } } };
const ELSEWHERE = { StringEquals: { "aws:RequestedRegion": "eu-central-1" } };

function found(rights: object): readonly string[] {
  return judgeResources({ worker: ROLE, rights } as Parameters<typeof judgeResources>[0], { rules: RULES }).map(
    ({ rule, severity, others = [] }) => [`${severity} ${rule}`, ...others].join(" + "),
  );
}

describe("one bad statement of one role", () => {
  const rows: readonly (readonly [title: string, statement: object, expected: readonly string[]])[] = [
    ["is an administrator's, and nothing else", { Action: "*:*" }, ["critical aws-identity-not-administrator"]],
    [
      "is told as all of a service, by which it also gains power",
      { Action: "lambda:*" },
      ["high aws-grant-not-service-wide + aws-identity-without-escalation"],
    ],
    [
      "is told by its power to become an administrator first",
      { Action: "iam:*" },
      ["critical aws-identity-without-escalation + aws-grant-not-service-wide"],
    ],
    [
      "is told once where it passes roles to a service that it uses",
      { Action: ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"] },
      ["high aws-identity-without-escalation + aws-grant-scoped-to-resources + aws-pass-role-scoped"],
    ],
    [
      "is told once where it leaves out",
      { NotAction: ["iam:*", "organizations:*"] },
      ["high aws-grant-without-negation + aws-identity-without-escalation"],
    ],
    [
      "is everything in one region, but for IAM, which answers in another one",
      { Action: "*", Condition: ELSEWHERE },
      ["high aws-grant-not-service-wide + aws-identity-without-escalation"],
    ],
    [
      "is told once where it writes the policies of buckets and objects",
      { Action: ["s3:PutBucketPolicy", "s3:PutObject", "s3:GetObject"] },
      ["high aws-permission-writing-scoped"],
    ],
    ["is none where it reads from one bucket", { Action: "s3:GetObject", Resource: "arn:aws:s3:::uploads/*" }, []],
  ];
  for (const [title, statement, expected] of rows) {
    it(title, () => {
      const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Resource: "*", ...statement }] };
      const properties = { role: "${worker.name}", policy: { "fn::toJSON": document } };
      deepEqual(found({ type: "aws:iam/rolePolicy:RolePolicy", properties }), expected);
    });
  }

  it("is told once of a policy that AWS writes", () => {
    const properties = { role: "${worker.name}", policyArn: "arn:aws:iam::aws:policy/IAMFullAccess" };
    deepEqual(found({ type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", properties }), [
      "critical aws-identity-without-escalation + aws-managed-policy-not-elevated",
    ]);
  });
});
