import { deepEqual } from "node:assert/strict";
import type { AnyRule, Example } from "../../policy-packs/judge/rule";
import { RULES } from "../../policy-packs/rules";
import { judgeExample } from "./examples";
import { passesNarrowed } from "./laws";

function ruleNamed(name: string): AnyRule {
  const rule = RULES.find((each) => each.name === name);
  if (!rule) throw new Error(`no rule is called ${name}`);
  return rule;
}

function json(...statements: readonly object[]) {
  return { "fn::toJSON": { Version: "2012-10-17", Statement: statements } };
}

function policy(...statements: readonly object[]): Example["resources"] {
  return { policy: { type: "aws:iam/policy:Policy", properties: { policy: json(...statements) } } };
}

function allow(actions: unknown, resource: unknown = "*", more: object = {}) {
  return { Effect: "Allow", Action: actions, Resource: resource, ...more };
}

function trusting(principal: unknown, more: object = {}, action = "sts:AssumeRole"): Example["resources"] {
  const statement = { Effect: "Allow", Principal: principal, Action: action, ...more };
  return { worker: { type: "aws:iam/role:Role", properties: { assumeRolePolicy: json(statement) } } };
}

function queue(principal: unknown): Example["resources"] {
  const statement = { Effect: "Allow", Principal: principal, Action: "sqs:SendMessage", Resource: "*" };
  return {
    queue: { type: "aws:sqs/queuePolicy:QueuePolicy", properties: { queueUrl: "orders", policy: json(statement) } },
  };
}

const LAMBDA = { Service: "lambda.amazonaws.com" };

/** A function that keeps orders in a table, beside another table, and what its role may do. */
function shop(...statements: readonly object[]): Example["resources"] {
  const table = { type: "aws:dynamodb/table:Table", properties: { attributes: [{ name: "id", type: "S" }] } };
  return {
    orders: table,
    carts: table,
    ...trusting(LAMBDA),
    shop: {
      type: "aws:lambda/function:Function",
      properties: { role: "${worker.arn}", environment: { variables: { TABLE: "${orders.name}" } } },
    },
    rights: {
      type: "aws:iam/rolePolicy:RolePolicy",
      properties: { role: "${worker.name}", policy: json(...statements) },
    },
  };
}

const OWN = { ownAccounts: ["111122223333"] };
const ORGANISATION = { trustedOrganisations: ["o-a1b2c3d4e5"] };
const SAML = "arn:aws-cn:iam::111122223333:saml-provider/staff";
const PARTNER = "arn:aws:iam::444455556666:root";
const BUCKET = "arn:aws:s3:::uploads/*";

