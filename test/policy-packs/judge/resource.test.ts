import { equal } from "node:assert/strict";
import { normaliseType } from "../../../policy-packs/judge/resource";

describe("normaliseType", () => {
  const types: readonly (readonly [token: string, normal: string])[] = [
    ["azure-native:keyvault:Secret", "azure-native:keyvault:Secret"],
    ["azure-native:keyvault/v20230701:Secret", "azure-native:keyvault:Secret"],
    ["azure-native:keyvault/v20230701preview:Secret", "azure-native:keyvault:Secret"],
    ["azure-native_keyvault_v20230701:keyvault:Secret", "azure-native:keyvault:Secret"],
    ["azure-native:managedidentity:UserAssignedIdentity", "azure-native:managedidentity:UserAssignedIdentity"],
    ["aws:iam/role:Role", "aws:iam/role:Role"],
    ["aws-native:iam:Role", "aws-native:iam:Role"],
    ["azuread:index/application:Application", "azuread:index/application:Application"],
    ["pulumi:providers:azure-native", "pulumi:providers:azure-native"],
    ["my-azure-native:keyvault/v1:Secret", "my-azure-native:keyvault/v1:Secret"],
    ["", ""],
  ];
  for (const [token, normal] of types) {
    it(`names \`${token}\` as \`${normal}\``, () => equal(normaliseType(token), normal));
  }
});
