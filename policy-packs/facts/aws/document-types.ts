import type { DocumentKind } from "../../../identity/aws/document/document";
import generated from "./document-types.json";

/** What a document is attached to. What stands at an endpoint narrows what passes through, and grants nothing. */
export type Attachment = "identity" | "trust" | "resource" | "endpoint";

/** Where a type keeps its documents; `[]` stands for each element of a list, and a point leads into an object. */
export type DocumentPlaces = Readonly<Record<string, Attachment>>;

/** Those of `aws-native` are read from its SDK by somebody: its properties are those of CloudFormation. Last read of 1.79. */
const NATIVE: Readonly<Record<string, DocumentPlaces>> = {
  "aws-native:iam:Role": { assumeRolePolicyDocument: "trust", "policies[].policyDocument": "identity" },
  "aws-native:iam:User": { "policies[].policyDocument": "identity" },
  "aws-native:iam:Group": { "policies[].policyDocument": "identity" },
  "aws-native:iam:ManagedPolicy": { policyDocument: "identity" },
  "aws-native:iam:RolePolicy": { policyDocument: "identity" },
  "aws-native:iam:UserPolicy": { policyDocument: "identity" },
  "aws-native:iam:GroupPolicy": { policyDocument: "identity" },
  "aws-native:sso:PermissionSet": { inlinePolicy: "identity" },
  "aws-native:iot:Policy": { policyDocument: "identity" },
  "aws-native:eks:PodIdentityAssociation": { policy: "identity" },
  "aws-native:rolesanywhere:Profile": { sessionPolicy: "identity" },
  "aws-native:transfer:User": { policy: "identity" },
  "aws-native:ec2:VpcEndpoint": { policyDocument: "endpoint" },
  "aws-native:odb:OdbNetwork": {
    kmsPolicyDocument: "endpoint",
    s3PolicyDocument: "endpoint",
    stsPolicyDocument: "endpoint",
  },
  "aws-native:vpclattice:AuthPolicy": { policy: "endpoint" },
  "aws-native:aiops:InvestigationGroup": { investigationGroupPolicy: "resource" },
  "aws-native:apigateway:DomainNameV2": { policy: "resource" },
  "aws-native:apigateway:RestApi": { policy: "resource" },
  "aws-native:aps:ResourcePolicy": { policyDocument: "resource" },
  "aws-native:backup:BackupVault": { accessPolicy: "resource" },
  "aws-native:backup:LogicallyAirGappedBackupVault": { accessPolicy: "resource" },
  "aws-native:bedrock:ResourcePolicy": { policyDocument: "resource" },
  "aws-native:bedrockagentcore:ResourcePolicy": { policy: "resource" },
  "aws-native:cloudtrail:ResourcePolicy": { resourcePolicy: "resource" },
  "aws-native:codeartifact:Domain": { permissionsPolicyDocument: "resource" },
  "aws-native:codeartifact:Repository": { permissionsPolicyDocument: "resource" },
  "aws-native:comprehend:DocumentClassifier": { modelPolicy: "resource" },
  "aws-native:dsql:Cluster": { policyDocument: "resource" },
  "aws-native:dynamodb:GlobalTable": {
    "replicas[].resourcePolicy.policyDocument": "resource",
    "replicas[].replicaStreamSpecification.resourcePolicy.policyDocument": "resource",
  },
  "aws-native:dynamodb:Table": {
    "resourcePolicy.policyDocument": "resource",
    "streamSpecification.resourcePolicy.policyDocument": "resource",
  },
  "aws-native:ecr:PublicRepository": { repositoryPolicyText: "resource" },
  "aws-native:ecr:RegistryPolicy": { policyText: "resource" },
  "aws-native:ecr:Repository": { repositoryPolicyText: "resource" },
  "aws-native:ecr:RepositoryCreationTemplate": { repositoryPolicy: "resource" },
  "aws-native:efs:FileSystem": { fileSystemPolicy: "resource" },
  "aws-native:events:EventBus": { policy: "resource" },
  "aws-native:eventschemas:RegistryPolicy": { policy: "resource" },
  "aws-native:fsx:S3AccessPointAttachment": { "s3AccessPoint.policy": "resource" },
  "aws-native:kinesis:ResourcePolicy": { resourcePolicy: "resource" },
  "aws-native:kms:Key": { keyPolicy: "resource" },
  "aws-native:kms:ReplicaKey": { keyPolicy: "resource" },
  "aws-native:lambda:ResourcePolicy": { policyDocument: "resource" },
  "aws-native:lex:ResourcePolicy": { policy: "resource" },
  "aws-native:logs:Destination": { destinationPolicy: "resource" },
  "aws-native:logs:LogGroup": { resourcePolicyDocument: "resource" },
  "aws-native:logs:ResourcePolicy": { policyDocument: "resource" },
  "aws-native:mediapackagev2:ChannelPolicy": { policy: "resource" },
  "aws-native:mediapackagev2:OriginEndpointPolicy": { policy: "resource" },
  "aws-native:mediatailor:ChannelPolicy": { policy: "resource" },
  "aws-native:msk:ClusterPolicy": { policy: "resource" },
  "aws-native:oam:Sink": { policy: "resource" },
  "aws-native:omics:SequenceStore": { s3AccessPolicy: "resource" },
  "aws-native:opensearchservice:Domain": { accessPolicies: "resource" },
  "aws-native:osis:Pipeline": { "resourcePolicy.policy": "resource" },
  "aws-native:paymentcryptography:Key": { policy: "resource" },
  "aws-native:redshift:Cluster": { namespaceResourcePolicy: "resource" },
  "aws-native:redshiftserverless:Namespace": { namespaceResourcePolicy: "resource" },
  "aws-native:rum:AppMonitor": { "resourcePolicy.policyDocument": "resource" },
  "aws-native:s3:AccessPoint": { policy: "resource" },
  "aws-native:s3:BucketPolicy": { policyDocument: "resource" },
  "aws-native:s3:MultiRegionAccessPointPolicy": { policy: "resource" },
  "aws-native:s3express:AccessPoint": { policy: "resource" },
  "aws-native:s3express:BucketPolicy": { policyDocument: "resource" },
  "aws-native:s3files:FileSystemPolicy": { policy: "resource" },
  "aws-native:s3objectlambda:AccessPointPolicy": { policyDocument: "resource" },
  "aws-native:s3outposts:AccessPoint": { policy: "resource" },
  "aws-native:s3outposts:BucketPolicy": { policyDocument: "resource" },
  "aws-native:s3tables:TableBucketPolicy": { resourcePolicy: "resource" },
  "aws-native:s3tables:TablePolicy": { resourcePolicy: "resource" },
  "aws-native:s3vectors:VectorBucketPolicy": { policy: "resource" },
  "aws-native:sagemaker:ModelPackageGroup": { modelPackageGroupPolicy: "resource" },
  "aws-native:secretsmanager:ResourcePolicy": { resourcePolicy: "resource" },
  "aws-native:smsvoice:ResourcePolicy": { policyDocument: "resource" },
  "aws-native:sns:TopicInlinePolicy": { policyDocument: "resource" },
  "aws-native:sns:TopicPolicy": { policyDocument: "resource" },
  "aws-native:sqs:QueueInlinePolicy": { policyDocument: "resource" },
  "aws-native:sqs:QueuePolicy": { policyDocument: "resource" },
  "aws-native:ssm:ResourcePolicy": { policy: "resource" },
  "aws-native:vpclattice:ResourcePolicy": { policy: "resource" },
  "aws-native:xray:ResourcePolicy": { policyDocument: "resource" },
};

