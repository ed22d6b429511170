import type { LockSource } from "../../identity/lock/sources";
import { COMMON_ENVIRONMENTS, type EnvironmentNames } from "../../identity/environment";
import { HUMAN_PRINCIPALS } from "../../identity/human";
import { DUTY_TAGS } from "../../identity/accountability";

/** What the organisation demands of one duty of a mandate. */
export interface DutyDemand {
  /** Whether it must be stated; what is stated is judged in any case. */
  readonly required?: boolean;
  /** A regular expression that the whole text must match. */
  readonly pattern?: string;
  /** The only names that may stand there. */
  readonly directory?: readonly string[];
  /** A file of such names: one a line, or a JSON list. A relative path counts from the working directory. */
  readonly directoryFile?: string;
}

/**
 * What many rules share, set once as the configuration of the policy `mandate-settings`.
 */
export interface Settings extends PrivilegeLockSettings {
  /** Tags that every taggable resource must carry. */
  readonly mandatoryTags: readonly string[];
  /** Other keys that count as a mandatory or accountability tag, by the tag they stand for. */
  readonly tagAliases: Readonly<Record<string, readonly string[]>>;
  /** A regular expression that an owner must match; empty: any non-empty text. */
  readonly ownerPattern: string;
  /** What is demanded of each duty of a mandate, by its tag. */
  readonly duties: Readonly<Record<string, DutyDemand>>;
  /** What holds for every identity that states nothing else, by tag. */
  readonly accountabilityDefaults: Readonly<Record<string, string>>;
  /** What an undetermined verdict of a mandatory rule does: `advisory` reports it, `mandatory` blocks. */
  readonly undetermined: "advisory" | "mandatory";
  /** Accounts that count as the stack's own, with the one it is deployed to, where nothing else tells that one. */
  readonly ownAccounts: readonly string[];
  /** Other accounts that need no further condition. */
  readonly trustedAccounts: readonly string[];
  /** The only organisations on which a condition counts; empty: any. */
  readonly trustedOrganisations: readonly string[];
  /** The only issuers whose tokens may be trusted; empty: any. */
  readonly trustedIssuers: readonly string[];
  /** How each environment is written in tags, names of stacks and claims; `*` stands for any run of characters. */
  readonly environments: EnvironmentNames;
  /** The environment of an AWS account or an Azure subscription, by its id. */
  readonly environmentAccounts: Readonly<Record<string, string>>;
  /** Patterns of principals that are people: ARNs, providers, issuers. */
  readonly humanPrincipals: readonly string[];
  /** Documents of the service control policies that hold for the AWS account; empty: none are known. */
  readonly serviceControlPolicies: readonly object[];
}

/** The settings that speak of the privilege lock. */
interface PrivilegeLockSettings {
  /** A privilege lock in the configuration; empty: none. It wins over any file and component. */
  readonly lock: Readonly<Record<string, unknown>>;
  /** The file of the privilege lock; a relative path counts from the program's folder. */
  readonly lockFile: string;
  /** Whether a stack must have a privilege lock. */
  readonly lockRequired: boolean;
  /** Lines as in an allowed signers file of ssh-keygen(1). */
  readonly allowedSigners: readonly string[];
  /** Whether an approval without a valid signature counts as none. */
  readonly signaturesRequired: boolean;
  /** The lock of a file as it was read; no part of the configuration. */
  readonly lockSource?: LockSource;
}

export const SETTINGS_POLICY = "mandate-settings";

export const DEFAULT_SETTINGS: Settings = {
  mandatoryTags: ["owner", "environment", "purpose"],
  tagAliases: {},
  ownerPattern: "",
  duties: {},
  accountabilityDefaults: {},
  undetermined: "advisory",
  ownAccounts: [],
  trustedAccounts: [],
  trustedOrganisations: [],
  trustedIssuers: [],
  environments: COMMON_ENVIRONMENTS,
  environmentAccounts: {},
  humanPrincipals: HUMAN_PRINCIPALS,
  serviceControlPolicies: [],
  lock: {},
  lockFile: "mandate.lock.yaml",
  lockRequired: false,
  allowedSigners: [],
  signaturesRequired: false,
};

