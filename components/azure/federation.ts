import type * as pulumi from "@pulumi/pulumi";
import { subjectPinning } from "../../identity/azure/federation";
import { isText, type TextKind } from "../../identity/mandate";
import { membersOf, type Arguments } from "../arguments";
import { checkGithubRun, githubSubject, type GithubContext, type GithubRuns } from "../github";
import { checkServiceAccount, serviceAccountSubject, type ServiceAccount } from "../kubernetes";

/** An outside workload that may sign in as the identity, without a secret. */
export type Federation = GithubFederation | ServiceAccountFederation | ExactFederation;

/** Runs of one repository of GitHub Actions, on one branch or tag or in one environment. */
export type GithubFederation = { readonly kind: "githubActions" } & GithubRuns;

/** One service account of a Kubernetes cluster. */
export interface ServiceAccountFederation extends ServiceAccount {
  readonly kind: "serviceAccount";
  /** URL of the cluster's OpenID Connect issuer. */
  readonly issuer: pulumi.Input<string>;
}

/** Any other issuer, with the exact subject of its tokens. */
export interface ExactFederation {
  readonly kind: "exact";
  /** URL of the issuer, exactly as in its tokens. */
  readonly issuer: pulumi.Input<string>;
  /** The subject, exactly as in its tokens. Refused where it holds a wildcard. */
  readonly subject: string;
}

/** Writes down who may sign in as the identity. What is wrong with it is said when the identity is made. */
export const federation = {
  /**
   * @param repository `owner/name`, or `owner@1234/name@5678` where the repository's subjects hold immutable ids
   * @param run the branch or tag (`ref`), or the environment; no wildcards
   */
  githubActions: (repository: string, run: GithubContext): Federation => ({
    kind: "githubActions",
    repository,
    ...run,
  }),

  /** @param issuer URL of the cluster's OpenID Connect issuer, which AKS gives as `oidcIssuerProfile.issuerURL` */
  serviceAccount: (issuer: pulumi.Input<string>, account: ServiceAccount): Federation => ({
    kind: "serviceAccount",
    issuer,
    ...account,
  }),

  /** @param token issuer and subject, exactly as in the tokens */
  exact: (token: { readonly issuer: pulumi.Input<string>; readonly subject: string }): Federation => ({
    kind: "exact",
    ...token,
  }),
};

/** https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations: 600 characters, at most 20. */
const ISSUER: TextKind = {
  expected: "the https URL of one issuer",
  pattern: /^https:\/\/(?=.{1,592}$)[^\s*?/]+(?:\/[^\s*?]*)?$/,
};
const SUBJECT: TextKind = { expected: "one exact subject, without wildcards", pattern: /^[^\s*?][^*?]{0,599}$/ };
const MOST = 20;

/** Notes what is wrong with a list of federated credentials. */
export function checkFederations(value: unknown, args: Arguments): void {
  const list = args.list("federatedCredentials", value, "a list such as [federation.githubActions(repository, run)]");
  if (list.length > MOST) args.refuse("federatedCredentials", `at most ${MOST}, as Azure allows`, list.length);
  for (const [index, element] of list.entries()) checkFederation(`federatedCredentials[${index}]`, element, args);
}

function checkFederation(path: string, element: unknown, args: Arguments): void {
  const given = membersOf(element);
  switch (given["kind"] as Federation["kind"]) {
    case "githubActions":
      return checkGithubRun(path, given, args);
    case "serviceAccount":
      args.input(`${path}.issuer`, given["issuer"], ISSUER);
      return checkServiceAccount(path, given, args);
    case "exact":
      args.input(`${path}.issuer`, given["issuer"], ISSUER);
      return checkSubject(`${path}.subject`, given, args);
    default:
      args.refuse(`${path}.kind`, "one of githubActions, serviceAccount, exact", given["kind"]);
  }
}

function checkSubject(path: string, given: Readonly<Record<string, unknown>>, args: Arguments): void {
  const { subject, issuer } = given;
  if (!isText(subject, SUBJECT)) return args.refuse(path, SUBJECT.expected, subject);
  const pinning = subjectPinning(subject, typeof issuer === "string" ? issuer : undefined);
  if (pinning.state === "loose") args.refuse(path, `the subject of one workload, and not ${pinning.who}`, subject);
  if (pinning.state === "unusable") args.refuse(path, pinning.expected, subject);
}

/** A federated credential as plain data, with the issuer as the only part that may not be known yet. */
export interface FederatedCredentialIntent {
  readonly issuer: pulumi.Input<string>;
  readonly subject: string;
  readonly audience: string;
}

/** What a checked federation comes to. The audience is the one that Entra ID demands of a token it exchanges. */
export function federatedCredentialIntent(given: Federation): FederatedCredentialIntent {
  const audience = "api://AzureADTokenExchange";
  switch (given.kind) {
    case "githubActions":
      return { issuer: "https://token.actions.githubusercontent.com", subject: githubSubject(given), audience };
    case "serviceAccount":
      return { issuer: given.issuer, subject: serviceAccountSubject(given), audience };
    case "exact":
      return { issuer: given.issuer, subject: given.subject, audience };
  }
}
