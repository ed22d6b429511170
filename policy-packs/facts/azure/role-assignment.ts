import { builtInRole, builtInRoleNamed, type BuiltInRole } from "../../../identity/azure/built-in-roles";
import { roleGuid } from "../../../identity/azure/role";
import { parseScope, SCOPE_LEVELS, type ScopeLevel } from "../../../identity/azure/scope";
import { andThen, known, unknown, type Knowledge, type Known, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import { WORKLOAD_IDENTITY } from "../component";
import type { Family, StackView } from "../family";
import { customRole, guidOf, ROLE_DEFINITION, type RoleDefinition } from "./role-definition";

/** A role given to a principal over everything below a scope. */
export interface AzureRoleAssignment {
  readonly kind: "azure-role-assignment";
  readonly urn: string;
  readonly role: Known<AssignedRole> | Unknown;
  /** How much of Azure's hierarchy the scope covers. */
  readonly level: Known<ScopeLevel> | Unknown;
  /** The condition on what the assignment permits. */
  readonly condition: Knowledge<string>;
}

/** A role of Azure by its GUID, one of the stack, or one that neither defines, by the GUID or name it is given by. */
export type AssignedRole =
  | { readonly id?: string; readonly definition: RoleDefinition }
  | { readonly id: string; readonly definition?: undefined };

/** An eligible assignment (`PimRoleEligibilitySchedule`) is left out: it grants nothing until a person activates it. */
export const azureRoleAssignment: Family<"azure-role-assignment"> = {
  kind: "azure-role-assignment",
  types: ["azure-native:authorization:RoleAssignment"],
  *read(resource, stack) {
    const roleDefinitionId = Property.input(resource, "roleDefinitionId").string();
    const scope = Property.input(resource, "scope").string();
    const intent = intentOf(resource, stack);
    yield {
      kind: "azure-role-assignment",
      urn: resource.urn,
      role:
        (roleDefinitionId.state === "unknown" ? intent?.role : undefined) ?? roleOf(roleDefinitionId, resource, stack),
      level: (scope.state === "unknown" ? intent?.level : undefined) ?? levelOf(scope),
      condition: Property.input(resource, "condition").string(),
    };
  },
};

function roleOf(id: Knowledge<string>, resource: Resource, stack: StackView): Known<AssignedRole> | Unknown {
  const reference = stack.references.resolve(id, resource, [ROLE_DEFINITION]);
  if (reference.state === "resource") return definedBy(reference.resource, id.path);
  if (id.state === "absent") return unknown(id.path, "missing where a role definition id is required");
  if (id.state === "unknown") return id;
  const guid = roleGuid(id.value);
  if (guid === undefined) return unknown(id.path, "no id of a role definition, which ends in a GUID");
  const definitions = [...stack.resources.values()].filter(({ type }) => type === ROLE_DEFINITION);
  const definition = definitions.find((each) => guidOf(each) === guid);
  return definition ? definedBy(definition, id.path) : known(roleOfAzure(guid, builtInRole(guid)), id.path);
}

function definedBy(definition: Resource, path: string): Known<AssignedRole> {
  return known({ definition: customRole(definition, path) }, path);
}

/**
 * The level is that of a text in full. Nothing is concluded from the resources that an unknown scope waits for: a
 * program may well cut the subscription out of a resource group's id.
 */
function levelOf(scope: Knowledge<string>): Known<ScopeLevel> | Unknown {
  if (scope.state === "absent") return unknown(scope.path, "missing where a scope is required");
  if (scope.state === "unknown") return scope;
  const parse = parseScope(scope.value);
  return parse.state === "scope"
    ? known(parse.level, scope.path)
    : unknown(scope.path, `no scope; expected ${parse.expected}`);
}

/** What a `WorkloadIdentity` says of its role assignment in plain data, which a preview shows when ids are unknown. */
interface Intent {
  readonly role?: Known<AssignedRole>;
  /** URN of the resource whose id the scope is. */
  readonly on?: string;
  readonly level?: Known<ScopeLevel>;
}

/** URN of the resource on which a `WorkloadIdentity` says that its role assignment is, while the id is not known. */
export function intendedScope(resource: Resource, stack: StackView): string | undefined {
  return Property.input(resource, "scope").string().state === "unknown" ? intentOf(resource, stack)?.on : undefined;
}

function intentOf(resource: Resource, stack: StackView): Intent | undefined {
  const parent = resource.parent === undefined ? undefined : stack.resources.get(resource.parent);
  if (parent?.type !== WORKLOAD_IDENTITY) return undefined;
  const index = /^\d+$/.exec(resource.name.replace(`${parent.name}-role-`, ""))?.[0];
  const entries = Property.input(parent, "roleAssignments").list();
  const entry = index === undefined || entries.state !== "known" ? undefined : entries.value[Number(index)];
  if (!entry) return undefined;
  const role = andThen(entry.at("role").string(), (text) => known(roleNamed(text), "roleDefinitionId"));
  const level = andThen(entry.at("scopeLevel").string(), (text) => {
    const found = SCOPE_LEVELS.find((each) => each === text);
    return found ? known(found, "scope") : unknown("scope");
  });
  const on = entry.at("on").string();
  return {
    ...(role.state === "known" && { role }),
    ...(level.state === "known" && { level }),
    ...(on.state === "known" && { on: on.value }),
  };
}

function roleNamed(text: string): AssignedRole {
  const guid = roleGuid(text);
  return guid === undefined ? roleOfAzure(text, builtInRoleNamed(text)) : roleOfAzure(guid, builtInRole(guid));
}

function roleOfAzure(id: string, definition: BuiltInRole | undefined): AssignedRole {
  return definition ? { id: definition.guid, definition } : { id };
}
