/**
 * The statements of two sets of policies, read for comparison: their patterns, their conditions, and what of them is
 * unknown.
 *
 * INVARIANT: a statement whose excess is sought is read as generously as its unknown parts leave open, and says which
 * they are; a statement that may cover something is read as poorly. So nothing unknown hides an excess.
 */
import { readGlob, type Glob, type GlobLanguage } from "../../glob-inclusion";
import type { Unknown } from "../../knowledge";
import type { Term } from "../conditions/implication";
import type { Effect, Patterns, PolicyDocument, Statement, Text } from "../document/document";
import { hasEffect, type HasDocument } from "../permissions/permissions";

/** Patterns, or all but what they match. */
export interface Element {
  readonly negated: boolean;
  readonly globs: readonly Glob[];
  /** Patterns that stand for something unknown. */
  readonly open: ReadonlyMap<Glob, Unknown>;
}

/** One statement as one side of the comparison reads it. */
export interface Clause {
  readonly holder: HasDocument;
  /** Absent where a part is unknown that may hold any statement. */
  readonly statement?: Statement;
  readonly place: string;
  readonly action: Element;
  readonly resource: Element;
  readonly terms: readonly Term[];
  /** Equal for equal conditions. */
  readonly termsKey: string;
  /** Why it may allow less than it looks; its conditions apart. */
  readonly doubts: readonly Unknown[];
  /** Conditions, or values of them, that are unknown. */
  readonly conditionDoubts: readonly Unknown[];
}

/** The `termsKey` of statements without conditions. */
export const NO_TERMS = "[]";

/** How unknown parts are read. */
export type Reading = "generous" | "poor";

/** The statements of a document with this effect. */
export function clausesOf(holder: HasDocument, effect: Effect, reading: Reading): readonly Clause[] {
  const { document, owner } = holder;
  const certainty = reading === "generous" ? "possibly" : "surely";
  const clauses = document.statements.flatMap((statement): readonly Clause[] => {
    if (!hasEffect(statement, effect, certainty)) return [];
    const clause = clauseOf(holder, statement, reading);
    return clause ? [clause] : [];
  });
  if (reading === "poor") return owner ? [] : clauses;
  return [...clauses, ...document.hidden.map((part) => hiddenClause(holder, part))];
}

/** Undefined where it surely covers nothing. */
function clauseOf(holder: HasDocument, statement: Statement, reading: Reading): Clause | undefined {
  const { action, resource, effect, conditions, hiddenConditions } = statement;
  if (!action || !resource) return undefined;
  const variables = holder.document.version === "2012-10-17";
  const [actions, resources] = [
    elementOf(action, { wildcards: "*?", ignoreCase: true }, reading),
    elementOf(resource, { wildcards: "*?", variables }, reading),
  ];
  if (!actions || !resources || (reading === "poor" && hiddenConditions.length > 0)) return undefined;
  const terms = conditions.map((condition): Term => ({ condition, variables }));
  return {
    holder,
    statement,
    place: statement.place,
    action: actions,
    resource: resources,
    terms,
    termsKey: termsKeyOf(terms),
    doubts: [
      ...(holder.owner ? [holder.owner] : []),
      ...(effect.state === "unknown" ? [effect] : []),
      ...[action, resource].flatMap((each) => (each.negated ? unknownsIn(each.values) : [])),
    ],
    conditionDoubts: [...hiddenConditions, ...conditions.flatMap(({ values }) => unknownsIn(values))],
  };
}

function elementOf({ negated, values }: Patterns, language: GlobLanguage, reading: Reading): Element | undefined {
  const isOpen = values.some(({ state }) => state === "unknown");
  if (negated && isOpen && reading === "poor") return undefined;
  const open = new Map<Glob, Unknown>();
  const globs = values.flatMap((value) => {
    if (value.state === "known") return [readGlob(value.value, language)];
    if (negated || reading === "poor") return [];
    const glob = readGlob("*", language);
    open.set(glob, value);
    return [glob];
  });
  return { negated, globs, open };
}

const ANY: Element = { negated: false, globs: [readGlob("*", { wildcards: "*" })], open: new Map() };

function hiddenClause(holder: HasDocument, part: Unknown): Clause {
  return {
    holder,
    place: part.path,
    action: ANY,
    resource: ANY,
    terms: [],
    termsKey: NO_TERMS,
    doubts: [part],
    conditionDoubts: [],
  };
}

function termsKeyOf(terms: readonly Term[]): string {
  const keys = terms.map(({ condition: { operator, key, values }, variables }) => {
    const texts = values.map((value) => (value.state === "known" ? value.value : null));
    const { name, ifExists, qualifier } = operator;
    return JSON.stringify([key.toLowerCase(), name, ifExists, qualifier ?? "", variables, texts]);
  });
  return JSON.stringify(keys.sort());
}

function unknownsIn(values: readonly Text[]): readonly Unknown[] {
  return values.filter((value): value is Unknown => value.state === "unknown");
}

/** Whether nothing at all is known of a document: that of a policy which is not known here. */
export function isUnwritten({ statements, hidden }: PolicyDocument): boolean {
  return statements.length === 0 && hidden.length === 0;
}
