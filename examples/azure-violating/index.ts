import * as authorization from "@pulumi/azure-native/authorization";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as resources from "@pulumi/azure-native/resources";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";

const tags = { owner: "team-shop", environment: "development", purpose: "Resizes what customers upload" };
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
  tags: { owner: "team-shop", environment: "development" },
});

// Never expires.
new keyvault.Secret("mail-token", {
  resourceGroupName,
  vaultName: vault.name,
  properties: { value: pulumi.secret(process.env["MAIL_TOKEN"] ?? "") },
  tags,
});

// Expires in milliseconds, where seconds are counted: some fifty thousand years from now.
new keyvault.Secret("print-token", {
  resourceGroupName,
  vaultName: vault.name,
  properties: {
    value: pulumi.secret(process.env["PRINT_TOKEN"] ?? ""),
    attributes: { expires: Date.UTC(2027, 2, 31) },
  },
  tags,
});

// Nobody owns it.
const deployer = new managedidentity.UserAssignedIdentity("deployer", {
  resourceGroupName,
  tags: { environment: "development", purpose: "Deploys releases from the pipeline" },
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
