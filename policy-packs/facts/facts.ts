import type { Accountability } from "./accountability";
import type { AwsAccessKey } from "./aws/access-key";
import type { AwsEscalation } from "./aws/escalation";
import type { AwsDirectGrant } from "./aws/direct-grant";
import type { AwsFunctionEnvironment } from "./aws/function-environment";
import type { AwsGrantedDocument } from "./aws/granted-document";
import type { AwsSecretRotation } from "./aws/secret-rotation";
import type { AwsIdentity } from "./aws/identity";
import type { AwsInstanceMetadata } from "./aws/instance-metadata";
import type { AwsPermissionsBoundary } from "./aws/permissions-boundary";
import type { AwsPolicyDocument } from "./aws/policy-document";
import type { AwsResourcePolicy } from "./aws/resource-policy";
import type { AwsSessionDuration } from "./aws/session-duration";
import type { AwsTrustPolicy } from "./aws/trust-policy";
import type { AzureFederatedCredential } from "./azure/federated-credential";
import type { AzureKeyVaultSecret } from "./azure/key-vault-secret";
import type { AzureRoleAssignment } from "./azure/role-assignment";
import type { AzureStorageAccount } from "./azure/storage-account";
import type { IdentityEntitlements } from "./entitlements/entitlements";
import type { IdentityEnvironment } from "./identity-environment";
import type { IdentityPeople } from "./identity-people";
import type { IdentityUse } from "./identity-use";
import type { PrivilegeLock } from "./privilege-lock";
import type { TaggedResource } from "./tagged-resource";

/**
 * Everything that rules can judge. A fact is what one resource, or several joined ones, say about an identity, a grant,
 * a secret or their keeping; only this folder reads resource properties.
 */
export interface FactKinds {
  accountability: Accountability;
  "tagged-resource": TaggedResource;
  "aws-access-key": AwsAccessKey;
  "aws-escalation": AwsEscalation;
  "aws-direct-grant": AwsDirectGrant;
  "aws-function-environment": AwsFunctionEnvironment;
  "aws-granted-document": AwsGrantedDocument;
  "aws-identity": AwsIdentity;
  "aws-secret-rotation": AwsSecretRotation;
  "aws-instance-metadata": AwsInstanceMetadata;
  "aws-permissions-boundary": AwsPermissionsBoundary;
  "aws-policy-document": AwsPolicyDocument;
  "aws-resource-policy": AwsResourcePolicy;
  "aws-session-duration": AwsSessionDuration;
  "aws-trust-policy": AwsTrustPolicy;
  "azure-federated-credential": AzureFederatedCredential;
  "azure-key-vault-secret": AzureKeyVaultSecret;
  "azure-role-assignment": AzureRoleAssignment;
  "azure-storage-account": AzureStorageAccount;
  "identity-entitlements": IdentityEntitlements;
  "privilege-lock": PrivilegeLock;
  "identity-environment": IdentityEnvironment;
  "identity-people": IdentityPeople;
  "identity-use": IdentityUse;
}

export type FactKind = keyof FactKinds;
export type FactOf<K extends FactKind> = FactKinds[K];
export type Fact = FactKinds[FactKind];
