/**
 * Whom does a trust policy let in that the approved one does not, or only under conditions that are gone? Principals are
 * compared one by one: everyone, an account with all in it, one role, user or session, a service in whatever region, a
 * provider. Actions and conditions are compared as in comparison.ts.
 *
 * INVARIANT: where nothing is in excess, everybody whom `now` lets in, `approved` lets in. All but some principals
 * (`NotPrincipal`) are everyone, and are covered by everyone or by all but fewer.
 */
import type { Excess } from "../../excess";
import { GlobSet, isWithin, readGlob, type Glob, type Region, type Work } from "../../glob-inclusion";
import type { Unknown } from "../../knowledge";
import { conditionWords } from "../comparison/words";
import { implies, type Term } from "../conditions/implication";
import type { Effect, PolicyDocument, Principals, PrincipalType, Statement } from "../document/document";
import { hasEffect } from "../permissions/permissions";
import { readPrincipal } from "../document/principal";

/** A statement of a trust policy that lets in whom the approved one does not. */
export interface TrustPlace {
  /** Absent where a part is unknown that may hold any statement. */
  readonly statement?: Statement;
  /** Place of the principal, or of the unknown part. */
  readonly place: string;
  /** Patterns of the statement's actions that are in excess. */
  readonly actions: readonly string[];
  /** The principal as written; absent where it is not known, and where it is all but some. */
  readonly principal?: string;
  /** Approved conditions that the statement does not demand. */
  readonly lostConditions: readonly string[];
}

type Item = Excess<TrustPlace>;

/** One principal of one statement. */
interface Entrance {
  readonly statement: Statement;
  readonly whom: Whom;
  readonly place: string;
  readonly actions: readonly Glob[];
  /** All actions but these, where they are excluded. */
  readonly negated: boolean;
  readonly terms: readonly Term[];
  readonly doubts: readonly Unknown[];
}

type Whom =
  | { readonly state: "one"; readonly type: PrincipalType; readonly value: string }
  | { readonly state: "all but"; readonly others: readonly Principals["entries"][number][] }
  | { readonly state: "unknown" };

/** Steps of one pattern by one symbol, or of one principal beside another: a second or two. */
const WORK = 3_000_000;

const ANY_ACTION = readGlob("*", { wildcards: "*" });

/** Everyone whom the trust policy `now` lets in and `approved` does not, or only under conditions which `now` lacks. */
export function trustExcess(now: PolicyDocument, approved: PolicyDocument): readonly Item[] {
  const work = { left: WORK };
  const [entrances, denials] = [entrancesOf(now, "Allow", "possibly"), entrancesOf(now, "Deny", "surely")];
  const perhapsDenied = [
    ...now.hidden,
    ...entrancesOf(now, "Deny", "possibly").flatMap(({ doubts }) => doubts.slice(0, 1)),
  ];
  const [allowed, denied] = [entrancesOf(approved, "Allow", "surely"), entrancesOf(approved, "Deny", "possibly")];
  const isOpen = approved.unknowns.length > 0;
  const items = entrances.flatMap((entrance) => {
    const found = [...excessOf(entrance, allowed, denials, work), ...lostOf(entrance, denied, denials, work)].slice(
      0,
      1,
    );
    return found.map((each) => itemOf(entrance, each, perhapsDenied, isOpen));
  });
  const isOpenToAll = allowed.some((each) => covers(each.whom, EVERYONE) && coversActions([each], ANY_ENTRANCE, work));
  return isOpenToAll ? items : [...now.hidden.map(hiddenItem), ...items];
}

/** What of an entrance is in excess, and why. */
interface Found {
  readonly actions: readonly Glob[];
  readonly lost: readonly Term[];
  readonly by: "grant" | "denial" | "too much work";
}

const EVERYONE: Whom = { state: "one", type: "any", value: "*" };
const ANY_ENTRANCE: Pick<Entrance, "actions" | "negated"> = { actions: [ANY_ACTION], negated: false };

function excessOf(
  entrance: Entrance,
  allowed: readonly Entrance[],
  denials: readonly Entrance[],
  work: Work,
): readonly Found[] {
  const { whom, terms } = entrance;
  if ((work.left -= allowed.length + denials.length) < 0)
    return [{ actions: [ANY_ACTION], lost: [], by: "too much work" }];
  const closed = denials.filter((each) => covers(each.whom, whom) && implies(terms, each.terms, work));
  const letIn = allowed.filter((each) => covers(each.whom, whom));
  const met = letIn.filter((each) => implies(terms, each.terms, work));
  const parts: readonly Pick<Entrance, "actions" | "negated">[] = entrance.negated
    ? [entrance]
    : entrance.actions.map((action) => ({ actions: [action], negated: false }));
  const missing = parts.filter((part) => !coversActions([...closed, ...met], part, work));
  if (missing.length === 0) return [];
  const actions = missing.flatMap((part) => (part.negated ? [ANY_ACTION] : part.actions));
  const isByConditions = missing.every((part) => coversActions([...closed, ...letIn], part, work));
  const unmet = letIn.find((each) => !met.includes(each));
  return [{ actions, lost: isByConditions && unmet ? unmet.terms : [], by: "grant" }];
}

