/**
 * What does a statement grant on every resource of a service, and how much is left of it after denials and permissions
 * boundaries of those who have the document?
 *
 * A resource pattern is every resource where it matches one of which nothing is known but the service: `*`,
 * `arn:aws:s3:::*`, `arn:aws:dynamodb:eu-west-1:111122223333:*`. A wildcard beside letters (`table/orders-*`) is not,
 * but for all of a kind (`whole-kinds.ts`).
 *
 * INVARIANTS: a statement under a condition that narrows it is not broad; only an unconditional Deny takes away; a
 * boundary never adds; each question is asked twice, with every unknown as poor and as generous as it can be.
 */
import type { Unknown } from "../../knowledge";
import { actionsCoveredBy, actionsMatching, actionsOfService, type Action } from "../actions/actions";
import { administrator, type Administrator } from "./administrator";
import type { Patterns, PolicyDocument, Statement } from "../document/document";
import { opposite, type Certainty } from "../document/match";
import {
  FRESH,
  hasEffect,
  isInForce,
  limitsOn,
  powersOf,
  sidesOf,
  type Deciding,
  type HasDocument,
  type Permissions,
  type Power,
  type Powers,
} from "./permissions";
import { WHOLE_KIND } from "../actions/whole-kinds";

/** A document that stands somewhere. */
export interface HasPlace extends HasDocument {
  readonly path: string;
}

/** A document with those who have it; one that nobody has in the stack is judged by itself. */
export interface Granted<G extends HasPlace> {
  readonly document: PolicyDocument;
  readonly holders: readonly Permissions<G>[];
  /** True where a resource that is not known yet is single ones all the same. */
  readonly scoped?: true;
}

/** One statement that allows something, as far as somebody can use it. */
export interface GrantedStatement<G extends HasPlace> {
  readonly statement: Statement;
  /** The actions that somebody may do by it, on whatever resources. */
  readonly usable: (certainty: Certainty) => ReadonlySet<Action>;
  /** Those of them that it allows on every resource of their service. */
  readonly broad: (certainty: Certainty) => ReadonlySet<Action>;
  /** What may keep an answer from being certain; of another document where that names its grant. */
  readonly unknowns: () => readonly { readonly unknown: Unknown; readonly grant?: G }[];
}

const GRANTED = new WeakMap<Granted<HasPlace>, readonly GrantedStatement<HasPlace>[]>();

/** The statements that allow something, but for those that already make an administrator of everyone who has them. */
export function grantedStatements<G extends HasPlace>(granted: Granted<G>): readonly GrantedStatement<G>[] {
  const known = GRANTED.get(granted) as readonly GrantedStatement<G>[] | undefined;
  const usable = new Usable<G>();
  const statements = known ?? powersOf(granted).statements.flatMap((power) => read(power, granted, usable));
  GRANTED.set(granted, statements);
  return statements;
}

/** What is left of a set of actions, asked once for all statements that allow the same. */
class Usable<G extends HasPlace> {
  private readonly answers = new Map<ReadonlySet<Action>, Map<string, ReadonlySet<Action>>>();

  /** @param holders some of those of the document, always in the same order */
  by(actions: ReadonlySet<Action>, holders: readonly Permissions<G>[], all: number, certainty: Certainty) {
    if (holders.length < all) return usableBySome(actions, holders, certainty);
    const known = this.answers.get(actions) ?? new Map<string, ReadonlySet<Action>>();
    this.answers.set(actions, known);
    const usable = known.get(certainty) ?? usableBySome(actions, holders, certainty);
    known.set(certainty, usable);
    return usable;
  }
}

function read<G extends HasPlace>(power: Power, granted: Granted<G>, left: Usable<G>): readonly GrantedStatement<G>[] {
  const { statement } = power;
  if (!hasEffect(statement, "Allow", "possibly")) return [];
  const holders = granted.holders.filter((holder) => !isAdministratorBy(statement, holder));
  if (holders.length === 0 && granted.holders.length > 0) return [];
  const all = granted.holders.length;
  const usable = remember((certainty) => left.by(allowedBy(power, certainty), holders, all, certainty));
  const everywhere = (action: Action, certainty: Certainty) =>
    !(granted.scoped && hasUnknownResource(statement)) && isBroad(power, action, certainty);
  const isSettled = statement.resource?.values.every(({ state }) => state === "known") === true;
  const broad: (certainty: Certainty) => ReadonlySet<Action> = remember((certainty) => {
    if (isEverything(statement.resource)) return usable(certainty);
    if (certainty === "possibly" && isSettled && usable("surely") === usable("possibly")) return broad("surely");
    return filter(usable(certainty), (action) => everywhere(action, certainty));
  });
  return [{ statement, usable, broad, unknowns: () => [...ownUnknowns(power), ...holders.flatMap(unknownsOf)] }];
}

