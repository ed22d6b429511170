/**
 * What does a statement grant on every resource of a service, and how much is left of it after denials and permissions
 * boundaries of those who have the document?
 *
 * INVARIANTS: a statement under a condition that narrows it is not broad; only an unconditional Deny takes away; a
 * boundary never adds; each question is asked twice, with every unknown as poor and as generous as it can be.
 */
import type { Unknown } from "../../knowledge";
import { onceFor } from "../../remember";
import { actionsCoveredBy, actionsOfService, type Action } from "../actions/actions";
import { patternsIn } from "../actions/remembered";
import { administrator } from "./administrator";
import type { PolicyDocument, Statement, Text } from "../document/document";
import { isEverything, type Certainty } from "../document/match";
import { isBroad, mayBeBroad } from "./every-resource";
import { filter, Leeway } from "./leeway";
import { openDenials } from "./own-denials";
import {
  hasEffect,
  isInForce,
  powersOf,
  type Deciding,
  type HasDocument,
  type Permissions,
  type Power,
} from "./permissions";

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

/** The statements that allow something, but for those that already make an administrator of everyone who has them. */
export function grantedStatements<G extends HasPlace>(granted: Granted<G>): readonly GrantedStatement<G>[] {
  const { holders, scoped = false } = granted;
  const all = new Leeway(holdersOf(granted));
  const statements: GrantedStatement<G>[] = [];
  for (const power of powersOf(granted).statements) {
    if (!hasEffect(power.statement, "Allow", "possibly")) continue;
    const others = holders.filter((holder) => !isAdministratorBy(power.statement, holder));
    if (others.length === 0 && holders.length > 0) continue;
    const leeway = others.length < holders.length ? new Leeway(others) : all;
    statements.push(new GrantedStatement(power, granted.document, others, leeway, scoped && hasUnknownResource(power)));
  }
  return statements;
}

/** One statement that allows something, as far as somebody can use it. */
export class GrantedStatement<G extends HasPlace> {
  /** Whether it is on every resource of whatever service. */
  readonly isOnAll: boolean;
  private readonly sets: ByCertainty<ReadonlySet<Action>> = {};
  private settled: boolean | undefined;

  /** @param isScoped whether it is on single resources, though not all are known */
  constructor(
    private readonly power: Power,
    private readonly document: PolicyDocument,
    private readonly holders: readonly Permissions<G>[],
    readonly leeway: Leeway,
    private readonly isScoped: boolean,
  ) {
    this.isOnAll = isEverything(power.resource);
  }

  get statement(): Statement {
    return this.power.statement;
  }

  /** Whether nothing is open, so that both certainties have one answer. */
  get isSettled(): boolean {
    const { statement, action, resource } = this.power;
    const isKnown = ({ state }: Text) => state === "known";
    return (this.settled ??=
      isKnown(statement.effect) &&
      action.values.every(isKnown) &&
      resource.values.every(isKnown) &&
      this.power.limits().perhapsNarrowing.length === 0 &&
      !this.leeway.isLimited("surely") &&
      !this.leeway.isLimited("possibly"));
  }

  /** The patterns of the actions that it allows; none where a condition narrows it. Not for a `NotAction`. */
  patterns(certainty: Certainty): ReturnType<typeof patternsIn> {
    return allows(this.power, certainty) ? patternsIn(this.power.action) : [];
  }

  /** The actions that somebody may do by it, on whatever resources. */
  usable(certainty: Certainty): ReadonlySet<Action> {
    return this.leeway.of(allowedBy(this.power, certainty), certainty);
  }

  /** Those of them that it allows on every resource of their service. */
  broad(certainty: Certainty): ReadonlySet<Action> {
    return (this.sets[certainty] ??= this.isOnAll
      ? this.usable(certainty)
      : filter(this.usable(certainty), (action) => this.isOnEvery(action, certainty)));
  }

  /** Whether an action that it allows is one of these. */
  isBroad(action: Action, certainty: Certainty): boolean {
    return this.leeway.includes(action, certainty) && (this.isOnAll || this.isOnEvery(action, certainty));
  }

