import {
  audiencePinning,
  claimsOf,
  isForTokens,
  isShared,
  issuerOf,
  signInPinning,
  subjectPinning,
  type AudienceProblem,
  type SubjectProblem,
} from "../../identity/aws/trust/federation";
import type { Pinning } from "../../identity/aws/conditions/pinning";
import { audienceOf, signedIn, subjectOf } from "../../identity/aws/narrowing/claims";
import { trustGrants, type TrustGrant } from "../../identity/aws/trust/grants";
import { shown, unknown, type Known, type Unknown } from "../../identity/knowledge";
import type { Narrower } from "../../identity/narrower";
import { defineRule, undetermined, type Place, type Problem } from "../judge/rule";

const WHY = "whoever holds such a token acts as the role, without any key of yours";
const ROLE = "aws:iam/role:Role";
const GITHUB = "token.actions.githubusercontent.com";
const EKS = "oidc.eks.eu-central-1.amazonaws.com/id/B4C0FFEE";
const AUDIENCE = { [`${GITHUB}:aud`]: "sts.amazonaws.com" };

type Message = "issuer" | "audience" | "noAudience" | "guests" | "subject" | "notBinding" | "loose" | "unusable";

export const awsTrustFederationSubjectPinned = defineRule({
  name: "aws-trust-federation-subject-pinned",
  title: "Trust in an identity provider pins audience and subject",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Limit each federated trust to the workload that it is for", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI4", "OWASP-NHI-2025:NHI6", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:IA-9"],
  judges: "aws-trust-policy",
  options: {},
  messages: {
    issuer: "`{issuer}` is not among the trusted issuers, and its tokens become `{role}`",
    audience: "no condition holds the audience of tokens of `{issuer}` that become `{role}` to one value",
    noAudience:
      "no token has the audience `{audience}`, and once it is dropped tokens of `{issuer}` for others become `{role}`",
    guests: "without a condition on `{issuer}:amr`, guests who did not sign in become `{role}`",
    subject: "no condition names the subject of tokens of `{issuer}` that become `{role}`",
    notBinding: "the condition on `{key}` also holds without the key or for other values, so it names no subject",
    loose: "`{subject}` lets in {who}; narrower is {form}",
    unusable: "no token has the subject `{subject}`; expected {expected}",
  },
  question: "which tokens become the role",
  why: WHY,
  fix: "Under `StringEquals`, set the provider's `aud` to the audience you use and its `sub` to the subject of the one workload, such as `repo:ORG/REPO:environment:NAME` for GitHub Actions.",
  *judge({ urn, name, document, secret }, { settings }) {
    const [hidden] = document.hidden;
    if (hidden) yield undetermined(urn, hidden);
    for (const grant of trustGrants(document)) {
      if (!isForTokens(grant)) continue;
      const issuers = settings.trustedIssuers;
      for (const found of [...issuerProblems(grant, issuers), ...audienceProblems(grant), ...subjectProblems(grant)]) {
        yield* problemOf(grant, found, { urn, role: name, secret });
      }
    }
  },
  examples: [
    {
      title: "Every run of a repository",
      resources: { deployer: github("StringLike", "repo:acme/shop:*") },
      findings: [
        violation(
          "`repo:acme/shop:*` lets in every branch, tag and pull request of the repository; narrower is `repo:acme/shop:environment:NAME` or `repo:acme/shop:ref:refs/heads/BRANCH`",
          sub("StringLike"),
        ),
      ],
    },
    {
      title: "Runs in one environment",
      resources: { deployer: github("StringLike", "repo:acme/shop:environment:production") },
      findings: [],
    },
    {
      title: "Every repository of an organisation, beside one branch",
      resources: { deployer: github("StringLike", ["repo:acme/shop:ref:refs/heads/main", "repo:acme/*"]) },
      findings: [
        violation(
          "`repo:acme/*` lets in every repository of `acme`; narrower is `repo:acme/REPO:environment:NAME` or `repo:acme/REPO:ref:refs/heads/BRANCH`",
          `${sub("StringLike")}[1]`,
        ),
      ],
    },
    {
      title: "Two branches",
      resources: {
        deployer: github("StringLike", ["repo:acme/shop:ref:refs/heads/main", "repo:acme/shop:ref:refs/heads/next"]),
      },
      findings: [],
    },
    {
      title: "A wildcard where it is taken literally",
      resources: { deployer: github("StringEquals", "repo:acme/shop:ref:refs/heads/*") },
      findings: [
        violation(
          "no token has the subject `repo:acme/shop:ref:refs/heads/*`; expected no wildcard, because `StringEquals` takes it literally",
          sub("StringEquals"),
        ),
      ],
    },
    {
      title: "One branch",
      resources: { deployer: github("StringEquals", "repo:acme/shop:ref:refs/heads/main") },
      findings: [],
    },
    {
      title: "A subject that may be missing",
      resources: { deployer: github("StringEqualsIfExists", "repo:acme/shop:ref:refs/heads/main") },
      findings: [
        violation(
          `the condition on \`${GITHUB}:sub\` also holds without the key or for other values, so it names no subject`,
          sub("StringEqualsIfExists"),
        ),
      ],
    },
    {
      title: "A key in other letters, which IAM takes for the same",
      resources: {
        deployer: role(GITHUB, {
          StringEquals: { "Token.Actions.githubusercontent.com:AUD": "sts.amazonaws.com" },
          "ForAnyValue:StringLike": {
            "token.actions.GitHubUserContent.com:Sub": "repo:acme/shop:ref:refs/heads/release/*",
          },
        }),
      },
      findings: [],
    },
    {
      title: "No audience",
      resources: {
        deployer: role(GITHUB, { StringEquals: { [`${GITHUB}:sub`]: "repo:acme/shop:environment:production" } }),
      },
      findings: [
        violation(
          `no condition holds the audience of tokens of \`${GITHUB}\` that become \`deployer\` to one value`,
          "assumeRolePolicy.Statement.Principal.Federated",
        ),
      ],
    },
    {
      title: "Audience and subject",
      resources: {
        deployer: role(GITHUB, {
          StringEquals: { ...AUDIENCE, [`${GITHUB}:sub`]: "repo:acme/shop:environment:production" },
        }),
      },
      findings: [],
    },
    {
      title: "An audience that no token has, as the wildcard is taken literally",
      resources: {
        deployer: role(GITHUB, {
          StringEquals: { [`${GITHUB}:aud`]: "*", [`${GITHUB}:sub`]: "repo:acme/shop:environment:production" },
        }),
      },
      findings: [
        violation(
          `no token has the audience \`*\`, and once it is dropped tokens of \`${GITHUB}\` for others become \`deployer\``,
          `assumeRolePolicy.Statement.Condition.StringEquals["${GITHUB}:aud"]`,
        ),
      ],
    },
    {
      title: "The audience that tokens for AWS have",
      resources: {
        deployer: role(GITHUB, {
          StringEquals: { ...AUDIENCE, [`${GITHUB}:sub`]: "repo:acme/shop:environment:production" },
        }),
      },
      findings: [],
    },
    {
      title: "A cluster's provider without a subject",
      resources: { deployer: role(EKS, { StringEquals: { [`${EKS}:aud`]: "sts.amazonaws.com" } }) },
      findings: [
        violation(
          `no condition names the subject of tokens of \`${EKS}\` that become \`deployer\``,
          "assumeRolePolicy.Statement.Principal.Federated",
        ),
      ],
    },
    {
      title: "One service account of the cluster",
      resources: {
        deployer: role(EKS, {
          StringEquals: { [`${EKS}:aud`]: "sts.amazonaws.com", [`${EKS}:sub`]: "system:serviceaccount:shop:orders" },
        }),
      },
      findings: [],
    },
    {
      title: "An identity pool whose guests come in",
      resources: {
        deployer: role("cognito-identity.amazonaws.com", {
          StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-central-1:11112222-3333-4444-5555-666677778888" },
        }),
      },
      findings: [
        violation(
          "without a condition on `cognito-identity.amazonaws.com:amr`, guests who did not sign in become `deployer`",
          "assumeRolePolicy.Statement.Principal.Federated",
        ),
      ],
    },
    {
      title: "Those who signed in to the pool",
      resources: {
        deployer: role("cognito-identity.amazonaws.com", {
          StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-central-1:11112222-3333-4444-5555-666677778888" },
          "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
        }),
      },
      findings: [],
    },
    {
      title: "An issuer that is not among those trusted",
      resources: { deployer: github("StringEquals", "repo:acme/shop:ref:refs/heads/main") },
      settings: { trustedIssuers: ["https://gitlab.com"] },
      findings: [
        violation(
          `\`${GITHUB}\` is not among the trusted issuers, and its tokens become \`deployer\``,
          "assumeRolePolicy.Statement.Principal.Federated",
        ),
      ],
    },
    {
      title: "An issuer that is",
      resources: { deployer: github("StringEquals", "repo:acme/shop:ref:refs/heads/main") },
      settings: { trustedIssuers: [`https://${GITHUB}`] },
      findings: [],
    },
    {
      title: "A subject that is not known yet",
      resources: {
        deployer: {
          type: "aws-native:iam:Role",
          properties: {
            assumeRolePolicyDocument: {
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${GITHUB}` },
                  Action: "sts:AssumeRoleWithWebIdentity",
                  Condition: { StringLike: { ...AUDIENCE, [`${GITHUB}:sub`]: { "fn::unknown": true } } },
                },
              ],
            },
          },
        },
      },
      findings: [
        {
          resource: "deployer",
          path: `assumeRolePolicyDocument.Statement[0].Condition.StringLike["${GITHUB}:sub"]`,
          verdict: "undetermined",
          message: `cannot tell which tokens become the role: \`assumeRolePolicyDocument.Statement[0].Condition.StringLike["${GITHUB}:sub"]\` is not known before deployment`,
        },
      ],
    },
  ],
});

/** Something wrong with a grant, before it is asked whether the grant is certain. */
type Found = Slack | { readonly unknown: Unknown };

interface Slack {
  readonly message: Message;
  readonly path: string;
  readonly value?: Known<string>;
  readonly problem?: SubjectProblem;
  readonly key?: string;
}

function issuerProblems(grant: TrustGrant, trusted: readonly string[]): readonly Found[] {
  if (trusted.length === 0) return [];
  const issuer = issuerOf(grant);
  if (issuer === undefined) return [{ unknown: unknown(grant.text.path, "of an issuer that is not known yet") }];
  const isTrusted = trusted.map(normalised).includes(normalised(issuer));
  return isTrusted ? [] : [{ message: "issuer", path: grant.text.path }];
}

function audienceProblems(grant: TrustGrant): readonly Found[] {
  const issuer = issuerOf(grant);
  const audience = audiencePinning(grant.conditions, issuer);
  const found = audienceProblem(audience, grant);
  if (!claimsOf(issuer).guests) return found;
  return [...found, ...problemsIn(signInPinning(grant.conditions, issuer), grant, "guests")];
}

/** A value that no token has is worth a word of its own. */
function audienceProblem(pinning: Pinning<AudienceProblem>, grant: TrustGrant): readonly Found[] {
  if (pinning.state !== "loose" || pinning.values.some(([, problem]) => problem === "wildcard"))
    return problemsIn(pinning, grant, "audience");
  return pinning.values.map(([value]) => ({ message: "noAudience", path: value.path, value }));
}

function problemsIn(pinning: Pinning<string>, { text }: TrustGrant, message: Message): readonly Found[] {
  if (pinning.state === "pinned") return [];
  if (pinning.state === "unknown") return [{ unknown: pinning.unknown }];
  const path = pinning.state === "not-binding" ? pinning.condition.place : text.path;
  return [{ message, path: pinning.state === "loose" ? (pinning.values[0]?.[0].path ?? path) : path }];
}

function subjectProblems(grant: TrustGrant): readonly Found[] {
  const issuer = issuerOf(grant);
  if (!claimsOf(issuer).subject) return [];
  const pinning = subjectPinning(grant.conditions, issuer);
  switch (pinning.state) {
    case "pinned":
      return [];
    case "unknown":
      return [{ unknown: pinning.unknown }];
    case "missing":
      return [{ message: "subject", path: grant.text.path }];
    case "not-binding":
      return [{ message: "notBinding", path: pinning.condition.place, key: pinning.condition.key }];
    case "loose":
      return pinning.values.map(([value, problem]) => ({ message: problem.state, path: value.path, value, problem }));
  }
}

/** What stands for the issuer where that is not known. */
function providerOf({ text }: TrustGrant): string {
  return text.state === "known" ? text.value : "";
}

interface Scene {
  readonly urn: string;
  readonly role: string;
  readonly secret: boolean;
}

function* problemOf(grant: TrustGrant, found: Found, { urn, role: name, secret }: Scene): Iterable<Problem<Message>> {
  const [doubt] = grant.doubts;
  if (doubt) {
    yield undetermined(urn, doubt);
    return;
  }
  if ("unknown" in found) {
    yield undetermined(urn, found.unknown);
    return;
  }
  const { message, path, value, problem, key } = found;
  const issuer = issuerOf(grant);
  const hide = (text: string) => (secret ? "a secret value" : text);
  const anyone =
    message === "subject" || message === "notBinding" ? isShared(issuer) : problem?.state === "loose" && problem.anyone;
  const at: Place = { urn, path };
  yield {
    verdict: "violation",
    message,
    at,
    values: {
      role: name,
      issuer: hide(issuer ?? providerOf(grant)),
      key: hide(key ?? ""),
      ...(value && { subject: hide(shown(value)), audience: hide(shown(value)) }),
      ...(problem?.state === "loose" && { who: hide(problem.who), form: hide(problem.form) }),
      ...(problem?.state === "unusable" && { expected: hide(problem.expected) }),
    },
    ...(anyone && { severity: "critical" as const }),
    ...passing(grant, found, secret),
    key: `${message} ${path}`,
  };
}

function passing(grant: TrustGrant, { message, value }: Slack, secret: boolean): { readonly narrower?: Narrower } {
  const issuer = issuerOf(grant);
  if (issuer === undefined || secret || value?.secret === true) return {};
  const narrower = narrowerFor(grant, message, issuer, value);
  return narrower ? { narrower } : {};
}

function narrowerFor(
  grant: TrustGrant,
  message: Message,
  issuer: string,
  value: Known<string> | undefined,
): Narrower | undefined {
  switch (message) {
    case "issuer":
      return undefined;
    case "audience":
    case "noAudience":
      return audienceOf(grant, issuer, claimsOf(issuer).audience[0] ?? "aud");
    case "guests":
      return signedIn(grant, issuer);
    default:
      return subjectOf(grant, issuer, value);
  }
}

function normalised(issuer: string): string {
  return issuer
    .toLowerCase()
    .replace(/^https:\/\//, "")
    .replace(/\/+$/, "");
}

function role(issuer: string, condition: object) {
  const provider = issuer.startsWith("cognito") ? issuer : `arn:aws:iam::111122223333:oidc-provider/${issuer}`;
  const document = {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Federated: provider },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: condition,
    },
  };
  return { type: ROLE, properties: { assumeRolePolicy: { "fn::toJSON": document } } };
}

function github(operator: string, subject: unknown) {
  const condition = { [`${GITHUB}:sub`]: subject };
  if (operator === "StringEquals") return role(GITHUB, { StringEquals: { ...AUDIENCE, ...condition } });
  return role(GITHUB, { StringEquals: AUDIENCE, [operator]: condition });
}

function sub(operator: string): string {
  return `assumeRolePolicy.Statement.Condition.${operator}["${GITHUB}:sub"]`;
}

function violation(what: string, path: string) {
  return { resource: "deployer", path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
