/**
 * Which resources could a statement name in place of every resource? Those of the stack that whoever has the statement
 * works with, and else the forms that AWS documents for the ARNs of what the actions are granted on.
 *
 * INVARIANTS: each value names single resources, or what lies in one. The actions of the statement are kept, each where
 * it can be granted: those that take `*` alone go to a statement of their own. Where that cannot be written in a few
 * words, nothing is said.
 */
import { knownValues } from "../../knowledge";
import { oneOrMore, type Change, type Narrower } from "../../narrower";
import { actionsCoveredBy, actionsMatching, type Action } from "../actions/actions";
import { resourceFormsOf, resourceFormsOfService } from "../actions/action-resources";
import type { PolicyDocument, Statement } from "../document/document";
import { placeToMove } from "./own-statement";

/** What the stack tells of where a statement is used. */
export interface Nearby {
  /** The account, where it is known. */
  readonly account?: string;
  readonly region?: string;
  /** ARNs of the resources that those who have the statement work with. */
  readonly arns: readonly string[];
  /** ARNs of the resources that are the only ones of their type in the stack. */
  readonly only: readonly string[];
}

/** More resources, or actions in a statement of their own, than these are no help. */
const MOST = 4;

/** @param actions those for which single resources are to be named */
export function onNamedResources(
  document: PolicyDocument,
  statement: Statement,
  actions: readonly Action[],
  nearby: Nearby,
): Narrower | undefined {
  const { action, resource, place } = statement;
  if (!action || !resource || action.values.some(({ state }) => state === "unknown")) return undefined;
  const covered = action.negated ? new Set(actions) : actionsCoveredBy(action, "surely");
  const { forms, rest } = read(covered);
  const named = forms.size <= MOST ? namedBy(forms, nearby) : undefined;
  if (!named || actions.some((each) => rest.has(each))) return undefined;
  const path = resource.negated ? `${place}.Resource` : resource.place;
  const taken = resource.negated ? [{ path: resource.place }] : [];
  const moved = rest.size === 0 ? [] : apart(document, statement, rest);
  const fillIn = inOrder(named.fillIn, named.values);
  return (
    moved && {
      changes: [{ path, value: oneOrMore(named.values) }, ...taken, ...moved],
      ...(fillIn.length > 0 && { fillIn }),
    }
  );
}

/** Words in the order in which they stand in the values. */
function inOrder(words: readonly string[], values: readonly string[]): readonly string[] {
  const text = values.join(" ");
  return [...words].sort((a, b) => text.indexOf(a) - text.indexOf(b));
}

/** The actions that take `*` alone move to a further statement. */
function apart(
  document: PolicyDocument,
  statement: Statement,
  rest: ReadonlySet<Action>,
): readonly Change[] | undefined {
  const place = placeToMove(document, statement);
  const { action } = statement;
  if (place === undefined || !action || action.negated) return undefined;
  const patterns = knownValues(action.values);
  const isOfRest = (pattern: string) => actionsMatching(pattern).every((each) => rest.has(each));
  const kept = patterns.filter((pattern) => !isOfRest(pattern));
  const taken = new Set(kept.flatMap(actionsMatching));
  const byName = [...rest].filter((each) => taken.has(each)).map(({ name }) => name);
  const moved = [...patterns.filter(isOfRest), ...byName];
  if (kept.length === 0 || moved.length > MOST) return undefined;
  return [
    { path: action.place, value: oneOrMore(kept) },
    { path: place, value: { Effect: "Allow", Action: oneOrMore(moved), Resource: "*" } },
  ];
}

interface Named {
  readonly values: readonly string[];
  readonly fillIn: readonly string[];
}

/** What actions are granted on. */
interface Forms {
  /** With the service. */
  readonly forms: ReadonlyMap<string, string>;
  /** The actions without a form. */
  readonly rest: ReadonlySet<Action>;
}

const READ = new WeakMap<ReadonlySet<Action>, Forms>();

/** Many statements allow the same actions. */
function read(actions: ReadonlySet<Action>): Forms {
  const forms = new Map<string, string>();
  const rest = new Set<Action>();
  const known = READ.get(actions);
  if (known) return known;
  for (const action of actions) {
    const own = resourceFormsOf(action);
    for (const form of own) forms.set(form, action.service);
    if (own.length === 0) rest.add(action);
    if (forms.size > MOST) break;
  }
  READ.set(actions, { forms, rest });
  return { forms, rest };
}