/**
 * Where each type keeps its policy documents. Those of `aws` are made from its SDK by
 * `scripts/generate-aws-document-types.ts`.
 */
export const DOCUMENTS: ReadonlyMap<string, DocumentPlaces> = new Map([
  ...unfolded(generated),
  ...Object.entries(NATIVE),
]);

/** The types with documents that are attached so. */
export function typesWith(attachment: Attachment): readonly string[] {
  return [...DOCUMENTS].filter(([, places]) => Object.values(places).includes(attachment)).map(([type]) => type);
}

/** These services refuse a statement that does not name what it is about; at others it may be left out. */
const NAMES_RESOURCE = /^aws(-native)?:(s3|kms|secretsmanager)[:/]/;

/** How a document is to be read. */
export function kindOf(attachment: Attachment, type: string): DocumentKind {
  if (attachment === "identity" || attachment === "trust") return attachment;
  return attachment === "endpoint" || NAMES_RESOURCE.test(type) ? "resource-named" : "resource";
}

function unfolded(lists: Readonly<Record<Attachment, string>>): ReadonlyMap<string, DocumentPlaces> {
  const types = new Map<string, Record<string, Attachment>>();
  for (const attachment of Object.keys(lists) as Attachment[]) {
    for (const each of lists[attachment].split(" ")) {
      const [, module = "", name = "", place = ""] = /^(\w+):(\w+)\.(.*)$/.exec(each) ?? [];
      const type = `aws:${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
      types.set(type, { ...types.get(type), [place]: attachment });
    }
  }
  return types;
}
