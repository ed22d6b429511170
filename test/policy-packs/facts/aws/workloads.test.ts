import { deepEqual, equal } from "node:assert/strict";
import { FRESH } from "../../../../identity/aws/permissions/permissions";
import { WORKLOAD_TYPES } from "../../../../policy-packs/facts/aws/workload-types";
import { workloadOf } from "../../../../policy-packs/facts/aws/workloads";
import { References } from "../../../../policy-packs/facts/references";
import { stackOf, type DeclaredResources } from "../../../../testing/stack";

const ROLE = { type: "aws:iam/role:Role", properties: { name: "worker" } };
const PROFILE = {
  type: "aws:iam/instanceProfile:InstanceProfile",
  properties: { name: "holder", role: "${worker.name}" },
};
const DEFINITION = {
  type: "aws:ecs/taskDefinition:TaskDefinition",
  properties: { family: "task", taskRoleArn: "${worker.arn}" },
};
const DOMAIN = {
  type: "aws:sagemaker/domain:Domain",
  properties: { defaultUserSettings: { executionRole: "${worker.arn}" } },
};

const TEMPLATE = {
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  properties: { id: "lt-1", iamInstanceProfile: { arn: "${holder.arn}" } },
};
const CONFIGURATION = {
  type: "aws:ec2/launchConfiguration:LaunchConfiguration",
  properties: { name: "lc", iamInstanceProfile: "${holder.name}" },
};

/** `KIND ARN of ROLE`, with `-` for what no pattern names; `?` for an ARN or a role that is not known. */
function heldBy(declared: DeclaredResources, name = "it"): string | undefined {
  const resources = stackOf(declared);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const references = new References(byUrn);
  for (const resource of resources) references.add(resource);
  const resource = resources.find((each) => each.name === name);
  const held =
    resource &&
    workloadOf(resource, {
      resources: byUrn,
      references,
      surroundings: { serviceControlPolicies: [], ownAccounts: [] },
    });
  if (!held) return undefined;
  const arn = held.arn.state === "known" ? held.arn.value.replaceAll(FRESH, "-") : "?";
  const role =
    held.role.state === "resource" ? held.role.resource.name : held.role.state === "external" ? "another" : "?";
  return `${held.kind} ${arn} of ${role}`;
}

const ARN = "${worker.arn}";
const AROUND = {
  worker: ROLE,
  holder: PROFILE,
  task: DEFINITION,
  domain: DOMAIN,
  template: TEMPLATE,
  configuration: CONFIGURATION,
};

