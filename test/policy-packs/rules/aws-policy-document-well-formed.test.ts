import { deepEqual } from "node:assert/strict";
import { awsPolicyDocumentWellFormed as rule } from "../../../policy-packs/rules/aws-policy-document-well-formed";
import { AT_THE_END, judgeExample } from "../examples";

const READ = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::uploads/*" };
const LAMBDA = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };

function document(...statements: readonly object[]) {
  return { Version: "2012-10-17", Statement: statements };
}

/** Verdict, severity, place and what was expected and found there. */
function judge(type: string, properties: Record<string, unknown>): readonly string[] {
  const found = judgeExample(rule, { title: "", resources: { it: { type, properties } }, findings: [] }, AT_THE_END);
  return found.map(({ verdict, severity, message }) => {
    const [what = ""] = message
      .replace(/^cannot tell whether the policy document is well-formed: /, "")
      .split(": IAM refuses");
    return `${verdict === "violation" ? severity : verdict} ${what}`;
  });
}

/** A document of about so many characters. */
function long(characters: number, statement: object) {
  const line = { ...statement, Sid: "" };
  const count = Math.ceil(characters / (JSON.stringify(line).length + 1));
  return document(...Array.from({ length: count }, () => line));
}

describe("the length of a policy document", () => {
  const AS_TEXT = (content: object) => ({ "fn::toJSON": content });
  const ROWS: readonly (readonly [
    title: string,
    type: string,
    properties: Record<string, unknown>,
    found: RegExp[],
  ])[] = [
    ["a managed policy of 6,000", "aws:iam/policy:Policy", { policy: AS_TEXT(long(6_000, READ)) }, []],
    [
      "a managed policy of 6,200",
      "aws:iam/policy:Policy",
      { policy: AS_TEXT(long(6_200, READ)) },
      [/^high `policy` is malformed, expected at most 6144 characters, found at least 6\d{3}$/],
    ],
    [
      "a managed policy of 6,200 characters with white space",
      "aws:iam/policy:Policy",
      { policy: JSON.stringify(long(5_000, READ), undefined, 8) },
      [],
    ],
    [
      "a policy of a user of 2,100",
      "aws:iam/userPolicy:UserPolicy",
      { user: "ada", policy: AS_TEXT(long(2_100, READ)) },
      [/expected at most 2048 characters/],
    ],
    [
      "a policy of a role of 6,200",
      "aws:iam/rolePolicy:RolePolicy",
      { role: "a", policy: AS_TEXT(long(6_200, READ)) },
      [],
    ],
    [
      "a managed policy of aws-native, as an object",
      "aws-native:iam:ManagedPolicy",
      { policyDocument: long(6_300, READ) },
      [/^high `policyDocument` is malformed, expected at most 6144 characters/],
    ],
    ["a trust policy of 2,000", "aws:iam/role:Role", { assumeRolePolicy: AS_TEXT(long(1_900, LAMBDA)) }, []],
    [
      "a trust policy of 4,000",
      "aws:iam/role:Role",
      { assumeRolePolicy: AS_TEXT(long(4_000, LAMBDA)) },
      [
        /^undetermined `assumeRolePolicy` is longer than 2048 characters, which IAM takes where the account's quota was raised$/,
      ],
    ],
    [
      "a trust policy of 8,300",
      "aws:iam/role:Role",
      { assumeRolePolicy: AS_TEXT(long(8_300, LAMBDA)) },
      [/^high `assumeRolePolicy` is malformed, expected at most 8192 characters/],
    ],
    [
      "a queue's policy of 8,300",
      "aws:sqs/queuePolicy:QueuePolicy",
      {
        queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/orders",
        policy: AS_TEXT(long(8_300, { Effect: "Deny", Principal: "*", Action: "sqs:SendMessage", Resource: "*" })),
      },
      [/expected at most 8192 characters/],
    ],
  ];
  for (const [title, type, properties, expected] of ROWS) {
    it(`is ${expected.length === 0 ? "taken" : "told"} for ${title}`, () => {
      const found = judge(type, properties);
      deepEqual(
        [found.length, expected.filter((each, at) => !each.test(found[at] ?? ""))],
        [expected.length, []],
        found.join("\n"),
      );
    });
  }

  it("is counted together for the policies within one role, and told once", () => {
    const inline = [3_000, 4_000, 4_000, 4_000].map((characters, at) => ({
      name: `part-${at}`,
      policy: JSON.stringify(long(characters, READ)),
    }));
    const found = judge("aws:iam/role:Role", {
      assumeRolePolicy: JSON.stringify(document(LAMBDA)),
      inlinePolicies: inline,
    });
    deepEqual(
      found.map((each) => each.replace(/\d{5}$/, "…")),
      [
        "high `inlinePolicies[2].policy` is malformed, expected at most 10240 characters with those before it, found at least …",
      ],
    );
    deepEqual(
      judge("aws:iam/role:Role", {
        assumeRolePolicy: JSON.stringify(document(LAMBDA)),
        inlinePolicies: inline.slice(0, 2),
      }),
      [],
    );
  });

  it("counts what is known of a document that is partly unknown", () => {
    const found = judge("aws-native:iam:ManagedPolicy", {
      policyDocument: document(...long(6_300, READ).Statement, { "fn::unknown": true }),
    });
    deepEqual(
      found.map((each) => each.replace(/, found.*/, "").replace(/\[\d+\]/, "[…]")),
      [
        "high `policyDocument` is malformed, expected at most 6144 characters",
        "undetermined `policyDocument.Statement[…]` is not known before deployment",
      ],
    );
  });
});

