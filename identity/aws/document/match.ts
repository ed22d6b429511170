/**
 * Does a pattern of the policy language match a text, and does a whole element (`Action`, `NotResource`, …)? `*` stands
 * for any run of characters, also across `:` and `/`, and `?` for one character.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 *
 * INVARIANT: time grows with pattern length times text length at worst, whatever the wildcards; an element with unknown
 * patterns matches "surely" only what every value of theirs would leave matched, and "possibly" what some value would.
 */
import type { Patterns, Text } from "./document";

/** The two answers about something partly unknown: what holds in any case, and what may hold. */
export type Certainty = "surely" | "possibly";

/** The certainty that an opposite must be asked with: what surely remains is what is not possibly taken away. */
export function opposite(certainty: Certainty): Certainty {
  return certainty === "surely" ? "possibly" : "surely";
}

/** Compares as written; the caller lower-cases both where the language does not mind case. */
export function matchesPattern(pattern: string, text: string): boolean {
  let at = 0;
  let inText = 0;
  let star = -1;
  let resumeAt = 0;
  while (inText < text.length) {
    const symbol = pattern[at];
    if (symbol === "*") {
      star = at++;
      resumeAt = inText;
    } else if (symbol !== undefined && (symbol === "?" || symbol === text[inText])) {
      at++;
      inText++;
    } else if (star >= 0) {
      // Only the last star needs another try: what an earlier one could take, the last one can take as well.
      at = star + 1;
      inText = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

/**
 * Whether an element covers a text. A `Not…` element covers what none of its patterns matches.
 *
 * @param normalise what to do to each pattern before it is compared
 */
export function covers(
  patterns: Patterns,
  text: string,
  certainty: Certainty,
  normalise: (pattern: string) => string = (pattern) => pattern,
): boolean {
  const unknownCounts = (certainty === "possibly") !== patterns.negated;
  const matched = patterns.values.some((value) =>
    value.state === "known" ? matchesPattern(normalise(value.value), text) : unknownCounts,
  );
  return matched !== patterns.negated;
}

/** ARNs are no longer, by IAM's limits; of what is, nothing is concluded. */
const LONGEST = 2048;

/**
 * Whether an element covers all that another pattern matches. Patterns are compared one by one: what only several of
 * them cover together counts as not covered. Case matters.
 */
export function coversAllOf(patterns: Patterns, part: Text, certainty: Certainty): boolean {
  if (part.state === "unknown") return certainty === "possibly" || isEverything(patterns);
  const unknownCounts = (certainty === "possibly") !== patterns.negated;
  const compare = patterns.negated ? overlaps : includesPattern;
  const matched = patterns.values.some((value) =>
    value.state === "known" ? compare(value.value, part.value) : unknownCounts,
  );
  return matched !== patterns.negated;
}

/** Whether one of the patterns is `*`. */
export function isEverything({ negated, values }: Patterns): boolean {
  return !negated && values.some((value) => value.state === "known" && /^\*+$/.test(value.value));
}

/** Whether a pattern matches everything that another one does; "no" where `?` meets `*`, which takes more to tell. */
function includesPattern(outer: string, inner: string): boolean {
  if (outer.length > LONGEST || (outer.includes("?") && inner.includes("*"))) return false;
  return matchesPattern(outer, inner);
}

/** Whether some text matches both patterns. */
function overlaps(one: string, other: string): boolean {
  if (one.length > LONGEST || other.length > LONGEST) return true;
  // At each place of `one`: whether its start and the start of `other` read so far can match the same text.
  let row = Array.from({ length: one.length + 1 }, (_each, at) => /^\**$/.test(one.slice(0, at)));
  for (const symbol of other) {
    const next = [row[0] === true && symbol === "*"];
    for (let at = 1; at <= one.length; at++) {
      const own = one[at - 1];
      const both = row[at - 1] === true && (own === symbol || own === "?" || symbol === "?");
      const star = (own === "*" || symbol === "*") && (row[at] === true || next[at - 1] === true);
      next.push(both || star);
    }
    row = next;
  }
  return row[one.length] === true;
}
