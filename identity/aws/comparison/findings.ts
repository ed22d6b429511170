/**
 * The excesses found, put together for a reader: what a statement has in excess for one reason on the same resources is
 * one item, however many actions it is.
 */
import type { Excess } from "../../excess";
import type { Glob } from "../../glob-inclusion";
import type { Unknown } from "../../knowledge";
import { actionsMatching } from "../actions/actions";
import type { PrivilegePlace } from "./comparison";
import type { Cell } from "./cells";
import type { Clause } from "./clauses";
import type { Piece } from "./coverage";
import { actionWords, asWritten, conditionWords, gravityOf, resourceWords, type ExcessActions } from "./words";
import type { HasDocument } from "../permissions/permissions";

/** Why something is not approved. */
export interface Outcome {
  /** No approved statement allows it; the approved boundary leaves it out; an approved statement denies it. */
  readonly kind: "privilege" | "boundary" | "denial";
  readonly certainty: "certain" | "possible" | "unsettled" | "undetermined";
  readonly unknown?: Unknown;
  /** The approved statement whose conditions are not demanded. */
  readonly covering?: Clause;
}

type Item = Excess<PrivilegePlace<HasDocument>>;

/** What of one pattern is in excess, for one reason. */
interface Row {
  readonly pattern: Glob;
  readonly outcome: Outcome;
  readonly pieces: Map<Cell, Piece[]>;
}

/** What one statement has in excess for one reason on the same resources. */
interface Group {
  readonly outcome: Outcome;
  readonly because: string | undefined;
  readonly pieces: readonly Piece[];
  readonly patterns: Glob[];
  readonly actions: ExcessActions[];
}

const BY_CONDITIONS = "its conditions are not shown to be as narrow as those approved";
const BY_DENIAL = "its conditions may leave out what was denied";
const UNSETTLED = "the patterns are too many or too intricate to compare";

/** Collects what is in excess, statement by statement. */
export class Findings {
  private readonly rows = new Map<Clause, Map<string, Row>>();
  private readonly unsettled = new Set<Clause>();
  private readonly found = new Map<Clause, Map<Glob, Set<string>>>();

  /** @param doubt why nothing that is found is certain */
  constructor(private readonly doubt: string | undefined) {}

  add(subject: Clause, pattern: Glob, cell: Cell, piece: Piece, outcome: Outcome): void {
    const rows = this.rows.get(subject) ?? new Map<string, Row>();
    this.rows.set(subject, rows);
    const key = JSON.stringify([pattern.text, reasonOf(outcome)]);
    const row = rows.get(key) ?? { pattern, outcome, pieces: new Map<Cell, Piece[]>() };
    rows.set(key, row);
    const known = row.pieces.get(cell);
    if (known) known.push(piece);
    else row.pieces.set(cell, [piece]);
  }

  /** Whether what the cell holds was in excess on this resource before any denial was looked at. */
  has(subject: Clause, { names }: Cell, { glob }: Piece): boolean {
    const byPiece = this.found.get(subject) ?? this.index(subject);
    const found = byPiece.get(glob);
    return found !== undefined && names.every((name) => found.has(name));
  }

  private index(subject: Clause): Map<Glob, Set<string>> {
    const byPiece = new Map<Glob, Set<string>>();
    const rows = [...(this.rows.get(subject)?.values() ?? [])].flatMap(({ pieces }) => [...pieces]);
    for (const [{ names }, on] of rows) {
      for (const { glob } of on) {
        const known = byPiece.get(glob) ?? new Set<string>();
        byPiece.set(glob, known);
        for (const name of names) known.add(name);
      }
    }
    this.found.set(subject, byPiece);
    return byPiece;
  }

  /** The statement could not be compared to the end. */
  addUnsettled(subject: Clause): void {
    this.unsettled.add(subject);
  }

  /** In the order of the statements given. */
  all(subjects: readonly Clause[]): readonly Item[] {
    return subjects.flatMap((subject) => {
      if (this.unsettled.has(subject)) return [unsettledItem(subject)];
      return this.groupsOf(subject).map((group) => itemOf(subject, group));
    });
  }