/** Whether the statement is told of already, because it makes an administrator of the holder. */
function isAdministratorBy<G extends HasPlace>(statement: Statement, holder: Permissions<G>): boolean {
  return administratorBy(holder).some((deciding) => deciding.statement === statement);
}

/** The statements that make an administrator of the holder, if it is one. */
export function administratorBy<G extends HasPlace>(holder: Permissions<G>): readonly Deciding<HasPlace>[] {
  const result = ADMINISTRATORS.get(holder) ?? administrator(holder);
  ADMINISTRATORS.set(holder, result);
  return result.answer === "yes" ? result.deciding : [];
}

const ADMINISTRATORS = new WeakMap<Permissions<HasPlace>, Administrator<HasPlace>>();

function allowedBy(power: Power, certainty: Certainty): ReadonlySet<Action> {
  if (!hasEffect(power.statement, "Allow", certainty)) return NONE;
  return isInForce(power, "Allow", certainty, "no condition") ? actionsCoveredBy(power.action, certainty) : NONE;
}

const NONE: ReadonlySet<Action> = new Set();

/** Forms of ARNs of which nothing is known but the service, each to be asked for by itself. */
const FORMS = [`${FRESH}:${FRESH}:${FRESH}`, `::${FRESH}`];

/** Every object of every bucket is everything that is worth granting. */
const OBJECTS = [[`:s3:::${FRESH}/${FRESH}`]];

const SOME_RESOURCE = new Map<string, readonly (readonly string[])[]>();

function isOnEvery(power: Power, service: string, certainty: Certainty): boolean {
  const forms = SOME_RESOURCE.get(service) ?? FORMS.map((form) => [`:${service}:${form}`]);
  SOME_RESOURCE.set(service, forms);
  return forms.some((form) => power.onResources(form, certainty));
}

/** Whether an Allow is, where every object counts as well, and every secret for what reads secrets. */
function isBroad(power: Power, { name, service }: Action, certainty: Certainty): boolean {
  const kind = WHOLE_KIND.get(name);
  const onObjects = () => service === "s3" && OBJECTS.some((form) => power.onResources(form, certainty));
  const onKind = () => kind !== undefined && power.onResources(kind, certainty);
  return isOnEvery(power, service, certainty) || onObjects() || onKind();
}

/** The actions that at least one holder may do; all of them where nobody has the document in the stack. */
export function usableBySome<G extends HasPlace>(
  actions: ReadonlySet<Action>,
  holders: readonly Permissions<G>[],
  certainty: Certainty,
): ReadonlySet<Action> {
  if (holders.length === 0 || actions.size === 0) return actions;
  const limits = holders.map((holder) => limitOf(holder, certainty));
  if (limits.some(({ denied, permitted }) => denied.size === 0 && !permitted)) return actions;
  return filter(actions, (action) =>
    limits.some(({ denied, permitted }) => !denied.has(action) && (!permitted || permitted.has(action))),
  );
}

interface Limit {
  readonly denied: ReadonlySet<Action>;
  /** What boundary and service control policies permit together, if there are any. */
  readonly permitted?: ReadonlySet<Action>;
}

const LIMITS = new WeakMap<Permissions<HasPlace>, Readonly<Record<Certainty, () => Limit>>>();

function limitOf<G extends HasPlace>(holder: Permissions<G>, certainty: Certainty): Limit {
  const limits = LIMITS.get(holder) ?? {
    surely: once(() => readLimit(holder, "surely")),
    possibly: once(() => readLimit(holder, "possibly")),
  };
  LIMITS.set(holder, limits);
  return limits[certainty]();
}

function readLimit<G extends HasPlace>(holder: Permissions<G>, certainty: Certainty): Limit {
  const perhaps = certainty === "surely" ? (holder.perhaps?.() ?? []) : [];
  const sides = sidesOf({ ...holder, perhaps: () => perhaps });
  const limits = limitsOn(sides);
  const denying = [...sides.identity, ...limits.flat(), ...sides.perhaps];
  const denied = new Set<Action>();
  for (const powers of denying) addDenied(powers, opposite(certainty), denied);
  const [first, ...others] = limits.map((limit) => permittedBy(limit, certainty));
  if (!first) return { denied };
  return { denied, permitted: others.reduce((left, each) => filter(left, (action) => each.has(action)), first) };
}

