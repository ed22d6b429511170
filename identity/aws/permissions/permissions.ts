/**
 * May an identity do an action on a resource, by its policies? What some statement allows, within the permissions
 * boundary and the service control policies, and no statement denies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * INVARIANTS: a Deny, a boundary or a service control policy never adds. A Deny under a condition takes away what it covers at most sometimes.
 * Each question is asked twice, with every unknown as poor and as generous as it can be, and only two equal answers are
 * an answer.
 */
import type { Unknown } from "../../knowledge";
import { onceFor } from "../../remember";
import { canBeAvoided, isMet, isUpToCaller, narrowsWhat, type Said } from "../conditions/conditions";
import type { Effect, Patterns, PolicyDocument, Statement, Text } from "../document/document";
import { covers, isEverything, matchesPattern, opposite, type Certainty } from "../document/match";
import { deniesByPrincipal, forPrincipal } from "./own-denials";

/** Something that holds a policy document; the caller finds its own additions again in the answer. */
export interface HasDocument {
  readonly document: PolicyDocument;
  /** Why it is not known to whom the document belongs; absent where that is known. */
  readonly owner?: Unknown;
}

export interface Permissions<G extends HasDocument> {
  readonly grants: readonly G[];
  /** The permissions boundary, if there is one or may be one. */
  readonly boundary?: G;
  /** What the organisation leaves to all identities of the account: one of them must allow. */
  readonly serviceControl?: readonly G[];
  /** Documents that may belong to this identity or to another one. */
  readonly perhaps?: () => readonly G[];
  /** The ARN, from the service on, by which a role or a user is denied. */
  readonly principal?: Text;
}

/** An action on a resource. */
export interface Request {
  /** In lower case. */
  readonly action: string;
  /** ARNs from the service on, such as `:iam::${FRESH}:role/app`; one statement must be on all of them. */
  readonly resources: readonly string[];
  /** Values of condition keys that are certain for it. */
  readonly says?: Said;
}

export interface Deciding<G> {
  readonly grant: G;
  readonly statement: Statement;
}

export interface UnknownPart<G> {
  readonly grant: G;
  readonly unknown: Unknown;
}

export type Permission<G> =
  | { readonly answer: "yes"; readonly deciding: readonly Deciding<G>[] }
  /** Only under conditions of the statements that allow it, or outside those of statements that deny it. */
  | { readonly answer: "conditional"; readonly deciding: readonly Deciding<G>[] }
  /** With the statements that deny it, if it is not just that nothing allows it. */
  | { readonly answer: "no"; readonly deciding: readonly Deciding<G>[] }
  | {
      readonly answer: "undetermined";
      /** The most that it can turn out to be. */
      readonly atMost: "yes" | "conditional";
      readonly unknowns: readonly UnknownPart<G>[];
    };

/** A character that no pattern holds: it is matched by wildcards only, and stands for whatever no pattern names. */
export const FRESH = "\uE000";

/** A grant with its statements read for questions; each identity's are read once. */
export interface Powers<G> {
  readonly grant: G;
  readonly owner: Unknown | undefined;
  readonly statements: readonly Power[];
  readonly hidden: readonly Unknown[];
}

/** One statement, as far as it bears on what an identity may do. */
export interface Power {
  readonly statement: Statement;
  readonly action: Patterns;
  readonly resource: Patterns;
  /** What its conditions leave where the request says this. */
  limits(says?: Said): Limits;
  /** Whether it is on all of these resources, or on all of a kind, in either certainty. */
  onResources(paths: readonly string[], certainty: Certainty): boolean;
}

/** What the conditions of one statement leave of it. */
interface Limits {
  /** One of them does not hold for the request. */
  readonly unmet: boolean;
  readonly narrowing: boolean;
  /** Conditions that may narrow. */
  readonly perhapsNarrowing: readonly Unknown[];
  /** Conditions of which it is not known whether they hold for the request. */
  readonly perhapsUnmet: readonly Unknown[];
}

export interface Sides<G> {
  readonly identity: readonly Powers<G>[];
  readonly boundary: readonly Powers<G>[] | undefined;
  readonly serviceControl?: readonly Powers<G>[] | undefined;
  /** The policy of the resource that a question is about, where nothing is allowed without it. */
  readonly demanded?: readonly Powers<G>[] | undefined;
  readonly perhaps: readonly Powers<G>[];
}