  private groupsOf(subject: Clause): readonly Group[] {
    const groups = new Map<string, Group>();
    for (const row of this.rows.get(subject)?.values() ?? []) {
      for (const { pieces, cells } of byPieces(row)) {
        const actions = excessOf(row.pattern, cells);
        const because = actions.toCome
          ? `AWS may add actions that \`${row.pattern.text}\` matches`
          : this.because(row.outcome);
        const key = JSON.stringify([reasonOf(row.outcome), because, pieces.map(({ glob }) => glob.text)]);
        const group = groups.get(key) ?? { outcome: row.outcome, because, pieces, patterns: [], actions: [] };
        groups.set(key, group);
        group.patterns.push(row.pattern);
        group.actions.push(actions);
      }
    }
    return [...groups.values()];
  }

  private because({ kind, certainty }: Outcome): string | undefined {
    if (certainty === "unsettled") return UNSETTLED;
    if (certainty === "possible") return kind === "denial" ? BY_DENIAL : BY_CONDITIONS;
    return this.doubt;
  }
}

/** Equal for what one item tells of. */
function reasonOf({ kind, certainty, unknown, covering }: Outcome): string {
  return JSON.stringify([kind, certainty, unknown?.path, covering?.termsKey]);
}

/** The cells that are in excess on the same resources. */
function byPieces(row: Row): Iterable<{ readonly pieces: readonly Piece[]; readonly cells: Cell[] }> {
  const groups = new Map<string, { readonly pieces: readonly Piece[]; readonly cells: Cell[] }>();
  for (const [cell, pieces] of row.pieces) {
    const key = JSON.stringify(pieces.map(({ glob }) => glob.text));
    const group = groups.get(key) ?? { pieces, cells: [] };
    groups.set(key, group);
    group.cells.push(cell);
  }
  return groups.values();
}

function excessOf({ text }: Glob, cells: readonly Cell[]): ExcessActions & { readonly toCome: boolean } {
  const names = [...new Set(cells.flatMap((cell) => cell.names))];
  const all = actionsMatching(text).length;
  const toCome = names.length === 0 && all > 0;
  return toCome || names.length >= all ? { pattern: text, toCome } : { pattern: text, only: names, toCome };
}

function itemOf(subject: Clause, { outcome, because, pieces, patterns, actions }: Group): Item {
  const resources = [...new Set(pieces.map(({ glob }) => glob.text))];
  const lostConditions = outcome.covering?.terms.map(({ condition }) => conditionWords(condition)) ?? [];
  const place = {
    ...placeOf(subject),
    actions: actions.flatMap(({ pattern, only }) => only?.map(asWritten) ?? [pattern]),
    resources,
    lostConditions,
  };
  const isOpenAction = patterns.some((pattern) => subject.action.open.has(pattern)) || !subject.statement;
  const isOpenResource = pieces.some(({ glob }) => subject.resource.open.has(glob)) || !subject.statement;
  const what = isOpenAction ? "an action that is not known yet" : actionWords(actions);
  const but = pieces.flatMap((piece) => piece.but.map(({ text }) => text));
  const where = isOpenResource ? "on a resource that is not known yet" : resourceWords(resources, but);
  const words = `${what} ${where}${suffixOf(outcome, lostConditions)}`;
  if (outcome.unknown) return { ...place, certainty: "undetermined", unknown: outcome.unknown, words };
  const severity = gravityOf(actions, resources);
  if (because === undefined) return { ...place, certainty: "certain", severity, words };
  return { ...place, certainty: "possible", because, severity, words };
}

function suffixOf({ kind, covering }: Outcome, lost: readonly string[]): string {
  if (covering) return `, without the approved condition ${lost.join(" and ")}`;
  if (kind === "boundary") return ", which the approved permissions boundary leaves out";
  return kind === "denial" ? ", which the approved policies deny" : "";
}

function unsettledItem(subject: Clause): Item {
  const actions = subject.action.globs.map(({ text }) => ({ pattern: text }));
  const resources = subject.resource.globs.map(({ text }) => text);
  return {
    ...placeOf(subject),
    actions: actions.map(({ pattern }) => pattern),
    resources,
    lostConditions: [],
    certainty: "possible",
    because: UNSETTLED,
    severity: gravityOf(actions, resources),
    words: `${actionWords(actions)} ${resourceWords(resources, [])}`,
  };
}

function placeOf({ holder, statement, place }: Clause) {
  return { grant: holder, ...(statement && { statement }), place };
}
