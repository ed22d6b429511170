/**
 * Which roles may a statement pass, and to which services? `iam:PassRole` hands a role's permissions to a service; the
 * resource says which roles, `iam:PassedToService` to whom, and `iam:AssociatedResourceArn` to what there.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 *
 * Only statements that name the action are looked at: one that allows all of IAM is not about the passing of roles.
 * What those who have the document are denied, or what their limits leave out, is not passed. A condition on the tags of
 * the role narrows nothing, as the page above says that its results are not reliable.
 *
 * INVARIANT: asked with every unknown as narrow and as broad as it can be; only two equal answers are an answer.
 */
import { unknown, type Unknown } from "../../knowledge";
import { isMet, type Said } from "../conditions/conditions";
import type { PolicyDocument, Statement, Text } from "../document/document";
import { METHODS } from "../escalation/methods";
import { ANY_TARGET } from "../escalation/targets";
import { covers, opposite, type Certainty } from "../document/match";
import { holdersOf, type Granted, type HasPlace } from "./breadth";
import {
  coversAction,
  FRESH,
  hasEffect,
  isInForce,
  limitsOn,
  lowerCase,
  powersOf,
  sidesOf,
  someStatement,
  unknownParts,
  type HasDocument,
  type Power,
  type Powers,
  type Request,
  type Sides,
  type Under,
} from "./permissions";
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

/** The passing that statements name, as far as it is left to those who have the document. */
export function rolePassings<G extends HasPlace>(granted: Granted<G>): readonly RolePassing[] {
  const { document } = granted;
  const powers = powersOf({ document }).statements.filter((power) => namesPassing(power) && mayBeOnRoles(power));
  if (powers.length === 0) return [];
  const sides = holdersOf(granted).map(sidesOf);
  if (sides.every((side) => !isLeft(side, "possibly", SOME_ROLE))) return [];
  return powers.map((power) => passingOf(power, (asked) => leftToSome(sides, asked, document)));
}

/** The services to which roles are passed by what else the document allows. */
export function servicesUsed(document: PolicyDocument): readonly string[] {
  const allowing = powersOf({ document }).statements.filter(({ statement }) => hasEffect(statement, "Allow", "surely"));
  const allowed = allowing.map(({ action }) => ACTIONS.coveredBy(action, "surely"));
  const allows = (action: string) => allowed.some((actions) => actions.has(action));
  const used = PASSED_TO.filter(({ needs }) => needs.every(({ anyOf }) => anyOf.some(allows)));
  return [...new Set(used.flatMap(({ service, passedTo }) => passedTo ?? service ?? []))];
}

function namesPassing({ statement, action }: Power): boolean {
  if (action.negated || !hasEffect(statement, "Allow", "possibly")) return false;
  return action.values.some(
    (value) =>
      value.state === "unknown" ||
      (/^iam:pass/i.test(value.value) && covers({ ...action, values: [value] }, PASSING, "surely", lowerCase)),
  );
}

/** Whether the resources of a statement may be roles. */
function mayBeOnRoles({ statement: { resource } }: Power): boolean {
  if (resource?.negated !== false) return true;
  return resource.values.some((value) => {
    const [, service = "*"] = /^arn:[^:]*:([^:]*)/.exec(value.state === "known" ? value.value : "") ?? [];
    return service === "iam" || /[*?]/.test(service);
  });
}

/** What is asked of those who have the document. */
interface Asked extends Omit<Request, "action"> {
  /** Under which conditions a limit must permit it; that of some role permits whichever roles. */
  readonly permitted: Under | "for some role";
}

const EVERY_ROLE: Asked = { resources: ANY_ROLE, permitted: "no condition" };
const SOME_ROLE: Asked = { resources: ANY_ROLE, permitted: "for some role" };
const EVERY_SERVICE: Asked = { ...SOME_ROLE, says: ANY_SERVICE };

