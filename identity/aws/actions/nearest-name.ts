/**
 * Which of some names is meant by one that is not among them? One that a slip or two of the keyboard explain: letters
 * left out, added, replaced or swapped with their neighbour.
 *
 * INVARIANT: time grows with the number of names times their length, whatever the length of the one in question.
 */

/** The furthest that a slip goes: two letters, or one in a short name. */
export function reachOf(name: string): number {
  return name.length < 6 ? 1 : 2;
}

/** The nearest of the candidates within reach, the first of several. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = reachOf(name) + 1;
  for (const candidate of candidates) {
    const far = distance(name, candidate, least - 1);
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

/** Letters to insert, leave out, replace or swap with their neighbour; more than `most` counts as `most + 1`. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + same,
          swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    if (Math.min(...next) > most) return most + 1;
    [before, row] = [row, next];
  }
  return row[b.length] ?? most + 1;
}
