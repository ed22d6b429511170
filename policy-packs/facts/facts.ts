import type { Accountability } from "./accountability";
import type { AwsAccessKey } from "./aws/access-key";
import type { AwsFunctionEnvironment } from "./aws/function-environment";
import type { AwsSecretRotation } from "./aws/secret-rotation";
import type { AwsIdentity } from "./aws/identity";
import type { AwsInstanceMetadata } from "./aws/instance-metadata";
import type { AwsPolicyDocument } from "./aws/policy-document";
import type { AwsTrustPolicy } from "./aws/trust-policy";
import type { AzureFederatedCredential } from "./azure/federated-credential";
import type { AzureKeyVaultSecret } from "./azure/key-vault-secret";
import type { AzureRoleAssignment } from "./azure/role-assignment";
import type { AzureStorageAccount } from "./azure/storage-account";
import type { TaggedResource } from "./tagged-resource";

/**
 * Everything that rules can judge. A fact is what one resource, or several joined ones, say about an identity, a grant,
 * a secret or their keeping; only this folder reads resource properties.
 */
export interface FactKinds {
  accountability: Accountability;
  "tagged-resource": TaggedResource;
  "aws-access-key": AwsAccessKey;
  "aws-function-environment": AwsFunctionEnvironment;
  "aws-identity": AwsIdentity;
  "aws-secret-rotation": AwsSecretRotation;
  "aws-instance-metadata": AwsInstanceMetadata;
  "aws-policy-document": AwsPolicyDocument;
  "aws-trust-policy": AwsTrustPolicy;
  "azure-federated-credential": AzureFederatedCredential;
  "azure-key-vault-secret": AzureKeyVaultSecret;
  "azure-role-assignment": AzureRoleAssignment;
  "azure-storage-account": AzureStorageAccount;
}

export type FactKind = keyof FactKinds;
export type FactOf<K extends FactKind> = FactKinds[K];
export type Fact = FactKinds[FactKind];
