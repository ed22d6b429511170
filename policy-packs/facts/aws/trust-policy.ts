import type { PolicyDocument } from "../../../identity/aws/document/document";
import type { Family } from "../family";
import { accountsOf, holdsSecret } from "./ownership";
import { documentsOf } from "./policy-document";

/** Who may become a role. */
export interface AwsTrustPolicy {
  readonly kind: "aws-trust-policy";
  /** The role. */
  readonly urn: string;
  /** Logical name of the role. */
  readonly name: string;
  /** The property that holds the trust policy. */
  readonly path: string;
  /** Without statements where a component tells which one workload it trusts while the document is not known. */
  readonly document: PolicyDocument;
  /** Accounts to which the role belongs, or may, by its own ARN or its provider; empty where nothing tells. */
  readonly accounts: readonly string[];
  /** True where something in the policy is marked as a secret, so that no text of it may be shown. */
  readonly secret: boolean;
}

export const awsTrustPolicy: Family<"aws-trust-policy"> = {
  kind: "aws-trust-policy",
  types: ["aws:iam/role:Role", "aws-native:iam:Role"],
  *read(resource, stack) {
    for (const { path, document, attachedTo } of documentsOf(resource, stack)) {
      if (attachedTo === "trust") {
        const { urn, name } = resource;
        const secret = holdsSecret(resource.inputs[path]);
        yield { kind: "aws-trust-policy", urn, name, path, document, accounts: accountsOf(resource), secret };
      }
    }
  },
};
