import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Places of an SDK that a script finds by their names, and people then classify in lists: what a new SDK brings must be
 * classified before it counts.
 */
export interface Review {
  readonly unclassified: readonly string[];
  /** Classified, and not in the SDK. */
  readonly gone: readonly string[];
}

export function reviewOf(found: ReadonlySet<string>, ...lists: readonly Readonly<Record<string, string>>[]): Review {
  const reviewed = new Set(lists.flatMap((list) => Object.values(list)).flatMap(wordsOf));
  return {
    unclassified: [...found].filter((each) => !reviewed.has(each)).sort(),
    gone: [...reviewed].filter((each) => !found.has(each)).sort(),
  };
}

export function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** Writes a file of the repository, unless something is left to classify in the script. */
export function writeReviewed({ unclassified, gone }: Review, script: string, path: string, text: string): void {
  if (unclassified.length + gone.length > 0) {
    process.stderr.write(`classify in ${script}: ${[...unclassified, ...gone].join(" ")}\n`);
    process.exitCode = 1;
  } else writeFileSync(join(__dirname, "..", path), text);
}
