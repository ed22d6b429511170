import type { Text } from "../../../identity/aws/document";
import type { WorkloadKind } from "../../../identity/aws/escalation-methods";
import { FRESH } from "../../../identity/aws/permissions";
import { known, unknown, type Knowledge } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { StackView } from "../family";
import type { Reference } from "../references";
import { IDENTITY_TYPES, nameOf } from "./identity-resources";

/** Where a type names the role with which it works, and how its ARN is made, from the service on. */
interface WorkloadType {
  readonly kind: WorkloadKind;
  /** Path of the role's ARN or name, or of the instance profile that holds it. */
  readonly role: readonly string[];
  readonly through?: "instance profile" | "task definition";
  /** `{property}` is filled with what the property says. */
  readonly arn: string;
}

const PROFILE = ["aws:iam/instanceProfile:InstanceProfile", "aws-native:iam:InstanceProfile"];
const TASK_DEFINITION = ["aws:ecs/taskDefinition:TaskDefinition", "aws-native:ecs:TaskDefinition"];

const HERE = `${FRESH}:${FRESH}`;

/** The types whose workloads hold a role and can be made to act by those who may change or call them. */
const WORKLOADS = new Map<string, WorkloadType>([
  ["aws:lambda/function:Function", { kind: "function", role: ["role"], arn: `:lambda:${HERE}:function:{name}` }],
  ["aws-native:lambda:Function", { kind: "function", role: ["role"], arn: `:lambda:${HERE}:function:{functionName}` }],
  [
    "aws:ec2/instance:Instance",
    { kind: "instance", role: ["iamInstanceProfile"], through: "instance profile", arn: `:ec2:${HERE}:instance/{id}` },
  ],
  [
    "aws-native:ec2:Instance",
    {
      kind: "instance",
      role: ["iamInstanceProfile"],
      through: "instance profile",
      arn: `:ec2:${HERE}:instance/{instanceId}`,
    },
  ],
  [
    "aws:ec2/launchTemplate:LaunchTemplate",
    {
      kind: "launch template",
      role: ["iamInstanceProfile", "name"],
      through: "instance profile",
      arn: `:ec2:${HERE}:launch-template/{id}`,
    },
  ],
  [
    "aws:ecs/service:Service",
    { kind: "task", role: ["taskDefinition"], through: "task definition", arn: `:ecs:${HERE}:task/{cluster}/${FRESH}` },
  ],
  [
    "aws:apprunner/service:Service",
    {
      kind: "App Runner service",
      role: ["instanceConfiguration", "instanceRoleArn"],
      arn: `:apprunner:${HERE}:service/{serviceName}/${FRESH}`,
    },
  ],
  [
    "aws:codebuild/project:Project",
    { kind: "CodeBuild project", role: ["serviceRole"], arn: `:codebuild:${HERE}:project/{name}` },
  ],
  [
    "aws-native:codebuild:Project",
    { kind: "CodeBuild project", role: ["serviceRole"], arn: `:codebuild:${HERE}:project/{name}` },
  ],
  [
    "aws:cloudformation/stack:Stack",
    { kind: "CloudFormation stack", role: ["iamRoleArn"], arn: `:cloudformation:${HERE}:stack/{name}/${FRESH}` },
  ],
  [
    "aws:glue/devEndpoint:DevEndpoint",
    { kind: "development endpoint", role: ["roleArn"], arn: `:glue:${HERE}:devEndpoint/{name}` },
  ],
  [
    "aws:sagemaker/notebookInstance:NotebookInstance",
    { kind: "notebook instance", role: ["roleArn"], arn: `:sagemaker:${HERE}:notebook-instance/{name}` },
  ],
  [
    "aws:sfn/stateMachine:StateMachine",
    { kind: "state machine", role: ["roleArn"], arn: `:states:${HERE}:stateMachine:{name}` },
  ],
  [
    "aws-native:stepfunctions:StateMachine",
    { kind: "state machine", role: ["roleArn"], arn: `:states:${HERE}:stateMachine:{stateMachineName}` },
  ],
]);

export const WORKLOAD_TYPES: readonly string[] = [...WORKLOADS.keys(), ...PROFILE, ...TASK_DEFINITION];

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

function roleOf(resource: Resource, { role, through }: WorkloadType, stack: StackView): Reference {
  const named = read(resource, role);
  if (through === undefined) return resolveRole(named, resource, stack);
  const [types, property] = through === "instance profile" ? [PROFILE, ["role"]] : [TASK_DEFINITION, ["taskRoleArn"]];
  const reference = stack.references.resolve(named, resource, types);
  if (reference.state !== "resource") return reference;
  return resolveRole(read(reference.resource, property), reference.resource, stack);
}

function read(resource: Resource, [first = "", ...rest]: readonly string[]): Knowledge<string> {
  return rest.reduce((property, key) => property.at(key), Property.input(resource, first)).string();
}

/** A role by its ARN or by its name. */
function resolveRole(text: Knowledge<string>, from: Resource, { references }: StackView): Reference {
  const reference = references.resolve(text, from, IDENTITY_TYPES.role);
  if (reference.state !== "external" || text.state !== "known") return reference;
  return references.resolve({ ...text, value: nameOf(text.value) }, from, IDENTITY_TYPES.role);
}

/** A cluster may be named by its ARN, of which the last part is its name. */
function arnOf(resource: Resource, template: string): Text {
  const [start = "", property = "", end = ""] = template.split(/[{}]/);
  const value = Property.output(resource, property).string();
  if (value.state === "known") return known(`${start}${value.value.replace(/^.*\//, "")}${end}`, value.path);
  return value.state === "unknown" ? value : unknown(value.path);
}
