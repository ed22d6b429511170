import type { Permission } from "../../../identity/azure/permissions";
import { unknown, type Knowledge, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import { customRole } from "../azure/role-definition";
import type { GivenRole } from "./entitlements";
import type { StackView } from "../family";

const VAULT = "azure-native:keyvault:Vault";
const ACCESS_POLICY = "azure-native:keyvault:AccessPolicy";
const COSMOS = ["azure-native:documentdb:", "azure-native:cosmosdb:"];
const COSMOS_ROLES = COSMOS.map((module) => `${module}SqlResourceSqlRoleDefinition`);

/** Types that give access to data beside Azure's own role assignments. */
export const AZURE_DATA_GRANT_TYPES: readonly string[] = [
  VAULT,
  ACCESS_POLICY,
  ...COSMOS.map((module) => `${module}SqlResourceSqlRoleAssignment`),
];

/** A role as comparison takes it. */
export interface Assigned extends GivenRole {
  /** Whether Azure has no role of this name, so that what it permits is written down. */
  readonly custom: boolean;
}

/** What one resource gives to one principal. */
interface DataGrant {
  readonly principal: Knowledge<string>;
  readonly role: Assigned;
  /** URN of the resource whose id the scope is. */
  readonly on?: string;
}

/** Access policies of a key vault, and roles over the data of a Cosmos DB account, in the shape of roles. */
export function dataGrantsOf(resource: Resource, stack: StackView): readonly DataGrant[] {
  if (resource.type === VAULT) return vaultGrants(resource);
  return resource.type === ACCESS_POLICY ? policyGrant(resource, stack) : [cosmosGrant(resource, stack)];
}

/** A list that is not known as a whole gives something unknown to somebody unknown. */
function vaultGrants(vault: Resource): readonly DataGrant[] {
  const policies = Property.input(vault, "properties").at("accessPolicies");
  const list = policies.list();
  if (list.state === "absent") return [];
  const elements = list.state === "known" ? list.value : [policies];
  const grants = elements.flatMap((policy) => accessGrant(vault, policy, vault));
  return elements.length > 1 ? grants.map(besideOthers) : grants;
}

/** The whole list waits for all whom it names: nothing says that an element whose id is unknown is one of them. */
function besideOthers(grant: DataGrant): DataGrant {
  const { principal } = grant;
  return principal.state === "unknown" ? { ...grant, principal: unknown(principal.path, principal.because) } : grant;
}

function policyGrant(resource: Resource, stack: StackView): readonly DataGrant[] {
  const name = Property.input(resource, "vaultName").string();
  const vault = stack.references.resolve(name, resource, [VAULT]);
  const policy = Property.input(resource, "policy");
  return accessGrant(resource, policy, vault.state === "resource" ? vault.resource : undefined);
}

/** @param vault undefined where it is not known, or of another stack, whose id nothing tells */
function accessGrant(resource: Resource, policy: Property, vault: Resource | undefined): readonly DataGrant[] {
  const rbac = vault && Property.input(vault, "properties").at("enableRbacAuthorization").boolean();
  // A vault that goes by role assignments does not look at its access policies.
  if (rbac?.state === "known" && rbac.value) return [];
  const permissions = rbac?.state === "unknown" ? rbac : permittedIn(policy.at("permissions"));
  if (!("state" in permissions) && permissions.every(({ dataActions }) => dataActions.length === 0)) return [];
  const application = policy.at("applicationId").string();
  const role: Assigned = {
    urn: resource.urn,
    path: policy.at("permissions").path,
    role: "Key Vault access policy",
    permissions,
    custom: true,
    scope: vault ? textOf(Property.output(vault, "id")) : unknown("vaultName", "a vault whose id is not known here"),
    ...(application.state !== "absent" && { condition: by(textOf(policy.at("applicationId"))) }),
  };
  return [{ principal: policy.at("objectId").string(), role, ...(vault && { on: vault.urn }) }];
}

/** Such a policy counts only where the application acts for the principal. */
function by(application: string | Unknown): string | Unknown {
  return typeof application === "string" ? `through the application ${application}` : application;
}

/** `secrets/get`, and `secrets/*` for all of them. */
function permittedIn(permissions: Property): readonly Permission[] | Unknown {
  const whole = permissions.map();
  if (whole.state === "unknown") return whole;
  const dataActions: string[] = [];
  for (const kind of ["keys", "secrets", "certificates", "storage"]) {
    const list = permissions.at(kind).list();
    if (list.state === "unknown") return list;
    for (const element of list.state === "known" ? list.value : []) {
      const text = textOf(element);
      if (typeof text !== "string") return text;
      dataActions.push(`${kind}/${text.toLowerCase() === "all" ? "*" : text.toLowerCase()}`);
    }
  }
  return [{ actions: [], notActions: [], dataActions, notDataActions: [] }];
}

function cosmosGrant(resource: Resource, stack: StackView): DataGrant {
  const scope = textOf(Property.input(resource, "scope"));
  const isWhole = typeof scope !== "string" || /^\/subscriptions\//i.test(scope);
  const role: Assigned = {
    urn: resource.urn,
    path: "roleDefinitionId",
    scope: isWhole ? scope : unknown("scope", "no scope; expected the id of the account, or one within it"),
    ...cosmosRole(resource, stack),
  };
  return { principal: Property.input(resource, "principalId").string(), role };
}

const ACCOUNT = "Microsoft.DocumentDB/databaseAccounts";
const ITEMS = `${ACCOUNT}/sqlDatabases/containers/items`;

/** https://learn.microsoft.com/azure/cosmos-db/nosql/reference-data-plane-roles */
const COSMOS_BUILT_IN = new Map([
  [
    "00000000-0000-0000-0000-000000000001",
    {
      role: "Cosmos DB Built-in Data Reader",
      dataActions: [`${ACCOUNT}/readMetadata`, `${ITEMS}/read`, executed("executeQuery"), executed("readChangeFeed")],
    },
  ],
  [
    "00000000-0000-0000-0000-000000000002",
    {
      role: "Cosmos DB Built-in Data Contributor",
      dataActions: [`${ACCOUNT}/readMetadata`, executed("*"), `${ITEMS}/*`],
    },
  ],
]);

function executed(operation: string): string {
  return `${ACCOUNT}/sqlDatabases/containers/${operation}`;
}

function cosmosRole(
  resource: Resource,
  stack: StackView,
): Pick<Assigned, "role" | "permissions" | "roleId" | "custom"> {
  const place = Property.input(resource, "roleDefinitionId");
  const reference = stack.references.resolve(place.string(), resource, COSMOS_ROLES);
  if (reference.state === "resource") {
    const { name, permissions, unread } = customRole(reference.resource, place.path);
    return { role: name, permissions: unread ?? permissions, custom: true };
  }
  const id = textOf(place);
  if (typeof id !== "string") return { role: "a role that is not known yet", permissions: id, custom: false };
  const last = id.slice(id.lastIndexOf("/") + 1).toLowerCase();
  const builtIn = COSMOS_BUILT_IN.get(last);
  if (!builtIn) {
    const because = "a role that neither this stack defines nor Azure";
    return { role: last, roleId: last, permissions: unknown(place.path, because), custom: false };
  }
  const { role, dataActions } = builtIn;
  return { role, permissions: [{ actions: [], notActions: [], dataActions, notDataActions: [] }], custom: true };
}

/** A text that may be shown; what Azure refuses to be without is not known where it is missing. */
function textOf(property: Property): string | Unknown {
  const text = property.string();
  if (text.state === "unknown") return text;
  if (text.state === "absent") return unknown(text.path, "missing where one is required");
  return text.secret === true ? unknown(text.path, "marked as a secret") : text.value;
}
