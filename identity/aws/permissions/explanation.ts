/**
 * What may an identity do, by service and access level, which statement gives each, and what limits it?
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 *
 * INVARIANTS: only what a Deny without a condition on everything takes away, or a limit allows nowhere, is left out. What
 * is taken away in part stays, and the limit is told beside it. A Deny or a limit never adds.
 */
import { actionsCoveredBy, actionsOfService, type AccessLevel, type Action } from "../actions/actions";
import type { Statement } from "../document/document";
import {
  hasEffect,
  isInForce,
  sidesOf,
  unknownParts,
  type Deciding,
  type HasDocument,
  type Permissions,
  type Power,
  type Powers,
  type Sides,
  type UnknownPart,
} from "./permissions";

export interface Explanation<G> {
  /** The statements that allow something, in the order of the policies. */
  readonly statements: readonly AllowingStatement<G>[];
  /** By the gravest level that is allowed, by how much of it, and then by name. */
  readonly services: readonly ServiceAccess[];
  readonly limits: readonly Limit<G>[];
  readonly unknowns: readonly UnknownPart<G>[];
}

export interface AllowingStatement<G> extends Deciding<G> {
  /** `sometimes` under conditions that narrow; `undetermined` where that, or whether it allows at all, is not known. */
  readonly holds: "always" | "sometimes" | "undetermined";
  /** What is left of it after denials of everything and the limits. */
  readonly actions: ReadonlySet<Action>;
}

export interface ServiceAccess {
  /** The prefix of its actions. */
  readonly service: string;
  /** Whether these are all actions of the service. */
  readonly whole: boolean;
  readonly levels: readonly LevelAccess[];
}

export interface LevelAccess {
  readonly level: AccessLevel;
  readonly actions: readonly Action[];
  /** How many actions of this level the service has. */
  readonly of: number;
  /** Places in `statements`. */
  readonly by: readonly number[];
}

/** What takes something away: a statement that denies, or a policy outside of which nothing is allowed. */
export interface Limit<G> {
  readonly kind: "denial" | "boundary" | "service control";
  readonly grant: G;
  /** Absent of a boundary or a service control policy as a whole. */
  readonly statement?: Statement;
  /** How many of the actions that the statements allow it takes away altogether. */
  readonly takes: number;
}

const LEVELS: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];

export function explain<G extends HasDocument>(permissions: Permissions<G>): Explanation<G> {
  const sides = sidesOf(permissions);
  const written = sides.identity.flatMap((powers) => allowingIn(powers));
  const all = new Set(written.flatMap(({ actions }) => [...actions]));
  const limits = limitsIn(sides, all);
  const taken = new Set(limits.flatMap(({ actions }) => [...actions]));
  const statements = written.map((each) => ({ ...each, actions: without(each.actions, taken) }));
  const parts = [...sides.identity, ...(sides.boundary ?? []), ...(sides.serviceControl ?? []), ...sides.perhaps];
  return {
    statements,
    services: servicesOf(statements),
    limits: limits.map(({ actions, ...limit }) => ({ ...limit, takes: actions.size })),
    unknowns: distinct(parts.flatMap((powers) => unknownParts(powers))),
  };
}

function allowingIn<G>({ grant, statements }: Powers<G>): readonly AllowingStatement<G>[] {
  return statements
    .filter(({ statement }) => hasEffect(statement, "Allow", "possibly"))
    .map((power) => ({
      grant,
      statement: power.statement,
      holds: holdsOf(power),
      actions: actionsCoveredBy(power.action, "surely"),
    }));
}

function holdsOf(power: Power): AllowingStatement<unknown>["holds"] {
  const { narrowing, perhapsNarrowing } = power.limits();
  if (!hasEffect(power.statement, "Allow", "surely")) return "undetermined";
  if (narrowing) return "sometimes";
  return perhapsNarrowing.length > 0 ? "undetermined" : "always";
}

type Taking<G> = Omit<Limit<G>, "takes"> & { readonly actions: ReadonlySet<Action> };

function limitsIn<G>({ identity, boundary, serviceControl }: Sides<G>, all: ReadonlySet<Action>): readonly Taking<G>[] {
  return [
    ...[...identity, ...(boundary ?? []), ...(serviceControl ?? [])].flatMap((powers) => denialsIn(powers, all)),
    ...(boundary ? outside("boundary", boundary, all) : []),
    ...(serviceControl ? outside("service control", serviceControl, all) : []),
  ];
}

