/**
 * Do the statements of one side cover what a statement allows, or denies, for actions that all of them treat alike? Then
 * only resources and conditions are left to compare: those which the covering statements name together, and those of
 * them whose conditions the statement meets whenever its own hold.
 *
 * INVARIANT: "yes" is an answer for every request; "no" and "unsettled" may be said of what is covered.
 */
import {
  GlobSet,
  isWithin,
  mayMeet,
  readGlob,
  type Glob,
  type Inclusion,
  type Region,
  type Work,
} from "../../glob-inclusion";
import type { Cell } from "./cells";
import { NO_TERMS, type Clause, type Element } from "./clauses";
import { implies, type Term } from "../conditions/implication";

/** One resource pattern of a statement, or everything but what it leaves out. */
export interface Piece {
  readonly glob: Glob;
  readonly but: readonly Glob[];
}

/** The conditions under which something is asked. */
export interface Circumstance {
  readonly terms: readonly Term[];
  readonly key: string;
}

/** What covering statements leave to compare. */
interface Cover {
  readonly set: GlobSet;
  readonly negated: readonly Element[];
}

/** Statements under the same conditions. */
interface Members {
  readonly covering: Clause[];
  readonly denying: Clause[];
}

const EVERYTHING = readGlob("*", { wildcards: "*" });

const ANY_CIRCUMSTANCE = "any";

/** What a question and the comparison of two conditions cost beside the patterns. */
const FOR_ANY_QUESTION = 10;
const FOR_ONE_CONDITION = 10;

/** Enough for the patterns of one policy; a question that needs more has no answer. */
const FOR_ONE_QUESTION = 500_000;

export function piecesOf({ negated, globs }: Element): readonly Piece[] {
  return negated ? [{ glob: EVERYTHING, but: globs }] : globs.map((glob) => ({ glob, but: [] }));
}

export function circumstanceOf(...clauses: readonly Clause[]): Circumstance {
  return {
    terms: clauses.flatMap(({ terms }) => terms),
    key: [...new Set(clauses.map(({ termsKey }) => termsKey))].sort().join(" "),
  };
}

/** Whether a statement that names these resources may be on some of the piece. */
export function meets({ glob, but }: Piece, element: Element, work: Work): boolean {
  if (!element.negated && but.length === 0) return element.globs.some((each) => mayMeet(glob, each, work));
  const outside: Region = { anyOf: [{ not: regionOf(element) }, { globs: but }] };
  return spend(work, (left) => isWithin(glob, outside, left)) !== "yes";
}

/** Statements that cover, and the denials that take away from what is asked; asked for many pieces. */
export class Coverage {
  private readonly covers = new Map<Cell, Map<string, Cover>>();
  private readonly grouped = new Map<Cell, ReadonlyMap<string, Members>>();
  private readonly terms = new Map<string, readonly Term[]>();
  private readonly implied = new Map<string, boolean>();

  constructor(
    private readonly covering: ReadonlySet<Clause>,
    private readonly denials: ReadonlySet<Clause>,
    private readonly work: Work,
  ) {}

  /**
   * Whether a piece is covered for the actions of a cell.
   *
   * @param when the conditions that hold; undefined where the conditions of the covering statements shall not count
   * @param within what limits the piece further: some element of each list
   */
  of(
    piece: Piece,
    cell: Cell,
    when: Circumstance | undefined,
    within: readonly (readonly Element[])[] = [],
  ): Inclusion {
    this.work.left -= FOR_ANY_QUESTION;
    const bySame = when && this.covered(piece, this.cover(cell, when, "same"), within);
    return bySame === "yes" ? bySame : this.covered(piece, this.cover(cell, when, "implied"), within);
  }

