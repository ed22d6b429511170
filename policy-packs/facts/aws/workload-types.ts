import type { WorkloadKind } from "../../../identity/aws/escalation/targets";
import { FRESH } from "../../../identity/aws/permissions/permissions";
import { PROFILES } from "./role-references";

/** Where a type names the role with which it works, and how its ARN is made, from the service on. */
export interface WorkloadType {
  readonly kind: WorkloadKind;
  /** Paths of the role's ARN or name, or of what holds it, the first one that says something. */
  readonly roles: readonly string[];
  readonly through?: keyof typeof HOLDERS;
  /** Region and account are left out; `{property}` is filled with what the property says. */
  readonly arn: string;
}

/** What a type may refer to that holds the role in its place. */
export interface Holder {
  readonly types: readonly string[];
  readonly roles: readonly string[];
  readonly through?: keyof typeof HOLDERS;
}

export const HOLDERS = {
  "instance profile": [{ types: PROFILES, roles: ["role", "roles[0]"] }],
  "task definition": [
    { types: ["aws:ecs/taskDefinition:TaskDefinition", "aws-native:ecs:TaskDefinition"], roles: ["taskRoleArn"] },
  ],
  domain: [
    {
      types: ["aws:sagemaker/domain:Domain", "aws-native:sagemaker:Domain"],
      roles: ["defaultUserSettings.executionRole"],
    },
  ],
  "launch template": [
    {
      types: ["aws:ec2/launchTemplate:LaunchTemplate", "aws-native:ec2:LaunchTemplate"],
      roles: [
        ...["iamInstanceProfile.name", "iamInstanceProfile.arn"],
        ...["launchTemplateData.iamInstanceProfile.name", "launchTemplateData.iamInstanceProfile.arn"],
      ],
      through: "instance profile",
    },
    {
      types: ["aws:ec2/launchConfiguration:LaunchConfiguration", "aws-native:autoscaling:LaunchConfiguration"],
      roles: ["iamInstanceProfile"],
      through: "instance profile",
    },
  ],
} as const;

/** Where an Auto Scaling group says what it launches. */
const LAUNCHES = [
  ...[
    "launchTemplate.id",
    "launchTemplate.name",
    "launchTemplate.launchTemplateId",
    "launchTemplate.launchTemplateName",
  ],
  ...["launchTemplateId", "launchTemplateName"].map(
    (name) => `mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.${name}`,
  ),
  ...["launchConfiguration", "launchConfigurationName"],
];

/** The types that keep a number of instances running. */
export const AUTO_SCALING_GROUPS: readonly string[] = [
  "aws:autoscaling/group:Group",
  "aws-native:autoscaling:AutoScalingGroup",
];

