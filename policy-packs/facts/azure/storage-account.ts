import { withDefault, type Known, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Family } from "../family";

/** How requests to a storage account may be authorised. */
export interface AzureStorageAccount {
  readonly kind: "azure-storage-account";
  readonly urn: string;
  /** Whether the account's keys, and the signatures made with them, are accepted. */
  readonly sharedKeys: Known<boolean> | Unknown;
}

/**
 * The property is not set by default, and requests with a key are accepted while it is null.
 * https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent
 */
export const azureStorageAccount: Family<"azure-storage-account"> = {
  kind: "azure-storage-account",
  types: ["azure-native:storage:StorageAccount"],
  *read(resource) {
    yield {
      kind: "azure-storage-account",
      urn: resource.urn,
      sharedKeys: withDefault(Property.input(resource, "allowSharedKeyAccess").boolean(), true),
    };
  },
};