/** What was denied to the principal and is not any more. */
function lostOf(
  entrance: Entrance,
  denied: readonly Entrance[],
  denials: readonly Entrance[],
  work: Work,
): readonly Found[] {
  return denied.flatMap((denial): readonly Found[] => {
    if ((work.left -= 1 + denials.length) < 0) return [{ actions: [ANY_ACTION], lost: [], by: "too much work" }];
    if (!mayBeFor(denial, entrance.whom)) return [];
    const given = [...entrance.terms, ...denial.terms];
    const still = denials.filter(
      (each) =>
        (covers(each.whom, entrance.whom) || covers(each.whom, denial.whom)) && implies(given, each.terms, work),
    );
    const outside: Region = { anyOf: [{ not: regionOf(denial) }, ...still.map(regionOf)] };
    const actions = entrance.negated ? [ANY_ACTION] : entrance.actions;
    const open = actions.filter((action) => {
      const region: Region = entrance.negated ? { anyOf: [outside, { globs: entrance.actions }] } : outside;
      return isWithin(action, region, work) !== "yes";
    });
    return open.length > 0 ? [{ actions: open, lost: [], by: "denial" }] : [];
  });
}

function coversActions(by: readonly Entrance[], part: Pick<Entrance, "actions" | "negated">, work: Work): boolean {
  const set = new GlobSet(by.flatMap(({ actions, negated }) => (negated ? [] : actions)));
  const regions = by.filter(({ negated }) => negated).map(regionOf);
  const anyOf = [{ globs: set.globs }, ...regions];
  if (part.negated) return isWithin(ANY_ACTION, { anyOf: [...anyOf, { globs: part.actions }] }, work) === "yes";
  return part.actions.every((action) =>
    regions.length === 0 ? set.includes(action, work) === "yes" : isWithin(action, { anyOf }, work) === "yes",
  );
}

function regionOf({ actions, negated }: Pick<Entrance, "actions" | "negated">): Region {
  return negated ? { not: { globs: actions } } : { globs: actions };
}

/** Unknown parts are read generously where they may let somebody in or keep somebody out, else as covering nothing. */
function entrancesOf(document: PolicyDocument, effect: Effect, certainty: "surely" | "possibly"): readonly Entrance[] {
  const isGenerous = certainty === "possibly";
  return document.statements.flatMap((statement): readonly Entrance[] => {
    const { action, principal, conditions, hiddenConditions } = statement;
    if (!action || !principal || !hasEffect(statement, effect, certainty)) return [];
    const openActions = action.values.filter((value): value is Unknown => value.state === "unknown");
    const openConditions = [...hiddenConditions, ...conditions.flatMap(({ values }) => unknownsIn(values))];
    if (!isGenerous && (hiddenConditions.length > 0 || (action.negated && openActions.length > 0))) return [];
    const named = action.values.flatMap((value) =>
      value.state === "known" ? [readGlob(value.value, { wildcards: "*?", ignoreCase: true })] : [],
    );
    const actions = isGenerous && !action.negated && openActions.length > 0 ? [...named, ANY_ACTION] : named;
    const terms = conditions.map((condition) => ({ condition, variables: document.version === "2012-10-17" }));
    const doubts = [...unknownsIn([statement.effect]), ...openActions, ...openConditions];
    return whomsOf(principal, isGenerous).map(({ whom, place, doubt }) => ({
      statement,
      whom,
      place,
      actions,
      negated: action.negated,
      terms,
      doubts: [...(doubt ? [doubt] : []), ...doubts],
    }));
  });
}

interface Named {
  readonly whom: Whom;
  readonly place: string;
  readonly doubt?: Unknown;
}

function whomsOf({ negated, entries, place }: Principals, isGenerous: boolean): readonly Named[] {
  const open = unknownsIn(entries.map(({ value }) => value));
  const [doubt] = open;
  if (negated) {
    if (doubt && !isGenerous) return [];
    const others = entries.filter(({ value }) => value.state === "known");
    return [{ whom: { state: "all but", others }, place, ...(doubt && { doubt }) }];
  }
  return entries.flatMap(({ type, value }): readonly Named[] => {
    if (value.state === "known") return [{ whom: { state: "one", type, value: value.value }, place: value.path }];
    return isGenerous ? [{ whom: { state: "unknown" }, place: value.path, doubt: value }] : [];
  });
}

function unknownsIn(values: readonly { readonly state: string }[]): readonly Unknown[] {
  return values.filter((value): value is Unknown => value.state === "unknown");
}

