/**
 * Who of a stack can be the target of an escalation, and who may try it? Identities and their workloads are found by the
 * patterns of those who try, and those who try by the target that somebody has become: by its ARN, by the services that
 * a role trusts and by the identities that it names.
 *
 * INVARIANT: nothing that a full question could allow is left out.
 */
import { STAND_IN_ACCOUNT } from "../document/arn";
import type { PolicyDocument, Text } from "../document/document";
import type { Actor, Powerful, UnheldWorkload } from "./escalation";
import type { Climber } from "./climber";
import { keyOfArn, KeyIndex, PatternIndex } from "./pattern-index";
import { ASSUMING, type Method } from "./methods";
import type { TargetKind } from "./targets";
import type { HasDocument } from "../permissions/permissions";

/** An identity as a target, or what leads to it. */
export interface Target<G extends HasDocument> {
  readonly actor: Actor<G>;
  readonly kind: TargetKind;
  readonly arn: Text;
  readonly name: string;
  readonly heldBy?: string;
}

/** An identity that may do by one method what a target takes. */
export interface Entry<G extends HasDocument> {
  readonly climber: Climber<G>;
  readonly method: Method;
}

export class Stack<G extends HasDocument> {
  private readonly reached = new Map<Actor<G>, Powerful<G>>();
  /** What leads to those that are worth reaching. */
  private readonly worth = new Targets<G>();
  /** The same, of which it is not known what it is called or whom it trusts. */
  private readonly doubtful = new Targets<G>();
  /** Identities, and the policies that they have. */
  private readonly written = new Targets<G>();
  private readonly entries = new Map<string, PatternIndex<Entry<G>>>();
  /** Those that assume roles, by their own ARN. */
  private readonly assuming = new Map<string, Entry<G>[]>();
  private readonly services = new Set<string>();

  constructor(
    actors: readonly Actor<G>[],
    readonly unheld: readonly UnheldWorkload[],
  ) {
    for (const actor of actors) {
      const { sort, arn, name, policies } = actor;
      this.written.add({ actor, kind: sort, arn, name });
      for (const policy of policies) this.written.add({ actor, kind: "policy", arn: policy, name });
    }
  }

  /** @param patterns the targets that the climber may try; see `keyPattern` */
  register(entry: Entry<G>, patterns: readonly string[]): void {
    const { climber, method } = entry;
    const key = keyOf(method);
    const index = this.entries.get(key) ?? new PatternIndex<Entry<G>>();
    index.add(patterns, entry);
    this.entries.set(key, index);
    if (method.service !== undefined) this.services.add(method.service);
    const { arn } = climber.actor;
    if (method.name !== ASSUMING || arn.state === "unknown") return;
    const own = keyOfArn(arn.value);
    this.assuming.set(own, [...(this.assuming.get(own) ?? []), entry]);
  }

  reach(powerful: Powerful<G>): void {
    this.reached.set(powerful.actor, powerful);
    for (const target of targetsOf(powerful.actor)) {
      this.worth.add(target);
      if (target.arn.state === "unknown" || isDoubtful(powerful.actor)) this.doubtful.add(target);
    }
  }

  reachedAs(actor: Actor<G>): Powerful<G> | undefined {
    return this.reached.get(actor);
  }

  /** Who may try what leads to an identity, but for those to whom it brings nothing. */
  *entriesTo(actor: Actor<G>, isDone: (entry: Entry<G>) => boolean): Iterable<readonly [Entry<G>, Target<G>]> {
    for (const target of targetsOf(actor)) {
      if (target.arn.state === "unknown") continue;
      const key = keyOfArn(target.arn.value);
      for (const name of keysFor(target, this.services)) {
        for (const entry of this.entries.get(name)?.at(key, isDone) ?? []) yield [entry, target];
      }
      if (target.kind === "role") for (const entry of this.assumersOf(actor, key, isDone)) yield [entry, target];
    }
  }

  private assumersOf({ trust }: Actor<G>, key: string, isDone: (entry: Entry<G>) => boolean): readonly Entry<G>[] {
    const named = trust && namedIn(trust);
    if (!named) return this.entries.get(ASSUMING)?.at(key, isDone) ?? [];
    return named.flatMap((arn) => this.assuming.get(arn) ?? []).filter((entry) => !isDone(entry));
  }

