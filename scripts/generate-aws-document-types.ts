import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { argumentsOf, resourceClasses, shortForm } from "./generate-taggable-types";
import { reviewOf, wordsOf, writeReviewed, type Review } from "./reviewed-places";
import { interfacesIn } from "./sdk-interfaces";

/**
 * Writes which properties of `@pulumi/aws` hold a policy document, and what it is attached to, to
 * `policy-packs/facts/aws/document-types.json`: `npx tsx scripts/generate-aws-document-types.ts`. Run it after the SDK is
 * upgraded. What may hold one is found in the SDK's type files; which it is, somebody has read in the documentation.
 */

/** What a document may be attached to, and the properties that hold such documents: `module:Type.property`. */
const REVIEWED = {
  trust: "iam:Role.assumeRolePolicy",
  identity: `
    iam:GroupPolicy.policy iam:Policy.policy iam:Role.inlinePolicies[].policy iam:RolePolicy.policy
    iam:UserPolicy.policy ssoadmin:PermissionSetInlinePolicy.inlinePolicy
    eks:PodIdentityAssociation.policy rolesanywhere:Profile.sessionPolicy transfer:Access.policy transfer:User.policy
    iot:Policy.policy`,
  // They narrow what passes through; who may do something is said elsewhere.
  endpoint: `
    ec2:VpcEndpoint.policy ec2:VpcEndpointPolicy.policy odb:Network.kmsPolicyDocument odb:Network.s3PolicyDocument
    odb:Network.stsPolicyDocument vpclattice:AuthPolicy.policy`,
  resource: `
    acmpca:Policy.policy amp:ResourcePolicy.policyDocument apigateway:DomainName.policy apigateway:RestApi.policy
    apigateway:RestApiPolicy.policy backup:VaultPolicy.policy bedrock:AgentcoreResourcePolicy.policy
    cloudsearch:DomainServiceAccessPolicy.accessPolicy cloudwatch:EventBusPolicy.policy
    cloudwatch:LogDeliveryDestinationPolicy.deliveryDestinationPolicy cloudwatch:LogDestinationPolicy.accessPolicy
    cloudwatch:LogResourcePolicy.policyDocument codeartifact:DomainPermissions.policyDocument
    codeartifact:RepositoryPermissionsPolicy.policyDocument codebuild:ResourcePolicy.policy dsql:ClusterPolicy.policy
    dynamodb:ResourcePolicy.policy ecr:RegistryPolicy.policy ecr:RepositoryCreationTemplate.repositoryPolicy
    ecr:RepositoryPolicy.policy ecrpublic:RepositoryPolicy.policy efs:FileSystemPolicy.policy
    elasticsearch:Domain.accessPolicies elasticsearch:DomainPolicy.accessPolicies
    fsx:S3AccessPointAttachment.s3AccessPoint.policy glacier:Vault.accessPolicy glacier:VaultLock.policy
    glue:ResourcePolicy.policy kinesis:ResourcePolicy.policy kms:ExternalKey.policy kms:Key.policy kms:KeyPolicy.policy
    kms:ReplicaExternalKey.policy kms:ReplicaKey.policy lambda:ResourcePolicy.policy mediastore:ContainerPolicy.policy
    msk:ClusterPolicy.policy networkfirewall:ResourcePolicy.policy oam:SinkPolicy.policy
    opensearch:Domain.accessPolicies opensearch:DomainPolicy.accessPolicies opensearchingest:ResourcePolicy.policy
    organizations:ResourcePolicy.content pinpoint:Smsvoicev2ResourcePolicy.policy redshift:ResourcePolicy.policy
    redshiftserverless:ResourcePolicy.policy s3:AccessPoint.policy s3:Bucket.policy s3:BucketPolicy.policy
    s3:BucketV2.policy s3:FilesFileSystemPolicy.policy s3:VectorsVectorBucketPolicy.policy
    s3control:AccessGrantsInstanceResourcePolicy.policy s3control:AccessPointPolicy.policy
    s3control:BucketPolicy.policy s3control:MultiRegionAccessPointPolicy.details.policy
    s3control:ObjectLambdaAccessPointPolicy.policy s3tables:TableBucketPolicy.resourcePolicy
    s3tables:TablePolicy.resourcePolicy sagemaker:ModelPackageGroupPolicy.resourcePolicy schemas:RegistryPolicy.policy
    secretsmanager:Secret.policy secretsmanager:SecretPolicy.policy ses:IdentityPolicy.policy
    sesv2:EmailIdentityPolicy.policy sns:Topic.policy sns:TopicPolicy.policy sqs:Queue.policy sqs:QueuePolicy.policy
    vpclattice:ResourcePolicy.policy xray:ResourcePolicy.policyDocument`,
} as const;

