/**
 * Is an identity a full administrator, however that is composed of its policies?
 *
 * It is one if it may do two things on every resource: anything in services that its policies do not name, and write
 * permissions for identities. The services that a policy leaves out by name do not matter then, because whoever writes
 * permissions can give itself the rest. So `Allow *` with a denial of S3 is an administrator; everything without IAM
 * (`PowerUserAccess`) is none, and is one together with `iam:AttachRolePolicy`; a list of services is none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * INVARIANTS: only an unconditional Deny on every resource takes away; a limit never adds; each question is asked
 * twice, with every unknown as poor and as generous as it can be, and only two equal answers are an answer.
 */
import type { Statement, Text } from "../document/document";
import type { Certainty } from "../document/match";
import {
  FRESH,
  coversAction,
  hasEffect,
  isInForce,
  isPermitted,
  limitsOn,
  sidesOf,
  someStatement,
  unknownParts,
  withStatements,
  type Deciding,
  type HasDocument,
  type Permissions,
  type Power,
  type Powers,
  type Request,
  type Sides,
  type UnknownPart,
} from "./permissions";

export type Administrator<G extends HasDocument> =
  | {
      readonly answer: "yes";
      /** Statements that suffice together, the broadest first. */
      readonly deciding: readonly Deciding<G>[];
    }
  | { readonly answer: "no" }
  | { readonly answer: "undetermined"; readonly unknowns: readonly UnknownPart<G>[] };

export function administrator<G extends HasDocument>(permissions: Permissions<G>): Administrator<G> {
  const sides = sidesOf(permissions);
  if (isAdministrator(sides, "surely")) return { answer: "yes", deciding: decidingStatements(sides.identity) };
  const byItself = isAdministrator({ ...sides, perhaps: [] }, "possibly");
  if (!byItself && !completes(sides)) return { answer: "no" };
  const parts = [...limitsOn(sides).flat(), ...sides.identity, ...sides.perhaps];
  return { answer: "undetermined", unknowns: parts.flatMap((powers) => unknownParts(powers)) };
}

/** Whether documents without a known owner would make an administrator of this identity, and not already by themselves. */
function completes<G>(sides: Sides<G>): boolean {
  const { identity, perhaps } = sides;
  return (
    perhaps.length > 0 &&
    isAdministrator({ ...sides, identity: [...identity, ...perhaps], perhaps: [] }, "possibly") &&
    !isAdministrator({ identity: perhaps, boundary: undefined, perhaps: [] }, "possibly")
  );
}

/**
 * Letters that begin the names of services and of actions, by the Service Authorization Reference of 2026-11. Actions
 * that no pattern names are tried with each, so that `a*` to `x*` in 24 statements is seen to be everything.
 */
const SERVICE_LETTERS = "abcdefghiklmnopqrstuvwx";
const ACTION_LETTERS = "abcdefghijklmnopqrstuvw";

const UNNAMED_ACTIONS = Array.from(SERVICE_LETTERS).flatMap((service) =>
  Array.from(ACTION_LETTERS).map((action) => `${service}${FRESH}:${action}${FRESH}`),
);

/** Any resource: with region and account, and with neither, as buckets are. */
const UNNAMED_RESOURCES = [`:${FRESH}:${FRESH}:${FRESH}:${FRESH}`, `:${FRESH}:::${FRESH}`];

const UNNAMED_REQUESTS: readonly Request[] = UNNAMED_ACTIONS.map((action) => ({
  action,
  resources: UNNAMED_RESOURCES,
}));

/** IAM answers for all regions in one: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
export const IAM_SAYS = { "aws:requestedregion": "us-east-1" };

/** Requests that write permissions for identities, each on all resources of the kind that it is made for. */
const WRITING_REQUESTS: readonly Request[] = (
  [
    ["iam:attachrolepolicy", "role"],
    ["iam:putrolepolicy", "role"],
    ["iam:attachuserpolicy", "user"],
    ["iam:putuserpolicy", "user"],
    ["iam:attachgrouppolicy", "group"],
    ["iam:putgrouppolicy", "group"],
    ["iam:createpolicyversion", "policy"],
    ["iam:setdefaultpolicyversion", "policy"],
  ] as const
).map(([action, resource]) => ({ action, resources: [`:iam::${FRESH}:${resource}/${FRESH}`], says: IAM_SAYS }));