/** The same schema for the tag of each duty, or another one for those that state a date. */
function ofEachDuty<T>(schema: T, ofDates: T = schema): Record<string, T> {
  const dates: readonly string[] = [DUTY_TAGS.reviewDate, DUTY_TAGS.expiry];
  return Object.fromEntries(Object.values(DUTY_TAGS).map((tag) => [tag, dates.includes(tag) ? ofDates : schema]));
}

const DATE_SCHEMA = {
  type: "object",
  properties: { required: { type: "boolean" } },
  additionalProperties: false,
} as const;

const DUTY_SCHEMA = {
  type: "object",
  properties: {
    required: { type: "boolean" },
    pattern: { type: "string" },
    directory: { type: "array", items: { type: "string", minLength: 1 } },
    directoryFile: { type: "string", minLength: 1 },
  },
  additionalProperties: false,
} as const;

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
  duties: {
    type: "object",
    properties: ofEachDuty<object>(DUTY_SCHEMA, DATE_SCHEMA),
    additionalProperties: false,
    description:
      "What is demanded of a duty, by its tag: `required` (true by itself), `pattern` (a regular expression that the whole text must match), `directory` (the only names that may stand there) and `directoryFile` (a file of such names, one a line or a JSON list; a relative path counts from the working directory, which is the pack's folder in a pack), such as `approver: {directory: [security-review-board]}`.",
    default: {},
  },
  accountabilityDefaults: {
    type: "object",
    properties: ofEachDuty({ type: "string", minLength: 1 } as const),
    additionalProperties: false,
    description:
      "What holds for every identity, key and secret that states nothing else, by tag, such as `monitor: soc-on-call`.",
    default: {},
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
      "AWS accounts that count as the stack's own, beside the one it is deployed to. That one is read from a role's ARN, or from `allowedAccountIds` or `assumeRoles` of its provider; where nothing tells it, trust in an account is undetermined until it is listed here, and where one alone is listed, it is taken for that one.",
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
  environments: {
    type: "object",
    additionalProperties: { type: "array", items: { type: "string", minLength: 1 } },
    description:
      'How each environment is written in tags, names of stacks and claims of tokens, such as `production: [prod, live, "shop-p*"]`, without regard to case. A name that stands nowhere here is an environment of its own.',
    default: Object.fromEntries(Object.entries(COMMON_ENVIRONMENTS).map(([name, texts]) => [name, [...texts]])),
  },
  environmentAccounts: {
    type: "object",
    additionalProperties: { type: "string", minLength: 1 },
    description:
      'The environment of each AWS account and Azure subscription, by its id, such as `"111122223333": production`. What names something of another account is judged by it.',
    default: {},
  },
  humanPrincipals: {
    type: "array",
    items: { type: "string", minLength: 1 },
    description:
      "Patterns of principals and token issuers that are people, where `*` stands for any run of characters. The default are the roles of IAM Identity Center, SAML providers, and providers where customers sign in.",
    default: [...HUMAN_PRINCIPALS],
  },
  serviceControlPolicies: {
    type: "array",
    items: { type: "object" },
    description:
      "Documents of the AWS service control policies that hold for the account, each an object with `Version` and `Statement`. They are taken together: one must allow, unless all of them only deny, and none may deny.",
    default: [],
  },
  lock: {
    type: "object",
    description:
      "A privilege lock, as `mandate lock` writes it, here in the configuration: `version` and `identities`. It wins over the file of a program and over a `PrivilegeLock` in it.",
    default: {},
  },
  lockFile: {
    type: "string",
    minLength: 1,
    description:
      "The file of the privilege lock. A relative path counts from the folder of the program, where that is known: `mandate` knows it, and a pack knows it where `pulumi` was started in that folder or below it, and not by `pulumi -C`.",
    default: DEFAULT_SETTINGS.lockFile,
  },
  lockRequired: {
    type: "boolean",
    description:
      "Whether a stack with identities must have a privilege lock; without, only a lock that is there is judged.",
    default: false,
  },
  allowedSigners: {
    type: "array",
    items: { type: "string", minLength: 1 },
    description:
      "Whose signatures approve: lines as in an allowed signers file of ssh-keygen, such as `security-board ssh-ed25519 AAAA…`, where the name is that of the approver.",
    default: [],
  },
  signaturesRequired: {
    type: "boolean",
    description: "Whether an approval counts only with the signature of an allowed signer.",
    default: false,
  },
} as const;
