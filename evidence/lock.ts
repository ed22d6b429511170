import { digestOf, LockIndex, type Lock, type LockEntry, type Substance } from "../identity/lock/lock";
import { beyond, linesOf, type Difference } from "../identity/lock/compare";
import type { LockChanges } from "../identity/lock/yaml";
import { dutyStatement, type DutySettings } from "../identity/accountability";
import { isForStack } from "../identity/lock/lock";
import { holdingsOf } from "../policy-packs/facts/entitlements/entitlements";
import type { LockedIdentity, PrivilegeLock } from "../policy-packs/facts/privilege-lock";
import { StackFacts } from "../policy-packs/facts/stack-facts";
import type { Resource } from "../policy-packs/judge/resource";

/** How a lock is brought up to date. */
export interface LockOptions {
  /** Gives the stack entries of its own. @default the entries hold for every stack */
  readonly separate?: boolean;
  /** Writes what is held where that is less than what is approved. @default keeps what is approved */
  readonly narrow?: boolean;
  /** Removes what is no longer in the stack. @default tells of it */
  readonly prune?: boolean;
  /** Writes the project into entries, as one lock holds those of several. @default no */
  readonly withProject?: boolean;
}

/** What one identity of a stack means for the lock. */
export interface LockStep {
  readonly identity: string;
  readonly type: string;
  readonly change: "new" | "wider" | "changed" | "narrower" | "covered" | "gone";
  /** Why: what goes beyond the entry, or is no longer held. */
  readonly lines: readonly string[];
  /** Whose approval lapses with it. */
  readonly lapses?: string;
  /** What is not known, so that it is not written. */
  readonly unknowns: readonly string[];
}

/** The changes that bring a lock up to date with one stack, and what to tell of them. */
export interface LockPlan {
  readonly changes: Required<LockChanges>;
  readonly steps: readonly LockStep[];
}

/** What the identities of a stack hold; undefined where it has none. */
export function privilegesOf(resources: readonly Resource[]): PrivilegeLock | undefined {
  return StackFacts.complete(resources).facts.find((fact) => fact.kind === "privilege-lock");
}

/** Compares a lock with a stack. Nothing is written that is not known, and nothing changes that is approved and enough. */
export function lockPlan(fact: PrivilegeLock, lock: Lock, duties: DutySettings, options: LockOptions = {}): LockPlan {
  const index = new LockIndex(lock);
  const outcomes = fact.identities
    .filter(({ held }) => held.named)
    .map((locked) => outcomeFor(locked, fact, index, duties, options));
  const gone = goneFrom(fact, lock);
  return {
    changes: {
      write: outcomes.flatMap(({ write }) => write ?? []),
      remove: options.prune ? gone.map(({ place }) => place) : [],
    },
    steps: [...outcomes.map(({ step }) => step), ...gone.map(stepGone)],
  };
}

interface Outcome {
  readonly step: LockStep;
  readonly write?: LockChanges["write"][number];
}

function outcomeFor(
  locked: LockedIdentity,
  fact: PrivilegeLock,
  index: LockIndex,
  duties: DutySettings,
  options: LockOptions,
): Outcome {
  const { identity, type, held } = locked;
  const { project, stack } = fact;
  const found = index.entryFor({ identity, type, project, stack });
  const entry = options.separate && !(found?.stacks.length === 1) ? undefined : found;
  const unknowns = held.unknowns.map(({ path, because }) => `\`${path}\` is ${because}`);
  const base = { identity, type, unknowns };
  const now = substanceOf(locked, entry, duties);
  if (!entry) {
    const added = {
      ...now,
      ...(options.withProject && { project }),
      stacks: options.separate ? [stack] : [],
      place: "",
      unknowns: [],
    };
    return { step: { ...base, change: "new", lines: linesOf(added) }, write: { entry: added } };
  }
  const { home, names } = held;
  const differences = beyond(held, entry, {
    fill: (text) => names.fill(text, home),
    assume: (text) => names.assume(text, home),
    rename: (text) => names.rename(text, home),
  });
  const { change, lines } = changeOf(entry, now, differences, options.narrow ?? false);
  if (change === "covered") return { step: { ...base, change, lines } };
  const lapses = entry.approval?.approver;
  return {
    step: { ...base, change, lines, ...(lapses !== undefined && { lapses }) },
    write: { entry: { ...entry, ...now }, at: entry.place },
  };
}

/** The substance as the stack has it, for the stacks that the entry is for. */
function substanceOf(locked: LockedIdentity, entry: LockEntry | undefined, duties: DutySettings): Substance {
  const { identity, type, held, workloads, tags } = locked;
  const purpose = tags && dutyStatement("purpose", tags.at, duties);
  const stated = purpose?.state === "stated" && !purpose.by.secret ? purpose.by.value : undefined;
  const known = stated ?? (purpose?.state === "unknown" ? entry?.purpose : undefined);
  return {
    identity,
    type,
    ...(entry?.project !== undefined && { project: entry.project }),
    stacks: entry?.stacks ?? [],
    ...(known !== undefined && { purpose: known }),
    workloads,
    ...holdingsOf(held),
  };
}

function changeOf(
  entry: LockEntry,
  now: Substance,
  differences: readonly Difference[],
  narrow: boolean,
): Pick<LockStep, "change" | "lines"> {
  if (digestOf(entry) === digestOf(now)) return { change: "covered", lines: [] };
  const wider = differences.filter((difference) => !difference.unknown).map(({ words }) => `+ ${words}`);
  if (wider.length > 0) return { change: "wider", lines: wider };
  const changed = [
    ...(entry.purpose !== now.purpose && now.purpose !== undefined ? [`purpose: ${now.purpose}`] : []),
    ...now.workloads.filter((each) => !entry.workloads.includes(each)).map((each) => `+ runs as it: ${each}`),
    ...entry.workloads.filter((each) => !now.workloads.includes(each)).map((each) => `- no longer runs as it: ${each}`),
  ];
  if (changed.length > 0) return { change: "changed", lines: changed };
  const isApproved = entry.approval?.digest === digestOf(entry);
  return { change: narrow || !isApproved ? "narrower" : "covered", lines: [] };
}

/** Entries for this stack whose identity it does not have. */
function goneFrom(fact: PrivilegeLock, lock: Lock): readonly LockEntry[] {
  const there = new Set(fact.identities.map(({ identity, type }) => JSON.stringify([identity, type])));
  return lock.entries.filter(
    (entry) => isForStack(entry, fact.project, fact.stack) && !there.has(JSON.stringify([entry.identity, entry.type])),
  );
}

function stepGone({ identity, type, approval }: LockEntry): LockStep {
  return {
    identity,
    type,
    change: "gone",
    lines: [],
    unknowns: [],
    ...(approval && { lapses: approval.approver }),
  };
}
