/**
 * Which actions could a statement name in place of a whole service, or of whatever it leaves out? What only looks at a
 * service is taken in by its verbs, and what a statement excludes is denied beside what it then names.
 *
 * INVARIANT: a pattern that is proposed matches nothing that writes, hands out credentials or reads what is stored.
 */
import { knownValues } from "../../knowledge";
import { oneOrMore, type Narrower } from "../../narrower";
import { actionsMatching, actionsOfService, type Action } from "../actions/actions";
import type { PolicyDocument, Statement, Text } from "../document/document";
import { placeToMove } from "./own-statement";
import { CREDENTIALS, DATA } from "../permissions/reach";

/** More patterns than these are no help. */
const MOST = 8;

/** The verbs that look at these services, in place of the patterns that take them in whole. */
export function onlyLooking({ action }: Statement, services: readonly string[]): Narrower | undefined {
  if (!action || action.negated) return undefined;
  const texts = knownValues(action.values);
  const isWide = (pattern: string) =>
    actionsMatching(pattern).some((each) => services.includes(each.service) && !isHarmless(each));
  const wide = texts.filter(isWide);
  const ofOthers = wide.some((pattern) => actionsMatching(pattern).some(({ service }) => !services.includes(service)));
  const looking = services.flatMap(verbsOf);
  const actions = [...texts.filter((text) => !isWide(text)), ...looking];
  if (texts.length < action.values.length || ofOthers || looking.length === 0 || actions.length > MOST)
    return undefined;
  return { changes: [{ path: action.place, value: oneOrMore(actions) }] };
}

const VERBS = new Map<string, readonly string[]>();

/** Such as `sqs:Get*` and `sqs:List*`. */
function verbsOf(service: string): readonly string[] {
  const known = VERBS.get(service) ?? readVerbs(service);
  VERBS.set(service, known);
  return known;
}

function readVerbs(service: string): readonly string[] {
  const verbs = new Set<string>();
  for (const action of actionsOfService(service).filter(isHarmless)) {
    const [, verb] = /^[^:]*:(Describe|Get|List)[A-Z]/.exec(action.name) ?? [];
    if (verb !== undefined) verbs.add(`${service}:${verb}*`);
  }
  return [...verbs].filter((pattern) => actionsMatching(pattern).every(isHarmless)).sort();
}

function isHarmless({ name, level }: Action): boolean {
  return (level === "List" || level === "Read") && !CREDENTIALS.has(name) && !DATA.has(name);
}

/**
 * All actions of the services of the resources that a statement names, and a denial of what it left out; for statements
 * of `NotAction` on resources of a service or two.
 */
export function allButDenied(document: PolicyDocument, statement: Statement): Narrower | undefined {
  const { place, action, resource } = statement;
  const further = placeToMove(document, statement);
  if (!action?.negated || !resource || resource.negated || further === undefined) return undefined;
  const on = known(resource.values);
  const excluded = known(action.values);
  const services = [...new Set((on ?? []).map((arn) => /^arn:[^:*?]*:([a-z0-9-]+):/.exec(arn)?.[1]))];
  const named = services.flatMap((service) => service ?? []);
  if (!on || !excluded || named.length < services.length || named.length === 0 || named.length > 2) return undefined;
  const denied = excluded.filter((pattern) => actionsMatching(pattern).some(({ service }) => named.includes(service)));
  if (denied.length > MOST) return undefined;
  const denial = { Effect: "Deny", Action: oneOrMore(denied), Resource: oneOrMore(on) };
  return {
    changes: [
      { path: `${place}.Action`, value: oneOrMore(named.map((service) => `${service}:*`)) },
      { path: action.place },
      ...(denied.length > 0 ? [{ path: further, value: denial }] : []),
    ],
  };
}

function known(values: readonly Text[]): readonly string[] | undefined {
  const texts = knownValues(values);
  return texts.length === values.length ? texts : undefined;
}
