/**
 * One identity that is no administrator: by which methods may it come to more, on itself and on what else? Of each method
 * the best way is kept.
 *
 * INVARIANT: a way that an unknown could close is none; it is told only where there is no other.
 */
import { known, unknown, type Unknown } from "../../knowledge";
import { PICKED_RESOURCE_TAGS, PICKED_TAGS } from "../conditions/conditions";
import { administrator } from "../permissions/administrator";
import type { Text } from "../document/document";
import type { Actor, Escalations, OpenPart, Path, Powerful, Reach } from "./escalation";
import { ASSUMING, METHODS, UNBINDING, type Method, type Need } from "./methods";
import { isNear, isOfKind, listOf, mayTag, methodsWithin, patternsOf, saidBy, sidesOn, witnesses } from "./resources";
import { taggingOf } from "./tags";
import { targetsOf, type Stack, type Target } from "./stack";
import { ANY_TARGET, type TargetKind } from "./targets";
import {
  FRESH,
  isPermitted,
  limitsOn,
  lowerCase,
  permission,
  sidesOf,
  type Deciding,
  type HasDocument,
  type Powers,
  type Request,
  type Sides,
} from "../permissions/permissions";
import { trustsIdentity, trustsService } from "../trust/trusted";

/** What one method comes to on one target. */
interface Attempt<G> {
  readonly sure: boolean;
  readonly deciding: Path<G>["deciding"];
  readonly unknowns: readonly OpenPart<G>[];
}

interface Aim<G extends HasDocument> {
  readonly arn: Text;
  readonly target: Path<G>["target"];
  readonly reach: Reach;
  readonly steps: number;
  /** Whether the target takes part at all, such as a role that trusts the service to which it is passed. */
  readonly willing: true | Unknown;
  /** By what the target is made powerful. */
  readonly first?: { readonly method: Method; readonly attempt: Attempt<G> };
}

export class Climber<G extends HasDocument> {
  private readonly sides: Sides<G>;
  private readonly methods: readonly Method[];
  /** Whether what it writes for itself counts within its boundary only. */
  private readonly bounded: boolean;
  private readonly withoutBoundary: boolean;
  private readonly allDocuments: readonly Powers<G>[];
  private readonly best = new Map<Method, Path<G>>();
  private readonly named = new Map<Method, readonly string[]>();
  private readonly tags: boolean;

  constructor(readonly actor: Actor<G>) {
    const { permissions } = actor;
    this.sides = sidesOf(permissions);
    this.allDocuments = [...this.sides.identity, ...this.sides.perhaps, ...limitsOn(this.sides).flat()];
    const { boundary, grants, serviceControl } = permissions;
    this.bounded = boundary !== undefined && administrator({ grants: [boundary] }).answer === "no";
    this.withoutBoundary =
      this.bounded && administrator({ grants, ...(serviceControl && { serviceControl }) }).answer === "yes";
    this.methods = methodsWithin([...this.sides.identity, ...this.sides.perhaps]);
    this.tags = mayTag(this.allDocuments);
  }

  /** The most to which a way leads that was found. */
  get reach(): Reach | undefined {
    const reaches = Array.from(this.best.values(), ({ reach }) => reach);
    return reaches.includes("administrator") ? "administrator" : reaches[0];
  }

  /** Whether a further way by this method brings nothing, where it leads there. */
  isDone(method: Method, reach: Reach): boolean {
    const found = this.best.get(method);
    return found !== undefined && (reach === "more" || found.reach === "administrator");
  }

  /** Tries itself, any target and those that it may write, and files what it may try later. */
  start(stack: Stack<G>): void {
    const unbound = this.withoutBoundary ? this.unbinding(this.sides) : undefined;
    if (unbound?.sure) {
      const { deciding } = unbound;
      this.note({ method: REMOVES_BOUNDARY, target: "itself", reach: "administrator", steps: 1, deciding });
    }
    for (const method of this.methods) {
      for (const aim of this.near(method)) if (this.try(method, aim)) break;
      if (method.yields !== "powers" || !this.mayEver(method)) continue;
      stack.register({ climber: this, method }, this.patterns(method));
    }
    if (this.reach === "administrator") return;
    for (const [method, aim] of this.rewritten(this.sides, stack, false)) if (this.try(method, aim)) break;
  }

  /** What takes nothing on its target is possible on each, or on none. */
  private mayEver(method: Method): boolean {
    const isOnTarget = method.needs.some(({ on }) => on === "target");
    return isOnTarget || this.attempt(this.sides, method, ANY[method.target])?.sure === true;
  }

