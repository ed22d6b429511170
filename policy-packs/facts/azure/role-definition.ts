import type { Permission } from "../../../identity/azure/permissions";
import { roleGuid } from "../../../identity/azure/role";
import { knownValues, unknown, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";

/** What a role is called and permits. */
export interface RoleDefinition {
  readonly name: string;
  /** What it permits for certain. */
  readonly permissions: readonly Permission[];
  /** That a part could not be read, with which the role may permit more; told of the reference to the role. */
  readonly unread?: Unknown;
}

export const ROLE_DEFINITION = "azure-native:authorization:RoleDefinition";

/**
 * What a role definition permits, with all that cannot be read left out and told.
 *
 * @param path where another resource refers to the role
 */
export function customRole(resource: Resource, path: string): RoleDefinition {
  const unread: Unknown[] = [];
  const list = Property.output(resource, "permissions").list();
  const permissions = list.state === "known" ? list.value.map((each) => permissionIn(each, unread)) : [];
  const [first] = list.state === "unknown" ? [list] : unread;
  const missing = list.state === "absent" ? unknown(path, "a role whose `permissions` are missing") : undefined;
  const gap = first ? unknown(path, `a role whose \`${first.path}\` is ${first.because}`, first.waitsFor) : missing;
  return { name: nameOf(resource), permissions, ...(gap && { unread: gap }) };
}

/** The GUID that a role definition is given, where the program chooses it. */
export function guidOf(resource: Resource): string | undefined {
  const given = Property.output(resource, "roleDefinitionId").string();
  const id = given.state === "known" ? given : Property.output(resource, "name").string();
  return id.state === "known" ? roleGuid(id.value) : undefined;
}

/** Where an exclusion is unknown, nothing that it may take away is certain. */
function permissionIn(property: Property, unread: Unknown[]): Permission {
  const actions = operationsIn(property.at("actions"), unread);
  const notActions = operationsIn(property.at("notActions"), unread);
  const dataActions = operationsIn(property.at("dataActions"), unread);
  const notDataActions = operationsIn(property.at("notDataActions"), unread);
  return {
    actions: notActions.complete ? actions.operations : [],
    notActions: notActions.operations,
    dataActions: notDataActions.complete ? dataActions.operations : [],
    notDataActions: notDataActions.operations,
  };
}

function operationsIn(property: Property, unread: Unknown[]) {
  const list = property.list();
  if (list.state === "absent") return { operations: [], complete: true };
  if (list.state === "unknown") {
    unread.push(list);
    return { operations: [], complete: false };
  }
  const elements = list.value.map((element) => element.string());
  const gaps = elements.filter((element) => element.state === "unknown");
  unread.push(...gaps);
  return {
    operations: knownValues(elements),
    complete: gaps.length === 0,
  };
}

function nameOf(resource: Resource): string {
  const name = Property.input(resource, "roleName").string();
  return name.state === "known" && name.secret !== true ? name.value : resource.name;
}
