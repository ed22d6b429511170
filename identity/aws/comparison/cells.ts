/**
 * For which actions does a pattern stand that all the statements of a comparison treat alike? The actions of AWS by
 * name, and those that may come: for these the patterns themselves are compared.
 *
 * INVARIANTS: every action that the pattern matches is in a cell. For named actions a cell knows exactly which statements
 * are about it; for those to come `surely` never says too much, and `perhaps` never too little.
 */
import { GlobSet, mayMeet, meetings, type Glob, type Work } from "../../glob-inclusion";
import { actionsMatching, type Action } from "../actions/actions";
import type { Clause } from "./clauses";

/** Actions that every statement treats alike. */
export interface Cell {
  /** Names in lower case. */
  readonly names: readonly string[];
  /** Whether actions that AWS does not have yet can be in it. */
  readonly toCome: boolean;
  readonly surely: ReadonlySet<Clause>;
  readonly perhaps: ReadonlySet<Clause>;
}

/** A pattern that occurs in statements, and where. */
interface Occurrence {
  readonly glob: Glob;
  readonly set: GlobSet;
  /** Statements that name it, and those that name it as an exclusion. */
  readonly positive: Clause[];
  readonly negative: Clause[];
}

/** Enough for some thousand patterns that begin with different letters. */
const FOR_ONE_PATTERN = 2_000_000;

const NONE: ReadonlySet<number> = new Set();

/** The statements of a comparison, found by their action patterns. */
export class ActionCells {
  private readonly byText = new Map<string, Occurrence>();
  private readonly byPrefix = new Map<string, Occurrence[]>();
  /** All prefixes in order, so that those which begin alike stand together. */
  private readonly prefixes: readonly string[];
  private readonly negated: Clause[] = [];
  private readonly known = new Map<string, readonly Cell[]>();

  constructor(
    clauses: readonly Clause[],
    private readonly work: Work,
  ) {
    for (const clause of clauses) this.add(clause);
    this.prefixes = [...this.byPrefix.keys()].sort();
  }

  private add(clause: Clause): void {
    const { negated, globs } = clause.action;
    if (negated) this.negated.push(clause);
    for (const glob of globs) {
      const occurrence = this.occurrence(glob);
      occurrence[negated ? "negative" : "positive"].push(clause);
    }
  }

  private occurrence(glob: Glob): Occurrence {
    const key = glob.text.toLowerCase();
    const known = this.byText.get(key);
    if (known) return known;
    const occurrence = { glob, set: new GlobSet([glob]), positive: [], negative: [] };
    this.byText.set(key, occurrence);
    const same = this.byPrefix.get(glob.prefix);
    if (same) same.push(occurrence);
    else this.byPrefix.set(glob.prefix, [occurrence]);
    return occurrence;
  }

  /** The cells of all actions that a pattern matches. */
  of(pattern: Glob): readonly Cell[] {
    const key = pattern.text.toLowerCase();
    const known = this.known.get(key);
    if (known) return known;
    const cells = this.split(pattern);
    this.known.set(key, cells);
    return cells;
  }

  private split(pattern: Glob): readonly Cell[] {
    // The caller says then that nothing is settled.
    if (this.work.left < 0) return [];
    const whole: Occurrence[] = [];
    const parts: Occurrence[] = [];
    for (const each of this.near(pattern)) {
      this.work.left -= 1;
      if (each.set.includes(pattern, this.work) === "yes") whole.push(each);
      else if (mayMeet(each.glob, pattern, this.work)) parts.push(each);
    }
    const names = namesOf(pattern);
    if (parts.length === 0) return [this.cell(names, !isLiteral(pattern), whole)];
    const groups = this.byName(names, pattern, parts);
    const touched = new Set(groups.flatMap((group) => group.names));
    const rest = names.filter((name) => !touched.has(name));
    return [
      ...groups.map((group) => this.cell(group.names, false, [...whole, ...group.touching])),
      ...this.others(pattern, rest, whole, parts),
    ];
  }

  private cell(names: readonly string[], toCome: boolean, matching: readonly Occurrence[]): Cell {
    const members = this.members(matching);
    return { names, toCome, surely: members, perhaps: members };
  }

  /** Patterns that begin as this one does, as far as both have letters. */
  private near({ prefix }: Glob): readonly Occurrence[] {
    const near = Array.from(
      { length: prefix.length },
      (_each, length) => this.byPrefix.get(prefix.slice(0, length)) ?? [],
    );
    for (let at = this.firstFrom(prefix); this.prefixes[at]?.startsWith(prefix); at++) {
      near.push(this.byPrefix.get(this.prefixes[at] ?? "") ?? []);
    }
    return near.flat();
  }

