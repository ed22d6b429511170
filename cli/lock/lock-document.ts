import { readFile, writeFile } from "node:fs/promises";
import type { Lock, LockEntry } from "../../identity/lock/lock";
import { readSource, sourceProblem } from "../../identity/lock/sources";
import { parseLockText, writeLockText, type LockChanges } from "../../identity/lock/yaml";
import { InputError } from "../../inputs/input";
import { codeOf, UsageError } from "../failure";

/** The file of a lock, as the commands read and write it. */
export interface LockDocument {
  readonly file: string;
  /** Undefined where there is no such file yet. */
  readonly text: string | undefined;
  readonly lock: Lock;
}

/** A lock that is malformed is refused: what cannot be read must not be written over. */
export async function readLockDocument(file: string): Promise<LockDocument> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new InputError(`${file}: the file cannot be read (${codeOf(error)}); expected a privilege lock`);
  });
  if (text === undefined) return { file, text, lock: { entries: [], problems: [], unknowns: [] } };
  const { document, problems, position } = parseLockText(text);
  const { source, lock } = readSource({ name: file, document, problems, position });
  const [problem, ...others] = lock.problems;
  if (problem) {
    const lines = others.map((each) => sourceProblem(source, each));
    throw new InputError(sourceProblem(source, problem), lines.join("\n"));
  }
  return { file, text, lock };
}

/** Whether there was anything to write. */
export async function writeLockDocument({ file, text }: LockDocument, changes: LockChanges): Promise<boolean> {
  const written = writeLockText(text, changes);
  if (written === text) return false;
  await writeFile(file, written).catch((error: unknown) => {
    throw new UsageError(`${file}: the lock cannot be written there (${codeOf(error)})`);
  });
  return true;
}

/** The one entry that a name or a place stands for. */
export function entryNamed(name: string, { file, text, lock }: LockDocument): LockEntry {
  if (text === undefined) throw new UsageError(`${file}: there is no such lock; \`mandate lock\` writes one`);
  const found = lock.entries.filter(({ identity, place }) => identity === name || place === name);
  const [only, ...others] = found;
  if (!only) throw new UsageError(`${file}: no entry is for \`${name}\`; expected ${namesIn(lock)}`);
  if (others.length === 0) return only;
  const places = found.map(({ place, type, stacks }) => `\`${place}\` (${[type, ...stacks].join(", ")})`);
  throw new UsageError(`${file}: several entries are for \`${name}\`; name one by its place: ${places.join(", ")}`);
}

function namesIn({ entries }: Lock): string {
  const names = [...new Set(entries.map(({ identity }) => `\`${identity}\``))];
  return names.length === 0 ? "one that `mandate lock` wrote" : names.join(" or ");
}
