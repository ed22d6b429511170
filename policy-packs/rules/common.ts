import type { AnyRule } from "../judge/rule";
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

/** Rules on either cloud, by name; both packs hold them. */
export const COMMON_RULES: readonly AnyRule[] = [
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
