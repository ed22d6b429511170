import { builtInRole } from "../../identity/azure/built-in-roles";
import { delegationUnder } from "../../identity/azure/delegation";
import { NEVER_HANDED_ON, privilegesOf, type Privilege } from "../../identity/azure/privileged";
import type { ScopeLevel } from "../../identity/azure/scope";
import { unknown, type Unknown } from "../../identity/knowledge";
import type { AzureRoleAssignment } from "../facts/azure/role-assignment";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "whoever holds the identity then holds all that is below, and all that is put there later";
const DEFINITIONS = "/providers/Microsoft.Authorization/roleDefinitions";
const ROLES = {
  owner: `${DEFINITIONS}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
  contributor: `${DEFINITIONS}/b24988ac-6180-42a0-ab88-20f7382dd24c`,
  reader: `${DEFINITIONS}/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
  accessAdministrator: `${DEFINITIONS}/f58310d9-a9f6-439a-9e8d-f62e7b41a168`,
  virtualMachineContributor: `${DEFINITIONS}/9980e02c-c2be-4d73-94e8-173b1dc7cf3c`,
};
const SUBSCRIPTION = "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333";

export const azurePrivilegedRoleNotAtSubscription = defineRule({
  name: "azure-privileged-role-not-at-subscription",
  title: "Privileged roles are not assigned over a subscription or anything wider",
  severity: "critical",
  enforcement: "mandatory",
  duty: { text: "Grant each identity the least role over the narrowest scope", side: "customer" },
  controls: [
    "OWASP-NHI-2025:NHI5",
    "CIS-AZURE-5.0.0:5.3.3",
    "CIS-AZURE-5.0.0:5.23",
    "NIST-CSF-2.0:PR.AA-05",
    "NIST-800-53r5:AC-6",
  ],
  judges: "azure-role-assignment",
  options: {},
  messages: {
    privileged: "`{role}` is assigned over {scope} and can {gist} (`{operation}`)",
    delegable: "`{role}` is assigned over {scope} with a condition under which it can still assign `{other}`",
  },
  question: "whether a privileged role is assigned over a subscription or wider",
  why: WHY,
  fix: "Assign a role that permits less, or assign it over a resource group or a resource. An identity that must assign roles needs no more than `Role Based Access Control Administrator` with a condition that names the roles.",
  *judge(assignment) {
    const { urn, level } = assignment;
    const scope = level.state === "known" ? WIDE[level.value] : "";
    if (scope === undefined) return;
    const reach = reachOf(assignment);
    if (reach.state === "unknown") yield undetermined(urn, reach.unknown);
    else if (reach.state === "privileged") {
      yield level.state === "unknown" ? undetermined(urn, level) : violation(urn, level.path, scope, reach);
    }
  },
  examples: [
    {
      title: "Contributor over a subscription",
      resources: { deploy: assignment(ROLES.contributor, SUBSCRIPTION) },
      findings: [found("`Contributor` is assigned over a subscription and can change and delete every resource (`*`)")],
    },
    {
      title: "Contributor over a resource group",
      resources: { deploy: assignment(ROLES.contributor, `${SUBSCRIPTION}/resourceGroups/shop`) },
      findings: [],
    },
    {
      title: "Owner of a management group, by its GUID alone",
      resources: {
        deploy: assignment(
          "8E3AF657-A8FF-443C-A75C-2FE8C4BCB635",
          "/providers/microsoft.management/managementgroups/acme/",
        ),
      },
      findings: [
        found(
          "`Owner` is assigned over a management group and can grant itself any access (`Microsoft.Authorization/roleAssignments/write`)",
        ),
      ],
    },
    {
      title: "Reader of a management group",
      resources: {
        deploy: assignment(ROLES.reader, "/providers/Microsoft.Management/managementGroups/acme"),
      },
      findings: [],
    },
    {
      title: "A service role that runs code on every machine",
      resources: { deploy: assignment(ROLES.virtualMachineContributor, SUBSCRIPTION) },
      findings: [
        found(
          "`Virtual Machine Contributor` is assigned over a subscription and can run code as the identities of workloads (`Microsoft.Compute/virtualMachines/runCommand/action`)",
        ),
      ],
    },
    {
      title: "The same role over one machine",
      resources: {
        deploy: assignment(
          ROLES.virtualMachineContributor,
          `${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web`,
        ),
      },
      findings: [],
    },
    {
      title: "A custom role that can hand out roles",
      resources: {
        operator: customRole(["*/read", "Microsoft.Authorization/roleAssignments/*"]),
        deploy: assignment("${operator.id}", SUBSCRIPTION),
      },
      findings: [
        found(
          "`Operator` is assigned over a subscription and can grant itself any access (`Microsoft.Authorization/roleAssignments/write`)",
        ),
      ],
    },
    {
      title: "A custom role that can look and restart",
      resources: {
        operator: customRole(["*/read", "Microsoft.Web/sites/restart/action"]),
        deploy: assignment("${operator.id}", SUBSCRIPTION),
      },
      findings: [],
    },
    {
      title: "A role administrator whose condition forbids only one role",
      resources: {
        deploy: assignment(
          ROLES.accessAdministrator,
          SUBSCRIPTION,
          onlyRoles("ForAnyOfAllValues:GuidNotEquals {8e3af657-a8ff-443c-a75c-2fe8c4bcb635}"),
        ),
      },
      findings: [
        found(
          "`Role Based Access Control Administrator` is assigned over a subscription with a condition under which it can still assign `Contributor`",
        ),
      ],
    },
    {
      title: "A role administrator whose condition names the roles",
      resources: {
        deploy: assignment(
          ROLES.accessAdministrator,
          SUBSCRIPTION,
          onlyRoles("ForAnyOfAnyValues:GuidEquals {acdd72a7-3385-48ef-bd42-f606fba81ae7}"),
        ),
      },
      findings: [],
    },
    {
      title: "Owner over a scope that only the deployment tells",
      resources: { deploy: assignment(ROLES.owner, { "fn::unknown": true }) },
      findings: [
        {
          resource: "deploy",
          path: "scope",
          verdict: "undetermined",
          message:
            "cannot tell whether a privileged role is assigned over a subscription or wider: `scope` is not known before deployment",
        },
      ],
    },
    {
      title: "An assignment of a `WorkloadIdentity`, which states what it is while ids are unknown",
      resources: {
        orders: {
          type: "mandate:azure:WorkloadIdentity",
          properties: {
            roleAssignments: [{ role: ROLES.contributor, scopeLevel: "resourceGroup", scope: { "fn::unknown": true } }],
          },
        },
        "orders-role-0": {
          ...assignment({ "fn::unknown": true }, { "fn::unknown": true }),
          options: { parent: "orders" },
        },
      },
      findings: [],
    },
  ],
});

