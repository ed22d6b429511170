/**
 * Whom does a federated identity credential let in: exactly one workload, or any of several?
 *
 * Entra accepts a token of the issuer whose `sub` equals the credential's subject, letter by letter; wildcards are not
 * supported (https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations). So a subject is
 * loose where the issuer gives one and the same subject to several workloads: GitHub names every pull request of a
 * repository alike. What a subject says is written in its issuer's grammar; each issuer is a row of `GRAMMARS`.
 *
 * A flexible credential has an expression over claims instead, with `matches` and wildcards
 * (https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials).
 *
 * INVARIANT: a subject that bears one issuer's form is judged by that form whoever the issuer is, so that not knowing
 * the issuer can never turn the answer into its opposite.
 */
export type SubjectPinning =
  | { readonly state: "exact" }
  /** `who` completes "it lets in …". */
  | { readonly state: "loose"; readonly who: string }
  /** No token can have this subject; `expected` completes "expected …". */
  | { readonly state: "unusable"; readonly expected: string }
  /** It depends on the issuer, which is not known. */
  | { readonly state: "depends-on-issuer" };

interface Grammar {
  /** As it is known to its users. */
  readonly issuer: string;
  /** Whether an issuer's URL, in lower case and without a slash at its end, is of this kind. */
  readonly issues: RegExp;
  /** What the issuer's subjects look like, for the reader. */
  readonly form: string;
  /** The start by which the subject is recognised whoever issues it; none where it has no mark of its own. */
  readonly mark?: RegExp;
  /** Who shares a subject of this grammar, if several do; undefined where it is not of the grammar. */
  readonly pinning: (subject: string) => SubjectPinning | undefined;
}

const EXACT: SubjectPinning = { state: "exact" };

const GRAMMARS: readonly Grammar[] = [
  {
    issuer: "GitHub Actions",
    issues: /^https?:\/\/token\.actions\.(githubusercontent\.com|[\w-]+\.ghe\.com)(\/|$)|\/_services\/token$/,
    form: "`repo:ORG/REPO:environment:NAME` or `repo:ORG/REPO:ref:refs/heads/BRANCH`",
    mark: /^(repo|repository\w*|job_workflow_\w+|workflow\w*|actor\w*|context|environment|event_name|enterprise\w*|ref):/,
    pinning: githubPinning,
  },
  {
    issuer: "GitLab",
    issues: /^https?:\/\/([\w-]+\.)*gitlab(\.[\w-]+)+(\/|$)/,
    form: "`project_path:GROUP/PROJECT:ref_type:branch:ref:BRANCH`",
    mark: /^(project_path|project_id|namespace_path|namespace_id):/,
    pinning: gitlabPinning,
  },
  {
    issuer: "Kubernetes",
    issues:
      /^https?:\/\/([\w-]+\.oic\.prod-aks\.azure\.(com|us|cn)|oidc\.eks\.[\w-]+\.amazonaws\.com|container\.googleapis\.com)(\/|$)/,
    form: "`system:serviceaccount:NAMESPACE:NAME`",
    mark: /^system:serviceaccount/,
    pinning: kubernetesPinning,
  },
  {
    issuer: "HCP Terraform",
    issues: /^https?:\/\/app(\.eu)?\.terraform\.io(\/|$)/,
    form: "`organization:ORG:project:PROJECT:workspace:WORKSPACE:run_phase:PHASE`",
    mark: /^organization:[^:]*:(project|workspace)(:|$)/,
    pinning: terraformPinning,
  },
  {
    issuer: "Pulumi Cloud",
    issues: /^https?:\/\/api\.pulumi\.com\/oidc$/,
    form: "`pulumi:deploy:org:ORG:project:PROJECT:stack:STACK:operation:OPERATION:scope:write`",
    mark: /^pulumi:/,
    pinning: pulumiPinning,
  },
  {
    issuer: "Bitbucket Pipelines",
    issues: /^https?:\/\/api\.bitbucket\.org\/2\.0\/workspaces\/[^/]+\/pipelines-config\/identity\/oidc$/,
    form: "`{REPOSITORY-UUID}:{ENVIRONMENT-UUID}:{STEP-UUID}`",
    pinning: (subject) => (/^\{[^{}]+\}(:\{[^{}]+\}){1,2}$/.test(subject) ? EXACT : undefined),
  },
  {
    issuer: "Google",
    issues: /^https?:\/\/accounts\.google\.com$/,
    form: "the numeric id of a service account",
    pinning: (subject) => (/^\d+$/.test(subject) ? EXACT : undefined),
  },
];

/** @param issuer undefined where it is not known yet */
export function subjectPinning(subject: string, issuer: string | undefined): SubjectPinning {
  if (subject.trim() === "") return { state: "unusable", expected: "the subject of one workload" };
  if (subject !== subject.trim()) return { state: "unusable", expected: "no space around it" };
  if (subject.includes("*"))
    return { state: "unusable", expected: "one whole subject, because Entra takes `*` literally" };
  const marked = GRAMMARS.find(({ mark }) => mark?.test(subject));
  if (!marked && issuer === undefined) return { state: "depends-on-issuer" };
  const grammar = marked ?? GRAMMARS.find(({ issues }) => issues.test(normalised(issuer ?? "")));
  if (!grammar) return EXACT;
  const pinning = (marked ?? !grammar.mark) ? grammar.pinning(subject) : undefined;
  return pinning ?? { state: "unusable", expected: `${grammar.form} from ${grammar.issuer}` };
}