/** Other grammars and plain words, by the reason why they are not read. */
const NOT_READ: Readonly<Record<string, string>> = {
  "Cedar, which is another language": "verifiedaccess:Endpoint.policyDocument verifiedaccess:Group.policyDocument",
  "which grammar it is depends on the type of the organisation's policy": "organizations:Policy.content",
  "permissions of a share, without effect on principals of their own": "ram:Permission.policyTemplate",
  "what updates of a stack may change": "cloudformation:Stack.policyBody",
  "rules of AWS Config in Guard": "cfg:OrganizationCustomPolicyRule.policyText",
  "when images expire": "ecr:LifecyclePolicy.policy ecr:RepositoryCreationTemplate.lifecyclePolicy",
  "the access language of OpenSearch Serverless": `
    opensearch:ServerlessAccessPolicy.policy opensearch:ServerlessLifecyclePolicy.policy
    opensearch:ServerlessSecurityPolicy.policy`,
  "what sensitive data is masked": "cloudwatch:LogDataProtectionPolicy.policyDocument sns:DataProtectionPolicy.policy",
  "how logs are delivered, indexed and masked": `
    cloudwatch:LogAccountPolicy.policyDocument cloudwatch:LogIndexPolicy.policyDocument`,
  "how a network is built": `
    networkmanager:CoreNetwork.basePolicyDocument networkmanager:CoreNetworkPolicyAttachment.policyDocument`,
  "how messages are delivered, kept and filtered": `
    sns:Topic.archivePolicy sns:Topic.deliveryPolicy sns:TopicSubscription.deliveryPolicy
    sns:TopicSubscription.filterPolicy sns:TopicSubscription.redrivePolicy sns:TopicSubscription.replayPolicy
    sqs:Queue.redriveAllowPolicy sqs:Queue.redrivePolicy sqs:RedriveAllowPolicy.redriveAllowPolicy
    sqs:RedrivePolicy.redrivePolicy`,
  "how a cluster grows": "emr:InstanceGroup.autoscalingPolicy",
  "settings of a browser": "workspaces:WebBrowserSettings.browserPolicy workspacesweb:BrowserSettings.browserPolicy",
  "a reference to a policy": "iot:PolicyAttachment.policy",
  "a word for a setting": `
    alb:Listener.alpnPolicy alb:Listener.sslPolicy alb:LoadBalancer.dnsRecordClientRoutingPolicy
    applicationloadbalancing:Listener.alpnPolicy applicationloadbalancing:Listener.sslPolicy
    applicationloadbalancing:LoadBalancer.dnsRecordClientRoutingPolicy elasticloadbalancingv2:Listener.alpnPolicy
    elasticloadbalancingv2:Listener.sslPolicy elasticloadbalancingv2:LoadBalancer.dnsRecordClientRoutingPolicy
    lb:Listener.alpnPolicy lb:Listener.sslPolicy lb:LoadBalancer.dnsRecordClientRoutingPolicy
    apigateway:DomainName.securityPolicy apigateway:RestApi.securityPolicy
    bedrock:AgentDataSource.dataDeletionPolicy dlm:LifecyclePolicy.defaultPolicy
    ec2:Fleet.excessCapacityTerminationPolicy ec2:SpotFleetRequest.excessCapacityTerminationPolicy
    eks:Capability.deletePropagationPolicy fsx:LustreFileSystem.autoImportPolicy fsx:OntapVolume.snapshotPolicy
    gamelift:Fleet.newGameSessionProtectionPolicy gamelift:GameServerGroup.gameServerProtectionPolicy
    kendra:Index.userContextPolicy mailmanager:IngressPoint.tlsPolicy ses:ReceiptFilter.policy
    ses:ReceiptRule.tlsPolicy storagegateway:NfsFileShare.notificationPolicy
    storagegateway:SmbFileShare.notificationPolicy transfer:WebApp.webAppEndpointPolicy`,
};

