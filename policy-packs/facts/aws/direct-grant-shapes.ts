import type { BlockSetting } from "./public-access-block";

/** Where a type says to whom it grants, and what it says there. */
export interface Shape {
  /** Where it says to whom, as `propertiesAt` reads it. */
  readonly to: string;
  /** What it says there for everyone; none where it cannot be for everyone. */
  readonly everyone?: RegExp;
  /** Whether it says there which accounts, principals or organisations. */
  readonly names?: true;
  /** What it says there for a service that does it for whatever account asks. */
  readonly service?: RegExp;
  readonly allows: string;
  /** Properties that are conditions: the operator and the key that they stand for. */
  readonly under?: Readonly<Record<string, readonly [operator: string, key: string]>>;
  readonly shutBy?: BlockSetting;
  /** Whether accounts outside the organisation are let in only where the resource share says so. */
  readonly ofShare?: true;
}

const ALL = /^all$/i;
const ANY_PRINCIPAL = /^\*$/;

const INVOCATION: Shape = {
  to: "principal",
  everyone: ANY_PRINCIPAL,
  names: true,
  service: /\.amazonaws\.com(\.cn)?$/,
  allows: "invoke the function",
  under: {
    sourceArn: ["ArnLike", "aws:SourceArn"],
    sourceAccount: ["StringEquals", "aws:SourceAccount"],
    principalOrgId: ["StringEquals", "aws:PrincipalOrgID"],
  },
};

function functionUrl(to: string): Shape {
  return { to, everyone: /^NONE$/, allows: "invoke the function by its URL" };
}

const LAYER: Shape = {
  to: "principal",
  everyone: ANY_PRINCIPAL,
  names: true,
  allows: "read the code of the layer",
  under: { organizationId: ["StringEquals", "aws:PrincipalOrgID"] },
};

const EVENTS: Shape = {
  to: "principal",
  everyone: ANY_PRINCIPAL,
  names: true,
  allows: "send events to the bus",
  under: { "condition.value": ["StringEquals", "aws:PrincipalOrgID"] },
};

const SNAPSHOT: Shape = {
  to: "sharedAccounts[]",
  everyone: ALL,
  names: true,
  allows: "copy the snapshot and read its data",
};

/** An image is for everyone by one property, and for accounts and organisations by others. */
function image(to: string): Shape {
  return { to, names: true, allows: "launch the image and read what is in it" };
}

const IMAGES = "distributions[].amiDistributionConfiguration.";

/** A grant that always names somebody, and never everyone. */
function named(to: string, allows: string): Shape {
  return { to, names: true, allows };
}

const CLUSTER = "call the cluster's Kubernetes API";
const SHARED = "use what the resource share holds";
const LAKE = "use what Lake Formation grants";
const WAREHOUSE = "make endpoints to the data warehouse";
const PORTFOLIO = "launch the products of the portfolio";
const LOCATION = "get credentials for the location in S3";
const SIGNING = "use the signing profile";
const RECORDINGS = "collect what Config records in the account";

const GUESTS: Shape = {
  to: "allowUnauthenticatedIdentities",
  everyone: /^true$/,
  allows: "get credentials of the pool's role for guests without signing in",
};

const ENDPOINT_SERVICE: Shape = {
  to: "allowedPrincipals[]",
  everyone: ANY_PRINCIPAL,
  names: true,
  allows: "ask for an endpoint to the service",
};

/** The words for whole lists of grants, and the groups that single grants name. */
const ACL = { allows: "use what the ACL grants", shutBy: "ignorePublicAcls" } as const;
const WORDS: Shape = { ...ACL, to: "acl", everyone: /^(public-read|public-read-write|authenticated-read)$/ };

function groups(to: string): Shape {
  return { ...ACL, to, everyone: /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/ };
}

const GRANTEES = groups("accessControlPolicy.grants[].grantee.uri");