  /** Whether there may be any such action, by its resources. */
  hasBroad(certainty: Certainty): boolean {
    return this.isOnAll || (!this.isScoped && mayBeBroad(this.power, certainty));
  }

  private isOnEvery(action: Action, certainty: Certainty): boolean {
    return !this.isScoped && isBroad(this.power, action, certainty);
  }

  /** What may keep an answer from being certain; of another document where that names its grant. */
  unknowns(): readonly { readonly unknown: Unknown; readonly grant?: G }[] {
    const { holders, document } = this;
    return [
      ...ownUnknowns(this.power),
      ...(holders.length > 0 ? holders.flatMap(unknownsOf) : document.unknowns.map(alone)),
    ];
  }
}

type ByCertainty<T> = Partial<Record<Certainty, T>>;

const SOMEBODY = new WeakMap<PolicyDocument, readonly Permissions<HasDocument>[]>();

/** Those of the document; where the stack knows none, somebody who has nothing else, whom it denies what it denies. */
export function holdersOf<G extends HasPlace>({ document, holders }: Granted<G>): readonly Permissions<HasDocument>[] {
  if (holders.length > 0) return holders;
  const somebody = SOMEBODY.get(document) ?? [{ grants: [{ document }] }];
  SOMEBODY.set(document, somebody);
  return somebody;
}

function alone(part: Unknown): { readonly unknown: Unknown } {
  return { unknown: part };
}

/** Whether the statement is told of already, because it makes an administrator of the holder. */
function isAdministratorBy<G extends HasPlace>(statement: Statement, holder: Permissions<G>): boolean {
  return administratorBy(holder).some((deciding) => deciding.statement === statement);
}

/** The statements that make an administrator of the holder, if it is one. */
export function administratorBy<G extends HasPlace>(holder: Permissions<G>): readonly Deciding<HasPlace>[] {
  const result = administratorOnce(holder);
  return result.answer === "yes" ? result.deciding : [];
}

const administratorOnce = onceFor((holder: Permissions<HasPlace>) => administrator(holder));

function allows(power: Power, certainty: Certainty): boolean {
  return hasEffect(power.statement, "Allow", certainty) && isInForce(power, "Allow", certainty, "no condition");
}

function allowedBy(power: Power, certainty: Certainty): ReadonlySet<Action> {
  return allows(power, certainty) ? actionsCoveredBy(power.action, certainty) : NONE;
}

const NONE: ReadonlySet<Action> = new Set();

function ownUnknowns(power: Power): readonly { readonly unknown: Unknown }[] {
  const { effect, action, resource } = power.statement;
  const parts = [effect, ...(action?.values ?? []), ...(resource?.values ?? []), ...power.limits().perhapsNarrowing];
  return parts.flatMap((part) => (part.state === "unknown" ? [{ unknown: part }] : []));
}

/** The parts of a holder's policies that may deny, or that its limits may leave out. */
export function unknownsOf<G extends HasPlace>(holder: Permissions<G>) {
  const { grants, boundary, serviceControl = [], perhaps, principal } = holder;
  const documents = [...(boundary ? [boundary] : []), ...serviceControl, ...grants, ...(perhaps?.() ?? [])];
  return documents.flatMap((grant) => [
    ...(grant.owner ? [{ grant, unknown: grant.owner }] : []),
    ...[...grant.document.unknowns, ...openDenials(grant.document, principal)].map((part) => ({
      grant,
      unknown: part,
    })),
  ]);
}

/** Services of which at least half of the actions that write are left. */
export function mostlyLeft(matched: Iterable<Action>, usable: { has(action: Action): boolean }): ReadonlySet<string> {
  const balance = new Map<string, number>();
  for (const action of matched) {
    if (!isElevated(action)) continue;
    balance.set(action.service, (balance.get(action.service) ?? 0) + (usable.has(action) ? 1 : -1));
  }
  return new Set([...balance].flatMap(([service, of]) => (of >= 0 ? [service] : [])));
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

function hasUnknownResource({ resource }: Power): boolean {
  return resource.values.some(({ state }) => state === "unknown");
}