/** The statements that deny something of what is allowed. */
function denialsIn<G>({ grant, statements }: Powers<G>, all: ReadonlySet<Action>): readonly Taking<G>[] {
  return statements.flatMap((power): readonly Taking<G>[] => {
    const { statement } = power;
    if (!hasEffect(statement, "Deny", "possibly")) return [];
    const denied = [...actionsCoveredBy(power.action, "possibly")].filter((action) => all.has(action));
    if (denied.length === 0) return [];
    return [{ kind: "denial", grant, statement, actions: isWhole(power) ? new Set(denied) : NONE }];
  });
}

const NONE: ReadonlySet<Action> = new Set();

/** Whether a denial leaves nothing of an action. */
function isWhole({ statement, ...power }: Power): boolean {
  const { resource, action } = statement;
  return (
    hasEffect(statement, "Deny", "surely") &&
    isInForce({ statement, ...power }, "Deny", "surely", "no condition") &&
    resource?.negated === false &&
    resource.values.some((value) => value.state === "known" && /^\*+$/.test(value.value)) &&
    action?.values.every(({ state }) => state === "known") === true
  );
}

/** What none of the documents can allow is outside of them. */
function outside<G>(
  kind: "boundary" | "service control",
  documents: readonly Powers<G>[],
  all: ReadonlySet<Action>,
): readonly Taking<G>[] {
  const [first] = documents;
  if (!first) return [];
  const allowing = documents
    .flatMap(({ statements }) => statements)
    .filter(({ statement }) => hasEffect(statement, "Allow", "possibly"));
  const isOpen = documents.some(({ hidden }) => hidden.length > 0);
  const permitted = new Set(allowing.flatMap(({ action }) => [...actionsCoveredBy(action, "possibly")]));
  const actions = isOpen ? NONE : without(all, permitted);
  // Service control policies are told of by what they deny, unless they list what is allowed.
  return kind === "service control" && actions.size === 0 ? [] : [{ kind, grant: first.grant, actions }];
}

function without(actions: ReadonlySet<Action>, taken: ReadonlySet<Action>): ReadonlySet<Action> {
  return taken.size === 0 ? actions : new Set([...actions].filter((action) => !taken.has(action)));
}

function servicesOf<G>(statements: readonly AllowingStatement<G>[]): readonly ServiceAccess[] {
  const services = new Map<string, Map<AccessLevel, { actions: Set<Action>; by: Set<number> }>>();
  statements.forEach(({ actions }, index) => {
    for (const action of actions) {
      const levels = services.get(action.service) ?? new Map<AccessLevel, { actions: Set<Action>; by: Set<number> }>();
      const level = levels.get(action.level) ?? { actions: new Set<Action>(), by: new Set<number>() };
      level.actions.add(action);
      level.by.add(index);
      services.set(action.service, levels.set(action.level, level));
    }
  });
  return [...services]
    .map(([service, levels]) => ({
      service,
      whole: actionsOfService(service).every((action) => levels.get(action.level)?.actions.has(action)),
      levels: LEVELS.flatMap((level): readonly LevelAccess[] => {
        const found = levels.get(level);
        if (!found) return [];
        const of = actionsOfService(service).filter((action) => action.level === level).length;
        return [{ level, actions: [...found.actions].sort(byName), of, by: [...found.by] }];
      }),
    }))
    .sort(byGravity);
}

function byGravity(a: ServiceAccess, b: ServiceAccess): number {
  const [gravest, other] = [a.levels[0], b.levels[0]];
  if (!gravest || !other) return 0;
  const byLevel = LEVELS.indexOf(gravest.level) - LEVELS.indexOf(other.level);
  return byLevel || other.actions.length - gravest.actions.length || (a.service < b.service ? -1 : 1);
}

function byName(a: Action, b: Action): number {
  return a.name < b.name ? -1 : 1;
}

function distinct<G>(parts: readonly UnknownPart<G>[]): readonly UnknownPart<G>[] {
  const seen = new Map<G, Set<string>>();
  return parts.filter(({ grant, unknown: { path } }) => {
    const paths = seen.get(grant) ?? new Set();
    seen.set(grant, paths);
    return !paths.has(path) && paths.add(path);
  });
}