export const SHAPES = new Map<string, readonly Shape[]>([
  ["aws:lambda/permission:Permission", [INVOCATION]],
  ["aws-native:lambda:Permission", [INVOCATION]],
  ["aws:lambda/functionUrl:FunctionUrl", [functionUrl("authorizationType")]],
  ["aws-native:lambda:Url", [functionUrl("authType")]],
  ["aws:lambda/layerVersionPermission:LayerVersionPermission", [LAYER]],
  ["aws-native:lambda:LayerVersionPermission", [LAYER]],
  ["aws:cloudwatch/eventPermission:EventPermission", [EVENTS]],
  ["aws-native:events:EventBusPolicy", [EVENTS]],
  [
    "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
    [
      { ...image("group"), everyone: ALL },
      image("accountId"),
      image("organizationArn"),
      image("organizationalUnitArn"),
    ],
  ],
  ["aws:rds/snapshot:Snapshot", [SNAPSHOT]],
  ["aws:rds/snapshotCopy:SnapshotCopy", [SNAPSHOT]],
  ["aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy", [SNAPSHOT]],
  ["aws:rds/clusterSnapshot:ClusterSnapshot", [SNAPSHOT]],
  [
    "aws:ssm/document:Document",
    ["permissions.account_ids", "permissions.accountIds"].map((to) => ({
      to,
      everyone: ALL,
      names: true,
      allows: "read and run the document",
    })),
  ],
  ["aws:ec2/vpcEndpointService:VpcEndpointService", [ENDPOINT_SERVICE]],
  [
    "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple",
    [{ ...ENDPOINT_SERVICE, to: "principalArn" }],
  ],
  ["aws-native:ec2:VpcEndpointServicePermissions", [ENDPOINT_SERVICE]],
  [
    "aws:imagebuilder/distributionConfiguration:DistributionConfiguration",
    [
      { ...image(`${IMAGES}launchPermission.userGroups[]`), everyone: ALL },
      image(`${IMAGES}launchPermission.userIds[]`),
      image(`${IMAGES}launchPermission.organizationArns[]`),
      image(`${IMAGES}launchPermission.organizationalUnitArns[]`),
      image(`${IMAGES}targetAccountIds[]`),
    ],
  ],
  [
    "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
    [named("accountId", "make volumes of the snapshot and read its data")],
  ],
  ["aws:kms/grant:Grant", [named("granteePrincipal", "use the key as the grant says")]],
  ["aws:eks/accessEntry:AccessEntry", [named("principalArn", CLUSTER)]],
  ["aws-native:eks:AccessEntry", [named("principalArn", CLUSTER)]],
  ["aws:ram/principalAssociation:PrincipalAssociation", [{ ...named("principal", SHARED), ofShare: true }]],
  ["aws-native:ram:ResourceShare", [{ ...named("principals[]", SHARED), ofShare: true }]],
  ["aws:lakeformation/permissions:Permissions", [named("principal", LAKE)]],
  ["aws-native:lakeformation:PrincipalPermissions", [named("principal.dataLakePrincipalIdentifier", LAKE)]],
  ["aws:redshift/endpointAuthorization:EndpointAuthorization", [named("account", WAREHOUSE)]],
  ["aws-native:redshift:EndpointAuthorization", [named("account", WAREHOUSE)]],
  ["aws:redshift/dataShareAuthorization:DataShareAuthorization", [named("consumerIdentifier", "read the data share")]],
  ["aws:servicecatalog/portfolioShare:PortfolioShare", [named("principalId", PORTFOLIO)]],
  ["aws-native:servicecatalog:PortfolioShare", [named("accountId", PORTFOLIO)]],
  [
    "aws:opensearch/authorizeVpcEndpointAccess:AuthorizeVpcEndpointAccess",
    [named("account", "make endpoints to the search domain")],
  ],
  [
    "aws:ec2/networkInterfacePermission:NetworkInterfacePermission",
    [named("awsAccountId", "use the network interface")],
  ],
  ["aws:directoryservice/sharedDirectory:SharedDirectory", [named("target.id", "join the directory")]],
  ["aws:s3control/accessGrant:AccessGrant", [named("grantee.granteeIdentifier", LOCATION)]],
  ["aws-native:s3:AccessGrant", [named("grantee.granteeIdentifier", LOCATION)]],
  ["aws:quicksight/template:Template", [named("permissions[].principal", "make dashboards of the template")]],
  ["aws:quicksight/theme:Theme", [named("permissions[].principal", "use the theme")]],
  ["aws:signer/signingProfilePermission:SigningProfilePermission", [named("principal", SIGNING)]],
  ["aws-native:signer:ProfilePermission", [named("principal", SIGNING)]],
  ["aws:cfg/aggregateAuthorization:AggregateAuthorization", [named("accountId", RECORDINGS)]],
  ["aws-native:configuration:AggregationAuthorization", [named("authorizedAccountId", RECORDINGS)]],
  ["aws:cognito/identityPool:IdentityPool", [GUESTS]],
  ["aws-native:cognito:IdentityPool", [GUESTS]],
  ["aws:s3/bucketAcl:BucketAcl", [WORDS, GRANTEES]],
  ["aws:s3/bucketAclV2:BucketAclV2", [WORDS, GRANTEES]],
  ["aws:s3/bucket:Bucket", [WORDS, groups("grants[].uri")]],
  ["aws:s3/bucketV2:BucketV2", [WORDS, groups("grants[].uri")]],
  ["aws:s3/bucketObject:BucketObject", [WORDS]],
  ["aws:s3/bucketObjectv2:BucketObjectv2", [WORDS]],
  ["aws:s3/objectCopy:ObjectCopy", [WORDS, groups("grants[].uri")]],
  [
    "aws-native:s3:Bucket",
    [{ ...ACL, to: "accessControl", everyone: /^(PublicRead|PublicReadWrite|AuthenticatedRead)$/ }],
  ],
]);
