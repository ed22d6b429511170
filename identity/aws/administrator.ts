/**
 * Is an identity a full administrator, however that is composed of its policies?
 *
 * It is one if it may do two things on every resource: anything in services that its policies do not name, and write
 * permissions for identities. The services that a policy leaves out by name do not matter then, because whoever writes
 * permissions can give itself the rest. So `Allow *` with a denial of S3 is an administrator; everything without IAM
 * (`PowerUserAccess`) is none, and is one together with `iam:AttachRolePolicy`; a list of services is none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * INVARIANTS: only an unconditional Deny on every resource takes away; a boundary never adds; each question is asked
 * twice, with every unknown as poor and as generous as it can be, and only two equal answers are an answer.
 */
import type { Unknown } from "../knowledge";
import { narrowsWhat } from "./conditions";
import type { Effect, Patterns, PolicyDocument, Statement } from "./document";
import { covers, opposite, type Certainty } from "./match";

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
  /** Documents that may belong to this identity or to another one. */
  readonly perhaps?: () => readonly G[];
}

export type Administrator<G extends HasDocument> =
  | {
      readonly answer: "yes";
      /** Statements that suffice together, the broadest first. */
      readonly deciding: readonly { readonly grant: G; readonly statement: Statement }[];
    }
  | { readonly answer: "no" }
  | { readonly answer: "undetermined"; readonly unknowns: readonly { readonly grant: G; readonly unknown: Unknown }[] };

export function administrator<G extends HasDocument>(permissions: Permissions<G>): Administrator<G> {
  const identity = permissions.grants.map(powersOf);
  const boundary = permissions.boundary && [powersOf(permissions.boundary)];
  const perhaps = (permissions.perhaps?.() ?? []).map(powersOf);
  if (isAdministrator({ identity, boundary, perhaps }, "surely")) {
    return { answer: "yes", deciding: decidingStatements(identity) };
  }
  const byItself = isAdministrator({ identity, boundary, perhaps: [] }, "possibly");
  if (!byItself && !completes(identity, boundary, perhaps)) return { answer: "no" };
  return {
    answer: "undetermined",
    unknowns: [...(boundary ?? []), ...identity, ...perhaps].flatMap(unknownsThatMatter),
  };
}

/** Whether documents without a known owner would make an administrator of this identity, and not already by themselves. */
function completes<G>(
  identity: readonly Powers<G>[],
  boundary: readonly Powers<G>[] | undefined,
  perhaps: readonly Powers<G>[],
): boolean {
  return (
    perhaps.length > 0 &&
    isAdministrator({ identity: [...identity, ...perhaps], boundary, perhaps: [] }, "possibly") &&
    !isAdministrator({ identity: perhaps, boundary: undefined, perhaps: [] }, "possibly")
  );
}

/**
 * Letters that begin the names of services and of actions, by the Service Authorization Reference of 2026-11. Actions
 * that no pattern names are tried with each, so that `a*` to `x*` in 24 statements is seen to be everything.
 */
const SERVICE_LETTERS = "abcdefghiklmnopqrstuvwx";
const ACTION_LETTERS = "abcdefghijklmnopqrstuvw";

/** A character that no pattern holds: it is matched by wildcards only. */
const FRESH = "\uE000";

const UNNAMED_ACTIONS = Array.from(SERVICE_LETTERS).flatMap((service) =>
  Array.from(ACTION_LETTERS).map((action) => `${service}${FRESH}:${action}${FRESH}`),
);

const PARTITIONS = ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso"];

/** Any resource: with region and account, and with neither, as buckets are. */
const UNNAMED_RESOURCES = [`:${FRESH}:${FRESH}:${FRESH}:${FRESH}`, `:${FRESH}:::${FRESH}`];

/** Actions that write permissions for an identity, each with the resources it is asked for. */
const WRITING_PERMISSIONS: readonly (readonly [action: string, resource: string])[] = [
  ["iam:attachrolepolicy", "role"],
  ["iam:putrolepolicy", "role"],
  ["iam:attachuserpolicy", "user"],
  ["iam:putuserpolicy", "user"],
  ["iam:attachgrouppolicy", "group"],
  ["iam:putgrouppolicy", "group"],
  ["iam:createpolicyversion", "policy"],
  ["iam:setdefaultpolicyversion", "policy"],
];

