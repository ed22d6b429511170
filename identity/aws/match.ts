/**
 * Does a pattern of the policy language match a text, and does a whole element (`Action`, `NotResource`, …)? `*` stands
 * for any run of characters, also across `:` and `/`, and `?` for one character.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 *
 * INVARIANT: time grows with pattern length times text length at worst, whatever the wildcards; an element with unknown
 * patterns matches "surely" only what every value of theirs would leave matched, and "possibly" what some value would.
 */
import type { Patterns } from "./document";

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
