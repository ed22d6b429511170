import { expressionPinning, subjectPinning, type SubjectPinning } from "../../identity/azure/federation";
import { knownValues, shown, unknown, type Knowledge, type Known } from "../../identity/knowledge";
import { defineRule, undetermined, type Problem } from "../judge/rule";

const WHY =
  "whoever holds such a token becomes the identity, and a subject that fits nobody is soon traded for a loose one";

const TYPE = "azure-native:managedidentity:FederatedIdentityCredential";
const GITHUB = "https://token.actions.githubusercontent.com";
const MAIN = "repo:acme/shop:ref:refs/heads/main";
const AKS = "https://westeurope.oic.prod-aks.azure.com/7c1c3b1e/5f0e6a0a/";
const BASE = { resourceGroupName: "shop", resourceName: "deployer", audiences: ["api://AzureADTokenExchange"] };

export const azureFederatedCredentialSubjectExact = defineRule({
  name: "azure-federated-credential-subject-exact",
  title: "Federated credentials trust exactly one workload",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Limit each federated credential to the one workload that it is for", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI4", "OWASP-NHI-2025:NHI6", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:IA-9"],
  judges: "azure-federated-credential",
  options: {},
  messages: {
    loose: "`{subject}` lets in {who}",
    unusable: "no token has the subject `{subject}`; expected {expected}",
    missing: "the credential has no `{path}`",
    audience: "`{path}` must hold one audience in full, and holds {count}",
    issuer: "`{issuer}` is not among the trusted issuers, and its tokens become the identity",
  },
  question: "whom the federated credential lets in",
  why: WHY,
  fix: "Set `subject` to the exact subject of one workload, such as `repo:ORG/REPO:environment:NAME` for GitHub Actions, and give each further workload a credential of its own.",
  *judge({ urn, issuer, subject, expression, audiences }, { settings }) {
    const { path } = subject;
    if (subject.state === "absent" && expression.state === "absent") {
      yield { verdict: "violation", message: "missing", at: { urn, path }, values: { path } };
    }
    const url = issuer.state === "known" ? issuer.value : undefined;
    if (subject.state === "unknown") yield undetermined(urn, subject);
    if (subject.state === "known") yield* problemOf(urn, subject, subjectPinning(subject.value, url), issuer);
    if (expression.state === "unknown") yield undetermined(urn, expression);
    if (expression.state === "known")
      yield* problemOf(urn, expression, expressionPinning(expression.value, url), issuer);
    yield* audienceProblems(urn, audiences);
    yield* issuerProblems(urn, issuer, settings.trustedIssuers);
  },
  examples: [
    {
      title: "A subject that every pull request of a repository has",
      resources: { deploy: credential(GITHUB, "repo:acme/shop:pull_request") },
      findings: [violation("subject", "`repo:acme/shop:pull_request` lets in every pull request of the repository")],
    },
    {
      title: "A subject that only runs in one environment have",
      resources: { deploy: credential(GITHUB, "repo:acme/shop:environment:production") },
      findings: [],
    },
    {
      title: "A subject with a wildcard, which Entra takes literally",
      resources: { deploy: credential(GITHUB, "repo:acme/*:ref:refs/heads/main") },
      findings: [
        violation(
          "subject",
          "no token has the subject `repo:acme/*:ref:refs/heads/main`; expected one whole subject, because Entra takes `*` literally",
        ),
      ],
    },
    {
      title: "A subject that names one branch of one repository",
      resources: { deploy: credential(GITHUB, "repo:acme/shop:ref:refs/heads/main") },
      findings: [],
    },
    {
      title: "A service account that every pod of a namespace falls back to",
      resources: { pods: credential(AKS, "system:serviceaccount:shop:default") },
      findings: [
        violation(
          "subject",
          "`system:serviceaccount:shop:default` lets in every pod of the namespace that names no service account",
          "pods",
        ),
      ],
    },
    {
      title: "A service account of one workload, in a cluster that does not exist yet",
      resources: { pods: credential({ "fn::unknown": true }, "system:serviceaccount:shop:orders") },
      findings: [],
    },
    {
      title: "A flexible credential with a pattern",
      resources: { deploy: flexible("claims['sub'] matches 'repo:acme/shop:ref:refs/heads/*'") },
      findings: [
        violation(
          "claimsMatchingExpression.value",
          "`claims['sub'] matches 'repo:acme/shop:ref:refs/heads/*'` lets in every branch of the repository",
        ),
      ],
    },
    {
      title: "A flexible credential that names one subject and the workflow",
      resources: {
        deploy: flexible(
          "claims['sub'] eq 'repo:acme/shop:ref:refs/heads/main' and claims['job_workflow_ref'] matches 'acme/ci/.github/workflows/*'",
        ),
      },
      findings: [],
    },
    {
      title: "A credential without a subject",
      resources: { deploy: { type: TYPE, properties: { ...BASE, issuer: GITHUB } } },
      findings: [violation("subject", "the credential has no `subject`")],
    },
    {
      title: "A subject of an issuer that has no grammar of its own",
      resources: { deploy: credential("https://tokens.example.com", "build-agent-7") },
      findings: [],
    },
    {
      title: "Two audiences, of which tokens for either are taken",
      resources: {
        deploy: {
          type: TYPE,
          properties: {
            ...BASE,
            issuer: GITHUB,
            subject: MAIN,
            audiences: ["api://AzureADTokenExchange", "https://github.com/acme"],
          },
        },
      },
      findings: [violation("audiences", "`audiences` must hold one audience in full, and holds 2")],
    },
    {
      title: "The audience that tokens for Entra have",
      resources: { deploy: credential(GITHUB, MAIN) },
      findings: [],
    },
    {
      title: "An issuer that is not among those trusted",
      resources: { deploy: credential(GITHUB, MAIN) },
      settings: { trustedIssuers: ["https://gitlab.com"] },
      findings: [
        violation("issuer", `\`${GITHUB}\` is not among the trusted issuers, and its tokens become the identity`),
      ],
    },
    {
      title: "An issuer that is",
      resources: { deploy: credential(GITHUB, MAIN) },
      settings: { trustedIssuers: ["token.actions.githubusercontent.com"] },
      findings: [],
    },
    {
      title: "The same subject, where only the deployment tells the issuer",
      resources: { deploy: credential({ "fn::unknown": true }, "build-agent-7") },
      findings: [
        {
          resource: "deploy",
          path: "issuer",
          verdict: "undetermined",
          message: "cannot tell whom the federated credential lets in: `issuer` is not known before deployment",
        },
      ],
    },
  ],
});

