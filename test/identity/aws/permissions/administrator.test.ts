import { deepEqual, equal, notDeepEqual } from "node:assert/strict";
import * as fc from "fast-check";
import { administrator } from "../../../../identity/aws/permissions/administrator";
import { unknownDocument } from "../../../../identity/aws/document/document";
import { awsManagedPolicy } from "../../../../identity/aws/managed-policies/managed-policies";
import type { HasDocument } from "../../../../identity/aws/permissions/permissions";
import { unknown } from "../../../../identity/knowledge";
import { documentOf, UNKNOWN, type Written } from "../documents";

type Policy = string | Written;

function grantOf(policy: Policy): HasDocument {
  if (policy === UNKNOWN) return { document: unknownDocument(unknown("")) };
  if (typeof policy !== "string") return { document: documentOf(policy) };
  return { document: awsManagedPolicy(`arn:aws:iam::aws:policy/${policy}`)?.document ?? unknownDocument(unknown("")) };
}

function judge(grants: readonly Policy[], boundary?: Policy, perhaps: readonly Policy[] = []) {
  return administrator({
    grants: grants.map(grantOf),
    ...(boundary !== undefined && { boundary: grantOf(boundary) }),
    perhaps: () => perhaps.map(grantOf),
  });
}

function allow(action: Written, more: Readonly<Record<string, Written>> = {}): Written {
  return { Effect: "Allow", Action: action, Resource: "*", ...more };
}

function deny(action: Written, more: Readonly<Record<string, Written>> = {}): Written {
  return { Effect: "Deny", Action: action, Resource: "*", ...more };
}

