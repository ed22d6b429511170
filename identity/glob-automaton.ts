/**
 * Patterns side by side as one automaton, made deterministic while a text is followed through it; see glob-inclusion.ts.
 *
 * The texts are those of another pattern. What wildcards of that one stand for is followed for each character that a
 * feared pattern goes on with, and for one that no pattern names: no other character makes a difference.
 */
import type { Glob, Inclusion, Region, Work } from "./glob-inclusion";

/** Symbols of a pattern that are no characters: `*`, `?`, its end, and in a text a character that no pattern names. */
export const RUN = "run";
export const ONE = "one";
export const OTHER = "other";
const END = "end";

/** A region with its negations at the leaves; a leaf is a set of patterns, hoped for or feared. */
type Formula =
  | { readonly kind: "leaf"; readonly leaf: number; readonly hoped: boolean }
  | { readonly kind: "any" | "all"; readonly of: readonly Formula[] };

/** The places in all patterns at which the text so far can end. */
interface State {
  /** Place in the symbols of the part. */
  readonly at: number;
  readonly hoped: readonly number[];
  readonly feared: readonly number[];
}

/** The patterns of a region side by side. */
export class Automaton {
  private readonly symbols: string[] = [];
  /** The leaf to whose patterns a place belongs. */
  private readonly leaves: number[] = [];
  private readonly starts = { hoped: [] as number[], feared: [] as number[] };
  private leafCount = 0;

  constructor(private readonly part: Glob) {}

  get size(): number {
    return this.symbols.length;
  }

  read(region: Region, hoped: boolean): Formula {
    if ("not" in region) return this.read(region.not, !hoped);
    if ("globs" in region) return this.leaf(region.globs, hoped);
    const of = ("anyOf" in region ? region.anyOf : region.allOf).map((each) => this.read(each, hoped));
    return { kind: "anyOf" in region === hoped ? "any" : "all", of };
  }

  private leaf(globs: readonly Glob[], hoped: boolean): Formula {
    const leaf = this.leafCount++;
    for (const { symbols, prefix } of globs) {
      if (!prefix.startsWith(this.part.prefix) && !this.part.prefix.startsWith(prefix)) continue;
      this.starts[hoped ? "hoped" : "feared"].push(this.symbols.length);
      // A variable in what must not match may be any text.
      for (const symbol of symbols) this.push(!hoped && isVariable(symbol) ? RUN : symbol, leaf);
      this.push(END, leaf);
    }
    return { kind: "leaf", leaf, hoped };
  }

  private push(symbol: string, leaf: number): void {
    if (symbol === RUN && this.symbols.at(-1) === RUN) return;
    this.symbols.push(symbol);
    this.leaves.push(leaf);
  }

  search(text: readonly string[], formula: Formula, work: Work): Inclusion {
    const { hoped, feared } = this.starts;
    const open: State[] = [{ at: 0, hoped: this.closed(hoped), feared: this.closed(feared) }];
    const seen: State[][] = [];
    for (let state = open.pop(); state; state = open.pop()) {
      work.left -= 1 + state.hoped.length + state.feared.length;
      if (work.left < 0) return "unsettled";
      if (this.isSettled(formula, state)) continue;
      const rivals = (seen[state.at] ??= []);
      if (rivals.some((rival) => isNoBetter(rival, state, work))) continue;
      rivals.push(state);
      const symbol = text[state.at];
      if (symbol === undefined) {
        if (!this.holdsAtEnd(formula, state)) return "no";
      } else this.follow(state, symbol, open);
    }
    return work.left < 0 ? "unsettled" : "yes";
  }

  /** The sets of leaves that match a text of the part. */
  endings(text: readonly string[], work: Work): readonly ReadonlySet<number>[] | undefined {
    const open: State[] = [{ at: 0, hoped: [], feared: this.closed(this.starts.feared) }];
    const seen = new Set<string>();
    const found = new Map<string, ReadonlySet<number>>();
    for (let state = open.pop(); state; state = open.pop()) {
      const key = `${state.at} ${state.feared.join(" ")}`;
      work.left -= 1 + state.feared.length;
      if (work.left < 0) return undefined;
      if (seen.has(key)) continue;
      seen.add(key);
      const symbol = text[state.at];
      if (symbol === undefined) {
        const ended = this.ended(state);
        found.set([...ended].join(" "), ended);
      } else this.follow(state, symbol, open);
    }
    return [...found.values()];
  }

