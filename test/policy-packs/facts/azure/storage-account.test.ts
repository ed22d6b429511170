import { deepEqual } from "node:assert/strict";
import { known, unknown, type Knowledge } from "../../../../identity/knowledge";
import { factsOf } from "./facts";

const PATH = "allowSharedKeyAccess";

describe("an Azure storage account", () => {
  const cases: readonly (readonly [
    title: string,
    properties: Record<string, unknown>,
    expected: Knowledge<boolean>,
  ])[] = [
    ["accepts shared keys where the program is silent", {}, known(true, PATH)],
    ["accepts shared keys where null is given", { [PATH]: null }, known(true, PATH)],
    ["accepts shared keys where it says so", { [PATH]: true }, known(true, PATH)],
    ["refuses shared keys where it says so", { [PATH]: false }, known(false, PATH)],
    ["refuses shared keys where it says so in text", { [PATH]: "false" }, known(false, PATH)],
    ["is unknown where the setting is", { [PATH]: { "fn::unknown": true } }, unknown(PATH)],
    [
      "is unknown where the setting is of another shape",
      { [PATH]: "no" },
      unknown(PATH, "a string where true or false was expected"),
    ],
  ];
  for (const [title, properties, sharedKeys] of cases) {
    it(title, () => {
      const uploads = { type: "azure-native:storage/v20230101:StorageAccount", properties };
      deepEqual(factsOf("azure-storage-account", { uploads }), [{ sharedKeys }]);
    });
  }
});
