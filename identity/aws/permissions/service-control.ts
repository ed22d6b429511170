/**
 * What do the service control policies of an organisation leave of what identities of an account may do?
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 *
 * All documents are taken together, as those of one account: one of them must allow, and none may deny. AWS attaches
 * `FullAWSAccess` to every root, unit and account, and only a list of what is allowed takes its place; so documents that
 * do nothing but deny stand beside it without its being written down.
 *
 * INVARIANT: a service control policy never adds. One that IAM would refuse is one of which nothing is known.
 */
import { unknown } from "../../knowledge";
import { readPolicyDocument, unknownDocument, type PolicyDocument } from "../document/document";
import type { DocumentProblem } from "../document/partial-json";

/** One service control policy, and where it stands. */
export interface ServiceControlPolicy {
  /** Such as `serviceControlPolicies[0]`. */
  readonly path: string;
  readonly document: PolicyDocument;
}

const FULL_ACCESS = readPolicyDocument(
  JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
  "identity",
);

/** @param policies documents as objects, or as their JSON text */
export function serviceControl(policies: readonly unknown[]): readonly ServiceControlPolicy[] {
  const documents = policies.map((policy, index) => {
    const path = `serviceControlPolicies[${index}]`;
    const document = read(policy, path);
    const refused = unknownDocument(unknown("", `limited by \`${path}\` of the settings, which IAM would refuse`));
    return { path, document: document.problems.length > 0 ? refused : document };
  });
  if (documents.length === 0 || documents.some(({ document }) => mayAllow(document))) return documents;
  return [{ path: "FullAWSAccess", document: FULL_ACCESS }, ...documents];
}

/** What IAM would refuse in service control policies. */
export function serviceControlProblems(policies: readonly unknown[]): readonly DocumentProblem[] {
  return policies.flatMap((policy, index) => read(policy, `serviceControlPolicies[${index}]`).problems);
}

function read(policy: unknown, path: string): PolicyDocument {
  return readPolicyDocument(typeof policy === "string" ? policy : JSON.stringify(policy ?? null), "identity", path);
}

function mayAllow({ statements, hidden }: PolicyDocument): boolean {
  return hidden.length > 0 || statements.some(({ effect }) => effect.state === "unknown" || effect.value === "Allow");
}
