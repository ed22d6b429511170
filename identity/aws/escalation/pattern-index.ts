/**
 * Which texts does a pattern match, and which patterns match a text, without comparing each with each? Both are found by
 * the letters before the first wildcard.
 *
 * INVARIANT: nothing that matches is left out. Of ARNs, region and account are not compared; a full question tells the
 * rest.
 */
import { matchesPattern } from "../document/match";
import { byCodeUnit } from "../../order";

/** An ARN from the service on, without region and account: `iam:role/app`. */
export function keyOfArn(arn: string): string {
  const [, service = "", , , ...rest] = arn.split(":");
  return `${service}:${rest.join(":")}`;
}

/** A pattern for such keys; everything where it is no ARN of one service. */
export function keyPattern(pattern: string): string {
  const [, service, rest] = /^arn:[^:]*:([^:*?]*):[^:]*:[^:]*:(.*)$/s.exec(pattern) ?? [];
  return service === undefined || rest === undefined ? EVERYTHING : `${service}:${rest}`;
}

export const EVERYTHING = "*";

function lettersOf(pattern: string): string {
  return /^[^*?]*/.exec(pattern)?.[0] ?? "";
}

interface Filed<T> {
  readonly pattern: string;
  readonly value: T;
}

/** Values by the patterns that they stand for. */
export class PatternIndex<T> {
  private readonly buckets = new Map<string, Filed<T>[]>();
  private readonly lengths = new Set<number>();

  add(patterns: readonly string[], value: T): void {
    for (const pattern of new Set(patterns)) {
      const letters = lettersOf(pattern);
      const bucket = this.buckets.get(letters) ?? [];
      bucket.push({ pattern, value });
      this.buckets.set(letters, bucket);
      this.lengths.add(letters.length);
    }
  }

  /** The values with a pattern that matches; those that are done are forgotten. */
  at(key: string, isDone: (value: T) => boolean): readonly T[] {
    const found = new Set<T>();
    for (const [letters, bucket] of this.near(key)) {
      const left = bucket.filter(({ value }) => !isDone(value));
      if (left.length < bucket.length) this.buckets.set(letters, left);
      for (const { pattern, value } of left) if (matchesPattern(pattern, key)) found.add(value);
    }
    return [...found];
  }

  /** The values with a pattern that may match all that another pattern does. */
  *candidates(pattern: string): Iterable<T> {
    for (const [, bucket] of this.near(pattern)) for (const { value } of bucket) yield value;
  }

  *all(): Iterable<T> {
    for (const bucket of this.buckets.values()) for (const { value } of bucket) yield value;
  }

  private *near(key: string): Iterable<readonly [letters: string, bucket: readonly Filed<T>[]]> {
    for (const length of this.lengths) {
      const letters = key.slice(0, length);
      const bucket = letters.length === length ? this.buckets.get(letters) : undefined;
      if (bucket) yield [letters, bucket];
    }
  }
}

/** Values by their keys, for patterns that come later. */
export class KeyIndex<T> {
  private sorted: readonly (readonly [key: string, value: T])[] | undefined;
  private readonly entries: (readonly [key: string, value: T])[] = [];
  private readonly answers = new Map<string, readonly T[]>();

  add(key: string, value: T): void {
    this.entries.push([key, value]);
    this.sorted = undefined;
    this.answers.clear();
  }

  at(patterns: readonly string[]): readonly T[] {
    const found = patterns.map((pattern) => this.matching(pattern));
    const [only = [], ...others] = found;
    return others.length === 0 ? only : [...new Set(found.flat())];
  }

  private matching(pattern: string): readonly T[] {
    const known = this.answers.get(pattern);
    if (known) return known;
    const letters = lettersOf(pattern);
    const sorted = (this.sorted ??= [...this.entries].sort(([a], [b]) => byCodeUnit(a, b)));
    const found = new Set<T>();
    for (let at = firstFrom(sorted, letters); at < sorted.length; at++) {
      const [key, value] = sorted[at] ?? ["", undefined];
      if (!key.startsWith(letters)) break;
      if (value !== undefined && matchesPattern(pattern, key)) found.add(value);
    }
    const answer = [...found];
    this.answers.set(pattern, answer);
    return answer;
  }
}

function firstFrom(sorted: readonly (readonly [key: string, value: unknown])[], letters: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.[0] ?? "") < letters) low = middle + 1;
    else high = middle;
  }
  return low;
}
