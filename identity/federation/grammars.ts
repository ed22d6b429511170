/**
 * Which workloads share a subject? The `sub` of a token says who asked for it, and each issuer writes it in a grammar of
 * its own. Here is one row an issuer: how it is recognised, what its subjects look like, and who shares one.
 *
 * A subject may be a pattern, with `*` and `?`: a part that has one names nothing, and whoever could be meant by it is
 * let in. The values of these grammars hold no `:`, so the parts of a pattern stand where those of a subject do.
 *
 * INVARIANT: a pattern never counts as more exact than a subject that it matches.
 */
import { LISTED_CLAIMS } from "./listed-claims";

export type Pinning =
  | { readonly state: "exact" }
  /** `who` completes "it lets in …". */
  | { readonly state: "loose"; readonly who: string };

export interface Grammar {
  /** As it is known to its users. */
  readonly issuer: string;
  /** Whether an issuer's URL, in lower case and without a slash at its end, is of this kind. */
  readonly issues: RegExp;
  /** What the issuer's subjects look like, for the reader. */
  readonly form: string;
  /** The claim in a subject that fills each placeholder of the form. */
  readonly fills?: Readonly<Record<string, string>>;
  /** The start by which the subject is recognised whoever issues it; none where it has no mark of its own. */
  readonly mark?: RegExp;
  /** The start that names one customer of an issuer which serves everybody; none where each has an issuer of its own. */
  readonly customer?: RegExp;
  /** Which of the issuers, written as for `issues`, serve everybody. @default all, if `customer` is given */
  readonly serves?: RegExp;
  /** Who shares a subject of this grammar, if several do; undefined where it is not of the grammar. */
  readonly pinning: (subject: string) => Pinning | undefined;
}

const EXACT: Pinning = { state: "exact" };

const GRAMMARS: readonly Grammar[] = [
  {
    issuer: "GitHub Actions",
    issues: /^(https?:\/\/)?token\.actions\.(githubusercontent\.com|[\w-]+\.ghe\.com)(\/|$)|\/_services\/token$/,
    form: "`repo:ORG/REPO:environment:NAME` or `repo:ORG/REPO:ref:refs/heads/BRANCH`",
    fills: { "ORG/REPO": "repo" },
    mark: /^(repo|repository\w*|job_workflow_\w+|workflow\w*|actor\w*|context|environment|event_name|enterprise\w*|ref):/,
    customer:
      /^(repo:[^:*?]+\/|repository:[^:*?]+\/|(repository|repository_owner|enterprise)(_id)?:[^:*?]+:|job_workflow_ref:[^:*?]+\/)/,
    // An enterprise may have a path of its own, a tenant or a server its own host.
    serves: /^(https?:\/\/)?token\.actions\.githubusercontent\.com$/,
    pinning: githubPinning,
  },
  {
    issuer: "GitLab",
    issues: /^(https?:\/\/)?([\w-]+\.)*gitlab(\.[\w-]+)+(\/|$)/,
    form: "`project_path:GROUP/PROJECT:ref_type:branch:ref:BRANCH`",
    fills: { "GROUP/PROJECT": "project_path" },
    mark: /^(project_path|project_id|namespace_path|namespace_id):/,
    customer: /^(project_path:[^:*?]+\/|(namespace_path|project_id|namespace_id):[^:*?]+:)/,
    serves: /^(https?:\/\/)?gitlab\.com$/,
    pinning: gitlabPinning,
  },
  {
    issuer: "Kubernetes",
    issues:
      /^(https?:\/\/)?([\w-]+\.oic\.prod-aks\.azure\.(com|us|cn)|oidc[.-]eks\.[\w-]+\.(amazonaws\.com(\.cn)?|api\.aws)|container\.googleapis\.com)(\/|$)/,
    form: "`system:serviceaccount:NAMESPACE:NAME`",
    mark: /^system:serviceaccount/,
    pinning: kubernetesPinning,
  },
  {
    issuer: "HCP Terraform",
    issues: /^(https?:\/\/)?app(\.eu)?\.terraform\.io(\/|$)/,
    form: "`organization:ORG:project:PROJECT:workspace:WORKSPACE:run_phase:PHASE`",
    fills: { ORG: "organization", PROJECT: "project", WORKSPACE: "workspace" },
    mark: /^organization:[^:]*:(project|workspace)(:|$)/,
    customer: /^organization:[^:*?]+:/,
    pinning: terraformPinning,
  },
  {
    issuer: "Buildkite",
    issues: /^(https?:\/\/)?agent\.buildkite\.com$/,
    form: "`organization:ORG:pipeline:PIPELINE:ref:refs/heads/BRANCH:*`",
    fills: { ORG: "organization", PIPELINE: "pipeline" },
    mark: /^organization:[^:]*:pipeline(:|$)/,
    customer: /^organization:[^:*?]+:/,
    pinning: buildkitePinning,
  },
  {
    issuer: "Pulumi Cloud",
    issues: /^(https?:\/\/)?api\.pulumi\.com\/oidc$/,
    form: "`pulumi:deploy:org:ORG:project:PROJECT:stack:STACK:operation:OPERATION:scope:write`",
    fills: { ORG: "org", PROJECT: "project", STACK: "stack" },
    mark: /^pulumi:/,
    customer: /^pulumi:\w+:(pulumi\.organization\.login|org):[^:*?]+:/,
    pinning: pulumiPinning,
  },
  {
    issuer: "Bitbucket Pipelines",
    issues: /^(https?:\/\/)?api\.bitbucket\.org\/2\.0\/workspaces\/[^/]+\/pipelines-config\/identity\/oidc$/,
    form: "`{REPOSITORY-UUID}:{ENVIRONMENT-UUID}:{STEP-UUID}`",
    pinning: bitbucketPinning,
  },
  {
    issuer: "CircleCI",
    issues: /^(https?:\/\/)?oidc\.circleci\.com\/org\/[^/]+$/,
    form: "`org/ORG-ID/project/PROJECT-ID/user/USER-ID`",
    mark: /^org\/[^/]*\/project(\/|$)/,
    pinning: circlePinning,
  },
  {
    issuer: "Google",
    issues: /^(https?:\/\/)?accounts\.google\.com$/,
    form: "the numeric id of a service account",
    customer: /^\d{21}/,
    pinning: (subject) =>
      isOpen(subject) ? loose("every account whose id fits") : /^\d+$/.test(subject) ? EXACT : undefined,
  },
  ...LISTED_CLAIMS,
];

