/**
 * May an identity do one action on one resource, by its ARN as it stands there?
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * Other than where rules look for what can be reached, account and region of a pattern count as they are written. Within
 * an account the policy of the resource may allow as well, for a user also beyond its boundary; keys and roles demand
 * that theirs does; and across accounts both sides must allow.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic
 *
 * INVARIANT: an answer that an unknown part could change is undetermined, with that part.
 */
import { mayMeet, readGlob } from "../../glob-inclusion";
import { knownValues, unknown } from "../../knowledge";
import { actionNamed } from "../actions/actions";
import { isMet, type Said } from "../conditions/conditions";
import type { Patterns, PolicyDocument, Text } from "../document/document";
import { covers } from "../document/match";
import {
  FRESH,
  hasEffect,
  limitsOn,
  lowerCase,
  permission,
  powersOf,
  sidesOf,
  someStatement,
  withStatements,
  type Deciding,
  type HasDocument,
  type Permission,
  type Permissions,
  type Power,
  type Powers,
  type Request,
  type Sides,
  type UnknownPart,
} from "./permissions";

export interface Decision<G> {
  readonly answer: Permission<G>["answer"];
  /** The statements that decide. */
  readonly deciding: readonly Deciding<G>[];
  readonly unknowns: readonly UnknownPart<G>[];
  /** Of a "no" without a statement that denies: what does not allow it. Of one that cannot be told: what is not seen. */
  readonly missing?: "policies" | "boundary" | "service control" | "resource policy" | "other account";
  /** True where it is denied on a part of what is asked about. */
  readonly partly?: true;
}

/** What is said of a question beside the identity's own policies. */
export interface Beside<G> {
  /** What policies on resources give to the identity, or deny it. */
  readonly given?: readonly G[];
  /** The policy of this resource, as far as it is for the identity or its account, where nothing is allowed without. */
  readonly demanded?: readonly G[];
  /** Whether what is given does not need the permissions boundary, as for users. */
  readonly unbounded?: boolean;
  /** Whether the resource is of another account. */
  readonly foreign?: boolean;
  /** What the request says for certain, by condition key in lower case. */
  readonly says?: Said;
}

interface Question {
  readonly action: string;
  readonly resource: string;
  readonly says?: Said | undefined;
}

/**
 * @param action such as `s3:GetObject`
 * @param resource an ARN, in which a wildcard stands for everything that it matches; `*` for every resource
 */
export function decide<G extends HasDocument>(
  permissions: Permissions<G>,
  action: string,
  resource: string,
  { given = [], demanded, unbounded = false, foreign = false, says }: Beside<G> = {},
): Decision<G> {
  const question = { action, resource, says };
  const asked = (grants: readonly G[]) => decided({ ...permissions, grants }, demanded, question);
  if (foreign) return abroad(asked([...permissions.grants, ...denialsIn(given)]), asked(given));
  const together = asked([...permissions.grants, ...given]);
  const { boundary, ...others } = permissions;
  if (!unbounded || !boundary || given.length === 0) return together;
  const denials = denialsIn([...permissions.grants, boundary]);
  return better(together, decided({ ...others, grants: [...given, ...denials] }, demanded, question));
}

/** Both sides must allow; that of the other account is seen where the stack makes the resource. */
function abroad<G>(own: Decision<G>, other: Decision<G>): Decision<G> {
  if (own.answer === "no" || own.answer === "undetermined") return own;
  if (other.answer === "yes") return own;
  if (other.answer === "conditional") return { ...other, deciding: [...own.deciding, ...other.deciding] };
  return { answer: "undetermined", deciding: own.deciding, unknowns: other.unknowns, missing: "other account" };
}

const BY_FAVOUR: readonly Permission<unknown>["answer"][] = ["yes", "conditional", "undetermined", "no"];

function better<G>(one: Decision<G>, other: Decision<G>): Decision<G> {
  return BY_FAVOUR.indexOf(other.answer) < BY_FAVOUR.indexOf(one.answer) ? other : one;
}

/** What the documents take away, or may. */
function denialsIn<G extends HasDocument>(grants: readonly G[]): readonly G[] {
  return grants.map((grant) => {
    const statements = grant.document.statements.filter((each) => hasEffect(each, "Deny", "possibly"));
    return { ...grant, document: { ...grant.document, statements } };
  });
}

