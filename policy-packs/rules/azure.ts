import type { AnyRule } from "../judge/rule";
import { COMMON_RULES } from "./common";
import { azureFederatedCredentialSubjectExact } from "./azure-federated-credential-subject-exact";
import { azureKeyVaultSecretExpires } from "./azure-key-vault-secret-expires";
import { azurePrivilegedRoleNotAtSubscription } from "./azure-privileged-role-not-at-subscription";
import { azureStorageAccountWithoutSharedKeys } from "./azure-storage-account-without-shared-keys";

/** What the Azure pack holds: the rules on Azure by name, and those on either cloud. */
export const AZURE_RULES: readonly AnyRule[] = [
  azureFederatedCredentialSubjectExact,
  azureKeyVaultSecretExpires,
  azurePrivilegedRoleNotAtSubscription,
  azureStorageAccountWithoutSharedKeys,
  ...COMMON_RULES,
];
