/**
 * The privilege lock: what each identity of a project may hold, and who approved that, when and until when. It is to
 * privileges what a lockfile is to dependencies.
 *
 * INVARIANTS: an approval is bound to the digest of its entry, which covers everything but the approval; so it lapses
 * with any edit. What an approver signs is the entry and the terms of the approval, so none of them changes unnoticed.
 * An entry holds for every project and stack that it does not exclude by naming others.
 */
import { createHash } from "node:crypto";
import { canonical, sorted, type Holdings } from "../entitlements";
import type { Unknown } from "../knowledge";

export const LOCK_FILE = "mandate.lock.yaml";

/** The namespace of signatures, so that one made for another purpose does not count. */
export const SIGNATURE_NAMESPACE = "mandate-approval";

export interface Lock {
  readonly entries: readonly LockEntry[];
  readonly problems: readonly LockProblem[];
  /** Parts of the document, outside of its entries, that are not known. */
  readonly unknowns: readonly Unknown[];
}

/** What one identity may hold. */
export interface LockEntry extends Holdings {
  /** Where it stands, such as `identities[2]`. */
  readonly place: string;
  /** Logical name, or the name by which the stack refers to what it does not make. */
  readonly identity: string;
  /** Type of the resource, or what else it is. */
  readonly type: string;
  /** The only project for which it holds. */
  readonly project?: string;
  /** The only stacks for which it holds; empty: all. */
  readonly stacks: readonly string[];
  readonly purpose?: string;
  /** What runs as the identity. */
  readonly workloads: readonly string[];
  readonly approval?: Approval;
  /** Parts of it that are not known. */
  readonly unknowns: readonly Unknown[];
}

/** Who approved an entry, and on which terms. */
export interface Approval {
  readonly approver: string;
  /** ISO day. */
  readonly date: string;
  readonly reason: string;
  /** ISO day after which it no longer counts. */
  readonly until: string;
  readonly monitor: string;
  readonly revoker: string;
  /** Days after `date` within which the approval is to be looked at again. */
  readonly reviewDays: number;
  readonly digest: string;
  readonly signature?: string;
}

/** What is wrong at one place of a lock. It shows no value but unknown keys. */
export interface LockProblem {
  readonly place: string;
  /** Completes "expected …". */
  readonly expected: string;
  /** Completes "found …". */
  readonly found: string;
}

/** `place: expected …, found …` in one line. */
export function problemText({ expected, found }: LockProblem, place: string): string {
  return `${place === "" ? "" : `${place}: `}expected ${expected}, found ${found}`;
}

/** What an approval of an entry is for: all of it but the approval itself. */
export type Substance = Omit<LockEntry, "place" | "approval" | "unknowns">;

/** Two entries with the same digest say the same. */
export function digestOf(entry: Substance): string {
  return `sha256:${createHash("sha256")
    .update(canonical(substanceOf(entry)))
    .digest("hex")}`;
}

/** The text that an approver signs: the entry and the terms of its approval, one text for one meaning. */
export function signedText(entry: Substance, approval: Omit<Approval, "digest" | "signature">): string {
  const { approver, date, reason, until, monitor, revoker, reviewDays } = approval;
  const terms = { approver, date, reason, until, monitor, revoker, reviewDays };
  return `${canonical({ ...substanceOf(entry), approval: terms }, 2)}\n`;
}

/** Nothing said and an empty list say the same. */
function substanceOf(entry: Substance): object {
  const { identity, type, project, purpose, boundary } = entry;
  return {
    version: 1,
    identity,
    type,
    ...(project !== undefined && { project }),
    stacks: sorted(entry.stacks),
    ...(purpose !== undefined && { purpose }),
    workloads: sorted(entry.workloads),
    privileges: ordered(entry.privileges),
    ...(boundary && { boundary: ordered(boundary) }),
    trust: ordered(entry.trust),
    credentials: sorted(entry.credentials),
    exposure: sorted(entry.exposure),
  };
}

function ordered(forms: readonly object[]): readonly unknown[] {
  return sorted(forms.map((form) => canonical(form))).map((text) => JSON.parse(text) as unknown);
}

/** Which identity an entry must be for. */
export interface Sought {
  readonly identity: string;
  readonly type: string;
  readonly project: string;
  readonly stack: string;
}

/** The entry for an identity: the one that names its stack, else its project, else one for all. */
function entryFor(entries: Iterable<LockEntry>, sought: Sought): LockEntry | undefined {
  let best: LockEntry | undefined;
  for (const entry of entries) {
    if (isFor(entry, sought) && (!best || closeness(entry) > closeness(best))) best = entry;
  }
  return best;
}

function isFor(entry: LockEntry, { identity, type, project, stack }: Sought): boolean {
  return entry.identity === identity && entry.type === type && isForStack(entry, project, stack);
}

/** Whether an entry holds for a stack at all. */
export function isForStack(entry: Pick<LockEntry, "project" | "stacks">, project: string, stack: string): boolean {
  const inProject = entry.project === undefined || entry.project === project;
  return inProject && (entry.stacks.length === 0 || entry.stacks.includes(stack));
}

function closeness({ stacks, project }: LockEntry): number {
  return (stacks.length > 0 ? 2 : 0) + (project === undefined ? 0 : 1);
}

/** Finds entries by name and type, so that looking up each identity of a stack takes one pass over the lock. */
export class LockIndex {
  private readonly byIdentity = new Map<string, LockEntry[]>();

  constructor(readonly lock: Lock) {
    for (const entry of lock.entries) {
      const key = keyOf(entry);
      const list = this.byIdentity.get(key);
      if (list) list.push(entry);
      else this.byIdentity.set(key, [entry]);
    }
  }

  entryFor(sought: Sought): LockEntry | undefined {
    return entryFor(this.byIdentity.get(keyOf(sought)) ?? [], sought);
  }
}

function keyOf({ identity, type }: Pick<LockEntry, "identity" | "type">): string {
  return JSON.stringify([identity, type]);
}
