import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { managedIdentitiesOf } from "../../../../policy-packs/facts/azure/managed-identity";
import { UnknownProperty, type PropertyMap } from "../../../../policy-packs/judge/resource";
import { GENERATED, places, USUAL, written } from "../../../../scripts/generate-azure-identity-places";

const ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i";

describe("the places that list user-assigned identities", () => {
  it("are those of the installed @pulumi/azure-native: else run `npx tsx scripts/generate-azure-identity-places.ts`", () => {
    equal(readFileSync(join(__dirname, "../../../..", GENERATED), "utf8"), written());
  }).timeout(120_000);

  it("are the usual one for nearly all types", () => {
    const usual = places().get(USUAL) ?? [];
    ok(usual.length > 150, `only ${usual.length} types have it`);
  }).timeout(120_000);

  const rows: readonly [title: string, type: string, inputs: PropertyMap, found: readonly string[]][] = [
    [
      "a list",
      "web:WebApp",
      { identity: { userAssignedIdentities: [ID] } },
      [`identity.userAssignedIdentities[0] ${ID}`],
    ],
    [
      "a map whose keys are ids",
      "compute:VirtualMachine",
      { identity: { userAssignedIdentities: { [ID]: {} } } },
      [`identity.userAssignedIdentities["${ID}"] ${ID}`],
    ],
    [
      "an unusual place",
      "azurestackhci:Cluster",
      { userAssignedIdentities: [ID] },
      [`userAssignedIdentities[0] ${ID}`],
    ],
    [
      "a list that is not known",
      "web:WebApp",
      { identity: { userAssignedIdentities: new UnknownProperty() } },
      ["identity.userAssignedIdentities ?"],
    ],
    [
      "an identity that is not known",
      "web:WebApp",
      { identity: new UnknownProperty() },
      ["identity.userAssignedIdentities ?"],
    ],
    ["none where it has only its own", "web:WebApp", { identity: { type: "SystemAssigned" } }, []],
    ["none of a type without any", "storage:BlobContainer", {}, []],
  ];
  for (const [title, type, inputs, found] of rows) {
    it(`are read from ${title}`, () => {
      const name = "name";
      const resource = {
        urn: "urn",
        type: `azure-native:${type}`,
        name,
        inputs,
        dependencies: [],
        propertyDependencies: {},
      };
      deepEqual(
        managedIdentitiesOf(resource).map((id) => `${id.path} ${id.state === "known" ? id.value : "?"}`),
        found,
      );
    });
  }
});
