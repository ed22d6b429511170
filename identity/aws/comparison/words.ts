/** What an excess is called, and how grave it is: by what its actions let somebody do, and on how much. */
import type { ExcessSeverity } from "../../excess";
import { actionNamed, actionsMatching, type Action } from "../actions/actions";
import type { Condition } from "../document/document";
import { METHODS } from "../escalation/methods";
import { CREDENTIALS, excessText, named } from "../permissions/reach";

/** A pattern of actions with those for which it is in excess. */
export interface ExcessActions {
  /** As written. */
  readonly pattern: string;
  /** The actions that are in excess, where not all are for which the pattern stands. */
  readonly only?: readonly string[];
}

/** So many actions are named one by one. */
const NAMED = 3;

let escalating: ReadonlySet<string> | undefined;

/** Actions that let somebody gain more than they say. */
function isEscalating({ name, level }: Action): boolean {
  escalating ??= new Set(METHODS.flatMap(({ needs }) => needs.flatMap(({ anyOf }) => anyOf)).filter(isOverPowers));
  return level === "Permissions management" || escalating.has(name) || CREDENTIALS.has(name);
}

/** Of what a method needs, some only look or start what is there. */
function isOverPowers(name: string): boolean {
  const level = actionNamed(name)?.level;
  return level === "Write" || level === "Permissions management";
}

/** How grave actions are on resources. */
export function gravityOf(actions: readonly ExcessActions[], resources: readonly string[]): ExcessSeverity {
  const isBroad = resources.some((resource) => /^(arn:[^:]*:[^:]*:[^:]*:[^:]*:)?\*+$/.test(resource));
  const levels = actions.map((each) => gravityOfActions(each));
  const level = Math.max(...levels, 0);
  return GRAVITIES[level + (isBroad ? 1 : 0)] ?? "critical";
}

const GRAVITIES: readonly ExcessSeverity[] = ["low", "medium", "high", "critical"];

/** Reading, writing, gaining more. An action that is not known is as bad as one that writes. */
function gravityOfActions({ pattern, only }: ExcessActions): number {
  const actions = only ? only.flatMap((name) => actionNamed(name) ?? []) : actionsMatching(pattern);
  if (actions.some(isEscalating)) return 2;
  const isReading = actions.length > 0 && actions.every(({ level }) => level === "Read" || level === "List");
  return isReading ? 0 : 1;
}

/** Such as "`s3:DeleteObject` and `s3:PutObject`". */
export function actionWords(actions: readonly ExcessActions[]): string {
  const whole = actions.flatMap(({ pattern, only }) =>
    only === undefined ? [pattern] : only.length <= NAMED ? only.map(asWritten) : [],
  );
  const some = actions.flatMap(({ pattern, only }) =>
    only && only.length > NAMED
      ? [`${excessText(only.flatMap((name) => actionNamed(name) ?? []))} of \`${pattern}\``]
      : [],
  );
  return [...(whole.length > 0 ? [named([...new Set(whole)])] : []), ...some].join(" and ");
}

/** The name in the case in which AWS writes it. */
export function asWritten(name: string): string {
  return actionNamed(name)?.name ?? name;
}

/** Such as "on `arn:aws:s3:::uploads/*`". */
export function resourceWords(resources: readonly string[], but: readonly string[]): string {
  return but.length > 0 ? `on every resource but ${named(but)}` : `on ${named(resources)}`;
}

/** Such as "`Bool` on `aws:MultiFactorAuthPresent`". */
export function conditionWords({ operator, key }: Condition): string {
  const { qualifier, name, ifExists } = operator;
  return `\`${qualifier ? `${qualifier}:` : ""}${name}${ifExists ? "IfExists" : ""}\` on \`${key}\``;
}
