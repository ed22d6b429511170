/**
 * Which of a few actions that matter does an `Action` or `NotAction` element cover? Answered once for each pattern that
 * is ever met, so that a statement with many patterns is not compared with each action anew.
 *
 * INVARIANT: agrees with `covers`, asked for each of the actions by itself; case does not matter.
 */
import type { Patterns } from "../document/document";
import { matchesPattern, type Certainty } from "../document/match";
import { onceFor } from "../../remember";
import { patternsIn, Remembered } from "./remembered";

const NONE: ReadonlySet<string> = new Set();

export class WatchedActions {
  private readonly all: ReadonlySet<string>;
  /** By the name in lower case, as patterns without wildcards name them. */
  private readonly named: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly matched = new Remembered<ReadonlySet<string>>(
    (pattern) => this.matching(pattern.toLowerCase()),
    ({ size }) => size,
  );
  private readonly answers = {
    surely: onceFor((patterns: Patterns) => this.read(patterns, "surely")),
    possibly: onceFor((patterns: Patterns) => this.read(patterns, "possibly")),
  };

  /** @param names as they are written, such as `iam:PassRole`, which is how answers name them */
  constructor(names: Iterable<string>) {
    this.all = new Set(names);
    this.named = new Map([...this.all].map((name) => [name.toLowerCase(), new Set([name])]));
  }

  coveredBy(patterns: Patterns, certainty: Certainty): ReadonlySet<string> {
    return this.answers[certainty](patterns);
  }

  private read(patterns: Patterns, certainty: Certainty): ReadonlySet<string> {
    const { negated, values } = patterns;
    const unknownCounts = (certainty === "possibly") !== negated;
    if (unknownCounts && values.some(({ state }) => state === "unknown")) return negated ? NONE : this.all;
    const matched = union(patternsIn(patterns).map(this.matched.about));
    return negated ? new Set([...this.all].filter((name) => !matched.has(name))) : matched;
  }

  private matching(pattern: string): ReadonlySet<string> {
    if (!/[*?]/.test(pattern)) return this.named.get(pattern) ?? NONE;
    const matched = [...this.named].flatMap(([name, own]) => (matchesPattern(pattern, name) ? [...own] : []));
    return matched.length === 0 ? NONE : new Set(matched);
  }
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [first = NONE, ...others] = sets.filter(({ size }) => size > 0);
  return others.length === 0 ? first : new Set([first, ...others].flatMap((set) => [...set]));
}
