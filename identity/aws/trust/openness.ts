/**
 * Does a document that names principals let everyone in? Everyone are callers of any account: the principal `*`, an ARN
 * with a wildcard for its account, all but some (`NotPrincipal`), or any identity provider (`Federated: *`). Conditions
 * count where they leave only certain callers, and a Deny where it takes away all or all but certain ones, from every
 * action on every resource that the Allow names.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 *
 * INVARIANT: asked with every unknown as closed and as open as it can be; only two equal answers are an answer.
 */
import { knownValues, known, type Unknown } from "../../knowledge";
import { leavesOnlySome, narrowingsOf, type Narrowing } from "../conditions/conditions";
import {
  isEveryone,
  type Effect,
  type Patterns,
  type PolicyDocument,
  type Principals,
  type Statement,
  type Text,
} from "../document/document";
import { covers, coversAllOf, opposite, type Certainty } from "../document/match";
import { PatternIndex } from "../escalation/pattern-index";

/** A statement that lets everyone in. */
export interface Opening {
  readonly statement: Statement;
  readonly principal: Principals;
  /** What lets everyone in: a principal, all but some principals, or any identity provider. */
  readonly through: "principal" | "exclusion" | "federation";
}

export type Openness =
  | { readonly answer: "everyone"; readonly openings: readonly [Opening, ...Opening[]] }
  | { readonly answer: "some" }
  | { readonly answer: "undetermined"; readonly unknowns: readonly Unknown[] };

/** What a statement allows, each part perhaps with wildcards; in documents without resources the action alone. */
interface Reach {
  readonly action: Text;
  readonly resource?: Text;
}

const ANYTHING: Reach = { action: known("*", ""), resource: known("*", "") };

/**
 * Whether everyone may do something under this document.
 *
 * @param actions in lower case, the actions that matter. @default all that a statement allows
 */
export function openTo(document: PolicyDocument, actions?: readonly string[]): Openness {
  const [first, ...more] = document.statements.flatMap((statement) => openingOf(statement, document, actions));
  if (first) return { answer: "everyone", openings: [first, ...more] };
  const perhaps = document.statements.filter((statement) => isOpen(statement, document, actions, "possibly"));
  const sought = actions?.map((action): Reach => ({ action: known(action, "") })) ?? [ANYTHING];
  const unclosed = sought.some((reach) => !isClosed(reach, document, "surely"));
  if (perhaps.length === 0 && !(document.hidden.length > 0 && unclosed)) return { answer: "some" };
  const denials = document.statements.filter(({ effect }) => !isKnownAs(effect, "Allow"));
  const unknowns = [
    ...document.hidden,
    ...[...perhaps, ...denials].flatMap((statement) => unknownsOf(statement, document)),
  ];
  return { answer: "undetermined", unknowns };
}

function openingOf(
  statement: Statement,
  document: PolicyDocument,
  actions: readonly string[] | undefined,
): readonly Opening[] {
  const { principal } = statement;
  if (!principal || !isOpen(statement, document, actions, "surely")) return [];
  return [{ statement, principal, through: throughOf(principal) }];
}

function isOpen(
  statement: Statement,
  document: PolicyDocument,
  actions: readonly string[] | undefined,
  certainty: Certainty,
): boolean {
  const { principal } = statement;
  if (!principal || !hasEffect(statement, "Allow", certainty)) return false;
  return (
    isForEveryone(principal, certainty) &&
    areAll(whoIsLeft(statement, document), "vacuous", certainty) &&
    reachesOf(statement, actions, certainty).some((reach) => !isClosed(reach, document, opposite(certainty)))
  );
}

function reachesOf(
  { action, resource }: Statement,
  actions: readonly string[] | undefined,
  certainty: Certainty,
): readonly Reach[] {
  if (!action) return [];
  if (actions) {
    return actions
      .filter((each) => covers(action, each, certainty, (pattern) => pattern.toLowerCase()))
      .map((each) => ({ action: known(each, "") }));
  }
  const resources = !resource || resource.negated ? [known("*", "")] : resource.values;
  return (action.negated ? [known("*", "")] : action.values.map(lowerCase)).flatMap((each) =>
    resources.map((on): Reach => ({ action: each, resource: on })),
  );
}

/** Whether something of what an Allow gives is not denied to all, or to all but certain callers. */
export function isLeft(statement: Statement, document: PolicyDocument, certainty: Certainty): boolean {
  return (
    hasEffect(statement, "Allow", certainty) &&
    reachesOf(statement, undefined, certainty).some((reach) => !isClosed(reach, document, opposite(certainty)))
  );
}

