import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { matchesPattern } from "../../../identity/aws/document/match";
import {
  formFor,
  grammarOf,
  markedGrammar,
  servesEverybody,
  type Pinning,
} from "../../../identity/federation/grammars";

const ISSUERS: readonly (readonly [url: string, issuer: string | undefined])[] = [
  ["https://token.actions.githubusercontent.com", "GitHub Actions"],
  ["token.actions.githubusercontent.com/acme", "GitHub Actions"],
  ["token.actions.githubusercontent.com.example.com", undefined],
  ["token.actions.acme.ghe.com", "GitHub Actions"],
  ["github.acme.com/_services/token", "GitHub Actions"],
  ["gitlab.com", "GitLab"],
  ["https://gitlab.acme.com/", "GitLab"],
  ["oidc.eks.eu-central-1.amazonaws.com/id/B4C0FFEE", "Kubernetes"],
  ["oidc.eks.cn-north-1.amazonaws.com.cn/id/B4C0FFEE", "Kubernetes"],
  ["oidc-eks.eu-central-1.api.aws/id/B4C0FFEE", "Kubernetes"],
  ["app.terraform.io", "HCP Terraform"],
  ["APP.EU.terraform.io", "HCP Terraform"],
  ["agent.buildkite.com", "Buildkite"],
  ["api.pulumi.com/oidc", "Pulumi Cloud"],
  ["api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc", "Bitbucket Pipelines"],
  ["oidc.circleci.com/org/7c1c3b1e", "CircleCI"],
  ["accounts.google.com", "Google"],
  ["acme.app.spacelift.io", "Spacelift"],
  ["acme.app.us.spacelift.io", "Spacelift"],
  ["spacelift.io", undefined],
  ["oidc.vercel.com/acme", "Vercel"],
  ["oidc.modal.com", "Modal"],
  ["oidc.fly.io/acme", "Fly.io"],
  ["oidc.fly.io", undefined],
  ["tokens.example.com", undefined],
];

describe("an issuer", () => {
  for (const [url, issuer] of ISSUERS) {
    it(`\`${url}\` is ${issuer ?? "none that is known"}`, () => equal(grammarOf(url)?.issuer, issuer));
  }
});

const SHARED: readonly (readonly [url: string, shared: boolean])[] = [
  ["https://token.actions.githubusercontent.com/", true],
  ["token.actions.githubusercontent.com/acme", false],
  ["token.actions.acme.ghe.com", false],
  ["github.acme.com/_services/token", false],
  ["gitlab.com", true],
  ["gitlab.acme.com", false],
  ["app.terraform.io", true],
  ["oidc.circleci.com/org/7c1c3b1e", false],
  ["oidc.vercel.com", true],
  ["oidc.vercel.com/acme", false],
  ["oidc.modal.com", true],
  ["oidc.fly.io/acme", false],
];

describe("an issuer of this kind", () => {
  for (const [url, shared] of SHARED) {
    it(`at \`${url}\` serves ${shared ? "everybody" : "one customer"}`, () => {
      const grammar = grammarOf(url);
      equal(grammar && servesEverybody(url, grammar), shared);
    });
  }
});

const EXACT = "exact";
const ALL_RUNS = "every branch, tag and pull request of the repository";
const PULL_REQUESTS = "every pull request of the repository";
const NONE = "no subject of it";

