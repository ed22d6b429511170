/**
 * Which roles may a statement pass, and to which services? `iam:PassRole` hands a role's permissions to a service; the
 * resource says which roles, `iam:PassedToService` to whom, and `iam:AssociatedResourceArn` to what there.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 *
 * Only statements that name the action are looked at: one that allows all of IAM is not about the passing of roles.
 *
 * INVARIANT: asked with every unknown as narrow and as broad as it can be; only two equal answers are an answer.
 */
import { unknown, type Unknown } from "../../knowledge";
import { isMet, type Said } from "../conditions/conditions";
import type { PolicyDocument, Statement, Text } from "../document/document";
import { METHODS } from "../escalation/methods";
import { ANY_TARGET } from "../escalation/targets";
import { covers, type Certainty } from "../document/match";
import { FRESH, hasEffect, lowerCase, powersOf, someStatement, type Power } from "./permissions";
import { WatchedActions } from "../actions/watched-actions";

/** What one statement passes. */
export interface RolePassing {
  readonly statement: Statement;
  readonly everyRole: boolean | Unknown;
  readonly everyService: boolean | Unknown;
  /** Whether the role with this ARN, from the service on, is among those that it passes. */
  readonly passes: (role: Text) => boolean | Unknown;
}

const PASSING = "iam:passrole";
const ANY_ROLE = [ANY_TARGET.role];

/** The methods that pass a role to a service, and what they take. */
const PASSED_TO = METHODS.filter(({ service }) => service !== undefined);
const ACTIONS = new WatchedActions(PASSED_TO.flatMap(({ needs }) => needs.flatMap(({ anyOf }) => anyOf)));

/** A service that no condition names. */
const ANY_SERVICE: Said = { "iam:passedtoservice": `${FRESH}.amazonaws.com` };

/** The passing that statements name and that the document does not deny. */
export function rolePassings(document: PolicyDocument): readonly RolePassing[] {
  const powers = powersOf({ document });
  const request = { action: PASSING, resources: ANY_ROLE };
  if (someStatement([powers], "Deny", request, "surely", "no condition")) return [];
  return powers.statements.filter(namesPassing).map(passingOf);
}

/** The services to which roles are passed by what else the document allows. */
export function servicesUsed(document: PolicyDocument): readonly string[] {
  const allowing = powersOf({ document }).statements.filter(({ statement }) => hasEffect(statement, "Allow", "surely"));
  const allowed = allowing.map(({ action }) => ACTIONS.coveredBy(action, "surely"));
  const allows = (action: string) => allowed.some((actions) => actions.has(action));
  const used = PASSED_TO.filter(({ needs }) => needs.every(({ anyOf }) => anyOf.some(allows)));
  return [...new Set(used.flatMap(({ service }) => service ?? []))];
}

function namesPassing({ statement, action }: Power): boolean {
  if (action.negated || !hasEffect(statement, "Allow", "possibly")) return false;
  return action.values.some(
    (value) =>
      value.state === "unknown" ||
      (/^iam:pass/i.test(value.value) && covers({ ...action, values: [value] }, PASSING, "surely", lowerCase)),
  );
}

function passingOf(power: Power): RolePassing {
  const { statement, action } = power;
  const [open] = [statement.effect, ...action.values, ...(statement.resource?.values ?? [])].filter(isOpen);
  const onAll = (paths: readonly string[], certainty: Certainty) =>
    hasEffect(statement, "Allow", certainty) &&
    covers(action, PASSING, certainty, lowerCase) &&
    power.onResources(paths, certainty);
  const reach = (paths: readonly string[]): boolean | Unknown => {
    if (hasCondition(statement, /^(iam|aws):resourcetag\//)) return false;
    return onAll(paths, "surely") || (onAll(paths, "possibly") && (open ?? true));
  };
  return {
    statement,
    everyRole: reach(ANY_ROLE),
    everyService: everyService(statement),
    passes: (role) => (role.state === "known" ? reach([role.value]) : unknown("", role.because, role.waitsFor)),
  };
}

function everyService(statement: Statement): boolean | Unknown {
  if (hasCondition(statement, /^iam:associatedresourcearn$/)) return false;
  const answers = statement.conditions.map((condition) => isMet(condition, ANY_SERVICE));
  if (answers.includes(false)) return false;
  return [...answers, ...statement.hiddenConditions].find((answer) => typeof answer === "object") ?? true;
}

function hasCondition({ conditions }: Statement, key: RegExp): boolean {
  return conditions.some((condition) => key.test(condition.key.toLowerCase()));
}

function isOpen(part: Statement["effect"] | Text): part is Unknown {
  return part.state === "unknown";
}
