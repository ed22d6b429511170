import { deepEqual, equal } from "node:assert/strict";
import { decide, type Beside } from "../../../../identity/aws/permissions/decision";
import type { HasDocument, Permissions } from "../../../../identity/aws/permissions/permissions";
import { serviceControl } from "../../../../identity/aws/permissions/service-control";
import { documentOf, UNKNOWN, type Written } from "../documents";

const allow = (action: Written, resource: Written = "*", more: Readonly<Record<string, Written>> = {}): Written => ({
  Effect: "Allow",
  Action: action,
  Resource: resource,
  ...more,
});
const deny = (action: Written, resource: Written = "*", more: Readonly<Record<string, Written>> = {}): Written => ({
  Effect: "Deny",
  Action: action,
  Resource: resource,
  ...more,
});
const FROM_VPC = { Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } };
const TABLE = "arn:aws:dynamodb:eu-central-1:111122223333:table/orders";
const UPLOADS = "arn:aws:s3:::uploads/a.png";

function permissionsOf(statement: Written, boundary?: Written): Permissions<HasDocument> {
  return {
    grants: [{ document: documentOf(statement) }],
    ...(boundary !== undefined && { boundary: { document: documentOf(boundary) } }),
  };
}

describe("whether an identity may do one action on one resource", () => {
  const ROWS: readonly (readonly [
    title: string,
    statement: Written,
    action: string,
    resource: string,
    answer: string,
    boundary?: Written,
  ])[] = [
    [
      "is yes where a statement covers both",
      allow("s3:Get*", "arn:aws:s3:::uploads/*"),
      "s3:GetObject",
      UPLOADS,
      "yes",
    ],
    ["does not mind the case of the action", allow("S3:getobject"), "s3:GetObject", UPLOADS, "yes"],
    ["is no for another bucket", allow("s3:*", "arn:aws:s3:::pictures/*"), "s3:GetObject", UPLOADS, "no: policies"],
    ["is no for another action", allow("s3:PutObject"), "s3:GetObject", UPLOADS, "no: policies"],
    [
      "is no in another region than the one that is written",
      allow("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111122223333:table/orders"),
      "dynamodb:GetItem",
      TABLE,
      "no: policies",
    ],
    [
      "is no in another account than the one that is written",
      allow("dynamodb:GetItem", "arn:aws:dynamodb:*:444455556666:table/orders"),
      "dynamodb:GetItem",
      TABLE,
      "no: policies",
    ],
    [
      "is yes for all that a pattern covers",
      allow("s3:GetObject", "arn:aws:s3:::uploads/*"),
      "s3:GetObject",
      "arn:aws:s3:::uploads/small/*",
      "yes",
    ],
    [
      "is no for more than the pattern covers",
      allow("s3:GetObject", "arn:aws:s3:::uploads/small/*"),
      "s3:GetObject",
      "arn:aws:s3:::uploads/*",
      "no: policies",
    ],
    [
      "is no for every resource where only some are",
      allow("s3:GetObject", UPLOADS),
      "s3:GetObject",
      "*",
      "no: policies",
    ],
    ["is conditional under a condition", allow("s3:*", "*", FROM_VPC), "s3:GetObject", UPLOADS, "conditional"],
    [
      "is conditional where it is denied under a condition, even one that everybody can meet",
      [allow("s3:*"), deny("s3:*", "*", { Condition: { Bool: { "aws:SecureTransport": "false" } } })],
      "s3:GetObject",
      UPLOADS,
      "conditional",
    ],
    ["is no where it is denied", [allow("s3:*"), deny("s3:*", UPLOADS)], "s3:GetObject", UPLOADS, "no"],
    [
      "is yes beside a denial of another object",
      [allow("s3:*"), deny("s3:*", `${UPLOADS}x`)],
      "s3:GetObject",
      UPLOADS,
      "yes",
    ],
    ["is no outside of the boundary", allow("s3:*"), "s3:GetObject", UPLOADS, "no: boundary", allow("sqs:*")],
    ["is yes within the boundary", allow("s3:*"), "s3:GetObject", UPLOADS, "yes", allow("s3:Get*")],
    ["is open where the resource is not known", allow("s3:*", UNKNOWN), "s3:GetObject", UPLOADS, "undetermined"],
    [
      "is open where a policy variable may make the pattern match",
      allow("s3:*", "arn:aws:s3:::uploads/${aws:username}.png"),
      "s3:GetObject",
      UPLOADS,
      "undetermined",
    ],
    [
      "is no where no value of a policy variable makes it match",
      allow("s3:*", "arn:aws:s3:::pictures/${aws:username}"),
      "s3:GetObject",
      UPLOADS,
      "no: policies",
    ],
    [
      "needs every resource for an action that knows no single ones",
      allow("s3:ListAllMyBuckets", "arn:aws:s3:::uploads"),
      "s3:ListAllMyBuckets",
      "arn:aws:s3:::uploads",
      "no: policies",
    ],
    [
      "is yes for such an action on everything",
      allow("s3:List*"),
      "s3:ListAllMyBuckets",
      "arn:aws:s3:::uploads",
      "yes",
    ],
  ];
  for (const [title, statement, action, resource, expected, boundary] of ROWS) {
    it(title, () => {
      const { answer, missing } = decide(permissionsOf(statement, boundary), action, resource);
      equal(missing === undefined ? answer : `${answer}: ${missing}`, expected);
    });
  }

  it("is no where service control policies do not list it", () => {
    const sqs = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:*", Resource: "*" } };
    const permissions = { ...permissionsOf(allow("s3:*")), serviceControl: serviceControl([sqs]) };
    deepEqual(decide(permissions, "s3:GetObject", UPLOADS), {
      answer: "no",
      deciding: [],
      unknowns: [],
      missing: "service control",
    });
  });

  it("names the statements that decide", () => {
    const places = (statement: Written) =>
      decide(permissionsOf(statement), "s3:GetObject", UPLOADS).deciding.map(({ statement: { place } }) => place);
    deepEqual(places([allow("sqs:*"), allow("s3:*")]), ["Statement[1]"]);
    deepEqual(places([allow("s3:*"), deny("s3:Get*")]), ["Statement[1]"]);
    deepEqual(places([allow("s3:*"), deny("s3:*", "*", FROM_VPC)]), ["Statement[0]", "Statement[1]"]);
  });

  const OTHER_BUCKET = "arn:aws:s3:::pictures/a.png";
  const BESIDE: readonly (readonly [
    title: string,
    permissions: Permissions<HasDocument>,
    beside: Beside<HasDocument>,
    answer: string,
  ])[] = [
    ["is yes by the policy of the resource alone", permissionsOf(allow("sqs:*")), given(allow("s3:*")), "yes"],
    [
      "is no where the policy of the resource denies it",
      permissionsOf(allow("s3:*")),
      given(deny("s3:GetObject", UPLOADS)),
      "no",
    ],
    [
      "is no for a role whose boundary leaves out what the policy of the resource gives",
      permissionsOf(allow("sqs:*"), allow("sqs:*")),
      given(allow("s3:*")),
      "no: boundary",
    ],
    [
      "is yes for a user all the same",
      permissionsOf(allow("sqs:*"), allow("sqs:*")),
      { ...given(allow("s3:*")), unbounded: true },
      "yes",
    ],
    [
      "is no for a user whose boundary denies it",
      permissionsOf(allow("sqs:*"), [allow("*"), deny("s3:*")]),
      { ...given(allow("s3:*")), unbounded: true },
      "no",
    ],
    [
      "is no where the policy of the resource must allow it and does not",
      permissionsOf(allow("s3:*")),
      { demanded: [{ document: documentOf(allow("s3:*", OTHER_BUCKET)) }] },
      "no: resource policy",
    ],
    [
      "is yes where that leaves it to the account",
      permissionsOf(allow("s3:*")),
      { demanded: [{ document: documentOf(allow("s3:*", UPLOADS)) }] },
      "yes",
    ],
    [
      "is conditional where that leaves it under a condition",
      permissionsOf(allow("s3:*")),
      { demanded: [{ document: documentOf(allow("s3:*", UPLOADS, FROM_VPC)) }] },
      "conditional",
    ],
    [
      "is open in another account, whose own policy must allow it as well",
      permissionsOf(allow("s3:*")),
      { foreign: true },
      "undetermined: other account",
    ],
    ["is no there where its own policies do not", permissionsOf(allow("sqs:*")), { foreign: true }, "no: policies"],
    [
      "is no there by the policy of the resource alone",
      permissionsOf(allow("sqs:*")),
      { ...given(allow("s3:*")), foreign: true },
      "no: policies",
    ],
    [
      "is yes there where both sides allow it",
      permissionsOf(allow("s3:*")),
      { ...given(allow("s3:*")), foreign: true },
      "yes",
    ],
    [
      "is yes where the request meets the condition",
      permissionsOf(allow("s3:*", "*", FROM_VPC)),
      { says: { "aws:sourcevpce": "vpce-1" } },
      "yes",
    ],
    [
      "is no where the request does not",
      permissionsOf(allow("s3:*", "*", FROM_VPC)),
      { says: { "aws:sourcevpce": "vpce-2" } },
      "no: policies",
    ],
    [
      "is yes where the request is not of those that are denied",
      permissionsOf([allow("s3:*"), deny("s3:*", "*", FROM_VPC)]),
      { says: { "aws:sourcevpce": "vpce-2" } },
      "yes",
    ],
  ];
  for (const [title, permissions, beside, expected] of BESIDE) {
    it(title, () => {
      const { answer, missing } = decide(permissions, "s3:GetObject", UPLOADS, beside);
      equal(missing === undefined ? answer : `${answer}: ${missing}`, expected);
    });
  }

  it("is conditional, in part, where a part of what is asked about is denied", () => {
    const permissions = permissionsOf([allow("s3:*"), deny("s3:GetObject", "arn:aws:s3:::uploads/final/*")]);
    const asked = (resource: string) => {
      const { answer, partly } = decide(permissions, "s3:GetObject", resource);
      return partly ? `${answer}, partly` : answer;
    };
    deepEqual(["arn:aws:s3:::uploads/*", "arn:aws:s3:::uploads/small/*", "arn:aws:s3:::uploads/final/a"].map(asked), [
      "conditional, partly",
      "yes",
      "no",
    ]);
  });
});

function given(statement: Written): Beside<HasDocument> {
  return { given: [{ document: documentOf(statement) }] };
}