/** The types whose workloads hold a role and can be made to act by those who may change or call them. */
export const WORKLOADS = new Map<string, WorkloadType>([
  ["aws:lambda/function:Function", { kind: "function", roles: ["role"], arn: "lambda:function:{name}" }],
  ["aws-native:lambda:Function", { kind: "function", roles: ["role"], arn: "lambda:function:{functionName}" }],
  ["aws:ec2/instance:Instance", { ...instance("iamInstanceProfile"), arn: "ec2:instance/{id}" }],
  [
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
    { ...instance("iamInstanceProfile"), arn: "ec2:instance/{spotInstanceId}" },
  ],
  // Its instances are not known by name.
  ...AUTO_SCALING_GROUPS.map((type): [string, WorkloadType] => [
    type,
    { kind: "instance", roles: LAUNCHES, through: "launch template", arn: `ec2:instance/${FRESH}` },
  ]),
  ["aws-native:ec2:Instance", { ...instance("iamInstanceProfile"), arn: "ec2:instance/{instanceId}" }],
  [
    "aws:ec2/launchTemplate:LaunchTemplate",
    {
      ...instance("iamInstanceProfile.name", "iamInstanceProfile.arn"),
      kind: "launch template",
      arn: "ec2:launch-template/{id}",
    },
  ],
  [
    "aws-native:ec2:LaunchTemplate",
    {
      ...instance("launchTemplateData.iamInstanceProfile.name", "launchTemplateData.iamInstanceProfile.arn"),
      kind: "launch template",
      arn: "ec2:launch-template/{launchTemplateId}",
    },
  ],
  ...["aws:ecs/service:Service", "aws-native:ecs:Service"].map((type): [string, WorkloadType] => [
    type,
    { kind: "task", roles: ["taskDefinition"], through: "task definition", arn: `ecs:task/{cluster|default}/${FRESH}` },
  ]),
  ...["aws:apprunner/service:Service", "aws-native:apprunner:Service"].map((type): [string, WorkloadType] => [
    type,
    {
      kind: "App Runner service",
      roles: ["instanceConfiguration.instanceRoleArn"],
      arn: `apprunner:service/{serviceName}/${FRESH}`,
    },
  ]),
  ...["aws:codebuild/project:Project", "aws-native:codebuild:Project"].map((type): [string, WorkloadType] => [
    type,
    { kind: "CodeBuild project", roles: ["serviceRole"], arn: "codebuild:project/{name}" },
  ]),
  [
    "aws:batch/jobDefinition:JobDefinition",
    { kind: "job definition", roles: ["containerProperties.jobRoleArn"], arn: "batch:job-definition/{name}" },
  ],
  [
    "aws-native:batch:JobDefinition",
    {
      kind: "job definition",
      roles: ["containerProperties.jobRoleArn"],
      arn: "batch:job-definition/{jobDefinitionName}",
    },
  ],
  ["aws:cloudformation/stack:Stack", { ...formation("iamRoleArn"), arn: `cloudformation:stack/{name}/${FRESH}` }],
  ["aws-native:cloudformation:Stack", { ...formation("roleArn"), arn: `cloudformation:stack/{stackName}/${FRESH}` }],
  [
    "aws:cloudformation/stackSet:StackSet",
    { kind: "stack set", roles: ["administrationRoleArn"], arn: `cloudformation:stackset/{name}:${FRESH}` },
  ],
  [
    "aws-native:cloudformation:StackSet",
    { kind: "stack set", roles: ["administrationRoleArn"], arn: `cloudformation:stackset/{stackSetName}:${FRESH}` },
  ],
  [
    "aws:glue/devEndpoint:DevEndpoint",
    { kind: "development endpoint", roles: ["roleArn"], arn: "glue:devEndpoint/{name}" },
  ],
  [
    "aws:sagemaker/notebookInstance:NotebookInstance",
    { kind: "notebook instance", roles: ["roleArn"], arn: "sagemaker:notebook-instance/{name}" },
  ],
  ...["aws:sagemaker/userProfile:UserProfile", "aws-native:sagemaker:UserProfile"].map(
    (type): [string, WorkloadType] => [
      type,
      {
        kind: "Studio user",
        roles: ["userSettings.executionRole", "domainId"],
        through: "domain",
        arn: "sagemaker:user-profile/{domainId}/{userProfileName}",
      },
    ],
  ),
  [
    "aws:emr/cluster:Cluster",
    { ...instance("ec2Attributes.instanceProfile"), kind: "EMR cluster", arn: "elasticmapreduce:cluster/{id}" },
  ],
  [
    "aws:kinesisanalyticsv2/application:Application",
    { kind: "Flink application", roles: ["serviceExecutionRole"], arn: "kinesisanalytics:application/{name}" },
  ],
  [
    "aws-native:kinesisanalyticsv2:Application",
    {
      kind: "Flink application",
      roles: ["serviceExecutionRole"],
      arn: "kinesisanalytics:application/{applicationName}",
    },
  ],
  ["aws-native:amplify:App", { kind: "Amplify app", roles: ["iamServiceRole"], arn: "amplify:apps/{appId}" }],
  ["aws:amplify/app:App", { kind: "Amplify app", roles: ["iamServiceRoleArn"], arn: "amplify:apps/{id}" }],
  [
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    { kind: "EKS cluster", roles: ["roleArn"], arn: "eks:cluster/{clusterName}" },
  ],
  [
    "aws-native:eks:PodIdentityAssociation",
    { kind: "EKS cluster", roles: ["roleArn"], arn: "eks:cluster/{clusterName}" },
  ],
  ...[
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
    "aws-native:cognito:IdentityPoolRoleAttachment",
  ].map((type): [string, WorkloadType] => [
    type,
    { kind: "identity pool", roles: ["roles.authenticated"], arn: "cognito-identity:identitypool/{identityPoolId}" },
  ]),
  ...["aws:glue/job:Job", "aws-native:glue:Job"].map((type): [string, WorkloadType] => [
    type,
    { kind: "Glue job", roles: ["roleArn", "role"], arn: "glue:job/{name}" },
  ]),
  ["aws:gamelift/fleet:Fleet", { kind: "game fleet", roles: ["instanceRoleArn"], arn: "gamelift:fleet/{id}" }],
  ["aws-native:gamelift:Fleet", { kind: "game fleet", roles: ["instanceRoleArn"], arn: "gamelift:fleet/{fleetId}" }],
  ["aws:iot/roleAlias:RoleAlias", { kind: "role alias", roles: ["roleArn"], arn: "iot:rolealias/{alias}" }],
  ["aws-native:iot:RoleAlias", { kind: "role alias", roles: ["roleArn"], arn: "iot:rolealias/{roleAlias}" }],
  ...[
    "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration",
    "aws-native:imagebuilder:InfrastructureConfiguration",
  ].map((type): [string, WorkloadType] => [
    type,
    {
      ...instance("instanceProfileName"),
      kind: "image infrastructure",
      arn: "imagebuilder:infrastructure-configuration/{name}",
    },
  ]),
  ["aws:eks/nodeGroup:NodeGroup", { kind: "EKS cluster", roles: ["nodeRoleArn"], arn: "eks:cluster/{clusterName}" }],
  ["aws-native:eks:Nodegroup", { kind: "EKS cluster", roles: ["nodeRole"], arn: "eks:cluster/{clusterName}" }],
  [
    "aws:sfn/stateMachine:StateMachine",
    { kind: "state machine", roles: ["roleArn"], arn: "states:stateMachine:{name}" },
  ],
  [
    "aws-native:stepfunctions:StateMachine",
    { kind: "state machine", roles: ["roleArn"], arn: "states:stateMachine:{stateMachineName}" },
  ],
  [
    "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime",
    { kind: "agent runtime", roles: ["roleArn"], arn: "bedrock-agentcore:runtime/{agentRuntimeId}" },
  ],
  [
    "aws-native:bedrockagentcore:Runtime",
    { kind: "agent runtime", roles: ["roleArn"], arn: "bedrock-agentcore:runtime/{agentRuntimeId}" },
  ],
  [
    "aws-native:bedrockagentcore:CodeInterpreterCustom",
    {
      kind: "code interpreter",
      roles: ["executionRoleArn"],
      arn: "bedrock-agentcore:code-interpreter-custom/{codeInterpreterId}",
    },
  ],
  [
    "aws-native:bedrockagentcore:BrowserCustom",
    { kind: "browser", roles: ["executionRoleArn"], arn: "bedrock-agentcore:browser-custom/{browserId}" },
  ],
  [
    "aws:bedrock/agentcoreCodeInterpreter:AgentcoreCodeInterpreter",
    {
      kind: "code interpreter",
      roles: ["executionRoleArn"],
      arn: "bedrock-agentcore:code-interpreter-custom/{codeInterpreterId}",
    },
  ],
  [
    "aws:bedrock/agentcoreBrowser:AgentcoreBrowser",
    { kind: "browser", roles: ["executionRoleArn"], arn: "bedrock-agentcore:browser-custom/{browserId}" },
  ],
]);

function instance(...roles: readonly string[]) {
  return { kind: "instance", roles, through: "instance profile" } as const;
}

function formation(role: string) {
  return { kind: "CloudFormation stack", roles: [role] } as const;
}

export const WORKLOAD_TYPES: readonly string[] = [
  ...WORKLOADS.keys(),
  ...Object.values(HOLDERS)
    .flat()
    .flatMap(({ types }) => types)
    .filter((type) => !WORKLOADS.has(type)),
];