/** The resources on which all of the actions that take single ones can be granted. */
export function resourcesFor(actions: readonly Action[], nearby: Nearby): Named | undefined {
  const { forms } = read(new Set(actions));
  return forms.size > MOST ? undefined : namedBy(forms, nearby);
}

function namedBy(forms: ReadonlyMap<string, string>, nearby: Nearby): Named | undefined {
  const named = [...forms].map(([form, service]) => namedByForm(form, service, nearby));
  const values = [...new Set(named.flatMap((each) => each.values))].sort();
  if (values.length === 0 || values.length > 2 * MOST) return undefined;
  return { values, fillIn: [...new Set(named.flatMap((each) => each.fillIn))] };
}

function namedByForm(form: string, service: string, nearby: Nearby): Named {
  const found = inStack(form, service, nearby);
  return found.length > 0 ? { values: found, fillIn: [] } : byForm(form, nearby);
}

/** ARNs of the form, and what lies in resources whose form it begins with: all objects of a bucket. */
function inStack(form: string, service: string, { arns, only }: Nearby): readonly string[] {
  const owners = [form, ...resourceFormsOfService(service).filter((owner) => isWithin(form, owner))];
  for (const owner of owners.sort((a, b) => b.length - a.length)) {
    const pattern = patternOf(owner);
    const [beside, single] = [arns, only].map((list) => list.filter((arn) => pattern.test(arn)));
    const found = beside && beside.length > 0 ? beside : (single ?? []);
    const within = form.slice(owner.length).replace(VARIABLE, "*");
    if (found.length > 0 && found.length <= MOST) return found.map((arn) => `${arn.replace(/:\*$/, "")}${within}`);
  }
  return [];
}

function isWithin(form: string, owner: string): boolean {
  return form.startsWith(owner) && /^[/:]/.test(form.slice(owner.length));
}

const VARIABLE = /\$\{(\w+)\}/g;

/** Names that may hold slashes. */
const WITH_PATH = /Path|Leading|LogGroupName|SecretId/;

const PATTERNS = new Map<string, RegExp>();

function patternOf(form: string): RegExp {
  const known = PATTERNS.get(form);
  if (known) return known;
  const parts = form.split(VARIABLE).map((part, index) => {
    if (index % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    return WITH_PATH.test(part) ? "[^:]+" : "[^:/]+";
  });
  const pattern = new RegExp(`^arn:[^:]*:${parts.join("")}(:\\*)?$`);
  PATTERNS.set(form, pattern);
  return pattern;
}

/** Where a name alone does not make the ARN of one resource: the end of a secret's is made up by AWS. */
const ENDINGS: readonly (readonly [form: RegExp, ending: string])[] = [
  [/^s3:::.*\/\$\{ObjectName\}$/, "*"],
  [/^secretsmanager:.*\$\{SecretId\}$/, "SECRET_NAME-??????"],
  [/:log-stream:\$\{LogStreamName\}$/, "*"],
];

/** The form with words in capitals for what is not known. */
function byForm(form: string, { account, region }: Nearby): Named {
  const [, ending] = ENDINGS.find(([pattern]) => pattern.test(form)) ?? [];
  const whole = ending === undefined ? form : form.replace(/\$\{\w+\}$/, ending);
  const fillIn = ending?.startsWith("SECRET_NAME") ? ["SECRET_NAME"] : [];
  const value = whole.replace(VARIABLE, (_variable, name: string) => {
    const known = name === "Account" ? account : name === "Region" ? region : undefined;
    if (known !== undefined) return known;
    const word = wordOf(name);
    if (!fillIn.includes(word)) fillIn.push(word);
    return word;
  });
  return { values: [`arn:${partitionOf(region)}:${value}`], fillIn };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(region: string | undefined): string {
  const [, start = ""] = /^(cn|us-gov|eusc)-/.exec(region ?? "") ?? [];
  return start === "" ? "aws" : `aws-${start}`;
}

/** `TableName` as `TABLE_NAME`, `RoleNameWithPath` as `ROLE_NAME`. */
function wordOf(name: string): string {
  return name
    .replace(/With(out)?[A-Z].*$/, "")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toUpperCase();
}
