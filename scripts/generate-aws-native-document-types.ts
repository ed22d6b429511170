import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { reviewOf, wordsOf, writeReviewed, type Review } from "./reviewed-places";
import { interfacesIn, sdkPlaces, type Seek } from "./sdk-interfaces";

/**
 * Writes which properties of `@pulumi/aws-native` hold a policy document, and what it is attached to, to
 * `policy-packs/facts/aws/native-document-types.json`: `npx tsx scripts/generate-aws-native-document-types.ts`. Run it
 * after the SDK is upgraded. What may hold one is found in the SDK's type files; which it is, somebody has read in the
 * documentation of CloudFormation.
 */

/** What a document may be attached to, and the properties that hold such documents: `module:Type.property`. */
const REVIEWED = {
  trust: "iam:Role.assumeRolePolicyDocument",
  identity: `
    eks:PodIdentityAssociation.policy iam:Group.policies[].policyDocument iam:GroupPolicy.policyDocument
    iam:ManagedPolicy.policyDocument iam:Role.policies[].policyDocument iam:RolePolicy.policyDocument
    iam:User.policies[].policyDocument iam:UserPolicy.policyDocument iot:Policy.policyDocument
    rolesanywhere:Profile.sessionPolicy sso:PermissionSet.inlinePolicy transfer:User.policy`,
  // They narrow what passes through; who may do something is said elsewhere.
  endpoint: `
    ec2:VpcEndpoint.policyDocument odb:OdbNetwork.kmsPolicyDocument odb:OdbNetwork.s3PolicyDocument
    odb:OdbNetwork.stsPolicyDocument vpclattice:AuthPolicy.policy`,
  resource: `
    aiops:InvestigationGroup.investigationGroupPolicy apigateway:DomainNameV2.policy apigateway:RestApi.policy
    aps:ResourcePolicy.policyDocument backup:BackupVault.accessPolicy
    backup:LogicallyAirGappedBackupVault.accessPolicy bedrock:ResourcePolicy.policyDocument
    bedrockagentcore:ResourcePolicy.policy cloudtrail:ResourcePolicy.resourcePolicy
    codeartifact:Domain.permissionsPolicyDocument codeartifact:Repository.permissionsPolicyDocument
    comprehend:DocumentClassifier.modelPolicy dsql:Cluster.policyDocument
    dynamodb:GlobalTable.replicas[].resourcePolicy.policyDocument
    dynamodb:GlobalTable.replicas[].replicaStreamSpecification.resourcePolicy.policyDocument
    dynamodb:Table.resourcePolicy.policyDocument dynamodb:Table.streamSpecification.resourcePolicy.policyDocument
    ecr:RegistryPolicy.policyText ecr:Repository.repositoryPolicyText ecr:RepositoryCreationTemplate.repositoryPolicy
    efs:FileSystem.fileSystemPolicy events:EventBus.policy eventschemas:RegistryPolicy.policy
    fsx:S3AccessPointAttachment.s3AccessPoint.policy kinesis:ResourcePolicy.resourcePolicy kms:Key.keyPolicy
    kms:ReplicaKey.keyPolicy lambda:ResourcePolicy.policyDocument lex:ResourcePolicy.policy
    logs:DeliveryDestination.deliveryDestinationPolicy.deliveryDestinationPolicy logs:Destination.destinationPolicy
    logs:LogGroup.resourcePolicyDocument logs:ResourcePolicy.policyDocument mediapackagev2:ChannelPolicy.policy
    mediapackagev2:OriginEndpointPolicy.policy mediatailor:ChannelPolicy.policy msk:ClusterPolicy.policy
    oam:Sink.policy omics:SequenceStore.s3AccessPolicy opensearchservice:Domain.accessPolicies
    organizations:ResourcePolicy.content osis:Pipeline.resourcePolicy.policy paymentcryptography:Key.policy
    redshift:Cluster.namespaceResourcePolicy redshiftserverless:Namespace.namespaceResourcePolicy
    rum:AppMonitor.resourcePolicy.policyDocument s3:AccessPoint.policy s3:BucketPolicy.policyDocument
    s3:MultiRegionAccessPointPolicy.policy s3express:AccessPoint.policy s3express:BucketPolicy.policyDocument
    s3files:FileSystemPolicy.policy s3objectlambda:AccessPointPolicy.policyDocument s3outposts:AccessPoint.policy
    s3outposts:BucketPolicy.policyDocument s3tables:TableBucketPolicy.resourcePolicy
    s3tables:TablePolicy.resourcePolicy s3vectors:VectorBucketPolicy.policy
    sagemaker:ModelPackageGroup.modelPackageGroupPolicy secretsmanager:ResourcePolicy.resourcePolicy
    smsvoice:ResourcePolicy.policyDocument sns:TopicInlinePolicy.policyDocument sns:TopicPolicy.policyDocument
    sqs:QueueInlinePolicy.policyDocument ssm:ResourcePolicy.policy vpclattice:ResourcePolicy.policy
    xray:ResourcePolicy.policyDocument`,
  // The property holds one statement, and the document around it is written by the service.
  statement: "events:EventBusPolicy.statement",
} as const;

