import * as authorization from "@pulumi/azure-native/authorization";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as resources from "@pulumi/azure-native/resources";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";

// A program of your own says "2027-03-31"; this one computes its dates, so that they never pass.
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const responsible = {
  owner: "team-shop",
  "control-owner": "team-platform-security",
  approver: "security-review-board",
  monitor: "soc-on-call",
  revoker: "platform-on-call",
  "review-date": inDays(90),
  expiry: inDays(180),
  environment: "development",
};
const tags = { ...responsible, purpose: "Resizes what customers upload" };
const subscription = new pulumi.Config("azure-native").require("subscriptionId");

const group = new resources.ResourceGroup("shop", { tags });
const resourceGroupName = group.name;

// The keys of the account open it to whoever holds them, which is the default.
new storage.StorageAccount("uploads", {
  resourceGroupName,
  kind: storage.Kind.StorageV2,
  sku: { name: storage.SkuName.Standard_LRS },
  tags,
});

// No purpose.
const vault = new keyvault.Vault("shop", {
  resourceGroupName,
  properties: {
    tenantId: "7c1c3b1e-0000-4000-8000-000000000000",
    sku: { family: keyvault.SkuFamily.A, name: keyvault.SkuName.Standard },
    enableRbacAuthorization: true,
  },
  tags: responsible,
});

// Never expires.
new keyvault.Secret("mail-token", {
  resourceGroupName,
  vaultName: vault.name,
  properties: { value: pulumi.secret(process.env["MAIL_TOKEN"] ?? "") },
  tags,
});

// Expires in milliseconds, where seconds are counted: some fifty thousand years from now. The day on which its mandate
// ends can be any of two.
new keyvault.Secret("print-token", {
  resourceGroupName,
  vaultName: vault.name,
  properties: {
    value: pulumi.secret(process.env["PRINT_TOKEN"] ?? ""),
    attributes: { expires: Date.UTC(2027, 2, 31) },
  },
  tags: { ...tags, expiry: "03/04/2027" },
});

// Whoever owns it approved it too. It can change everything, and is looked at again in a quarter only.
const deployer = new managedidentity.UserAssignedIdentity("deployer", {
  resourceGroupName,
  tags: { ...tags, approver: "team-shop@example.com", purpose: "Deploys releases from the pipeline" },
});

// It may change and delete everything in the subscription.
new authorization.RoleAssignment("deployer-contributor", {
  principalId: deployer.principalId,
  principalType: authorization.PrincipalType.ServicePrincipal,
  roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c`,
  scope: `/subscriptions/${subscription}`,
});

// Every pull request of the repository has this subject, whatever its branch holds.
new managedidentity.FederatedIdentityCredential("deployer-github", {
  resourceGroupName,
  resourceName: deployer.name,
  issuer: "https://token.actions.githubusercontent.com",
  subject: "repo:octo-org/shop:pull_request",
  audiences: ["api://AzureADTokenExchange"],
});