/** Patterns of subjects: neighbours differ in one part. */
const PATTERNS: readonly (readonly [issuer: string, pattern: string, expected: string])[] = [
  ["token.actions.githubusercontent.com", "repo:acme/shop:ref:refs/heads/main", EXACT],
  ["token.actions.githubusercontent.com", "repo:acme/shop:ref:refs/heads/release/*", EXACT],
  [
    "token.actions.githubusercontent.com",
    "repo:acme/shop:ref:refs/heads/main*",
    "every branch whose name begins with `main`",
  ],
  ["token.actions.githubusercontent.com", "repo:acme/shop:ref:refs/heads/*", "every branch of the repository"],
  ["token.actions.githubusercontent.com", "repo:acme/shop:ref:refs/heads/???", "every branch of the repository"],
  ["token.actions.githubusercontent.com", "repo:acme/shop:ref:refs/tags/v*", EXACT],
  ["token.actions.githubusercontent.com", "repo:acme/shop:ref:refs/tags/*", "every tag of the repository"],
  ["token.actions.githubusercontent.com", "repo:acme/shop:ref:*", "every branch and tag of the repository"],
  ["token.actions.githubusercontent.com", "repo:acme/shop:ref:refs/pull/*", PULL_REQUESTS],
  ["token.actions.githubusercontent.com", "repo:acme/shop:pull_request", PULL_REQUESTS],
  ["token.actions.githubusercontent.com", "repo:acme/shop:environment:production", EXACT],
  ["token.actions.githubusercontent.com", "repo:acme/shop:environment:production:*", EXACT],
  [
    "token.actions.githubusercontent.com",
    "repo:acme/shop:environment:prod*",
    "every environment whose name fits, and a workflow makes one by naming it",
  ],
  ["token.actions.githubusercontent.com", "repo:acme/shop:*", ALL_RUNS],
  ["token.actions.githubusercontent.com", "repo:acme@12/shop@34:*", ALL_RUNS],
  [
    "token.actions.githubusercontent.com",
    "repo:acme/shop*",
    "every repository of `acme` whose name begins with `shop`",
  ],
  ["token.actions.githubusercontent.com", "repo:acme/*", "every repository of `acme`"],
  ["token.actions.githubusercontent.com", "repo:acme/*:ref:refs/heads/main", "every repository of `acme`"],
  ["token.actions.githubusercontent.com", "repo:acme/*:environment:production", "every repository of `acme`"],
  ["token.actions.githubusercontent.com", "repo:acme*", "repositories of everybody whose name begins with `acme`"],
  [
    "token.actions.githubusercontent.com",
    "repo:acme/*:job_workflow_ref:acme/ci/.github/workflows/deploy.yml@refs/heads/main",
    EXACT,
  ],
  ["token.actions.githubusercontent.com", "repo:acme/*:job_workflow_ref:acme/ci/*", "every repository of `acme`"],
  ["token.actions.githubusercontent.com", "repository_owner:acme:*", "repositories that it does not name"],
  ["gitlab.com", "project_path:acme/shop:ref_type:branch:ref:main", EXACT],
  ["gitlab.com", "project_path:acme/shop:ref_type:*:ref:main", EXACT],
  ["gitlab.com", "project_path:acme/shop:ref_type:branch:ref:release/*", EXACT],
  ["gitlab.com", "project_path:acme/shop:ref_type:branch:ref:*", "every branch of the project"],
  ["gitlab.com", "project_path:acme/shop:ref_type:tag:ref:v*", EXACT],
  ["gitlab.com", "project_path:acme/shop:*", "every branch and tag of the project"],
  ["gitlab.com", "project_path:acme/*:ref_type:branch:ref:main", "every project of `acme`"],
  [
    "gitlab.com",
    "project_path:acme/shop-*:ref_type:branch:ref:main",
    "every project of `acme` whose path begins with `shop-`",
  ],
  ["gitlab.com", "project_path:acme/team/*", "every project of `acme` whose path begins with `team/`"],
  ["gitlab.com", "project_path:acme*", "projects of every group whose name begins with `acme`"],
  ["gitlab.com", "project_path:*", "projects of every group"],
  ["gitlab.com", "namespace_path:acme:*", "every project of the group"],
  ["gitlab.com", "project_path:acme:ref_type:branch:ref:main", NONE],
  ["gitlab.com", "project_path:acme/shop:ref_type:merge_request:ref:main", NONE],
  ["app.terraform.io", "organization:acme:project:shop:workspace:prod:run_phase:apply", EXACT],
  ["app.terraform.io", "organization:acme:project:shop:workspace:prod:run_phase:*", EXACT],
  ["app.terraform.io", "organization:acme:project:*:workspace:prod:run_phase:*", EXACT],
  [
    "app.terraform.io",
    "organization:acme:project:shop:workspace:*:run_phase:*",
    "every workspace of the project `shop`",
  ],
  ["app.terraform.io", "organization:acme:project:*:workspace:*:run_phase:*", "every workspace of the organization"],
  ["app.terraform.io", "organization:*:project:shop:workspace:prod:run_phase:*", "organizations that it does not name"],
  ["app.terraform.io", "organization:acme:project:shop:stack:net:deployment:prod:operation:apply", EXACT],
  ["app.terraform.io", "organization:acme:project:shop:stack:net:deployment:prod:*", EXACT],
  ["app.terraform.io", "organization:acme:project:shop:stack:net:*", "every deployment of the Stack"],
  ["agent.buildkite.com", "organization:acme:pipeline:shop:ref:refs/heads/main:*", EXACT],
  [
    "agent.buildkite.com",
    "organization:acme:pipeline:shop:ref:refs/heads/*:*",
    "every branch and pull request of the pipeline",
  ],
  ["agent.buildkite.com", "organization:acme:pipeline:shop:ref:refs/tags/*:*", "every tag of the pipeline"],
  ["agent.buildkite.com", "organization:acme:pipeline:shop:*", "every branch and pull request of the pipeline"],
  ["agent.buildkite.com", "organization:acme:pipeline:*:ref:refs/heads/main:*", "every pipeline of the organization"],
  ["api.pulumi.com/oidc", "pulumi:deploy:org:acme:project:shop:stack:prod:*", EXACT],
  ["api.pulumi.com/oidc", "pulumi:deploy:org:acme:project:shop:stack:*", "every stack of the organization or project"],
  [
    "api.pulumi.com/oidc",
    "pulumi:deploy:org:acme:project:*:stack:prod:*",
    "every stack of the organization or project",
  ],
  ["api.pulumi.com/oidc", "pulumi:environments:org:acme:env:*", "every environment of the organization"],
  ["api.pulumi.com/oidc", "pulumi:insights:account:acme/prod", EXACT],
  ["api.pulumi.com/oidc", "pulumi:insights:*", "organizations that it does not name"],
  ["api.bitbucket.org/2.0/workspaces/a/pipelines-config/identity/oidc", "{1c5e}:{77aa}:*", EXACT],
  [
    "api.bitbucket.org/2.0/workspaces/a/pipelines-config/identity/oidc",
    "{1c5e}:*",
    "every branch and pull request of the repository",
  ],
  [
    "api.bitbucket.org/2.0/workspaces/a/pipelines-config/identity/oidc",
    "*:{77aa}",
    "every repository of the workspace",
  ],
  ["oidc.circleci.com/org/7c1c", "org/7c1c/project/5f0e/user/*", EXACT],
  ["oidc.circleci.com/org/7c1c", "org/7c1c/project/*", "every project of the organization"],
  ["oidc.circleci.com/org/7c1c", "org/7c1c/project/5f0e", NONE],
  ["oidc.eks.eu-central-1.amazonaws.com/id/B4", "system:serviceaccount:shop:orders", EXACT],
  [
    "oidc.eks.eu-central-1.amazonaws.com/id/B4",
    "system:serviceaccount:shop:*",
    "every service account of the namespace `shop`",
  ],
  [
    "oidc.eks.eu-central-1.amazonaws.com/id/B4",
    "system:serviceaccount:*:orders",
    "service accounts in namespaces that it does not name",
  ],
  [
    "oidc.eks.eu-central-1.amazonaws.com/id/B4",
    "system:serviceaccount:spark:emr-containers-sa-*-*-111122223333-a1b2c3",
    EXACT,
  ],
  [
    "oidc.eks.eu-central-1.amazonaws.com/id/B4",
    "system:serviceaccount:spark:emr-containers-sa-*",
    "several service accounts of the namespace `spark`",
  ],
  ["acme.app.spacelift.io", "space:prod:stack:shop:run_type:TRACKED:scope:write", EXACT],
  ["acme.app.spacelift.io", "space:prod:stack:shop:run_type:*:scope:write", EXACT],
  ["acme.app.spacelift.io", "space:prod:stack:*:scope:write", "every stack of the space"],
  ["acme.app.spacelift.io", "space:prod:*", "every stack of the space"],
  ["acme.app.spacelift.io", "space:*:stack:shop:*", "every stack of spaces that it does not name"],
  ["acme.app.spacelift.io", "stack:shop", NONE],
  ["oidc.vercel.com/acme", "owner:acme:project:shop:environment:production", EXACT],
  [
    "oidc.vercel.com/acme",
    "owner:acme:project:shop:environment:*",
    "every environment of the project, previews with them",
  ],
  ["oidc.vercel.com/acme", "owner:acme:project:*:environment:production", "every project of the team"],
  ["oidc.vercel.com", "owner:*:project:shop:environment:production", "teams that it does not name"],
  ["oidc.modal.com", "modal:workspace_id:ac-1:environment_name:main:app_name:shop:function_name:*", EXACT],
  ["oidc.modal.com", "modal:workspace_id:ac-1:environment_name:main:*", "every app of the environment"],
  ["oidc.modal.com", "modal:workspace_id:ac-1:*", "every environment of the workspace"],
  ["oidc.fly.io/acme", "acme:shop:*", EXACT],
  ["oidc.fly.io/acme", "acme:*", "every app of the organization"],
  ["oidc.fly.io/acme", "*:shop:*", "organizations that it does not name"],
  ["accounts.google.com", "112233445566778899001", EXACT],
  ["accounts.google.com", "1122*", "every account whose id fits"],
];

