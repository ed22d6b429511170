import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import {
  actionNamed,
  actionsCoveredBy,
  actionsMatching,
  actionsOfService,
  services,
} from "../../../../identity/aws/actions/actions";
import type { Patterns, Text } from "../../../../identity/aws/document/document";
import { known, unknown } from "../../../../identity/knowledge";
import { actionFiles } from "../../../../scripts/generate-aws-actions";

const ALL = services().flatMap(actionsOfService);

describe("the actions of AWS", () => {
  it("are, like what they act on and the condition keys, those of the installed package: else run `npx tsx scripts/generate-aws-actions.ts`", async () => {
    for (const [path, text] of Object.entries(await actionFiles())) {
      const file = readFileSync(join(__dirname, "../../../../identity/aws", path), "utf8");
      ok(file === text, `identity/aws/${path} differs from what the script writes`);
    }
  }).timeout(60_000);

  const rows: readonly (readonly [string, ReturnType<typeof actionNamed>])[] = [
    ["s3:GetObject", { name: "s3:GetObject", service: "s3", level: "Read", scopable: true }],
    ["S3:getobject", { name: "s3:GetObject", service: "s3", level: "Read", scopable: true }],
    ["s3:ListAllMyBuckets", { name: "s3:ListAllMyBuckets", service: "s3", level: "List", scopable: false }],
    [
      "s3:PutBucketPolicy",
      { name: "s3:PutBucketPolicy", service: "s3", level: "Permissions management", scopable: true },
    ],
    ["ec2:CreateTags", { name: "ec2:CreateTags", service: "ec2", level: "Tagging", scopable: true }],
    ["xray:PutTraceSegments", { name: "xray:PutTraceSegments", service: "xray", level: "Write", scopable: false }],
    ["s3:GetObjet", undefined],
    ["s3", undefined],
    ["__proto__:constructor", undefined],
    ["constructor:name", undefined],
  ];
  for (const [name, action] of rows) {
    it(`${action ? "know" : "do not know"} ${name}`, () => deepEqual(actionNamed(name), action));
  }
});

describe("a pattern of actions", () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["s3:GetObject", ["s3:GetObject"]],
    ["sqs:Receive*", ["sqs:ReceiveMessage"]],
    ["SQS:*MESSAGE", ["sqs:DeleteMessage", "sqs:ReceiveMessage", "sqs:SendMessage"]],
    ["sq?:ReceiveMessage", ["sqs:ReceiveMessage"]],
    ["sqsreceivemessage", []],
    ["nonesuch:*", []],
    ["__proto__:*", []],
  ];
  for (const [pattern, names] of rows) {
    it(`${pattern} stands for ${names.length} actions`, () => {
      deepEqual(
        actionsMatching(pattern)
          .map(({ name }) => name)
          .sort(),
        names,
      );
    });
  }

  it("stands for everything as `*`, `*:*` and with any number of stars", () => {
    for (const pattern of ["*", "**", "*:*", "*:**"]) equal(actionsMatching(pattern).length, ALL.length);
  });

  it("agrees with a regular expression on every action", () => {
    const piece = fc.oneof(
      fc.constantFrom("*", "?", ":", "s3", "sqs", "Get", "Put", "Object", "*:", "iam:"),
      fc.constantFrom(...ALL.slice(0, 2000).map(({ name }) => name.slice(0, 9))),
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 3 }), (pieces) => {
        const pattern = pieces.join("");
        const source = pattern
          .replace(/[-\\^$.+()[\]{}|]/g, "\\$&")
          .replace(/\*+/g, ".*")
          .replace(/\?/g, ".");
        const obvious = new RegExp(`^${source}$`, "i");
        deepEqual(
          actionsMatching(pattern).map(({ name }) => name),
          ALL.filter(({ name }) => obvious.test(name)).map(({ name }) => name),
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe("an element of actions", () => {
  const element = (negated: boolean, ...values: (string | undefined)[]): Patterns => ({
    place: "Action",
    negated,
    values: values.map((value): Text => (value === undefined ? unknown("Action") : known(value, "Action"))),
  });
  const count = (negated: boolean, ...values: (string | undefined)[]) =>
    (["surely", "possibly"] as const).map((certainty) => actionsCoveredBy(element(negated, ...values), certainty).size);

  it("covers each action once, however many patterns match it", () => {
    deepEqual(count(false, "sqs:ReceiveMessage", "sqs:Receive*"), [1, 1]);
  });

  it("covers all but what a NotAction names", () => {
    deepEqual(count(true, "s3:GetObject"), [ALL.length - 1, ALL.length - 1]);
    deepEqual(count(true, "*"), [0, 0]);
  });

  it("may cover everything where a pattern is not known, and as a NotAction nothing", () => {
    deepEqual(count(false, "s3:GetObject", undefined), [1, ALL.length]);
    deepEqual(count(true, "s3:GetObject", undefined), [0, ALL.length - 1]);
  });
});