/** Whether a Deny takes the whole reach away from everyone, or from all but certain callers. */
function isClosed({ action, resource }: Reach, document: PolicyDocument, certainty: Certainty): boolean {
  if (certainty === "possibly" && document.hidden.length > 0) return true;
  const { near, anywhere } = denialsIn(document, certainty);
  const closes = (denial: Denial) =>
    coversAllOf(denial.action, action, certainty) &&
    (!resource || !denial.resource || coversAllOf(denial.resource, resource, certainty));
  if (anywhere.some(closes)) return true;
  for (const denial of resource?.state === "known" ? near.candidates(resource.value) : near.all()) {
    if (closes(denial)) return true;
  }
  return false;
}

/** What is denied to all, or to all but certain callers; actions in lower case. */
interface Denial {
  readonly action: Patterns;
  readonly resource: Patterns | undefined;
}

/** Denials by the resources that they name, and those that name none, or all but some. */
interface Denials {
  readonly near: PatternIndex<Denial>;
  readonly anywhere: readonly Denial[];
}

const DENIALS: Readonly<Record<Certainty, WeakMap<PolicyDocument, Denials>>> = {
  surely: new WeakMap(),
  possibly: new WeakMap(),
};

/** Each document is asked for each of its statements, and answers once. */
function denialsIn(document: PolicyDocument, certainty: Certainty): Denials {
  const read = DENIALS[certainty].get(document);
  if (read) return read;
  const near = new PatternIndex<Denial>();
  const anywhere: Denial[] = [];
  for (const statement of document.statements) {
    const { action, resource, principal } = statement;
    if (!action || !principal || !hasEffect(statement, "Deny", certainty)) continue;
    const forOthers =
      isForAllOthers(principal, certainty) && areAll(whoIsDenied(statement, document), "narrowing", certainty);
    if (!forOthers) continue;
    const denial = { action: { ...action, values: action.values.map(lowerCase) }, resource };
    const patterns = knownValues(resource?.values ?? []);
    if (resource?.negated === false && patterns.length === resource.values.length) near.add(patterns, denial);
    else anywhere.push(denial);
  }
  DENIALS[certainty].set(document, { near, anywhere });
  return { near, anywhere };
}

function hasEffect({ effect }: Statement, wanted: Effect, certainty: Certainty): boolean {
  return effect.state === "known" ? effect.value === wanted : certainty === "possibly";
}

/** What each condition of an Allow leaves. */
function whoIsLeft(statement: Statement, { version }: PolicyDocument): readonly Narrowing[] {
  return [...statement.hiddenConditions, ...narrowingsOf(statement.conditions, version)];
}

/** What remains allowed beside each condition of a Deny. */
function whoIsDenied(statement: Statement, { version }: PolicyDocument): readonly Narrowing[] {
  return [
    ...statement.hiddenConditions,
    ...statement.conditions.map((condition) => leavesOnlySome(condition, version)),
  ];
}

function areAll(answers: readonly Narrowing[], wanted: "vacuous" | "narrowing", certainty: Certainty): boolean {
  return answers.every((answer) => (typeof answer === "string" ? answer === wanted : certainty === "possibly"));
}

function isForEveryone(principal: Principals, certainty: Certainty): boolean {
  if (principal.negated) return true;
  return principal.entries.some(({ type, value }) =>
    value.state === "known"
      ? isEveryone(type, value.value)
      : certainty === "possibly" && type !== "Service" && type !== "CanonicalUser",
  );
}

/** A Deny for everyone, or for all but those whom a `NotPrincipal` names. */
function isForAllOthers(principal: Principals, certainty: Certainty): boolean {
  if (!principal.negated) return isForEveryone({ ...principal, entries: notFederated(principal) }, certainty);
  return principal.entries.every(({ type, value }) =>
    value.state === "known" ? !isEveryone(type, value.value) : certainty === "possibly",
  );
}

function notFederated({ entries }: Principals): Principals["entries"] {
  return entries.filter(({ type, value }) => type !== "Federated" && !(value.state === "known" && value.value !== "*"));
}

function throughOf({ negated, entries }: Principals): Opening["through"] {
  if (negated) return "exclusion";
  const everyone = entries.find(({ type, value }) => value.state === "known" && isEveryone(type, value.value));
  return everyone?.type === "Federated" ? "federation" : "principal";
}

function unknownsOf(statement: Statement, document: PolicyDocument): readonly Unknown[] {
  const { effect, action, resource, principal } = statement;
  const conditions = isKnownAs(effect, "Deny") ? whoIsDenied(statement, document) : whoIsLeft(statement, document);
  const parts = [
    effect,
    ...(action?.values ?? []),
    ...(principal?.entries ?? []).map(({ value }) => value),
    ...conditions,
    ...(resource?.values ?? []),
  ];
  return parts.filter((part): part is Unknown => typeof part === "object" && part.state === "unknown");
}

function isKnownAs(effect: Statement["effect"], wanted: Effect): boolean {
  return effect.state === "known" && effect.value === wanted;
}

function lowerCase(text: Text): Text {
  return text.state === "known" ? known(text.value.toLowerCase(), text.path) : text;
}