/** The grammar of an issuer, by its URL with or without `https://`. */
export function grammarOf(issuer: string): Grammar | undefined {
  const url = normalised(issuer);
  return GRAMMARS.find(({ issues }) => issues.test(url));
}

/** Whether an issuer has many customers who tell themselves apart by the subject alone. */
export function servesEverybody(issuer: string, { customer, serves }: Grammar): boolean {
  return customer !== undefined && (serves?.test(normalised(issuer)) ?? true);
}

function normalised(issuer: string): string {
  return issuer.trim().toLowerCase().replace(/\/+$/, "");
}

/** The grammar whose mark opens the subject. */
export function markedGrammar(subject: string): Grammar | undefined {
  return GRAMMARS.find(({ mark }) => mark?.test(subject));
}

/** The form of a grammar's subjects, with what a subject says already filled in. */
export function formFor(subject: string, { form, fills = {} }: Grammar): string {
  const claims = claimsIn(subject);
  return Object.entries(fills).reduce((text, [placeholder, name]) => {
    const value = claims.get(name) ?? "";
    const isWhole = value !== "" && !isOpen(value) && (value.includes("/") || !placeholder.includes("/"));
    if (isWhole) return text.replaceAll(placeholder, value);
    const [owner, rest] = startOf(value).split("/");
    return owner && rest !== undefined ? text.replaceAll(placeholder.replace(/\/.*$/, "/"), `${owner}/`) : text;
  }, form);
}

/** Whether a part of a pattern may stand for several texts. */
function isOpen(part: string): boolean {
  return /[*?]/.test(part);
}

