import { deepEqual } from "node:assert/strict";
import { excesses } from "../../../../identity/aws/permissions/reach";
import { documentOf, UNKNOWN, type Written } from "../documents";

const ORDERS = "arn:aws:sqs:eu-central-1:111122223333:orders";

/** How many actions a document allows by whole services on what it names; "?" where that is open. */
function countOf(statements: Written, boundary?: Written): number | "?" | undefined {
  const document = documentOf(statements);
  const limit = boundary === undefined ? {} : { boundary: { document: documentOf(boundary), path: "policy" } };
  const holder = { grants: [{ document, path: "policy" }], ...limit };
  const [found] = excesses({ document, holders: boundary === undefined ? [] : [holder] }, "whole");
  return found && (found.answer === "yes" ? found.actions.length : "?");
}

function allow(action: Written, resource: Written, more: Readonly<Record<string, Written>> = {}) {
  return { Effect: "Allow", Action: action, Resource: resource, ...more };
}

function deny(action: Written, resource: Written) {
  return { Effect: "Deny", Action: action, Resource: resource };
}

describe("a whole service on resources that are named", () => {
  const rows: readonly (readonly [title: string, statements: Written, count: number | "?" | undefined])[] = [
    ["by its wildcard", allow("sqs:*", ORDERS), 11],
    ["by its wildcard in other letters", allow("SQS:**", ORDERS), 11],
    ["by the wildcard of everything", allow("*", ORDERS), 11],
    ["by a wildcard for a part of it", allow("sqs:*Message", ORDERS), undefined],
    ["by a wildcard for what reads", allow("sqs:Get*", ORDERS), undefined],
    ["that has no such resources", allow("sqs:*", "arn:aws:s3:::orders"), undefined],
    ["that only reads", allow("freetier:*", ORDERS), undefined],
    ["on every resource, which is told of as that", allow("sqs:*", "*"), undefined],
    [
      "under a condition that narrows it",
      allow("sqs:*", ORDERS, { Condition: { StringEquals: { "aws:ResourceTag/team": "shop" } } }),
      undefined,
    ],
    ["that is denied there", [allow("sqs:*", ORDERS), deny("sqs:*", ORDERS)], undefined],
    ["that is denied elsewhere", [allow("sqs:*", ORDERS), deny("sqs:*", `${ORDERS}-next`)], 11],
    ["but for two actions", [allow("sqs:*", ORDERS), deny(["sqs:DeleteQueue", "sqs:AddPermission"], ORDERS)], 9],
    ["by leaving out", { Effect: "Allow", NotAction: "iam:*", Resource: ORDERS }, undefined],
    ["by an action that is not known", allow(UNKNOWN, ORDERS), "?"],
    ["on a denial", deny("sqs:*", ORDERS), undefined],
  ];
  for (const [title, statements, count] of rows) {
    it(`is ${count === undefined ? "nothing" : "told"} ${title}`, () => deepEqual(countOf(statements), count));
  }

  it("is what acts on objects where objects are named, and what acts on buckets where they are", () => {
    const onObjects = documentOf(allow("s3:*", "arn:aws:s3:::uploads/*"));
    const [found] = excesses({ document: onObjects, holders: [] }, "whole");
    const names = found?.answer === "yes" ? found.actions.map(({ name }) => name) : [];
    deepEqual(
      ["s3:PutObjectAcl", "s3:PutObject", "s3:PutBucketPolicy"].filter((name) => names.includes(name)),
      ["s3:PutObjectAcl", "s3:PutObject"],
    );
  });

  it("is nothing within a boundary of another service", () => {
    deepEqual(countOf(allow("sqs:*", ORDERS), allow("sns:*", "*")), undefined);
    deepEqual(countOf(allow("sqs:*", ORDERS), allow("*", "*")), 11);
  });
});