describe("a workload that holds a role", () => {
  const ROWS: readonly (readonly [type: string, properties: Readonly<Record<string, unknown>>, expected: string])[] = [
    ["aws:lambda/function:Function", { name: "f", role: ARN }, "function :lambda:-:-:function:f of worker"],
    ["aws-native:lambda:Function", { functionName: "f", role: ARN }, "function :lambda:-:-:function:f of worker"],
    [
      "aws:ec2/instance:Instance",
      { id: "i-1", iamInstanceProfile: "${holder.name}" },
      "instance :ec2:-:-:instance/i-1 of worker",
    ],
    [
      "aws:ec2/launchTemplate:LaunchTemplate",
      { id: "lt-1", iamInstanceProfile: { name: "${holder.name}" } },
      "launch template :ec2:-:-:launch-template/lt-1 of worker",
    ],
    [
      "aws:ec2/launchTemplate:LaunchTemplate",
      { id: "lt-1", iamInstanceProfile: { arn: "${holder.arn}" } },
      "launch template :ec2:-:-:launch-template/lt-1 of worker",
    ],
    ["aws:ecs/service:Service", { taskDefinition: "${task.arn}" }, "task :ecs:-:-:task/default/- of worker"],
    ["aws:ecs/service:Service", { taskDefinition: "${task.arn}", cluster: "c" }, "task :ecs:-:-:task/c/- of worker"],
    [
      "aws:ecs/service:Service",
      { taskDefinition: "${task.arn}", cluster: "arn:aws:ecs:eu-west-1:111122223333:cluster/c" },
      "task :ecs:-:-:task/c/- of worker",
    ],
    [
      "aws:apprunner/service:Service",
      { serviceName: "s", instanceConfiguration: { instanceRoleArn: ARN } },
      "App Runner service :apprunner:-:-:service/s/- of worker",
    ],
    [
      "aws:codebuild/project:Project",
      { name: "p", serviceRole: ARN },
      "CodeBuild project :codebuild:-:-:project/p of worker",
    ],
    [
      "aws:batch/jobDefinition:JobDefinition",
      { name: "j", containerProperties: { "fn::toJSON": { image: "i", jobRoleArn: ARN } } },
      "job definition :batch:-:-:job-definition/j of worker",
    ],
    [
      "aws-native:batch:JobDefinition",
      { jobDefinitionName: "j", containerProperties: { jobRoleArn: ARN } },
      "job definition :batch:-:-:job-definition/j of worker",
    ],
    [
      "aws:cloudformation/stack:Stack",
      { name: "s", iamRoleArn: ARN },
      "CloudFormation stack :cloudformation:-:-:stack/s/- of worker",
    ],
    [
      "aws:cloudformation/stackSet:StackSet",
      { name: "s", administrationRoleArn: ARN },
      "stack set :cloudformation:-:-:stackset/s:- of worker",
    ],
    [
      "aws:glue/devEndpoint:DevEndpoint",
      { name: "d", roleArn: ARN },
      "development endpoint :glue:-:-:devEndpoint/d of worker",
    ],
    [
      "aws:sagemaker/notebookInstance:NotebookInstance",
      { name: "n", roleArn: ARN },
      "notebook instance :sagemaker:-:-:notebook-instance/n of worker",
    ],
    [
      "aws:sagemaker/userProfile:UserProfile",
      { domainId: "d-1", userProfileName: "u", userSettings: { executionRole: ARN } },
      "Studio user :sagemaker:-:-:user-profile/d-1/u of worker",
    ],
    [
      "aws:emr/cluster:Cluster",
      { id: "j-1", ec2Attributes: { instanceProfile: "${holder.arn}" } },
      "EMR cluster :elasticmapreduce:-:-:cluster/j-1 of worker",
    ],
    [
      "aws:kinesisanalyticsv2/application:Application",
      { name: "a", serviceExecutionRole: ARN },
      "Flink application :kinesisanalytics:-:-:application/a of worker",
    ],
    ["aws:amplify/app:App", { id: "a1", iamServiceRoleArn: ARN }, "Amplify app :amplify:-:-:apps/a1 of worker"],
    [
      "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      { clusterName: "c", roleArn: ARN },
      "EKS cluster :eks:-:-:cluster/c of worker",
    ],
    ["aws:eks/nodeGroup:NodeGroup", { clusterName: "c", nodeRoleArn: ARN }, "EKS cluster :eks:-:-:cluster/c of worker"],
    [
      "aws:sfn/stateMachine:StateMachine",
      { name: "s", roleArn: ARN },
      "state machine :states:-:-:stateMachine:s of worker",
    ],
    [
      "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime",
      { agentRuntimeId: "r-1", roleArn: ARN },
      "agent runtime :bedrock-agentcore:-:-:runtime/r-1 of worker",
    ],
    [
      "aws:autoscaling/group:Group",
      { launchTemplate: { id: "${template.id}" } },
      "instance :ec2:-:-:instance/- of worker",
    ],
    [
      "aws:autoscaling/group:Group",
      { launchConfiguration: "${configuration.name}" },
      "instance :ec2:-:-:instance/- of worker",
    ],
    [
      "aws:autoscaling/group:Group",
      {
        mixedInstancesPolicy: {
          launchTemplate: { launchTemplateSpecification: { launchTemplateId: "${template.id}" } },
        },
      },
      "instance :ec2:-:-:instance/- of worker",
    ],
    [
      "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
      { identityPoolId: "eu-west-1_p", roles: { authenticated: ARN, unauthenticated: "arn:other" } },
      "identity pool :cognito-identity:-:-:identitypool/eu-west-1_p of worker",
    ],
    ["aws:glue/job:Job", { name: "j", roleArn: ARN }, "Glue job :glue:-:-:job/j of worker"],
    ["aws-native:glue:Job", { name: "j", role: ARN }, "Glue job :glue:-:-:job/j of worker"],
    ["aws:iot/roleAlias:RoleAlias", { alias: "a", roleArn: ARN }, "role alias :iot:-:-:rolealias/a of worker"],
    ["aws:gamelift/fleet:Fleet", { id: "f", instanceRoleArn: ARN }, "game fleet :gamelift:-:-:fleet/f of worker"],
    [
      "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration",
      { name: "i", instanceProfileName: "${holder.name}" },
      "image infrastructure :imagebuilder:-:-:infrastructure-configuration/i of worker",
    ],
    [
      "aws-native:bedrockagentcore:Runtime",
      { agentRuntimeId: "r", roleArn: ARN },
      "agent runtime :bedrock-agentcore:-:-:runtime/r of worker",
    ],
    [
      "aws-native:kinesisanalyticsv2:Application",
      { applicationName: "a", serviceExecutionRole: ARN },
      "Flink application :kinesisanalytics:-:-:application/a of worker",
    ],
    [
      "aws:lambda/function:Function",
      { name: "f", role: "arn:aws:iam::111122223333:role/of/another" },
      "function :lambda:-:-:function:f of another",
    ],
    [
      "aws:lambda/function:Function",
      { name: "f", role: { "fn::unknown": true } },
      "function :lambda:-:-:function:f of ?",
    ],
    [
      "aws:glue/devEndpoint:DevEndpoint",
      { name: { "fn::unknown": true }, roleArn: ARN },
      "development endpoint ? of worker",
    ],
    [
      "aws:batch/jobDefinition:JobDefinition",
      { name: "j", containerProperties: "{" },
      "job definition :batch:-:-:job-definition/j of ?",
    ],
  ];
  for (const [type, properties, expected] of ROWS) {
    it(`is ${expected}: ${type} with ${Object.keys(properties).join(", ")}`, () => {
      const it = { type, properties };
      equal(heldBy({ ...AROUND, it }), expected);
    });
  }

  it("has the role of its domain where it has none of its own", () => {
    const user = {
      type: "aws:sagemaker/userProfile:UserProfile",
      properties: { domainId: "${domain.id}", userProfileName: "u" },
    };
    const held = heldBy({ worker: ROLE, domain: DOMAIN, it: user });
    equal(
      held?.replace(/user-profile\/.*\//, "user-profile/…/"),
      "Studio user :sagemaker:-:-:user-profile/…/u of worker",
    );
  });

  it("has the role of an instance profile of the other provider, which lists roles", () => {
    const profile = {
      type: "aws-native:iam:InstanceProfile",
      properties: { instanceProfileName: "holder", roles: ["${worker.name}"] },
    };
    const instance = {
      type: "aws-native:ec2:Instance",
      properties: { instanceId: "i-1", iamInstanceProfile: "${profile.id}" },
    };
    equal(heldBy({ worker: ROLE, profile, it: instance }), "instance :ec2:-:-:instance/i-1 of worker");
  });

  it("is none without a role", () => {
    equal(heldBy({ it: { type: "aws:lambda/function:Function", properties: { name: "f" } } }), undefined);
    equal(heldBy({ it: { type: "aws:s3/bucket:Bucket", properties: {} } }), undefined);
  });

  it("is of a type that is listed once", () => {
    deepEqual(WORKLOAD_TYPES, [...new Set(WORKLOAD_TYPES)]);
  });
});