function loose(who: string): Pinning {
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

/** A claim that has one value. */
function fixed(claims: ReadonlyMap<string, string>, name: string): string | undefined {
  const value = claims.get(name);
  return value && !isOpen(value) ? value : undefined;
}

/** The fixed start of a claim that has several values. */
function startOf(value: string): string {
  return value.replace(/[*?].*$/s, "");
}

/**
 * By default `repo:ORG/REPO:` and then what ran: `environment:…`, `ref:…` or `pull_request`; an organisation can choose
 * other claims. https://docs.github.com/actions/reference/security/oidc
 */
function githubPinning(subject: string): Pinning | undefined {
  const claims = claimsIn(subject);
  const [repository, ref] = [claims.get("repo"), claims.get("ref")];
  if (repository !== undefined && !isOpen(repository) && !/^[^/]+\/[^/]+$/.test(repository)) return undefined;
  if (ref !== undefined && !isOpen(ref) && !/^refs\/(heads|tags|pull)\/./.test(ref)) return undefined;
  const whose = githubRepository(claims);
  return whose === undefined ? githubRun(claims) : loose(whose);
}

/** Which runs of one repository share a subject. */
function githubRun(claims: ReadonlyMap<string, string>): Pinning {
  if (fixed(claims, "environment")) return EXACT;
  const ref = claims.get("ref") ?? "";
  const event = claims.get("event_name") ?? "";
  if (claims.has("pull_request") || event.startsWith("pull_request") || ref.startsWith("refs/pull/"))
    return loose("every pull request of the repository");
  if (["ref", "workflow_ref", "job_workflow_ref"].some((name) => fixed(claims, name))) return EXACT;
  if (claims.get("environment"))
    return loose("every environment whose name fits, and a workflow makes one by naming it");
  return ref === "" ? loose("every branch, tag and pull request of the repository") : refPinning(ref);
}

/**
 * Branches under one prefix and tags of one form are what a ruleset protects; other patterns match what anybody with
 * write access may push.
 */
function refPinning(pattern: string): Pinning {
  const start = startOf(pattern);
  if (/^refs\/heads\/.*[-/._]$/.test(start) && start !== "refs/heads/") return EXACT;
  if (/^refs\/tags\/./.test(start)) return EXACT;
  if (start === "refs/tags/") return loose("every tag of the repository");
  if (!start.startsWith("refs/heads/")) return loose("every branch and tag of the repository");
  const branch = start.slice("refs/heads/".length);
  return loose(branch === "" ? "every branch of the repository" : `every branch whose name begins with \`${branch}\``);
}

/** Whose runs share a subject that names no single repository; undefined where it names one. */
function githubRepository(claims: ReadonlyMap<string, string>): string | undefined {
  const names = ["repo", "repository", "repository_id", "workflow_ref"];
  if (names.some((name) => fixed(claims, name))) return undefined;
  const workflow = fixed(claims, "job_workflow_ref");
  const open = claims.get("repo") ?? claims.get("repository");
  const [owner = "", start] = startOf(open ?? "").split("/");
  if (start !== undefined) {
    // A reusable workflow that the organisation's repositories call does the same for each of them.
    if (workflow) return undefined;
    return `every repository of \`${owner}\`${start === "" ? "" : ` whose name begins with \`${start}\``}`;
  }
  if (owner !== "") return `repositories of everybody whose name begins with \`${owner}\``;
  return workflow ? "every repository that calls the workflow" : "repositories that it does not name";
}

/** https://docs.gitlab.com/ci/cloud_services/ */
function gitlabPinning(subject: string): Pinning | undefined {
  const claims = claimsIn(subject);
  const path = fixed(claims, "project_path");
  const type = fixed(claims, "ref_type");
  if (path?.includes("/") === false || (type !== undefined && !/^(branch|tag)$/.test(type))) return undefined;
  if (!path && !fixed(claims, "project_id")) return loose(gitlabGroup(claims.get("project_path")));
  return gitlabRef(claims.get("ref"), type);
}

function gitlabRef(ref: string | undefined, type: string | undefined): Pinning {
  if (ref && !isOpen(ref)) return EXACT;
  const start = startOf(ref ?? "");
  if (start !== "" && (type === "tag" || (type === "branch" && /[-/._]$/.test(start)))) return EXACT;
  return loose(
    type === undefined || start !== "" ? "every branch and tag of the project" : `every ${type} of the project`,
  );
}

/** Whose projects share a subject that names none. */
function gitlabGroup(path: string | undefined): string {
  if (path === undefined) return "every project of the group";
  const [group = "", ...rest] = startOf(path).split("/");
  if (rest.length === 0) return `projects of every group${group === "" ? "" : ` whose name begins with \`${group}\``}`;
  const start = rest.join("/");
  return `every project of \`${group}\`${start === "" ? "" : ` whose path begins with \`${start}\``}`;
}

/** https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/ */
function kubernetesPinning(subject: string): Pinning | undefined {
  const [, , namespace, name, ...more] = subject.split(":");
  if (isOpen(subject)) {
    if (namespace && !isOpen(namespace) && JOBS_OF_EMR.test(name ?? "")) return EXACT;
    if (!namespace || isOpen(namespace)) return loose("service accounts in namespaces that it does not name");
    return loose(
      `${name === "*" ? "every service account" : "several service accounts"} of the namespace \`${namespace}\``,
    );
  }
  if (!namespace || !name || more.length > 0) return undefined;
  return name === "default" ? loose("every pod of the namespace that names no service account") : EXACT;
}