describe("a pattern of subjects", () => {
  for (const [issuer, pattern, expected] of PATTERNS) {
    it(`\`${pattern}\` of ${issuer} is ${expected}`, () => {
      const pinning = grammarOf(issuer)?.pinning(pattern);
      equal(pinning === undefined ? NONE : pinning.state === "exact" ? EXACT : pinning.who, expected);
    });
  }

  it("is never more exact than a subject that it matches", () => {
    const subjects = fc.constantFrom(...PATTERNS.filter(([, subject]) => !/[*?]/.test(subject)));
    const cut = fc.tuple(fc.nat(120), fc.nat(120), fc.constantFrom("*", "?"));
    fc.assert(
      fc.property(subjects, cut, ([issuer, subject], [a, b, wildcard]) => {
        const [from, to] = [Math.min(a, b) % subject.length, Math.max(a, b) % subject.length];
        const pattern = `${subject.slice(0, from)}${wildcard}${subject.slice(wildcard === "*" ? Math.max(from, to) : from + 1)}`;
        ok(matchesPattern(pattern, subject));
        const grammar = grammarOf(issuer);
        const [whole, part] = [grammar?.pinning(subject), grammar?.pinning(pattern)];
        ok(!(isLoose(whole) && part?.state === "exact"), `${pattern} beside ${subject}`);
      }),
      { numRuns: 5000 },
    );
  });
});

