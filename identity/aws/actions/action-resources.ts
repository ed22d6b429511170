/**
 * On what do actions act? A snapshot of the types of resources of all actions and of the forms of their ARNs, made by
 * scripts/generate-aws-actions.ts and read when the first action is looked up.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 *
 * A form stands without `arn:` and the partition, such as `dynamodb:${Region}:${Account}:table/${TableName}`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Action } from "./actions";

interface Line {
  /** By type of resource, the form of its ARNs. */
  readonly types: Readonly<Record<string, string>>;
  /** Names of actions by the types that they take; those that an action demands end in a mark. */
  readonly actions: Readonly<Record<string, string>>;
}

interface Snapshot {
  readonly services: Readonly<Record<string, Line>>;
}

interface Service {
  readonly forms: readonly string[];
  /** By an action's own name in lower case. */
  readonly actions: ReadonlyMap<string, ActionForms>;
}

interface ActionForms {
  /** How the ARNs on which it acts begin, as `iam:role/`. */
  readonly beginnings: readonly string[];
  readonly meant: readonly string[];
}

let snapshot: Snapshot | undefined;
const read = new Map<string, Service>();

/**
 * The services and beginnings of the ARNs on which an action acts, as `iam:role/`; undefined where the snapshot does not
 * say, as of an action that is granted on `*` alone.
 */
export function resourcesOf(action: string): readonly string[] | undefined {
  const [service = "", own = ""] = action.toLowerCase().split(":");
  return serviceNamed(service).actions.get(own)?.beginnings;
}

/**
 * The forms that an action is granted on; all of them are needed. Of an action that takes any of several, the one that
 * most actions of its service take; none where nothing tells which of many it is meant for.
 */
export function resourceFormsOf({ name, service }: Action): readonly string[] {
  const own = name.slice(service.length + 1).toLowerCase();
  return serviceNamed(service).actions.get(own)?.meant ?? [];
}

/** All forms of the service's ARNs on which something is granted. */
export function resourceFormsOfService(service: string): readonly string[] {
  return serviceNamed(service).forms;
}

const NOTHING: Service = { forms: [], actions: new Map() };

function serviceNamed(service: string): Service {
  snapshot ??= JSON.parse(readFileSync(join(__dirname, "action-resources.json"), "utf8")) as Snapshot;
  const line = Object.hasOwn(snapshot.services, service) ? snapshot.services[service] : undefined;
  if (!line) return NOTHING;
  const known = read.get(service) ?? serviceOf(line);
  read.set(service, known);
  return known;
}

interface Taken {
  readonly form: string;
  readonly demanded: boolean;
}

function serviceOf(line: Line): Service {
  const forms = new Map(Object.entries(line.types));
  const rows = Object.entries(line.actions).map(([types, names]) => {
    const taken = types.split(",").map((type): Taken => {
      const demanded = type.endsWith("!");
      return { form: forms.get(demanded ? type.slice(0, -1) : type) ?? "", demanded };
    });
    return { taken, names: names.toLowerCase().split(" ") };
  });
  const uses = new Map<string, number>();
  for (const { taken, names } of rows) {
    for (const { form } of taken) uses.set(form, (uses.get(form) ?? 0) + names.length);
  }
  const actions = rows.flatMap(({ taken, names }) => {
    const beginnings = [...new Set(taken.map(({ form }) => beginningOf(form)))].sort();
    const of: ActionForms = { beginnings, meant: meantBy(taken, uses) };
    return names.map((name) => [name, of] as const);
  });
  return { forms: [...forms.values()], actions: new Map(actions) };
}

/** Of `iam::${Account}:role/${RoleNameWithPath}` it is `iam:role/`. */
function beginningOf(form: string): string {
  const [service = "", , , ...resource] = form.split(":");
  return `${service.replace(/[$<*].*$/, "*")}:${resource.join(":").replace(/[$<*].*$/s, "")}`;
}

/** An action that takes more types of resources than these is not told of: which of them is meant shows nowhere. */
const MOST_TYPES = 3;

function meantBy(taken: readonly Taken[], uses: ReadonlyMap<string, number>): readonly string[] {
  const demanded = taken.filter((each) => each.demanded);
  if ((demanded.length > 0 ? demanded : taken).length > MOST_TYPES) return [];
  if (demanded.length > 0) return [...new Set(demanded.map(({ form }) => form))].sort();
  const [most] = [...taken].sort((a, b) => (uses.get(b.form) ?? 0) - (uses.get(a.form) ?? 0));
  return most ? [most.form] : [];
}
