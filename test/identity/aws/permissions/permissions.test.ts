import { deepEqual, equal, notEqual } from "node:assert/strict";
import * as fc from "fast-check";
import { unknownDocument } from "../../../../identity/aws/document/document";
import {
  FRESH,
  permission,
  sidesOf,
  type HasDocument,
  type Request,
} from "../../../../identity/aws/permissions/permissions";
import { unknown } from "../../../../identity/knowledge";
import { documentOf, UNKNOWN, type Written } from "../documents";
import { referenceAnswer, type PlainStatement } from "../reference-evaluator";

const ROLE = `:iam::${FRESH}:role/app`;
const ANY_ROLE = `:iam::${FRESH}:role/${FRESH}`;
const PASS: Request = { action: "iam:passrole", resources: [ROLE] };
const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const TO_LAMBDA = { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } };

function grantOf(written: Written): HasDocument {
  return written === UNKNOWN ? { document: unknownDocument(unknown("")) } : { document: documentOf(written) };
}

function ask(grants: readonly Written[], request: Request, boundary?: Written, perhaps: readonly Written[] = []) {
  const given = boundary === undefined ? {} : { boundary: grantOf(boundary) };
  const sides = sidesOf({ grants: grants.map(grantOf), ...given, perhaps: () => perhaps.map(grantOf) });
  return permission(sides, request);
}

function allow(action: Written, resource: Written = "*", more: Readonly<Record<string, Written>> = {}): Written {
  return { Effect: "Allow", Action: action, Resource: resource, ...more };
}

function deny(action: Written, resource: Written = "*", more: Readonly<Record<string, Written>> = {}): Written {
  return { Effect: "Deny", Action: action, Resource: resource, ...more };
}