function normalised(issuer: string): string {
  return issuer.trim().toLowerCase().replace(/\/+$/, "");
}

function loose(who: string): SubjectPinning {
  return { state: "loose", who };
}

/**
 * The claims that a subject lists as `name:value:name:value`. GitHub and the others that write so encode a colon in a
 * value, or have none.
 */
function claimsIn(subject: string): ReadonlyMap<string, string> {
  const parts = subject.split(":");
  const claims = new Map<string, string>();
  for (let index = 0; index < parts.length; index += 2) claims.set(parts[index] ?? "", parts[index + 1] ?? "");
  return claims;
}

/**
 * By default `repo:ORG/REPO:` and then what ran: `environment:…`, `ref:…` or `pull_request`; an organisation can choose
 * other claims. https://docs.github.com/actions/reference/security/oidc
 */
function githubPinning(subject: string): SubjectPinning | undefined {
  const claims = claimsIn(subject);
  const [repository, ref] = [claims.get("repo"), claims.get("ref")];
  if (repository !== undefined && !/^[^/]+\/[^/]+$/.test(repository)) return undefined;
  if (ref !== undefined && !/^refs\/(heads|tags|pull)\/./.test(ref)) return undefined;
  const whose = githubRepository(claims);
  if (whose !== undefined) return loose(whose);
  if (claims.get("environment")) return EXACT;
  if (
    claims.has("pull_request") ||
    claims.get("event_name")?.startsWith("pull_request") ||
    ref?.startsWith("refs/pull/")
  )
    return loose("every pull request of the repository");
  const run = ref ?? claims.get("workflow_ref") ?? claims.get("job_workflow_ref");
  return run ? EXACT : loose("every branch, tag and pull request of the repository");
}

/** Whose runs share a subject that names no single repository; undefined where it names one. */
function githubRepository(claims: ReadonlyMap<string, string>): string | undefined {
  const names = ["repo", "repository", "repository_id", "workflow_ref"];
  if (names.some((name) => claims.get(name))) return undefined;
  return claims.get("job_workflow_ref")
    ? "every repository that calls the workflow"
    : "repositories that it does not name";
}

/** https://docs.gitlab.com/ci/cloud_services/ */
function gitlabPinning(subject: string): SubjectPinning | undefined {
  const claims = claimsIn(subject);
  if (!claims.get("project_path") && !claims.get("project_id")) return loose("every project of the group");
  if (!claims.get("ref")) return loose("every branch and tag of the project");
  return EXACT;
}

/** https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/ */
function kubernetesPinning(subject: string): SubjectPinning | undefined {
  const [, , namespace, name, ...more] = subject.split(":");
  if (!namespace || !name || more.length > 0) return undefined;
  return name === "default" ? loose("every pod of the namespace that names no service account") : EXACT;
}

/** https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens */
function terraformPinning(subject: string): SubjectPinning | undefined {
  const claims = claimsIn(subject);
  if (!claims.get("workspace")) return loose("every workspace of the organization");
  if (!claims.get("run_phase")) return loose("plans as well as applies of the workspace");
  return EXACT;
}

/** https://www.pulumi.com/docs/pulumi-cloud/access-management/oidc-client/ */
function pulumiPinning(subject: string): SubjectPinning | undefined {
  const parts = subject.split(":");
  if (parts[1] === "environments") {
    const environment = /:(?:env|currentEnvironment\.name|rootEnvironment\.name):(.+)$/.exec(subject)?.[1];
    return environment && !environment.startsWith("<yaml>") ? EXACT : loose("every environment of the organization");
  }
  const claims = claimsIn(parts.slice(2).join(":"));
  if (parts[1] !== "deploy" || !claims.get("org")) return undefined;
  return claims.get("stack") ? EXACT : loose("every stack of the organization or project");
}

/** One comparison of an expression: `claims['sub'] matches 'repo:org/*'`. */
const COMPARISON = /^claims\[['‘’"]([\w-]+)['‘’"]\] (eq|matches) ['‘’](.*)['‘’]$/;

/** Whom an expression over claims lets in; undefined where it cannot be read. */
export function expressionPinning(expression: string, issuer: string | undefined): SubjectPinning | undefined {
  const comparisons = expression
    .trim()
    .split(/ and (?=claims\[)/)
    .map((text) => COMPARISON.exec(text.trim()));
  if (comparisons.includes(null)) return undefined;
  const subject = comparisons.find((comparison) => comparison?.[1] === "sub");
  const [, , operator, value = ""] = subject ?? [];
  if (!subject) return loose("every subject of the issuer that has the other claims");
  if (operator === "matches" && /[*?]/.test(value)) return loose("every subject that the pattern matches");
  return subjectPinning(value, issuer);
}