  /** What leads to more by a method on targets of these patterns. */
  targets({ target }: Method, patterns: readonly string[], which: "all" | "doubtful"): readonly Target<G>[] {
    return (which === "all" ? this.worth : this.doubtful).at(target, patterns);
  }

  /** Identities of which a method on targets of these patterns writes the permissions. */
  writtenBy({ target }: Method, patterns: readonly string[]): readonly Target<G>[] {
    return this.written.at(target, patterns);
  }
}

/** Targets by kind, those of an unknown name with each pattern. */
class Targets<G extends HasDocument> {
  private readonly named = new Map<TargetKind, KeyIndex<Target<G>>>();
  private readonly unnamed = new Map<TargetKind, Target<G>[]>();

  add(target: Target<G>): void {
    const { kind, arn } = target;
    if (arn.state === "unknown") {
      const list = this.unnamed.get(kind) ?? [];
      list.push(target);
      this.unnamed.set(kind, list);
      return;
    }
    const index = this.named.get(kind) ?? new KeyIndex<Target<G>>();
    index.add(keyOfArn(arn.value), target);
    this.named.set(kind, index);
  }

  at(kind: TargetKind, patterns: readonly string[]): readonly Target<G>[] {
    return [...(this.named.get(kind)?.at(patterns) ?? []), ...(this.unnamed.get(kind) ?? [])];
  }
}

export function targetsOf<G extends HasDocument>(actor: Actor<G>): readonly Target<G>[] {
  const { sort, arn, name, workloads } = actor;
  return [
    { actor, kind: sort, arn, name },
    ...workloads.map((held) => ({ actor, kind: held.kind, arn: held.arn, name, heldBy: held.name })),
  ];
}

/** What methods have in common that a target can take part in. */
function keyOf({ name, service, target }: Method): string {
  return service ?? (name === ASSUMING ? ASSUMING : `on ${target}`);
}

/** Roles are passed only to services that they may trust. */
function keysFor<G extends HasDocument>({ actor, kind }: Target<G>, services: ReadonlySet<string>): readonly string[] {
  const own = `on ${kind}`;
  if (kind !== "role") return [own];
  const trusted = actor.trust && servicesIn(actor.trust);
  return [own, ...(trusted ? trusted.filter((service) => services.has(service)) : services)];
}

/** The services that a trust policy names; undefined where it may mean any. */
function servicesIn(trust: PolicyDocument): readonly string[] | undefined {
  const principals = principalsIn(trust);
  if (!principals || principals.some(({ type }) => type === "any")) return undefined;
  return [...new Set(principals.map(({ value }) => value.replace(/\.cn$/, "")))];
}

/** The identities that a trust policy names, without their account; undefined where it may mean a whole account. */
function namedIn(trust: PolicyDocument): readonly string[] | undefined {
  const principals = principalsIn(trust)?.filter(({ type }) => type === "any" || type === "AWS");
  const arns = principals?.map(({ value }) => /^arn:[^:]*:iam::\d*:((?:role|user|group)\/.*)$/s.exec(value)?.[1]);
  return arns?.includes(undefined) === false ? arns.map((arn) => `iam:${arn ?? ""}`) : undefined;
}

/** Undefined where not all of them are known, or all but those. */
function principalsIn({ hidden, statements }: PolicyDocument) {
  if (hidden.length > 0) return undefined;
  const principals = statements.map(({ principal }) => principal);
  if (principals.some((each) => each?.negated)) return undefined;
  const entries = principals.flatMap((each) => each?.entries ?? []);
  const known = entries.flatMap(({ type, value }) => (value.state === "known" ? { type, value: value.value } : []));
  return known.length === entries.length ? known : undefined;
}

/** Whether it may turn out that a role trusts somebody, for all that is known now. */
function isDoubtful<G extends HasDocument>({ trust, account = STAND_IN_ACCOUNT }: Actor<G>): boolean {
  return trust !== undefined && (trust.unknowns.length > 0 || account === STAND_IN_ACCOUNT);
}
