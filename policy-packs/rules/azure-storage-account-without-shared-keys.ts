import { defineRule, undetermined } from "../judge/rule";

export const azureStorageAccountWithoutSharedKeys = defineRule({
  name: "azure-storage-account-without-shared-keys",
  title: "Storage accounts accept identities alone, and no shared keys",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Switch off authentication by shared key where identities can be used", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI4", "OWASP-NHI-2025:NHI7", "CIS-AZURE-5.0.0:9.3.1.3", "NIST-800-53r5:IA-9"],
  judges: "azure-storage-account",
  options: {},
  messages: {
    allowed: "`{path}` lets requests in that are signed with an account key",
  },
  question: "whether the storage account accepts account keys",
  why: "an account key opens all data of the account to whoever holds it, never expires, and names nobody in a log",
  fix: "Set `allowSharedKeyAccess` to false, and assign data roles such as `Storage Blob Data Contributor` to the identities that need the data.",
  *judge({ urn, sharedKeys }) {
    if (sharedKeys.state === "unknown") yield undetermined(urn, sharedKeys);
    else if (sharedKeys.value) {
      const { path } = sharedKeys;
      yield { verdict: "violation", message: "allowed", at: { urn, path }, values: { path } };
    }
  },
  examples: [
    {
      title: "An account that leaves the default, which allows shared keys",
      resources: { uploads: storageAccount({}) },
      findings: [
        {
          resource: "uploads",
          path: "allowSharedKeyAccess",
          verdict: "violation",
          message:
            "`allowSharedKeyAccess` lets requests in that are signed with an account key: an account key opens all data of the account to whoever holds it, never expires, and names nobody in a log",
        },
      ],
    },
    {
      title: "An account that refuses shared keys",
      resources: { uploads: storageAccount({ allowSharedKeyAccess: false }) },
      findings: [],
    },
    {
      title: "An account whose setting only the deployment tells",
      resources: { uploads: storageAccount({ allowSharedKeyAccess: { "fn::unknown": true } }) },
      findings: [
        {
          resource: "uploads",
          path: "allowSharedKeyAccess",
          verdict: "undetermined",
          message:
            "cannot tell whether the storage account accepts account keys: `allowSharedKeyAccess` is not known before deployment",
        },
      ],
    },
  ],
});

function storageAccount(setting: Readonly<Record<string, unknown>>) {
  return {
    type: "azure-native:storage:StorageAccount",
    properties: { resourceGroupName: "shop", kind: "StorageV2", sku: { name: "Standard_LRS" }, ...setting },
  };
}