  /** Tries a method on what leads to a more powerful identity. */
  tryOn(method: Method, { arn, name, heldBy, actor }: Target<G>, { reach, steps }: Powerful<G>): boolean {
    if (actor.key === this.actor.key || this.isDone(method, reach)) return false;
    const willing = this.isWilling(actor, method);
    if (willing !== true) return false;
    const target = heldBy === undefined ? { name } : { name, heldBy };
    return this.try(method, { arn, target, reach, steps: steps + 1, willing });
  }

  escalations(stack: Stack<G>): Escalations<G> {
    const paths = this.paths();
    return { paths, unknowns: paths.length > 0 ? [] : this.unknowns(stack) };
  }

  /** The shortest one to the most first. */
  private paths(): readonly Path<G>[] {
    if (this.best.size === 0) return [];
    const order = [REMOVES_BOUNDARY, ...METHODS];
    return order
      .flatMap((method) => this.best.get(method) ?? [])
      .sort((a, b) => rank(a) - rank(b) || a.deciding.length - b.deciding.length);
  }

  private note(path: Path<G>): void {
    const found = this.best.get(path.method);
    if (!found || rank(path) < rank(found)) this.best.set(path.method, path);
  }

  private try(method: Method, aim: Aim<G>): boolean {
    const { arn, target, reach, steps, willing, first } = aim;
    const attempt =
      willing === true && first?.attempt.sure !== false ? this.attempt(this.sides, method, arn) : undefined;
    if (!attempt?.sure) return false;
    const deciding = [...(first?.attempt.deciding ?? []), ...attempt.deciding];
    this.note({ method, target, reach, steps, deciding, ...(first && { first: first.method }) });
    return true;
  }

  /** What the first path hangs on that may be one. */
  private unknowns(stack: Stack<G>): readonly OpenPart<G>[] {
    const alone = this.firstOpen(this.sides, stack);
    const { identity, perhaps } = this.sides;
    if (alone || perhaps.length === 0) return alone ?? [];
    const together = this.firstOpen({ ...this.sides, identity: [...identity, ...perhaps], perhaps: [] }, stack);
    if (!together || this.firstOpen({ identity: perhaps, boundary: undefined, perhaps: [] }, stack)) return [];
    const owners = perhaps.flatMap(({ grant, owner }) => (owner ? [{ grant, unknown: owner }] : []));
    return together.length > 0 ? together : owners;
  }

  /** The unknowns of the first path that may be one; none at all of a path that is certain. */
  private firstOpen(sides: Sides<G>, stack: Stack<G>): readonly OpenPart<G>[] | undefined {
    if (this.withoutBoundary) {
      const unbound = this.unbinding(sides);
      if (unbound) return unbound.unknowns;
    }
    for (const [method, { arn, willing, first }] of this.aims(sides, stack)) {
      const attempt = this.attempt(sides, method, arn);
      if (!attempt) continue;
      const doubts = willing === true ? [] : [{ unknown: hanging(willing) }];
      return [...(first?.attempt.unknowns ?? []), ...attempt.unknowns, ...doubts];
    }
    return undefined;
  }

  private *aims(sides: Sides<G>, stack: Stack<G>): Iterable<readonly [Method, Aim<G>]> {
    for (const method of this.methods) {
      for (const aim of this.near(method)) yield [method, aim];
      if (method.yields === "powers") for (const aim of this.inStack(method, stack)) yield [method, aim];
    }
    yield* this.rewritten(sides, stack, true);
  }

  /** On what the method would lead to more: itself first, then any target of the kind. */
  private *near(method: Method): Iterable<Aim<G>> {
    if (method.ofAny === "nothing") return;
    const near = { reach: method.ofAny, steps: 1, willing: true } as const;
    if (method.yields === "itself") for (const arn of this.own(method.target)) yield { ...near, arn, target: "itself" };
    yield { ...near, arn: ANY[method.target], target: "any" };
    if (method.target === "new role" || method.target === "new user") {
      const [action = ""] = method.needs[0]?.anyOf ?? [];
      const kind = method.target.slice("new ".length);
      for (const arn of witnesses(this.allDocuments, action)) {
        if (isOfKind(arn, kind)) yield { ...near, arn, target: "any" };
      }
    }
  }

