const authorization = require("@pulumi/azure-native/authorization");
const keyvault = require("@pulumi/azure-native/keyvault");
const managedidentity = require("@pulumi/azure-native/managedidentity");
const resources = require("@pulumi/azure-native/resources");

const CONTRIBUTOR = "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c";
const SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555";
const DAY = 24 * 60 * 60;

const tags = {
  owner: "team-orders@example.com",
  "control-owner": "team-platform-security",
  purpose: "Takes orders",
  approver: "security-review-board",
  monitor: "soc-on-call",
  revoker: "platform-on-call",
  "review-date": inDays(30),
  expiry: inDays(300),
  environment: "test",
};
const group = new resources.ResourceGroup("orders", { tags });
const identity = new managedidentity.UserAssignedIdentity("taker", { resourceGroupName: group.name, tags });

new authorization.RoleAssignment("grant", {
  principalId: identity.principalId,
  principalType: "ServicePrincipal",
  roleDefinitionId: CONTRIBUTOR,
  scope: process.env.SCOPE === "group" ? group.id : SUBSCRIPTION,
});

const vault = new keyvault.Vault("vault", {
  resourceGroupName: group.name,
  properties: { sku: { family: "A", name: "standard" }, tenantId: identity.tenantId },
  tags,
});

new keyvault.Secret("token", {
  resourceGroupName: group.name,
  vaultName: vault.name,
  properties: { attributes: { expires: Math.floor(Date.now() / 1000) + Number(process.env.EXPIRES_IN_DAYS) * DAY } },
  tags,
});

function inDays(days) {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}
