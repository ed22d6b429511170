import { deepEqual, equal } from "node:assert/strict";
import { builtInRole, builtInRoleNamed } from "../../../identity/azure/built-in-roles";
import { roleGuid } from "../../../identity/azure/role";

const RBAC_ADMINISTRATOR = {
  guid: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
  name: "Role Based Access Control Administrator",
  permissions: [
    {
      actions: [
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
        "*/read",
        "Microsoft.Support/*",
      ],
      notActions: [],
      dataActions: [],
      notDataActions: [],
    },
  ],
};

describe("Azure's built-in roles", () => {
  it("are found by GUID in any case", () => {
    deepEqual(builtInRole("F58310D9-A9F6-439A-9E8D-F62E7B41A168"), RBAC_ADMINISTRATOR);
  });

  it("are found by name in any case", () => {
    deepEqual(builtInRoleNamed("role based access control administrator "), RBAC_ADMINISTRATOR);
  });

  it("hold exclusions and data operations", () => {
    const [contributor] = builtInRoleNamed("Contributor")?.permissions ?? [];
    deepEqual(contributor?.actions, ["*"]);
    equal(contributor.notActions.includes("Microsoft.Authorization/*/Write"), true);
    deepEqual(builtInRoleNamed("Key Vault Secrets User")?.permissions[0]?.dataActions, [
      "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    ]);
  });

  it("tell where a definition carries a condition", () => {
    equal(builtInRoleNamed("Key Vault Data Access Administrator")?.permissions[0]?.conditioned, true);
  });

  it("include the one that the mirrored catalogue lacks", () => {
    equal(builtInRole("a8889054-8d42-49c9-bc1c-52486c10e7cd")?.name, "Reservations Administrator");
  });

  it("do not include what a map inherits", () => {
    equal(builtInRole("__proto__"), undefined);
    equal(builtInRoleNamed("constructor"), undefined);
  });

  it("do not include a GUID that Azure has not given out", () => {
    const guid = roleGuid("00000000-0000-0000-0000-000000000000") ?? "";
    equal(builtInRole(guid), undefined);
  });
});
