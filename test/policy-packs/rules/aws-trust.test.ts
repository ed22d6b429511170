import { deepEqual, ok } from "node:assert/strict";
import * as fc from "fast-check";
import type { PolicyDocument } from "../../../identity/aws/document/document";
import { defaultOptions, type AnyRule, type Problem } from "../../../policy-packs/judge/rule";
import { DEFAULT_SETTINGS, type Settings } from "../../../policy-packs/judge/settings";
import { awsTrustCrossAccountConditioned } from "../../../policy-packs/rules/aws-trust-cross-account-conditioned";
import { awsTrustFederationSubjectPinned } from "../../../policy-packs/rules/aws-trust-federation-subject-pinned";
import { awsTrustPodIdentityPinned } from "../../../policy-packs/rules/aws-trust-pod-identity-pinned";
import { awsTrustRolesAnywhereConditioned } from "../../../policy-packs/rules/aws-trust-roles-anywhere-conditioned";
import { awsTrustSamlAudiencePinned } from "../../../policy-packs/rules/aws-trust-saml-audience-pinned";
import { awsTrustServiceSourcePinned } from "../../../policy-packs/rules/aws-trust-service-source-pinned";
import { documentOf, UNKNOWN, type Written } from "../../identity/aws/documents";

const OWN = "111122223333";
const OTHER = "444455556666";
const ORGANISATION = "o-a1b2c3d4e5";

function judge(
  rule: AnyRule,
  document: PolicyDocument,
  accounts: readonly string[] = [OWN],
  settings: Partial<Settings> = {},
): readonly Problem[] {
  const fact = { kind: "aws-trust-policy", urn: "urn", name: "it", path: "", document, accounts, secret: false };
  const context = { options: defaultOptions(rule), settings: { ...DEFAULT_SETTINGS, ...settings }, now: new Date(0) };
  return [...(rule.judge(fact, context) as Iterable<Problem>)];
}

/** What is found, in short: the message of each violation, or that something is undetermined. */
function verdicts(problems: readonly Problem[]): readonly string[] {
  return problems.map((problem) => (problem.verdict === "violation" ? problem.message : "undetermined"));
}

function trusting(principal: Written, condition: Written = {}, action: Written = "sts:AssumeRole"): PolicyDocument {
  return documentOf({ Effect: "Allow", Principal: principal, Action: action, Condition: condition }, "trust");
}