/** Whether a statement is for all of these principals. */
function covers(by: Whom, whom: Whom): boolean {
  if (by.state === "unknown") return false;
  if (by.state === "all but") {
    if (whom.state === "all but") return by.others.every((each) => whom.others.some((other) => isEqual(each, other)));
    return whom.state === "one" && by.others.every((other) => !mayBe(other, whom));
  }
  if (isEveryone(by)) return true;
  return whom.state === "one" && isPrincipalWithin(whom, by);
}

function mayBeFor({ whom: by }: Entrance, whom: Whom): boolean {
  if (by.state === "unknown" || whom.state !== "one" || isEveryone(whom)) return true;
  if (by.state === "one") return isPrincipalWithin(whom, by) || isPrincipalWithin(by, whom);
  return !by.others.some((other) => isPrincipalWithin(whom, { type: other.type, value: textOf(other) }));
}

type Entry = Principals["entries"][number];
type One = Pick<Extract<Whom, { state: "one" }>, "type" | "value">;

function isEqual(one: Entry, other: Entry): boolean {
  return one.type === other.type && textOf(one) === textOf(other);
}

/** Whether some caller may be both. */
function mayBe(entry: Entry, whom: One): boolean {
  const other: One = { type: entry.type, value: textOf(entry) };
  return isEveryone(whom) || isPrincipalWithin(whom, other) || isPrincipalWithin(other, whom);
}

function textOf({ value }: Entry): string {
  return value.state === "known" ? value.value : "";
}

/** Callers of every kind; `Federated: *` is only every provider. */
function isEveryone({ type, value }: One): boolean {
  return type !== "Federated" && readPrincipal(type, value).kind === "everyone";
}

function isPrincipalWithin(part: One, whole: One): boolean {
  if (part.type === whole.type && part.value === whole.value) return true;
  const [narrow, wide] = [readPrincipal(part.type, part.value), readPrincipal(whole.type, whole.value)];
  if (wide.kind === "everyone") return whole.type !== "Federated" || part.type === "Federated";
  if (wide.kind === "service") return narrow.kind === "service" && narrow.service === wide.service;
  return wide.kind === "account" && wide.whole && narrow.kind === "account" && narrow.account === wide.account;
}

function itemOf(entrance: Entrance, found: Found, perhapsDenied: readonly Unknown[], isOpen: boolean): Item {
  const { statement, whom, place, doubts, terms } = entrance;
  const actions = [...new Set(found.actions.map(({ text }) => text))];
  const lostConditions = found.lost.map(({ condition }) => conditionWords(condition));
  const at: TrustPlace = {
    statement,
    place,
    actions,
    ...(whom.state === "one" && { principal: whom.value }),
    lostConditions,
  };
  const words = `${whomWords(whom)} by ${actions.map((each) => `\`${each}\``).join(", ")}${suffixOf(found, lostConditions)}`;
  const unknown = doubts[0] ?? perhapsDenied[0];
  if (unknown) return { ...at, certainty: "undetermined", unknown, words };
  const severity = severityOf(whom, terms);
  const because = becauseOf(found, terms.length > 0, isOpen);
  if (because === undefined) return { ...at, certainty: "certain", severity, words };
  return { ...at, certainty: "possible", because, severity, words };
}

function becauseOf({ lost, by }: Found, isConditioned: boolean, isOpen: boolean): string | undefined {
  if (by === "too much work") return "the policy has too many statements to compare";
  if (isOpen) return "a part of what was approved is not known";
  if ((lost.length === 0 && by === "grant") || !isConditioned) return undefined;
  return "its conditions are not shown to be as narrow as those approved";
}

function whomWords(whom: Whom): string {
  if (whom.state === "unknown") return "a principal that is not known yet";
  if (whom.state === "all but") return "everyone but some";
  return isEveryone(whom) || whom.value === "*" ? "everyone" : `\`${whom.value}\``;
}

function suffixOf({ by }: Found, lost: readonly string[]): string {
  if (lost.length > 0) return `, without the approved condition ${lost.join(" and ")}`;
  return by === "denial" ? ", whom the approved policy denies" : "";
}

/** Everyone, then whoever is in an account or a provider, then single callers and services. */
function severityOf(whom: Whom, terms: readonly Term[]) {
  if (whom.state !== "one" || isEveryone(whom) || whom.value === "*") return terms.length > 0 ? "high" : "critical";
  const principal = readPrincipal(whom.type, whom.value);
  const isMany =
    (principal.kind === "account" && principal.whole) || principal.kind === "oidc" || principal.kind === "saml";
  return isMany ? "high" : "medium";
}

function hiddenItem(unknown: Unknown): Item {
  return {
    place: unknown.path,
    actions: ["*"],
    lostConditions: [],
    certainty: "undetermined",
    unknown,
    words: "a principal that is not known yet",
  };
}