const NOT_IAM = { Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" };
const LETTERS = Array.from("abcdefghiklmnopqrstuvwx");
const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

describe("a full administrator", () => {
  const ROWS: readonly (readonly [title: string, answer: string, grants: readonly Policy[], boundary?: Policy])[] = [
    ["one who may do everything", "yes", [allow("*")]],
    ["one who may do one thing", "no", [allow("s3:GetObject")]],
    ["nobody without a policy", "no", []],
    ["one whose wildcard is written otherwise", "yes", [allow("*:*")]],
    ["one whose wildcards are many", "yes", [allow("**?")]],
    ["one whose resource is every ARN", "yes", [allow("*", { Resource: "arn:aws:*" })]],
    ["one whose resource is every ARN in segments", "yes", [allow("*", { Resource: "arn:aws:*:*:*:*" })]],
    ["one whose resource is every ARN of the account", "yes", [allow("*", { Resource: "arn:aws:*:*:111122223333:*" })]],
    ["not one whose resource is every bucket", "no", [allow("*", { Resource: "arn:aws:s3:::*" })]],
    ["one who may not touch one bucket", "yes", [{ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::logs" }]],
    [
      "not one who may touch only what is not named by a wildcard",
      "no",
      [{ Effect: "Allow", Action: "*", NotResource: "*" }],
    ],
    ["not one with all of some services", "no", [allow(["s3:*", "ec2:*", "iam:*", "lambda:*"])]],
    ["not one with IAM alone", "no", [allow("iam:*")]],
    ["one with each service by its first letter", "yes", [LETTERS.map((letter) => allow(`${letter}*`))]],
    ["not one whose letters lack one", "no", [LETTERS.slice(1).map((letter) => allow(`${letter}*`))]],
    [
      "one with each action by its first letter",
      "yes",
      [
        LETTERS.slice(0, 23)
          .concat("j")
          .map((letter) => allow(`*:${letter}*`)),
      ],
    ],
    ["one who may do everything but in one service", "yes", [{ Effect: "Allow", NotAction: "s3:*", Resource: "*" }]],
    ["not one without IAM", "no", [NOT_IAM]],
    ["one composed of two documents", "yes", [NOT_IAM, allow("iam:*")]],
    ["one composed with the attaching of policies", "yes", [NOT_IAM, allow("iam:AttachRolePolicy")]],
    ["one composed in another case", "yes", [NOT_IAM, allow("IAM:attachROLEpolicy")]],
    ["not one composed with the reading of IAM", "no", [NOT_IAM, allow(["iam:Get*", "iam:List*"])]],
    [
      "not one who attaches policies to some roles",
      "no",
      [NOT_IAM, allow("iam:AttachRolePolicy", { Resource: "arn:aws:iam::111122223333:role/app-*" })],
    ],
    [
      "one who attaches policies to all roles of the account",
      "yes",
      [NOT_IAM, allow("iam:AttachRolePolicy", { Resource: "arn:aws:iam::111122223333:role/*" })],
    ],
    [
      "not one who attaches policies to buckets",
      "no",
      [NOT_IAM, allow("iam:AttachRolePolicy", { Resource: "arn:aws:s3:::*" })],
    ],
    ["one by AWS's own policy", "yes", ["AdministratorAccess"]],
    ["not one by AWS's policy without IAM", "no", ["PowerUserAccess"]],
    ["not one by AWS's policy of IAM", "no", ["IAMFullAccess"]],
    ["one by both of them", "yes", ["PowerUserAccess", "IAMFullAccess"]],
    [
      "not one by any other policies of AWS",
      "no",
      ["ReadOnlyAccess", "job-function/SystemAdministrator", "PowerUserAccess"],
    ],
    ["not one to whom everything is denied", "no", ["AdministratorAccess", "AWSDenyAll"]],
    ["not one to whom IAM is denied", "no", [allow("*"), deny("iam:*")]],
    [
      "not one to whom all but something is denied",
      "no",
      [[allow("*"), { Effect: "Deny", NotAction: "s3:*", Resource: "*" }]],
    ],
    ["one to whom something is denied", "yes", [[allow("*"), deny(["s3:DeleteBucket", "organizations:*"])]]],
    [
      "one to whom IAM is denied on one role",
      "yes",
      [[allow("*"), deny("iam:*", { Resource: "arn:aws:iam::111122223333:role/admin" })]],
    ],
    [
      "one to whom IAM is denied under a condition",
      "yes",
      [[allow("*"), deny("iam:*", { Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } })]],
    ],
    ["not one within a boundary without IAM", "no", [allow("*")], "PowerUserAccess"],
    ["not one within a boundary of some services", "no", [allow("*")], allow(["s3:*", "iam:*"])],
    ["one within a boundary that bounds nothing", "yes", [allow("*")], "AdministratorAccess"],
    ["one within a boundary that denies something", "yes", [allow("*")], [allow("*"), deny("s3:*")]],
    ["not one by a boundary alone", "no", [], "AdministratorAccess"],
    ["not one under a condition that narrows", "no", [allow("*", { Condition: MFA })]],
    [
      "one in the region where IAM answers",
      "yes",
      [allow("*", { Condition: { StringEquals: { "aws:RequestedRegion": ["eu-central-1", "us-east-1"] } } })],
    ],
    [
      "not one in another region, where it does not",
      "no",
      [allow("*", { Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } } })],
    ],
    [
      "one under a condition that everybody meets",
      "yes",
      [allow("*", { Condition: { StringLike: { "aws:username": "*" } } })],
    ],
    [
      "one under a condition on transport",
      "yes",
      [allow("*", { Condition: { Bool: { "aws:SecureTransport": "true" } } })],
    ],
    [
      "possibly one under a condition on itself",
      "undetermined",
      [allow("*", { Condition: { StringEquals: { "aws:PrincipalTag/role": "admin" } } })],
    ],
    ["possibly one with an unknown document", "undetermined", [UNKNOWN]],
    ["possibly not one with an unknown document, which may deny", "undetermined", [allow("*"), UNKNOWN]],
    ["one with an unknown resource beside", "yes", [allow("*"), allow("s3:GetObject", { Resource: UNKNOWN })]],
    ["possibly one with everything on an unknown resource", "undetermined", [allow("*", { Resource: UNKNOWN })]],
    ["not one with one thing on an unknown resource", "no", [allow("s3:GetObject", { Resource: UNKNOWN })]],
    ["possibly one with an unknown action", "undetermined", [allow(["s3:GetObject", UNKNOWN])]],
    [
      "possibly one where an unknown action is left out",
      "undetermined",
      [{ Effect: "Allow", NotAction: ["s3:*", UNKNOWN], Resource: "*" }],
    ],
    ["possibly one with an unknown effect", "undetermined", [allow("*", { Effect: UNKNOWN })]],
    ["possibly one with an unknown condition", "undetermined", [allow("*", { Condition: UNKNOWN })]],
    ["possibly one where an unknown thing is denied", "undetermined", [allow("*"), deny(UNKNOWN)]],
    ["possibly one within an unknown boundary", "undetermined", [allow("*")], UNKNOWN],
    ["not one within an unknown boundary who is none without", "no", [allow("s3:*")], UNKNOWN],
    ["not one with an unknown document within a boundary", "no", [UNKNOWN], "PowerUserAccess"],
    ["nobody with a statement that lacks its actions", "no", [{ Effect: "Allow", Resource: "*" }]],
  ];
  for (const [title, answer, grants, boundary] of ROWS) {
    it(`is ${title}`, () => {
      equal(judge(grants, boundary).answer, answer);
    });
  }

  it("is told by the statements that decide, the broadest first", () => {
    const grants = [[allow("s3:*"), allow("iam:PutRolePolicy")], NOT_IAM].map(grantOf);
    const result = administrator({ grants });
    deepEqual(
      result.answer === "yes" &&
        result.deciding.map(({ grant, statement }) => [grants.indexOf(grant), statement.place]),
      [
        [1, "Statement"],
        [0, "Statement[1]"],
      ],
    );
  });

  it("is told by one statement where one suffices", () => {
    const result = judge([NOT_IAM, allow("*"), allow("iam:*")]);
    equal(result.answer === "yes" && result.deciding.length, 1);
  });

  it("may be completed, and may be undone, by what may be somebody else's", () => {
    equal(judge([NOT_IAM], undefined, [allow("iam:*")]).answer, "undetermined");
    equal(judge([allow("*")], undefined, [deny("iam:*")]).answer, "undetermined");
    equal(judge([allow("*")], undefined, [allow("s3:*")]).answer, "yes");
    equal(judge([allow("s3:*")], undefined, [allow("*")]).answer, "no");
  });

  it("is decided within moments for ten thousand statements", () => {
    const many = Array.from({ length: 10_000 }, (_, index) => allow(`s3:Get${index}${"*a".repeat(30)}`));
    equal(judge([many, NOT_IAM]).answer, "no");
  }).timeout(5000);
});

/** Values that are near what makes an administrator. */
const action = fc.constantFrom<Written>("*", "iam:*", "s3:*", "iam:AttachRolePolicy", "a*", UNKNOWN);
const resource = fc.constantFrom<Written>("*", "arn:aws:s3:::a", "arn:aws:iam::*:role/*", "arn:aws:*", UNKNOWN);
const condition = fc.constantFrom<Written>(
  MFA,
  { StringLike: { "aws:RequestedRegion": "*" } },
  { StringLike: { "aws:RequestedRegion": ["eu-*", UNKNOWN] } },
  { StringEquals: { "aws:PrincipalTag/a": UNKNOWN } },
  { Bool: { "aws:SecureTransport": UNKNOWN } },
  { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
  UNKNOWN,
);
const statement = fc
  .record({
    effect: fc.constantFrom<Written>("Allow", "Allow", "Allow", "Deny", UNKNOWN),
    negated: fc.constantFrom("Action", "Action", "NotAction"),
    actions: fc.uniqueArray(action, { minLength: 1, maxLength: 2 }),
    onNegated: fc.constantFrom("Resource", "Resource", "NotResource"),
    resources: fc.uniqueArray(resource, { minLength: 1, maxLength: 2 }),
    condition: fc.option(condition, { nil: undefined, freq: 3 }),
  })
  .map(({ effect, negated, actions, onNegated, resources, condition: narrowed }): Written => ({
    Effect: effect,
    [negated]: actions,
    [onNegated]: resources,
    ...(narrowed !== undefined && { Condition: narrowed }),
  }));
const document: fc.Arbitrary<Written> = fc.oneof(
  { weight: 6, arbitrary: fc.array(statement, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant<Written>(UNKNOWN) },
);
const permissions = fc.record({
  grants: fc.array(document, { minLength: 1, maxLength: 3 }),
  boundary: fc.option(document, { nil: undefined, freq: 3 }),
  perhaps: fc.array(document, { maxLength: 1 }),
});

/** Replaces every unknown by some value that may stand there. */
function complete(written: Written, pick: (count: number) => number, key = ""): Written {
  const choose = (values: readonly Written[]): Written => values[pick(values.length)] ?? null;
  if (written === UNKNOWN) {
    if (key === "Effect") return choose(["Allow", "Deny"]);
    if (key.includes("Action")) return choose(["*", "s3:*", "iam:*", "iam:PutRolePolicy"]);
    if (key.includes("Resource")) return choose(["*", "arn:aws:s3:::a"]);
    if (key === "Condition") return choose([{}, MFA, { StringLike: { "aws:username": "*" } }]);
    if (key === "") return choose([[], allow("*"), deny("*"), deny("iam:*"), NOT_IAM, allow("iam:PutRolePolicy")]);
    return choose(["*", "a", "true"]);
  }
  if (typeof written !== "object" || written === null) return written;
  if (Array.isArray(written)) return written.map((element: Written) => complete(element, pick, key || "Statement"));
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, complete(value, pick, name)]));
}

