/**
 * On which resources do the statements of an identity allow the actions of the methods of escalation? Answered roughly
 * and fast, to leave out what cannot be a path before each question is asked in full.
 *
 * INVARIANT: nothing is left out that a full question could allow.
 */
import { known } from "../../knowledge";
import { IAM_SAYS } from "../permissions/administrator";
import type { Text } from "../document/document";
import { kindsOf } from "./made";
import { EVERYTHING, keyPattern } from "./pattern-index";
import { ATTACHED_POLICY, METHODS, UNBINDING, type Method, type Need } from "./methods";
import { PICKED_RESOURCE_TAGS, PICKED_TAGS, type Said } from "../conditions/conditions";
import { TAGGING, takesTags } from "./tags";
import { onceFor } from "../../remember";
import { FRESH, hasEffect, withStatements, type Power, type Powers, type Sides } from "../permissions/permissions";
import { WatchedActions } from "../actions/watched-actions";

/** An IAM policy has room for some two hundred ARNs; more are not tried. */
const MOST_WITNESSES = 200;

/** Resources of the action's kinds that the statements name, each wildcard filled: one of them can be picked. */
export function witnesses<G>(side: readonly Powers<G>[], action: string): readonly Text[] {
  const [service = ""] = action.split(":");
  const kinds = kindsOf(action);
  if (kinds.length === 0) return [known(FRESH, "")];
  const anything = kinds.map((kind) => `:${service}:${service === "iam" ? "" : FRESH}:${FRESH}:${kind}${FRESH}`);
  const named = side.flatMap(({ statements }) =>
    statements
      .filter((power) => coveredBy(power).has(action))
      .flatMap(({ statement: { resource } }) =>
        !resource || resource.negated ? [] : resource.values.flatMap((value) => filled(value, service, kinds)),
      ),
  );
  return [...new Set([...anything, ...named])].slice(0, MOST_WITNESSES).map((arn) => known(arn, ""));
}

/** Whether some statement may allow to tag resources, under conditions on the tags alone if at all. */
export function mayTag<G>(side: readonly Powers<G>[]): boolean {
  return side.some(
    ({ statements, hidden }) =>
      hidden.length > 0 ||
      statements.some(
        (power) => [...coveredBy(power)].some((each) => TAGGING.has(each)) && !power.limits(PICKED_TAGS).narrowing,
      ),
  );
}

/**
 * Patterns of the resources on which the statements may allow this to a method; see `keyPattern`.
 *
 * @param besides what may be certain of a request beside what always is
 */
export function patternsOf<G>(
  side: readonly Powers<G>[],
  { anyOf, on }: Need,
  method: Method,
  besides: Said,
): readonly string[] {
  if (on !== "target" || side.some(({ hidden }) => hidden.length > 0)) return [EVERYTHING];
  const powers = side.flatMap(({ statements }) =>
    statements.filter((power) =>
      anyOf.some((action) => {
        if (!coveredBy(power).has(action)) return false;
        const { narrowing, unmet } = power.limits({ ...saidBy(action, method), ...besides });
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

/** The rest of an ARN of the service and of one of the kinds; nothing where the pattern is of none. */
function filled(value: Text, service: string, kinds: readonly string[]): readonly string[] {
  const [, named = "", where = "", rest] =
    /^arn:[^:]*:([^:]*):([^:]*:[^:]*):(.*)$/s.exec(value.state === "known" ? value.value : "") ?? [];
  if (rest === undefined || (named !== service && !/[*?]/.test(named))) return [];
  return kinds.flatMap((kind) => {
    const own = ofKind(rest, kind);
    return own === undefined ? [] : [`:${service}:${where.replace(/[*?]+/g, FRESH)}:${own}`];
  });
}

/** What a pattern matches that begins like this; undefined where it matches nothing such. */
function ofKind(pattern: string, kind: string): string | undefined {
  const letters = /^[^*?]*/.exec(pattern)?.[0] ?? "";
  const fill = (part: string) => part.replace(/[*?]+/g, FRESH);
  if (letters.startsWith(kind)) return fill(pattern);
  const left = pattern.slice(letters.length);
  return kind.startsWith(letters) && left.startsWith("*") ? `${kind}${FRESH}${fill(left.slice(1))}` : undefined;
}

/** The actions of all methods. */
const ACTIONS = new WatchedActions([
  ...METHODS.flatMap(({ needs }) => needs.flatMap(({ anyOf }) => anyOf)),
  ...Object.values(UNBINDING).flat(),
  ...TAGGING,
]);

const NONE: ReadonlySet<string> = new Set();

/** Which of the actions of all methods a statement may allow. */
function coveredBy({ statement, action }: Power): ReadonlySet<string> {
  return hasEffect(statement, "Allow", "possibly") ? ACTIONS.coveredBy(action, "possibly") : NONE;
}

const byAction = onceFor((_sides: Sides<unknown>) => new Map<string, Sides<unknown>>());

/** The sides with those statements alone that may be on an action of a method; it is asked of many resources. */
export function sidesOn<G>(sides: Sides<G>, action: string): Sides<G> {
  const known = byAction(sides) as Map<string, Sides<G>>;
  const isOn = (power: Power) => ACTIONS.coveredBy(power.action, "possibly").has(action);
  const thatMay = ({ statements }: Powers<G>) => (statements.every(isOn) ? statements : statements.filter(isOn));
  const left = known.get(action) ?? withStatements(sides, thatMay);
  known.set(action, left);
  return left;
}

/** Whatever requests may say of themselves; a condition on anything else narrows all of them. */
const SAID: Said = {
  ...IAM_SAYS,
  ...PICKED_TAGS,
  ...PICKED_RESOURCE_TAGS,
  "iam:policyarn": ATTACHED_POLICY,
  "iam:passedtoservice": "",
};

/**
 * The methods of which something may allow an action for each need; most identities need no other question.
 *
 * @param side what may be allowed to the identity, but for what limits it
 */
export function methodsWithin<G>(side: readonly Powers<G>[]): readonly Method[] {
  if (side.some(({ hidden }) => hidden.length > 0)) return METHODS;
  const allowed = new Set(
    side.flatMap(({ statements }) =>
      statements.flatMap((power) => {
        const covered = coveredBy(power);
        return covered.size > 0 && !power.limits(SAID).narrowing ? [...covered] : [];
      }),
    ),
  );
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

/**
 * What is certain of the request: to which service a role is passed, which policy is attached, where IAM answers, and that
 * the caller picks the tags of what it makes.
 */
export function saidBy(action: string, method: Method | undefined): Said | undefined {
  const service = method?.passedTo ?? method?.service;
  if (action === "iam:PassRole" && service !== undefined) return { "iam:passedtoservice": service };
  const attached = action.includes(":Attach") ? { "iam:policyarn": ATTACHED_POLICY } : undefined;
  const tags = takesTags(action) ? PICKED_TAGS : undefined;
  const isByIam = action.startsWith("iam:") && action !== "iam:PassRole";
  return isByIam ? { ...IAM_SAYS, ...attached, ...tags } : (attached ?? tags);
}
