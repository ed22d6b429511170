import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { openTo } from "../../../../identity/aws/trust/openness";
import { documentOf, places, UNKNOWN, type Written } from "../documents";

type Members = Readonly<Record<string, Written>>;

const ORGANISATION = "o-a1b2c3d4e5";
const ACCOUNT = "111122223333";
const OBJECTS = "arn:aws:s3:::uploads/*";

/** A statement for everyone, but for what is said otherwise; `null` leaves an element out. */
function allow(more: Members = {}): Members {
  const all: Members = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: OBJECTS, ...more };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

function judge(statement: Written): string {
  return openTo(documentOf(statement, "resource")).answer;
}

describe("a resource's policy", () => {
  const STATEMENTS: readonly (readonly [title: string, more: Members, answer: string])[] = [
    ["for everyone", {}, "everyone"],
    ["for every AWS account", { Principal: { AWS: "*" } }, "everyone"],
    ["for all but one account", { Principal: null, NotPrincipal: { AWS: ACCOUNT } }, "everyone"],
    ["for one account", { Principal: { AWS: ACCOUNT } }, "some"],
    ["for the root of one account", { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "*" }, "some"],
    ["for a service", { Principal: { Service: "cloudfront.amazonaws.com" } }, "some"],
    [
      "for an origin access identity",
      { Principal: { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1A2B3C4D5E6F7" } },
      "some",
    ],
    ["for a canonical user", { Principal: { CanonicalUser: "79a59df900b949e55d96a1e698fbaced" } }, "some"],
    ["for an unknown canonical user", { Principal: { CanonicalUser: UNKNOWN } }, "some"],
    ["for somebody unknown", { Principal: { AWS: UNKNOWN } }, "undetermined"],
    ["for everyone in unknown actions", { Action: UNKNOWN }, "everyone"],
    ["for everyone on an unknown resource", { Resource: UNKNOWN }, "everyone"],
    ["for everyone in all actions but one", { Action: null, NotAction: "s3:PutObject" }, "everyone"],
    ["with an unknown effect", { Effect: UNKNOWN }, "undetermined"],
    ["that denies", { Effect: "Deny" }, "some"],
  ];
  for (const [title, more, answer] of STATEMENTS) {
    it(`${title} is for ${answer}`, () => {
      equal(judge(allow(more)), answer);
    });
  }

  const CONDITIONS: readonly (readonly [Written, string])[] = [
    [{ StringEquals: { "aws:PrincipalOrgID": ORGANISATION } }, "some"],
    [{ StringEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } }, "some"],
    [{ StringEquals: { "aws:SourceVpc": ["vpc-1a2b3c4d", "vpc-5e6f7a8b"] } }, "some"],
    [{ StringLike: { "aws:SourceVpce": "vpce-*" } }, "everyone"],
    [{ StringEquals: { "AWS:SourceOwner": ACCOUNT } }, "some"],
    [{ ArnEquals: { "aws:SourceArn": `arn:aws:sns:eu-central-1:${ACCOUNT}:orders` } }, "some"],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:orders" } }, "everyone"],
    [{ ArnLike: { "aws:SourceArn": UNKNOWN } }, "undetermined"],
    [{ StringEquals: { "kms:CallerAccount": ACCOUNT, "kms:ViaService": "s3.eu-central-1.amazonaws.com" } }, "some"],
    [{ StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } }, "everyone"],
    [{ StringEquals: { "s3:DataAccessPointAccount": ACCOUNT } }, "some"],
    [{ ArnLike: { "s3:DataAccessPointArn": `arn:aws:s3:eu-central-1:${ACCOUNT}:accesspoint/*` } }, "some"],
    [{ StringEquals: { "s3:prefix": "public/" } }, "everyone"],
    [{ StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } }, "everyone"],
    [{ StringEquals: { "aws:ResourceAccount": ACCOUNT } }, "everyone"],
    [{ StringEquals: { "aws:ResourceTag/public": "true" } }, "everyone"],
    [{ StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } }, "everyone"],
    [{ Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } }, "some"],
    [{ Bool: { "elasticfilesystem:AccessedViaMountTarget": "false" } }, "everyone"],
    [{ Bool: { "aws:SecureTransport": "true" } }, "everyone"],
    [{ StringLike: { "aws:Referer": "https://shop.example/*" } }, "everyone"],
    [{ StringLike: { "aws:UserAgent": "shop" } }, "everyone"],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, "some"],
    [{ IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }, "everyone"],
    [{ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, "everyone"],
    [{ StringNotEquals: { "aws:PrincipalOrgID": ORGANISATION } }, "everyone"],
    [{ StringEquals: { "aws:PrincipalOrgID": ORGANISATION }, Bool: { "aws:SecureTransport": "true" } }, "some"],
  ];
  for (const [condition, answer] of CONDITIONS) {
    it(`for everyone under the condition ${show(condition)} is for ${answer}`, () => {
      equal(judge(allow({ Condition: condition })), answer);
    });
  }

  const OUTSIDE = { StringNotEquals: { "aws:PrincipalOrgID": ORGANISATION } };
  const DENIALS: readonly (readonly [title: string, allowed: Members, denied: Members, answer: string])[] = [
    ["the action", {}, { Action: "s3:GetObject" }, "some"],
    ["all actions of the service", {}, { Action: "S3:*" }, "some"],
    ["another action", {}, { Action: "s3:PutObject" }, "everyone"],
    ["a part of the actions", { Action: "s3:Get*" }, { Action: "s3:GetObject" }, "everyone"],
    ["one of two actions", { Action: ["s3:GetObject", "s3:PutObject"] }, { Action: "s3:PutObject" }, "everyone"],
    ["all actions but others", {}, { Action: null, NotAction: "s3:Put*" }, "some"],
    ["all actions but some of them", { Action: "s3:Get*" }, { Action: null, NotAction: "s3:*Object" }, "everyone"],
    ["everything on the bucket", {}, { Action: "*", Resource: ["arn:aws:s3:::uploads", OBJECTS] }, "some"],
    ["one folder", {}, { Resource: "arn:aws:s3:::uploads/private/*" }, "everyone"],
    ["all but one folder", {}, { Resource: null, NotResource: "arn:aws:s3:::uploads/public/*" }, "everyone"],
    ["all but another bucket", {}, { Resource: null, NotResource: "arn:aws:s3:::others/*" }, "some"],
    ["patterns with a question mark", { Action: "s3:Get*" }, { Action: "s3:Get?????*" }, "everyone"],
    ["those outside the organisation", {}, { Action: "s3:*", Condition: OUTSIDE }, "some"],
    [
      "those outside the organisation who come without TLS",
      {},
      { Condition: { ...OUTSIDE, Bool: { "aws:SecureTransport": "false" } } },
      "everyone",
    ],
    ["those without TLS", {}, { Condition: { Bool: { "aws:SecureTransport": "false" } } }, "everyone"],
    ["those not at an address", {}, { Condition: { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }, "some"],
    ["an unknown action", {}, { Action: UNKNOWN }, "undetermined"],
    ["an unknown resource", {}, { Resource: UNKNOWN }, "undetermined"],
    ["a known action, and allows an unknown one", { Action: UNKNOWN }, { Action: "s3:*" }, "undetermined"],
    ["all actions, and allows an unknown one", { Action: UNKNOWN }, { Action: "*" }, "some"],
  ];
  for (const [title, allowed, denied, answer] of DENIALS) {
    it(`for everyone that denies ${title} is for ${answer}`, () => {
      const deny = allow({ Effect: "Deny", ...denied });
      equal(judge([allow(allowed), deny]), answer);
      equal(judge([deny, allow(allowed)]), answer);
    });
  }

  it("names each statement that lets everyone in", () => {
    const policy = documentOf([allow(), allow({ Principal: { AWS: ACCOUNT } }), allow()], "resource");
    const result = openTo(policy);
    deepEqual(result.answer === "everyone" && result.openings.map(({ principal }) => principal.place), [
      "Statement[0].Principal",
      "Statement[2].Principal",
    ]);
  });

  it("that is partly known is open by what is known, unless the rest may deny it", () => {
    equal(judge([allow(), { ...allow(), Effect: "Allow", Condition: UNKNOWN }]), "everyone");
    equal(judge([allow(), UNKNOWN]), "undetermined");
    equal(judge([allow({ Principal: { AWS: ACCOUNT } }), UNKNOWN]), "undetermined");
  });

  it("says what is not known where that could open it, and nothing else", () => {
    const result = openTo(documentOf([allow({ Principal: { AWS: UNKNOWN } })], "resource"));
    deepEqual(result.answer === "undetermined" && places(result.unknowns), ["Statement[0].Principal.AWS"]);
    equal(judge(allow({ Principal: { AWS: ACCOUNT }, Action: UNKNOWN, Resource: UNKNOWN })), "some");
  });

  it("is opened by no Deny, and not closed by one more Allow", () => {
    const statement = fc
      .record({
        Effect: fc.constantFrom("Allow", "Deny"),
        Principal: fc.constantFrom<Written>("*", { AWS: ACCOUNT }, { AWS: UNKNOWN }),
        Action: fc.constantFrom<Written>("s3:GetObject", "s3:*", "*", UNKNOWN),
        Resource: fc.constantFrom<Written>(OBJECTS, "*", UNKNOWN),
        Condition: fc.constantFrom<Written>({}, { StringEquals: { "aws:PrincipalOrgID": ORGANISATION } }, OUTSIDE),
      })
      .map((members): Members => members);
    const openness = ["some", "undetermined", "everyone"];
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 4 }), statement, (statements, more) => {
        const [before, after] = [judge(statements), judge([...statements, more])].map((each) => openness.indexOf(each));
        equal(more["Effect"] === "Deny" ? (after ?? 0) <= (before ?? 0) : (after ?? 0) >= (before ?? 0), true);
      }),
      { numRuns: 2000 },
    );
  });
});

function show(written: Written): string {
  return JSON.stringify(written, (_key, value: unknown) => (value === UNKNOWN ? "(unknown)" : value));
}