/**
 * Service accounts that EMR on EKS makes for the jobs of one role, whose name closes theirs.
 * https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-trust-policy.html
 */
const JOBS_OF_EMR = /^emr-containers-sa-\*-\*-\d{12}-[^*?]+$/;

/** https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens */
function terraformPinning(subject: string): Pinning | undefined {
  const claims = claimsIn(subject);
  if (!fixed(claims, "organization")) return loose("organizations that it does not name");
  if (fixed(claims, "stack")) {
    return fixed(claims, "deployment") ? EXACT : loose("every deployment of the Stack");
  }
  if (!fixed(claims, "workspace")) {
    const project = fixed(claims, "project");
    return loose(
      project && isOpen(subject)
        ? `every workspace of the project \`${project}\``
        : "every workspace of the organization",
    );
  }
  if (!claims.get("run_phase") && !isOpen(subject)) return loose("plans as well as applies of the workspace");
  return EXACT;
}

/** https://buildkite.com/docs/agent/cli/reference/oidc: a commit and a step follow the ref. */
function buildkitePinning(subject: string): Pinning | undefined {
  const claims = claimsIn(subject);
  if (!fixed(claims, "organization")) return loose("organizations that it does not name");
  if (!fixed(claims, "pipeline")) return loose("every pipeline of the organization");
  const ref = claims.get("ref");
  if (ref === undefined || ref === "") return loose("every branch and pull request of the pipeline");
  if (!isOpen(ref)) return EXACT;
  const pinning = refPinning(ref);
  if (pinning.state === "exact") return EXACT;
  return loose(`every ${ref.startsWith("refs/tags/") ? "tag" : "branch and pull request"} of the pipeline`);
}

/** https://www.pulumi.com/docs/pulumi-cloud/access-management/oidc-client/ */
function pulumiPinning(subject: string): Pinning | undefined {
  const [, kind = "", ...rest] = subject.split(":");
  if (kind === "environments") return pulumiEnvironment(subject);
  const claims = claimsIn(rest.join(":"));
  const isDeployment = kind === "deploy" && claims.get("org");
  if (!isDeployment) {
    if (isOpen(subject)) return loose("organizations that it does not name");
    // Of the subjects of other services nothing is said there; whole, they are of one workload.
    return kind === "deploy" || rest.length === 0 ? undefined : EXACT;
  }
  const whole = fixed(claims, "stack") && (!isOpen(subject) || (fixed(claims, "org") && fixed(claims, "project")));
  return whole ? EXACT : loose("every stack of the organization or project");
}

function pulumiEnvironment(subject: string): Pinning {
  const environment = /:(?:env|currentEnvironment\.name|rootEnvironment\.name):(.+)$/.exec(subject)?.[1];
  return environment && !environment.startsWith("<yaml>") && !isOpen(environment)
    ? EXACT
    : loose("every environment of the organization");
}

/** https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/ */
function bitbucketPinning(subject: string): Pinning | undefined {
  if (!isOpen(subject)) return /^\{[^{}]+\}(:\{[^{}]+\}){1,2}$/.test(subject) ? EXACT : undefined;
  const [repository, environment] = startOf(subject).match(/\{[^{}]+\}/g) ?? [];
  if (repository === undefined) return loose("every repository of the workspace");
  return environment === undefined ? loose("every branch and pull request of the repository") : EXACT;
}

/** https://circleci.com/docs/openid-connect-tokens/: whoever started the pipeline is named last. */
function circlePinning(subject: string): Pinning | undefined {
  const [, organization, , project, ...rest] = subject.split("/");
  if (!organization || !project) return isOpen(subject) ? loose("every project of the organization") : undefined;
  if (isOpen(organization) || isOpen(project)) return loose("every project of the organization");
  return rest[0] === "user" || isOpen(subject) ? EXACT : undefined;
}
