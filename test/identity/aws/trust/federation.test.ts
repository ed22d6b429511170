import { deepEqual, equal } from "node:assert/strict";
import {
  audiencePinning,
  claimsOf,
  isShared,
  signInPinning,
  subjectPinning,
} from "../../../../identity/aws/trust/federation";
import { documentOf, UNKNOWN, type Written } from "../documents";

const GITHUB = "token.actions.githubusercontent.com";
const OTHER = "tokens.example.com";
const MAIN = "repo:acme/shop:ref:refs/heads/main";

function conditionsOf(written: Written) {
  const document = documentOf(
    { Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity", Condition: written },
    "trust",
  );
  return document.statements[0]?.conditions ?? [];
}

/** The state, and what is wrong with each value. */
function subject(written: Written, issuer: string | undefined = GITHUB): string {
  const pinning = subjectPinning(conditionsOf(written), issuer);
  if (pinning.state !== "loose") return pinning.state;
  return pinning.values
    .map(([{ value }, problem]) => {
      if (problem.state === "unusable") return `${value}: unusable`;
      return `${value}: ${problem.anyone ? "anyone, " : ""}${problem.who}`;
    })
    .join("; ");
}

const SUB = `${GITHUB}:sub`;

describe("the subject of tokens that a statement lets in", () => {
  const ROWS: readonly (readonly [title: string, condition: Written, expected: string])[] = [
    ["without a condition", {}, "missing"],
    ["named exactly", { StringEquals: { [SUB]: MAIN } }, "pinned"],
    ["named under a pattern's operator", { StringLike: { [SUB]: MAIN } }, "pinned"],
    ["named in a list", { StringLike: { [SUB]: [MAIN] } }, "pinned"],
    ["under a key in other letters", { stringlike: { "TOKEN.actions.githubusercontent.com:Sub": MAIN } }, "pinned"],
    ["under another provider's key", { StringEquals: { "gitlab.com:sub": MAIN } }, "missing"],
    ["under a key that only ends alike", { StringEquals: { [`x.${SUB}`]: MAIN } }, "missing"],
    ["that may be missing", { StringEqualsIfExists: { [SUB]: MAIN } }, "not-binding"],
    [
      "that may be missing, and must not",
      { StringEqualsIfExists: { [SUB]: MAIN }, Null: { [SUB]: "false" } },
      "pinned",
    ],
    ["of which all must match, none included", { "ForAllValues:StringEquals": { [SUB]: MAIN } }, "not-binding"],
    ["of which one must match", { "ForAnyValue:StringEquals": { [SUB]: MAIN } }, "pinned"],
    ["that must not be this", { StringNotEquals: { [SUB]: MAIN } }, "not-binding"],
    ["that must only be there", { Null: { [SUB]: "false" } }, "not-binding"],
    ["that is a wildcard", { StringLike: { [SUB]: "*" } }, "*: anyone, every token of GitHub Actions"],
    [
      "that begins like any",
      { StringLike: { [SUB]: "repo:*" } },
      "repo:*: anyone, everybody at GitHub Actions whose subject begins with `repo:`",
    ],
    [
      "of organisations whose name begins alike",
      { StringLike: { [SUB]: "repo:acme*" } },
      "repo:acme*: anyone, everybody at GitHub Actions whose subject begins with `repo:acme`",
    ],
    ["of an organisation", { StringLike: { [SUB]: "repo:acme/*" } }, "repo:acme/*: every repository of `acme`"],
    [
      "with one loose value of two",
      { StringLike: { [SUB]: [MAIN, "repo:acme/*"] } },
      "repo:acme/*: every repository of `acme`",
    ],
    [
      "with two loose values",
      { StringLike: { [SUB]: ["repo:acme/a:pull_request", "repo:acme/*"] } },
      "repo:acme/a:pull_request: every pull request of the repository; repo:acme/*: every repository of `acme`",
    ],
    ["with a wildcard that is taken literally", { StringEquals: { [SUB]: "repo:acme/*" } }, "repo:acme/*: unusable"],
    ["compared as an ARN", { ArnLike: { [SUB]: MAIN } }, `${MAIN}: unusable`],
    ["of another issuer's form", { StringEquals: { [SUB]: "acme/shop" } }, "acme/shop: unusable"],
    ["with a space at its end", { StringEquals: { [SUB]: `${MAIN} ` } }, `${MAIN} : unusable`],
    ["that is empty", { StringEquals: { [SUB]: "" } }, ": unusable"],
    [
      "that is whatever it is",
      { StringEquals: { [SUB]: `\${${SUB}}` } },
      `\${${SUB}}: anyone, every token, as it fills the variable itself`,
    ],
    [
      "under two conditions of which one pins",
      { StringLike: { [SUB]: "repo:acme/*" }, StringEquals: { [SUB]: MAIN } },
      "pinned",
    ],
    ["that is not known", { StringEquals: { [SUB]: UNKNOWN } }, "unknown"],
    ["of which one value is not known", { StringEquals: { [SUB]: [MAIN, UNKNOWN] } }, "unknown"],
    [
      "with a loose value beside one that is not known",
      { StringLike: { [SUB]: ["*", UNKNOWN] } },
      "*: anyone, every token of GitHub Actions",
    ],
    [
      "that is loose, beside a condition that is not known",
      { StringLike: { [SUB]: "*" }, StringEquals: { [SUB]: UNKNOWN } },
      "unknown",
    ],
    ["that may have to be there", { StringEqualsIfExists: { [SUB]: MAIN }, Null: { [SUB]: UNKNOWN } }, "unknown"],
    [
      "of an organisation that calls one workflow",
      {
        StringLike: { [SUB]: "repo:acme/*" },
        StringEquals: { [`${GITHUB}:job_workflow_ref`]: "acme/ci/.github/workflows/deploy.yml@refs/heads/main" },
      },
      "pinned",
    ],
    [
      "of a repository whose environment another claim names",
      { StringLike: { [SUB]: "repo:acme/shop:*" }, StringEquals: { [`${GITHUB}:environment`]: "production" } },
      "pinned",
    ],
    [
      "that claims beside it name",
      { StringEquals: { [`${GITHUB}:repository`]: "acme/shop", [`${GITHUB}:ref`]: "refs/heads/main" } },
      "pinned",
    ],
    [
      "of which claims beside it name a part",
      { StringEquals: { [`${GITHUB}:repository`]: "acme/shop" } },
      "acme/shop: every branch, tag and pull request of the repository",
    ],
    [
      "of an owner, which says nothing of the repository",
      { StringEquals: { [`${GITHUB}:repository_owner`]: "acme" } },
      "missing",
    ],
    [
      "beside a claim that is not known",
      { StringLike: { [SUB]: "repo:acme/shop:*" }, StringEquals: { [`${GITHUB}:environment`]: UNKNOWN } },
      "unknown",
    ],
  ];
  for (const [title, condition, expected] of ROWS)
    it(`${title} is ${expected}`, () => equal(subject(condition), expected));

  it("of an issuer without a grammar is exact without wildcards, and loose with one", () => {
    equal(subject({ StringEquals: { [`${OTHER}:sub`]: "build-7" } }, OTHER), "pinned");
    equal(
      subject({ StringLike: { [`${OTHER}:sub`]: "build-*" } }, OTHER),
      "build-*: every token whose subject begins with `build-`",
    );
    equal(subject({ StringLike: { [`${OTHER}:sub`]: "*" } }, OTHER), "*: anyone, every token of the provider");
  });

  it("of a customer's own issuer lets in nobody but that customer", () => {
    const enterprise = `${GITHUB}/acme`;
    equal(
      subject({ StringLike: { [`${enterprise}:sub`]: "repo:*" } }, enterprise),
      "repo:*: repositories that it does not name",
    );
    const gitlab = "gitlab.acme.com";
    equal(
      subject({ StringLike: { [`${gitlab}:sub`]: "project_path:*" } }, gitlab),
      "project_path:*: projects of every group",
    );
  });

  it("of a provider that is not known is judged by the form it bears", () => {
    equal(subjectPinning(conditionsOf({ StringEquals: { [SUB]: MAIN } }), undefined).state, "pinned");
    equal(subjectPinning(conditionsOf({ StringLike: { [SUB]: "repo:acme/*" } }), undefined).state, "loose");
  });
});

describe("the audience of tokens", () => {
  const ROWS: readonly (readonly [issuer: string, condition: Written, expected: string])[] = [
    [GITHUB, { StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" } }, "pinned"],
    [GITHUB, { StringLike: { [`${GITHUB}:AUD`]: ["sts.amazonaws.com"] } }, "pinned"],
    [GITHUB, { StringLike: { [`${GITHUB}:aud`]: "*" } }, "loose"],
    [GITHUB, { StringEquals: { [`${GITHUB}:aud`]: "*" } }, "loose"],
    [GITHUB, { StringEquals: { [`${GITHUB}:aud`]: "" } }, "loose"],
    [GITHUB, { StringEqualsIfExists: { [`${GITHUB}:aud`]: "sts.amazonaws.com" } }, "not-binding"],
    [GITHUB, { StringEquals: { [SUB]: MAIN } }, "missing"],
    [GITHUB, { StringEquals: { [`${GITHUB}:aud`]: UNKNOWN } }, "unknown"],
    ["accounts.google.com", { StringEquals: { "accounts.google.com:oaud": "https://shop.example.com" } }, "pinned"],
    ["graph.facebook.com", { StringEquals: { "graph.facebook.com:app_id": "4711" } }, "pinned"],
    ["graph.facebook.com", { StringEquals: { "graph.facebook.com:id": "4711" } }, "missing"],
  ];
  for (const [issuer, condition, expected] of ROWS) {
    it(`of ${issuer} under ${JSON.stringify(condition)} is ${expected}`, () =>
      equal(audiencePinning(conditionsOf(condition), issuer).state, expected));
  }
});

describe("guests of an identity pool", () => {
  const AMR = "cognito-identity.amazonaws.com:amr";
  const ROWS: readonly (readonly [condition: Written, expected: string])[] = [
    [{}, "missing"],
    [{ "ForAnyValue:StringLike": { [AMR]: "authenticated" } }, "pinned"],
    [{ "ForAnyValue:StringLike": { [AMR]: "*" } }, "loose"],
    [{ "ForAnyValue:StringLike": { [AMR]: "*authenticated" } }, "loose"],
    [{ "ForAnyValue:StringLike": { [AMR]: "auth*" } }, "pinned"],
    [{ "ForAnyValue:StringLike": { [AMR]: "unauthenticated" } }, "pinned"],
    [{ "ForAllValues:StringLike": { [AMR]: "authenticated" } }, "not-binding"],
  ];
  for (const [condition, expected] of ROWS) {
    it(`are ${expected} under ${JSON.stringify(condition)}`, () =>
      equal(signInPinning(conditionsOf(condition), "cognito-identity.amazonaws.com").state, expected));
  }
});

it("an identity pool is one in every region and partition", () => {
  const pools = [
    "cognito-identity.amazonaws.com",
    "cognito-identity-us-gov.amazonaws.com",
    "cognito-identity.us-gov-west-1.amazonaws.com",
    "cognito-identity.cn-north-1.amazonaws.com.cn",
    "cognito-identity.amazonaws.com.example.com",
  ];
  deepEqual(
    pools.map((pool) => claimsOf(pool).guests),
    [true, true, true, true, false],
  );
});

it("an issuer of many customers is told from one customer's own", () => {
  deepEqual([GITHUB, "oidc.eks.eu-central-1.amazonaws.com/id/B4", OTHER, undefined].map(isShared), [
    true,
    false,
    false,
    false,
  ]);
});
