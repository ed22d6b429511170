/**
 * On which resources do the statements of an identity allow the actions of the methods of escalation? Answered roughly
 * and fast, to leave out what cannot be a path before each question is asked in full.
 *
 * INVARIANT: nothing is left out that a full question could allow.
 */
import { known } from "../knowledge";
import type { Patterns, Text } from "./document";
import { EVERYTHING, keyPattern } from "./pattern-index";
import { ATTACHED_POLICY, METHODS, UNBINDING, type Method, type Need } from "./escalation-methods";
import { covers } from "./match";
import { FRESH, lowerCase, type Powers } from "./permissions";

/** An IAM policy has room for some two hundred ARNs; more are not tried. */
const MOST_WITNESSES = 200;

/** Resources of the action's service that the statements name, each wildcard filled: one of them can be picked. */
export function witnesses<G>(side: readonly Powers<G>[], action: string): readonly Text[] {
  const [service = ""] = action.split(":");
  const anything = `:${service}:${FRESH}:${FRESH}:${FRESH}`;
  const named = side.flatMap(({ statements }) =>
    statements
      .filter((power) => power.statement.effect.state === "unknown" || power.statement.effect.value === "Allow")
      .filter((power) => covers(power.action, lowerCase(action), "possibly", lowerCase))
      .flatMap(({ statement: { resource } }) =>
        !resource || resource.negated ? [] : resource.values.flatMap((value) => filled(value, service)),
      ),
  );
  return [...new Set([anything, ...named])].slice(0, MOST_WITNESSES).map((arn) => known(arn, ""));
}

/** Patterns of the resources on which the statements may allow this to a method; see `keyPattern`. */
export function patternsOf<G>(side: readonly Powers<G>[], { anyOf }: Need, method: Method): readonly string[] {
  if (side.some(({ hidden }) => hidden.length > 0)) return [EVERYTHING];
  const powers = side.flatMap(({ statements }) =>
    statements.filter((power) =>
      anyOf.some((action) => {
        if (!coveredBy(power).has(action)) return false;
        const { narrowing, unmet } = power.limits(saidBy(action, method));
        return !narrowing && !unmet;
      }),
    ),
  );
  const patterns = powers.flatMap(({ statement: { resource } }) => {
    if (!resource || resource.negated) return [EVERYTHING];
    return resource.values.map((value) => (value.state === "known" ? keyPattern(value.value) : EVERYTHING));
  });
  return patterns.includes(EVERYTHING) ? [EVERYTHING] : [...new Set(patterns)];
}

export function isOfKind(arn: Text, kind: string): boolean {
  return arn.state === "known" && (arn.value.split(":")[4] ?? "").startsWith(`${kind}/`);
}

/** The rest of an ARN of the service; nothing where the pattern is of another one. */
function filled(value: Text, service: string): readonly string[] {
  const [, named = "", rest] = /^arn:[^:]*:([^:]*):(.*)$/s.exec(value.state === "known" ? value.value : "") ?? [];
  if (rest === undefined || (named !== service && !/[*?]/.test(named))) return [];
  return [`:${service}:${rest.replace(/[*?]+/g, FRESH)}`];
}

const COVERED = new WeakMap<object, ReadonlySet<string>>();
/** The actions of all methods, as they are written and in lower case. */
const ACTIONS = [
  ...new Set([
    ...METHODS.flatMap(({ needs }) => needs.flatMap(({ anyOf }) => anyOf)),
    ...Object.values(UNBINDING).flat(),
  ]),
].map((action) => [action, lowerCase(action)] as const);

/** Which of the actions of all methods a statement may allow. */
function coveredBy(power: Powers<unknown>["statements"][number]): ReadonlySet<string> {
  const { effect } = power.statement;
  const allows = effect.state === "unknown" || effect.value === "Allow";
  const known = COVERED.get(power);
  if (known) return known;
  const { action } = power;
  const lower: Patterns = {
    ...action,
    values: action.values.map((value) =>
      value.state === "known" ? { ...value, value: lowerCase(value.value) } : value,
    ),
  };
  const covered = new Set(
    allows ? ACTIONS.flatMap(([name, lowered]) => (covers(lower, lowered, "possibly") ? [name] : [])) : [],
  );
  COVERED.set(power, covered);
  return covered;
}

/** Whether something may allow one of the actions at all; most identities need no other question. */
export function mayBeMet<G>(side: readonly Powers<G>[], { anyOf }: Need): boolean {
  return side.some(
    ({ statements, hidden }) =>
      hidden.length > 0 || statements.some((power) => anyOf.some((action) => coveredBy(power).has(action))),
  );
}

/** Whether a statement allows the action on something of which the name is not known: that may be it. */
export function isNear<G>(side: readonly Powers<G>[], action: string): boolean {
  return side.some(
    ({ statements, hidden }) =>
      hidden.length > 0 || statements.some((power) => coveredBy(power).has(action) && !power.limits().narrowing),
  );
}

const LISTS = new WeakMap<Text, readonly string[]>();

/** Always the same list for one text, as answers are remembered by it. */
export function listOf(arn: Text): readonly string[] {
  const list = LISTS.get(arn) ?? (arn.state === "known" ? [arn.value] : []);
  LISTS.set(arn, list);
  return list;
}

/** What is certain of the request: to which service a role is passed, and which policy is attached. */
export function saidBy(action: string, method: Method | undefined): Readonly<Record<string, string>> | undefined {
  if (action === "iam:PassRole" && method?.service !== undefined) return { "iam:passedtoservice": method.service };
  return action.includes(":Attach") ? { "iam:policyarn": ATTACHED_POLICY } : undefined;
}