/** Those of other versions of the SDK than the installed one. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  resource: "ecr:PublicRepository.repositoryPolicyText sqs:QueuePolicy.policyDocument",
};

/** Other grammars and plain words, by the reason why they are not read. */
const NOT_READ: Readonly<Record<string, string>> = {
  "Cedar, which is another language": `
    bedrockagentcore:Policy.definition.cedar.statement bedrockagentcore:Policy.definition.policy.statement
    ec2:VerifiedAccessEndpoint.policyDocument ec2:VerifiedAccessGroup.policyDocument
    verifiedpermissions:Policy.definition.static.statement verifiedpermissions:PolicyTemplate.statement`,
  "which grammar it is depends on the type of the organisation's policy": "organizations:Policy.content",
  "permissions of a share, without effect on principals of their own": "ram:Permission.policyTemplate",
  "what a document of Systems Manager does": "ssm:Document.content",
  "what updates of a stack may change": "cloudformation:Stack.stackPolicyBody",
  "rules of AWS Config in Guard": "configuration:ConfigRule.source.customPolicyDetails.policyText",
  "when images expire": `
    ecr:Repository.lifecyclePolicy.lifecyclePolicyText ecr:RepositoryCreationTemplate.lifecyclePolicy`,
  "the access language of OpenSearch Serverless": `
    opensearchserverless:AccessPolicy.policy opensearchserverless:LifecyclePolicy.policy
    opensearchserverless:SecurityPolicy.policy`,
  "how logs are delivered, indexed and masked": `
    logs:AccountPolicy.policyDocument logs:LogGroup.dataProtectionPolicy logs:LogGroup.fieldIndexPolicies
    sns:Topic.dataProtectionPolicy`,
  "how a network is built": "networkmanager:CoreNetwork.policyDocument",
  "how messages are delivered, kept and filtered": `
    sns:Subscription.deliveryPolicy sns:Subscription.filterPolicy sns:Subscription.redrivePolicy
    sns:Subscription.replayPolicy sns:Topic.archivePolicy sqs:Queue.redriveAllowPolicy sqs:Queue.redrivePolicy`,
  "when a parameter expires": "ssm:Parameter.policies",
  "settings of a browser": "workspacesweb:BrowserSettings.browserPolicy",
  "a word for a setting": `
    apigateway:DomainName.securityPolicy apigateway:DomainNameV2.securityPolicy apigateway:RestApi.securityPolicy
    apigatewayv2:DomainName.domainNameConfigurations[].securityPolicy
    batch:JobDefinition.eksProperties.podProperties.containers[].imagePullPolicy
    batch:JobDefinition.eksProperties.podProperties.dnsPolicy
    batch:JobDefinition.eksProperties.podProperties.initContainers[].imagePullPolicy
    batch:JobDefinition.nodeProperties.nodeRangeProperties[].eksProperties.podProperties.containers[].imagePullPolicy
    batch:JobDefinition.nodeProperties.nodeRangeProperties[].eksProperties.podProperties.dnsPolicy
    batch:JobDefinition.nodeProperties.nodeRangeProperties[].eksProperties.podProperties.initContainers[].imagePullPolicy
    cloudfront:Distribution.distributionConfig.cacheBehaviors[].viewerProtocolPolicy
    cloudfront:Distribution.distributionConfig.customOrigin.originProtocolPolicy
    cloudfront:Distribution.distributionConfig.defaultCacheBehavior.viewerProtocolPolicy
    cloudfront:Distribution.distributionConfig.origins[].customOriginConfig.originProtocolPolicy
    cloudfront:ResponseHeadersPolicy.responseHeadersPolicyConfig.securityHeadersConfig.contentSecurityPolicy.contentSecurityPolicy
    cloudfront:ResponseHeadersPolicy.responseHeadersPolicyConfig.securityHeadersConfig.referrerPolicy.referrerPolicy
    cloudfront:VpcOrigin.vpcOriginEndpointConfig.originProtocolPolicy
    cognito:UserPoolDomain.customDomainConfig.securityPolicy dlm:LifecyclePolicy.defaultPolicy
    dms:Endpoint.microsoftSqlServerSettings.safeguardPolicy elasticloadbalancingv2:Listener.sslPolicy
    fsx:Volume.ontapConfiguration.snapshotPolicy iot:DomainConfiguration.tlsConfig.securityPolicy
    iotwireless:ServiceProfile.loRaWan.dlRatePolicy iotwireless:ServiceProfile.loRaWan.ulRatePolicy
    opensearchservice:Domain.domainEndpointOptions.tlsSecurityPolicy servicediscovery:Service.dnsConfig.routingPolicy
    ses:ConfigurationSet.deliveryOptions.tlsPolicy ses:ConfigurationSet.trackingOptions.httpsPolicy
    ses:ReceiptFilter.filter.ipFilter.policy ses:ReceiptRule.rule.tlsPolicy`,
};

