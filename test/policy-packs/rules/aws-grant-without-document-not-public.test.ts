import { deepEqual } from "node:assert/strict";
import { awsGrantWithoutDocumentNotPublic as rule } from "../../../policy-packs/rules/aws-grant-without-document-not-public";
import { judgeExample } from "../examples";

type Properties = Readonly<Record<string, unknown>>;

const UNKNOWN = { "fn::unknown": true };
const PERMISSION = "aws:lambda/permission:Permission";
const GROUP = "http://acs.amazonaws.com/groups/global";

function judge(type: string, properties: Properties): readonly string[] {
  const resources = { it: { type, properties } };
  return judgeExample(rule, { title: "", resources, findings: [] }).map(({ verdict, path }) => `${verdict} ${path}`);
}

describe("a grant without a document", () => {
  const NEIGHBOURS: readonly (readonly [type: string, everyone: Properties, path: string, some: Properties])[] = [
    [PERMISSION, { principal: "*" }, "principal", { principal: "arn:aws:iam::111122223333:role/caller" }],
    [
      PERMISSION,
      { principal: "s3.amazonaws.com" },
      "principal",
      { principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::orders" },
    ],
    [
      PERMISSION,
      { principal: "sns.amazonaws.com", sourceArn: "arn:aws:sns:*:*:*" },
      "principal",
      { principal: "sns.amazonaws.com", sourceArn: "arn:aws:sns:*:111122223333:*" },
    ],
    [PERMISSION, { principal: "*", functionUrlAuthType: "NONE" }, "principal", { principal: "111122223333" }],
    [
      PERMISSION,
      { principal: "*", action: "lambda:*" },
      "principal",
      { principal: "*", sourceAccount: "111122223333" },
    ],
    [
      PERMISSION,
      { principal: "*", sourceArn: "arn:aws:execute-api:eu-central-1:*:a1b2c3/*" },
      "principal",
      { principal: "*", sourceArn: "arn:aws:execute-api:eu-central-1:111122223333:a1b2c3/*" },
    ],
    [
      "aws-native:lambda:Permission",
      { principal: "*" },
      "principal",
      { principal: "*", principalOrgId: "o-a1b2c3d4e5" },
    ],
    [
      "aws:lambda/functionUrl:FunctionUrl",
      { authorizationType: "NONE" },
      "authorizationType",
      { authorizationType: "AWS_IAM" },
    ],
    ["aws-native:lambda:Url", { authType: "NONE" }, "authType", { authType: "AWS_IAM" }],
    [
      "aws:lambda/layerVersionPermission:LayerVersionPermission",
      { principal: "*" },
      "principal",
      { principal: "*", organizationId: "o-a1b2c3d4e5" },
    ],
    [
      "aws:cloudwatch/eventPermission:EventPermission",
      { principal: "*" },
      "principal",
      { principal: "*", condition: { key: "aws:PrincipalOrgID", type: "StringEquals", value: "o-a1b2c3d4e5" } },
    ],
    [
      "aws-native:events:EventBusPolicy",
      { principal: "*" },
      "principal",
      { principal: "*", condition: { key: "aws:PrincipalOrgID", type: "StringEquals", value: "o-a1b2c3d4e5" } },
    ],
    ["aws:ec2/amiLaunchPermission:AmiLaunchPermission", { group: "all" }, "group", { accountId: "111122223333" }],
    [
      "aws:rds/clusterSnapshot:ClusterSnapshot",
      { sharedAccounts: ["all"] },
      "sharedAccounts[0]",
      { sharedAccounts: ["111122223333"] },
    ],
    ["aws:rds/snapshotCopy:SnapshotCopy", { sharedAccounts: ["all"] }, "sharedAccounts[0]", { sharedAccounts: [] }],
    [
      "aws:ssm/document:Document",
      { permissions: { type: "Share", account_ids: "All" } },
      "permissions.account_ids",
      { permissions: { type: "Share", account_ids: "111122223333" } },
    ],
    [
      "aws:ec2/vpcEndpointService:VpcEndpointService",
      { allowedPrincipals: ["*"] },
      "allowedPrincipals[0]",
      { allowedPrincipals: ["arn:aws:iam::111122223333:root"] },
    ],
    [
      "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple",
      { principalArn: "*" },
      "principalArn",
      { principalArn: "arn:aws:iam::111122223333:root" },
    ],
    [
      "aws:cognito/identityPool:IdentityPool",
      { allowUnauthenticatedIdentities: true },
      "allowUnauthenticatedIdentities",
      { allowUnauthenticatedIdentities: false },
    ],
    ["aws:s3/bucketAcl:BucketAcl", { acl: "public-read-write" }, "acl", { acl: "private" }],
    ["aws:s3/bucketObjectv2:BucketObjectv2", { acl: "authenticated-read" }, "acl", { acl: "bucket-owner-read" }],
    [
      "aws:s3/bucketAcl:BucketAcl",
      { accessControlPolicy: { grants: [{ grantee: { uri: `${GROUP}/AllUsers` } }] } },
      "accessControlPolicy.grants[0].grantee.uri",
      { accessControlPolicy: { grants: [{ grantee: { uri: "http://acs.amazonaws.com/groups/s3/LogDelivery" } }] } },
    ],
    [
      "aws:s3/bucketV2:BucketV2",
      { grants: [{ id: "79a59d" }, { uri: `${GROUP}/AuthenticatedUsers` }] },
      "grants[1].uri",
      { grants: [{ id: "79a59d" }] },
    ],
    ["aws-native:s3:Bucket", { accessControl: "PublicRead" }, "accessControl", { accessControl: "Private" }],
  ];
  for (const [type, everyone, path, some] of NEIGHBOURS) {
    it(`of ${type} is for everyone with ${JSON.stringify(everyone)}, and not with ${JSON.stringify(some)}`, () => {
      deepEqual(judge(type, everyone), [`violation ${path}`]);
      deepEqual(judge(type, some), []);
      deepEqual(judge(type, {}), []);
    });
  }

  const UNKNOWNS: readonly (readonly [type: string, properties: Properties, expected: readonly string[]])[] = [
    [PERMISSION, { principal: UNKNOWN }, ["undetermined principal"]],
    [PERMISSION, { principal: UNKNOWN, sourceAccount: "111122223333" }, []],
    [PERMISSION, { principal: "*", sourceAccount: UNKNOWN, principalOrgId: "o-a1b2c3d4e5" }, []],
    [PERMISSION, { principal: "events.amazonaws.com", sourceArn: UNKNOWN }, ["undetermined sourceArn"]],
    ["aws:rds/snapshot:Snapshot", { sharedAccounts: UNKNOWN }, ["undetermined sharedAccounts"]],
    [
      "aws:rds/snapshot:Snapshot",
      { sharedAccounts: ["all", UNKNOWN] },
      ["violation sharedAccounts[0]", "undetermined sharedAccounts[1]"],
    ],
    ["aws:s3/bucketAcl:BucketAcl", { acl: UNKNOWN }, ["undetermined acl"]],
  ];
  for (const [type, properties, expected] of UNKNOWNS) {
    it(`of ${type} with ${JSON.stringify(properties)} is judged by what is known`, () => {
      deepEqual(judge(type, properties), expected);
    });
  }
});
