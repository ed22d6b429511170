/**
 * What can the holder of a role do to the access of others, or of itself, and which of its operations let it?
 *
 * Microsoft calls Owner, Contributor, User Access Administrator, Role Based Access Control Administrator and Reservations
 * Administrator privileged (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged). A
 * list of names misses custom roles and the service roles that reach as far by another way, so a role is judged by what
 * it permits. Each capability names operations of Azure that give it, in full: a wildcard stands on the role's side
 * only, and `notActions` can be taken away exactly.
 *
 * INVARIANT: a permission more never takes a privilege away.
 */
import { ASSIGN } from "./delegation";
import { permitting, permittingData, type Permission } from "./permissions";

export interface Capability {
  readonly id:
    | "grant-access"
    | "manage-everything"
    | "become-identity"
    | "run-code"
    | "change-policy"
    | "read-credentials"
    | "revoke-access";
  /** Completes "the role can …". */
  readonly gist: string;
  readonly operations: readonly string[];
  readonly dataOperations?: readonly string[];
}

/** A capability that a role has, with the first operation that gives it. */
export interface Privilege {
  readonly capability: Capability;
  readonly operation: string;
}

/** Owner, Contributor, User Access Administrator, Role Based Access Control Administrator: who may assign one is one. */
export const NEVER_HANDED_ON = [
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  "b24988ac-6180-42a0-ab88-20f7382dd24c",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
] as const;

const REVOKE = "Microsoft.Authorization/roleAssignments/delete";

/** From the gravest on. */
export const CAPABILITIES: readonly Capability[] = [
  {
    id: "grant-access",
    gist: "grant itself any access",
    operations: [
      ASSIGN,
      "Microsoft.Authorization/roleDefinitions/write",
      "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
      "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
      "Microsoft.Authorization/elevateAccess/action",
    ],
  },
  {
    id: "manage-everything",
    gist: "change and delete every resource",
    operations: ["*"],
  },
  {
    id: "become-identity",
    gist: "act as any managed identity",
    operations: [
      "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
      // As the built-in Managed Identity Operator writes it.
      "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
      "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
    ],
  },
  {
    id: "run-code",
    gist: "run code as the identities of workloads",
    operations: [
      "Microsoft.Compute/virtualMachines/runCommand/action",
      "Microsoft.Compute/virtualMachines/runCommands/write",
      "Microsoft.Compute/virtualMachines/extensions/write",
      "Microsoft.Compute/virtualMachineScaleSets/extensions/write",
      "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action",
      "Microsoft.HybridCompute/machines/runCommands/write",
      "Microsoft.HybridCompute/machines/extensions/write",
      "Microsoft.ContainerService/managedClusters/runCommand/action",
      "Microsoft.ContainerInstance/containerGroups/containers/exec/action",
      "Microsoft.App/containerApps/write",
      "Microsoft.Automation/automationAccounts/runbooks/draft/write",
      "Microsoft.Resources/deploymentScripts/write",
      "Microsoft.Web/sites/publishxml/action",
      "Microsoft.Logic/workflows/write",
      "Microsoft.DataFactory/factories/pipelines/write",
    ],
    dataOperations: [
      "Microsoft.Compute/virtualMachines/loginAsAdmin/action",
      "Microsoft.HybridCompute/machines/loginAsAdmin/action",
      "Microsoft.ContainerService/managedClusters/pods/exec/action",
      "Microsoft.ContainerService/managedClusters/pods/write",
    ],
  },
  {
    id: "change-policy",
    gist: "change resources by assigning policies",
    operations: ["Microsoft.Authorization/policyAssignments/write"],
  },
  {
    // Keys that open more than the one service that issues them: code, clusters, whatever a vault or a setting holds.
    id: "read-credentials",
    gist: "read keys and secrets",
    operations: [
      "Microsoft.Storage/storageAccounts/listKeys/action",
      "Microsoft.KeyVault/vaults/accessPolicies/write",
      "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
      "Microsoft.Web/sites/config/list/action",
      "Microsoft.ContainerRegistry/registries/listCredentials/action",
    ],
    dataOperations: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"],
  },
  {
    id: "revoke-access",
    gist: "take away the access of others",
    operations: [REVOKE],
  },
];

/** The operations that a condition on role assignments limits; it has no hold on any other. */
const CONDITIONABLE: ReadonlySet<string> = new Set([ASSIGN, REVOKE]);

/**
 * The privileges of a role, from the gravest on.
 *
 * @param limited true where the assignment's condition keeps privileged roles from being handed on
 */
export function privilegesOf(permissions: readonly Permission[], limited: boolean): readonly Privilege[] {
  return CAPABILITIES.flatMap((capability) => {
    const operation =
      capability.operations.find((each) => permitsFreely(permissions, each, limited)) ??
      capability.dataOperations?.find((each) => permittingData(permissions, each).length > 0);
    return operation === undefined ? [] : [{ capability, operation }];
  });
}

function permitsFreely(permissions: readonly Permission[], operation: string, limited: boolean): boolean {
  const conditionable = CONDITIONABLE.has(operation);
  if (conditionable && limited) return false;
  return permitting(permissions, operation).some(({ conditioned }) => !(conditionable && conditioned));
}