function decided<G extends HasDocument>(
  permissions: Permissions<G>,
  demanded: readonly G[] | undefined,
  { action, resource, says }: Question,
): Decision<G> {
  const read = { ...sidesOf(permissions), demanded: demanded?.map((grant) => powersOf(grant, permissions.principal)) };
  const sides = exactly(read);
  // An action that cannot be granted on single resources is asked for on all of them, whichever is meant.
  const on = actionNamed(action)?.scopable === false ? FRESH : resource.replace(/\*+/g, FRESH);
  const request = { action: lowerCase(action), resources: [on], ...(says && { says }) };
  const result = permission(sides, request);
  if (result.answer === "undetermined") return { answer: "undetermined", deciding: [], unknowns: result.unknowns };
  const { answer, deciding } = result;
  const denials = answer === "yes" ? conditionalDenials(sides, request) : [];
  if (denials.length > 0) return { answer: "conditional", deciding: [...deciding, ...denials], unknowns: [] };
  const parts = answer === "yes" && on !== FRESH && on !== resource ? denialsOfParts(sides, request, resource) : [];
  if (parts.length > 0) return { answer: "conditional", deciding: [...deciding, ...parts], unknowns: [], partly: true };
  if (answer !== "no" || deciding.length > 0) return { answer, deciding, unknowns: [] };
  return { answer, deciding, unknowns: [], missing: whatIsMissing(sides, request) };
}

function whatIsMissing<G>(sides: Sides<G>, request: Request): NonNullable<Decision<G>["missing"]> {
  const isAllowedBy = (side: readonly Powers<G>[] | undefined) =>
    !side || someStatement(side, "Allow", request, "surely", "conditions");
  if (!isAllowedBy(sides.identity)) return "policies";
  if (!isAllowedBy(sides.boundary)) return "boundary";
  return isAllowedBy(sides.demanded) ? "service control" : "resource policy";
}

/** Denials under conditions, also those that rules pass over because a caller can avoid them. */
function conditionalDenials<G>(sides: Sides<G>, { action, resources, says }: Request): readonly Deciding<G>[] {
  return denying(
    sides,
    (power) =>
      covers(power.action, action, "surely", lowerCase) &&
      power.onResources(resources, "surely") &&
      power.statement.conditions.every((condition) => isMet(condition, says) !== false),
  );
}

/** Denials of some of the resources that a wildcard stands for. */
function denialsOfParts<G>(sides: Sides<G>, { action }: Request, resource: string): readonly Deciding<G>[] {
  const asked = readGlob(resource, LANGUAGE);
  return denying(sides, ({ action: actions, statement }) => {
    const denied = knownValues(statement.resource?.values ?? []);
    if (!covers(actions, action, "surely", lowerCase)) return false;
    return statement.resource?.negated === false && denied.some((each) => mayMeet(asked, readGlob(each, LANGUAGE)));
  });
}

const LANGUAGE = { wildcards: "*?", variables: true } as const;

function denying<G>(sides: Sides<G>, applies: (power: Power) => boolean): readonly Deciding<G>[] {
  return [...sides.identity, ...limitsOn(sides).flat()].flatMap(({ grant, statements }) =>
    statements
      .filter((power) => hasEffect(power.statement, "Deny", "surely") && applies(power))
      .map(({ statement }) => ({ grant, statement })),
  );
}

function exactly<G extends HasDocument>(sides: Sides<G>): Sides<G> {
  return withStatements(sides, ({ statements, grant }) => statements.map((power) => exactPower(power, grant.document)));
}

function exactPower(power: Power, { version }: PolicyDocument): Power {
  const { resource } = power.statement;
  if (!resource) return power;
  return {
    ...power,
    onResources: (arns, certainty) =>
      arns.every((arn) => covers(withoutVariables(resource, version, arn), arn, certainty)),
  };
}

/** A policy variable, which the caller fills, may make of a pattern one that matches. */
function withoutVariables(patterns: Patterns, version: PolicyDocument["version"], arn: string): Patterns {
  if (version !== "2012-10-17") return patterns;
  const values = patterns.values.map((value): Text => {
    if (value.state === "unknown" || !value.value.includes("${")) return value;
    const widest = { ...value, value: value.value.replace(/\$\{[^}]*\}/g, "*") };
    const mayMatch = covers({ ...patterns, negated: false, values: [widest] }, arn, "surely");
    return mayMatch ? unknown(value.path, "filled in by a policy variable when the identity calls") : value;
  });
  return { ...patterns, values };
}