describe("a document as programs of Pulumi write it", () => {
  const ROWS: readonly (readonly [
    title: string,
    type: string,
    properties: Record<string, unknown>,
    found: string[],
  ])[] = [
    ["as an object, where a text is expected", "aws:iam/policy:Policy", { policy: document(READ) }, []],
    [
      "as a text, where an object is expected",
      "aws-native:iam:ManagedPolicy",
      { policyDocument: JSON.stringify(document(READ)) },
      [],
    ],
    [
      "twice turned into JSON",
      "aws:iam/policy:Policy",
      { policy: JSON.stringify(JSON.stringify(document(READ))) },
      ["high `policy` is malformed, expected a policy document, found a string"],
    ],
    [
      "in the letters of JavaScript",
      "aws-native:iam:ManagedPolicy",
      {
        policyDocument: {
          Version: "2012-10-17",
          Statement: { effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" },
        },
      },
      ["high `policyDocument.Statement.effect` is malformed, expected `Effect`, found `effect`"],
    ],
    [
      "with an output in a text",
      "aws:iam/policy:Policy",
      {
        policy: JSON.stringify(
          document({ ...READ, Resource: "Calling [toString] on an [Output<T>] is not supported./*" }),
        ),
      },
      ["high `policy.Statement[0].Resource` is malformed, expected `*` or an ARN, found another text"],
    ],
    [
      "with the quotation marks of a word processor",
      "aws:iam/policy:Policy",
      {
        policy: JSON.stringify(
          document({ ...READ, Condition: { StringEquals: { "aws:PrincipalTag/a": "\u201Ca\u201D" } } }),
        ),
      },
      ["high `policy` is malformed, expected the characters of Latin-1, found U+201C"],
    ],
    [
      "as the one statement of an event bus's policy",
      "aws-native:events:EventBusPolicy",
      { statementId: "a", statement: { Effect: "Allow", Principal: "*", Action: "events:PutEvnts" } },
      ["low `statement.Action` is no action that AWS has, and the nearest is `events:PutEvents`"],
    ],
  ];
  for (const [title, type, properties, found] of ROWS) {
    it(`is ${found.length === 0 ? "taken" : "told"} ${title}`, () => deepEqual(judge(type, properties), found));
  }

  it("weighs a denial without effect more than a grant without one", () => {
    const statement = { ...READ, Action: "ec2:TerminateInstances", Resource: "arn:aws:s3:::uploads" };
    const severities = ["Allow", "Deny"].map((Effect) =>
      judge("aws:iam/policy:Policy", { policy: JSON.stringify(document({ ...statement, Effect })) }),
    );
    const because =
      "`policy.Statement[0].Action` has no effect, as `ec2:TerminateInstances` acts on resources of another kind and `Resource` names none";
    deepEqual(severities, [[`low ${because}`], [`medium ${because}`]]);
  });
});
