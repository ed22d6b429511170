import { deepEqual, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { builtInRole, builtInRoleNamed } from "../../../identity/azure/built-in-roles";
import type { Permission } from "../../../identity/azure/permissions";
import { CAPABILITIES, NEVER_HANDED_ON, privilegesOf } from "../../../identity/azure/privileged";

const ROLE_DEFINITIONS = "Microsoft.Authorization/roleDefinitions/write";

function permission(actions: readonly string[], more: Partial<Permission> = {}): Permission {
  return { actions, notActions: [], dataActions: [], notDataActions: [], ...more };
}

function capabilities(permissions: readonly Permission[], limited = false): readonly string[] {
  return privilegesOf(permissions, limited).map(({ capability }) => capability.id);
}

describe("the gravest privilege of a built-in role", () => {
  const cases: readonly (readonly [role: string, gravest: string | undefined])[] = [
    ["Owner", "grant-access"],
    ["User Access Administrator", "grant-access"],
    ["Role Based Access Control Administrator", "grant-access"],
    ["Reservations Administrator", "grant-access"],
    ["Contributor", "manage-everything"],
    ["Managed Identity Contributor", "become-identity"],
    ["Managed Identity Federated Identity Credential Contributor", "become-identity"],
    ["Managed Identity Operator", "become-identity"],
    ["Virtual Machine Contributor", "run-code"],
    ["Virtual Machine Administrator Login", "run-code"],
    ["Virtual Machine User Login", undefined],
    ["Log Analytics Contributor", "run-code"],
    ["Log Analytics Reader", undefined],
    ["Azure Kubernetes Service RBAC Cluster Admin", "run-code"],
    ["Azure Kubernetes Service RBAC Reader", undefined],
    ["Automation Contributor", "run-code"],
    ["Website Contributor", "run-code"],
    ["Resource Policy Contributor", "change-policy"],
    ["Storage Account Key Operator Service Role", "read-credentials"],
    ["Storage Account Contributor", "read-credentials"],
    ["Storage Blob Data Contributor", undefined],
    ["Key Vault Contributor", "read-credentials"],
    ["Key Vault Secrets User", "read-credentials"],
    ["Key Vault Reader", undefined],
    ["Access Review Operator Service Role", "revoke-access"],
    ["Key Vault Data Access Administrator", undefined],
    ["Reader", undefined],
    ["Monitoring Metrics Publisher", undefined],
    ["AcrPull", undefined],
  ];
  for (const [role, gravest] of cases) {
    it(`of ${role} is ${gravest ?? "none"}`, () => {
      const found = builtInRoleNamed(role);
      ok(found, `${role} is no built-in role`);
      deepEqual(capabilities(found.permissions)[0], gravest);
    });
  }

  it("is grave for each role that must never be handed on", () => {
    for (const guid of NEVER_HANDED_ON) {
      const [gravest] = capabilities(builtInRole(guid)?.permissions ?? []);
      ok(gravest === "grant-access" || gravest === "manage-everything", guid);
    }
  });
});

describe("the privileges of a custom role", () => {
  const cases: readonly (readonly [title: string, permissions: readonly Permission[], expected: readonly string[]])[] =
    [
      [
        "include what a wildcard in the middle permits",
        [permission(["Microsoft.*/write"])],
        ["grant-access", "become-identity", "run-code", "change-policy", "read-credentials"],
      ],
      ["are none for reading", [permission(["*/read"])], []],
      [
        "leave out what is taken away",
        [permission(["Microsoft.Authorization/*"], { notActions: ["Microsoft.Authorization/*/write"] })],
        ["grant-access", "revoke-access"],
      ],
      [
        "leave out the assigning of roles that the definition itself conditions",
        [permission(["Microsoft.Authorization/roleAssignments/*"], { conditioned: true })],
        [],
      ],
      [
        "include what is conditioned in one permission and free in another",
        [
          permission(["Microsoft.Authorization/roleAssignments/*"], { conditioned: true }),
          permission(["Microsoft.Authorization/roleAssignments/write"]),
        ],
        ["grant-access"],
      ],
      [
        "include whatever else a conditioned permission holds",
        [permission(["Microsoft.Compute/virtualMachines/*"], { conditioned: true })],
        ["run-code"],
      ],
    ];
  for (const [title, permissions, expected] of cases) it(title, () => deepEqual(capabilities(permissions), expected));

  it("name the first operation that gives each", () => {
    deepEqual(
      privilegesOf([permission(["*/listKeys/action"])], false).map(({ operation }) => operation),
      ["Microsoft.Storage/storageAccounts/listKeys/action"],
    );
  });

  it("lose nothing but the assigning of roles under a condition", () => {
    deepEqual(capabilities(builtInRoleNamed("Role Based Access Control Administrator")?.permissions ?? [], true), []);
    deepEqual(capabilities(builtInRoleNamed("Owner")?.permissions ?? [], true)[0], "grant-access");
    deepEqual(privilegesOf(builtInRoleNamed("Owner")?.permissions ?? [], true)[0]?.operation, ROLE_DEFINITIONS);
  });

  it("never shrink when a permission is added, and never grow when one is limited", () => {
    const operations = CAPABILITIES.flatMap((capability) => capability.operations);
    const some = fc.array(fc.constantFrom(...operations, "*/read", "Microsoft.Authorization/*", "*/write"));
    const anyPermission = fc.record({ actions: some, notActions: some });
    fc.assert(
      fc.property(fc.array(anyPermission), anyPermission, fc.boolean(), (parts, added, limited) => {
        const role = parts.map(({ actions, notActions }) => permission(actions, { notActions }));
        const more = [...role, permission(added.actions, { notActions: added.notActions })];
        const before = capabilities(role, limited);
        ok(before.every((id) => capabilities(more, limited).includes(id)));
        ok(capabilities(role, true).every((id) => capabilities(role, false).includes(id)));
      }),
    );
  });
});