describe("trust in an account", () => {
  const ID = { "sts:ExternalId": "shop-4711" };
  const OTHERS_ROOT = { AWS: `arn:aws:iam::${OTHER}:root` };
  const CONDITIONS: readonly (readonly [condition: Written, expected: readonly string[]])[] = [
    [{}, ["unconditioned"]],
    [{ StringEquals: ID }, []],
    [{ StringLike: ID }, []],
    [{ stringequals: { "STS:ExternalID": "shop-4711" } }, []],
    [{ "ForAnyValue:StringEquals": ID }, []],
    [{ "ForAllValues:StringEquals": ID }, ["notBinding"]],
    [{ StringEqualsIfExists: ID }, ["notBinding"]],
    [{ StringNotEquals: ID }, ["notBinding"]],
    [{ Null: { "sts:ExternalId": "false" } }, ["notBinding"]],
    [{ StringLike: { "sts:ExternalId": "*" } }, ["loose"]],
    [{ StringEquals: { "sts:ExternalId": "*" } }, ["impossible"]],
    [{ StringEquals: { "sts:ExternalId": "" } }, ["impossible"]],
    [{ StringEquals: { "sts:ExternalId": ["shop-4711", "shop 4711"] } }, ["impossible"]],
    [{ StringEquals: { "sts:ExternalId": "a:b/c=d,e.f@g+h-1_2" } }, []],
    [{ StringEquals: { "sts:ExternalId": "${aws:PrincipalAccount}" } }, ["loose"]],
    [{ StringEquals: { "sts:ExternalId": UNKNOWN } }, ["undetermined"]],
    [{ StringEquals: { "aws:PrincipalOrgID": ORGANISATION } }, []],
    [{ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${ORGANISATION}/r-ab12/ou-ab12-11111111/*` } }, []],
    [{ StringLike: { "aws:PrincipalOrgID": "o-*" } }, ["loose"]],
    [{ StringEquals: { "aws:PrincipalArn": `arn:aws:iam::${OTHER}:role/sync` } }, ["unconditioned"]],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, ["unconditioned"]],
    [UNKNOWN, ["undetermined"]],
  ];
  for (const [condition, expected] of CONDITIONS) {
    it(`under ${show(condition)} is ${expected.join() || "well"}`, () =>
      deepEqual(verdicts(judge(awsTrustCrossAccountConditioned, trusting(OTHERS_ROOT, condition))), expected));
  }

  const ACCOUNTS: readonly (readonly [
    title: string,
    principal: Written,
    accounts: readonly string[],
    settings: Partial<Settings>,
    expected: readonly string[],
  ])[] = [
    ["of its own", { AWS: OWN }, [OWN], {}, []],
    ["of another", { AWS: OTHER }, [OWN], {}, ["unconditioned"]],
    ["of another in GovCloud", { AWS: `arn:aws-us-gov:iam::${OTHER}:root` }, [OWN], {}, ["unconditioned"]],
    ["of another, by a session", { AWS: `arn:aws:sts::${OTHER}:assumed-role/a/b` }, [OWN], {}, ["unconditioned"]],
    ["that stands in for its own", { AWS: "arn:aws:iam::000000000000:root" }, ["000000000000"], {}, []],
    // A stand-in is an invented account: that another one differs from it tells nothing.
    ["that is stated where a stand-in is its own", { AWS: OTHER }, ["000000000000"], {}, ["undetermined"]],
    ["where nothing tells its own", { AWS: OTHER }, [], {}, ["undetermined"]],
    ["that the settings call its own", { AWS: OTHER }, [], { ownAccounts: [OTHER] }, []],
    [
      "where the settings call one its own, and not this",
      { AWS: OTHER },
      [],
      { ownAccounts: [OWN] },
      ["unconditioned"],
    ],
    ["that the settings trust", { AWS: OTHER }, [], { trustedAccounts: [OTHER] }, []],
    ["by two principals of which one is another's", { AWS: [OWN, OTHER] }, [OWN], {}, ["unconditioned"]],
    ["by an id that tells no account", { AWS: "AROAEXAMPLEID0000000A" }, [OWN], {}, ["undetermined"]],
    ["by a principal that is not known", { AWS: UNKNOWN }, [OWN], {}, ["undetermined"]],
    ["by a service", { Service: UNKNOWN }, [OWN], {}, []],
    ["by everyone, which is another rule's matter", { AWS: "*" }, [OWN], {}, []],
  ];
  for (const [title, principal, accounts, settings, expected] of ACCOUNTS) {
    it(`${title} is ${expected.join() || "well"}`, () =>
      deepEqual(verdicts(judge(awsTrustCrossAccountConditioned, trusting(principal), accounts, settings)), expected));
  }

  const ORGANISATIONS: readonly (readonly [trusted: readonly string[], expected: readonly string[]])[] = [
    [[], []],
    [[ORGANISATION], []],
    [["o-zzzzzzzzzz"], ["loose"]],
  ];
  for (const [trustedOrganisations, expected] of ORGANISATIONS) {
    it(`by everyone of an organisation where ${trustedOrganisations.join() || "none"} is trusted is ${expected.join() || "well"}`, () => {
      const document = trusting({ AWS: "*" }, { StringEquals: { "aws:PrincipalOrgID": ORGANISATION } });
      deepEqual(verdicts(judge(awsTrustCrossAccountConditioned, document, [], { trustedOrganisations })), expected);
    });
  }

  it("whose principals outside the organisation a Deny refuses is well", () => {
    const denial = {
      Effect: "Deny",
      Principal: "*",
      Action: "*",
      Condition: { StringNotEquals: { "aws:PrincipalOrgID": ORGANISATION } },
    };
    const allowed = { Effect: "Allow", Principal: { AWS: OTHER }, Action: "sts:AssumeRole" };
    deepEqual(judge(awsTrustCrossAccountConditioned, documentOf([allowed, denial], "trust")), []);
  });
});

describe("trust in a service", () => {
  const SERVICES: readonly (readonly [service: string, condition: Written, expected: readonly string[]])[] = [
    ["scheduler.amazonaws.com", {}, ["missing"]],
    ["scheduler.amazonaws.com", { StringEquals: { "aws:SourceAccount": OWN } }, []],
    ["scheduler.amazonaws.com", { StringEquals: { "AWS:sourceaccount": OWN } }, []],
    ["scheduler.amazonaws.com", { StringEquals: { "aws:SourceOrgID": ORGANISATION } }, []],
    ["scheduler.amazonaws.com", { StringLike: { "aws:SourceAccount": "*" } }, ["vacuous"]],
    ["scheduler.amazonaws.com", { StringNotEquals: { "aws:SourceAccount": OTHER } }, ["vacuous"]],
    ["scheduler.amazonaws.com", { StringEqualsIfExists: { "aws:SourceAccount": OWN } }, ["vacuous"]],
    ["scheduler.amazonaws.com", { ArnLike: { "aws:SourceArn": "arn:aws:scheduler:*:*:schedule/*" } }, ["vacuous"]],
    ["scheduler.amazonaws.com", { ArnLike: { "aws:SourceArn": `arn:aws:scheduler:*:${OWN}:schedule/*` } }, []],
    ["scheduler.amazonaws.com", { StringEquals: { "aws:SourceAccount": "*" } }, ["literal"]],
    ["scheduler.amazonaws.com", { StringEquals: { "aws:SourceArn": `arn:aws:scheduler:*:${OWN}:*` } }, ["literal"]],
    [
      "scheduler.amazonaws.com",
      { StringEquals: { "aws:SourceArn": [`arn:aws:scheduler:*:${OWN}:*`, `arn:aws:scheduler:a:${OWN}:schedule/b`] } },
      [],
    ],
    ["scheduler.amazonaws.com", { ArnEquals: { "aws:SourceArn": `arn:aws:scheduler:*:${OWN}:*` } }, []],
    ["vpc-flow-logs.amazonaws.com", {}, ["missing"]],
    ["sagemaker.amazonaws.com", {}, ["missing"]],
    ["sagemaker.amazonaws.com", { ArnLike: { "aws:SourceArn": `arn:aws:sagemaker:us-west-2:${OWN}:*` } }, []],
    ["ecs-tasks.amazonaws.com.cn", {}, ["missing"]],
    ["lambda.amazonaws.com", {}, []],
    ["ec2.amazonaws.com", {}, []],
    ["new-service.amazonaws.com", {}, []],
  ];
  for (const [service, condition, expected] of SERVICES) {
    it(`${service} under ${show(condition)} is ${expected.join() || "well"}`, () =>
      deepEqual(verdicts(judge(awsTrustServiceSourcePinned, trusting({ Service: service }, condition))), expected));
  }
});

describe("trust in a provider", () => {
  const GITHUB = "token.actions.githubusercontent.com";
  const provider = { Federated: `arn:aws:iam::${OWN}:oidc-provider/${GITHUB}` };

  it("without any condition lacks audience and subject, and a wildcard at a shared issuer is critical", () => {
    const problems = judge(awsTrustFederationSubjectPinned, trusting(provider, {}, "sts:AssumeRoleWithWebIdentity"));
    deepEqual(verdicts(problems), ["audience", "subject"]);
    const severities = problems.map((problem) => problem.verdict === "violation" && problem.severity);
    deepEqual(severities, [undefined, "critical"]);
  });

  it("of which only the deployment tells the issuer is judged by whatever claims are demanded", () => {
    const made = { Federated: "arn:aws:iam::000000000000:oidc-provider/7a70628c" };
    const cluster = "oidc.eks.eu-central-1.amazonaws.com/id/B4C0FFEE";
    const pods = (subject: string): Written => ({
      StringEquals: { [`${cluster}:aud`]: "sts.amazonaws.com" },
      StringLike: { [`${cluster}:sub`]: subject },
    });
    const found = (condition: Written, settings: Partial<Settings> = {}) =>
      verdicts(
        judge(
          awsTrustFederationSubjectPinned,
          trusting(made, condition, "sts:AssumeRoleWithWebIdentity"),
          [OWN],
          settings,
        ),
      );
    deepEqual(found(pods("system:serviceaccount:shop:orders")), []);
    deepEqual(found(pods("system:serviceaccount:*:orders")), ["loose"]);
    deepEqual(found({}), ["audience", "subject"]);
    deepEqual(found(pods("system:serviceaccount:shop:orders"), { trustedIssuers: ["gitlab.com"] }), ["undetermined"]);
  });

  it("judges each value of each statement", () => {
    const sub = (value: Written) => ({
      Effect: "Allow",
      Principal: provider,
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringLike: { [`${GITHUB}:aud`]: "sts.amazonaws.com", [`${GITHUB}:sub`]: value } },
    });
    const document = documentOf([sub("repo:a/b:ref:refs/heads/main"), sub(["repo:a/b:*", "repo:a/*"])], "trust");
    deepEqual(
      judge(awsTrustFederationSubjectPinned, document).map(({ at }) => at.path),
      [0, 1].map((index) => `Statement[1].Condition.StringLike["${GITHUB}:sub"][${index}]`),
    );
  });
});

describe("trust in everyone with tokens of one issuer", () => {
  const GITHUB = "token.actions.githubusercontent.com";
  const PRODUCTION = {
    [`${GITHUB}:aud`]: "sts.amazonaws.com",
    [`${GITHUB}:sub`]: "repo:acme/shop:environment:production",
  };
  const CONDITIONS: readonly (readonly [condition: Written, action: string, expected: readonly string[]])[] = [
    [{ StringEquals: PRODUCTION }, "sts:AssumeRoleWithWebIdentity", []],
    [
      { StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" }, StringLike: { [`${GITHUB}:sub`]: "repo:acme/*" } },
      "sts:AssumeRoleWithWebIdentity",
      ["loose"],
    ],
    [{ StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" } }, "sts:AssumeRoleWithWebIdentity", ["subject"]],
    [
      { StringEquals: { [`${GITHUB}:sub`]: "repo:acme/shop:environment:production" } },
      "sts:AssumeRoleWithWebIdentity",
      ["audience"],
    ],
    [{ StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" } }, "sts:AssumeRole", []],
    [{}, "sts:AssumeRoleWithWebIdentity", []],
  ];
  for (const principal of [{ Federated: "*" }, { AWS: "*" }, "*"] satisfies readonly Written[]) {
    for (const [condition, action, expected] of CONDITIONS) {
      it(`by ${show(principal)} for ${action} under ${show(condition)} is ${expected.join() || "well"}`, () => {
        const document = trusting(principal, condition, action);
        deepEqual(verdicts(judge(awsTrustFederationSubjectPinned, document)), expected);
      });
    }
  }
});

describe("trust in pods", () => {
  const CLUSTER = "arn:aws:eks:eu-central-1:111122223333:cluster/a";
  const [NAMESPACE, ACCOUNT] = ["aws:RequestTag/kubernetes-namespace", "aws:RequestTag/kubernetes-service-account"];
  const CONDITIONS: readonly (readonly [condition: Written, expected: readonly string[]])[] = [
    [{}, ["open"]],
    [{ StringEquals: { [NAMESPACE]: ["shop"], [ACCOUNT]: ["orders"] } }, []],
    [{ StringLike: { [NAMESPACE]: "shop", [ACCOUNT]: "orders" } }, []],
    [{ StringEquals: { "aws:RequestTag/eks-cluster-arn": CLUSTER } }, ["cluster"]],
    [{ StringEquals: { "aws:RequestTag/eks-cluster-name": "a" } }, ["cluster"]],
    [{ ArnEquals: { "aws:SourceArn": CLUSTER } }, ["cluster"]],
    [{ ArnEquals: { "aws:SourceArn": CLUSTER }, StringEquals: { [ACCOUNT]: "orders" } }, ["cluster"]],
    [{ ArnEquals: { "aws:SourceArn": UNKNOWN } }, ["cluster"]],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:eks:eu-central-1:111122223333:cluster/*" } }, ["open"]],
    [{ ArnNotEquals: { "aws:SourceArn": CLUSTER } }, ["open"]],
    [{ StringEquals: { "aws:SourceAccount": OWN } }, ["open"]],
    [{ ArnEquals: { "aws:SourceArn": CLUSTER }, StringEquals: { [NAMESPACE]: "shop", [ACCOUNT]: "orders" } }, []],
    [{ StringEquals: { [NAMESPACE]: "shop" } }, ["open"]],
    [{ StringLike: { [NAMESPACE]: "shop-*", [ACCOUNT]: "orders" } }, ["open"]],
    [{ StringEquals: { [NAMESPACE]: "*", [ACCOUNT]: "orders" } }, ["literal"]],
    [{ StringEquals: { [NAMESPACE]: ["*", "shop"], [ACCOUNT]: "orders" } }, []],
    [{ StringEquals: { [NAMESPACE]: "*" } }, ["open"]],
    [{ StringEqualsIfExists: { [NAMESPACE]: "shop", [ACCOUNT]: "orders" } }, ["open"]],
    [{ StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "shop", [ACCOUNT]: "orders" } }, ["open"]],
    [{ StringEquals: { [NAMESPACE]: UNKNOWN, [ACCOUNT]: "orders" } }, ["undetermined"]],
  ];
  for (const [condition, expected] of CONDITIONS) {
    it(`under ${show(condition)} is ${expected.join() || "well"}`, () => {
      const document = trusting({ Service: "pods.eks.amazonaws.com" }, condition);
      deepEqual(verdicts(judge(awsTrustPodIdentityPinned, document)), expected);
    });
  }
});

describe("trust in Roles Anywhere", () => {
  const ANCHOR = `arn:aws:rolesanywhere:eu-central-1:${OWN}:trust-anchor/3fa85f64`;
  const CONDITIONS: readonly (readonly [condition: Written, expected: readonly string[]])[] = [
    [{}, ["missing"]],
    [{ ArnEquals: { "aws:SourceArn": [ANCHOR] } }, []],
    [{ ArnEquals: { "aws:SourceArn": ANCHOR }, StringEquals: { "aws:PrincipalTag/x509Subject/CN": "Bob" } }, []],
    [{ StringLike: { "aws:PrincipalTag/x509SAN/URI": "spiffe://example.com/production/*" } }, []],
    [{ StringLike: { "sts:SourceIdentity": "CN=host-*" } }, []],
    [{ StringEquals: { "aws:SourceAccount": OWN } }, ["missing"]],
    [{ StringEqualsIfExists: { "aws:PrincipalTag/x509Subject/CN": "Bob" } }, ["vacuous"]],
    [{ StringLike: { "aws:PrincipalTag/x509Subject/CN": "*" } }, ["vacuous"]],
    [{ ArnLike: { "aws:SourceArn": `arn:aws:rolesanywhere:*:${OWN}:trust-anchor/*` } }, ["vacuous"]],
  ];
  for (const [condition, expected] of CONDITIONS) {
    it(`under ${show(condition)} is ${expected.join() || "well"}`, () => {
      const document = trusting({ Service: "rolesanywhere.amazonaws.com" }, condition);
      deepEqual(verdicts(judge(awsTrustRolesAnywhereConditioned, document)), expected);
    });
  }
});

describe("trust in a SAML provider", () => {
  const staff = { Federated: `arn:aws:iam::${OWN}:saml-provider/staff` };
  const AUDIENCES: readonly (readonly [operator: string, audience: Written, expected: readonly string[]])[] = [
    ["StringEquals", "https://signin.aws.amazon.com/saml", []],
    ["StringEquals", "https://signin.amazonaws-us-gov.com/saml", []],
    ["StringEquals", "https://signin.amazonaws.cn/saml", []],
    ["StringEquals", "https://eusc-de-east-1.signin.amazonaws-eusc.eu/saml", []],
    ["StringEquals", "https://us-west-2.signin.aws.amazon.com/saml/acs/SAMLSP1", []],
    ["StringEquals", "https://us-gov-east-1.signin.amazonaws-us-gov.com/saml", []],
    ["StringEquals", ["https://us-east-2.signin.aws.amazon.com/saml", "https://signin.aws.amazon.com/saml"], []],
    ["StringEquals", "http://signin.aws.amazon.com/saml", ["other"]],
    ["StringEquals", "urn:amazon:webservices", ["other"]],
    ["StringLike", "https://*signin.aws.amazon.com/saml*", ["vacuous"]],
    ["StringEquals", "https://shop.example.com/saml", ["other"]],
    ["StringEquals", "*", ["other"]],
    ["StringEquals", "", ["other"]],
    ["StringLike", "*", ["vacuous"]],
    ["StringLike", ["https://shop.example.com/saml", "*"], ["vacuous"]],
    ["StringLike", "https://*.signin.aws.amazon.com/saml", []],
    ["StringLike", "https://*.signin.aws.amazon.com/saml/acs/*", []],
    ["StringLike", "https://*/saml", ["vacuous"]],
    ["StringEqualsIfExists", "https://signin.aws.amazon.com/saml", ["vacuous"]],
  ];
  for (const [operator, audience, expected] of AUDIENCES) {
    it(`for ${show(audience)} under ${operator} is ${expected.join() || "well"}`, () => {
      const document = trusting(staff, { [operator]: { "SAML:aud": audience } }, "sts:AssumeRoleWithSAML");
      deepEqual(verdicts(judge(awsTrustSamlAudiencePinned, document)), expected);
    });
  }
});

const RULES: readonly AnyRule[] = [
  awsTrustCrossAccountConditioned,
  awsTrustFederationSubjectPinned,
  awsTrustPodIdentityPinned,
  awsTrustRolesAnywhereConditioned,
  awsTrustSamlAudiencePinned,
  awsTrustServiceSourcePinned,
];

const PRINCIPALS: readonly Written[] = [
  { AWS: OWN },
  { AWS: OTHER },
  "*",
  { AWS: "*" },
  { Federated: "*" },
  { Service: "scheduler.amazonaws.com" },
  { Service: "rolesanywhere.amazonaws.com" },
  { Service: "pods.eks.amazonaws.com" },
  { Federated: `arn:aws:iam::${OWN}:saml-provider/staff` },
  { Federated: `arn:aws:iam::${OWN}:oidc-provider/gitlab.com` },
];
const CONDITIONS: readonly Written[] = [
  {},
  { StringEqualsIfExists: { "aws:SourceAccount": OWN }, Null: { "aws:SourceAccount": "false" } },
  { StringEquals: { "aws:PrincipalOrgID": ORGANISATION } },
  { StringLike: { "aws:SourceAccount": OWN, "sts:ExternalId": "shop-*" } },
  { StringEqualsIfExists: { "sts:ExternalId": "shop-4711" } },
  { StringNotEquals: { "aws:PrincipalOrgID": ORGANISATION } },
  { StringEquals: { "aws:PrincipalAccount": OTHER } },
  { StringLike: { "gitlab.com:sub": "project_path:acme/shop:*", "gitlab.com:aud": "https://gitlab.com" } },
];

const statement = fc.record({
  Effect: fc.constantFrom<Written>("Allow", "Allow", "Deny", UNKNOWN),
  Principal: fc.constantFrom<Written>(
    ...PRINCIPALS,
    UNKNOWN,
    { AWS: UNKNOWN },
    { Service: UNKNOWN },
    { Federated: UNKNOWN },
  ),
  Action: fc.constantFrom<Written>("sts:AssumeRole", "sts:*", "sts:TagSession", UNKNOWN),
  Condition: fc.constantFrom<Written>(
    ...CONDITIONS,
    UNKNOWN,
    { StringEquals: { "sts:ExternalId": UNKNOWN } },
    { StringEqualsIfExists: { "sts:ExternalId": "shop-4711" }, Null: { "sts:ExternalId": UNKNOWN } },
    { StringEqualsIfExists: { "aws:SourceAccount": OWN }, Null: { "aws:SourceAccount": UNKNOWN } },
    { StringNotLike: { "aws:PrincipalOrgID": [ORGANISATION, UNKNOWN] } },
    { StringLike: { "aws:PrincipalAccount": UNKNOWN } },
    { StringLike: { "gitlab.com:sub": UNKNOWN, "gitlab.com:aud": "https://gitlab.com" } },
    { StringEquals: { "aws:RequestTag/kubernetes-namespace": UNKNOWN, "aws:SourceArn": UNKNOWN, "SAML:aud": UNKNOWN } },
  ),
});

function complete(written: Written, pick: (count: number) => number, key = ""): Written {
  const choose = (values: readonly Written[]): Written => values[pick(values.length)] ?? null;
  if (written === UNKNOWN) {
    if (key === "Effect") return choose(["Allow", "Deny"]);
    if (key === "Action") return choose(["sts:AssumeRole", "sts:TagSession"]);
    if (key === "Condition") return choose(CONDITIONS);
    if (key === "Principal") return choose(PRINCIPALS);
    if (key === "AWS") return choose([OWN, OTHER]);
    if (key === "Service") return choose(["lambda.amazonaws.com", "scheduler.amazonaws.com", "pods.eks.amazonaws.com"]);
    if (key === "Federated") return choose(["accounts.google.com", `arn:aws:iam::${OWN}:saml-provider/staff`]);
    return choose(["*", "false", OTHER, "shop", "project_path:acme/shop:ref_type:branch:ref:main"]);
  }
  if (typeof written !== "object" || written === null) return written;
  if (Array.isArray(written)) return written.map((element: Written) => complete(element, pick, key));
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, complete(value, pick, name)]));
}

describe("a verdict on trust", () => {
  it("that is settled is borne out by every completion of what is unknown", () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 3 }), fc.infiniteStream(fc.nat()), (written, numbers) => {
        const whole = complete(written, (count) => (numbers.next().value as number) % count);
        for (const rule of RULES) {
          const partly = verdicts(judge(rule, documentOf(written, "trust")));
          const fully = verdicts(judge(rule, documentOf(whole, "trust")));
          const violated = partly.some((each) => each !== "undetermined");
          if (violated) ok(fully.length > 0, `${rule.name}: ${partly.join()} becomes nothing`);
          if (partly.length === 0) deepEqual(fully, [], rule.name);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

function show(written: Written): string {
  return JSON.stringify(written, (_key, value: unknown) => (value === UNKNOWN ? "(unknown)" : value));
}
