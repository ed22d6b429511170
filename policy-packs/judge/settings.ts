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
}

export const SETTINGS_POLICY = "mandate-settings";

export const DEFAULT_SETTINGS: Settings = {
  mandatoryTags: ["owner", "environment", "purpose"],
  tagAliases: {},
  ownerPattern: "",
  undetermined: "advisory",
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
} as const;
