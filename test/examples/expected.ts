/** A finding, by what tells it apart from all others in an example. */
export interface ExpectedFinding {
  readonly rule: string;
  /** Logical name of the resource. */
  readonly name: string;
  readonly path: string;
  readonly verdict: "violation" | "undetermined";
  /** Other rules that are violated by the same omission; a policy pack reports each by itself. */
  readonly others?: readonly string[];
}

/** What is found in an example program, with every rule at its defaults. */
export interface ExpectedFindings {
  /** By the embedded engine, which stands in for what only the deployment tells. */
  readonly found: readonly ExpectedFinding[];
  /** Besides, where such values are unknown, as in a preview. */
  readonly undeterminedInPreview: readonly ExpectedFinding[];
}

/** The exact findings of each program in `examples`, whichever way it is judged. */
export const EXAMPLES: Readonly<Record<string, ExpectedFindings>> = {
  "aws-compliant": {
    found: [],
    undeterminedInPreview: [
      undetermined(
        "aws-function-environment-without-secrets",
        "resizer",
        "environment.variables.DATABASE_PASSWORD_ARN",
      ),
    ],
  },
  "aws-violating": {
    found: [
      violation("aws-function-environment-without-secrets", "resizer", "environment.variables.DATABASE_PASSWORD"),
      violation("aws-identity-not-administrator", "resizer", "policy.Statement[0]"),
      violation("aws-instance-metadata-session-required", "archiver", "metadataOptions.httpTokens"),
      violation("aws-secret-rotated", "database-password", ""),
      violation("aws-trust-policy-not-public", "partner", "assumeRolePolicy.Statement[0].Principal"),
      violation("aws-user-without-access-key", "pipeline", "user"),
      violation("identity-approver-stated", "pipeline", "tags.approver"),
      violation("identity-expiry-set", "database-password", "tags.expiry"),
      // It states nothing but a purpose, which is one omission.
      violation("identity-owner-stated", "partner", "tags.owner", [
        "identity-approver-stated",
        "identity-control-owner-stated",
        "identity-expiry-set",
        "identity-monitor-stated",
        "identity-review-date-set",
        "identity-revoker-stated",
      ]),
      violation("identity-review-within-cadence", "resizer", "tags.review-date"),
      violation("resource-tags-complete", "uploads", "tags"),
    ],
    undeterminedInPreview: [
      undetermined(
        "aws-function-environment-without-secrets",
        "resizer",
        "environment.variables.DATABASE_PASSWORD_ARN",
      ),
      // Nine rules cannot tell because of this document; the gravest says so for all.
      undetermined("aws-identity-not-administrator", "partner", "policy"),
    ],
  },
  "azure-compliant": { found: [], undeterminedInPreview: [] },
  "azure-violating": {
    found: [
      violation("azure-federated-credential-subject-exact", "deployer-github", "subject"),
      violation("azure-key-vault-secret-expires", "mail-token", "properties.attributes.expires"),
      violation("azure-key-vault-secret-expires", "print-token", "properties.attributes.expires"),
      violation("azure-privileged-role-not-at-subscription", "deployer-contributor", "scope"),
      violation("azure-storage-account-without-shared-keys", "uploads", "allowSharedKeyAccess"),
      violation("identity-approver-stated", "deployer", "tags.approver"),
      violation("identity-expiry-set", "print-token", "tags.expiry"),
      violation("identity-purpose-stated", "shop", "tags.purpose"),
      violation("identity-review-within-cadence", "deployer", "tags.review-date"),
    ],
    undeterminedInPreview: [],
  },
};

function violation(rule: string, name: string, path: string, others?: readonly string[]): ExpectedFinding {
  return { rule, name, path, verdict: "violation", ...(others && { others }) };
}

function undetermined(rule: string, name: string, path: string): ExpectedFinding {
  return { rule, name, path, verdict: "undetermined" };
}

/** Findings in one order and without what an example does not state, for comparing whole lists. */
export function comparable(findings: readonly ExpectedFinding[]): readonly ExpectedFinding[] {
  return findings
    .map(({ rule, name, path, verdict, others }) => ({
      rule,
      name,
      path,
      verdict,
      ...(verdict === "violation" && others && { others }),
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
