import * as pulumi from "@pulumi/pulumi";
import { builtInRole, builtInRoleNamed } from "../../identity/azure/built-in-roles";
import { privilegesOf } from "../../identity/azure/privileged";
import { roleGuid } from "../../identity/azure/role";
import { parseScope } from "../../identity/azure/scope";
import { ArgumentError, isLater, membersOf, type Arguments } from "../arguments";

/** A role that the identity holds on one resource, or on one resource group. */
export interface RoleAt {
  /** What `scope` is, so that it can be judged while the id is not known yet. */
  readonly scopeLevel: "resource" | "resourceGroup";
  /**
   * The resource or the resource group, or its id. The resource itself tells policies in a preview what the role is held
   * on, while its id is not known. Refused where it is the id of anything wider.
   */
  readonly scope: IdSource;
  /**
   * Name of a built-in role such as `Storage Blob Data Reader`, or the GUID of any role.
   * Refused where it is neither, or a built-in role that can grant itself any access or change every resource.
   */
  readonly role: RoleName;
}

/** Roles that workloads commonly need, for completion; other names and GUIDs are taken as well. */
export type RoleName =
  | "AcrPull"
  | "App Configuration Data Reader"
  | "Azure Event Hubs Data Receiver"
  | "Azure Event Hubs Data Sender"
  | "Azure Service Bus Data Receiver"
  | "Azure Service Bus Data Sender"
  | "Cognitive Services OpenAI User"
  | "EventGrid Data Sender"
  | "Key Vault Certificate User"
  | "Key Vault Crypto User"
  | "Key Vault Secrets User"
  | "Monitoring Metrics Publisher"
  | "Storage Blob Data Contributor"
  | "Storage Blob Data Reader"
  | "Storage Queue Data Message Processor"
  | "Storage Queue Data Message Sender"
  | "Storage Table Data Contributor"
  | "Storage Table Data Reader"
  | (string & {});

/** An id, or a resource that has one. */
export type IdSource = pulumi.Input<string> | { readonly id: pulumi.Input<string> };

/** Writes down a role and where it is held. What is wrong with it is said when the identity is made. */
export const roleAt = {
  /** @param resource the resource, or its id */
  resource: (resource: IdSource, role: RoleName): RoleAt => ({ scopeLevel: "resource", scope: resource, role }),
  /** @param group the resource group, or its id */
  resourceGroup: (group: IdSource, role: RoleName): RoleAt => ({
    scopeLevel: "resourceGroup",
    scope: group,
    role,
  }),
};

function idOf(source: IdSource): pulumi.Input<string> {
  return hasId(source) ? source.id : source;
}

/** The resource whose own id was handed over; undefined for an id by itself, which may be that of anything. */
function urnOf(source: IdSource): pulumi.Output<string> | undefined {
  return hasId(source) && pulumi.CustomResource.isInstance(source) ? source.urn : undefined;
}

function hasId(source: unknown): source is { readonly id: pulumi.Input<string> } {
  return typeof source === "object" && source !== null && !isLater(source) && "id" in source;
}

const SCOPES = {
  resource:
    "the id of a resource such as /subscriptions/ID/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/uploads",
  resourceGroup: "the id of a resource group such as /subscriptions/ID/resourceGroups/shop",
} as const;

/** Notes what is wrong with a list of role assignments. */
export function checkRoleAssignments(value: unknown, args: Arguments): void {
  const list = args.list("roleAssignments", value, "a list such as [roleAt.resource(account, role)]");
  for (const [index, element] of list.entries()) {
    const path = `roleAssignments[${index}]`;
    const { scopeLevel, scope: source, role } = membersOf(element);
    const scope = idOf(source as IdSource);
    if (scopeLevel !== "resource" && scopeLevel !== "resourceGroup")
      args.refuse(`${path}.scopeLevel`, "resource or resourceGroup", scopeLevel);
    else if (!isLater(scope) && !isScope(scope, scopeLevel)) args.refuse(`${path}.scope`, SCOPES[scopeLevel], scope);
    checkRole(`${path}.role`, role, args);
  }
}

function isScope(scope: unknown, level: RoleAt["scopeLevel"]): boolean {
  if (typeof scope !== "string") return false;
  const parsed = parseScope(scope);
  return parsed.state === "scope" && parsed.level === level;
}

function checkRole(path: string, role: unknown, args: Arguments): void {
  const guid = typeof role === "string" ? guidOf(role) : undefined;
  if (guid === undefined)
    args.refuse(path, "the name of a built-in role such as Storage Blob Data Reader, or the GUID of a role", role);
  else if (isAdministrative(guid))
    args.refuse(path, "a role that can neither grant itself any access nor change every resource", role);
}

/** Whether a built-in role could hand itself any other, or permits every operation of the control plane. */
function isAdministrative(guid: string): boolean {
  const privileges = privilegesOf(builtInRole(guid)?.permissions ?? [], false);
  return privileges.some(({ capability }) => capability.id === "grant-access" || capability.id === "manage-everything");
}

/** A role assignment as plain data, with the id of the scope as the only part that may not be known yet. */
export interface RoleAssignmentIntent {
  /** GUID of the role. */
  readonly role: string;
  /** Name of a built-in role, otherwise the GUID. */
  readonly roleName: string;
  readonly scopeLevel: RoleAt["scopeLevel"];
  readonly scope: pulumi.Input<string>;
  /** URN of the resource whose id the scope is, where that is told; it is known in a preview. */
  readonly on?: pulumi.Input<string>;
}

/** What a checked role assignment comes to. */
export function roleAssignmentIntent({ scopeLevel, scope, role }: RoleAt, path: string): RoleAssignmentIntent {
  const guid = guidOf(role) ?? role;
  const on = urnOf(scope);
  return {
    role: guid,
    roleName: builtInRole(guid)?.name ?? guid,
    scopeLevel,
    scope: kept(idOf(scope), scopeLevel, path),
    ...(on && { on }),
  };
}

/** The level that was stated is a promise: an id that turns out to be wider ends the program. */
function kept(scope: pulumi.Input<string>, level: RoleAt["scopeLevel"], path: string): pulumi.Input<string> {
  if (typeof scope === "string") return scope;
  return pulumi.output(scope).apply((id) => {
    const parsed = parseScope(id);
    if (parsed.state === "scope" && parsed.level !== level)
      throw new ArgumentError(`${path}.scope: expected ${SCOPES[level]}, found the id of a ${parsed.level}`);
    return id;
  });
}

function guidOf(role: string): string | undefined {
  return builtInRoleNamed(role)?.guid ?? (role.includes("/") ? undefined : roleGuid(role));
}

/** The id without a subscription: it is the same for built-in roles everywhere, and known before anything exists. */
export function roleDefinitionId(guid: string): string {
  return `/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}
