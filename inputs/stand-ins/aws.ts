import type { Shape } from "./shape";
import type { Template } from "./template";

const REGIONAL = "{region}:{account}";

/**
 * ARN formats: AWS, Service Authorization Reference, "Resource types defined by". Ids: the import section of each
 * type in the Pulumi registry.
 */
export const AWS_SHAPES: Readonly<Record<string, Shape>> = {
  "aws:s3/bucket:Bucket": bucket(),
  "aws:s3/bucketV2:BucketV2": bucket(),
  "aws:s3/accessPoint:AccessPoint": arnAndId(`s3:${REGIONAL}:accesspoint/{name}`, "{account}:{name}", "name"),
  "aws:dynamodb/table:Table": named(`dynamodb:${REGIONAL}:table/{name}`, "{name}", {
    streamArn: `arn:{partition}:dynamodb:${REGIONAL}:table/{name}/stream/{mark}`,
  }),
  "aws:sqs/queue:Queue": named(`sqs:${REGIONAL}:{name}`, "https://sqs.{region}.{dns}/{account}/{name}", {
    url: "https://sqs.{region}.{dns}/{account}/{name}",
  }),
  "aws:sns/topic:Topic": byArn(`sns:${REGIONAL}:{name}`, "name", { owner: "{account}" }),
  "aws:kinesis/stream:Stream": byArn(`kinesis:${REGIONAL}:stream/{name}`, "name"),
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": byArn(
    `firehose:${REGIONAL}:deliverystream/{name}`,
    "name",
  ),
  "aws:lambda/function:Function": arnAndId(`lambda:${REGIONAL}:function:{name}`, "{name}", "name", {
    invokeArn: `arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/arn:{partition}:lambda:${REGIONAL}:function:{name}/invocations`,
    qualifiedArn: `arn:{partition}:lambda:${REGIONAL}:function:{name}:$LATEST`,
  }),
  "aws:lambda/alias:Alias": byArn(`lambda:${REGIONAL}:function:{functionName}:{name}`, "name"),
  "aws:lambda/layerVersion:LayerVersion": {
    outputs: {
      arn: `arn:{partition}:lambda:${REGIONAL}:layer:{layerName}:1`,
      layerArn: `arn:{partition}:lambda:${REGIONAL}:layer:{layerName}`,
      id: `arn:{partition}:lambda:${REGIONAL}:layer:{layerName}:1`,
    },
  },
  "aws:lambda/codeSigningConfig:CodeSigningConfig": byArn(`lambda:${REGIONAL}:code-signing-config:csc-{mark17}`),

  "aws:iam/role:Role": named("iam::{account}:role{path|/}{name}", "{name}", { uniqueId: "AROA{MARK16}" }),
  "aws-native:iam:Role": arnAndId("iam::{account}:role{path|/}{name}", "{name}", "roleName", {
    roleId: "AROA{MARK16}",
  }),
  "aws:iam/user:User": named("iam::{account}:user{path|/}{name}", "{name}", { uniqueId: "AIDA{MARK16}" }),
  "aws:iam/group:Group": named("iam::{account}:group{path|/}{name}", "{name}", { uniqueId: "AGPA{MARK16}" }),
  "aws:iam/policy:Policy": byArn("iam::{account}:policy{path|/}{name}", "name", { policyId: "ANPA{MARK16}" }),
  "aws:iam/instanceProfile:InstanceProfile": named("iam::{account}:instance-profile{path|/}{name}", "{name}", {
    uniqueId: "AIPA{MARK16}",
  }),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": byArn("iam::{account}:oidc-provider/{issuer}"),
  "aws:iam/samlProvider:SamlProvider": byArn("iam::{account}:saml-provider/{name}", "name"),
  "aws:iam/serverCertificate:ServerCertificate": arnAndId(
    "iam::{account}:server-certificate{path|/}{name}",
    "ASCA{MARK16}",
    "name",
  ),
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": byArn(
    "iam::{account}:role/aws-service-role/{awsServiceName}/AWSServiceRole{mark}",
  ),
  "aws:iam/rolePolicy:RolePolicy": { named: "name", outputs: { id: "{role}:{name}" } },
  "aws:iam/userPolicy:UserPolicy": { named: "name", outputs: { id: "{user}:{name}" } },
  "aws:iam/groupPolicy:GroupPolicy": { named: "name", outputs: { id: "{group}:{name}" } },
  "aws:iam/accessKey:AccessKey": { outputs: { id: "AKIA{MARK16}" } },
  "aws:rolesanywhere/profile:Profile": arnAndId(`rolesanywhere:${REGIONAL}:profile/{guid}`, "{guid}", "name"),
  "aws:rolesanywhere/trustAnchor:TrustAnchor": arnAndId(
    `rolesanywhere:${REGIONAL}:trust-anchor/{guid}`,
    "{guid}",
    "name",
  ),

  "aws:kms/key:Key": arnAndId(`kms:${REGIONAL}:key/{guid}`, "{guid}", undefined, { keyId: "{guid}" }),
  "aws:kms/replicaKey:ReplicaKey": arnAndId(`kms:${REGIONAL}:key/{guid}`, "{guid}", undefined, { keyId: "{guid}" }),
  "aws:kms/alias:Alias": { ...named(`kms:${REGIONAL}:{name}`, "{name}"), autoName: "alias/{label}-{mark}" },
  "aws:secretsmanager/secret:Secret": byArn(`secretsmanager:${REGIONAL}:secret:{name}-{mark6}`, "name"),
  "aws:secretsmanager/secretVersion:SecretVersion": {
    outputs: { arn: "{secretId}", id: "{secretId}|{guid}", versionId: "{guid}" },
  },
  "aws:ssm/parameter:Parameter": named(`ssm:${REGIONAL}:parameter{slash}{name}`, "{name}"),
  "aws:ssm/document:Document": named(`ssm:${REGIONAL}:document/{name}`, "{name}"),
  "aws:acm/certificate:Certificate": byArn(`acm:${REGIONAL}:certificate/{guid}`),
  "aws:acmpca/certificateAuthority:CertificateAuthority": byArn(`acm-pca:${REGIONAL}:certificate-authority/{guid}`),
  "aws:cognito/userPool:UserPool": arnAndId(
    `cognito-idp:${REGIONAL}:userpool/{region}_{mark}`,
    "{region}_{mark}",
    "name",
    { endpoint: "cognito-idp.{region}.{dns}/{region}_{mark}" },
  ),
  "aws:cognito/userPoolClient:UserPoolClient": { named: "name", outputs: { id: "{mark26}" } },
  "aws:cognito/identityPool:IdentityPool": arnAndId(
    `cognito-identity:${REGIONAL}:identitypool/{region}:{guid}`,
    "{region}:{guid}",
  ),

  "aws:cloudwatch/logGroup:LogGroup": named(`logs:${REGIONAL}:log-group:{name}`, "{name}"),
  "aws:cloudwatch/logStream:LogStream": named(`logs:${REGIONAL}:log-group:{logGroupName}:log-stream:{name}`, "{name}"),
  "aws:cloudwatch/logDestination:LogDestination": named(`logs:${REGIONAL}:destination:{name}`, "{name}"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": named(`cloudwatch:${REGIONAL}:alarm:{name}`, "{name}"),
  "aws:cloudwatch/eventRule:EventRule": named(`events:${REGIONAL}:rule/{name}`, "{name}"),
  "aws:cloudwatch/eventBus:EventBus": named(`events:${REGIONAL}:event-bus/{name}`, "{name}"),
  "aws:cloudtrail/trail:Trail": byArn(`cloudtrail:${REGIONAL}:trail/{name}`, "name"),
  "aws:scheduler/schedule:Schedule": arnAndId(
    `scheduler:${REGIONAL}:schedule/{groupName|default}/{name}`,
    "{groupName|default}/{name}",
    "name",
  ),
  "aws:sfn/stateMachine:StateMachine": byArn(`states:${REGIONAL}:stateMachine:{name}`, "name"),

  "aws:ecr/repository:Repository": named(`ecr:${REGIONAL}:repository/{name}`, "{name}", {
    repositoryUrl: "{account}.dkr.ecr.{region}.{dns}/{name}",
    registryId: "{account}",
  }),
  "aws:ecs/cluster:Cluster": byArn(`ecs:${REGIONAL}:cluster/{name}`, "name"),
  "aws:ecs/service:Service": byArn(`ecs:${REGIONAL}:service/{name}`, "name"),
  "aws:ecs/taskDefinition:TaskDefinition": {
    outputs: {
      arn: `arn:{partition}:ecs:${REGIONAL}:task-definition/{family}:1`,
      arnWithoutRevision: `arn:{partition}:ecs:${REGIONAL}:task-definition/{family}`,
      id: "{family}",
    },
  },
  "aws:eks/cluster:Cluster": named(`eks:${REGIONAL}:cluster/{name}`, "{name}", {
    endpoint: "https://{MARK32}.gr7.{region}.eks.{dns}",
    identities: [{ oidcs: [{ issuer: "https://oidc.eks.{region}.{dns}/id/{MARK32}" }] }],
  }),
  "aws:eks/nodeGroup:NodeGroup": {
    named: "nodeGroupName",
    outputs: {
      arn: `arn:{partition}:eks:${REGIONAL}:nodegroup/{clusterName}/{name}/{guid}`,
      id: "{clusterName}:{name}",
    },
  },
  "aws:apprunner/service:Service": byArn(`apprunner:${REGIONAL}:service/{serviceName}/{mark32}`),
  "aws:batch/jobDefinition:JobDefinition": byArn(`batch:${REGIONAL}:job-definition/{name}:1`, "name"),
  "aws:batch/jobQueue:JobQueue": byArn(`batch:${REGIONAL}:job-queue/{name}`, "name"),
  "aws:batch/computeEnvironment:ComputeEnvironment": {
    named: "name",
    outputs: { arn: `arn:{partition}:batch:${REGIONAL}:compute-environment/{name}`, id: "{name}" },
  },
  "aws:codebuild/project:Project": byArn(`codebuild:${REGIONAL}:project/{name}`, "name"),
  "aws:codepipeline/pipeline:Pipeline": named(`codepipeline:${REGIONAL}:{name}`, "{name}"),
  "aws:codecommit/repository:Repository": arnAndId(`codecommit:${REGIONAL}:{repositoryName}`, "{repositoryName}"),
  "aws:codestarconnections/connection:Connection": byArn(`codestar-connections:${REGIONAL}:connection/{guid}`),

  "aws:ec2/instance:Instance": ec2("instance", "i"),
  "aws:ec2/vpc:Vpc": ec2("vpc", "vpc"),
  "aws:ec2/subnet:Subnet": ec2("subnet", "subnet"),
  "aws:ec2/securityGroup:SecurityGroup": ec2("security-group", "sg"),
  "aws:ec2/routeTable:RouteTable": ec2("route-table", "rtb"),
  "aws:ec2/internetGateway:InternetGateway": ec2("internet-gateway", "igw"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpc-endpoint", "vpce"),
  "aws:ec2/launchTemplate:LaunchTemplate": { ...ec2("launch-template", "lt"), named: "name" },
  "aws:ebs/volume:Volume": ec2("volume", "vol"),
  "aws:ec2/natGateway:NatGateway": { outputs: { id: "nat-{mark17}" } },
  "aws:ec2/eip:Eip": { outputs: { id: "eipalloc-{mark17}", allocationId: "eipalloc-{mark17}" } },
  "aws:autoscaling/group:Group": named(
    `autoscaling:${REGIONAL}:autoScalingGroup:{guid}:autoScalingGroupName/{name}`,
    "{name}",
  ),
  "aws:lb/loadBalancer:LoadBalancer": byArn(
    `elasticloadbalancing:${REGIONAL}:loadbalancer/app/{name}/{mark16}`,
    "name",
    {
      dnsName: "{name}-{mark}.{region}.elb.{dns}",
    },
  ),
  "aws:lb/targetGroup:TargetGroup": byArn(`elasticloadbalancing:${REGIONAL}:targetgroup/{name}/{mark16}`, "name"),
  "aws:lb/listener:Listener": byArn(`elasticloadbalancing:${REGIONAL}:listener/app/{mark16}/{mark16}`),
  "aws:efs/fileSystem:FileSystem": arnAndId(`elasticfilesystem:${REGIONAL}:file-system/fs-{mark17}`, "fs-{mark17}"),
  "aws:efs/accessPoint:AccessPoint": arnAndId(
    `elasticfilesystem:${REGIONAL}:access-point/fsap-{mark17}`,
    "fsap-{mark17}",
  ),

  "aws:rds/instance:Instance": {
    named: "identifier",
    outputs: {
      arn: `arn:{partition}:rds:${REGIONAL}:db:{name}`,
      id: "db-{MARK26}",
      resourceId: "db-{MARK26}",
      address: "{name}.{mark12}.{region}.rds.{dns}",
    },
  },
  "aws:rds/cluster:Cluster": {
    named: "clusterIdentifier",
    outputs: {
      arn: `arn:{partition}:rds:${REGIONAL}:cluster:{name}`,
      id: "{name}",
      clusterResourceId: "cluster-{MARK26}",
      endpoint: "{name}.cluster-{mark12}.{region}.rds.{dns}",
    },
  },
  "aws:rds/proxy:Proxy": named(`rds:${REGIONAL}:db-proxy:prx-{mark17}`, "{name}"),
  "aws:redshift/cluster:Cluster": arnAndId(`redshift:${REGIONAL}:cluster:{clusterIdentifier}`, "{clusterIdentifier}"),
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    named: "replicationGroupId",
    outputs: { arn: `arn:{partition}:elasticache:${REGIONAL}:replicationgroup:{name}`, id: "{name}" },
  },
  "aws:opensearch/domain:Domain": {
    named: "domainName",
    outputs: {
      arn: `arn:{partition}:es:${REGIONAL}:domain/{name}`,
      id: `arn:{partition}:es:${REGIONAL}:domain/{name}`,
    },
  },
  "aws:msk/cluster:Cluster": byArn(`kafka:${REGIONAL}:cluster/{clusterName}/{guid}`),
  "aws:mq/broker:Broker": arnAndId(`mq:${REGIONAL}:broker:{brokerName}:b-{guid}`, "b-{guid}"),

  "aws:cloudfront/distribution:Distribution": arnAndId(
    "cloudfront::{account}:distribution/E{MARK13}",
    "E{MARK13}",
    undefined,
    {
      domainName: "d{mark13}.cloudfront.net",
    },
  ),
  "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": {
    outputs: {
      id: "E{MARK13}",
      iamArn: "arn:{partition}:iam::cloudfront:user/CloudFront Origin Access Identity E{MARK13}",
    },
  },
  "aws:apigateway/restApi:RestApi": arnAndId("apigateway:{region}::/restapis/{mark10}", "{mark10}", "name", {
    executionArn: `arn:{partition}:execute-api:${REGIONAL}:{mark10}`,
  }),
  "aws:apigatewayv2/api:Api": arnAndId("apigateway:{region}::/apis/{mark10}", "{mark10}", "name", {
    executionArn: `arn:{partition}:execute-api:${REGIONAL}:{mark10}`,
    apiEndpoint: "https://{mark10}.execute-api.{region}.{dns}",
  }),
  "aws:appsync/graphQLApi:GraphQLApi": arnAndId(`appsync:${REGIONAL}:apis/{mark26}`, "{mark26}", "name"),
  "aws:route53/zone:Zone": arnAndId("route53:::hostedzone/Z{MARK20}", "Z{MARK20}", undefined, { zoneId: "Z{MARK20}" }),

  "aws:backup/vault:Vault": named(`backup:${REGIONAL}:backup-vault:{name}`, "{name}"),
  "aws:backup/plan:Plan": arnAndId(`backup:${REGIONAL}:backup-plan:{guid}`, "{guid}", "name"),
  "aws:glue/job:Job": named(`glue:${REGIONAL}:job/{name}`, "{name}"),
  "aws:glue/crawler:Crawler": named(`glue:${REGIONAL}:crawler/{name}`, "{name}"),
  "aws:glue/catalogDatabase:CatalogDatabase": {
    named: "name",
    outputs: { arn: `arn:{partition}:glue:${REGIONAL}:database/{name}`, id: "{account}:{name}" },
  },
  "aws:athena/workgroup:Workgroup": named(`athena:${REGIONAL}:workgroup/{name}`, "{name}"),
  "aws:sagemaker/notebookInstance:NotebookInstance": named(`sagemaker:${REGIONAL}:notebook-instance/{name}`, "{name}"),
  "aws:transfer/server:Server": arnAndId(`transfer:${REGIONAL}:server/s-{mark17}`, "s-{mark17}"),
  "aws:wafv2/webAcl:WebAcl": arnAndId(`wafv2:${REGIONAL}:regional/webacl/{name}/{guid}`, "{guid}", "name"),
  "aws:ses/domainIdentity:DomainIdentity": arnAndId(`ses:${REGIONAL}:identity/{domain}`, "{domain}"),
  "aws:accessanalyzer/analyzer:Analyzer": arnAndId(
    `access-analyzer:${REGIONAL}:analyzer/{analyzerName}`,
    "{analyzerName}",
  ),
};