  private covered(piece: Piece, { set, negated }: Cover, within: readonly (readonly Element[])[]): Inclusion {
    const first = spend(this.work, (left) => set.includes(piece.glob, left));
    if (first === "yes" || piece.but.some(({ symbols }) => symbols.length === 1 && symbols[0] === "run")) return "yes";
    if (negated.length === 0 && piece.but.length === 0 && within.length === 0) return first;
    const but = new GlobSet(piece.but);
    if (negated.some(({ globs }) => globs.every((glob) => but.includes(glob, this.work) === "yes"))) return "yes";
    const region: Region = {
      anyOf: [
        { globs: set.globs },
        ...negated.map(regionOf),
        { globs: piece.but },
        ...within.map((elements): Region => ({ not: { anyOf: elements.map(regionOf) } })),
      ],
    };
    return spend(this.work, (left) => isWithin(piece.glob, region, left));
  }

  /** The statement that would cover the piece if the conditions were met. */
  conditional(piece: Piece, cell: Cell, when: Circumstance): Clause | undefined {
    const candidates = [...this.members(cell)]
      .filter(([key]) => !this.isImplied(when, key))
      .flatMap(([, { covering }]) => covering);
    const covering = candidates.find(
      ({ resource }) => !resource.negated && new GlobSet(resource.globs).includes(piece.glob, this.work) === "yes",
    );
    return covering ?? candidates[0];
  }

  /** @param by whether conditions that are written alike suffice, which is quick, or all that follow are sought */
  private cover(cell: Cell, when: Circumstance | undefined, by: "same" | "implied"): Cover {
    const key = `${by} ${when?.key ?? ANY_CIRCUMSTANCE}`;
    const known = this.covers.get(cell)?.get(key);
    if (known) return known;
    const holds = (termsKey: string) =>
      by === "same" ? termsKey === when?.key || termsKey === NO_TERMS : this.isImplied(when ?? NONE, termsKey);
    const members = [...this.members(cell)].flatMap(([termsKey, { covering, denying }]) => [
      ...(!when || holds(termsKey) ? covering : []),
      ...(denying.length > 0 && holds(termsKey) ? denying : []),
    ]);
    this.work.left -= members.length;
    const cover = {
      set: new GlobSet(members.flatMap(({ resource }) => (resource.negated ? [] : resource.globs))),
      negated: members.flatMap(({ resource }) => (resource.negated ? [resource] : [])),
    };
    const byKey = this.covers.get(cell) ?? new Map<string, Cover>();
    this.covers.set(cell, byKey.set(key, cover));
    return cover;
  }

  /** The statements of a cell by their conditions. */
  private members(cell: Cell): ReadonlyMap<string, Members> {
    const known = this.grouped.get(cell);
    if (known) return known;
    const groups = new Map<string, Members>();
    for (const clause of cell.surely) {
      const isCovering = this.covering.has(clause);
      if (!isCovering && !this.denials.has(clause)) continue;
      const group = groups.get(clause.termsKey) ?? { covering: [], denying: [] };
      groups.set(clause.termsKey, group);
      group[isCovering ? "covering" : "denying"].push(clause);
      this.terms.set(clause.termsKey, clause.terms);
    }
    this.work.left -= cell.surely.size;
    this.grouped.set(cell, groups);
    return groups;
  }

  private isImplied(when: Circumstance, termsKey: string): boolean {
    if (termsKey === NO_TERMS || termsKey === when.key) return true;
    const key = `${when.key} => ${termsKey}`;
    const known = this.implied.get(key);
    if (known !== undefined) return known;
    const terms = this.terms.get(termsKey) ?? [];
    this.work.left -= FOR_ONE_CONDITION * (1 + when.terms.length) * terms.length;
    const implied = this.work.left > 0 && implies(when.terms, terms, this.work);
    this.implied.set(key, implied);
    return implied;
  }
}

const NONE: Circumstance = { terms: [], key: "" };

function regionOf({ negated, globs }: Element): Region {
  return negated ? { not: { globs } } : { globs };
}

/** Asks one question with its share of the work, so that one alone cannot use up what all have. */
function spend(work: Work, ask: (left: Work) => Inclusion): Inclusion {
  const share = { left: Math.min(FOR_ONE_QUESTION, work.left) };
  const before = share.left;
  const answer = ask(share);
  work.left -= before - share.left;
  return answer;
}