/** A grant with its statements read for the questions here. */
interface Powers<G> {
  readonly grant: G;
  readonly owner: Unknown | undefined;
  readonly statements: readonly Power[];
  /** Those statements that can match an action which is not named. */
  readonly open: readonly Power[];
  readonly hidden: readonly Unknown[];
}

/** One statement, as far as it bears on an administrator. */
interface Power {
  readonly statement: Statement;
  /** Its actions with those patterns only that can match an action which is not named. */
  readonly unnamed: Patterns;
  readonly conditions: readonly Unknown[] | "narrowing";
  /** Whether the element is on all resources, or all of a kind, in either certainty. */
  onResources(paths: readonly string[], certainty: Certainty): boolean;
}

interface Sides<G> {
  readonly identity: readonly Powers<G>[];
  readonly boundary: readonly Powers<G>[] | undefined;
  readonly perhaps: readonly Powers<G>[];
}

function isAdministrator<G>(sides: Sides<G>, certainty: Certainty): boolean {
  const { identity, boundary } = sides;
  const denying = [...identity, ...(boundary ?? []), ...(certainty === "surely" ? sides.perhaps : [])];
  const isOpen = (action: string) =>
    isOpenTo(identity, action, certainty) && (!boundary || isOpenTo(boundary, action, certainty));
  const isUsable = (reach: Reach) =>
    permits(identity, "Allow", reach, certainty) &&
    (!boundary || permits(boundary, "Allow", reach, certainty)) &&
    !permits(denying, "Deny", reach, opposite(certainty));
  return UNNAMED_ACTIONS.every(isOpen) && UNNAMED_REACHES.some(isUsable) && WRITING_REACHES.some(isUsable);
}

/** An action on resources. */
interface Reach {
  readonly action: string;
  readonly named: boolean;
  readonly resources: readonly string[];
}

const UNNAMED_REACHES: readonly Reach[] = UNNAMED_ACTIONS.map((action) => ({
  action,
  named: false,
  resources: UNNAMED_RESOURCES,
}));

const WRITING_REACHES: readonly Reach[] = WRITING_PERMISSIONS.map(([action, resource]) => ({
  action,
  named: true,
  resources: [`:iam::${FRESH}:${resource}/${FRESH}`],
}));

/** Whether some statement allows the action, or allows all but what it names, on every resource. */
function isOpenTo<G>(side: readonly Powers<G>[], action: string, certainty: Certainty): boolean {
  return side.some(
    ({ open, hidden }) =>
      (certainty === "possibly" && hidden.length > 0) ||
      open.some(
        (power) =>
          isInForce(power, "Allow", certainty) &&
          power.onResources(UNNAMED_RESOURCES, certainty) &&
          (power.unnamed.negated || covers(power.unnamed, action, certainty, lowerCase)),
      ),
  );
}

function permits<G>(side: readonly Powers<G>[], effect: Effect, reach: Reach, certainty: Certainty): boolean {
  return side.some(
    ({ statements, open, hidden }) =>
      (certainty === "possibly" && hidden.length > 0) ||
      (reach.named ? statements : open).some(
        (power) => isInForce(power, effect, certainty) && reaches(power, reach, certainty),
      ),
  );
}

function reaches(power: Power, { action, named, resources }: Reach, certainty: Certainty): boolean {
  const actions = named ? power.statement.action : power.unnamed;
  return (
    actions !== undefined && covers(actions, action, certainty, lowerCase) && power.onResources(resources, certainty)
  );
}

/** Whether the statement has this effect without a condition that takes something away from it. */
function isInForce({ statement, conditions }: Power, effect: Effect, certainty: Certainty): boolean {
  if (conditions === "narrowing" || (certainty === "surely" && conditions.length > 0)) return false;
  if (effect === "Deny" && statement.conditions.length > 0) return false;
  return statement.effect.state === "known" ? statement.effect.value === effect : certainty === "possibly";
}

function powersOf<G extends HasDocument>(grant: G): Powers<G> {
  const { statements, hidden } = grant.document;
  return powers(grant, statements.flatMap(powerOf), hidden);
}

function powers<G extends HasDocument>(grant: G, statements: readonly Power[], hidden: readonly Unknown[]): Powers<G> {
  const open = statements.filter(({ unnamed }) => unnamed.negated || unnamed.values.length > 0);
  return { grant, owner: grant.owner, statements, open, hidden };
}

