/**
 * Which lock counts, of those that reach a judgement? The configuration of the pack belongs to those who answer for
 * security, and so it wins over a file beside the program, and that over a component in it.
 *
 * INVARIANT: a source that cannot be read is a lock that approves nothing and says why; it never counts as no lock.
 */
import type { PartialJson } from "../aws/document/partial-json";
import { LockIndex, problemText, type Lock, type LockProblem } from "./lock";
import { readLock } from "./read";

/** A lock as it reaches a judgement. */
export interface LockSource {
  /** How a message calls it: a file, or what else holds it. */
  readonly name: string;
  readonly document: PartialJson;
  /** What keeps it from being read at all. */
  readonly problems?: readonly LockProblem[];
  /** The line and column of a place in it. */
  readonly position?: (place: string) => string;
  /** The resource and property that hold it, where a program brings it. */
  readonly at?: { readonly urn: string; readonly path: string };
}

/** A lock that is read, and how to point into it. */
export interface ReadLock {
  readonly source: LockSource;
  readonly lock: Lock;
  readonly index: LockIndex;
}

const READ = new WeakMap<LockSource, ReadLock>();

/** Each source is read once, however many rules ask. */
export function readSource(source: LockSource): ReadLock {
  const before = READ.get(source);
  if (before) return before;
  const { problems = [], document, at } = source;
  const lock: Lock = problems.length > 0 ? { entries: [], problems, unknowns: [] } : readLock(document, at?.path ?? "");
  const read = { source, lock, index: new LockIndex(lock) };
  READ.set(source, read);
  return read;
}

/** `mandate.lock.yaml:12:5`, or what holds the lock and the place in it. */
function placeIn({ name, position, problems = [] }: LockSource, place: string): string {
  if (problems.length > 0) return place === "" ? name : `${name}:${place}`;
  if (position) return `${name}:${position(place)}`;
  return place === "" ? name : `${name} at ${place}`;
}

/**
 * The same for a sentence: a file stands in backticks, anything else is words already.
 *
 * @param place undefined for the whole lock
 */
export function lockWords(source: LockSource, place: string | undefined): string {
  const text = place === undefined ? source.name : placeIn(source, place);
  return text.startsWith("the ") ? text : `\`${text}\``;
}

/** The sentence for a problem of a source. */
export function sourceProblem(source: LockSource, problem: LockProblem): string {
  return problemText(problem, placeIn(source, problem.place));
}

/** What the settings say of locks. */
export interface LockSettings {
  /** The lock itself, in the configuration. */
  readonly lock: object;
  /** The lock of a file, as it was read when the settings were taken in. */
  readonly lockSource?: LockSource;
}

/** The locks that count: one of the settings, or else those of the program. */
export function locksThatCount(settings: LockSettings, ofProgram: readonly LockSource[]): readonly ReadLock[] {
  const configured = sourceOfSettings(settings.lock) ?? settings.lockSource;
  return (configured ? [configured] : ofProgram).map(readSource);
}

const OF_SETTINGS = new WeakMap<object, LockSource>();

/** An empty object says that the configuration holds no lock. */
function sourceOfSettings(lock: object): LockSource | undefined {
  if (Object.keys(lock).length === 0) return undefined;
  const source = OF_SETTINGS.get(lock) ?? { name: "the setting `lock`", document: partialJsonOf(lock) };
  OF_SETTINGS.set(lock, source);
  return source;
}

/** Plain data with objects as maps. */
export function partialJsonOf(value: unknown): PartialJson {
  if (Array.isArray(value)) return value.map(partialJsonOf);
  if (typeof value === "object" && value !== null)
    return new Map(Object.entries(value).map(([key, member]) => [key, partialJsonOf(member)]));
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
