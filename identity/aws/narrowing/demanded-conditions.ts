/**
 * How is a condition added to a statement, beside those that it has?
 *
 * INVARIANT: all conditions must hold, so one more never lets more in.
 */
import { knownValues, type Known } from "../../knowledge";
import { oneOrMore, type Change, type Json, type Narrower } from "../../narrower";
import { memberPath } from "../../places";
import type { SourcePinning } from "../conditions/source-keys";
import type { Statement } from "../document/document";

/**
 * The condition, where the statement lets in one principal, for which it is meant; others might not meet it.
 *
 * @param operator as AWS writes it, such as `StringEquals`
 */
export function conditionFor(
  { place, principal, conditions, hiddenConditions }: Statement,
  operator: string,
  keys: Readonly<Record<string, Json>>,
  fillIn: readonly string[] = [],
): Narrower | undefined {
  if (principal && principal.entries.length !== 1) return undefined;
  const at = `${place}.Condition`;
  const of = memberPath(at, operator);
  const more = fillIn.length > 0 ? { fillIn } : {};
  const isBeside = conditions.some((each) => each.place.startsWith(`${of}.`) || each.place.startsWith(`${of}[`));
  const [first, ...others] = Object.entries(keys).map(([key, value]): Change => ({
    path: keyPath(of, key, conditions),
    value,
  }));
  if (isBeside && first) return { changes: [first, ...others], ...more };
  const isFirst = conditions.length + hiddenConditions.length === 0;
  const change = isFirst ? { path: at, value: { [operator]: keys } } : { path: of, value: keys };
  return { changes: [change], ...more };
}

/**
 * That a service acts for the account, or for the resources that are meant.
 *
 * @param pinning what is demanded already, where it may be shown
 */
export function sourceDemanded(
  statement: Statement,
  pinning: SourcePinning | undefined,
  account: string | undefined,
): Narrower | undefined {
  if (pinning?.state === "literal") return asArnPattern(statement, pinning.value);
  const keys = { "aws:SourceAccount": account ?? "ACCOUNT" };
  return conditionFor(statement, "StringEquals", keys, account === undefined ? ["ACCOUNT"] : []);
}

/** ARNs of one account under an operator that takes their wildcards for what they mean. */
function asArnPattern({ place, conditions }: Statement, literal: Known<string>): Narrower | undefined {
  const condition = conditions.find(({ values }) => values.some(({ path }) => path === literal.path));
  const values = knownValues(condition?.values ?? []);
  const at = `${place}.Condition.ArnLike`;
  if (!condition || values.length < condition.values.length || conditions.some((each) => each.place.startsWith(at)))
    return undefined;
  if (!values.every((value) => /^arn:[^:*?]+:[^:*?]+:[^:]*:\d{12}:/.test(value))) return undefined;
  const of = condition.place.slice(0, 1 - memberPath("x", condition.key).length);
  const isAlone = conditions.every((each) => each === condition || !each.place.startsWith(of));
  const path = isAlone ? of : condition.place;
  return { changes: [{ path: at, value: { [condition.key]: oneOrMore(values) } }, { path }] };
}

/** Callers of one of the organisations alone; else of the account, where that is known. */
export function forOwnCallers(
  statement: Statement,
  organisations: readonly string[],
  account: string | undefined,
): Narrower | undefined {
  const [organisation] = organisations;
  if (organisation !== undefined) {
    const value = organisations.length === 1 ? organisation : organisations;
    return conditionFor(statement, "StringEquals", { "aws:PrincipalOrgID": value });
  }
  const { principal } = statement;
  if (account === undefined || !principal || principal.negated || principal.entries.length !== 1) return undefined;
  return { changes: [{ path: principal.place, value: { AWS: account } }] };
}

/** A key stands once under an operator, in whatever spelling. */
function keyPath(at: string, key: string, conditions: Statement["conditions"]): string {
  const there = conditions.find(
    (condition) =>
      condition.key.toLowerCase() === key.toLowerCase() && condition.place === memberPath(at, condition.key),
  );
  return there?.place ?? memberPath(at, key);
}
