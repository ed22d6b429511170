import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { readPolicyDocument } from "../../../../identity/aws/document/document";
import { openness } from "../../../../identity/aws/trust/trust";
import { unknown } from "../../../../identity/knowledge";
import { documentOf, places, UNKNOWN, type Written } from "../documents";

type Members = Readonly<Record<string, Written>>;

function trust(principal: Written, condition?: Written, more: Members = {}): Members {
  const narrowed: Members = condition === undefined ? {} : { Condition: condition };
  return { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...narrowed, ...more };
}

function judge(statement: Written): string {
  return openness(documentOf(statement, "trust")).answer;
}

const ORGANISATION = "o-a1b2c3d4e5";
const ACCOUNT = "111122223333";

describe("a trust policy", () => {
  const PRINCIPALS: readonly (readonly [Written, string])[] = [
    ["*", "everyone"],
    [{ AWS: "*" }, "everyone"],
    [{ AWS: [ACCOUNT, "*"] }, "everyone"],
    [{ aws: "*" }, "everyone"],
    [{ AWS: "arn:aws:iam::*:root" }, "everyone"],
    [{ AWS: "arn:aws:iam::*:role/deployer" }, "everyone"],
    [{ Federated: "*" }, "everyone"],
    [{ AWS: ACCOUNT }, "some"],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:root` }, "some"],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:role/*` }, "some"],
    [{ Service: "lambda.amazonaws.com" }, "some"],
    [{ Federated: "cognito-identity.amazonaws.com" }, "some"],
    [{ AWS: UNKNOWN }, "undetermined"],
    [{ Service: UNKNOWN }, "some"],
    [{ AWS: [UNKNOWN, "*"] }, "everyone"],
    [UNKNOWN, "undetermined"],
  ];
  for (const [principal, answer] of PRINCIPALS) {
    it(`with the principal ${show(principal)} is for ${answer}`, () => {
      equal(judge(trust(principal)), answer);
      equal(judge([trust(principal)]), answer);
    });
  }

  const ACTIONS: readonly (readonly [Written, string])[] = [
    ["sts:AssumeRole", "everyone"],
    ["STS:assumerole", "everyone"],
    ["sts:*", "everyone"],
    ["*", "everyone"],
    [["sts:TagSession", "sts:AssumeRoleWithWebIdentity"], "everyone"],
    ["sts:TagSession", "some"],
    [["sts:TagSession", UNKNOWN], "undetermined"],
  ];
  for (const [action, answer] of ACTIONS) {
    it(`for the action ${show(action)} is for ${answer}`, () => {
      equal(judge(trust("*", undefined, { Action: action })), answer);
    });
  }

  const CONDITIONS: readonly (readonly [Written, string])[] = [
    [{ StringEquals: { "aws:PrincipalOrgID": ORGANISATION } }, "some"],
    [{ stringequals: { "AWS:principalorgid": ORGANISATION } }, "some"],
    [{ StringEqualsIfExists: { "aws:PrincipalOrgID": ORGANISATION } }, "everyone"],
    [{ StringEqualsIfExists: { "aws:PrincipalOrgID": ORGANISATION }, Null: { "aws:PrincipalOrgID": "false" } }, "some"],
    [
      { StringEqualsIfExists: { "aws:PrincipalOrgID": ORGANISATION }, Null: { "aws:PrincipalOrgID": "true" } },
      "everyone",
    ],
    [
      { StringEqualsIfExists: { "aws:PrincipalOrgID": ORGANISATION }, Null: { "aws:PrincipalOrgID": UNKNOWN } },
      "undetermined",
    ],
    [{ Null: { "aws:PrincipalOrgID": "false" } }, "everyone"],
    [{ StringEquals: { "gitlab.com:sub": "project_path:acme/shop:ref_type:branch:ref:main" } }, "some"],
    [{ StringLike: { "GitLab.com:SUB": "project_path:acme/*" } }, "some"],
    [{ StringLike: { "gitlab.com:sub": "*" } }, "everyone"],
    [{ StringNotEquals: { "gitlab.com:sub": "project_path:acme/shop:ref_type:branch:ref:main" } }, "everyone"],
    [{ StringEqualsIfExists: { "gitlab.com:aud": "https://gitlab.com" } }, "everyone"],
    [{ StringEquals: { "oidc.eks.eu-central-1.amazonaws.com/id/B4:aud": "sts.amazonaws.com" } }, "some"],
    [{ StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } }, "everyone"],
    [{ StringEquals: { "SAML:doc": "111122223333/staff" } }, "some"],
    [{ StringLike: { "aws:PrincipalOrgID": "o-*" } }, "everyone"],
    [{ StringEquals: { "aws:PrincipalOrgID": "*" } }, "some"],
    [{ StringNotEquals: { "aws:PrincipalOrgID": ORGANISATION } }, "everyone"],
    [{ StringEquals: { "aws:PrincipalOrgID": [ORGANISATION, UNKNOWN] } }, "undetermined"],
    [{ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${ORGANISATION}/*` } }, "some"],
    [{ "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": `${ORGANISATION}/*` } }, "everyone"],
    [{ StringEquals: { "aws:PrincipalAccount": ACCOUNT } }, "some"],
    [{ StringEqualsIfExists: { "aws:PrincipalAccount": ACCOUNT } }, "some"],
    [{ StringLike: { "aws:PrincipalAccount": ["1*"] } }, "everyone"],
    [{ StringEquals: { "aws:PrincipalAccount": "${aws:PrincipalAccount}" } }, "everyone"],
    [{ StringEquals: { "aws:PrincipalAccount": "${aws:ResourceAccount}" } }, "some"],
    [{ ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/*` } }, "some"],
    [{ ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:role/deployer" } }, "everyone"],
    [{ StringLike: { "aws:PrincipalArn": `arn:aws*:iam::${ACCOUNT}:role/*` } }, "everyone"],
    [{ ArnLike: { "aws:PrincipalArn": `arn:aws*:iam::${ACCOUNT}:role/*` } }, "some"],
    [{ ArnLike: { "aws:SourceArn": `arn:aws:sns:*:${ACCOUNT}:*` } }, "some"],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:s3:::uploads" } }, "some"],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }, "everyone"],
    [{ StringEquals: { "aws:SourceAccount": ACCOUNT } }, "some"],
    [{ StringEquals: { "sts:ExternalId": "a" } }, "everyone"],
    [{ StringEquals: { "sts:ExternalId": "a", "aws:PrincipalOrgID": ORGANISATION } }, "some"],
    [{ Bool: { "aws:SecureTransport": "true" } }, "everyone"],
    [{ Bool: { "aws:MultiFactorAuthPresent": "true" } }, "everyone"],
    [{ StringEquals: { "aws:RequestedRegion": "eu-central-1" } }, "everyone"],
    [{ DateLessThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" } }, "everyone"],
    [{ StringEquals: { "aws:PrincipalTag/team": "shop" } }, "everyone"],
    [{ Null: { "aws:PrincipalOrgID": "false" } }, "everyone"],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, "some"],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.7" } }, "some"],
    [{ IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"] } }, "everyone"],
    [{ IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } }, "everyone"],
    [{ IpAddress: { "aws:SourceIp": "::/0" } }, "everyone"],
    [{ Bool: { "aws:PrincipalIsAWSService": "true" } }, "some"],
    [{ StringLike: { "aws:userid": "AROAEXAMPLEEXAMPLE123:*" } }, "some"],
    [{ StringEquals: { "aws:UnheardOf": "a" } }, "undetermined"],
    [{ StringIs: { "aws:PrincipalOrgID": ORGANISATION } }, "undetermined"],
    [{}, "everyone"],
    [UNKNOWN, "undetermined"],
  ];
  for (const [condition, answer] of CONDITIONS) {
    it(`under the condition ${show(condition)} is for ${answer}`, () => {
      equal(judge(trust("*", condition)), answer);
    });
  }

  it("knows policy variables in the later version only", () => {
    const statement = {
      ...trust("*"),
      Condition: { StringEquals: { "aws:PrincipalAccount": "${aws:PrincipalAccount}" } },
    };
    equal(openness(readPolicyDocument(JSON.stringify({ Statement: statement }), "trust")).answer, "some");
  });

  const DENIALS: readonly (readonly [string, Written, string])[] = [
    ["everyone", { Principal: "*" }, "some"],
    ["everyone in another action", { Principal: "*", Action: "sts:TagSession" }, "everyone"],
    ["one account", { Principal: { AWS: ACCOUNT } }, "everyone"],
    ["all but one account", { NotPrincipal: { AWS: ACCOUNT } }, "some"],
    [
      "all outside the organisation",
      { Principal: "*", Condition: { StringNotEquals: { "aws:PrincipalOrgID": ORGANISATION } } },
      "some",
    ],
    [
      "all inside the organisation",
      { Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": ORGANISATION } } },
      "everyone",
    ],
    [
      "all outside the organisation that are no service",
      {
        Principal: "*",
        Condition: {
          StringNotEquals: { "aws:PrincipalOrgID": ORGANISATION },
          BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
        },
      },
      "some",
    ],
    [
      "all outside the organisation who come without a second factor",
      {
        Principal: "*",
        Condition: {
          StringNotEquals: { "aws:PrincipalOrgID": ORGANISATION },
          Bool: { "aws:MultiFactorAuthPresent": "false" },
        },
      },
      "everyone",
    ],
    [
      "all outside an unknown organisation",
      { Principal: "*", Condition: { StringNotEquals: { "aws:PrincipalOrgID": UNKNOWN } } },
      "undetermined",
    ],
    ["somebody unknown", { Principal: UNKNOWN }, "undetermined"],
  ];
  for (const [title, denial, answer] of DENIALS) {
    it(`that allows everyone and denies ${title} is for ${answer}`, () => {
      const deny: Members = { Effect: "Deny", Action: "sts:AssumeRole", ...(denial as Members) };
      equal(judge([trust("*"), deny]), answer);
      equal(judge([deny, trust("*")]), answer);
    });
  }

  it("that allows all but some is for everyone, and says so", () => {
    const result = openness(
      documentOf({ Effect: "Allow", NotPrincipal: { AWS: UNKNOWN }, Action: "sts:AssumeRole" }, "trust"),
    );
    deepEqual(result.answer === "everyone" && [result.through, result.principal.place], [
      "exclusion",
      "Statement.NotPrincipal",
    ]);
  });

  it("says where an external id is all that stands in the way", () => {
    const result = openness(documentOf([trust("*", { StringEquals: { "sts:ExternalId": "a" } })], "trust"));
    deepEqual(result.answer === "everyone" && [result.through, result.externalIdOnly], ["principal", true]);
  });

  it("that is not known says what is not known", () => {
    const result = openness(readPolicyDocument(unknown("assumeRolePolicy"), "trust", "assumeRolePolicy"));
    deepEqual(result.answer === "undetermined" && places(result.unknowns), ["assumeRolePolicy"]);
  });
});

const principal = fc.constantFrom<Written>(
  "*",
  { AWS: ACCOUNT },
  { AWS: [ACCOUNT, UNKNOWN] },
  { Federated: "*" },
  UNKNOWN,
);
const condition = fc.constantFrom<Written>(
  {},
  { StringEquals: { "aws:PrincipalOrgID": ORGANISATION } },
  { StringNotEquals: { "aws:PrincipalOrgID": [ORGANISATION, UNKNOWN] } },
  { StringLike: { "aws:PrincipalAccount": UNKNOWN } },
  { Bool: { "aws:PrincipalIsAWSService": UNKNOWN } },
  UNKNOWN,
);
const statement = fc.record({
  effect: fc.constantFrom<Written>("Allow", "Allow", "Deny", UNKNOWN),
  element: fc.constantFrom("Principal", "Principal", "NotPrincipal"),
  principal,
  condition,
  action: fc.constantFrom<Written>("sts:AssumeRole", "sts:*", "sts:TagSession", UNKNOWN),
});

function complete(written: Written, pick: (count: number) => number, key = ""): Written {
  const choose = (values: readonly Written[]): Written => values[pick(values.length)] ?? null;
  if (written === UNKNOWN) {
    if (key === "Effect") return choose(["Allow", "Deny"]);
    if (key === "Action") return choose(["sts:AssumeRole", "sts:TagSession"]);
    if (key === "Condition") return choose([{}, { StringNotEquals: { "aws:PrincipalOrgID": ORGANISATION } }]);
    if (key.endsWith("Principal")) return choose(["*", { AWS: ACCOUNT }, { Service: "ec2.amazonaws.com" }]);
    return choose(["*", "true", "false", "${aws:PrincipalAccount}", ACCOUNT]);
  }
  if (typeof written !== "object" || written === null) return written;
  if (Array.isArray(written)) return written.map((element: Written) => complete(element, pick, key));
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, complete(value, pick, name)]));
}

describe("the answer whether a trust policy is for everyone", () => {
  it("is borne out by every completion of what is unknown, and has a reason where it is open", () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 3 }), fc.infiniteStream(fc.nat()), (parts, numbers) => {
        const written: Written = parts.map(({ effect, element, principal: who, condition: narrowed, action }) => ({
          Effect: effect,
          [element]: who,
          Action: action,
          Condition: narrowed,
        }));
        const result = openness(documentOf(written, "trust"));
        if (result.answer === "undetermined") {
          equal(result.unknowns.length > 0, true);
          return;
        }
        const whole = complete(written, (count) => (numbers.next().value as number) % count);
        equal(judge(whole), result.answer);
      }),
      { numRuns: 3000 },
    );
  });
});

function show(written: Written): string {
  return JSON.stringify(written, (_key, value: unknown) => (value === UNKNOWN ? "(unknown)" : value));
}
