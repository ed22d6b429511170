import type { Text } from "../../../identity/aws/document/document";
import type { WorkloadKind } from "../../../identity/aws/escalation/targets";
import { FRESH } from "../../../identity/aws/permissions/permissions";
import { absent, known, unknown, type Knowledge } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import { UnknownProperty, type PropertyValue, type Resource } from "../../judge/resource";
import type { StackView } from "../family";
import type { Reference } from "../references";
import { IDENTITY_TYPES, nameOf } from "./identity-resources";
import { HOLDERS, WORKLOADS, type Holder, type WorkloadType } from "./workload-types";

/** A workload, the role that it holds, and what it may be called in a statement. */
export interface HeldRole {
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly arn: Text;
  readonly role: Reference;
}

/** The role that a resource holds, where it is a workload that holds one. */
export function workloadOf(resource: Resource, stack: StackView): HeldRole | undefined {
  const type = WORKLOADS.get(resource.type);
  if (!type) return undefined;
  const role = roleOf(resource, type, stack);
  if (role.state === "absent") return undefined;
  return { kind: type.kind, name: resource.name, arn: arnOf(resource, type.arn), role };
}

function roleOf(
  resource: Resource,
  { roles, through }: Pick<WorkloadType, "roles" | "through">,
  stack: StackView,
): Reference {
  const named = firstOf(resource, roles);
  if (through === undefined) return resolveRole(named, resource, stack);
  const holders: readonly Holder[] = HOLDERS[through];
  const reference = stack.references.resolve(
    named,
    resource,
    holders.flatMap(({ types }) => types),
  );
  if (reference.state === "resource") {
    const holder = holders.find(({ types }) => types.includes(reference.resource.type));
    return holder ? roleOf(reference.resource, holder, stack) : reference;
  }
  // A role stands in the place of a domain where a user has one of its own.
  return through === "domain" ? resolveRole(named, resource, stack) : reference;
}

/** What the first of the paths says that says something. */
function firstOf(resource: Resource, paths: readonly string[]): Knowledge<string> {
  const values = paths.map((path) => read(resource, path));
  return values.find(({ state }) => state !== "absent") ?? absent(paths[0] ?? "");
}

function read(resource: Resource, path: string): Knowledge<string> {
  const [first = "", ...rest] = path.split(/[.[]/);
  return rest.reduce(inside, Property.input(resource, first)).string();
}

/** A member of an object, of an object written as JSON text, or of a list. */
function inside(property: Property, key: string): Property {
  if (key.endsWith("]")) {
    const list = property.list();
    return (list.state === "known" ? list.value[Number(key.slice(0, -1))] : undefined) ?? property.at(key);
  }
  const text = property.map().state === "unknown" ? property.string() : undefined;
  return text?.state === "known" ? parsed(text.value, text.path).at(key) : property.at(key);
}

function parsed(json: string, path: string): Property {
  try {
    return Property.of(JSON.parse(json) as PropertyValue, path);
  } catch {
    return Property.of(new UnknownProperty("no JSON"), path);
  }
}

/** A role by its ARN or by its name. */
function resolveRole(text: Knowledge<string>, from: Resource, { references }: StackView): Reference {
  const reference = references.resolve(text, from, IDENTITY_TYPES.role);
  if (reference.state !== "external" || text.state !== "known") return reference;
  return references.resolve({ ...text, value: nameOf(text.value) }, from, IDENTITY_TYPES.role);
}

const PLACEHOLDER = /\{(\w+)(?:\|(\w+))?\}/g;

/** A cluster may be named by its ARN, of which the last part is its name. */
export function arnOf(resource: Resource, template: string): Text {
  const values = new Map<string, Knowledge<string>>();
  for (const [, name = ""] of template.matchAll(PLACEHOLDER)) {
    values.set(name, Property.output(resource, name).string());
  }
  const open = [...values.values()].find((value) => value.state === "unknown");
  if (open) return open;
  let missing: string | undefined;
  const filled = template.replace(PLACEHOLDER, (_all, name: string, ifAbsent?: string) => {
    const value = values.get(name);
    if (value?.state !== "known" && ifAbsent === undefined) missing = name;
    return value?.state === "known" ? value.value.replace(/^.*\//, "") : (ifAbsent ?? "");
  });
  const [service = "", ...rest] = filled.split(":");
  return missing === undefined
    ? known(`:${service}:${FRESH}:${FRESH}:${rest.join(":")}`, [...values.keys()][0] ?? "")
    : unknown(missing);
}
