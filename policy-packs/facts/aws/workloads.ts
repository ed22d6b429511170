import type { Text } from "../../../identity/aws/document/document";
import type { WorkloadKind } from "../../../identity/aws/escalation/targets";
import { FRESH } from "../../../identity/aws/permissions/permissions";
import { absent, known, unknown, type Knowledge } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import { UnknownProperty, type PropertyValue, type Resource } from "../../judge/resource";
import type { StackView } from "../family";
import type { Reference } from "../references";
import { IDENTITY_TYPES, nameOf } from "./identity-resources";

/** Where a type names the role with which it works, and how its ARN is made, from the service on. */
interface WorkloadType {
  readonly kind: WorkloadKind;
  /** Paths of the role's ARN or name, or of what holds it, the first one that says something. */
  readonly roles: readonly string[];
  readonly through?: "instance profile" | "task definition" | "domain";
  /** Region and account are left out; `{property}` is filled with what the property says. */
  readonly arn: string;
}

/** What a type may refer to that holds the role in its place, and where. */
const HOLDERS: Readonly<Record<NonNullable<WorkloadType["through"]>, readonly [types: string[], roles: string[]]>> = {
  "instance profile": [
    ["aws:iam/instanceProfile:InstanceProfile", "aws-native:iam:InstanceProfile"],
    ["role", "roles[0]"],
  ],
  "task definition": [["aws:ecs/taskDefinition:TaskDefinition", "aws-native:ecs:TaskDefinition"], ["taskRoleArn"]],
  domain: [["aws:sagemaker/domain:Domain", "aws-native:sagemaker:Domain"], ["defaultUserSettings.executionRole"]],
};

/** The types whose workloads hold a role and can be made to act by those who may change or call them. */
const WORKLOADS = new Map<string, WorkloadType>([
  ["aws:lambda/function:Function", { kind: "function", roles: ["role"], arn: "lambda:function:{name}" }],
  ["aws-native:lambda:Function", { kind: "function", roles: ["role"], arn: "lambda:function:{functionName}" }],
  ["aws:ec2/instance:Instance", { ...instance("iamInstanceProfile"), arn: "ec2:instance/{id}" }],
  [
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
    { ...instance("iamInstanceProfile"), arn: "ec2:instance/{spotInstanceId}" },
  ],
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
  ["aws:amplify/app:App", { kind: "Amplify app", roles: ["iamServiceRoleArn"], arn: "amplify:apps/{id}" }],
  [
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    { kind: "EKS cluster", roles: ["roleArn"], arn: "eks:cluster/{clusterName}" },
  ],
  [
    "aws-native:eks:PodIdentityAssociation",
    { kind: "EKS cluster", roles: ["roleArn"], arn: "eks:cluster/{clusterName}" },
  ],
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
  ...Object.values(HOLDERS).flatMap(([types]) => types),
];

/** A workload, the role that it holds, and what it may be called in a statement. */
export interface HeldRole {
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly arn: Text;
  readonly role: Reference;
}

/** The role that a resource holds, where it is a workload that holds one. */
export function workloadOf(resource: Resource, stack: StackView): HeldRole | undefined {
  const type = WORKLOADS.get(resource.type);
  if (!type) return undefined;
  const role = roleOf(resource, type, stack);
  if (role.state === "absent") return undefined;
  return { kind: type.kind, name: resource.name, arn: arnOf(resource, type.arn), role };
}

function roleOf(resource: Resource, { roles, through }: WorkloadType, stack: StackView): Reference {
  const named = firstOf(resource, roles);
  if (through === undefined) return resolveRole(named, resource, stack);
  const [types, inside] = HOLDERS[through];
  const reference = stack.references.resolve(named, resource, types);
  if (reference.state === "resource") {
    return resolveRole(firstOf(reference.resource, inside), reference.resource, stack);
  }
  // A role stands in the place of a domain where a user has one of its own.
  return through === "domain" ? resolveRole(named, resource, stack) : reference;
}

/** What the first of the paths says that says something. */
function firstOf(resource: Resource, paths: readonly string[]): Knowledge<string> {
  const values = paths.map((path) => read(resource, path));
  return values.find(({ state }) => state !== "absent") ?? absent(paths[0] ?? "");
}

function read(resource: Resource, path: string): Knowledge<string> {
  const [first = "", ...rest] = path.split(/[.[]/);
  return rest.reduce(inside, Property.input(resource, first)).string();
}

/** A member of an object, of an object written as JSON text, or of a list. */
function inside(property: Property, key: string): Property {
  if (key.endsWith("]")) {
    const list = property.list();
    return (list.state === "known" ? list.value[Number(key.slice(0, -1))] : undefined) ?? property.at(key);
  }
  const text = property.map().state === "unknown" ? property.string() : undefined;
  return text?.state === "known" ? parsed(text.value, text.path).at(key) : property.at(key);
}

function parsed(json: string, path: string): Property {
  try {
    return Property.of(JSON.parse(json) as PropertyValue, path);
  } catch {
    return Property.of(new UnknownProperty("no JSON"), path);
  }
}

/** A role by its ARN or by its name. */
function resolveRole(text: Knowledge<string>, from: Resource, { references }: StackView): Reference {
  const reference = references.resolve(text, from, IDENTITY_TYPES.role);
  if (reference.state !== "external" || text.state !== "known") return reference;
  return references.resolve({ ...text, value: nameOf(text.value) }, from, IDENTITY_TYPES.role);
}

const PLACEHOLDER = /\{(\w+)(?:\|(\w+))?\}/g;

/** A cluster may be named by its ARN, of which the last part is its name. */
function arnOf(resource: Resource, template: string): Text {
  const values = new Map<string, Knowledge<string>>();
  for (const [, name = ""] of template.matchAll(PLACEHOLDER)) {
    values.set(name, Property.output(resource, name).string());
  }
  const open = [...values.values()].find((value) => value.state === "unknown");
  if (open) return open;
  let missing: string | undefined;
  const filled = template.replace(PLACEHOLDER, (_all, name: string, ifAbsent?: string) => {
    const value = values.get(name);
    if (value?.state !== "known" && ifAbsent === undefined) missing = name;
    return value?.state === "known" ? value.value.replace(/^.*\//, "") : (ifAbsent ?? "");
  });
  const [service = "", ...rest] = filled.split(":");
  return missing === undefined
    ? known(`:${service}:${FRESH}:${FRESH}:${rest.join(":")}`, [...values.keys()][0] ?? "")
    : unknown(missing);
}
