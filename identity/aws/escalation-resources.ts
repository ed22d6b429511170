/**
 * On which resources do the statements of an identity allow the actions of the methods of escalation? Answered roughly
 * and fast, to leave out what cannot be a path before each question is asked in full.
 *
 * INVARIANT: nothing is left out that a full question could allow.
 */
import { known } from "../knowledge";
import type { Text } from "./document";
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

/** The resources of statements on these actions, without account and region; undefined where a wildcard is among them. */
export function arnsOf<G>(side: readonly Powers<G>[], actions: readonly string[]): readonly string[] | undefined {
  if (side.some(({ hidden }) => hidden.length > 0)) return undefined;
  const powers = side
    .flatMap(({ statements }) => statements)
    .filter((power) => actions.some((action) => coveredBy(power).has(action)));
  const patterns = powers.flatMap(({ statement: { resource } }) =>
    resource?.negated === false ? resource.values : [],
  );
  const negated = powers.some(({ statement: { resource } }) => resource?.negated);
  if (negated || patterns.some((each) => each.state === "unknown" || /[*?]/.test(inAccount(each.value))))
    return undefined;
  return patterns.flatMap((each) => (each.state === "known" ? inAccount(each.value) : []));
}

/** An ARN from the service on, with `FRESH` for region and account, whether these are written out or not. */
function inAccount(arn: string): string {
  const [, service, region, , rest] = /^arn:[^:]*:([^:]*):([^:]*):([^:]*):(.*)$/s.exec(arn) ?? [];
  if (service === undefined || rest === undefined) return "*";
  return `:${service}:${region === "" ? "" : FRESH}:${FRESH}:${rest}`;
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
const ACTIONS = [
  ...new Set([
    ...METHODS.flatMap(({ needs }) => needs.flatMap(({ anyOf }) => anyOf)),
    ...Object.values(UNBINDING).flat(),
  ]),
];

/** Which of the actions of all methods a statement may allow. */
function coveredBy(power: Powers<unknown>["statements"][number]): ReadonlySet<string> {
  const { effect } = power.statement;
  const allows = effect.state === "unknown" || effect.value === "Allow";
  const covered =
    COVERED.get(power) ??
    new Set(allows ? ACTIONS.filter((action) => covers(power.action, lowerCase(action), "possibly", lowerCase)) : []);
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