/** The levels that are too wide, in words. */
const WIDE: Readonly<Partial<Record<ScopeLevel, string>>> = {
  root: "the whole tenant",
  managementGroup: "a management group",
  provider: "a resource provider of the whole tenant",
  subscription: "a subscription",
};

/** What the holder of an assigned role can do. */
type Reach = { readonly state: "harmless" } | { readonly state: "unknown"; readonly unknown: Unknown } | Privileged;

interface Privileged {
  readonly state: "privileged";
  readonly role: string;
  readonly privilege: Privilege;
  /** The role that can be assigned although a condition limits what can be. */
  readonly other?: string;
}

/**
 * Judged by what it permits; a condition takes away the assigning of roles, and only where it leaves no privileged one.
 */
function reachOf({ role, condition }: AzureRoleAssignment): Reach {
  if (role.state === "unknown") return unread(role);
  const { definition } = role.value;
  if (!definition) return unread(unknown(role.path, "neither a built-in role nor one that this stack defines"));
  const [free] = privilegesOf(definition.permissions, false);
  const [bound] = privilegesOf(definition.permissions, true);
  const harmless: Reach = definition.unread ? unread(definition.unread) : { state: "harmless" };
  if (!free) return harmless;
  const privileged: Privileged = { state: "privileged", role: definition.name, privilege: free };
  if (condition.state === "absent") return privileged;
  if (bound) return { ...privileged, privilege: bound };
  if (condition.state === "unknown") return unread(condition);
  const delegation = delegationUnder(condition.value, NEVER_HANDED_ON);
  switch (delegation.state) {
    case "limited":
      return harmless;
    case "open":
      return { ...privileged, other: builtInRole(delegation.guid)?.name ?? delegation.guid };
    case "unreadable":
      return unread(unknown(condition.path, "a condition that cannot be read"));
  }
}

function unread(value: Unknown): Reach {
  return { state: "unknown", unknown: value };
}

function violation(urn: string, path: string, scope: string, { role, privilege, other }: Privileged) {
  const { capability, operation } = privilege;
  const grave = capability.id === "grant-access" || capability.id === "manage-everything";
  return {
    verdict: "violation",
    message: other === undefined ? "privileged" : "delegable",
    at: { urn, path },
    values: { role, scope, operation, gist: capability.gist, ...(other !== undefined && { other }) },
    ...(!grave && { severity: "high" as const }),
  } as const;
}

function assignment(roleDefinitionId: unknown, scope: unknown, condition?: string) {
  return {
    type: "azure-native:authorization:RoleAssignment",
    properties: {
      principalId: "6f1c2d3e-0000-4000-8000-444455556666",
      principalType: "ServicePrincipal",
      roleDefinitionId,
      scope,
      ...(condition !== undefined && { condition, conditionVersion: "2.0" }),
    },
  };
}

function customRole(actions: readonly string[]) {
  return {
    type: "azure-native:authorization:RoleDefinition",
    properties: { roleName: "Operator", scope: SUBSCRIPTION, permissions: [{ actions }] },
  };
}

function onlyRoles(comparison: string): string {
  const action = "Microsoft.Authorization/roleAssignments/write";
  const role = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
  return `(!(ActionMatches{'${action}'})) OR (${role} ${comparison})`;
}

function found(what: string) {
  return { resource: "deploy", path: "scope", verdict: "violation", message: `${what}: ${WHY}` } as const;
}
