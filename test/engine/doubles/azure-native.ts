import { createHash } from "node:crypto";
import { normaliseType } from "../../../policy-packs/judge/resource";
import type { Cloud, Properties, Registered } from "./provider-double";

const SUBSCRIPTION = "11111111-2222-3333-4444-555555555555";
const TENANT = "99999999-8888-7777-6666-555555555555";

/** The property that names a resource of a type, and the path of its id below the resource group or its scope. */
const KINDS: Readonly<Record<string, { readonly named: string; readonly path: string; readonly guid?: true }>> = {
  "azure-native:resources:ResourceGroup": { named: "resourceGroupName", path: "" },
  "azure-native:managedidentity:UserAssignedIdentity": {
    named: "resourceName",
    path: "/providers/Microsoft.ManagedIdentity/userAssignedIdentities",
  },
  "azure-native:managedidentity:FederatedIdentityCredential": {
    named: "federatedIdentityCredentialResourceName",
    path: "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials",
  },
  "azure-native:authorization:RoleAssignment": {
    named: "roleAssignmentName",
    path: "/providers/Microsoft.Authorization/roleAssignments",
    guid: true,
  },
  "azure-native:authorization:RoleDefinition": {
    named: "roleDefinitionId",
    path: "/providers/Microsoft.Authorization/roleDefinitions",
    guid: true,
  },
  "azure-native:keyvault:Vault": { named: "vaultName", path: "/providers/Microsoft.KeyVault/vaults" },
  "azure-native:keyvault:Secret": {
    named: "secretName",
    path: "/providers/Microsoft.KeyVault/vaults/{vaultName}/secrets",
  },
  "azure-native:storage:StorageAccount": {
    named: "accountName",
    path: "/providers/Microsoft.Storage/storageAccounts",
  },
};

/** Azure as its native provider shows it to the engine, as far as the packs look. */
export const azureNative: Cloud = {
  package: "azure-native",
  version: "3.28.0",

  check(resource) {
    const kind = KINDS[normaliseType(resource.type)];
    if (!kind || kind.named in resource.inputs) return resource.inputs;
    return { ...resource.inputs, [kind.named]: kind.guid ? guid(resource, "name") : autoName(resource) };
  },

  create(resource) {
    const kind = KINDS[normaliseType(resource.type)];
    const { inputs } = resource;
    const name = textAt(inputs, kind?.named ?? "name") || autoName(resource);
    const path = (kind?.path ?? "/providers/Example").replace(/\{(\w+)\}/g, (_, key: string) => textAt(inputs, key));
    const id = path === "" ? scopeOf(inputs) : `${scopeOf(inputs)}${path}/${name}`;
    const identity = { principalId: guid(resource, "principal"), clientId: guid(resource, "client"), tenantId: TENANT };
    return { id, outputs: { name, ...(resource.type.endsWith(":UserAssignedIdentity") && identity) } };
  },

  invoke(token) {
    return token === "azure-native:authorization:getClientConfig"
      ? { clientId: TENANT, objectId: TENANT, subscriptionId: SUBSCRIPTION, tenantId: TENANT }
      : undefined;
  },
};

function textAt(inputs: Properties, key: string): string {
  const value = inputs[key];
  return typeof value === "string" ? value : "";
}

function scopeOf(inputs: Properties): string {
  const group = textAt(inputs, "resourceGroupName");
  const subscription = `/subscriptions/${SUBSCRIPTION}`;
  return textAt(inputs, "scope") || (group === "" ? subscription : `${subscription}/resourceGroups/${group}`);
}

/** Storage accounts take small letters and digits only; others are content with that. */
function autoName(resource: Registered): string {
  return `${resource.name}${digest(resource, "name").slice(0, 8)}`;
}

function guid(resource: Registered, what: string): string {
  return digest(resource, what).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

/** Looks random and is the same in each run. */
function digest(resource: Registered, what: string): string {
  return createHash("sha256").update(`${resource.urn} ${what}`).digest("hex");
}