function addDenied<G>({ statements, hidden }: Powers<G>, certainty: Certainty, denied: Set<Action>): void {
  if (certainty === "possibly" && hidden.length > 0) for (const action of actionsMatching("*")) denied.add(action);
  const whole = new Set<ReadonlySet<Action>>();
  for (const power of statements) {
    if (!hasEffect(power.statement, "Deny", certainty)) continue;
    if (!isInForce(power, "Deny", certainty, "no condition")) continue;
    const covered = actionsCoveredBy(power.action, certainty);
    if (whole.has(covered)) continue;
    const isWhole = isEverything(power.statement.resource);
    if (isWhole) whole.add(covered);
    for (const action of covered) if (isWhole || isOnEvery(power, action.service, certainty)) denied.add(action);
  }
}

/** What one of the documents permits on every resource. */
function permittedBy<G>(limit: readonly Powers<G>[], certainty: Certainty): ReadonlySet<Action> {
  if (certainty === "possibly" && limit.some(({ hidden }) => hidden.length > 0)) return new Set(actionsMatching("*"));
  const permitted = new Set<Action>();
  for (const power of limit.flatMap(({ statements }) => statements)) {
    for (const action of allowedBy(power, certainty)) {
      if (isOnEvery(power, action.service, certainty)) permitted.add(action);
    }
  }
  return permitted;
}

function ownUnknowns(power: Power): readonly { readonly unknown: Unknown }[] {
  const { effect, action, resource } = power.statement;
  const parts = [effect, ...(action?.values ?? []), ...(resource?.values ?? []), ...power.limits().perhapsNarrowing];
  return parts.flatMap((part) => (part.state === "unknown" ? [{ unknown: part }] : []));
}

/** The parts of a holder's policies that may deny, or that its limits may leave out. */
export function unknownsOf<G extends HasPlace>({ grants, boundary, serviceControl = [], perhaps }: Permissions<G>) {
  const documents = [...(boundary ? [boundary] : []), ...serviceControl, ...grants, ...(perhaps?.() ?? [])];
  return documents.flatMap((grant) => [
    ...(grant.owner ? [{ grant, unknown: grant.owner }] : []),
    ...grant.document.unknowns.map((part) => ({ grant, unknown: part })),
  ]);
}

/** Services of which one pattern takes in all that writes, or all that changes permissions, on every resource. */
export function wideServices(statement: Statement, broad: ReadonlySet<Action>): ReadonlySet<string> {
  const wide = new Set<string>();
  for (const value of statement.action?.values ?? []) {
    if (value.state === "unknown" || !/[*?]/.test(value.value)) continue;
    const matched = actionsCoveredBy({ place: "", negated: false, values: [value] }, "surely");
    for (const action of matched) {
      if (wide.has(action.service) || !isElevated(action) || !broad.has(action)) continue;
      if (takesInAll(matched, action.service)) wide.add(action.service);
    }
  }
  return wide;
}

/** Whether the actions are all of a service, or all that write, or all that change permissions in it. */
export function takesInAll(matched: ReadonlySet<Action>, service: string): boolean {
  const actions = actionsOfService(service);
  if (actions.every((action) => matched.has(action))) return true;
  return (["Write", "Permissions management"] as const).some((level) => {
    const ofLevel = actions.filter((action) => action.level === level);
    return ofLevel.length > 1 && ofLevel.every((action) => matched.has(action));
  });
}

/** Whether an action writes more than tags. */
export function isElevated({ level }: Action): boolean {
  return level === "Write" || level === "Permissions management";
}

function isEverything(resource: Patterns | undefined): boolean {
  return (
    resource?.negated === false && resource.values.some((value) => value.state === "known" && /^\*+$/.test(value.value))
  );
}

function hasUnknownResource({ resource }: Statement): boolean {
  return resource?.values.some(({ state }) => state === "unknown") === true;
}

function filter<T>(set: ReadonlySet<T>, keep: (element: T) => boolean): ReadonlySet<T> {
  return new Set([...set].filter(keep));
}

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => (value ??= { of: compute() }).of;
}

function remember<T>(compute: (certainty: Certainty) => T): (certainty: Certainty) => T {
  const answers = { surely: once(() => compute("surely")), possibly: once(() => compute("possibly")) };
  return (certainty) => answers[certainty]();
}