describe("the answer whether an identity is a full administrator", () => {
  it("is borne out by every completion of what is unknown", () => {
    let settled = 0;
    fc.assert(
      fc.property(permissions, fc.infiniteStream(fc.nat()), ({ grants, boundary, perhaps }, numbers) => {
        const { answer } = judge(grants, boundary, perhaps);
        if (answer === "undetermined") return;
        settled++;
        const pick = (count: number) => (numbers.next().value as number) % count;
        const whole = grants.map((grant) => complete(grant, pick));
        const bound = boundary === undefined ? undefined : complete(boundary, pick);
        const own = judge(
          [...whole, ...perhaps.filter(() => answer === "yes" && pick(2) === 0).map((each) => complete(each, pick))],
          bound,
        );
        equal(own.answer === "undetermined" ? answer : own.answer, answer);
      }),
      { numRuns: 3000 },
    );
    notDeepEqual(settled, 0);
  });

  it("does not depend on order, on duplicates, or on how documents are split", () => {
    fc.assert(
      fc.property(permissions, ({ grants, boundary }) => {
        const { answer } = judge(grants, boundary);
        equal(judge([...grants].reverse(), boundary).answer, answer);
        equal(judge([...grants, ...grants], boundary).answer, answer);
        const split = grants.flatMap((grant) =>
          Array.isArray(grant) ? (grant as Written[]).map((each) => [each]) : [grant],
        );
        equal(judge(split, boundary).answer, answer);
      }),
      { numRuns: 500 },
    );
  });

  it("is not `yes` by a Deny more, or by a boundary, where it was `no`", () => {
    fc.assert(
      fc.property(permissions, action, document, ({ grants }, denied, boundary) => {
        if (judge(grants).answer !== "no") return;
        equal(judge([...grants, deny(denied)]).answer, "no");
        equal(judge(grants, boundary).answer, "no");
      }),
      { numRuns: 500 },
    );
  });

  it("is not `no` by an Allow more where it was `yes`", () => {
    fc.assert(
      fc.property(permissions, action, ({ grants }, allowed) => {
        if (judge(grants).answer === "yes") equal(judge([...grants, allow(allowed)]).answer, "yes");
      }),
      { numRuns: 500 },
    );
  });
});