  /** Those of the stack; only the doubtful ones can keep open what one knows all of. */
  private *inStack(method: Method, stack: Stack<G>): Iterable<Aim<G>> {
    const which = this.isOpen() ? "all" : "doubtful";
    for (const { actor, arn, name, heldBy } of stack.targets(method, this.patterns(method), which)) {
      const powerful = stack.reachedAs(actor);
      const willing = actor.key === this.actor.key ? false : this.isWilling(actor, method);
      if (willing === false || !powerful) continue;
      const target = heldBy === undefined ? { name } : { name, heldBy };
      yield { arn, target, reach: powerful.reach, steps: powerful.steps + 1, willing };
    }
    for (const { workload, role } of stack.unheld) {
      const { kind, arn, name } = workload;
      if (kind === method.target) yield { arn, target: { name }, reach: "more", steps: 1, willing: role };
    }
  }

  private isOpen(): boolean {
    const { arn } = this.actor;
    return arn.state === "unknown" || this.allDocuments.some(({ grant, owner }) => owner ?? grant.document.unknowns[0]);
  }

  /** Identities that it may give any permission, each with the ways to become them. */
  private *rewritten(sides: Sides<G>, stack: Stack<G>, isOpen: boolean): Iterable<readonly [Method, Aim<G>]> {
    const takes = this.methods.filter(({ yields }) => yields === "powers");
    if (takes.length === 0) return;
    for (const writes of this.methods.filter(({ yields }) => yields === "itself")) {
      for (const { actor, arn } of stack.writtenBy(writes, this.patterns(writes))) {
        if (actor.key === this.actor.key || stack.reachedAs(actor)) continue;
        const ways = takes.filter((method) => isOpen || this.isWilling(actor, method) === true);
        const attempt = ways.length > 0 && this.meetAll(sides, writes, arn, boundaryOf(actor));
        if (attempt) yield* this.waysTo(actor, ways, { method: writes, attempt });
      }
    }
  }

  private *waysTo(actor: Actor<G>, ways: readonly Method[], first: NonNullable<Aim<G>["first"]>) {
    for (const method of ways) for (const aim of this.became(method, actor)) yield [method, { ...aim, first }] as const;
  }

  private *became(method: Method, actor: Actor<G>): Iterable<Aim<G>> {
    const willing = this.isWilling(actor, method);
    if (willing === false) return;
    for (const { kind, arn, name, heldBy } of targetsOf(actor)) {
      const target = heldBy === undefined ? { name } : { name, heldBy };
      if (kind === method.target) yield { arn, target, reach: "administrator", steps: 1, willing };
    }
  }

  private isWilling({ trust, account, among }: Actor<G>, { service, name }: Method): true | false | Unknown {
    if (!trust) return true;
    if (service !== undefined) return trustsService(trust, service);
    if (name !== ASSUMING) return true;
    const { arn } = this.actor;
    if (arn.state === "unknown") return arn;
    return trustsIdentity(trust, { account, among }, arn.value.split(":").slice(4).join(":"));
  }

  /** The targets on which the method may be allowed; see `keyPattern`. */
  private patterns(method: Method): readonly string[] {
    const [first] = method.needs;
    const patterns =
      this.named.get(method) ??
      (first ? patternsOf(this.allDocuments, first, method, this.tags ? PICKED_RESOURCE_TAGS : {}) : []);
    this.named.set(method, patterns);
    return patterns;
  }

  /** ARNs of the kind that are the identity, or write its permissions. */
  private own(kind: TargetKind): readonly Text[] {
    const { sort, arn, groups, policies } = this.actor;
    if (kind === "policy") return policies;
    if (kind === "group" && sort === "user") return groups;
    if (kind === "user" && (sort === "user" || sort === "group")) return sort === "user" ? [arn, MEMBER] : [MEMBER];
    return kind === sort ? [arn] : [];
  }

  /** Undefined where the identity may not do what the method needs. */
  private attempt(sides: Sides<G>, method: Method, target: Text): Attempt<G> | undefined {
    const unbound = method.yields === "itself" && this.bounded ? this.unbinding(sides) : NOTHING;
    return this.meetAll(sides, method, target, unbound);
  }

  private meetAll(sides: Sides<G>, method: Method, target: Text, before: Attempt<G> | undefined) {
    if (!before) return undefined;
    const deciding = [...before.deciding];
    const unknowns = [...before.unknowns];
    let { sure } = before;
    for (const need of method.needs) {
      const met = this.meet(sides, need, target, method);
      if (!met) return undefined;
      sure &&= met.sure;
      deciding.push(...met.deciding);
      unknowns.push(...met.unknowns);
    }
    return { sure, deciding, unknowns };
  }

