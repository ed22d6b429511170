/**
 * What many rules share, set once as the configuration of the policy `mandate-settings`.
 */
export interface Settings {
  /** Tags that every taggable resource must carry. */
  readonly mandatoryTags: readonly string[];
  /** Other keys that count as a mandatory or accountability tag, by the tag they stand for. */
  readonly tagAliases: Readonly<Record<string, readonly string[]>>;
  /** A regular expression that an owner must match; empty: any non-empty text. */
  readonly ownerPattern: string;
  /** What an undetermined verdict of a mandatory rule does: `advisory` reports it, `mandatory` blocks. */
  readonly undetermined: "advisory" | "mandatory";
  /** Accounts that count as the stack's own, beside the one it is deployed to. */
  readonly ownAccounts: readonly string[];
  /** Other accounts that need no further condition. */
  readonly trustedAccounts: readonly string[];
  /** The only organisations on which a condition counts; empty: any. */
  readonly trustedOrganisations: readonly string[];
  /** The only issuers whose tokens may be trusted; empty: any. */
  readonly trustedIssuers: readonly string[];
}

export const SETTINGS_POLICY = "mandate-settings";

export const DEFAULT_SETTINGS: Settings = {
  mandatoryTags: ["owner", "environment", "purpose"],
  tagAliases: {},
  ownerPattern: "",
  undetermined: "advisory",
  ownAccounts: [],
  trustedAccounts: [],
  trustedOrganisations: [],
  trustedIssuers: [],
};

/** JSON schema of each setting, in the subset that policy configuration allows. */
export const SETTINGS_SCHEMA = {
  mandatoryTags: {
    type: "array",
    items: { type: "string", minLength: 1 },
    description: "Tags that every taggable resource must carry.",
    default: [...DEFAULT_SETTINGS.mandatoryTags],
  },
  tagAliases: {
    type: "object",
    additionalProperties: { type: "array", items: { type: "string", minLength: 1 } },
    description: "Other keys that count as a tag, by the tag they stand for, such as `owner: [Team]`.",
    default: {},
  },
  ownerPattern: {
    type: "string",
    description: "A regular expression that the whole owner must match; empty: any non-empty text.",
    default: "",
  },
  undetermined: {
    type: "string",
    enum: ["advisory", "mandatory"],
    description: "What an undetermined verdict of a mandatory rule does: `advisory` reports it, `mandatory` blocks.",
    default: "advisory",
  },
  ownAccounts: {
    type: "array",
    items: { type: "string", minLength: 1 },
    description:
      "AWS accounts that count as the stack's own, beside the one it is deployed to. That one is read from a role's ARN, or from `allowedAccountIds` or `assumeRoles` of its provider; where nothing tells it, trust in an account is undetermined until it is listed here.",
    default: [],
  },
  trustedAccounts: {
    type: "array",
    items: { type: "string", minLength: 1 },
    description: "AWS accounts of partners that may be trusted without a further condition.",
    default: [],
  },
  trustedOrganisations: {
    type: "array",
    items: { type: "string", minLength: 1 },
    description: "The only AWS organisations on which a condition counts, such as `o-a1b2c3d4e5`; empty: any.",
    default: [],
  },
  trustedIssuers: {
    type: "array",
    items: { type: "string", minLength: 1 },
    description:
      "The only token issuers that may be trusted, such as `token.actions.githubusercontent.com`; empty: any.",
    default: [],
  },
} as const;
