import { accountability, systemAssignedAccountability } from "./accountability";
import { awsAccessKey } from "./aws/access-key";
import { awsEscalation } from "./aws/escalation";
import { awsDirectGrant } from "./aws/direct-grant";
import { awsFunctionEnvironment } from "./aws/function-environment";
import { awsGrantedDocument } from "./aws/granted-document";
import { awsSecretRotation } from "./aws/secret-rotation";
import { awsIdentity } from "./aws/identity";
import { awsInstanceMetadata } from "./aws/instance-metadata";
import { awsPermissionSetBoundary, awsPermissionsBoundary } from "./aws/permissions-boundary";
import { awsPolicyDocument } from "./aws/policy-document";
import { awsResourcePolicy } from "./aws/resource-policy";
import { awsSessionDuration } from "./aws/session-duration";
import { awsTrustPolicy } from "./aws/trust-policy";
import { azureFederatedCredential } from "./azure/federated-credential";
import { azureKeyVaultSecret } from "./azure/key-vault-secret";
import { azureRoleAssignment } from "./azure/role-assignment";
import { azureStorageAccount } from "./azure/storage-account";
import { identityEntitlements } from "./entitlements/join";
import type { Family, JoinedFamily } from "./family";
import { identityEnvironment } from "./identity-environment";
import { identityPeople } from "./identity-people";
import { identityUse } from "./identity-use";
import { privilegeLock } from "./privilege-lock";
import { taggedResource } from "./tagged-resource";

/** Families that read one resource at a time. */
export const FAMILIES: readonly Family[] = [
  taggedResource,
  accountability,
  systemAssignedAccountability,
  awsAccessKey,
  awsFunctionEnvironment,
  awsInstanceMetadata,
  awsPermissionsBoundary,
  awsPolicyDocument,
  awsSessionDuration,
  awsTrustPolicy,
  azureFederatedCredential,
  azureKeyVaultSecret,
  azureRoleAssignment,
  azureStorageAccount,
];

/** Families that join several resources into one fact. */
export const JOINED_FAMILIES: readonly JoinedFamily[] = [
  awsEscalation,
  awsIdentity,
  awsGrantedDocument,
  awsPermissionSetBoundary,
  awsSecretRotation,
  awsResourcePolicy,
  awsDirectGrant,
  identityEntitlements,
  identityEnvironment,
  identityPeople,
  identityUse,
  privilegeLock,
];
