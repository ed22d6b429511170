import { deepEqual, ok } from "node:assert/strict";
import { candidates, typesGone, unreviewed } from "../../../../scripts/aws-grant-places";

describe("the places that say to whom something is granted", function () {
  this.timeout(60_000);

  it("are those of the installed @pulumi/aws: else read them as a grant, or say in scripts/aws-grant-places.ts why not", () => {
    deepEqual(unreviewed(), { unclassified: [], gone: [] });
  });

  it("belong to types that the installed @pulumi/aws registers", () => deepEqual(typesGone(), []));

  it("are found at any depth, in lists and under former tokens", () => {
    const found = candidates();
    for (const each of [
      "iam:RolePolicyAttachment.policyArn",
      "ssoadmin:PermissionsBoundaryAttachment.permissionsBoundary.managedPolicyArn",
      "s3:BucketAclV2.accessControlPolicy.grants[].grantee",
      "s3:BucketAcl.acl",
    ])
      ok(found.has(each), each);
  });
});
