import { deepEqual } from "node:assert/strict";
import * as fc from "fast-check";
import { trustExcess } from "../../../../identity/aws/trust/comparison";
import { documentOf, UNKNOWN, type Written } from "../documents";

type Members = Readonly<Record<string, Written>>;

function trust(principal: Written, condition?: Written, more: Members = {}): Members {
  const narrowed: Members = condition === undefined ? {} : { Condition: condition };
  return { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...narrowed, ...more };
}

function compare(now: Written, approved: Written): readonly string[] {
  return trustExcess(documentOf(now, "trust"), documentOf(approved, "trust")).map((each) =>
    each.certainty === "undetermined"
      ? `undetermined ${each.words} at ${each.unknown.path}`
      : `${each.certainty} ${each.severity} ${each.words}`,
  );
}

const ACCOUNT = "111122223333";
const OTHER = "444455556666";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`;
const EXTERNAL = { StringEquals: { "sts:ExternalId": "x-1" } };
const GITHUB = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
const subject = (...values: readonly string[]) => ({
  StringLike: { "token.actions.githubusercontent.com:sub": values },
});
const web = (condition: Written) =>
  trust({ Federated: GITHUB }, condition, { Action: "sts:AssumeRoleWithWebIdentity" });

describe("the excess of trust", () => {
  const ROWS: readonly (readonly [title: string, now: Written, approved: Written, words: readonly string[]])[] = [
    ["is nothing where nothing changed", trust({ AWS: ROLE }), trust({ AWS: ROLE }), []],
    [
      "is a principal more",
      trust({ AWS: [ROLE, `arn:aws:iam::${OTHER}:root`] }),
      trust({ AWS: ROLE }),
      [`certain high \`arn:aws:iam::${OTHER}:root\` by \`sts:AssumeRole\``],
    ],
    ["is nothing where the account is approved", trust({ AWS: ROLE }), trust({ AWS: ACCOUNT }), []],
    [
      "is nothing where the root of the account is written in full",
      trust({ AWS: ACCOUNT }),
      trust({ AWS: `arn:aws:iam::${ACCOUNT}:root` }),
      [],
    ],
    [
      "is the account where a role of it is approved",
      trust({ AWS: ACCOUNT }),
      trust({ AWS: ROLE }),
      [`certain high \`${ACCOUNT}\` by \`sts:AssumeRole\``],
    ],
    ["is nothing where everyone is approved", trust({ Service: "lambda.amazonaws.com" }), trust("*"), []],
    ["is everyone", trust("*"), trust({ AWS: ACCOUNT }), ["certain critical everyone by `sts:AssumeRole`"]],
    [
      "is everyone but some",
      { Effect: "Allow", NotPrincipal: { AWS: ROLE }, Action: "sts:AssumeRole" },
      trust({ AWS: ACCOUNT }),
      ["certain critical everyone but some by `sts:AssumeRole`"],
    ],
    [
      "is another service",
      trust({ Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] }),
      trust({ Service: "lambda.amazonaws.com" }),
      ["certain medium `ec2.amazonaws.com` by `sts:AssumeRole`"],
    ],
    [
      "is nothing where the service is that of a region",
      trust({ Service: "states.eu-west-1.amazonaws.com" }),
      trust({ Service: "states.amazonaws.com" }),
      [],
    ],
    [
      "is an action more",
      trust({ AWS: ROLE }, undefined, { Action: ["sts:AssumeRole", "sts:TagSession"] }),
      trust({ AWS: ROLE }),
      [`certain medium \`${ROLE}\` by \`sts:TagSession\``],
    ],
    [
      "is a condition less",
      trust({ AWS: OTHER }),
      trust({ AWS: OTHER }, EXTERNAL),
      [
        `certain high \`${OTHER}\` by \`sts:AssumeRole\`, without the approved condition \`StringEquals\` on \`sts:ExternalId\``,
      ],
    ],
    ["is nothing under a condition more", trust({ AWS: OTHER }, EXTERNAL), trust({ AWS: OTHER }), []],
    [
      "is nothing for a narrower subject",
      web(subject("repo:shop/api:ref:refs/heads/main")),
      web(subject("repo:shop/api:*")),
      [],
    ],
    [
      "is a wider subject",
      web(subject("repo:shop/*")),
      web(subject("repo:shop/api:*")),
      [
        `possible high \`${GITHUB}\` by \`sts:AssumeRoleWithWebIdentity\`, without the approved condition \`StringLike\` on \`token.actions.githubusercontent.com:sub\``,
      ],
    ],
    [
      "is whom the approved policy denies",
      trust({ AWS: ACCOUNT }),
      [trust({ AWS: ACCOUNT }), trust({ AWS: ROLE }, undefined, { Effect: "Deny" })],
      [`certain high \`${ACCOUNT}\` by \`sts:AssumeRole\`, whom the approved policy denies`],
    ],
    [
      "is nothing where the denial stays, in another order",
      [
        trust("*", undefined, {
          Effect: "Deny",
          Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
        }),
        trust("*"),
      ],
      [
        trust("*"),
        trust({ AWS: "*" }, undefined, {
          Effect: "Deny",
          Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
        }),
      ],
      [],
    ],
    [
      "is not known for a principal that is not",
      trust({ AWS: UNKNOWN }),
      trust({ AWS: ROLE }),
      ["undetermined a principal that is not known yet by `sts:AssumeRole` at Statement.Principal.AWS"],
    ],
    ["is nothing where everyone is approved, whoever it is", trust({ AWS: UNKNOWN }), trust("*"), []],
    [
      "is not known for a statement that is not",
      UNKNOWN,
      trust({ AWS: ROLE }),
      ["undetermined a principal that is not known yet at Statement"],
    ],
    [
      "is not known where what is denied is not",
      [trust({ AWS: OTHER }), trust({ AWS: UNKNOWN }, undefined, { Effect: "Deny" })],
      trust({ AWS: ROLE }),
      [`undetermined \`${OTHER}\` by \`sts:AssumeRole\` at Statement[1].Principal.AWS`],
    ],
    ["is nothing where nobody is let in", trust({ AWS: ROLE }, undefined, { Effect: "Deny" }), [], []],
  ];
  for (const [title, now, approved, words] of ROWS) {
    it(title, () => {
      deepEqual(compare(now, approved), words);
    });
  }

  const principal = fc.constantFrom<Written>(
    "*",
    { AWS: ACCOUNT },
    { AWS: [ROLE, OTHER] },
    { AWS: ROLE },
    { Service: "lambda.amazonaws.com" },
    { Federated: GITHUB },
  );
  const statement = fc
    .record({
      Effect: fc.constantFrom("Allow", "Allow", "Deny"),
      principal,
      not: fc.constantFrom(false, false, false, true),
      Action: fc.constantFrom<Written>("sts:AssumeRole", "sts:*", ["sts:AssumeRole", "sts:TagSession"]),
      Condition: fc.constantFrom<Written>({}, {}, EXTERNAL, subject("repo:shop/api:*")),
    })
    .map(({ principal: whom, not, ...rest }): Written =>
      not && whom !== "*" ? { ...rest, NotPrincipal: whom } : { ...rest, Principal: whom },
    );
  const statements = fc.array(statement, { maxLength: 4 });

  it("is nothing between a policy and itself, in any order and with duplicates", () => {
    fc.assert(
      fc.property(statements, (list) => {
        deepEqual(compare(list, list), []);
        deepEqual(compare([...list].reverse(), list), []);
        deepEqual(compare([...list, ...list], list), []);
        deepEqual(compare(list, [...list, ...list]), []);
      }),
      { numRuns: 1000 },
    );
  });

  it("is no more with a denial more or a statement less", () => {
    fc.assert(
      fc.property(statements, statements, statement, fc.nat(), (now, approved, more, at) => {
        if (compare(now, approved).length > 0) return;
        deepEqual(compare([...now, { ...(more as Members), Effect: "Deny" }], approved), []);
        const gone = now.findIndex((each, index) => index >= at % 4 && (each as Members).Effect === "Allow");
        deepEqual(
          compare(
            now.filter((_each, index) => index !== gone),
            approved,
          ),
          [],
        );
      }),
      { numRuns: 2000 },
    );
  });
});
