import type { AnyRule } from "../judge/rule";
import { awsFunctionEnvironmentWithoutSecrets } from "./aws-function-environment-without-secrets";
import { awsIdentityNotAdministrator } from "./aws-identity-not-administrator";
import { awsInstanceMetadataSessionRequired } from "./aws-instance-metadata-session-required";
import { awsPolicyDocumentWellFormed } from "./aws-policy-document-well-formed";
import { awsSecretRotated } from "./aws-secret-rotated";
import { awsTrustPolicyNotPublic } from "./aws-trust-policy-not-public";
import { awsUserWithoutAccessKey } from "./aws-user-without-access-key";
import { azureFederatedCredentialSubjectExact } from "./azure-federated-credential-subject-exact";
import { azureKeyVaultSecretExpires } from "./azure-key-vault-secret-expires";
import { azurePrivilegedRoleNotAtSubscription } from "./azure-privileged-role-not-at-subscription";
import { azureStorageAccountWithoutSharedKeys } from "./azure-storage-account-without-shared-keys";
import { identityOwnerStated } from "./identity-owner-stated";
import { resourceTagsComplete } from "./resource-tags-complete";

/** Every rule, by name. A file in this folder that is missing here fails the house test. */
export const RULES: readonly AnyRule[] = [
  awsFunctionEnvironmentWithoutSecrets,
  awsIdentityNotAdministrator,
  awsInstanceMetadataSessionRequired,
  awsPolicyDocumentWellFormed,
  awsSecretRotated,
  awsTrustPolicyNotPublic,
  awsUserWithoutAccessKey,
  azureFederatedCredentialSubjectExact,
  azureKeyVaultSecretExpires,
  azurePrivilegedRoleNotAtSubscription,
  azureStorageAccountWithoutSharedKeys,
  identityOwnerStated,
  resourceTagsComplete,
];
