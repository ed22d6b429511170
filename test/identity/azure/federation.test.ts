import { deepEqual } from "node:assert/strict";
import * as fc from "fast-check";
import { expressionPinning, subjectPinning, type SubjectPinning } from "../../../identity/azure/federation";

const GITHUB = "https://token.actions.githubusercontent.com";
const GITLAB = "https://gitlab.com";
const AKS = "https://westeurope.oic.prod-aks.azure.com/tenant/cluster/";
const TERRAFORM = "https://app.terraform.io";
const PULUMI = "https://api.pulumi.com/oidc";
const BITBUCKET = "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";
const GOOGLE = "https://accounts.google.com";
const OTHER = "https://tokens.example.com";

const EXACT: SubjectPinning = { state: "exact" };

function loose(who: string): SubjectPinning {
  return { state: "loose", who };
}

function unusable(expected: string): SubjectPinning {
  return { state: "unusable", expected };
}

const PULL_REQUESTS = loose("every pull request of the repository");
const ALL_RUNS = loose("every branch, tag and pull request of the repository");
const LITERAL = unusable("one whole subject, because Entra takes `*` literally");
const NOT_GITHUB = unusable(
  "`repo:ORG/REPO:environment:NAME` or `repo:ORG/REPO:ref:refs/heads/BRANCH` from GitHub Actions",
);
const NOT_KUBERNETES = unusable("`system:serviceaccount:NAMESPACE:NAME` from Kubernetes");

const SUBJECTS: readonly (readonly [issuer: string, subject: string, expected: SubjectPinning])[] = [
  [GITHUB, "repo:acme/shop:environment:production", EXACT],
  [GITHUB, "repo:acme/shop:ref:refs/heads/main", EXACT],
  [GITHUB, "repo:acme/shop:ref:refs/tags/v1", EXACT],
  [GITHUB, "repo:acme@1/shop@2:ref:refs/heads/main", EXACT],
  [GITHUB, "repo:acme/shop:pull_request", PULL_REQUESTS],
  [GITHUB, "repo:acme/shop:ref:refs/pull/5/merge", PULL_REQUESTS],
  [GITHUB, "repository:acme/shop:event_name:pull_request_target", PULL_REQUESTS],
  [GITHUB, "repo:acme/shop:environment:production:event_name:pull_request", EXACT],
  [GITHUB, "repo:acme/shop", ALL_RUNS],
  [GITHUB, "repo:acme/shop:environment:", ALL_RUNS],
  [GITHUB, "repository_id:42", ALL_RUNS],
  [GITHUB, "repository_owner:acme", loose("repositories that it does not name")],
  [GITHUB, "environment:production", loose("repositories that it does not name")],
  [
    GITHUB,
    "job_workflow_ref:acme/ci/.github/workflows/deploy.yml@refs/heads/main",
    loose("every repository that calls the workflow"),
  ],
  [GITHUB, "repo:acme/shop:job_workflow_ref:acme/ci/.github/workflows/deploy.yml@refs/heads/main", EXACT],
  [GITHUB, "repo:acme/*:ref:refs/heads/main", LITERAL],
  [GITHUB, "repo:acme/shop:*", LITERAL],
  [GITHUB, "*", LITERAL],
  [GITHUB, "repo:acme", NOT_GITHUB],
  [GITHUB, "repo:acme/shop:ref:main", NOT_GITHUB],
  [GITHUB, "Repo:acme/shop:ref:refs/heads/main", NOT_GITHUB],
  [GITHUB, "acme/shop", NOT_GITHUB],
  [`${GITHUB}/`, "acme/shop", NOT_GITHUB],
  [`${GITHUB.toUpperCase()}/acme`, "acme/shop", NOT_GITHUB],
  ["https://token.actions.acme.ghe.com", "acme/shop", NOT_GITHUB],
  ["https://github.acme.com/_services/token", "acme/shop", NOT_GITHUB],
  [GITHUB, "", unusable("the subject of one workload")],
  [GITHUB, "  ", unusable("the subject of one workload")],
  [GITHUB, " repo:acme/shop:ref:refs/heads/main", unusable("no space around it")],
  [GITLAB, "project_path:acme/shop:ref_type:branch:ref:main", EXACT],
  [GITLAB, "project_path:acme/shop", loose("every branch and tag of the project")],
  [GITLAB, "namespace_path:acme:ref:main", loose("every project of the group")],
  [
    "https://gitlab.acme.com",
    "acme/shop",
    unusable("`project_path:GROUP/PROJECT:ref_type:branch:ref:BRANCH` from GitLab"),
  ],
  [AKS, "system:serviceaccount:shop:orders", EXACT],
  [AKS, "system:serviceaccount:shop:default", loose("every pod of the namespace that names no service account")],
  [AKS, "system:serviceaccount:shop", NOT_KUBERNETES],
  [AKS, "system:serviceaccount:shop:", NOT_KUBERNETES],
  [AKS, "system:serviceaccounts", NOT_KUBERNETES],
  [AKS, "orders", NOT_KUBERNETES],
  [OTHER, "system:serviceaccount:shop:default", loose("every pod of the namespace that names no service account")],
  [TERRAFORM, "organization:acme:project:shop:workspace:prod:run_phase:apply", EXACT],
  [TERRAFORM, "organization:acme:project:shop:workspace:prod", loose("plans as well as applies of the workspace")],
  [TERRAFORM, "organization:acme:project:shop", loose("every workspace of the organization")],
  [PULUMI, "pulumi:deploy:org:acme:project:shop:stack:prod:operation:update:scope:write", EXACT],
  [PULUMI, "pulumi:deploy:org:acme:project:shop", loose("every stack of the organization or project")],
  [PULUMI, "pulumi:environments:org:acme:env:production", EXACT],
  [PULUMI, "pulumi:environments:org:acme:env:<yaml>", loose("every environment of the organization")],
  [PULUMI, "pulumi:environments:org:acme", loose("every environment of the organization")],
  [BITBUCKET, "{1c5e}:{77aa}", EXACT],
  [BITBUCKET, "{1c5e}", unusable("`{REPOSITORY-UUID}:{ENVIRONMENT-UUID}:{STEP-UUID}` from Bitbucket Pipelines")],
  [GOOGLE, "112233445566778899001", EXACT],
  [GOOGLE, "bot@acme.iam.gserviceaccount.com", unusable("the numeric id of a service account from Google")],
  [OTHER, "build-agent-7", EXACT],
  ["not a url", "build-agent-7", EXACT],
];