function isAdministrator<G>(sides: Sides<G>, certainty: Certainty): boolean {
  if (!sides.identity.some(isOpenAtAll)) return false;
  const open = withStatements(sides, openTo);
  const bySide = [open.identity, ...limitsOn(open)];
  const isOpen = (action: string) => bySide.every((side) => isOpenTo(side, action, certainty));
  return (
    UNNAMED_ACTIONS.every(isOpen) &&
    UNNAMED_REQUESTS.some((request) => isUsable(open, request, certainty)) &&
    WRITING_REQUESTS.some((request) => isUsable(sides, request, certainty))
  );
}

/** Whether something allows an action that is not named; most policies do not, and need no other question. */
function isOpenAtAll<G>({ hidden, statements }: Powers<G>): boolean {
  return hidden.length > 0 || statements.some(({ action }) => action.negated || action.values.some(isOpenPattern));
}

/** A Deny counts only where it has no condition. */
function isUsable<G>(sides: Sides<G>, request: Request, certainty: Certainty): boolean {
  return isPermitted(sides, request, certainty, "no condition", "no condition");
}

/** The statements with those patterns only that can match an action which is not named. */
function openTo<G>({ statements }: Powers<G>): readonly Power[] {
  return statements.flatMap(openPower);
}

/** Policies of AWS with a thousand patterns belong to many identities; each statement is read once. */
const OPEN = new WeakMap<Power, readonly Power[]>();

function openPower(power: Power): readonly Power[] {
  const known = OPEN.get(power);
  if (known) return known;
  const values = power.action.values.filter(isOpenPattern);
  const open = power.action.negated || values.length > 0 ? [{ ...power, action: { ...power.action, values } }] : [];
  OPEN.set(power, open);
  return open;
}

/** Whether some statement allows the action, or allows all but what it names, on every resource. */
function isOpenTo<G>(open: readonly Powers<G>[], action: string, certainty: Certainty): boolean {
  return open.some(
    ({ statements, hidden }) =>
      (certainty === "possibly" && hidden.length > 0) ||
      statements.some(
        (power) =>
          hasEffect(power.statement, "Allow", certainty) &&
          isInForce(power, "Allow", certainty, "no condition") &&
          power.onResources(UNNAMED_RESOURCES, certainty) &&
          (power.action.negated || coversAction(power.action, action, certainty)),
      ),
  );
}

/** A pattern with more letters than two initials and a colon cannot match an action that is not named. */
function isOpenPattern(pattern: Text): boolean {
  if (pattern.state === "unknown") return true;
  let letters = 0;
  for (const symbol of pattern.value) if (symbol !== "*" && symbol !== "?" && ++letters > 3) return false;
  return true;
}

/** The statement that is open to the most first, then what completes it, then one that writes permissions. */
function decidingStatements<G extends HasDocument>(identity: readonly Powers<G>[]) {
  const candidates = identity.flatMap((powers) => powers.statements.map((power) => candidateOf(powers, power)));
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

function candidateOf<G extends HasDocument>({ grant, owner }: Powers<G>, power: Power): Candidate<G> {
  const alone: readonly Powers<G>[] = [{ grant, owner, statements: [power], hidden: [] }];
  const open = alone.map((powers) => ({ ...powers, statements: openTo(powers) }));
  return {
    grant,
    statement: power.statement,
    openTo: UNNAMED_ACTIONS.filter((action) => isOpenTo(open, action, "surely")),
    writes: WRITING_REQUESTS.some((request) => someStatement(alone, "Allow", request, "surely", "no condition")),
  };
}

function byBreadth(a: Candidate<unknown>, b: Candidate<unknown>): number {
  return b.openTo.length - a.openTo.length || Number(b.writes) - Number(a.writes);
}
