import type { SourceLocation } from "../../policy-packs/judge/resource";

/**
 * What `mandate explain --format json` writes. Fields are added in later releases and never change their meaning; one
 * that does comes with another `version`.
 */
export interface ExplanationDocument {
  readonly version: 1;
  readonly input: { readonly path: string; readonly kind: "program" | "export" };
  readonly identity: IdentityEntry;
  /** Whether it may do everything; absent where the cloud knows no such thing. */
  readonly administrator?: "yes" | "no" | "undetermined";
  /** What gives it something; `services` point into this list. */
  readonly grants: readonly GrantEntry[];
  readonly services: readonly ServiceEntry[];
  readonly limits: readonly LimitEntry[];
  /** Who may become it, by its trust policy, federated credentials or assignments. */
  readonly trust: readonly Said[];
  /** What runs as it. */
  readonly usedBy: readonly Said[];
  /** What refers to it without running as it, such as an output of the stack. */
  readonly namedBy: readonly Said[];
  /** Long-lived credentials that stand for it. */
  readonly credentials: readonly Said[];
  readonly escalation: readonly EscalationEntry[];
  /** Identities that can come to act as this one. */
  readonly takenOverBy: readonly Said[];
  /** What could not be told, and why. */
  readonly unknown: readonly UnknownEntry[];
}

export interface IdentityEntry {
  readonly urn: string;
  readonly name: string;
  /** For a reader, such as "IAM role". */
  readonly subject: string;
  /** The type of the resource; absent where the stack does not make the identity. */
  readonly type?: string;
  readonly location?: SourceLocation;
}

/** A place in the stack. */
export interface PlaceEntry {
  readonly urn: string;
  /** Logical name of the resource; "the settings" where it is none. */
  readonly name: string;
  /** The policy of AWS that the property attaches. */
  readonly awsPolicy?: string;
  /** The group through which a user has it. */
  readonly group?: string;
  /** Property path, with elements of a policy document: `policy.Statement[0]`. */
  readonly path: string;
  readonly location?: SourceLocation;
}

/** A sentence about the identity, and what says it. */
export interface Said {
  readonly words: string;
  readonly place: PlaceEntry;
}

export interface GrantEntry extends Said {
  /** `sometimes`: only under its conditions. */
  readonly holds: "always" | "sometimes" | "undetermined";
  /** How many actions it gives; absent where the cloud's actions are not counted. */
  readonly actions?: number;
  /** Operations that a role of Azure excludes from what it names. */
  readonly except?: readonly string[];
}

export interface ServiceEntry {
  /** The prefix of its actions, or the namespace of its resource provider; `*` for every one. */
  readonly service: string;
  /** True where these are all actions of the service. */
  readonly whole: boolean;
  readonly levels: readonly LevelEntry[];
}

export interface LevelEntry {
  readonly level: string;
  /** Names of actions; patterns of operations for Azure. */
  readonly actions: readonly string[];
  /** How many actions of the level the service has; absent for Azure. */
  readonly of?: number;
  /** Places in `grants`. */
  readonly by: readonly number[];
}

export interface LimitEntry extends Said {
  readonly kind: "denial" | "boundary" | "service control";
  /** How many actions of its grants it takes away altogether. */
  readonly takes: number;
}

export interface EscalationEntry {
  /** Completes "may …". */
  readonly words: string;
  readonly reach: "administrator" | "more";
  /** How many identities the way goes over, the first included. */
  readonly steps: number;
  /** The statements, or assignments, that allow it. */
  readonly by: readonly (PlaceEntry & { readonly action: string })[];
}

export interface UnknownEntry {
  readonly urn: string;
  readonly path: string;
  readonly because: string;
  readonly waitsFor: readonly string[];
}

/** What `mandate explain --action … --format json` writes. */
export interface DecisionDocument {
  readonly version: 1;
  readonly input: ExplanationDocument["input"];
  readonly identity: IdentityEntry;
  readonly question: Asked;
  /** `conditional`: only under the conditions of what allows it, or outside those of what denies it. */
  readonly answer: "yes" | "no" | "conditional" | "undetermined";
  /** True where it is denied on a part of the resources that are asked about. */
  readonly partly?: true;
  /** The statements that decide. */
  readonly by: readonly Said[];
  /** Of a "no" that no statement denies: what does not allow it. Of one that cannot be told: what is not seen here. */
  readonly missing?: "policies" | "boundary" | "service control" | "resource policy" | "other account";
  readonly unknown: readonly UnknownEntry[];
}

export interface Asked {
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  /** What the request says, by condition key in lower case. */
  readonly when?: Readonly<Record<string, string>>;
}
