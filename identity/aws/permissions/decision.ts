/**
 * May an identity do one action on one resource, by its ARN as it stands there?
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * Other than where rules look for what can be reached, account and region of a pattern count as they are written.
 *
 * INVARIANT: an answer that an unknown part could change is undetermined, with that part.
 */
import { unknown } from "../../knowledge";
import { actionNamed } from "../actions/actions";
import type { Patterns, PolicyDocument, Text } from "../document/document";
import { covers } from "../document/match";
import {
  FRESH,
  hasEffect,
  limitsOn,
  lowerCase,
  permission,
  sidesOf,
  someStatement,
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
  /** Of a "no" without a statement that denies: what does not allow it. */
  readonly missing?: "policies" | "boundary" | "service control";
}

/**
 * @param action such as `s3:GetObject`
 * @param resource an ARN, in which a wildcard stands for everything that it matches; `*` for every resource
 */
export function decide<G extends HasDocument>(
  permissions: Permissions<G>,
  action: string,
  resource: string,
): Decision<G> {
  const sides = exactly(sidesOf(permissions));
  // An action that cannot be granted on single resources is asked for on all of them, whichever is meant.
  const on = actionNamed(action)?.scopable === false ? FRESH : resource.replace(/\*+/g, FRESH);
  const request = { action: lowerCase(action), resources: [on] };
  const result = permission(sides, request);
  if (result.answer === "undetermined") return { answer: "undetermined", deciding: [], unknowns: result.unknowns };
  const { answer, deciding } = result;
  const denials = answer === "yes" ? conditionalDenials(sides, request) : [];
  if (denials.length > 0) return { answer: "conditional", deciding: [...deciding, ...denials], unknowns: [] };
  if (answer !== "no" || deciding.length > 0) return { answer, deciding, unknowns: [] };
  const isAllowedBy = (side: readonly Powers<G>[] | undefined) =>
    !side || someStatement(side, "Allow", request, "surely", "conditions");
  const missing = !isAllowedBy(sides.identity)
    ? "policies"
    : isAllowedBy(sides.boundary)
      ? "service control"
      : "boundary";
  return { answer, deciding, unknowns: [], missing };
}

/** Denials under conditions, also those that rules pass over because a caller can avoid them. */
function conditionalDenials<G>(sides: Sides<G>, { action, resources }: Request): readonly Deciding<G>[] {
  return [...sides.identity, ...limitsOn(sides).flat()].flatMap(({ grant, statements }) =>
    statements
      .filter((power) => hasEffect(power.statement, "Deny", "surely"))
      .filter((power) => covers(power.action, action, "surely", lowerCase) && power.onResources(resources, "surely"))
      .map(({ statement }) => ({ grant, statement })),
  );
}

function exactly<G extends HasDocument>({ identity, boundary, serviceControl, perhaps }: Sides<G>): Sides<G> {
  const each = (side: readonly Powers<G>[]) =>
    side.map((powers) => ({
      ...powers,
      statements: powers.statements.map((power) => exactPower(power, powers.grant.document)),
    }));
  return {
    identity: each(identity),
    boundary: boundary && each(boundary),
    serviceControl: serviceControl && each(serviceControl),
    perhaps: each(perhaps),
  };
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
