import { deepEqual } from "node:assert/strict";
import * as fc from "fast-check";
import { readPrincipal } from "../../../../identity/aws/document/principal";
import { trustGrants } from "../../../../identity/aws/trust/grants";
import { documentOf, places, UNKNOWN, type Written } from "../documents";
import type { PrincipalType } from "../../../../identity/aws/document/document";

const ACCOUNT = "111122223333";

describe("a principal", () => {
  const account = (whole: boolean) => ({ kind: "account", account: ACCOUNT, whole });
  const ROWS: readonly (readonly [type: PrincipalType, value: string, expected: object])[] = [
    ["AWS", ACCOUNT, account(true)],
    ["AWS", `arn:aws:iam::${ACCOUNT}:root`, account(true)],
    ["AWS", `arn:aws-us-gov:iam::${ACCOUNT}:root`, account(true)],
    ["AWS", `arn:aws-cn:iam::${ACCOUNT}:role/path/sync`, account(false)],
    ["AWS", `arn:aws:iam::${ACCOUNT}:user/anna`, account(false)],
    ["AWS", `arn:aws:sts::${ACCOUNT}:assumed-role/sync/session`, account(false)],
    ["AWS", "AROAEXAMPLEID0000000A", { kind: "other" }],
    ["AWS", "*", { kind: "everyone" }],
    ["AWS", "arn:aws:iam::*:root", { kind: "everyone" }],
    ["Service", "ecs-tasks.amazonaws.com", { kind: "service", service: "ecs-tasks" }],
    ["Service", "states.eu-central-1.amazonaws.com", { kind: "service", service: "states" }],
    ["Service", "states.us-gov-west-1.amazonaws.com", { kind: "service", service: "states" }],
    ["Service", "ec2.amazonaws.com.cn", { kind: "service", service: "ec2" }],
    ["Service", "monitoring.rds.amazonaws.com", { kind: "service", service: "monitoring.rds" }],
    ["Federated", `arn:aws:iam::${ACCOUNT}:oidc-provider/gitlab.com`, { kind: "oidc", issuer: "gitlab.com" }],
    ["Federated", `arn:aws-cn:iam::${ACCOUNT}:saml-provider/staff`, { kind: "saml" }],
    ["Federated", "accounts.google.com", { kind: "oidc", issuer: "accounts.google.com" }],
    ["Federated", `arn:aws:iam::${ACCOUNT}:role/x`, { kind: "other" }],
  ];
  for (const [type, value, expected] of ROWS) {
    it(`\`${value}\` under ${type} is read`, () => deepEqual(readPrincipal(type, value), expected));
  }
});

type Members = Readonly<Record<string, Written>>;

const ROLE = `arn:aws:iam::${ACCOUNT}:role/sync`;

function allow(more: Members = {}): Members {
  return { Effect: "Allow", Principal: { AWS: ROLE }, Action: "sts:AssumeRole", ...more };
}

