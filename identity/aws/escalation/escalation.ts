/**
 * How can an identity come to more than its policies say? By each method of `methods.ts` whose actions it may
 * do on one target: on itself, on any target of the kind, on one that a more powerful identity of the stack is or holds,
 * or on one that it may make powerful first. More powerful is an administrator, and whoever can escalate in turn; so
 * paths go over several identities.
 *
 * INVARIANTS: only what is allowed without a condition that narrows makes a path. A permissions boundary holds also for
 * what an identity writes for itself, unless it may remove the boundary. What hangs on an unknown is no path, and the
 * answer names the unknown. An identity is tried on those targets only that its patterns match and that trust it.
 */
import type { Unknown } from "../../knowledge";
import { administrator } from "../permissions/administrator";
import type { PolicyDocument, Text } from "../document/document";
import { Climber } from "./climber";
import type { Method } from "./methods";
import { Stack, type Entry } from "./stack";
import type { WorkloadKind } from "./targets";
import type { Deciding, HasDocument, Permissions, UnknownPart } from "../permissions/permissions";

/** An identity, as far as it may escalate or be the target of an escalation. */
export interface Actor<G extends HasDocument> {
  /** Tells identities apart. */
  readonly key: string;
  readonly sort: "role" | "user" | "group" | "permission set";
  readonly name: string;
  readonly permissions: Permissions<G>;
  /** From the service on, with `FRESH` for the account: `:iam::…:role/app`. */
  readonly arn: Text;
  /** As its ARN tells it, be it a stand-in. */
  readonly account?: string;
  /** The real accounts of which it is in one; empty or absent where nothing tells. */
  readonly among?: readonly string[];
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
  /** What is done before, to give the target any permission. */
  readonly first?: Method;
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

/** An identity that is worth reaching. */
export interface Powerful<G extends HasDocument> {
  readonly actor: Actor<G>;
  readonly reach: Reach;
  readonly steps: number;
}

/** The escalations of each identity, by its key. Those of administrators are none: they have everything. */
export function escalations<G extends HasDocument>(
  actors: readonly Actor<G>[],
  unheld: readonly UnheldWorkload[] = [],
): ReadonlyMap<string, Escalations<G>> {
  const isAdministrator = (actor: Actor<G>) => administrator(actor.permissions).answer === "yes";
  const administrators = new Set(actors.filter(isAdministrator));
  const stack = new Stack(actors, unheld);
  const first = [...administrators].map((actor): Powerful<G> => ({ actor, reach: "administrator", steps: 0 }));
  for (const each of first) stack.reach(each);
  const climbers = actors.filter((actor) => !administrators.has(actor)).map((actor) => new Climber(actor));
  for (const climber of climbers) climber.start(stack);
  climb(climbers, stack, "administrator", first);
  climb(climbers, stack, "more", []);
  return new Map(climbers.map((climber) => [climber.actor.key, climber.escalations(stack)]));
}

/** Finds, step by step, who reaches whom of those that were found last; each identity is one of these once at most. */
function climb<G extends HasDocument>(
  climbers: readonly Climber<G>[],
  stack: Stack<G>,
  reach: Reach,
  first: readonly Powerful<G>[],
): void {
  let found = new Set(climbers.filter((climber) => climber.reach === reach));
  let latest = first;
  for (let steps = 1; found.size + latest.length > 0; steps++) {
    for (const powerful of latest) for (const climber of climbersTo(powerful, stack, reach)) found.add(climber);
    const fresh = [...found].filter(({ actor }) => !stack.reachedAs(actor));
    latest = fresh.map(({ actor }) => ({ actor, reach, steps }));
    for (const each of latest) stack.reach(each);
    found = new Set();
  }
}

/** Those who find a way to the powerful one that brings them more than what they found before. */
function* climbersTo<G extends HasDocument>(
  powerful: Powerful<G>,
  stack: Stack<G>,
  reach: Reach,
): Iterable<Climber<G>> {
  const isDone = ({ climber, method }: Entry<G>) => climber.isDone(method, reach);
  for (const [{ climber, method }, target] of stack.entriesTo(powerful.actor, isDone)) {
    if (climber.tryOn(method, target, powerful)) yield climber;
  }
}
