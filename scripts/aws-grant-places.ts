import { DIRECT_GRANTS } from "../policy-packs/facts/aws/direct-grant";
import { GRANTING, MEMBERSHIPS } from "../policy-packs/facts/aws/identity-resources";
import { resourceClasses, shortForm } from "./generate-taggable-types";
import { wordsOf, type Review } from "./reviewed-places";
import { AWS_SDK, awsPlaces } from "./sdk-interfaces";

/**
 * Finds in the type files of `@pulumi/aws` which properties may say to whom something is granted, by their names, so that
 * a test can tell when a new SDK brings one that nobody has read about. Those that grant stand in
 * `policy-packs/facts/aws/identity-resources.ts` and `direct-grant.ts`; the others stand below.
 */

/** Places that are named like a grant and that the packs do not read as one, by the reason. */
const OTHERS: Readonly<Record<string, string>> = {
  "a policy that comes into force when a budget is exceeded, and gives and limits nothing before": `
    budgets:BudgetAction.definition.iamActionDefinition.groups budgets:BudgetAction.definition.iamActionDefinition.policyArn
    budgets:BudgetAction.definition.iamActionDefinition.roles budgets:BudgetAction.definition.iamActionDefinition.users`,
  "names of the inline policies that may stay, which other resources carry": `
    iam:GroupPoliciesExclusive.groupName iam:GroupPoliciesExclusive.policyNames iam:RolePoliciesExclusive.policyNames
    iam:RolePoliciesExclusive.roleName iam:UserPoliciesExclusive.policyNames iam:UserPoliciesExclusive.userName`,
  "policies of sessions, which narrow what the role may do": "rolesanywhere:Profile.managedPolicyArns",
  "a credential of a user, and no privilege": `
    iam:AccessKey.user iam:ServiceSpecificCredential.userName iam:SigningCertificate.userName iam:UserLoginProfile.user`,
  "who gets a permission set, and what stands in it is judged": `
    ssoadmin:AccountAssignment.permissionSetArn ssoadmin:AccountAssignment.principalId
    ssoadmin:ApplicationAssignment.principalId`,
  "people of IAM Identity Center, who get a role that is judged by itself":
    "accountaccess:Entitlement.entitlement.principalRole.principal",
  "a grant to a principal that must be named, in a language of its own: a key, a data lake, an access grant, a cluster": `
    kms:Grant.granteePrincipal kms:Grant.retiringPrincipal s3control:AccessGrant.grantee
    lakeformation:DataLakeSettings.createDatabaseDefaultPermissions[].principal
    lakeformation:DataLakeSettings.createTableDefaultPermissions[].principal lakeformation:OptIn.principals
    lakeformation:Permissions.principal glue:Catalog.createDatabaseDefaultPermissions[].principal
    glue:Catalog.createTableDefaultPermissions[].principal glue:CatalogDatabase.createTableDefaultPermissions[].principal
    eks:AccessEntry.principalArn eks:AccessEntry.userName eks:AccessPolicyAssociation.policyArn
    eks:AccessPolicyAssociation.principalArn datazone:PolicyGrant.principal iot:ThingPrincipalAttachment.principal
    verifiedpermissions:Policy.definition.templateLinked.principal`,
  "accounts, organisations or services that must be named, and nobody else": `
    acmpca:Permission.principal globalaccelerator:CrossAccountAttachment.principals licensemanager:LicenseGrant.principal
    ram:PrincipalAssociation.principal ram:ResourceShare.allowExternalPrincipals
    ram:ResourceShareAssociationsExclusive.principals signer:SigningProfilePermission.principal
    securitylake:CustomLogSource.configuration.providerIdentity.principal
    securitylake:Subscriber.subscriberIdentity.principal servicecatalog:PortfolioShare.principalId
    servicecatalog:PortfolioShare.sharePrincipals servicecatalog:PrincipalPortfolioAssociation.principalArn
    organizations:AwsServiceAccess.servicePrincipal organizations:DelegatedAdministrator.servicePrincipal
    organizations:Organization.awsServiceAccessPrincipals`,
  "who reads objects that are written into another bucket, as far as that one lets ACLs count": `
    s3:BucketLogging.targetGrants[].grantee s3:BucketLoggingV2.targetGrants[].grantee
    elastictranscoder:Pipeline.contentConfigPermissions[].grantee
    elastictranscoder:Pipeline.thumbnailConfigPermissions[].grantee`,
  "users and groups of QuickSight": `
    quicksight:Analysis.permissions[].principal quicksight:Dashboard.permissions[].principal
    quicksight:DataSet.columnLevelPermissionRules[].principals quicksight:DataSet.permissions[].principal
    quicksight:DataSource.permissions[].principal quicksight:Folder.permissions[].principal quicksight:Group.groupName
    quicksight:GroupMembership.groupName quicksight:IamPolicyAssignment.identities.groups
    quicksight:IamPolicyAssignment.identities.users quicksight:IamPolicyAssignment.policyArn
    quicksight:RoleCustomPermission.role quicksight:RoleMembership.role quicksight:Template.permissions[].principal
    quicksight:Theme.permissions[].principal quicksight:User.userName quicksight:UserCustomPermission.userName`,
  "users, groups and roles of another system than IAM": `
    appstream:User.userName appstream:UserStackAssociation.userName codebuild:SourceCredential.userName
    cognito:UserInGroup.groupName datasync:LocationFsxOntapFileSystem.protocol.smb.user datasync:LocationFsxWindows.user
    datasync:LocationHdfs.kerberosPrincipal datasync:LocationSmb.user ecs:DaemonTaskDefinition.containerDefinitions[].user
    eks:Capability.configuration.argoCd.rbacRoleMappings[].role elasticache:User.userName grafana:RoleAssociation.role
    identitystore:User.userName kinesis:FirehoseDeliveryStream.snowflakeConfiguration.user memorydb:Acl.userNames
    memorydb:User.userName mq:Broker.ldapServerMetadata.roleName mq:Broker.users
    sagemaker:Workteam.memberDefinitions[].oidcMemberDefinition.groups sns:PlatformApplication.platformPrincipal
    transfer:SshKey.userName transfer:User.userName workspaces:Workspace.userName
    bedrock:AgentFlow.definition.nodes[].configuration.prompt.sourceConfiguration.inline.templateConfiguration.chat.messages[].role
    bedrock:AgentPrompt.variants[].templateConfiguration.chat.messages[].role`,
  "the role that something runs as": `
    auditmanager:Assessment.roles cognito:IdentityPoolRoleAttachment.roles ebs:SnapshotImport.roleName
    elastictranscoder:Pipeline.role glue:Crawler.role guardduty:MalwareProtectionPlan.role iam:InstanceProfile.role
    imagebuilder:DistributionConfiguration.distributions[].s3ExportConfiguration.roleName lambda:Function.role
    lightsail:ContainerService.privateRegistryAccess.ecrImagePullerRole.principalArn organizations:Account.roleName
    s3:Bucket.replicationConfiguration.role s3:BucketV2.replicationConfiguration.role
    s3:BucketV2.replicationConfigurations[].role s3:BucketReplicationConfig.role s3tables:TableBucketReplication.role
    s3tables:TableReplication.role transfer:Access.role transfer:User.role
    transfer:WebApp.identityProviderDetails.identityCenterConfig.role`,
  "a group of things": `
    autoscaling:Notification.groupNames cloudwatch:EventTarget.ecsTarget.group
    codebuild:Project.logsConfig.cloudwatchLogs.groupName ec2:AvailabilityZoneGroup.groupName
    ec2:LaunchTemplate.placement.groupName eks:Cluster.outpostConfig.controlPlanePlacement.groupName
    evidently:Launch.groups pipes:Pipe.targetParameters.ecsTaskParameters.group scheduler:Schedule.groupName
    scheduler:Schedule.target.ecsParameters.group synthetics:GroupAssociation.groupName xray:Group.groupName`,
  "a filter on who calls, or an exception from a rule": `
    bedrock:AgentcoreGatewayRule.conditions[].matchPrincipals ecr:PullTimeUpdateExclusion.principalArn
    imagebuilder:LifecyclePolicy.policyDetails[].exclusionRules.amis.sharedAccounts`,
  "policies of another kind than IAM's": `
    elasticloadbalancing:ListenerPolicy.policyNames elasticloadbalancing:LoadBalancerBackendServerPolicy.policyNames
    elb:ListenerPolicy.policyNames elb:LoadBalancerBackendServerPolicy.policyNames resiliencehub:V2Service.policyArn
    resiliencehub:V2UserJourney.policyArn`,
};