  /** The place of the first prefix that does not come before this one. */
  private firstFrom(prefix: string): number {
    let [low, high] = [0, this.prefixes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.prefixes[middle] ?? "") < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Statements about actions that match exactly these patterns: those that name one, or exclude none. */
  private members(matching: readonly Occurrence[]): ReadonlySet<Clause> {
    const excluding = new Set(matching.flatMap(({ negative }) => negative));
    return new Set([
      ...matching.flatMap(({ positive }) => positive),
      ...this.negated.filter((clause) => !excluding.has(clause)),
    ]);
  }

  /** Names that some part of the pattern matches, by the parts that do. */
  private byName(names: readonly string[], pattern: Glob, parts: readonly Occurrence[]): readonly Group[] {
    const written = parts.flatMap(({ glob }) => (isLiteral(glob) ? [textOf(glob)] : []));
    const own = new GlobSet([pattern]);
    const unnamed = written.filter((name) => {
      this.work.left -= 1;
      return actionsMatching(name).length === 0 && own.includes(literal(name), this.work) === "yes";
    });
    const among = new Set([...names, ...unnamed]);
    const touching = new Map<string, Occurrence[]>();
    for (const part of parts) {
      for (const name of [...namesOf(part.glob), ...matchingAmong(unnamed, part.glob, this.work)]) {
        if (!among.has(name) || (this.work.left -= 1) < 0) continue;
        const known = touching.get(name);
        if (!known) touching.set(name, [part]);
        else if (known.at(-1) !== part) known.push(part);
      }
    }
    return groupBy(touching, parts);
  }

  /** Names that no part matches, and actions that AWS may add, by the parts that match them. */
  private others(
    pattern: Glob,
    rest: readonly string[],
    whole: readonly Occurrence[],
    parts: readonly Occurrence[],
  ): readonly Cell[] {
    const wild = parts.filter(({ glob }) => !isLiteral(glob));
    const share = { left: Math.min(FOR_ONE_PATTERN, this.work.left) };
    const before = share.left;
    const found =
      wild.length === 0
        ? [NONE]
        : meetings(
            pattern,
            wild.map(({ glob }) => glob),
            share,
          );
    this.work.left -= before - share.left;
    if (!found) return [this.cell(rest, false, whole), this.anyOther(whole, parts)];
    const toCome = found.map((places) => wild.filter((_each, place) => places.has(place)));
    const named =
      rest.length > 0
        ? [
            this.cell(
              rest,
              toCome.some((matching) => matching.length === 0),
              whole,
            ),
          ]
        : [];
    return [
      ...named,
      ...toCome.flatMap((matching) =>
        matching.length === 0 && rest.length > 0 ? [] : [this.cell([], true, [...whole, ...matching])],
      ),
    ];
  }

  /** Actions of which it is open what matches them. */
  private anyOther(whole: readonly Occurrence[], parts: readonly Occurrence[]): Cell {
    const excluding = new Set(parts.flatMap(({ negative }) => negative));
    const least = this.members(whole);
    return {
      names: [],
      toCome: true,
      surely: new Set([...least].filter((clause) => !excluding.has(clause))),
      perhaps: new Set([...this.members([...whole, ...parts]), ...least]),
    };
  }
}

interface Group {
  readonly names: readonly string[];
  readonly touching: readonly Occurrence[];
}

function groupBy(touching: ReadonlyMap<string, readonly Occurrence[]>, parts: readonly Occurrence[]): readonly Group[] {
  const numbers = new Map(parts.map((part, index) => [part, index]));
  const groups = new Map<string, { names: string[]; touching: readonly Occurrence[] }>();
  for (const [name, occurrences] of touching) {
    const key = occurrences.map((each) => numbers.get(each)).join(" ");
    const group = groups.get(key);
    if (group) group.names.push(name);
    else groups.set(key, { names: [name], touching: occurrences });
  }
  return [...groups.values()];
}

/** The actions of AWS that a pattern matches; a plain name is one, whether it is known or not. */
function namesOf(glob: Glob): readonly string[] {
  if (isLiteral(glob)) return [textOf(glob)];
  const actions = actionsMatching(glob.text);
  const known = LOWER.get(actions) ?? actions.map(({ name }) => name.toLowerCase());
  LOWER.set(actions, known);
  return known;
}

const LOWER = new WeakMap<readonly Action[], readonly string[]>();

function matchingAmong(names: readonly string[], glob: Glob, work: Work): readonly string[] {
  if (isLiteral(glob)) return [];
  const set = new GlobSet([glob]);
  return names.filter((name) => set.includes(literal(name), work) === "yes");
}

function literal(text: string): Glob {
  return { text, symbols: [...text], prefix: text, hasSingle: false };
}

function isLiteral({ symbols, prefix }: Glob): boolean {
  return prefix.length === symbols.length;
}

function textOf({ prefix }: Glob): string {
  return prefix;
}