type Outputs = Readonly<Record<string, Template>>;

/** A resource with an ARN and an id of its own kind. */
function arnAndId(arn: string, id: string, name?: string, outputs: Outputs = {}): Shape {
  return { ...(name !== undefined && { named: name }), outputs: { arn: arnText(arn), id, ...outputs } };
}

/** A resource that its name identifies. */
function named(arn: string, id: string, outputs: Outputs = {}): Shape {
  return arnAndId(arn, id, "name", outputs);
}

/** A resource that its ARN identifies. */
function byArn(arn: string, name?: string, outputs: Outputs = {}): Shape {
  return arnAndId(arn, arnText(arn), name, outputs);
}

function arnText(arn: string): string {
  return arn.startsWith("{") ? arn : `arn:{partition}:${arn}`;
}

function bucket(): Shape {
  return {
    named: "bucket",
    outputs: {
      arn: "arn:{partition}:s3:::{name}",
      id: "{name}",
      bucketDomainName: "{name}.s3.{dns}",
      bucketRegionalDomainName: "{name}.s3.{region}.{dns}",
    },
  };
}

function ec2(resource: string, prefix: string): Shape {
  const id = `${prefix}-{mark17}`;
  return arnAndId(`ec2:${REGIONAL}:${resource}/${id}`, id);
}
