/**
 * What does an identity's set of policies allow that an approved set does not? A statement that allows is compared with
 * all approved ones together, action by action and resource by resource, within the boundaries; what approved policies
 * deny is not approved.
 *
 * INVARIANTS: where nothing is in excess, whatever request `now` allows, `approved` allows. Conditions are compared one
 * by one (see conditions/implication.ts); where that does not settle it the excess is "possible". A Deny more, an Allow
 * less, another order, other names and other ways of splitting statements add nothing. Work is bounded by `WORK`; what
 * is left when it is used up is possibly in excess.
 */
import type { Excess } from "../../excess";
import { mayMeet, readGlob, type Glob, type Work } from "../../glob-inclusion";
import type { Unknown } from "../../knowledge";
import { ActionCells, type Cell } from "./cells";
import { clausesOf, isUnwritten, type Clause, type Element } from "./clauses";
import { circumstanceOf, Coverage, meets, piecesOf, type Piece } from "./coverage";
import { Findings, type Outcome } from "./findings";
import type { Statement } from "../document/document";
import type { HasDocument, Permissions } from "../permissions/permissions";

/** The statement that allows an excess, and what of it is in excess. */
export interface PrivilegePlace<G> {
  readonly grant: G;
  /** Absent where a part is unknown that may hold any statement. */
  readonly statement?: Statement;
  /** Place of the statement or of the unknown part in the grant's resource. */
  readonly place: string;
  /** Patterns of the statement that are in excess, or of one that is in part, the actions that are. */
  readonly actions: readonly string[];
  /** Resource patterns of the statement that are in excess; `*` where it has `NotResource`. */
  readonly resources: readonly string[];
  /** Approved conditions that the statement does not demand, such as "`Bool` on `aws:MultiFactorAuthPresent`". */
  readonly lostConditions: readonly string[];
}

/** In steps of one pattern by one symbol: some seconds. Real policies take a thousandth of it. */
const WORK = 10_000_000;

const ALL_ACTIONS = readGlob("*", { wildcards: "*" });

/**
 * Everything that `now` allows and `approved` does not, in the order of the statements of `now`. Names of statements,
 * their order and how they are split over documents do not matter. Empty means: nothing that `now` allows is missing in
 * `approved`, whatever the request.
 *
 * Unknown parts of `now` give `undetermined` where what they may be is not approved; unknown parts of `approved` allow
 * nothing. Texts of the policies stand in the words: not for documents in which something is secret.
 */
export function permissionExcess<G extends HasDocument>(
  now: Permissions<G>,
  approved: Permissions<HasDocument>,
): readonly Excess<PrivilegePlace<G>>[] {
  return new Comparison(now, approved).excess() as readonly Excess<PrivilegePlace<G>>[];
}

class Comparison {
  private readonly work: Work = { left: WORK };
  private readonly subjects: readonly Clause[];
  private readonly limits: readonly Clause[] | undefined;
  private readonly perhapsDenied: readonly Clause[];
  private readonly approvedDenials: readonly Clause[];
  private readonly cells: ActionCells;
  private readonly allowing: Coverage;
  private readonly limiting: Coverage | undefined;
  private readonly denying: Coverage;
  private readonly findings: Findings;

  constructor(now: Permissions<HasDocument>, approved: Permissions<HasDocument>) {
    const perhaps = now.perhaps?.() ?? [];
    const own = [...now.grants, ...(now.boundary ? [now.boundary] : [])];
    const theirs = [...approved.grants, ...(approved.boundary ? [approved.boundary] : [])];
    const read = (holders: readonly HasDocument[], ...how: ["Allow" | "Deny", "generous" | "poor"]) =>
      holders.flatMap((holder) => clausesOf(holder, ...how));
    this.subjects = read([...now.grants, ...perhaps], "Allow", "generous");
    const denials = read(own, "Deny", "poor");
    this.perhapsDenied = read([...own, ...perhaps], "Deny", "generous").filter(isDoubtful);
    const isBounded = now.boundary && !isUnwritten(now.boundary.document);
    this.limits = isBounded ? read([now.boundary], "Allow", "generous") : undefined;
    const allows = read(approved.grants, "Allow", "poor");
    const limits = approvedLimits(now, approved);
    this.approvedDenials = read(theirs, "Deny", "generous").filter(
      ({ statement }) => statement?.effect.state === "known",
    );
    const all = [
      this.subjects,
      denials,
      this.perhapsDenied,
      this.limits ?? [],
      allows,
      limits ?? [],
      this.approvedDenials,
    ];
    this.cells = new ActionCells(all.flat(), this.work);
    this.allowing = new Coverage(new Set(allows), new Set(denials), this.work);
    this.limiting = limits && new Coverage(new Set(limits), new Set(denials), this.work);
    this.denying = new Coverage(new Set(denials), new Set(), this.work);
    this.findings = new Findings(doubtsOver(now, approved, theirs));
  }

