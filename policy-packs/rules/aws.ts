import type { AnyRule } from "../judge/rule";
import { COMMON_RULES } from "./common";
import { awsCredentialsNotReadable } from "./aws-credentials-not-readable";
import { awsDataAccessScoped } from "./aws-data-access-scoped";
import { awsFunctionEnvironmentWithoutSecrets } from "./aws-function-environment-without-secrets";
import { awsGrantNotServiceWide } from "./aws-grant-not-service-wide";
import { awsGrantScopedToResources } from "./aws-grant-scoped-to-resources";
import { awsGrantWithoutDocumentAccountsKnown } from "./aws-grant-without-document-accounts-known";
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
import { awsResourcePolicyServiceSourcePinned } from "./aws-resource-policy-service-source-pinned";
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

/** What the AWS pack holds: the rules on AWS by name, and those on either cloud. */
export const AWS_RULES: readonly AnyRule[] = [
  awsCredentialsNotReadable,
  awsDataAccessScoped,
  awsFunctionEnvironmentWithoutSecrets,
  awsGrantNotServiceWide,
  awsGrantScopedToResources,
  awsGrantWithoutDocumentAccountsKnown,
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
  awsResourcePolicyServiceSourcePinned,
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
  ...COMMON_RULES,
];