  private unbinding(sides: Sides<G>): Attempt<G> | undefined {
    const { sort, arn } = this.actor;
    if (sort !== "role" && sort !== "user") return undefined;
    return this.meet(sides, { anyOf: UNBINDING[sort], on: "target" }, arn);
  }

  private meet(sides: Sides<G>, { anyOf, on }: Need, target: Text, method?: Method): Attempt<G> | undefined {
    let open: Attempt<G> | undefined;
    for (const action of anyOf) {
      for (const resource of resourcesFor(sides, action, on, target)) {
        const met = this.ask(sides, action, resource, method);
        if (met?.sure) return met;
        open ??= met;
      }
    }
    return open;
  }

  private ask(all: Sides<G>, action: string, resource: Text, method: Method | undefined): Attempt<G> | undefined {
    const sides = sidesOn(all, action);
    if (resource.state === "unknown") {
      const near = isNear(sides.identity, action);
      return near ? { sure: false, deciding: [], unknowns: [{ unknown: hanging(resource) }] } : undefined;
    }
    const says = saidBy(action, method);
    const request: Request = { action: lowerCase(action), resources: listOf(resource), ...(says && { says }) };
    if (!this.tags && !isPermitted(sides, request, "possibly", "no condition")) return undefined;
    const result = permission(sides, request);
    if (result.answer === "yes") {
      return { sure: true, deciding: result.deciding.map((each) => ({ ...each, action })), unknowns: [] };
    }
    if (result.answer === "conditional" && this.tags) return this.askTagged(all, action, request);
    if (result.answer !== "undetermined" || result.atMost !== "yes") return undefined;
    return { sure: false, deciding: [], unknowns: result.unknowns };
  }

  /** Whether the conditions are on tags alone that the identity itself may put on the resource. */
  private askTagged(sides: Sides<G>, action: string, request: Request): Attempt<G> | undefined {
    const [resource = ""] = request.resources;
    const tagging = taggingOf(resource);
    if (tagging === undefined) return undefined;
    const tags = permission(sides, { action: lowerCase(tagging), resources: request.resources, says: PICKED_TAGS });
    const result = permission(sides, { ...request, says: { ...request.says, ...PICKED_RESOURCE_TAGS } });
    if (tags.answer !== "yes" || result.answer !== "yes" || !picksAnyTag(tags.deciding)) return undefined;
    const tagged = tags.deciding.map((each) => ({ ...each, action: tagging }));
    return { sure: true, deciding: [...tagged, ...result.deciding.map((each) => ({ ...each, action }))], unknowns: [] };
  }
}

const NOTHING: Attempt<never> = { sure: true, deciding: [], unknowns: [] };

const REMOVES_BOUNDARY: Method = {
  name: "remove the permissions boundary",
  words: "remove its permissions boundary, and then do everything",
  target: "role",
  needs: [],
  yields: "itself",
  ofAny: "administrator",
};

const ANY = Object.fromEntries(
  Object.entries(ANY_TARGET).map(([kind, arn]) => [kind, known(arn, "")]),
) as unknown as Readonly<Record<TargetKind, Text>>;

/** The user who asks, by the policy variable, which is how statements name it; no pattern names it otherwise. */
const MEMBER: Text = known(`:iam::${FRESH}:user/\${aws:username}`, "");

/** What is written for an identity with a boundary counts within that only. */
function boundaryOf<G extends HasDocument>({ permissions: { boundary } }: Actor<G>): Attempt<G> | undefined {
  const within = boundary && administrator({ grants: [boundary] });
  if (!within || within.answer === "yes") return NOTHING;
  return within.answer === "no" ? undefined : { sure: false, deciding: [], unknowns: within.unknowns };
}

/** Whether no condition says which tags it may set. */
function picksAnyTag(deciding: readonly Deciding<unknown>[]): boolean {
  return deciding.every(({ statement }) => statement.conditions.every(({ key }) => !/^aws:tagkeys$/i.test(key)));
}

function rank({ reach, steps }: { readonly reach: Reach; readonly steps: number }): number {
  return steps + (reach === "administrator" ? 0 : 1e6);
}

function resourcesFor<G>(sides: Sides<G>, action: string, on: Need["on"], target: Text): readonly Text[] {
  if (on === "target") return [target];
  if (on !== "some") return on.arns.map((arn) => known(arn, ""));
  return witnesses([...sides.identity, ...limitsOn(sides).flat()], action);
}

/** The unknown as one of the identity, because it lies in another resource. */
function hanging({ path, because, waitsFor }: Unknown): Unknown {
  return unknown("", `settled by the \`${path}\` of another resource, which is ${because}`, waitsFor);
}
