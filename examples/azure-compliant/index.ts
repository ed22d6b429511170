import * as keyvault from "@pulumi/azure-native/keyvault";
import * as resources from "@pulumi/azure-native/resources";
import * as storage from "@pulumi/azure-native/storage";
import * as web from "@pulumi/azure-native/web";
import * as pulumi from "@pulumi/pulumi";
import { federation, roleAt, WorkloadIdentity } from "pulumi-mandate/components/azure";

// A program of your own says "2027-03-31"; this one computes its dates, so that it never runs out.
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const day = (date: Date) => date.toISOString().slice(0, 10);

const mandate = {
  owner: "team-shop",
  controlOwner: "team-platform-security",
  approver: "security-review-board",
  monitor: "soc-on-call",
  revoker: "platform-on-call",
  reviewDate: day(inDays(90)),
  expiry: day(inDays(180)),
  environment: "development",
};

// What no component makes says the same in its tags: Azure has no default tags.
const tags = {
  owner: mandate.owner,
  "control-owner": mandate.controlOwner,
  purpose: "Resizes what customers upload",
  approver: mandate.approver,
  monitor: mandate.monitor,
  revoker: mandate.revoker,
  "review-date": mandate.reviewDate,
  expiry: mandate.expiry,
  environment: mandate.environment,
};

const group = new resources.ResourceGroup("shop", { tags });
const resourceGroupName = group.name;

// Identities alone: the keys of the account open nothing.
const uploads = new storage.StorageAccount("uploads", {
  resourceGroupName,
  kind: storage.Kind.StorageV2,
  sku: { name: storage.SkuName.Standard_LRS },
  allowSharedKeyAccess: false,
  allowBlobPublicAccess: false,
  minimumTlsVersion: storage.MinimumTlsVersion.TLS1_2,
  tags,
});

const vault = new keyvault.Vault("shop", {
  resourceGroupName,
  properties: {
    tenantId: "7c1c3b1e-0000-4000-8000-000000000000",
    sku: { family: keyvault.SkuFamily.A, name: keyvault.SkuName.Standard },
    enableRbacAuthorization: true,
    enablePurgeProtection: true,
  },
  tags,
});

// The pipeline hands the token over and rotates it in time; it stands in no file.
const mailToken = new keyvault.Secret("mail-token", {
  resourceGroupName,
  vaultName: vault.name,
  properties: {
    value: pulumi.secret(process.env["MAIL_TOKEN"] ?? ""),
    attributes: { enabled: true, expires: Math.floor(inDays(60).getTime() / 1000) },
  },
  tags,
});

const resizer = new WorkloadIdentity("resizer", {
  ...mandate,
  purpose: "Reads uploads and stores smaller pictures",
  resourceGroupName,
  roleAssignments: [
    roleAt.resource(uploads, "Storage Blob Data Contributor"),
    roleAt.resource(vault, "Key Vault Secrets User"),
  ],
});

const plan = new web.AppServicePlan("resizer", { resourceGroupName, sku: { name: "B1", tier: "Basic" }, tags });
new web.WebApp("resizer", {
  resourceGroupName,
  serverFarmId: plan.id,
  httpsOnly: true,
  identity: { type: web.ManagedServiceIdentityType.UserAssigned, userAssignedIdentities: [resizer.identityId] },
  keyVaultReferenceIdentity: resizer.identityId,
  siteConfig: {
    appSettings: [
      { name: "AZURE_CLIENT_ID", value: resizer.clientId },
      {
        name: "MAIL_TOKEN",
        value: pulumi.interpolate`@Microsoft.KeyVault(SecretUri=${mailToken.properties.secretUri})`,
      },
    ],
  },
  tags,
});

// Pipelines bring no client secret: they trade the token that GitHub gives each run.
export const deployer = new WorkloadIdentity("deployer", {
  ...mandate,
  purpose: "Deploys releases from the pipeline",
  resourceGroupName,
  roleAssignments: [roleAt.resourceGroup(group, "Website Contributor")],
  federatedCredentials: [federation.githubActions("octo-org/shop", { environment: "development" })],
}).clientId;
