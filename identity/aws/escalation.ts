/**
 * How can an identity come to more than its policies say? By each method of `escalation-methods.ts` whose actions it may
 * do on one target: on itself, on any target of the kind, or on one that a more powerful identity of the stack is or
 * holds. More powerful is an administrator, and whoever can escalate in turn; so paths go over several identities.
 *
 * INVARIANTS: only what is allowed without a condition that narrows makes a path. A permissions boundary holds also for
 * what an identity writes for itself, unless it may remove the boundary. What hangs on an unknown is no path, and the
 * answer names the unknown.
 */
import { known, unknown, type Unknown } from "../knowledge";
import { administrator } from "./administrator";
import type { PolicyDocument, Text } from "./document";
import {
  ANY_TARGET,
  METHODS,
  UNBINDING,
  type Method,
  type Need,
  type TargetKind,
  type WorkloadKind,
} from "./escalation-methods";
import { arnsOf, isNear, isOfKind, listOf, mayBeMet, saidBy, witnesses } from "./escalation-resources";
import {
  FRESH,
  lowerCase,
  permission,
  sidesOf,
  type Deciding,
  type HasDocument,
  type Permissions,
  type Powers,
  type Request,
  type Sides,
  type UnknownPart,
} from "./permissions";
import { trustsIdentity, trustsService } from "./trusted";

/** An identity, as far as it may escalate or be the target of an escalation. */
export interface Actor<G extends HasDocument> {
  /** Tells identities apart. */
  readonly key: string;
  readonly sort: "role" | "user" | "group";
  readonly name: string;
  readonly permissions: Permissions<G>;
  /** From the service on, with `FRESH` for the account: `:iam::…:role/app`. */
  readonly arn: Text;
  readonly account?: string;
  /** ARNs of the groups of a user, in the same form. */
  readonly groups: readonly Text[];
  /** ARNs of the policies of the account that are attached to it, in the same form. */
  readonly policies: readonly Text[];
  /** Who may become the role. */
  readonly trust?: PolicyDocument;
  readonly workloads: readonly Workload[];
}

/** Something that holds a role and can be made to act for a caller. */
export interface Workload {
  readonly kind: WorkloadKind;
  readonly name: string;
  /** From the service on. */
  readonly arn: Text;
}

/** A workload of which it is not known whose role it holds. */
export interface UnheldWorkload {
  readonly workload: Workload;
  readonly role: Unknown;
}

/** What the end of a path gives: everything, or more than the identity's own policies. */
export type Reach = "administrator" | "more";

/** One way for an identity to come to more, as a first step. */
export interface Path<G> {
  readonly method: Method;
  readonly target: "itself" | "any" | { readonly name: string; readonly heldBy?: string };
  readonly reach: Reach;
  /** How many identities it goes over, the first included. */
  readonly steps: number;
  /** One statement for each action that it takes. */
  readonly deciding: readonly (Deciding<G> & { readonly action: string })[];
}

export interface Escalations<G> {
  /** The shortest one to the most first. */
  readonly paths: readonly Path<G>[];
  /** What would have to be known to tell whether there is a path; empty where there is one, or none in any case. */
  readonly unknowns: readonly OpenPart<G>[];
}

/** An unknown part of a grant, or of something else where there is none. */
export type OpenPart<G> = Omit<UnknownPart<G>, "grant"> & { readonly grant?: G };

/** The escalations of each identity, by its key. Those of administrators are none: they have everything. */
export function escalations<G extends HasDocument>(
  actors: readonly Actor<G>[],
  unheld: readonly UnheldWorkload[] = [],
): ReadonlyMap<string, Escalations<G>> {
  const powerful = new Targets<G>();
  const climbers: Climber<G>[] = [];
  for (const actor of actors) {
    if (administrator(actor.permissions).answer === "yes") powerful.add({ actor, reach: "administrator", steps: 0 });
    else climbers.push(new Climber(actor, unheld));
  }
  climb(climbers, powerful, "administrator");
  climb(climbers, powerful, "more");
  return new Map(climbers.map((climber) => [climber.actor.key, climber.escalations(powerful)]));
}

/** An identity that is worth reaching. */
interface Powerful<G extends HasDocument> {
  readonly actor: Actor<G>;
  readonly reach: Reach;
  readonly steps: number;
}

/** Finds, step by step, who reaches whom of those that are found already. */
function climb<G extends HasDocument>(climbers: readonly Climber<G>[], powerful: Targets<G>, reach: Reach): void {
  const done = new Set(powerful.list.map(({ actor }) => actor.key));
  let waiting = climbers.filter(({ actor, canClimb }) => canClimb && !done.has(actor.key));
  for (let found = true; found && waiting.length > 0;) {
    const reached = waiting.flatMap((climber): readonly Powerful<G>[] => {
      const path = climber.paths(powerful).find((each) => reach === "more" || each.reach === reach);
      return path ? [{ actor: climber.actor, reach: path.reach, steps: path.steps }] : [];
    });
    for (const each of reached) powerful.add(each);
    const keys = new Set(reached.map(({ actor }) => actor.key));
    waiting = waiting.filter(({ actor }) => !keys.has(actor.key));
    found = reached.length > 0;
  }
}