/** Words that a property's name ends in where it may hold a document; those inside other properties are fewer. */
const NAMES = /polic(?:y|ies)$|policy(?:document|text|body|template)$/i;
const NAMES_INSIDE = /^policy$|policydocument$/i;

const SDK = dirname(require.resolve("@pulumi/aws/package.json"));

/** The tokens by which the SDK registers its types, former ones as well. */
export function tokens(): ReadonlySet<string> {
  return new Set([...resourceClasses(SDK)].flatMap(({ token, formerTokens }) => [token, ...formerTokens]));
}

/** All properties of the SDK that may hold a policy document, as `module:Type.property`. */
export function candidates(): ReadonlySet<string> {
  const inside = interfacesIn(readFileSync(join(SDK, "types/input.d.ts"), "utf8"));
  const found = new Set<string>();
  for (const { token, formerTokens, declarations } of resourceClasses(SDK)) {
    const declared = argumentsOf(token, declarations);
    for (const type of [token, ...formerTokens].map(shortForm)) {
      for (const place of placesIn(declared, type, inside)) found.add(`${type}.${place}`);
    }
  }
  return found;
}

const PROPERTY = /^ +(\w+)\??: (pulumi\.Input<.*)$/gm;

function* placesIn(declared: string, type: string, inside: ReadonlyMap<string, string>): Iterable<string> {
  for (const { name, value } of propertiesIn(declared)) {
    const named = NAMES.test(name) || (name === "content" && type.endsWith("Policy"));
    if (mayBeDocument(value) && (named || value.includes("PolicyDocument"))) yield name;
    const [, list, member = ""] = /^pulumi\.Input<(pulumi\.Input<)?inputs\.([\w.]+)/.exec(value) ?? [];
    const members = propertiesIn(inside.get(member) ?? "").filter((each) => NAMES_INSIDE.test(each.name));
    for (const each of members) if (mayBeDocument(each.value)) yield `${name}${list ? "[]" : ""}.${each.name}`;
  }
}

function propertiesIn(declared: string): readonly { readonly name: string; readonly value: string }[] {
  return [...declared.matchAll(PROPERTY)].map(([, name = "", value = ""]) => ({ name, value }));
}

function mayBeDocument(declared: string): boolean {
  return declared.startsWith("pulumi.Input<string");
}

/** Candidates that nobody has classified, and classified ones that the SDK does not have. */
export function unreviewed(): Review {
  return reviewOf(candidates(), REVIEWED, NOT_READ);
}

/** The text of the generated file: for each module its types and their properties, by what a document is attached to. */
export function written(): string {
  const types = Object.entries(REVIEWED).map(([kind, text]) => [kind, wordsOf(text).toSorted().join(" ")] as const);
  return `${JSON.stringify(Object.fromEntries(types), undefined, 2)}\n`;
}

export const GENERATED = "policy-packs/facts/aws/document-types.json";

if (require.main === module)
  writeReviewed(unreviewed(), "scripts/generate-aws-document-types.ts", GENERATED, written());