describe("the fix of a finding", () => {
  const ROWS: readonly (readonly [
    title: string,
    rule: string,
    resources: Example["resources"],
    fix: string,
    settings?: Example["settings"],
  ])[] = [
    [
      "names the resource that the workload works with",
      "aws-grant-scoped-to-resources",
      shop(allow(["dynamodb:PutItem", "dynamodb:UpdateItem"])),
      'Set `policy.Statement[0].Resource` to `"<orders.arn>"`.',
    ],
    [
      "moves what takes `*` alone to a statement of its own",
      "aws-grant-scoped-to-resources",
      policy(allow(["s3:PutObject", "s3:ListAllMyBuckets"])),
      'Set `policy.Statement[0].Resource` to `"arn:aws:s3:::BUCKET_NAME/*"`, `policy.Statement[0].Action` to `"s3:PutObject"` and `policy.Statement[1]` to `{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}`, with your own `BUCKET_NAME`.',
    ],
    [
      "names what only looks at a service",
      "aws-grant-not-service-wide",
      policy(allow("sqs:*")),
      'Set `policy.Statement[0].Action` to `["sqs:Get*", "sqs:List*"]`, which look and change nothing; allow each action that writes, or reads what is stored, by its name and on the ARNs that it is for.',
    ],
    [
      "denies what a statement left out",
      "aws-grant-without-negation",
      policy({ Effect: "Allow", NotAction: ["s3:DeleteObject", "iam:*"], Resource: BUCKET }),
      'Set `policy.Statement[0].Action` to `"s3:*"` and `policy.Statement[1]` to `{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::uploads/*"}`, and take `policy.Statement[0].NotAction` out.',
    ],
    [
      "holds a passed role to the service that the rest is about",
      "aws-pass-role-scoped",
      policy(allow("iam:PassRole"), allow(["lambda:CreateFunction", "lambda:InvokeFunction"])),
      'Set `policy.Statement[0].Resource` to `"arn:aws:iam::ACCOUNT:role/ROLE_NAME"` and `policy.Statement[0].Condition` to `{"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}`, with your own `ACCOUNT` and `ROLE_NAME`.',
    ],
    [
      "holds everybody to the trusted organisation",
      "aws-trust-policy-not-public",
      trusting({ AWS: "*" }),
      'Set `assumeRolePolicy.Statement[0].Condition` to `{"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}`.',
      ORGANISATION,
    ],
    [
      "names the own account in place of everybody",
      "aws-trust-policy-not-public",
      trusting("*"),
      'Set `assumeRolePolicy.Statement[0].Principal` to `{"AWS": "111122223333"}`.',
      OWN,
    ],
    [
      "names the own account in place of everybody in the policy of a resource",
      "aws-resource-policy-not-public",
      queue("*"),
      'Set `policy.Statement[0].Principal` to `{"AWS": "111122223333"}`.',
      OWN,
    ],
    [
      "holds a permission for everyone to the trusted organisation",
      "aws-grant-without-document-not-public",
      {
        orders: {
          type: "aws:lambda/permission:Permission",
          properties: { function: "orders", action: "lambda:InvokeFunction", principal: "*" },
        },
      },
      'Set `principalOrgId` to `"o-a1b2c3d4e5"`.',
      ORGANISATION,
    ],
    [
      "has the account for which a service acts, where it is known",
      "aws-trust-service-source-pinned",
      trusting({ Service: "scheduler.amazonaws.com" }),
      'Set `assumeRolePolicy.Statement[0].Condition` to `{"StringEquals": {"aws:SourceAccount": "111122223333"}}`.',
      OWN,
    ],
    [
      "adds a condition beside others",
      "aws-trust-service-source-pinned",
      trusting({ Service: "scheduler.amazonaws.com" }, { Condition: { StringEquals: { "aws:RequestedRegion": "x" } } }),
      'Set `assumeRolePolicy.Statement[0].Condition.StringEquals["aws:SourceAccount"]` to `"111122223333"`.',
      OWN,
    ],
    [
      "has the sign-in page of the partition",
      "aws-trust-saml-audience-pinned",
      trusting({ Federated: SAML }, {}, "sts:AssumeRoleWithSAML"),
      'Set `assumeRolePolicy.Statement[0].Condition` to `{"StringEquals": {"SAML:aud": "https://signin.amazonaws.cn/saml"}}`.',
    ],
    [
      "has the organisation rather than an external id",
      "aws-trust-cross-account-conditioned",
      trusting({ AWS: PARTNER }),
      'Set `assumeRolePolicy.Statement[0].Condition` to `{"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}`, or list the account in the setting `ownAccounts` or `trustedAccounts`.',
      { ...OWN, ...ORGANISATION },
    ],
    [
      "is the policy of AWS that reads",
      "aws-managed-policy-not-elevated",
      {
        worker: {
          type: "aws:iam/role:Role",
          properties: { managedPolicyArns: ["arn:aws-us-gov:iam::aws:policy/AmazonS3FullAccess"] },
        },
      },
      'Set `managedPolicyArns[0]` to `"arn:aws-us-gov:iam::aws:policy/AmazonS3ReadOnlyAccess"` where reading is enough; else write a policy with the actions and resources that the identity uses, and attach it instead.',
    ],
  ];
  for (const [title, name, resources, fix, settings = {}] of ROWS) {
    it(`${title}, and passes ${name}`, () => {
      const rule = ruleNamed(name);
      const example: Example = { title, resources, settings, findings: [] };
      deepEqual(
        judgeExample(rule, example).map((finding) => finding.fix),
        [fix],
      );
      passesNarrowed(rule, example);
    });
  }

  const GENERAL: readonly (readonly [title: string, rule: string, resources: Example["resources"]])[] = [
    [
      "a condition would shut out the other principals of the statement",
      "aws-trust-service-source-pinned",
      trusting({ Service: ["scheduler.amazonaws.com", "lambda.amazonaws.com"] }),
    ],
    [
      "the resources that actions take are too many to be named",
      "aws-grant-scoped-to-resources",
      policy(allow(["sqs:SendMessage", "sns:Publish", "s3:PutObject", "kinesis:PutRecord", "lambda:InvokeFunction"])),
    ],
    ["the document is marked as a secret", "aws-grant-scoped-to-resources", secret(allow("s3:PutObject"))],
    [
      "everything is allowed but what is left out",
      "aws-grant-without-negation",
      policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
    ],
  ];
  for (const [title, name, resources] of GENERAL) {
    it(`is the rule's own where ${title}`, () => {
      const rule = ruleNamed(name);
      const findings = judgeExample(rule, { title, resources, findings: [] });
      deepEqual(
        findings.map(({ fix, narrower }) => ({ fix, narrower })),
        [{ fix: rule.fix, narrower: undefined }],
      );
    });
  }
});

function secret(...statements: readonly object[]): Example["resources"] {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  return { policy: { type: "aws:iam/policy:Policy", properties: { policy: { "fn::secret": text } } } };
}