function deny(more: Members = {}): Members {
  return { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole", ...more };
}

/** Each grant: its principal's place, the operators and keys that it must meet, and the places of what is not known. */
function grants(statements: Written): readonly unknown[] {
  return trustGrants(documentOf(statements, "trust")).map(({ text, conditions, doubts }) => [
    text.path,
    conditions.map(({ operator, key }) => `${operator.name}${operator.negated ? " negated" : ""} ${key}`),
    places(doubts),
  ]);
}

const OTHERS = { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };

describe("a trust policy grants to", () => {
  const ROWS: readonly (readonly [title: string, statements: Written, expected: readonly unknown[]])[] = [
    ["a lone statement's principal", allow(), [["Statement.Principal.AWS", [], []]]],
    [
      "each principal of a list",
      [allow({ Principal: { AWS: [ROLE, ACCOUNT], Service: "ec2.amazonaws.com" } })],
      [
        ["Statement[0].Principal.AWS[0]", [], []],
        ["Statement[0].Principal.AWS[1]", [], []],
        ["Statement[0].Principal.Service", [], []],
      ],
    ],
    ["nobody by tags of a session alone", allow({ Action: "sts:TagSession" }), []],
    ["nobody by an action for providers", allow({ Action: "sts:AssumeRoleWithWebIdentity" }), []],
    [
      "a principal by a wildcard in the action",
      allow({ Action: "STS:Assume*" }),
      [["Statement.Principal.AWS", [], []]],
    ],
    ["nobody by a Deny", deny(), []],
    ["nobody by all but some", { Effect: "Allow", NotPrincipal: { AWS: ROLE }, Action: "sts:AssumeRole" }, []],
    [
      "an effect that is not known, with that doubt",
      allow({ Effect: UNKNOWN }),
      [["Statement.Principal.AWS", [], ["Statement.Effect"]]],
    ],
    [
      "an action that is not known, with that doubt",
      allow({ Action: UNKNOWN }),
      [["Statement.Principal.AWS", [], ["Statement.Action"]]],
    ],
    [
      "a condition that is not known, with that doubt",
      allow({ Condition: UNKNOWN }),
      [["Statement.Principal.AWS", [], ["Statement.Condition"]]],
    ],
    ["nobody whom a Deny refuses", [allow(), deny()], []],
    ["nobody whose account a Deny refuses", [allow(), deny({ Principal: { AWS: ACCOUNT } })], []],
    [
      "whom a Deny for another account does not refuse",
      [allow(), deny({ Principal: { AWS: "444455556666" } })],
      [["Statement[0].Principal.AWS", [], []]],
    ],
    [
      "whom a Deny for another action does not refuse",
      [allow(), deny({ Action: "sts:TagSession" })],
      [["Statement[0].Principal.AWS", [], []]],
    ],
    [
      "nobody whom a Deny for all but others refuses",
      [allow(), { Effect: "Deny", NotPrincipal: { AWS: "444455556666" }, Action: "sts:AssumeRole" }],
      [],
    ],
    [
      "those of the organisation where a Deny refuses all others",
      [allow(), deny({ Condition: OTHERS })],
      [["Statement[0].Principal.AWS", ["StringNotEquals aws:PrincipalOrgID"], []]],
    ],
    [
      "the same where the Deny spares services",
      [allow(), deny({ Condition: { ...OTHERS, BoolIfExists: { "aws:PrincipalIsAWSService": "false" } } })],
      [["Statement[0].Principal.AWS", ["StringNotEquals aws:PrincipalOrgID"], []]],
    ],
    [
      "everybody where two conditions must hold for the Deny",
      [allow(), deny({ Condition: { ...OTHERS, Bool: { "aws:MultiFactorAuthPresent": "false" } } })],
      [["Statement[0].Principal.AWS", [], []]],
    ],
    [
      "a principal with a doubt where a Deny may refuse it",
      [allow(), deny({ Effect: UNKNOWN })],
      [
        ["Statement[0].Principal.AWS", [], ["Statement[1].Effect"]],
        ["Statement[1].Principal", [], ["Statement[1].Effect"]],
      ],
    ],
  ];
  for (const [title, statements, expected] of ROWS) it(title, () => deepEqual(grants(statements), expected));

  it("the same principals whatever the order of statements", () => {
    const statements = [
      allow(),
      allow({ Principal: { AWS: ACCOUNT } }),
      deny({ Condition: OTHERS }),
      deny({ Principal: { AWS: ROLE } }),
    ];
    const told = (list: Written) =>
      trustGrants(documentOf(list, "trust"))
        .map(({ text, conditions }) => JSON.stringify([text.state === "known" && text.value, conditions.length]))
        .sort();
    fc.assert(
      fc.property(fc.shuffledSubarray(statements, { minLength: statements.length }), (shuffled) =>
        deepEqual(told(shuffled), told(statements)),
      ),
    );
  });
});