/** Whether an identity is left with it by denials and limits. */
function isLeft(sides: Sides<HasDocument>, certainty: Certainty, { permitted, ...asked }: Asked): boolean {
  const request = { ...asked, action: PASSING };
  const denying = [...sides.identity, ...limitsOn(sides).flat(), ...(certainty === "surely" ? sides.perhaps : [])];
  if (someStatement(denying, "Deny", request, opposite(certainty), "no condition")) return false;
  return limitsOn(sides).every((limit) => {
    const known = certainty === "surely" ? limit.map(withoutHidden) : limit;
    return permitted === "for some role"
      ? known.some((powers) => permits(powers, certainty, asked.says))
      : someStatement(known, "Allow", request, certainty, permitted);
  });
}

/** Without the statements whose conditions are not known. */
function withoutHidden<G>(powers: Powers<G>): Powers<G> {
  const statements = powers.statements.filter(({ statement }) => statement.hiddenConditions.length === 0);
  return { ...powers, statements };
}

/** Whether a limit permits the passing of some role. */
function permits({ statements, hidden }: Powers<HasDocument>, certainty: Certainty, says: Said | undefined): boolean {
  if (certainty === "possibly" && hidden.length > 0) return true;
  return statements.some(
    (power) =>
      hasEffect(power.statement, "Allow", certainty) &&
      coversAction(power.action, PASSING, certainty) &&
      isInForce(power, "Allow", certainty, "conditions", says),
  );
}

/** Whether somebody who has the statement is left with it. */
function leftToSome(sides: readonly Sides<HasDocument>[], asked: Asked, document: PolicyDocument): boolean | Unknown {
  if (sides.some((side) => isLeft(side, "surely", asked))) return true;
  const open = sides.find((side) => isLeft(side, "possibly", asked));
  if (!open) return false;
  const parts = [...open.identity, ...limitsOn(open).flat(), ...open.perhaps].flatMap((powers) => unknownParts(powers));
  const own = parts.find(({ grant }) => grant.document === document);
  const place = document.statements[0]?.place ?? "";
  return own?.unknown ?? unknown(place, SOMEBODY, parts[0]?.unknown.waitsFor);
}

const SOMEBODY = "granted to somebody of whom not everything is known";

/** The first answer unless the other one is no, or not known. */
function both(first: boolean | Unknown, second: boolean | Unknown): boolean | Unknown {
  return first === true ? second : second === false ? false : first;
}

function passingOf(power: Power, left: (asked: Asked) => boolean | Unknown): RolePassing {
  const { statement, action } = power;
  const [open] = [statement.effect, ...action.values, ...(statement.resource?.values ?? [])].filter(isOpen);
  const onAll = (paths: readonly string[], certainty: Certainty) =>
    hasEffect(statement, "Allow", certainty) &&
    covers(action, PASSING, certainty, lowerCase) &&
    power.onResources(paths, certainty);
  const reach = (paths: readonly string[]): boolean | Unknown =>
    onAll(paths, "surely") || (onAll(paths, "possibly") && (open ?? true));
  const isNamed = hasEffect(statement, "Allow", "surely") && covers(action, PASSING, "surely", lowerCase);
  const named = isNamed || (open ?? true);
  return {
    statement,
    everyRole: both(reach(ANY_ROLE), left(EVERY_ROLE)),
    everyService: both(both(everyService(statement), left(EVERY_SERVICE)), named),
    passes: (role) => {
      if (role.state === "unknown") return unknown("", role.because, role.waitsFor);
      const resources = [role.value];
      return both(reach(resources), left({ resources, permitted: "conditions" }));
    },
  };
}

function everyService(statement: Statement): boolean | Unknown {
  if (statement.conditions.some(({ key }) => key.toLowerCase() === "iam:associatedresourcearn")) return false;
  const answers = statement.conditions.map((condition) => isMet(condition, ANY_SERVICE));
  if (answers.includes(false)) return false;
  return [...answers, ...statement.hiddenConditions].find((answer) => typeof answer === "object") ?? true;
}

function isOpen(part: Statement["effect"] | Text): part is Unknown {
  return part.state === "unknown";
}