  /** The states after one more symbol of the part. The last one pushed is followed first: that with least hope. */
  private follow(state: State, symbol: string, open: State[]): void {
    const next = state.at + 1;
    if (symbol !== RUN && symbol !== ONE) {
      open.push(this.step(state, symbol, next));
      return;
    }
    if (symbol === RUN) open.push({ ...state, at: next });
    const at = symbol === RUN ? state.at : next;
    const named = new Set(state.feared.flatMap((place) => this.named(place)));
    for (const letter of [...named, OTHER]) open.push(this.step(state, letter, at));
  }

  private named(place: number): readonly string[] {
    const symbol = this.symbols[place] ?? END;
    return symbol.length === 1 ? [symbol] : [];
  }

  private step({ hoped, feared }: State, symbol: string, at: number): State {
    if (isVariable(symbol)) return { at, hoped: this.advance(hoped, symbol), feared: this.anywhereAfter(feared) };
    return { at, hoped: this.advance(hoped, symbol), feared: this.advance(feared, symbol) };
  }

  /** INVARIANT: places are in ascending order, each once, and with each `*` the place after it. */
  private advance(places: readonly number[], symbol: string): readonly number[] {
    const moved: number[] = [];
    for (const place of places) {
      const own = this.symbols[place];
      if (own === RUN) this.reach(place, moved);
      else if (own === symbol || (own === ONE && !isVariable(symbol))) this.reach(place + 1, moved);
    }
    return moved;
  }

  private reach(place: number, places: number[]): void {
    if (place > (places.at(-1) ?? -1)) places.push(place);
    if (this.symbols[place] === RUN && place + 1 > (places.at(-1) ?? -1)) places.push(place + 1);
  }

  private closed(places: readonly number[]): readonly number[] {
    const reached: number[] = [];
    for (const place of places) this.reach(place, reached);
    return reached;
  }

  /** After a text that may be any. */
  private anywhereAfter(places: readonly number[]): readonly number[] {
    const reached: number[] = [];
    for (let place of places) {
      place = Math.max(place, (reached.at(-1) ?? -1) + 1);
      while (place < this.symbols.length && this.symbols[place] !== END) reached.push(place++);
      if (place < this.symbols.length) reached.push(place);
    }
    return reached;
  }

  private holdsAtEnd(formula: Formula, state: State): boolean {
    const ended = this.ended(state);
    return holds(formula, (leaf) => ended.has(leaf));
  }

  /** The leaves that match a text which ends here. */
  private ended({ hoped, feared }: State): ReadonlySet<number> {
    const ended = new Set<number>();
    for (const place of [...hoped, ...feared]) {
      const leaf = this.leaves[place];
      if (this.symbols[place] === END && leaf !== undefined) ended.add(leaf);
    }
    return ended;
  }

  /** Whether it holds however the text goes on: what is hoped for ends in `*`, or what is feared cannot match any more. */
  private isSettled(formula: Formula, { hoped, feared }: State): boolean {
    const sure = new Set<number>();
    for (const place of hoped) {
      const leaf = this.leaves[place];
      if (this.symbols[place] === RUN && this.symbols[place + 1] === END && leaf !== undefined) sure.add(leaf);
    }
    const alive = new Set(feared.map((place) => this.leaves[place]));
    return holds(formula, (leaf, isHoped) => (isHoped ? sure.has(leaf) : alive.has(leaf)));
  }
}

function holds(formula: Formula, matched: (leaf: number, hoped: boolean) => boolean): boolean {
  if (formula.kind === "leaf") return matched(formula.leaf, formula.hoped) === formula.hoped;
  return formula.kind === "any"
    ? formula.of.some((each) => holds(each, matched))
    : formula.of.every((each) => holds(each, matched));
}

/** Whether a state that was followed already is at most as hopeful: it hopes for less and fears more. */
function isNoBetter(rival: State, state: State, work: Work): boolean {
  work.left -= 1;
  return isSubset(rival.hoped, state.hoped, work) && isSubset(state.feared, rival.feared, work);
}

function isSubset(part: readonly number[], whole: readonly number[], work: Work): boolean {
  if (part.length > whole.length) return false;
  work.left -= 0.1 * whole.length;
  let at = 0;
  for (const each of part) {
    while (at < whole.length && (whole[at] ?? 0) < each) at++;
    if (whole[at] !== each) return false;
  }
  return true;
}

function isVariable(symbol: string): boolean {
  return symbol.startsWith("${");
}