/** What a property is called that names who holds something, or a managed policy. */
const NAMES =
  /^(?:(?:role|user|group)(?:s|Name|Names)?|acl|sharedAccounts|permissionSetArn)$|^(?:policy|managedPolicy)Arns?$|^(?:policyNames|customerManagedPolicyReferences?)$|[gG]rantees?$|(?:^p|P)rincipals?(?:Arns?|Ids?)?$/;

/** All places of the SDK whose name says that they may name who is granted something, as `module:Type.place`. */
export function candidates(): ReadonlySet<string> {
  return awsPlaces(({ name, place }) => (NAMES.test(name) ? place : undefined));
}

/** Candidates that nobody has classified, and classified or read ones that the SDK does not have. */
export function unreviewed(): Review {
  const found = candidates();
  const places = placesRead();
  const others = new Set(Object.values(OTHERS).flatMap(wordsOf));
  const isRead = (each: string) =>
    places.some((place) => place === each || /^(?:\[\])?\.|^\[\]$/.test(rest(place, each)));
  return {
    unclassified: [...found].filter((each) => !others.has(each) && !isRead(each)).sort(),
    gone: [...others].filter((each) => !found.has(each)).sort(),
  };
}

/** What follows in a place after another one; nothing where it is not below it. */
function rest(place: string, above: string): string {
  return place.startsWith(above) ? place.slice(above.length) : "";
}

/** The places that the packs read as grants, in the same form. */
function placesRead(): readonly string[] {
  const granting = Object.entries(GRANTING).flatMap(([type, { to, policies = [], boundary = [] }]) =>
    [...to.map(([place]) => place), ...policies, ...boundary].map((place) => [type, place] as const),
  );
  const memberships = Object.entries(MEMBERSHIPS).flatMap(([type, { users, groups }]) =>
    [users, groups].map((place) => [type, place] as const),
  );
  return [...granting, ...memberships, ...DIRECT_GRANTS].map(([type, place]) => `${shortForm(type)}.${place}`);
}

/** Types that the packs read and the SDK does not have, under any of its tokens. */
export function typesGone(): readonly string[] {
  const known = new Set([...resourceClasses(AWS_SDK)].flatMap(({ token, formerTokens }) => [token, ...formerTokens]));
  const read = [...Object.keys(GRANTING), ...Object.keys(MEMBERSHIPS), ...DIRECT_GRANTS.map(([type]) => type)];
  return [...new Set(read)].filter((type) => type.startsWith("aws:") && !known.has(type));
}
