import type { TextKind } from "../identity/mandate";
import type { Arguments } from "./arguments";

/** A run of GitHub Actions, as the subject of its token tells it: of a branch or tag, or in an environment. */
export type GithubRuns = GithubBranchRun | GithubEnvironmentRun;

interface GithubRun {
  /**
   * `owner/name`; or `owner@1234/name@5678` where the subjects of the repository hold immutable ids, which is the
   * default of repositories created or renamed since 2026-07-15.
   */
  readonly repository: string;
}

/** Runs of one repository on one branch or tag. */
export interface GithubBranchRun extends GithubRun {
  /** Such as `refs/heads/main` or `refs/tags/v1.2.0`. */
  readonly ref: string;
  readonly environment?: never;
}

/** Runs of one repository in one of its environments. */
export interface GithubEnvironmentRun extends GithubRun {
  /** Name of the environment in GitHub. */
  readonly environment: string;
  readonly ref?: never;
}

/** The part of a run beside its repository. */
export type GithubContext = { readonly ref: string } | { readonly environment: string };

/** Names of accounts and repositories, each with an immutable id behind `@` or both without. */
const REPOSITORY: TextKind = {
  expected: "one repository such as octo-org/shop, or octo-org@1234/shop@5678 with immutable ids",
  pattern: /^(?:[\w-]+\/[\w.-]+|[\w-]+@\d+\/[\w.-]+@\d+)$/,
};
const REF: TextKind = {
  expected: "one branch or tag such as refs/heads/main",
  pattern: /^refs\/(?:heads|tags)\/[^\s*?~^:\\[]+$/,
};
const ENVIRONMENT: TextKind = { expected: "the name of one environment", pattern: /^[^*?]{1,255}$/ };

/** Notes what is wrong with a run: one repository, and there either a ref or an environment. */
export function checkGithubRun(path: string, given: Readonly<Record<string, unknown>>, args: Arguments): void {
  args.text(`${path}.repository`, given["repository"], REPOSITORY);
  const { ref, environment } = given;
  if (ref !== undefined && environment !== undefined)
    args.refuse(
      `${path}.environment`,
      "no environment beside a ref, because a token names only one of them",
      environment,
    );
  else if (environment !== undefined) args.text(`${path}.environment`, environment, ENVIRONMENT);
  else args.text(`${path}.ref`, ref, REF);
}

/** https://docs.github.com/en/actions/reference/security/oidc: a colon in a name is written `%3A`. */
export function githubSubject({ repository, ref, environment }: GithubRuns): string {
  const run = environment === undefined ? `ref:${ref}` : `environment:${environment.replaceAll(":", "%3A")}`;
  return `repo:${repository}:${run}`;
}