describe("the permission to do something", () => {
  const ROWS: readonly (readonly [
    title: string,
    answer: string,
    grants: readonly Written[],
    more?: { readonly request?: Partial<Request>; readonly boundary?: Written; readonly perhaps?: readonly Written[] },
  ])[] = [
    ["is there where a statement allows it", "yes", [allow("iam:PassRole")]],
    ["is there on the very resource", "yes", [allow("iam:PassRole", "arn:aws:iam::111122223333:role/app")]],
    ["is there in another partition", "yes", [allow("iam:PassRole", "arn:aws-cn:iam::111122223333:role/app")]],
    ["is not there on another resource", "no", [allow("iam:PassRole", "arn:aws:iam::111122223333:role/other")]],
    ["is not there for another action", "no", [allow("iam:GetRole")]],
    ["is not there without a policy", "no", []],
    [
      "is there on any resource by a wildcard alone",
      "yes",
      [allow("iam:PassRole", "arn:aws:iam::*:role/*")],
      { request: { resources: [ANY_ROLE] } },
    ],
    [
      "is not there on any resource by the wildcard of a name",
      "no",
      [allow("iam:PassRole", "arn:aws:iam::*:role/app-*")],
      { request: { resources: [ANY_ROLE] } },
    ],
    ["is taken away by a denial of it", "no", [allow("iam:PassRole"), deny("iam:*")]],
    ["is left by a denial on another resource", "yes", [allow("iam:PassRole"), deny("iam:*", "arn:aws:iam::*:role/x")]],
    ["is left by a denial of another action", "yes", [allow("iam:PassRole"), deny("iam:CreateRole")]],
    [
      "is left on some resources by a denial on one of them",
      "yes",
      [allow("iam:PassRole"), deny("*", "arn:aws:iam::*:role/admin")],
      { request: { resources: [ANY_ROLE] } },
    ],
    ["is conditional where a condition narrows it", "conditional", [allow("iam:PassRole", "*", { Condition: MFA })]],
    [
      "is conditional where a denial has a condition",
      "conditional",
      [allow("*"), deny("*", "*", { Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } })],
    ],
    [
      "is whole where everybody escapes the denial",
      "yes",
      [allow("*"), deny("*", "*", { Condition: { Bool: { "aws:SecureTransport": "false" } } })],
    ],
    [
      "is whole where a denial names another service",
      "yes",
      [
        allow("iam:PassRole"),
        deny("iam:PassRole", "*", { Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } } }),
      ],
      { request: { says: { "iam:passedtoservice": "lambda.amazonaws.com" } } },
    ],
    [
      "is whole where the request meets the condition",
      "yes",
      [allow("iam:PassRole", "*", { Condition: TO_LAMBDA })],
      { request: { says: { "iam:passedtoservice": "lambda.amazonaws.com" } } },
    ],
    [
      "is not there where the request does not meet it",
      "no",
      [allow("iam:PassRole", "*", { Condition: TO_LAMBDA })],
      { request: { says: { "iam:passedtoservice": "ec2.amazonaws.com" } } },
    ],
    [
      "is not there where a negated condition excludes the request",
      "no",
      [allow("iam:PassRole", "*", { Condition: { StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" } } })],
      { request: { says: { "iam:passedtoservice": "ec2.amazonaws.com" } } },
    ],
    ["is not there outside the boundary", "no", [allow("*")], { boundary: allow("s3:*") }],
    ["is not there by a boundary alone", "no", [], { boundary: allow("*") }],
    [
      "is conditional by a condition of the boundary",
      "conditional",
      [allow("*")],
      { boundary: allow("*", "*", { Condition: MFA }) },
    ],
    ["is undetermined by an unknown document", "undetermined", [UNKNOWN]],
    ["is undetermined by an unknown resource", "undetermined", [allow("iam:PassRole", UNKNOWN)]],
    ["is not hidden by what is unknown of another action", "no", [allow("s3:GetObject", UNKNOWN)]],
    ["is undetermined where an unknown thing is denied", "undetermined", [allow("*"), deny(UNKNOWN)]],
    ["is undetermined within an unknown boundary", "undetermined", [allow("*")], { boundary: UNKNOWN }],
    ["is undetermined where a denial may be its own", "undetermined", [allow("*")], { perhaps: [deny("*")] }],
    ["is not given by what may be somebody else's", "no", [], { perhaps: [allow("*")] }],
  ];
  for (const [title, answer, grants, { request, boundary, perhaps } = {}] of ROWS) {
    it(title, () => {
      equal(ask(grants, { ...PASS, ...request }, boundary, perhaps).answer, answer);
    });
  }

  it("is told with the statement that allows it, the one that denies it, or what is unknown", () => {
    const placesOf = (result: ReturnType<typeof ask>) =>
      result.answer === "undetermined"
        ? result.unknowns.map(({ unknown: { path } }) => path)
        : result.deciding.map(({ statement }) => statement.place);
    deepEqual(placesOf(ask([[allow("s3:*"), allow("iam:*")]], PASS)), ["Statement[1]"]);
    deepEqual(placesOf(ask([[allow("iam:*"), deny("iam:PassRole")]], PASS)), ["Statement[1]"]);
    deepEqual(placesOf(ask([[allow("s3:*", UNKNOWN), allow("iam:*", UNKNOWN)]], PASS)), ["Statement[1].Resource"]);
  });

  it("says how much an undetermined one can come to", () => {
    const result = ask([allow("iam:PassRole", UNKNOWN, { Condition: MFA })], PASS);
    equal(result.answer === "undetermined" && result.atMost, "conditional");
  });
});

const ACTIONS = ["iam:PassRole", "iam:*", "*", "s3:GetObject", "IAM:pass????"];
const RESOURCES = ["*", "arn:aws:iam::*:role/*", "arn:aws:iam::*:role/app", "arn:aws:iam::*:role/b*", "arn:aws:s3:::a"];
/** What each word of the plain statements stands for, under an Allow and under a Deny. */
const CONDITIONS: Readonly<Record<string, Readonly<Record<"Allow" | "Deny", Written>>>> = {
  narrows: { Allow: MFA, Deny: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } } },
  "narrows nothing": {
    Allow: { Bool: { "aws:SecureTransport": "true" } },
    Deny: { Bool: { "aws:SecureTransport": "false" } },
  },
  escapable: {
    Allow: { StringEquals: { "iam:ResourceTag/team": "shop" } },
    Deny: { StringEquals: { "iam:ResourceTag/team": "shop" } },
  },
};

const plainStatement: fc.Arbitrary<PlainStatement> = fc
  .record({
    Effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
    action: fc.uniqueArray(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 2 }),
    notAction: fc.boolean(),
    resource: fc.uniqueArray(fc.constantFrom(...RESOURCES), { minLength: 1, maxLength: 2 }),
    notResource: fc.boolean(),
    condition: fc.constantFrom(
      undefined,
      undefined,
      "narrows" as const,
      "narrows nothing" as const,
      "escapable" as const,
    ),
  })
  .map(({ Effect, action, notAction, resource, notResource, condition }) => ({
    Effect,
    ...(notAction && Effect === "Deny" ? { NotAction: action } : { Action: action }),
    ...(notResource ? { NotResource: resource } : { Resource: resource }),
    ...(condition && { condition }),
  }));
const plainDocument = fc.array(plainStatement, { maxLength: 4 });
const plainGrants = fc.array(plainDocument, { minLength: 1, maxLength: 3 });
const plainBoundary = fc.option(plainDocument, { nil: undefined, freq: 2 });

function written({ condition, ...statement }: PlainStatement): Written {
  const found = condition && CONDITIONS[condition]?.[statement.Effect];
  return found === undefined ? statement : { ...statement, Condition: found };
}