function powerOf(statement: Statement): readonly Power[] {
  const { action, resource } = statement;
  if (!action || !resource) return [];
  const answers = { surely: new Map<readonly string[], boolean>(), possibly: new Map<readonly string[], boolean>() };
  const onResources = (paths: readonly string[], certainty: Certainty): boolean => {
    const answer = answers[certainty].get(paths) ?? isOnAll(resource, paths, certainty);
    answers[certainty].set(paths, answer);
    return answer;
  };
  const values = action.values.filter((value) => value.state === "unknown" || mayMatchUnnamed(value.value));
  return [{ statement, unnamed: { ...action, values }, conditions: conditionsOf(statement), onResources }];
}

/** Whether the resources are covered in some partition; an identity lives in one. */
function isOnAll(resource: Patterns, paths: readonly string[], certainty: Certainty): boolean {
  return PARTITIONS.some((partition) =>
    paths.every((path) => covers(resource, `arn:${partition}${path}`, certainty, ofAnyAccount)),
  );
}

/** An account written out is taken for the identity's own, outside of which it can do little. */
function ofAnyAccount(arn: string): string {
  return arn.replace(/^(arn:[^:]*:[^:]*:[^:]*:)\d{12}:/, "$1*:");
}

/** A pattern with more letters than two initials and a colon cannot match an action that is not named. */
function mayMatchUnnamed(pattern: string): boolean {
  return pattern.replace(/[*?]/g, "").length <= 3;
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function conditionsOf(statement: Statement): readonly Unknown[] | "narrowing" {
  const unknowns = [...statement.hiddenConditions];
  for (const condition of statement.conditions) {
    const narrowing = narrowsWhat(condition);
    if (narrowing === "narrowing") return "narrowing";
    if (narrowing !== "vacuous") unknowns.push(narrowing);
  }
  return unknowns;
}

/** The statement that is open to the most first, then what completes it, then one that writes permissions. */
function decidingStatements<G extends HasDocument>(identity: readonly Powers<G>[]) {
  const candidates = identity.flatMap(({ grant, statements }) => statements.map((power) => candidateOf(grant, power)));
  const broadest = candidates.filter(({ openTo }) => openTo.length > 0).sort(byBreadth);
  const deciding: Candidate<G>[] = [];
  const missing = new Set(UNNAMED_ACTIONS);
  for (const candidate of broadest) {
    if (!candidate.openTo.some((action) => missing.has(action))) continue;
    deciding.push(candidate);
    for (const action of candidate.openTo) missing.delete(action);
  }
  const writer = deciding.some(({ writes }) => writes) ? undefined : candidates.find(({ writes }) => writes);
  return [...deciding, ...(writer ? [writer] : [])].map(({ grant, statement }) => ({ grant, statement }));
}

interface Candidate<G> {
  readonly grant: G;
  readonly statement: Statement;
  readonly openTo: readonly string[];
  /** Whether it lets permissions be written. */
  readonly writes: boolean;
}

function candidateOf<G extends HasDocument>(grant: G, power: Power): Candidate<G> {
  const alone = [powers(grant, [power], [])];
  return {
    grant,
    statement: power.statement,
    openTo: UNNAMED_ACTIONS.filter((action) => isOpenTo(alone, action, "surely")),
    writes: WRITING_REACHES.some((reach) => permits(alone, "Allow", reach, "surely")),
  };
}

function byBreadth(a: Candidate<unknown>, b: Candidate<unknown>): number {
  return b.openTo.length - a.openTo.length || Number(b.writes) - Number(a.writes);
}

/** The unknown parts on which the answer can hang. */
function unknownsThatMatter<G>({ grant, owner, statements, hidden }: Powers<G>) {
  const parts = statements.flatMap(({ statement, conditions }) => {
    if (conditions === "narrowing") return [];
    const { effect, action, resource } = statement;
    return [effect, ...(action?.values ?? []), ...(resource?.values ?? []), ...conditions];
  });
  return [...(owner ? [owner] : []), ...hidden, ...parts].flatMap((unknown) =>
    unknown.state === "unknown" ? [{ grant, unknown }] : [],
  );
}
