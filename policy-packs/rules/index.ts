import type { AnyRule } from "../judge/rule";
import { awsCredentialsNotReadable } from "./aws-credentials-not-readable";
import { awsDataAccessScoped } from "./aws-data-access-scoped";
import { awsFunctionEnvironmentWithoutSecrets } from "./aws-function-environment-without-secrets";
import { awsGrantNotServiceWide } from "./aws-grant-not-service-wide";
import { awsGrantScopedToResources } from "./aws-grant-scoped-to-resources";
import { awsGrantWithoutDocumentNotPublic } from "./aws-grant-without-document-not-public";
import { awsGrantWithoutNegation } from "./aws-grant-without-negation";
import { awsIdentityNotAdministrator } from "./aws-identity-not-administrator";
import { awsIdentityWithBoundary } from "./aws-identity-with-boundary";
import { awsIdentityWithoutEscalation } from "./aws-identity-without-escalation";
import { awsInstanceMetadataSessionRequired } from "./aws-instance-metadata-session-required";
import { awsManagedPolicyNotElevated } from "./aws-managed-policy-not-elevated";
import { awsPassRoleScoped } from "./aws-pass-role-scoped";
import { awsPermissionWritingScoped } from "./aws-permission-writing-scoped";
import { awsPolicyDocumentWellFormed } from "./aws-policy-document-well-formed";
import { awsResourcePolicyAccountsKnown } from "./aws-resource-policy-accounts-known";
import { awsResourcePolicyNotPublic } from "./aws-resource-policy-not-public";
import { awsSecretRotated } from "./aws-secret-rotated";
import { awsSessionDurationLimited } from "./aws-session-duration-limited";
import { awsTrustCrossAccountConditioned } from "./aws-trust-cross-account-conditioned";
import { awsTrustFederationSubjectPinned } from "./aws-trust-federation-subject-pinned";
import { awsTrustPodIdentityPinned } from "./aws-trust-pod-identity-pinned";
import { awsTrustPolicyNotPublic } from "./aws-trust-policy-not-public";
import { awsTrustRolesAnywhereConditioned } from "./aws-trust-roles-anywhere-conditioned";
import { awsTrustSamlAudiencePinned } from "./aws-trust-saml-audience-pinned";
import { awsTrustServiceSourcePinned } from "./aws-trust-service-source-pinned";
import { awsUserWithoutAccessKey } from "./aws-user-without-access-key";
import { azureFederatedCredentialSubjectExact } from "./azure-federated-credential-subject-exact";
import { azureKeyVaultSecretExpires } from "./azure-key-vault-secret-expires";
import { azurePrivilegedRoleNotAtSubscription } from "./azure-privileged-role-not-at-subscription";
import { azureStorageAccountWithoutSharedKeys } from "./azure-storage-account-without-shared-keys";
import { identityApprovalCurrent } from "./identity-approval-current";
import { identityApproverStated } from "./identity-approver-stated";
import { identityControlOwnerStated } from "./identity-control-owner-stated";
import { identityExpirySet } from "./identity-expiry-set";
import { identityInUse } from "./identity-in-use";
import { identityLockWithoutOrphans } from "./identity-lock-without-orphans";
import { identityMonitorStated } from "./identity-monitor-stated";
import { identityNotSharedWithPeople } from "./identity-not-shared-with-people";
import { identityOwnerStated } from "./identity-owner-stated";
import { identityPrivilegesApproved } from "./identity-privileges-approved";
import { identityPurposeStated } from "./identity-purpose-stated";
import { identityReviewDateSet } from "./identity-review-date-set";
import { identityReviewWithinCadence } from "./identity-review-within-cadence";
import { identityRevokerStated } from "./identity-revoker-stated";
import { identityServesOneWorkload } from "./identity-serves-one-workload";
import { identityWithinEnvironment } from "./identity-within-environment";
import { resourceTagsComplete } from "./resource-tags-complete";

/** Every rule, by name. A file in this folder that is missing here fails the house test. */
export const RULES: readonly AnyRule[] = [
  awsCredentialsNotReadable,
  awsDataAccessScoped,
  awsFunctionEnvironmentWithoutSecrets,
  awsGrantNotServiceWide,
  awsGrantScopedToResources,
  awsGrantWithoutDocumentNotPublic,
  awsGrantWithoutNegation,
  awsIdentityNotAdministrator,
  awsIdentityWithBoundary,
  awsIdentityWithoutEscalation,
  awsInstanceMetadataSessionRequired,
  awsManagedPolicyNotElevated,
  awsPassRoleScoped,
  awsPermissionWritingScoped,
  awsPolicyDocumentWellFormed,
  awsResourcePolicyAccountsKnown,
  awsResourcePolicyNotPublic,
  awsSecretRotated,
  awsSessionDurationLimited,
  awsTrustCrossAccountConditioned,
  awsTrustFederationSubjectPinned,
  awsTrustPodIdentityPinned,
  awsTrustPolicyNotPublic,
  awsTrustRolesAnywhereConditioned,
  awsTrustSamlAudiencePinned,
  awsTrustServiceSourcePinned,
  awsUserWithoutAccessKey,
  azureFederatedCredentialSubjectExact,
  azureKeyVaultSecretExpires,
  azurePrivilegedRoleNotAtSubscription,
  azureStorageAccountWithoutSharedKeys,
  identityApprovalCurrent,
  identityApproverStated,
  identityControlOwnerStated,
  identityExpirySet,
  identityInUse,
  identityLockWithoutOrphans,
  identityMonitorStated,
  identityNotSharedWithPeople,
  identityOwnerStated,
  identityPrivilegesApproved,
  identityPurposeStated,
  identityReviewDateSet,
  identityReviewWithinCadence,
  identityRevokerStated,
  identityServesOneWorkload,
  identityWithinEnvironment,
  resourceTagsComplete,
];