/** What limits the identity from outside its own policies: each must allow, whatever else does. */
export function limitsOn<G>({ boundary, serviceControl, demanded }: Sides<G>): readonly (readonly Powers<G>[])[] {
  return [boundary, serviceControl, demanded].filter((limit) => limit !== undefined);
}

/** The same sides, with other statements of each grant. */
export function withStatements<G>(sides: Sides<G>, change: (powers: Powers<G>) => readonly Power[]): Sides<G> {
  const each = (side: readonly Powers<G>[]) => side.map((powers) => ({ ...powers, statements: change(powers) }));
  const { identity, boundary, serviceControl, demanded, perhaps } = sides;
  return {
    identity: each(identity),
    boundary: boundary && each(boundary),
    serviceControl: serviceControl && each(serviceControl),
    demanded: demanded && each(demanded),
    perhaps: each(perhaps),
  };
}

/** Which conditions count: for an Allow those under which it still holds, for a Deny those under which it takes away. */
export type Under = "no condition" | "conditions";

/** May the identity do this? */
export function permission<G extends HasDocument>(sides: Sides<G>, request: Request): Permission<G> {
  if (isPermitted(sides, request, "surely", "no condition")) {
    return { answer: "yes", deciding: decidingFor(sides, request, "no condition") };
  }
  const unknowns = () =>
    [...limitsOn(sides).flat(), ...sides.identity, ...sides.perhaps].flatMap((each) => unknownParts(each, request));
  if (isPermitted(sides, request, "possibly", "no condition")) {
    return { answer: "undetermined", atMost: "yes", unknowns: unknowns() };
  }
  if (isPermitted(sides, request, "surely", "conditions")) {
    return { answer: "conditional", deciding: decidingFor(sides, request, "conditions") };
  }
  if (isPermitted(sides, request, "possibly", "conditions")) {
    return { answer: "undetermined", atMost: "conditional", unknowns: unknowns() };
  }
  return { answer: "no", deciding: statementsThat("Deny", sides, request, "no condition") };
}

/** Reads the permissions of an identity once, for many questions. */
export function sidesOf<G extends HasDocument>(permissions: Permissions<G>): Sides<G> {
  const read = (grant: G) => powersOf(grant, permissions.principal);
  return {
    identity: permissions.grants.map(read),
    boundary: permissions.boundary && [read(permissions.boundary)],
    serviceControl: permissions.serviceControl?.map(read),
    perhaps: (permissions.perhaps?.() ?? []).map(read),
  };
}

/**
 * Whether the request is allowed, also by each limit, and not denied.
 *
 * @param under which Allows count
 * @param denied which Denials count; by default the opposite, so that the answer is the strictest or the loosest
 */
export function isPermitted<G>(
  sides: Sides<G>,
  request: Request,
  certainty: Certainty,
  under: Under,
  denied: Under = under === "conditions" ? "no condition" : "conditions",
): boolean {
  const { identity, perhaps } = sides;
  const limits = limitsOn(sides);
  const denying = [...identity, ...limits.flat(), ...(certainty === "surely" ? perhaps : [])];
  return (
    someStatement(identity, "Allow", request, certainty, under) &&
    limits.every((limit) => someStatement(limit, "Allow", request, certainty, under)) &&
    !someStatement(denying, "Deny", request, opposite(certainty), denied)
  );
}

/** Whether some statement of these has this effect on the request. */
export function someStatement<G>(
  side: readonly Powers<G>[],
  effect: Effect,
  request: Request,
  certainty: Certainty,
  under: Under,
): boolean {
  return side.some(
    ({ statements, hidden }) =>
      (certainty === "possibly" && hidden.length > 0) ||
      statements.some((power) => reaches(power, effect, request, certainty, under)),
  );
}

function reaches(power: Power, effect: Effect, request: Request, certainty: Certainty, under: Under): boolean {
  const { action, resources, says } = request;
  return (
    hasEffect(power.statement, effect, certainty) &&
    coversAction(power.action, action, certainty) &&
    power.onResources(resources, certainty) &&
    isInForce(power, effect, certainty, under, says)
  );
}

export function hasEffect({ effect }: Statement, wanted: Effect, certainty: Certainty): boolean {
  return effect.state === "known" ? effect.value === wanted : certainty === "possibly";
}

