/**
 * How does a statement pass one role to one service? Passing gets a statement of its own, because its resource and its
 * condition are of no use to other actions.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
import { knownValues } from "../../knowledge";
import { oneOrMore, type Change, type Narrower } from "../../narrower";
import type { PolicyDocument, Statement, Text } from "../document/document";
import { conditionFor } from "./demanded-conditions";
import { placeToMove } from "./own-statement";

/** What is missing of it. */
export interface Missing {
  /** The account of the role, or the word that stands for it, where the role is not named. */
  readonly roleOf?: string;
  /** Such as `lambda.amazonaws.com`; undefined where it is not known which. */
  readonly service?: string | undefined;
}

const KEY = "iam:PassedToService";
const SOME_SERVICE = "SERVICE.amazonaws.com";

export function passing(document: PolicyDocument, statement: Statement, missing: Missing): Narrower | undefined {
  const { action, resource } = statement;
  if (!action || action.negated || !resource || resource.negated) return undefined;
  const others = action.values.filter((value) => value.state === "unknown" || !/^iam:pass/i.test(value.value));
  const changes = others.length > 0 ? apart(document, statement, others, missing) : within(statement, missing);
  const [first, ...rest] = changes;
  const fillIn = wordsIn(missing);
  return first && { changes: [first, ...rest], ...(fillIn.length > 0 && { fillIn }) };
}

function wordsIn(missing: Missing): readonly string[] {
  const { roleOf } = missing;
  const ofRole = roleOf === undefined ? [] : [...(roleOf === "ACCOUNT" ? ["ACCOUNT"] : []), "ROLE_NAME"];
  return serviceIn(missing) === SOME_SERVICE ? [...ofRole, "SERVICE"] : ofRole;
}

function serviceIn(missing: Missing): string | undefined {
  return "service" in missing ? (missing.service ?? SOME_SERVICE) : undefined;
}

function roleIn({ roleOf }: Missing): string | undefined {
  return roleOf === undefined ? undefined : `arn:aws:iam::${roleOf}:role/ROLE_NAME`;
}

function within(statement: Statement, missing: Missing): readonly Change[] {
  const [role, service] = [roleIn(missing), serviceIn(missing)];
  const named = role === undefined ? [] : [{ path: statement.resource?.place ?? "", value: role }];
  const held = service === undefined ? undefined : conditionFor(statement, "StringEquals", { [KEY]: service });
  return [...named, ...(held?.changes ?? [])];
}

function apart(
  document: PolicyDocument,
  statement: Statement,
  others: readonly Text[],
  missing: Missing,
): readonly Change[] {
  const place = placeToMove(document, statement);
  const { action, resource } = statement;
  const kept = knownValues(others);
  const role = roleIn(missing);
  const roles = role === undefined ? knownValues(resource?.values ?? []) : [role];
  if (place === undefined || !action || kept.length < others.length || roles.length === 0) return [];
  const service = serviceIn(missing);
  const held = service === undefined ? {} : { Condition: { StringEquals: { [KEY]: service } } };
  const own = { Effect: "Allow", Action: "iam:PassRole", Resource: oneOrMore(roles), ...held };
  return [
    { path: action.place, value: oneOrMore(kept) },
    { path: place, value: own },
  ];
}
