/**
 * On which resources do the statements of an identity allow the actions of the methods of escalation? Answered roughly
 * and fast, to leave out what cannot be a path before each question is asked in full.
 *
 * INVARIANT: nothing is left out that a full question could allow.
 */
import { known } from "../../knowledge";
import { IAM_SAYS } from "../permissions/administrator";
import type { Text } from "../document/document";
import { EVERYTHING, keyPattern } from "./pattern-index";
import { ATTACHED_POLICY, METHODS, UNBINDING, type Method, type Need } from "./methods";
import { FRESH, hasEffect, type Power, type Powers } from "../permissions/permissions";
import { WatchedActions } from "../actions/watched-actions";

/** An IAM policy has room for some two hundred ARNs; more are not tried. */
const MOST_WITNESSES = 200;

/** Resources of the action's service that the statements name, each wildcard filled: one of them can be picked. */
export function witnesses<G>(side: readonly Powers<G>[], action: string): readonly Text[] {
  const [service = ""] = action.split(":");
  const anything = `:${service}:${FRESH}:${FRESH}:${FRESH}`;
  const named = side.flatMap(({ statements }) =>
    statements
      .filter((power) => coveredBy(power).has(action))
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

/** The actions of all methods. */
const ACTIONS = new WatchedActions([
  ...METHODS.flatMap(({ needs }) => needs.flatMap(({ anyOf }) => anyOf)),
  ...Object.values(UNBINDING).flat(),
]);

const NONE: ReadonlySet<string> = new Set();

/** Which of the actions of all methods a statement may allow. */
function coveredBy({ statement, action }: Power): ReadonlySet<string> {
  return hasEffect(statement, "Allow", "possibly") ? ACTIONS.coveredBy(action, "possibly") : NONE;
}

/** The methods of which something may allow an action for each need; most identities need no other question. */
export function methodsWithin<G>(side: readonly Powers<G>[]): readonly Method[] {
  if (side.some(({ hidden }) => hidden.length > 0)) return METHODS;
  const allowed = new Set<string>();
  for (const { statements } of side) {
    for (const power of statements) for (const action of coveredBy(power)) allowed.add(action);
  }
  if (allowed.size === 0) return [];
  return METHODS.filter(({ needs }) => needs.every(({ anyOf }) => anyOf.some((action) => allowed.has(action))));
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

/** What is certain of the request: to which service a role is passed, which policy is attached, and where IAM answers. */
export function saidBy(action: string, method: Method | undefined): Readonly<Record<string, string>> | undefined {
  if (action === "iam:PassRole" && method?.service !== undefined) return { "iam:passedtoservice": method.service };
  const attached = action.includes(":Attach") ? { "iam:policyarn": ATTACHED_POLICY } : undefined;
  return action.startsWith("iam:") && action !== "iam:PassRole" ? { ...IAM_SAYS, ...attached } : attached;
}
