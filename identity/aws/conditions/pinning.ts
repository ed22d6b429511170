/**
 * Does a statement's condition hold a key to certain values? A condition binds where it cannot hold without the key and
 * compares texts: not negated, no `IfExists` and no `ForAllValues`, unless `Null` demands the key beside them. One of
 * its values must match, so each is judged; all conditions must hold, so one that pins is enough.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 *
 * INVARIANT: an answer that an unknown value could change is unknown.
 */
import type { Known, Unknown } from "../../knowledge";
import type { Condition } from "../document/document";
import { demandsPresence } from "./conditions";
import { holdsWithoutKey } from "./operators";

export type Pinning<P> =
  | { readonly state: "pinned" }
  /** No condition is on the key. */
  | { readonly state: "missing" }
  /** A condition is, and holds without it. */
  | { readonly state: "not-binding"; readonly condition: Condition }
  /** Values that let in more than they should, each with what is wrong with it. */
  | { readonly state: "loose"; readonly values: readonly (readonly [value: Known<string>, problem: P])[] }
  | { readonly state: "unknown"; readonly unknown: Unknown };

/** How a value is compared. */
export interface Compared {
  /** Whether `*` and `?` stand for other texts. */
  readonly wildcards: boolean;
  readonly condition: Condition;
}

/**
 * @param isKey whether a condition's key, in lower case, is the one that counts
 * @param problemOf what is wrong with a value; undefined where it pins
 */
export function pinningOf<P>(
  conditions: readonly Condition[],
  isKey: (key: string) => boolean,
  problemOf: (value: string, compared: Compared) => P | undefined,
): Pinning<P> {
  const own = conditions.filter(({ key }) => isKey(key.toLowerCase()));
  const answers = own.filter((condition) => isBinding(condition, own)).map((condition) => judged(condition, problemOf));
  const perhaps = own.find((condition) => condition.operator.comparison === "null" && isPartlyUnknown(condition));
  return (
    answers.find(({ state }) => state === "pinned") ??
    answers.find(({ state }) => state === "unknown") ??
    (perhaps ? judgedUnknown(perhaps) : undefined) ??
    answers[0] ??
    notBinding(own)
  );
}

/** Whether a value stands for others: by a wildcard, or by a policy variable that the caller's own attributes fill. */
export function isOpenValue(value: string, { wildcards }: Compared): boolean {
  return (wildcards && /[*?]/.test(value)) || /\$\{[^*?$}]/.test(value);
}

function notBinding<P>(own: readonly Condition[]): Pinning<P> {
  const [condition] = own;
  return condition ? { state: "not-binding", condition } : { state: "missing" };
}

function judged<P>(condition: Condition, problemOf: (value: string, compared: Compared) => P | undefined): Pinning<P> {
  const { comparison } = condition.operator;
  const compared = { wildcards: comparison !== "exact", condition };
  const values = condition.values.flatMap((value): (readonly [Known<string>, P])[] => {
    const problem = value.state === "known" ? problemOf(value.value, compared) : undefined;
    return value.state === "known" && problem !== undefined ? [[value, problem]] : [];
  });
  if (values.length > 0) return { state: "loose", values };
  return judgedUnknown(condition) ?? { state: "pinned" };
}

function judgedUnknown({ values }: Condition): { readonly state: "unknown"; readonly unknown: Unknown } | undefined {
  const part = values.find((value): value is Unknown => value.state === "unknown");
  return part && { state: "unknown", unknown: part };
}

function isBinding({ operator }: Condition, own: readonly Condition[]): boolean {
  const { comparison, negated } = operator;
  if (negated || !(comparison === "exact" || comparison === "like" || comparison === "arn")) return false;
  return !holdsWithoutKey(operator) || own.some(demandsPresence);
}

function isPartlyUnknown({ values }: Condition): boolean {
  return values.some(({ state }) => state === "unknown");
}