/** Whether the conditions leave the statement in force. */
export function isInForce(power: Power, effect: Effect, certainty: Certainty, under: Under, says?: Said): boolean {
  if (effect === "Deny") return denies(power.statement, certainty, under, says);
  const { unmet, narrowing, perhapsNarrowing, perhapsUnmet } = power.limits(says);
  if (unmet || (certainty === "surely" && perhapsUnmet.length > 0)) return false;
  if (under === "conditions") return true;
  return !narrowing && (certainty === "possibly" || perhapsNarrowing.length === 0);
}

/** A condition that the request meets is none; one that it does not meet, or that a caller can avoid, leaves no denial. */
function denies(statement: Statement, certainty: Certainty, under: Under, says: Said | undefined): boolean {
  if (statement.conditions.some((condition) => isUpToCaller(condition, says))) return false;
  const conditions = statement.conditions.filter((condition) => isMet(condition, says) !== true);
  const isOpen = (condition: (typeof conditions)[number]) => typeof isMet(condition, says) === "object";
  if (conditions.some((condition) => isMet(condition, says) === false)) return false;
  if (certainty === "surely" && (statement.hiddenConditions.length > 0 || conditions.some(isOpen))) return false;
  const rest = conditions.filter((condition) => !isOpen(condition));
  return under === "no condition" ? rest.length === 0 : !rest.some(canBeAvoided);
}

const readOnce = onceFor((document: PolicyDocument) => document.statements.flatMap(powerOf));

/** @param principal the ARN of the identity that asks, if one does */
export function powersOf<G extends HasDocument>(grant: G, principal?: Text): Powers<G> {
  const { document, owner } = grant;
  const statements = readOnce(document);
  const own = principal && deniesByPrincipal(document) ? ofPrincipal(statements, principal) : statements;
  return { grant, owner, statements: own, hidden: document.hidden };
}

function ofPrincipal(statements: readonly Power[], principal: Text): readonly Power[] {
  return statements.flatMap((power) => {
    const own = forPrincipal(power.statement, principal);
    return own === power.statement ? [power] : own ? powerOf(own) : [];
  });
}

function powerOf(statement: Statement): readonly Power[] {
  const { action, resource } = statement;
  if (!action || !resource) return [];
  let unsaid: Limits | undefined;
  const limits = (says?: Said) =>
    says && statement.conditions.length > 0 ? limitsOf(statement, says) : (unsaid ??= limitsOf(statement, undefined));
  const onResources = isEverything(resource) ? () => true : asking(statement, resource);
  return [{ statement, action, resource, limits, onResources }];
}

/** Each question is answered once. */
function asking(statement: Statement, resource: Patterns): Power["onResources"] {
  const normalise = hasEffect(statement, "Allow", "possibly") ? ofAnyRegion : ofAnyAccount;
  const answers: Partial<Record<Certainty, Map<readonly string[], boolean>>> = {};
  let normal: Patterns | undefined;
  let partitions: readonly string[] | undefined;
  return (paths, certainty) => {
    normal ??= { ...resource, values: resource.values.map((value) => changed(value, normalise)) };
    partitions ??= partitionsOf(normal);
    const known = (answers[certainty] ??= new Map<readonly string[], boolean>());
    const answer = known.get(paths) ?? isOnAll(normal, partitions, paths, certainty);
    known.set(paths, answer);
    return answer;
  };
}

const PARTITIONS = ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso"];

/** An identity lives in one partition, which is the one that the patterns name: nothing is covered in another one. */
function isOnAll(
  resource: Patterns,
  partitions: readonly string[],
  paths: readonly string[],
  certainty: Certainty,
): boolean {
  const isOnAllOf = (partition: string) =>
    paths.every((path) => covers(resource, `arn:${partition}${path}`, certainty));
  return resource.negated ? partitions.every(isOnAllOf) : partitions.some(isOnAllOf);
}

/** Those in which the patterns can match something. */
function partitionsOf({ negated, values }: Patterns): readonly string[] {
  const isInAws = (value: Text) => value.state === "known" && value.value.startsWith("arn:aws:");
  return !negated && values.every(isInAws) ? ["aws"] : PARTITIONS;
}

/** An account written out is taken for the identity's own, outside of which it can do little. */
function ofAnyAccount(arn: string): string {
  return completed(arn).replace(/^(arn:[^:]*:[^:]*:[^:]*:)\d{12}:/, "$1*:");
}

/** Of an ARN with less than six fields the others are any: `arn:aws:sqs` is `arn:aws:sqs:*:*:*`. */
function completed(arn: string): string {
  return /^arn(:[^:]*){1,4}$/.test(arn) ? arn + ":*".repeat(6 - arn.split(":").length) : arn;
}

