/**
 * Which of a few actions that matter does an `Action` or `NotAction` element cover? Answered once for each pattern that
 * is ever met, so that a statement with many patterns is not compared with each action anew.
 *
 * INVARIANT: agrees with `covers`, asked for each of the actions by itself; case does not matter.
 */
import type { Patterns } from "../document/document";
import { matchesPattern, type Certainty } from "../document/match";
import { onceFor } from "../../remember";
import { Remembered } from "./remembered";

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

  private read({ negated, values }: Patterns, certainty: Certainty): ReadonlySet<string> {
    let matched = NONE;
    for (const value of values) {
      if (value.state === "known") matched = union(matched, this.matched.of(value.value));
      else if ((certainty === "possibly") !== negated) return negated ? NONE : this.all;
    }
    return negated ? new Set([...this.all].filter((name) => !matched.has(name))) : matched;
  }

  private matching(pattern: string): ReadonlySet<string> {
    if (!/[*?]/.test(pattern)) return this.named.get(pattern) ?? NONE;
    const matched = [...this.named].flatMap(([name, own]) => (matchesPattern(pattern, name) ? [...own] : []));
    return matched.length === 0 ? NONE : new Set(matched);
  }
}

function union(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  if (one.size === 0 || other.size === 0) return one.size === 0 ? other : one;
  return new Set([...one, ...other]);
}