  excess(): readonly Excess<PrivilegePlace<HasDocument>>[] {
    const lost = this.lostDenials();
    for (const subject of this.subjects) {
      this.compare(subject);
      this.compareDenials(subject, lost.get(subject) ?? []);
      if (this.work.left < 0) this.findings.addUnsettled(subject);
    }
    return this.findings.all(this.subjects);
  }

  private compare(subject: Clause): void {
    for (const { pattern, cell, piece } of this.questions(subject)) {
      const outcome = this.judge(subject, cell, piece);
      if (!outcome) continue;
      this.findings.add(subject, pattern, cell, piece, this.settle(outcome, subject, pattern, cell, piece));
    }
  }

  /** Each resource of a statement for the actions of each cell, as long as there is work left. */
  private *questions(clause: Clause): Iterable<Question> {
    const pieces = piecesOf(clause.resource);
    for (const pattern of patternsOf(clause)) {
      for (const cell of this.cells.of(pattern).filter(({ perhaps }) => perhaps.has(clause))) {
        this.work.left -= pieces.length;
        if (this.work.left < 0) return;
        yield* pieces.map((piece) => ({ pattern, cell, piece }));
      }
    }
  }

  /** Within each part of the own boundary the statement must be approved, and lie in the approved boundary. */
  private judge(subject: Clause, cell: Cell, piece: Piece): Outcome | undefined {
    for (const limits of this.limitsIn(cell)) {
      const failed =
        this.uncovered(this.allowing, subject, cell, piece, limits) ??
        (this.limiting && this.uncovered(this.limiting, subject, cell, piece, limits));
      if (failed) return failed;
    }
    return undefined;
  }

  /** The statements of the own boundary for a cell, by their conditions; one empty group where there is no boundary. */
  private limitsIn(cell: Cell): readonly (readonly Clause[])[] {
    if (!this.limits) return [[]];
    const groups = new Map<string, Clause[]>();
    for (const limit of this.limits) {
      if (!cell.perhaps.has(limit)) continue;
      push(groups, limit.termsKey, limit);
    }
    return [...groups.values()];
  }

  private uncovered(
    by: Coverage,
    subject: Clause,
    cell: Cell,
    piece: Piece,
    limits: readonly Clause[],
  ): Outcome | undefined {
    const when = circumstanceOf(subject, ...limits.slice(0, 1));
    const within = withinOf(limits);
    const answer = by.of(piece, cell, when, within);
    if (answer === "yes") return undefined;
    const areLimitsCovered =
      within.length > 0 &&
      limits.every(({ resource }) => piecesOf(resource).every((each) => by.of(each, cell, when) === "yes"));
    if (areLimitsCovered) return undefined;
    const kind = by === this.limiting ? "boundary" : "privilege";
    const isByConditions = by.of(piece, cell, undefined, within) === "yes";
    const covering = isByConditions ? by.conditional(piece, cell, when) : undefined;
    if (covering) return { kind, certainty: when.terms.length === 0 ? "certain" : "possible", covering };
    return { kind, certainty: answer === "unsettled" ? "unsettled" : "certain" };
  }

  /** What approved policies deny and the present ones do not, for each statement that may allow it. */
  private lostDenials(): ReadonlyMap<Clause, readonly Lost[]> {
    const lost = new Map<Clause, Lost[]>();
    for (const denial of this.approvedDenials) {
      const when = circumstanceOf(denial);
      for (const question of this.questions(denial)) {
        if (this.denying.of(question.piece, question.cell, when) === "yes") continue;
        for (const subject of this.allowingSome(question)) push(lost, subject, { denial, ...question });
      }
    }
    return lost;
  }

  private allowingSome({ cell, piece }: Question): readonly Clause[] {
    this.work.left -= this.subjects.length;
    if (this.work.left < 0) return [];
    return this.subjects.filter((subject) => cell.perhaps.has(subject) && this.shares(subject, piece));
  }

  /** Whether a statement may be on some of what was denied. */
  private shares({ resource }: Clause, { glob, but }: Piece): boolean {
    if (resource.negated || but.length > 0) return true;
    return resource.globs.some((each) => mayMeet(each, glob, this.work));
  }

