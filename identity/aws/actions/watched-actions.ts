/**
 * Which of a few actions that matter does an `Action` or `NotAction` element cover? Answered once for each pattern that
 * is ever met, so that a statement with many patterns is not compared with each action anew.
 *
 * INVARIANT: agrees with `covers`, asked for each of the actions by itself; case does not matter.
 */
import type { Patterns } from "../document/document";
import { matchesPattern, type Certainty } from "../document/match";

/** Patterns recur over documents; when there are more, all are forgotten. */
const REMEMBERED = 5_000;

const NONE: ReadonlySet<string> = new Set();

export class WatchedActions {
  private readonly all: ReadonlySet<string>;
  /** By the name in lower case, as patterns without wildcards name them. */
  private readonly named: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly remembered = new Map<string, ReadonlySet<string>>();
  private readonly answers = {
    surely: new WeakMap<Patterns, ReadonlySet<string>>(),
    possibly: new WeakMap<Patterns, ReadonlySet<string>>(),
  };

  /** @param names as they are written, such as `iam:PassRole`, which is how answers name them */
  constructor(names: Iterable<string>) {
    this.all = new Set(names);
    this.named = new Map([...this.all].map((name) => [name.toLowerCase(), new Set([name])]));
  }

  coveredBy(patterns: Patterns, certainty: Certainty): ReadonlySet<string> {
    const known = this.answers[certainty].get(patterns);
    if (known) return known;
    const covered = this.read(patterns, certainty);
    this.answers[certainty].set(patterns, covered);
    return covered;
  }

  private read({ negated, values }: Patterns, certainty: Certainty): ReadonlySet<string> {
    const matched = new Set<string>();
    for (const value of values) {
      if (value.state === "known") for (const name of this.matching(value.value)) matched.add(name);
      else if ((certainty === "possibly") !== negated) return negated ? NONE : this.all;
    }
    return negated ? new Set([...this.all].filter((name) => !matched.has(name))) : matched;
  }

  private matching(pattern: string): ReadonlySet<string> {
    const written = pattern.toLowerCase();
    if (!written.includes("*") && !written.includes("?")) return this.named.get(written) ?? NONE;
    const known = this.remembered.get(written);
    if (known) return known;
    const matched = new Set([...this.named].flatMap(([name, own]) => (matchesPattern(written, name) ? [...own] : [])));
    if (this.remembered.size >= REMEMBERED) this.remembered.clear();
    this.remembered.set(written, matched);
    return matched;
  }
}