describe("the answer whether an identity may do something", () => {
  const TEXTS = [ROLE, ANY_ROLE];

  it("agrees with the obvious evaluation", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(plainGrants, plainBoundary, fc.constantFrom(...TEXTS), (grants, boundary, resource) => {
        const { answer } = ask(
          grants.map((grant) => grant.map(written)),
          { ...PASS, resources: [resource] },
          boundary?.map(written),
        );
        seen.add(answer);
        equal(answer, referenceAnswer(grants, boundary, { action: "iam:PassRole", resource: `arn:aws${resource}` }));
      }),
      { numRuns: 3000 },
    );
    deepEqual([...seen].sort(), ["conditional", "no", "yes"]);
  });

  const ORDER = ["no", "conditional", "yes"];
  const answerOf = (grants: readonly (readonly PlainStatement[])[], boundary?: readonly PlainStatement[]) =>
    ORDER.indexOf(
      ask(
        grants.map((grant) => grant.map(written)),
        PASS,
        boundary?.map(written),
      ).answer,
    );

  it("is never wider by a Deny or a boundary, and never narrower by an Allow", () => {
    fc.assert(
      fc.property(plainGrants, plainDocument, plainStatement, (grants, boundary, statement) => {
        const before = answerOf(grants);
        const after = answerOf([...grants, [statement]]);
        equal(statement.Effect === "Deny" ? after <= before : after >= before, true);
        equal(answerOf(grants, boundary) <= before, true);
      }),
      { numRuns: 1000 },
    );
  });

  it("does not depend on order, on duplicates, or on how documents are split", () => {
    fc.assert(
      fc.property(plainGrants, plainBoundary, (grants, boundary) => {
        const before = answerOf(grants, boundary);
        equal(
          answerOf(
            [...grants].reverse().map((grant) => [...grant].reverse()),
            boundary,
          ),
          before,
        );
        equal(answerOf([...grants, ...grants], boundary), before);
        equal(
          answerOf(
            grants.flatMap((grant) => grant.map((each) => [each])),
            boundary,
          ),
          before,
        );
        equal(answerOf([grants.flat()], boundary), before);
      }),
      { numRuns: 1000 },
    );
  });

  it("is borne out by every completion of what is unknown", () => {
    const part = fc.constantFrom<Written>("*", "iam:PassRole", "s3:*", UNKNOWN);
    const onPart = fc.constantFrom<Written>("*", "arn:aws:iam::*:role/app", "arn:aws:s3:::a", UNKNOWN);
    const condition = fc.constantFrom<Written>(
      {},
      UNKNOWN,
      { StringEquals: { "iam:PassedToService": UNKNOWN } },
      { StringNotEquals: { "aws:SourceVpc": UNKNOWN } },
      { Bool: { "aws:SecureTransport": "true" } },
    );
    const statement = fc.record({
      Effect: fc.constantFrom<Written>("Allow", "Allow", "Deny", UNKNOWN),
      Action: part,
      Resource: onPart,
      Condition: condition,
    });
    const documents = fc.array(fc.oneof(statement, statement, fc.constant<Written>(UNKNOWN)), { maxLength: 3 });
    const says = { "iam:passedtoservice": "lambda.amazonaws.com" };
    let settled = 0;
    fc.assert(
      fc.property(
        documents,
        documents,
        fc.boolean(),
        fc.infiniteStream(fc.nat()),
        (grants, bound, bounded, numbers) => {
          const request = { ...PASS, says };
          const { answer } = ask(grants, request, bounded ? bound : undefined);
          if (answer === "undetermined") return;
          settled++;
          const pick = (count: number) => (numbers.next().value as number) % count;
          const whole = grants.map((grant) => complete(grant, pick));
          equal(ask(whole, request, bounded ? bound.map((each) => complete(each, pick)) : undefined).answer, answer);
        },
      ),
      { numRuns: 3000 },
    );
    notEqual(settled, 0);
  });
});

/** Replaces every unknown by some value that may stand there. */
function complete(value: Written, pick: (count: number) => number, key = "Statement"): Written {
  if (value === UNKNOWN) {
    const values: Readonly<Record<string, readonly Written[]>> = {
      Statement: [allow("*"), deny("*"), allow("s3:*"), deny("iam:PassRole", "arn:aws:iam::*:role/app")],
      Effect: ["Allow", "Deny"],
      Action: ["*", "iam:PassRole", "s3:*"],
      Resource: ["*", "arn:aws:iam::*:role/app", "arn:aws:s3:::a"],
      Condition: [{}, MFA, TO_LAMBDA],
    };
    const choices = values[key] ?? ["lambda.amazonaws.com", "ec2.amazonaws.com"];
    return choices[pick(choices.length)] ?? null;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((element: Written) => complete(element, pick, key));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, complete(each, pick, name)]));
}