/** A region written out is one in which the account works: whoever may do something to all of it there may do enough. */
function ofAnyRegion(arn: string): string {
  return ofAnyAccount(arn).replace(/^(arn:[^:]*:[^:]*:)[a-z]{2}-[a-z-]+-\d:/, "$1*:");
}

const UNLIMITED: Limits = { unmet: false, narrowing: false, perhapsNarrowing: [], perhapsUnmet: [] };

function limitsOf(statement: Statement, says: Said | undefined): Limits {
  if (statement.conditions.length === 0 && statement.hiddenConditions.length === 0) return UNLIMITED;
  const perhapsNarrowing: Unknown[] = [...statement.hiddenConditions];
  const perhapsUnmet: Unknown[] = [];
  let unmet = false;
  let narrowing = false;
  for (const condition of statement.conditions) {
    if (isUpToCaller(condition, says)) continue;
    const met = isMet(condition, says);
    if (met === false) unmet = true;
    else if (typeof met === "object") perhapsUnmet.push(met);
    else if (met === undefined) {
      const limit = narrowsWhat(condition);
      if (limit === "narrowing") narrowing = true;
      else if (limit !== "vacuous") perhapsNarrowing.push(limit);
    }
  }
  return { unmet, narrowing, perhapsNarrowing, perhapsUnmet };
}

/** One statement that allows, and where only conditions stand in the way of a "yes", those that deny under them. */
function decidingFor<G>(sides: Sides<G>, request: Request, under: Under): readonly Deciding<G>[] {
  const allowing = statementsThat("Allow", sides, request, under).slice(0, 1);
  return under === "conditions" ? [...allowing, ...statementsThat("Deny", sides, request, "conditions")] : allowing;
}

function statementsThat<G>(effect: Effect, sides: Sides<G>, request: Request, under: Under): readonly Deciding<G>[] {
  const from = effect === "Deny" ? [...sides.identity, ...limitsOn(sides).flat()] : sides.identity;
  return from.flatMap(({ grant, statements }) =>
    statements
      .filter((power) => reaches(power, effect, request, "surely", under))
      .map(({ statement }) => ({ grant, statement })),
  );
}

/** The unknown parts of statements that may bear on a request, or on any. */
export function unknownParts<G>(
  { grant, owner, statements, hidden }: Powers<G>,
  request?: Request,
): readonly UnknownPart<G>[] {
  const parts = statements.flatMap((power) => {
    const { narrowing, unmet, perhapsNarrowing, perhapsUnmet } = power.limits(request?.says);
    if ((!request && narrowing) || unmet || (request && !mayBear(power, request))) return [];
    const { effect, action, resource } = power.statement;
    return [effect, ...(action?.values ?? []), ...(resource?.values ?? []), ...perhapsNarrowing, ...perhapsUnmet];
  });
  return [...(owner ? [owner] : []), ...hidden, ...parts].flatMap((unknown) =>
    unknown.state === "unknown" ? [{ grant, unknown }] : [],
  );
}

function mayBear(power: Power, { action, resources }: Request): boolean {
  return coversAction(power.action, action, "possibly") && power.onResources(resources, "possibly");
}

/** The patterns of actions in lower case, those that name one apart. */
interface Named {
  readonly names: ReadonlySet<string>;
  readonly wild: readonly string[];
  readonly isOpen: boolean;
}

/** Whether an `Action` or `NotAction` element covers an action, given in lower case. */
export function coversAction(patterns: Patterns, action: string, certainty: Certainty): boolean {
  const { names, wild, isOpen } = namedBy(patterns);
  const unknownCounts = (certainty === "possibly") !== patterns.negated;
  const matched =
    (isOpen && unknownCounts) || names.has(action) || wild.some((pattern) => matchesPattern(pattern, action));
  return matched !== patterns.negated;
}

const namedBy = onceFor(({ values }: Patterns): Named => {
  const texts = values.flatMap((value) => (value.state === "known" ? [lowerCase(value.value)] : []));
  const isWild = (text: string) => text.includes("*") || text.includes("?");
  const names = new Set(texts.filter((text) => !isWild(text)));
  return { names, wild: texts.filter(isWild), isOpen: texts.length < values.length };
});

function changed(text: Text, change: (text: string) => string): Text {
  return text.state === "known" ? { ...text, value: change(text.value) } : text;
}

export function lowerCase(text: string): string {
  return text.toLowerCase();
}