function isLoose(pinning: Pinning | undefined): boolean {
  return pinning?.state === "loose";
}

describe("the form of a subject", () => {
  const FORMS: readonly (readonly [subject: string, form: string])[] = [
    ["repo:acme/shop:*", "`repo:acme/shop:environment:NAME` or `repo:acme/shop:ref:refs/heads/BRANCH`"],
    ["repo:acme/*", "`repo:acme/REPO:environment:NAME` or `repo:acme/REPO:ref:refs/heads/BRANCH`"],
    ["repo:acme", "`repo:ORG/REPO:environment:NAME` or `repo:ORG/REPO:ref:refs/heads/BRANCH`"],
    [
      "pulumi:deploy:org:acme:project:shop:*",
      "`pulumi:deploy:org:acme:project:shop:stack:STACK:operation:OPERATION:scope:write`",
    ],
    ["repo:*", "`repo:ORG/REPO:environment:NAME` or `repo:ORG/REPO:ref:refs/heads/BRANCH`"],
    [
      "organization:acme:project:shop:workspace:*",
      "`organization:acme:project:shop:workspace:WORKSPACE:run_phase:PHASE`",
    ],
  ];
  for (const [subject, form] of FORMS) {
    it(`for \`${subject}\` holds what that says`, () => {
      const grammar = markedGrammar(subject);
      deepEqual(grammar && formFor(subject, grammar), form);
    });
  }
});
