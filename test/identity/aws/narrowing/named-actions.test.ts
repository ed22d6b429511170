import { deepEqual, equal, ok } from "node:assert/strict";
import { services } from "../../../../identity/aws/actions/actions";
import { allButDenied, onlyLooking } from "../../../../identity/aws/narrowing/named-actions";
import { excesses, type Reach } from "../../../../identity/aws/permissions/reach";
import { documentOf, type Written } from "../documents";

const REACHES: readonly Reach[] = ["negation", "service", "credentials", "exposure", "scope", "data"];

function looking(action: Written, ...prefixes: readonly string[]) {
  const [statement] = documentOf([{ Effect: "Allow", Action: action, Resource: "*" }]).statements;
  return statement && onlyLooking(statement, prefixes)?.changes[0].value;
}

describe("what only looks at a service", () => {
  const ROWS: readonly (readonly [title: string, action: Written, prefix: string, value: unknown])[] = [
    ["is told by its verbs", "sqs:*", "sqs", ["sqs:Get*", "sqs:List*"]],
    [
      "is none of what reads secrets",
      "secretsmanager:*",
      "secretsmanager",
      ["secretsmanager:Describe*", "secretsmanager:List*"],
    ],
    [
      "stands beside what is named already",
      ["s3:GetObject", "sqs:*"],
      "sqs",
      ["s3:GetObject", "sqs:Get*", "sqs:List*"],
    ],
    ["is not told in place of everything", "*", "sqs", undefined],
  ];
  for (const [title, action, prefix, value] of ROWS) {
    it(title, () => deepEqual(looking(action, prefix), value));
  }

  it("reaches too far in no service", () => {
    let told = 0;
    for (const service of services()) {
      const value = looking(`${service}:*`, service);
      if (value === undefined) continue;
      const document = documentOf({ Effect: "Allow", Action: value as Written, Resource: "*" });
      const found = REACHES.flatMap((reach) => [...excesses({ document, holders: [] }, reach)]);
      deepEqual(found, [], service);
      told++;
    }
    ok(told > 200, `${told} services`);
  }).timeout(60_000);
});

describe("a statement that allows all but some actions", () => {
  const positive = (statement: Written) => {
    const document = documentOf([statement]);
    const [read] = document.statements;
    return read && allButDenied(document, read)?.changes;
  };
  const TABLE = "arn:aws:dynamodb:eu-central-1:111122223333:table/orders";

  it("allows those of its resources' service, and denies what it left out of them", () => {
    deepEqual(positive({ Effect: "Allow", NotAction: ["dynamodb:Delete*", "iam:*"], Resource: TABLE }), [
      { path: "Statement[0].Action", value: "dynamodb:*" },
      { path: "Statement[0].NotAction" },
      { path: "Statement[1]", value: { Effect: "Deny", Action: "dynamodb:Delete*", Resource: TABLE } },
    ]);
  });

  it("denies nothing where it left out nothing of that service", () => {
    deepEqual(positive({ Effect: "Allow", NotAction: "iam:*", Resource: TABLE }), [
      { path: "Statement[0].Action", value: "dynamodb:*" },
      { path: "Statement[0].NotAction" },
    ]);
  });

  it("has no other form on every resource", () => {
    equal(positive({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }), undefined);
    equal(positive({ Effect: "Allow", NotAction: "iam:*", Resource: "arn:aws:*:*:*:*" }), undefined);
  });
});