describe("a subject", () => {
  for (const [issuer, subject, expected] of SUBJECTS) {
    it(`\`${subject}\` of ${issuer} is ${expected.state}`, () => deepEqual(subjectPinning(subject, issuer), expected));
  }

  it("without a form of its own depends on an issuer that is not known", () => {
    deepEqual(subjectPinning("build-agent-7", undefined), { state: "depends-on-issuer" });
  });

  it("is judged without its issuer as with any issuer, or depends on it", () => {
    const subjects = fc.oneof(
      fc.constantFrom(...SUBJECTS.map(([, subject]) => subject)),
      fc.string(),
      fc
        .array(fc.constantFrom("repo", "acme/shop", "ref", "pull_request", "pulumi", "organization", "a"), {
          maxLength: 5,
        })
        .map((parts) => parts.join(":")),
    );
    fc.assert(
      fc.property(subjects, fc.constantFrom(...SUBJECTS.map(([issuer]) => issuer)), (subject, issuer) => {
        const without = subjectPinning(subject, undefined);
        if (without.state !== "depends-on-issuer") deepEqual(subjectPinning(subject, issuer), without);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("an expression over claims", () => {
  const MAIN = "repo:acme/shop:ref:refs/heads/main";
  const cases: readonly (readonly [title: string, expression: string, expected: SubjectPinning | undefined])[] = [
    ["that names one subject is exact", `claims['sub'] eq '${MAIN}'`, EXACT],
    [
      "that names one subject and a workflow is exact",
      `claims['sub'] eq '${MAIN}' and claims['job_workflow_ref'] matches 'acme/ci/*'`,
      EXACT,
    ],
    ["that matches a pattern without a wildcard is exact", `claims['sub'] matches '${MAIN}'`, EXACT],
    ["with a wildcard is loose", "claims['sub'] matches 'repo:acme/*'", loose("every repository of `acme`")],
    [
      "with a sign for one letter is loose",
      "claims['sub'] matches 'repo:acme/shop:ref:refs/heads/????'",
      loose("every branch of the repository"),
    ],
    [
      "with a wildcard for branches under one prefix is loose, too",
      "claims['sub'] matches 'repo:acme/shop:ref:refs/heads/release/*'",
      loose("every subject that the pattern matches"),
    ],
    ["that takes a wildcard literally is unusable", "claims['sub'] eq 'repo:acme/*'", LITERAL],
    ["that names a shared subject is loose", "claims['sub'] eq 'repo:acme/shop:pull_request'", PULL_REQUESTS],
    [
      "without the subject is loose",
      "claims['job_workflow_ref'] eq 'acme/ci/x.yml@refs/heads/main'",
      loose("every subject of the issuer that has the other claims"),
    ],
    ["with typographic quotes is read", `claims[‘sub’] eq ‘${MAIN}’`, EXACT],
    ["that is empty cannot be read", "", undefined],
    ["of another language cannot be read", `attribute.sub == '${MAIN}'`, undefined],
    ["with an operator of its own cannot be read", `claims['sub'] startswith 'repo'`, undefined],
    ["that breaks off cannot be read", `claims['sub'] eq '${MAIN}' and claims['x']`, undefined],
    ["whose quotes hold `and` is read whole", "claims['sub'] eq 'this and that'", NOT_GITHUB],
  ];
  for (const [title, expression, expected] of cases) {
    it(title, () => deepEqual(expressionPinning(expression, GITHUB), expected));
  }
});