  private compareDenials(subject: Clause, lost: readonly Lost[]): void {
    for (const { denial, pattern, cell, piece } of lost) {
      for (const own of piecesOf(subject.resource)) {
        if (this.findings.has(subject, cell, own) || !this.isOpen(own, subject, denial, cell)) continue;
        const certainty = subject.terms.length > 0 ? "possible" : "certain";
        const outcome: Outcome = { kind: "denial", certainty };
        const shown = this.isNarrower(own, piece) ? own : piece;
        this.findings.add(subject, pattern, cell, shown, this.settle(outcome, subject, pattern, cell, own));
      }
    }
  }

  /** Whether the statement allows some of what was denied: within the boundary, and not denied in another way. */
  private isOpen(own: Piece, subject: Clause, denial: Clause, cell: Cell): boolean {
    const when = circumstanceOf(subject, denial);
    return this.limitsIn(cell).some(
      (limits) => this.denying.of(own, cell, when, [...withinOf(limits), [denial.resource]]) !== "yes",
    );
  }

  private isNarrower(own: Piece, other: Piece): boolean {
    return !meets(own, { negated: true, globs: [other.glob], open: new Map() }, this.work);
  }

  /** What unknown parts leave of an outcome. */
  private settle(outcome: Outcome, subject: Clause, pattern: Glob, cell: Cell, piece: Piece): Outcome {
    const doubt = this.doubt(outcome, subject, pattern, cell, piece);
    return doubt ? { ...outcome, certainty: "undetermined", unknown: doubt } : outcome;
  }

  private doubt(outcome: Outcome, subject: Clause, pattern: Glob, cell: Cell, piece: Piece): Unknown | undefined {
    const { doubts, action, resource, conditionDoubts } = subject;
    const own = doubts[0] ?? action.open.get(pattern) ?? resource.open.get(piece.glob);
    if (own) return own;
    if (outcome.covering && conditionDoubts[0]) return conditionDoubts[0];
    const limit = this.limits?.find((each) => cell.perhaps.has(each) && isDoubtful(each));
    const denial = this.perhapsDenied.find((each) => cell.perhaps.has(each) && meets(piece, each.resource, this.work));
    return firstDoubt(limit) ?? firstDoubt(denial);
  }
}

/** Some actions on one resource of a statement. */
interface Question {
  readonly pattern: Glob;
  readonly cell: Cell;
  readonly piece: Piece;
}

/** What an approved statement denies and no present one does. */
interface Lost extends Question {
  readonly denial: Clause;
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}

/** Undefined where there is no boundary, or one whose document is known neither now nor as approved. */
function approvedLimits(
  now: Permissions<HasDocument>,
  approved: Permissions<HasDocument>,
): readonly Clause[] | undefined {
  const { boundary } = approved;
  if (!boundary) return undefined;
  const isSameUnwritten = isUnwritten(boundary.document) && now.boundary && isUnwritten(now.boundary.document);
  return isSameUnwritten ? undefined : clausesOf(boundary, "Allow", "poor");
}

/** Why nothing is certain in this comparison. */
function doubtsOver(
  now: Permissions<HasDocument>,
  approved: Permissions<HasDocument>,
  theirs: readonly HasDocument[],
): string | undefined {
  if (theirs.some(({ document }) => document.unknowns.length > 0)) return "a part of what was approved is not known";
  if ([now, approved].some(({ boundary }) => boundary && isUnwritten(boundary.document))) {
    return "the permissions boundary is a policy whose document is not known here";
  }
  return undefined;
}

function patternsOf({ action }: Clause): readonly Glob[] {
  return action.negated ? [ALL_ACTIONS] : action.globs;
}

/** The resources to which a boundary limits; none where it has them all. */
function withinOf(limits: readonly Clause[]): readonly (readonly Element[])[] {
  return limits.length === 0 || limits.some(isUnlimited) ? [] : [limits.map(({ resource }) => resource)];
}

function isUnlimited({ resource }: Clause): boolean {
  return !resource.negated && resource.globs.some(({ text }) => /^\*+$/.test(text));
}

function isDoubtful(clause: Clause): boolean {
  return firstDoubt(clause) !== undefined;
}

function firstDoubt(clause: Clause | undefined): Unknown | undefined {
  if (!clause) return undefined;
  const open = (element: Element): readonly Unknown[] => [...element.open.values()];
  return [...clause.doubts, ...open(clause.action), ...open(clause.resource), ...clause.conditionDoubts][0];
}
