import { equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tagShapeOf } from "../../../policy-packs/facts/taggable";
import { GENERATED, taggableTypes, written } from "../../../scripts/generate-taggable-types";

describe("the types that carry tags", () => {
  for (const sdk of ["@pulumi/aws", "@pulumi/azure-native"] as const) {
    it(`are those of the installed ${sdk}: else run \`npx tsx scripts/generate-taggable-types.ts\``, () => {
      const file = readFileSync(join(__dirname, "../../..", GENERATED[sdk]), "utf8");
      equal(file, written(taggableTypes(sdk)));
    }).timeout(60_000);
  }

  const rows: readonly [string, ReturnType<typeof tagShapeOf>][] = [
    ["aws:iam/role:Role", "map"],
    ["aws:kendra/index:Index", "map"],
    ["aws:autoscaling/group:Group", "list"],
    ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", undefined],
    ["aws:inspector/resourceGroup:ResourceGroup", undefined],
    ["aws:devopsguru/resourceCollection:ResourceCollection", undefined],
    ["azure-native:keyvault:Vault", "map"],
    ["azure-native:documentdb:DatabaseAccount", "map"],
    ["azure-native:authorization:RoleAssignment", undefined],
    ["azure-native:storage:BlobContainerLegalHold", undefined],
    ["azure-native:apimanagement:NamedValue", undefined],
    ["pulumi:providers:aws", undefined],
    ["mandate:aws:WorkloadRole", undefined],
    ["__proto__", undefined],
    ["aws:__proto__:constructor", undefined],
  ];
  for (const [type, shape] of rows) {
    it(`hold ${type} as ${shape ?? "one without tags"}`, () => equal(tagShapeOf(type), shape));
  }
});
