/**
 * Does a role's trust policy let everyone become the role? Everyone are callers of any account: the principal `*`, an
 * ARN with a wildcard for its account, all but some (`NotPrincipal`), or any identity provider (`Federated: *`).
 * Conditions count where they leave only certain callers, and a Deny where it takes away all or all but certain ones.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 *
 * An external id does not narrow who may call: it is no secret by AWS's own words, and everyone who knows it meets it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 *
 * INVARIANT: asked with every unknown as closed and as open as it can be; only two equal answers are an answer.
 */
import type { Unknown } from "../knowledge";
import { leavesOnlySome, narrowsWho, type Narrowing } from "./conditions";
import { isEveryone, type Effect, type PolicyDocument, type Principals, type Statement } from "./document";
import { covers, opposite, type Certainty } from "./match";

export type Openness =
  | {
      readonly answer: "everyone";
      readonly statement: Statement;
      readonly principal: Principals;
      /** What lets everyone in: a principal, all but some principals, or any identity provider. */
      readonly through: "principal" | "exclusion" | "federation";
      /** True where nothing but an external id stands in the way. */
      readonly externalIdOnly: boolean;
    }
  | { readonly answer: "some" }
  | { readonly answer: "undetermined"; readonly unknowns: readonly Unknown[] };

const ASSUMING = ["sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"];

/** Whether everyone may assume a role with this trust policy. */
export function openness(document: PolicyDocument): Openness {
  const open = document.statements.find((statement) => isOpen(statement, document, "surely"));
  if (open?.principal) {
    return {
      answer: "everyone",
      statement: open,
      principal: open.principal,
      through: throughOf(open.principal),
      externalIdOnly: open.conditions.some(({ key }) => key.toLowerCase() === "sts:externalid"),
    };
  }
  const perhaps = document.statements.filter((statement) => isOpen(statement, document, "possibly"));
  const unclosed = ASSUMING.some((action) => !isClosed(action, document, "surely"));
  if (perhaps.length === 0 && !(document.hidden.length > 0 && unclosed)) return { answer: "some" };
  const denials = document.statements.filter(({ effect }) => !isKnownAs(effect, "Allow"));
  const unknowns = [
    ...document.hidden,
    ...[...perhaps, ...denials].flatMap((statement) => unknownsOf(statement, document)),
  ];
  return { answer: "undetermined", unknowns };
}

function isOpen(statement: Statement, document: PolicyDocument, certainty: Certainty): boolean {
  const { action, principal } = statement;
  if (!hasEffect(statement, "Allow", certainty) || !action || !principal) return false;
  return (
    isForEveryone(principal, certainty) &&
    areAll(whoIsLeft(statement, document), "vacuous", certainty) &&
    ASSUMING.some(
      (each) => covers(action, each, certainty, lowerCase) && !isClosed(each, document, opposite(certainty)),
    )
  );
}

/** Whether a Deny takes the action away from everyone, or from all but certain callers. */
function isClosed(action: string, document: PolicyDocument, certainty: Certainty): boolean {
  if (certainty === "possibly" && document.hidden.length > 0) return true;
  return document.statements.some(
    (statement) =>
      hasEffect(statement, "Deny", certainty) &&
      statement.action !== undefined &&
      statement.principal !== undefined &&
      isForAllOthers(statement.principal, certainty) &&
      covers(statement.action, action, certainty, lowerCase) &&
      areAll(whoIsDenied(statement, document), "narrowing", certainty),
  );
}

function hasEffect({ effect }: Statement, wanted: Effect, certainty: Certainty): boolean {
  return effect.state === "known" ? effect.value === wanted : certainty === "possibly";
}

/** What each condition of an Allow leaves. */
function whoIsLeft(statement: Statement, { version }: PolicyDocument): readonly Narrowing[] {
  return [...statement.hiddenConditions, ...statement.conditions.map((condition) => narrowsWho(condition, version))];
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
    value.state === "known" ? isEveryone(type, value.value) : certainty === "possibly" && type !== "Service",
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

function throughOf({ negated, entries }: Principals): "principal" | "exclusion" | "federation" {
  if (negated) return "exclusion";
  const everyone = entries.find(({ type, value }) => value.state === "known" && isEveryone(type, value.value));
  return everyone?.type === "Federated" ? "federation" : "principal";
}

function unknownsOf(statement: Statement, document: PolicyDocument): readonly Unknown[] {
  const { effect, action, principal } = statement;
  const conditions = isKnownAs(effect, "Deny") ? whoIsDenied(statement, document) : whoIsLeft(statement, document);
  const parts = [
    effect,
    ...(action?.values ?? []),
    ...(principal?.entries ?? []).map(({ value }) => value),
    ...conditions,
  ];
  return parts.filter((part): part is Unknown => typeof part === "object" && part.state === "unknown");
}

function isKnownAs(effect: Statement["effect"], wanted: Effect): boolean {
  return effect.state === "known" && effect.value === wanted;
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}
