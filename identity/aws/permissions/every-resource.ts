/**
 * Is a statement on every resource of a service?
 *
 * A resource pattern is every resource where it matches one of which nothing is known but the service: `*`,
 * `arn:aws:s3:::*`, `arn:aws:dynamodb:eu-west-1:111122223333:*`. A wildcard beside letters (`table/orders-*`) is not,
 * but for all of a kind (`whole-kinds.ts`).
 *
 * INVARIANT: what is left out beforehand by its form is what a full question would deny.
 */
import type { Action } from "../actions/actions";
import { Remembered } from "../actions/remembered";
import { kindsOf, mayBeWholeKind, WHOLE_KIND } from "../actions/whole-kinds";
import type { Patterns, Text } from "../document/document";
import type { Certainty } from "../document/match";
import { FRESH, type Power } from "./permissions";

/** Forms of ARNs of which nothing is known but the service, each to be asked for by itself. */
const FORMS = [`${FRESH}:${FRESH}:${FRESH}`, `::${FRESH}`];

/** Every object of every bucket is everything that is worth granting. */
const OBJECTS = [[`:s3:::${FRESH}/${FRESH}`]];

const SOME_RESOURCE = new Remembered<readonly (readonly string[])[]>(
  (service) => FORMS.map((form) => [`:${service}:${form}`]),
  ({ length }) => length,
);

function formsOf(service: string): readonly (readonly string[])[] {
  return SOME_RESOURCE.of(service);
}

/** Other forms that a grant may be on instead, by the service of the ARN. */
const KINDS = new Map<string, (readonly string[])[]>();
for (const arn of new Set([...OBJECTS, ...[...WHOLE_KIND.values()].flat()].flat())) {
  const [, service = ""] = arn.split(":");
  KINDS.set(service, [...(KINDS.get(service) ?? []), [arn]]);
}

const WITH_LETTERS = [...KINDS].filter(([, forms]) => forms.some(([arn = ""]) => /^:[^:]*:.*[A-Za-z]/s.test(arn)));

/** An ARN with a name in it, of a service of which only everything is as much as everything. */
const NAMED = new RegExp(
  `^arn:[^:*?]*:(?!(?:${WITH_LETTERS.map(([service]) => service).join("|")}):)[^:*?]+:[^:]*:[^:]*:.*[^*?:/${FRESH}]`,
  "s",
);

function isNamed(pattern: Text): boolean {
  return pattern.state === "known" && NAMED.test(pattern.value);
}

/** The services of which the statement may be on everything by its patterns; undefined where it may be any. */
function servicesOpen({ resource: { negated, values } }: Power): ReadonlySet<string> | undefined {
  const services = new Set<string>();
  for (const value of values) {
    if (!negated && isNamed(value)) continue;
    const service = value.state === "known" ? /^arn:[^:*?]*:([^:*?]+):/.exec(value.value)?.[1] : undefined;
    if (negated || service === undefined) return undefined;
    services.add(service);
  }
  return services;
}

/** Whether an Allow may be on every resource of some service; most that name resources are not. */
export function mayBeBroad(power: Power, certainty: Certainty): boolean {
  const isOn = (form: readonly string[]) => power.onResources(form, certainty);
  const services = servicesOpen(power);
  return !services || [...services].some((service) => formsOf(service).some(isOn) || KINDS.get(service)?.some(isOn));
}

export function isOnEvery(power: Power, service: string, certainty: Certainty): boolean {
  return formsOf(service).some((form) => power.onResources(form, certainty));
}

/** Whether an Allow is, where every object counts as well, and every secret for what reads secrets. */
export function isBroad(power: Power, { name, service }: Action, certainty: Certainty): boolean {
  const kinds = WHOLE_KIND.get(name);
  const onObjects = () => service === "s3" && OBJECTS.some((form) => power.onResources(form, certainty));
  const onKind = () => kinds?.some((kind) => power.onResources(kind, certainty)) === true;
  return isOnEvery(power, service, certainty) || onObjects() || onKind();
}

/**
 * Whether a limit is on all that the action is granted on, such as every object for `s3:PutObject`.
 *
 * @param of an action that needs several kinds of resources is denied on one of them, and permitted on every one
 */
export function isOnKind(power: Power, action: Action, certainty: Certainty, of: "some" | "every"): boolean {
  if (!power.resource.values.some(mayBeWholeKind)) return false;
  const kinds = kindsOf(action);
  return kinds.length > 0 && kinds[of]((kind) => power.onResources(kind, certainty));
}

/** Whether a limit may be, or on all of a kind. */
export function mayBeEverywhere({ negated, values }: Patterns): boolean {
  return negated || values.some((value) => !isNamed(value) || mayBeWholeKind(value));
}
