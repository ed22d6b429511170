/**
 * Is a principal a person? AWS and Microsoft tell people from workloads by where they sign in: people come through a
 * directory (IAM Identity Center, SAML, a consumer's login), workloads through the service that runs them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id.html (human users and workloads)
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_federation_common_scenarios.html
 * https://learn.microsoft.com/entra/workload-id/workload-identities-overview
 *
 * INVARIANT: what may be either, such as a whole account, a user or `accounts.google.com`, is no person here.
 */
import { matchesPattern } from "./aws/document/match";

/**
 * Roles that IAM Identity Center makes for people, providers of SAML, and providers through which customers sign in.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export const HUMAN_PRINCIPALS: readonly string[] = [
  "*AWSReservedSSO_*",
  "*:role/aws-reserved/sso.amazonaws.com/*",
  "arn:*:iam::*:saml-provider/*",
  "cognito-identity.amazonaws.com",
  "graph.facebook.com",
  "www.amazon.com",
];

/** Whether a principal, or the issuer of a token, is one of those that the patterns name; without regard to case. */
export function isPerson(principal: string, patterns: readonly string[]): boolean {
  const text = principal.trim().toLowerCase();
  const host = text.replace(/^https?:\/\//, "").replace(/\/$/, "");
  return patterns.some((pattern) => [text, host].some((each) => matchesPattern(pattern.toLowerCase(), each)));
}