/** Those worth reaching, the nearest to everything first, and by the ARN of each target that leads to one. */
class Targets<G extends HasDocument> {
  readonly list: Powerful<G>[] = [];
  /** Those with a target of which the ARN is not known. */
  private readonly hidden: Powerful<G>[] = [];
  private readonly byArn = new Map<string, Powerful<G>[]>();

  add(powerful: Powerful<G>): void {
    this.list.push(powerful);
    const { arn, workloads } = powerful.actor;
    for (const text of [arn, ...workloads.map((workload) => workload.arn)]) {
      if (text.state === "unknown") this.hidden.push(powerful);
      else this.byArn.set(text.value, [...(this.byArn.get(text.value) ?? []), powerful]);
    }
  }

  /** Those that have one of these ARNs, or may have it; all of them where no ARNs are given. */
  at(arns: readonly string[] | undefined): readonly Powerful<G>[] {
    return arns ? [...new Set([...arns.flatMap((arn) => this.byArn.get(arn) ?? []), ...this.hidden])] : this.list;
  }
}

function rank({ reach, steps }: { readonly reach: Reach; readonly steps: number }): number {
  return steps + (reach === "administrator" ? 0 : 1e6);
}

/** What one method comes to on one target. */
interface Attempt<G> {
  readonly sure: boolean;
  readonly deciding: Path<G>["deciding"];
  readonly unknowns: readonly OpenPart<G>[];
}

interface Aim {
  readonly arn: Text;
  readonly target: Path<unknown>["target"];
  readonly reach: Reach;
  readonly steps: number;
  /** Whether the target takes part at all, such as a role that trusts the service to which it is passed. */
  readonly willing: true | Unknown;
}

/** One identity that is no administrator. */
class Climber<G extends HasDocument> {
  readonly canClimb: boolean;
  private readonly sides: Sides<G>;
  private readonly methods: readonly Method[];
  /** Whether what it writes for itself counts within its boundary only. */
  private readonly bounded: boolean;
  private readonly withoutBoundary: boolean;

  private readonly allDocuments: readonly Powers<G>[];
  private readonly named = new Map<string, { readonly arns: readonly string[] | undefined }>();

  constructor(
    readonly actor: Actor<G>,
    private readonly unheld: readonly UnheldWorkload[],
  ) {
    const { permissions } = actor;
    this.sides = sidesOf(permissions);
    this.allDocuments = [...this.sides.identity, ...this.sides.perhaps, ...(this.sides.boundary ?? [])];
    const { boundary } = permissions;
    this.bounded = boundary !== undefined && administrator({ grants: [boundary] }).answer === "no";
    this.withoutBoundary = this.bounded && administrator({ grants: permissions.grants }).answer === "yes";
    this.methods = METHODS.filter((method) => method.needs.every((need) => mayBeMet(this.allDocuments, need)));
    this.canClimb = this.methods.length > 0 || this.withoutBoundary;
  }

  /** All paths that are certain, the shortest one to the most first. */
  paths(powerful: Targets<G>): readonly Path<G>[] {
    const unbound = this.withoutBoundary ? this.unbinding(this.sides) : undefined;
    const first: Path<G>[] = unbound?.sure
      ? [{ method: REMOVES_BOUNDARY, target: "itself", reach: "administrator", steps: 1, deciding: unbound.deciding }]
      : [];
    const found = this.methods.flatMap((method): readonly Path<G>[] => {
      for (const { arn, target, reach, steps, willing } of this.aims(method, powerful)) {
        const attempt = willing === true ? this.attempt(this.sides, method, arn) : undefined;
        if (attempt?.sure) return [{ method, target, reach, steps, deciding: attempt.deciding }];
      }
      return [];
    });
    return [...first, ...found].sort((a, b) => rank(a) - rank(b) || a.deciding.length - b.deciding.length);
  }

  escalations(powerful: Targets<G>): Escalations<G> {
    const paths = this.canClimb ? this.paths(powerful) : [];
    if (paths.length > 0) return { paths, unknowns: [] };
    return { paths, unknowns: this.canClimb ? this.unknowns(powerful) : [] };
  }

  /** What the first path hangs on that may be one. */
  private unknowns(powerful: Targets<G>): readonly OpenPart<G>[] {
    const alone = this.firstOpen(this.sides, powerful);
    const { identity, perhaps, boundary } = this.sides;
    if (alone || perhaps.length === 0) return alone ?? [];
    const together = this.firstOpen({ identity: [...identity, ...perhaps], boundary, perhaps: [] }, powerful);
    if (!together || this.firstOpen({ identity: perhaps, boundary: undefined, perhaps: [] }, powerful)) return [];
    const owners = perhaps.flatMap(({ grant, owner }) => (owner ? [{ grant, unknown: owner }] : []));
    return together.length > 0 ? together : owners;
  }

