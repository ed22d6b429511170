import type { Unknown } from "../../identity/knowledge";
import type { Narrower } from "../../identity/narrower";
import type { FactKind, FactOf } from "../facts/facts";
import type { ControlId } from "../standards/controls";
import type { Settings } from "./settings";

export type Severity = "low" | "medium" | "high" | "critical";

/** `mandatory` blocks, `advisory` reports, `disabled` does neither. */
export type Enforcement = "mandatory" | "advisory" | "disabled";

/**
 * One rule: all that is said of it anywhere, and how it judges one fact. The policy, its configuration schema, its
 * documentation page and its tests are made from this object.
 */
export interface Rule<K extends FactKind = FactKind, M extends string = string, O extends OptionSpecs = OptionSpecs> {
  /** Kebab-case, the same as the file's name; published once and never changed. */
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
  /** The enforcement where the configuration says nothing. */
  readonly enforcement: Enforcement;
  /** The duty of the shared responsibility model that the rule enforces, and who bears it. */
  readonly duty: { readonly text: string; readonly side: "customer" };
  readonly controls: readonly ControlId[];
  /** The kind of fact it judges. */
  readonly judges: K;
  /**
   * `at-once` (the default): a violation is reported with the resource that causes it, before that is created.
   * `when-complete`: it depends on what else the stack holds, so it is judged when every resource is known.
   */
  readonly moment?: "at-once" | "when-complete";
  readonly options: O;
  /** Sentences of a violation, by id; `{name}` is filled from the problem's values. */
  readonly messages: Readonly<Record<M, string>>;
  /** Completes "Cannot tell …" where a value is unknown: "whether the role is an administrator". */
  readonly question: string;
  /** Why it matters, in one clause without a full stop. */
  readonly why: string;
  /** The change that mends it, in the imperative. */
  readonly fix: string;
  /** The fix where a problem says what would pass, which fills `{narrower}`. @default "{narrower}." */
  readonly remedy?: string;
  judge(fact: FactOf<K>, context: RuleContext<O>): Iterable<Problem<M>>;
  /** Executed as tests and shown as documentation; each invalid one is followed by its valid neighbour. */
  readonly examples: readonly Example[];
}

/** What a rule may know besides the fact. */
export interface RuleContext<O extends OptionSpecs = OptionSpecs> {
  readonly options: OptionValues<O>;
  readonly settings: Settings;
  /** The moment of judgement. */
  readonly now: Date;
}

/** Gives a rule literal types for its messages and options; it changes nothing. */
export function defineRule<K extends FactKind, M extends string, const O extends OptionSpecs>(
  rule: Rule<K, M, O>,
): Rule<K, M, O> {
  return rule;
}

/** A rule whose kind of fact, messages and options are of no concern: what lists, packs and the judge hold. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a rule takes the facts it asked for, and a list of rules holds many kinds
export type AnyRule = Rule<any, any, any>;

/** Where a problem lies. */
export interface Place {
  readonly urn: string;
  /** Property path, with elements of a policy document appended: `policy.Statement[2].Condition`. */
  readonly path: string;
}

/** What a rule found; data only, its sentence is made last. */
export type Problem<M extends string = string> = Violation<M> | Undetermined;

export interface Violation<M extends string = string> {
  readonly verdict: "violation";
  readonly message: M;
  readonly at: Place;
  /** Fills the message's places. Never the value of a secret. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** URN, ARN or name of the identity concerned, where that is not the place itself. */
  readonly identity?: string;
  /** Overrides the rule's severity where it depends on what can be reached. */
  readonly severity?: Severity;
  /**
   * Tells two violations of one rule on one fact apart; by default the path. The same key is the same finding, however
   * often and through whichever resource it is seen.
   */
  readonly key?: string;
  /** What would pass in its place, where that can be computed. Never the value of a secret. */
  readonly narrower?: Narrower;
  /** Violations of several rules with the same cause in one resource are one omission, which one change mends. */
  readonly cause?: string;
}

export interface Undetermined {
  readonly verdict: "undetermined";
  readonly at: Place;
  /** The value that could not be read. */
  readonly unknown: Unknown;
  readonly identity?: string;
  readonly key?: string;
}

/** The problem that a value could not be read: its place is the value's own. */
export function undetermined(
  urn: string,
  value: Unknown,
  more: Pick<Undetermined, "identity" | "key"> = {},
): Undetermined {
  return { verdict: "undetermined", at: { urn, path: value.path }, unknown: value, ...more };
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** An option; its default names its source, because thresholds without one are opinions. */
export type OptionSpec =
  OptionOf<"integer", number> | OptionOf<"strings", readonly string[]> | OptionOf<"boolean", boolean>;

interface OptionOf<T extends string, V> {
  readonly type: T;
  readonly default: V;
  readonly description: string;
  /** Who publishes the default, and where. */
  readonly source: string;
  /** ISO date on which the source was last read. */
  readonly reviewed: string;
  /** For integers: the smallest value allowed. */
  readonly minimum?: number;
}

export type OptionValues<O extends OptionSpecs> = { readonly [N in keyof O]: ValueOfType[O[N]["type"]] };

interface ValueOfType {
  readonly integer: number;
  readonly strings: readonly string[];
  readonly boolean: boolean;
}

/** The values that hold where the configuration is silent. */
export function defaultOptions(rule: AnyRule): OptionValues<OptionSpecs> {
  return Object.fromEntries(
    Object.entries(rule.options as OptionSpecs).map(([name, option]) => [name, option.default]),
  );
}

/** The moment at which examples are judged, so that their dates stay in the past or the future. */
export const EXAMPLE_DATE = "2026-01-15T12:00:00Z";

/**
 * A small stack, in the notation of Pulumi YAML: `${name.property}` is a reference, `fn::toJSON` and `fn::secret` are
 * functions, and `fn::unknown: true` is a value that only the deployment settles. It is executed as it is shown.
 */
export interface Example {
  readonly title: string;
  readonly resources: Readonly<Record<string, ExampleResource>>;
  /** Configuration of this rule, as in the pack's configuration file. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Empty for a valid example. */
  readonly findings: readonly ExpectedFinding[];
}

export interface ExampleResource {
  readonly type: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly options?: { readonly parent?: string; readonly provider?: string; readonly dependsOn?: readonly string[] };
}

export interface ExpectedFinding {
  /** The name of the resource in the example. */
  readonly resource: string;
  readonly path: string;
  readonly verdict: "violation" | "undetermined";
  /** The whole rendered message. */
  readonly message: string;
}