type Message = "loose" | "unusable" | "missing" | "audience" | "issuer";

function* problemOf(
  urn: string,
  text: Known<string>,
  pinning: SubjectPinning | undefined,
  issuer: Knowledge<string>,
): Iterable<Problem<Message>> {
  const at = { urn, path: text.path };
  const subject = shown(text);
  switch (pinning?.state) {
    case "exact":
      return;
    case "loose":
      yield { verdict: "violation", message: "loose", at, values: { subject, who: pinning.who } };
      return;
    case "unusable":
      yield { verdict: "violation", message: "unusable", at, values: { subject, expected: pinning.expected } };
      return;
    case "depends-on-issuer":
      yield undetermined(
        urn,
        issuer.state === "unknown" ? issuer : unknown(issuer.path, "missing where an issuer is required"),
      );
      return;
    default:
      yield undetermined(urn, unknown(text.path, "not an expression of the form `claims['sub'] eq 'SUBJECT'`"));
  }
}

/** Entra takes one, and compares it letter by letter. */
function* audienceProblems(
  urn: string,
  audiences: Knowledge<readonly Knowledge<string>[]>,
): Iterable<Problem<Message>> {
  const { path } = audiences;
  const at = { urn, path };
  if (audiences.state === "unknown") yield undetermined(urn, audiences);
  if (audiences.state === "absent") yield { verdict: "violation", message: "missing", at, values: { path } };
  if (audiences.state !== "known") return;
  const open = audiences.value.find((audience) => audience.state === "unknown");
  const texts = knownValues(audiences.value);
  const partial = texts.some((text) => text.trim() === "" || text.includes("*"));
  if (audiences.value.length !== 1 || partial) {
    const count = partial ? "a part of one" : audiences.value.length === 0 ? "none" : String(audiences.value.length);
    yield { verdict: "violation", message: "audience", at, values: { path, count } };
  } else if (open) yield undetermined(urn, open);
}

function* issuerProblems(
  urn: string,
  issuer: Knowledge<string>,
  trusted: readonly string[],
): Iterable<Problem<Message>> {
  if (trusted.length === 0 || issuer.state === "absent") return;
  if (issuer.state === "unknown") {
    yield undetermined(urn, issuer);
    return;
  }
  if (trusted.map(bare).includes(bare(issuer.value))) return;
  const at = { urn, path: issuer.path };
  yield { verdict: "violation", message: "issuer", at, values: { issuer: shown(issuer) } };
}

function bare(issuer: string): string {
  return issuer
    .trim()
    .toLowerCase()
    .replace(/^https:\/\//, "")
    .replace(/\/+$/, "");
}

function credential(issuer: unknown, subject: string) {
  return { type: TYPE, properties: { ...BASE, issuer, subject } };
}

function flexible(value: string) {
  const claimsMatchingExpression = { value, languageVersion: 1 };
  return { type: TYPE, properties: { ...BASE, issuer: GITHUB, claimsMatchingExpression } };
}

function violation(path: string, what: string, resource = "deploy") {
  return { resource, path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
