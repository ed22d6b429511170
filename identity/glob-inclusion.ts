/**
 * Does everything that one pattern matches lie within what other patterns match together, or leave out? `*` stands for
 * any run of characters, `?` for one where the language has it, and a policy variable such as `${aws:username}` for a
 * text that nobody knows, which only the same variable and `*` cover for sure.
 *
 * Exact: the texts of the pattern are followed through all other patterns at once, as through a finite automaton that is
 * made deterministic on the way. Of two states at the same place only the one with less hope is followed (an antichain).
 * A character that no pattern names stands for all of those: what wildcards do with it they do with any other.
 *
 * INVARIANT: work is bounded. When it is used up the answer is "unsettled", which nobody may take for "yes".
 */

import { Automaton, ONE, OTHER, RUN } from "./glob-automaton";

/** A pattern read for comparison. */
export interface Glob {
  readonly text: string;
  readonly symbols: readonly string[];
  /** The text before the first wildcard or variable. */
  readonly prefix: string;
  readonly hasSingle: boolean;
}

/** How a pattern is read. */
export interface GlobLanguage {
  /** Which characters are wildcards. */
  readonly wildcards: "*?" | "*" | "";
  /** Whether `${…}` is a variable, and `${*}` a plain star. @default false */
  readonly variables?: boolean;
  /** @default false */
  readonly ignoreCase?: boolean;
}

/** A set of texts: what some of the patterns match, all others, or several such sets together. */
export type Region =
  | { readonly globs: readonly Glob[] }
  | { readonly not: Region }
  | { readonly anyOf: readonly Region[] }
  | { readonly allOf: readonly Region[] };

export type Inclusion = "yes" | "no" | "unsettled";

/** What may still be spent, in steps of one pattern by one symbol. One budget may serve many questions. */
export interface Work {
  left: number;
}

/** Enough for hundreds of patterns with some wildcards each; a fraction of a second. */
const WORK = 1_000_000;

const VARIABLE = /\$\{[^{}]*\}/y;

/** Reads a pattern once, for many questions. */
export function readGlob(text: string, { wildcards, variables, ignoreCase }: GlobLanguage): Glob {
  const written = ignoreCase ? text.toLowerCase() : text;
  const symbols: string[] = [];
  for (let at = 0; at < written.length; at++) {
    const symbol = written.charAt(at);
    VARIABLE.lastIndex = at;
    const variable = variables && symbol === "$" ? VARIABLE.exec(written)?.[0] : undefined;
    if (variable !== undefined) {
      symbols.push(variable.length === 4 ? variable.charAt(2) : variable);
      at += variable.length - 1;
    } else if (!wildcards.includes(symbol)) symbols.push(symbol);
    else if (symbol === "?") symbols.push(ONE);
    else if (symbols.at(-1) !== RUN) symbols.push(RUN);
  }
  const end = symbols.findIndex((symbol) => symbol.length > 1);
  const prefix = symbols.slice(0, end < 0 ? symbols.length : end).join("");
  return { text, symbols, prefix, hasSingle: symbols.includes(ONE) };
}

/** Patterns that are asked together whether they cover another one; found by the letters with which they begin. */
export class GlobSet {
  private readonly byPrefix = new Map<string, Glob[]>();
  private readonly lengths = new Set<number>();
  private readonly rows = new Set<string>();
  private readonly hasSingle: boolean;

  constructor(readonly globs: readonly Glob[]) {
    for (const glob of globs) {
      const known = this.byPrefix.get(glob.prefix);
      if (known) known.push(glob);
      else this.byPrefix.set(glob.prefix, [glob]);
      this.lengths.add(glob.prefix.length);
      this.rows.add(glob.symbols.join());
    }
    this.hasSingle = globs.some(({ hasSingle }) => hasSingle);
  }

  /** Whether everything that `part` matches is matched by some pattern of the set. */
  includes(part: Glob, work: Work = { left: WORK }): Inclusion {
    if (this.rows.has(part.symbols.join()) || this.hasOneThatIncludes(part, work)) return "yes";
    // Without `?`, what several patterns cover together one of them covers: that which covers a name nobody chose.
    if (!this.hasSingle) return work.left < 0 ? "unsettled" : "no";
    return isWithin(part, { globs: this.globs }, work);
  }

  private hasOneThatIncludes(part: Glob, work: Work): boolean {
    const text = part.symbols.map((symbol) => (symbol === RUN || symbol === ONE ? OTHER : symbol));
    for (const length of this.lengths) {
      if (length > part.prefix.length) continue;
      for (const glob of this.byPrefix.get(part.prefix.slice(0, length)) ?? []) {
        if ((work.left -= 1) < 0) return false;
        if (matches(glob.symbols, text, work)) return true;
      }
    }
    return false;
  }
}

/** Whether some text is matched by both patterns. */
export function mayMeet(one: Glob, other: Glob, work?: Work): boolean {
  if (!one.prefix.startsWith(other.prefix) && !other.prefix.startsWith(one.prefix)) return false;
  return isWithin(one, { not: { globs: [other] } }, work) !== "yes";
}

/** Whether everything that `part` matches lies in the region. */
export function isWithin(part: Glob, region: Region, work: Work = { left: WORK }): Inclusion {
  const automaton = new Automaton(part);
  const formula = automaton.read(region, true);
  work.left -= automaton.size / 10;
  return automaton.search(part.symbols, formula, work);
}

/**
 * Which of the other patterns match some text of the part together, by their places: one set for each way in which a
 * text of the part can match. Undefined where that takes too much work.
 */
export function meetings(part: Glob, others: readonly Glob[], work: Work): readonly ReadonlySet<number>[] | undefined {
  const automaton = new Automaton(part);
  for (const other of others) automaton.read({ globs: [other] }, false);
  work.left -= automaton.size / 10;
  return automaton.endings(part.symbols, work);
}

/** Whether a pattern matches a row of symbols; `?` is taken for none of them. */
function matches(pattern: readonly string[], text: readonly string[], work: Work): boolean {
  let at = 0;
  let inText = 0;
  let star = -1;
  let resumeAt = 0;
  while (inText < text.length) {
    work.left -= 0.1;
    if (pattern[at] === RUN) {
      star = at++;
      resumeAt = inText;
    } else if (at < pattern.length && pattern[at] === text[inText]) {
      at++;
      inText++;
    } else if (star >= 0) {
      at = star + 1;
      inText = ++resumeAt;
    } else return false;
  }
  if (pattern[at] === RUN) at++;
  return at === pattern.length;
}