/** Words that a property's name ends in where it may hold a document or a statement. */
const NAMES = /polic(?:y|ies)$|policy(?:document|text|body|template)$|^statement$/i;

const SDK = dirname(require.resolve("@pulumi/aws-native/package.json"));

/** All properties of the SDK that may hold a document, as `module:Type.place`. */
export function candidates(): ReadonlySet<string> {
  const inside = interfacesIn(readFileSync(join(SDK, "types/input.d.ts"), "utf8"));
  const seek: Seek = ({ name, value, place, members }) => {
    const isNamed = NAMES.test(name) || (place === "content" && /^any\b/.test(value));
    // What has no declared members may hold anything, as what is declared as `any`.
    const isOpen = members.length > 0 && members.every((each) => !/^ +\w+\??: /m.test(inside.get(each) ?? ""));
    const mayBe = isOpen || /\bany\b|^pulumi\.Input<string/.test(value);
    return isNamed && mayBe ? place : undefined;
  };
  return new Set([...sdkPlaces(SDK, seek)].map(({ type, place }) => `${type}.${place}`));
}

/** Candidates that nobody has classified, and classified ones that the SDK does not have. */
export function unreviewed(): Review {
  return reviewOf(candidates(), REVIEWED, NOT_READ);
}

/** The text of the generated file: the properties by what a document is attached to. */
export function written(): string {
  const { version } = JSON.parse(readFileSync(join(SDK, "package.json"), "utf8")) as { readonly version: string };
  const types = Object.entries(REVIEWED).map(([kind, text]) => {
    return [kind, [...wordsOf(text), ...wordsOf(ELSEWHERE[kind] ?? "")].sort().join(" ")] as const;
  });
  const places = Object.fromEntries(types);
  return `${JSON.stringify({ sdk: `@pulumi/aws-native ${version}`, places }, undefined, 2)}\n`;
}

export const GENERATED = "policy-packs/facts/aws/native-document-types.json";

if (require.main === module)
  writeReviewed(unreviewed(), "scripts/generate-aws-native-document-types.ts", GENERATED, written());