  /** The unknowns of the first path that may be one; none at all of a path that is certain. */
  private firstOpen(sides: Sides<G>, powerful: Targets<G>): readonly OpenPart<G>[] | undefined {
    if (this.withoutBoundary) {
      const unbound = this.unbinding(sides);
      if (unbound) return unbound.unknowns;
    }
    for (const method of this.methods) {
      for (const { arn, willing } of this.aims(method, powerful)) {
        const attempt = this.attempt(sides, method, arn);
        if (attempt) return [...attempt.unknowns, ...(willing === true ? [] : [{ unknown: hanging(willing) }])];
      }
    }
    return undefined;
  }

  /** On what the method would lead to more: itself first, then any target of the kind, then those in the stack. */
  private *aims(method: Method, powerful: Targets<G>): Iterable<Aim> {
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
    if (method.yields === "powers") yield* this.aimsInStack(method, powerful);
  }

  private *aimsInStack(method: Method, powerful: Targets<G>): Iterable<Aim> {
    for (const { actor, reach, steps } of powerful.at(this.namedBy(method))) {
      if (actor.key === this.actor.key) continue;
      for (const { arn, name, heldBy } of targetsOf(actor, method.target)) {
        const willing = this.isWilling(actor, method);
        if (willing === false) continue;
        const target = heldBy === undefined ? { name } : { name, heldBy };
        yield { arn, target, reach, steps: steps + 1, willing };
      }
    }
    for (const { workload, role } of this.unheld) {
      const { kind, arn, name } = workload;
      if (kind === method.target) yield { arn, target: { name }, reach: method.ofAny, steps: 1, willing: role };
    }
  }

  /** The ARNs on which the identity may do it, where all of them are written out: only those need to be tried. */
  private namedBy({ name, needs: [first] }: Method): readonly string[] | undefined {
    const known = this.named.get(name);
    if (known) return known.arns;
    const arns = first && arnsOf(this.allDocuments, first.anyOf);
    this.named.set(name, { arns });
    return arns;
  }

  private isWilling({ trust, account }: Actor<G>, { service, name }: Method): true | false | Unknown {
    if (!trust) return true;
    if (service !== undefined) return trustsService(trust, service);
    if (name !== "sts:AssumeRole") return true;
    const { arn } = this.actor;
    return arn.state === "unknown" ? arn : trustsIdentity(trust, account, arn.value.split(":").slice(4).join(":"));
  }

  /** ARNs of the kind that are the identity, or write its permissions. */
  private own(kind: TargetKind): readonly Text[] {
    const { sort, arn, groups, policies } = this.actor;
    if (kind === "policy") return policies;
    if (kind === "group" && sort === "user") return groups;
    if (kind === "user" && sort !== "role") return sort === "user" ? [arn, MEMBER] : [MEMBER];
    return kind === sort ? [arn] : [];
  }

  /** Undefined where the identity may not do what the method needs. */
  private attempt(sides: Sides<G>, method: Method, target: Text): Attempt<G> | undefined {
    const unbound = method.yields === "itself" && this.bounded ? this.unbinding(sides) : NOTHING;
    if (!unbound) return undefined;
    const deciding = [...unbound.deciding];
    const unknowns: OpenPart<G>[] = [...unbound.unknowns];
    let { sure } = unbound;
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
    return sort === "group" ? undefined : this.meet(sides, { anyOf: UNBINDING[sort], on: "target" }, arn);
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

  private ask(sides: Sides<G>, action: string, resource: Text, method: Method | undefined): Attempt<G> | undefined {
    if (resource.state === "unknown") {
      const near = isNear(sides.identity, action);
      return near ? { sure: false, deciding: [], unknowns: [{ unknown: hanging(resource) }] } : undefined;
    }
    const says = saidBy(action, method);
    const request: Request = { action: lowerCase(action), resources: listOf(resource), ...(says && { says }) };
    const result = permission(sides, request);
    if (result.answer === "yes") {
      return { sure: true, deciding: result.deciding.map((each) => ({ ...each, action })), unknowns: [] };
    }
    if (result.answer !== "undetermined" || result.atMost !== "yes") return undefined;
    return { sure: false, deciding: [], unknowns: result.unknowns };
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

function targetsOf<G extends HasDocument>(
  { sort, arn, name, workloads }: Actor<G>,
  kind: TargetKind,
): readonly { readonly arn: Text; readonly name: string; readonly heldBy?: string }[] {
  if (kind === sort) return [{ arn, name }];
  return workloads
    .filter((workload) => workload.kind === kind)
    .map((workload) => ({ arn: workload.arn, name, heldBy: workload.name }));
}

function resourcesFor<G>(sides: Sides<G>, action: string, on: Need["on"], target: Text): readonly Text[] {
  if (on === "target") return [target];
  return on === "some" ? witnesses([...sides.identity, ...(sides.boundary ?? [])], action) : [known(on.arn, "")];
}

/** The unknown as one of the identity, because it lies in another resource. */
function hanging({ path, because, waitsFor }: Unknown): Unknown {
  return unknown("", `settled by the \`${path}\` of another resource, which is ${because}`, waitsFor);
}
