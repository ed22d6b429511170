import { deepEqual, equal, ok } from "node:assert/strict";
import { administrator } from "../../../../identity/aws/permissions/administrator";
import { escalations, type Actor } from "../../../../identity/aws/escalation/escalation";
import { METHODS } from "../../../../identity/aws/escalation/methods";
import { FRESH, type HasDocument } from "../../../../identity/aws/permissions/permissions";
import { known } from "../../../../identity/knowledge";
import { documentOf } from "../documents";

/**
 * The combinations of actions that pathfinding.cloud (Apache-2.0), Prowler (Apache-2.0) and Cloudsplaining (BSD-3) list as
 * ways to more privileges, gathered in November 2026: each by the first of the three that has it.
 */
const COMBINATIONS: readonly (readonly [actions: string, source: string])[] = [
  ["apprunner:CreateService iam:PassRole", "pathfinding.cloud apprunner-001"],
  ["apprunner:UpdateService", "pathfinding.cloud apprunner-002"],
  ["autoscaling:CreateAutoScalingGroup autoscaling:CreateLaunchConfiguration iam:PassRole", "Prowler"],
  ["autoscaling:CreateLaunchConfiguration autoscaling:UpdateAutoScalingGroup iam:PassRole", "Prowler"],
  ["batch:RegisterJobDefinition batch:SubmitJob iam:PassRole", "Prowler"],
  ["batch:SubmitJob", "Prowler"],
  [
    "bedrock-agentcore:ConnectBrowserAutomationStream bedrock-agentcore:CreateBrowser bedrock-agentcore:StartBrowserSession iam:PassRole",
    "Prowler",
  ],
  ["bedrock-agentcore:ConnectBrowserAutomationStream bedrock-agentcore:StartBrowserSession", "Prowler"],
  [
    "bedrock-agentcore:CreateAgentRuntime bedrock-agentcore:CreateAgentRuntimeEndpoint bedrock-agentcore:CreateHarness bedrock-agentcore:CreateWorkloadIdentity bedrock-agentcore:GetAgentRuntime bedrock-agentcore:InvokeAgentRuntimeCommand iam:PassRole",
    "Prowler",
  ],
  [
    "bedrock-agentcore:CreateAgentRuntime bedrock-agentcore:CreateAgentRuntimeEndpoint bedrock-agentcore:CreateWorkloadIdentity bedrock-agentcore:InvokeAgentRuntimeCommand iam:PassRole",
    "Prowler",
  ],
  [
    "bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:InvokeCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession iam:PassRole",
    "pathfinding.cloud bedrock-001",
  ],
  ["bedrock-agentcore:InvokeAgentRuntimeCommand", "Prowler"],
  [
    "bedrock-agentcore:InvokeCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession",
    "pathfinding.cloud bedrock-002",
  ],
  ["braket:CreateJob iam:PassRole", "Prowler"],
  ["cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet", "pathfinding.cloud cloudformation-005"],
  ["cloudformation:CreateStack iam:PassRole", "pathfinding.cloud cloudformation-001"],
  [
    "cloudformation:CreateStackInstances cloudformation:CreateStackSet iam:PassRole",
    "pathfinding.cloud cloudformation-003",
  ],
  ["cloudformation:UpdateStack", "pathfinding.cloud cloudformation-002"],
  ["cloudformation:UpdateStackSet iam:PassRole", "pathfinding.cloud cloudformation-004"],
  ["codebuild:CreateProject codebuild:StartBuild iam:PassRole", "pathfinding.cloud codebuild-001"],
  ["codebuild:CreateProject codebuild:StartBuildBatch iam:PassRole", "pathfinding.cloud codebuild-004"],
  ["codebuild:StartBuild", "pathfinding.cloud codebuild-002"],
  ["codebuild:StartBuildBatch", "pathfinding.cloud codebuild-003"],
  ["codedeploy:CreateDeployment codedeploy:GetDeploymentConfig codedeploy:RegisterApplicationRevision", "Prowler"],
  ["codestar:CreateProject iam:PassRole", "Prowler"],
  ["cognito-identity:SetIdentityPoolRoles iam:PassRole", "Prowler"],
  [
    "datapipeline:ActivatePipeline datapipeline:CreatePipeline datapipeline:PutPipelineDefinition iam:PassRole",
    "pathfinding.cloud datapipeline-001",
  ],
  ["datapipeline:createpipeline iam:passrole", "Cloudsplaining"],
  [
    "dynamodb:CreateTable dynamodb:PutItem iam:PassRole lambda:CreateEventSourceMapping lambda:CreateFunction",
    "Prowler",
  ],
  ["ec2-instance-connect:SendSSHPublicKey ec2:DescribeInstances", "pathfinding.cloud ec2instanceconnect-003"],
  ["ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate", "pathfinding.cloud ec2-004"],
  ["ec2:ModifyInstanceAttribute ec2:StartInstances ec2:StopInstances", "pathfinding.cloud ec2-002"],
  ["ec2:RequestSpotInstances iam:PassRole", "pathfinding.cloud ec2-003"],
  ["ec2:RunInstances iam:PassRole", "pathfinding.cloud ec2-001"],
  ["ecs:CreateCluster ecs:CreateService ecs:RegisterTaskDefinition iam:PassRole", "pathfinding.cloud ecs-001"],
  ["ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask iam:PassRole", "pathfinding.cloud ecs-002"],
  ["ecs:CreateService ecs:RegisterTaskDefinition iam:PassRole", "pathfinding.cloud ecs-003"],
  ["ecs:DeregisterContainerInstance ecs:RegisterContainerInstance ecs:StartTask iam:PassRole", "Prowler"],
  ["ecs:DescribeTasks ecs:ExecuteCommand", "Prowler"],
  ["ecs:RegisterTaskDefinition ecs:RunTask iam:PassRole", "pathfinding.cloud ecs-004"],
  ["ecs:RegisterTaskDefinition ecs:StartTask iam:PassRole", "pathfinding.cloud ecs-005"],
  ["ecs:RunTask iam:PassRole", "Prowler"],
  ["ecs:StartTask iam:PassRole", "Prowler"],
  ["elasticmapreduce:RunJobFlow iam:PassRole", "Prowler"],
  ["emr-serverless:CreateApplication emr-serverless:StartJobRun iam:PassRole", "Prowler"],
  ["gamelift:CreateBuild gamelift:CreateFleet gamelift:RequestUploadCredentials iam:PassRole", "Prowler"],
  ["glue:CreateDevEndpoint iam:PassRole", "pathfinding.cloud glue-001"],
  ["glue:CreateJob glue:CreateTrigger iam:PassRole", "pathfinding.cloud glue-004"],
  ["glue:CreateJob glue:StartJobRun iam:PassRole", "pathfinding.cloud glue-003"],
  ["glue:CreateSession glue:RunStatement iam:PassRole", "Prowler"],
  ["glue:CreateTrigger glue:UpdateJob iam:PassRole", "pathfinding.cloud glue-006"],
  ["glue:StartJobRun glue:UpdateJob iam:PassRole", "pathfinding.cloud glue-005"],
  ["glue:UpdateDevEndpoint", "pathfinding.cloud glue-002"],
  ["iam:*", "Prowler"],
  ["iam:AddUserToGroup", "pathfinding.cloud iam-013"],
  ["iam:AttachGroupPolicy", "pathfinding.cloud iam-010"],
  ["iam:AttachRolePolicy", "pathfinding.cloud iam-009"],
  ["iam:AttachRolePolicy iam:UpdateAssumeRolePolicy", "pathfinding.cloud iam-019"],
  ["iam:AttachRolePolicy sts:AssumeRole", "pathfinding.cloud iam-014"],
  ["iam:AttachUserPolicy", "pathfinding.cloud iam-008"],
  ["iam:AttachUserPolicy iam:CreateAccessKey", "pathfinding.cloud iam-015"],
  ["iam:CreateAccessKey", "pathfinding.cloud iam-002"],
  ["iam:CreateAccessKey iam:DeleteAccessKey", "pathfinding.cloud iam-003"],
  ["iam:CreateAccessKey iam:PutUserPolicy", "pathfinding.cloud iam-018"],
  ["iam:CreateLoginProfile", "pathfinding.cloud iam-004"],
  ["iam:CreatePolicyVersion", "pathfinding.cloud iam-001"],
  ["iam:CreatePolicyVersion iam:UpdateAssumeRolePolicy", "pathfinding.cloud iam-020"],
  ["iam:CreatePolicyVersion sts:AssumeRole", "pathfinding.cloud iam-016"],
  ["iam:DeleteRolePermissionsBoundary sts:AssumeRole", "Prowler"],
  ["iam:DeleteUserPermissionsBoundary", "Prowler"],
  [
    "iam:PassRole imagebuilder:CreateComponent imagebuilder:CreateImage imagebuilder:CreateImageRecipe imagebuilder:CreateInfrastructureConfiguration",
    "Prowler",
  ],
  ["iam:PassRole kinesisanalytics:CreateApplication kinesisanalytics:StartApplication", "Prowler"],
  ["iam:PassRole lambda:AddPermission lambda:CreateFunction", "pathfinding.cloud lambda-006"],
  ["iam:PassRole lambda:CreateEventSourceMapping lambda:CreateFunction", "pathfinding.cloud lambda-002"],
  ["iam:PassRole lambda:CreateFunction lambda:InvokeFunction", "pathfinding.cloud lambda-001"],
  ["iam:PassRole omics:CreateWorkflow omics:StartRun s3:GetObject", "Prowler"],
  ["iam:PassRole sagemaker:CreateNotebookInstance", "pathfinding.cloud sagemaker-001"],
  ["iam:PassRole sagemaker:CreateProcessingJob", "pathfinding.cloud sagemaker-003"],
  ["iam:PassRole sagemaker:CreateTrainingJob", "pathfinding.cloud sagemaker-002"],
  ["iam:PassRole scheduler:CreateSchedule", "Prowler"],
  ["iam:PassRole ssm:CreateDocument ssm:StartAutomationExecution", "Prowler"],
  ["iam:PassRole states:CreateStateMachine states:StartExecution", "Prowler"],
  ["iam:Put*", "Prowler"],
  ["iam:PutGroupPolicy", "pathfinding.cloud iam-011"],
  ["iam:PutRolePolicy", "pathfinding.cloud iam-005"],
  ["iam:PutRolePolicy iam:UpdateAssumeRolePolicy", "pathfinding.cloud iam-021"],
  ["iam:PutRolePolicy sts:AssumeRole", "pathfinding.cloud iam-017"],
  ["iam:PutUserPolicy", "pathfinding.cloud iam-007"],
  ["iam:SetDefaultPolicyVersion", "Prowler"],
  ["iam:UpdateAssumeRolePolicy", "pathfinding.cloud iam-012"],
  ["iam:UpdateAssumeRolePolicy sts:AssumeRole", "Prowler"],
  ["iam:UpdateLoginProfile", "pathfinding.cloud iam-006"],
  ["lambda:AddPermission lambda:UpdateFunctionCode", "pathfinding.cloud lambda-005"],
  ["lambda:InvokeFunction lambda:UpdateFunctionCode", "pathfinding.cloud lambda-004"],
  ["lambda:UpdateFunctionCode", "pathfinding.cloud lambda-003"],
  ["lambda:UpdateFunctionConfiguration", "Prowler"],
  [
    "sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:StartNotebookInstance sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance",
    "pathfinding.cloud sagemaker-005",
  ],
  ["sagemaker:CreatePresignedNotebookInstanceUrl", "pathfinding.cloud sagemaker-004"],
  ["ssm:SendCommand", "pathfinding.cloud ssm-002"],
  ["ssm:StartSession", "pathfinding.cloud ssm-001"],
  ["sso:AttachManagedPolicyToPermissionSet", "Prowler"],
  ["sso:AttachManagedPolicyToPermissionSet sso:CreateAccountAssignment sso:CreatePermissionSet", "Prowler"],
  ["sso:PutInlinePolicyToPermissionSet", "Prowler"],
  ["states:StartExecution states:UpdateStateMachine", "Prowler"],
  ["sts:AssumeRole", "pathfinding.cloud sts-001"],
];

/** Combinations without a method of their own, each with the reason. */
const NOT_BY_ITSELF: Readonly<Record<string, string>> = {
  "iam:DeleteUserPermissionsBoundary":
    "gives something only to a user with a boundary, and then what the boundary kept",
};

function userWith(actions: readonly string[], boundary?: string): Actor<HasDocument> {
  const grant = (action: readonly string[]) => ({
    document: documentOf({ Effect: "Allow", Action: action, Resource: "*" }),
  });
  return {
    key: "a",
    sort: "user",
    name: "a",
    permissions: { grants: [grant(actions)], ...(boundary !== undefined && { boundary: grant([boundary]) }) },
    arn: known(`:iam::${FRESH}:user/a`, ""),
    groups: [known(`:iam::${FRESH}:group/g`, "")],
    policies: [known(`:iam::${FRESH}:policy/p`, "")],
    workloads: [],
  };
}

describe("a combination of actions that a catalogue lists as an escalation", () => {
  for (const [listed, source] of COMBINATIONS) {
    const actions = listed.split(" ");
    if (Object.hasOwn(NOT_BY_ITSELF, listed)) continue;
    it(`is one on every resource: ${listed} (${source})`, () => {
      const paths = escalations([userWith(actions)]).get("a")?.paths ?? [];
      const may = new Set(actions.map((action) => action.toLowerCase()));
      const isMeant = (action: string) => [...may].some((each) => covers(each, action.toLowerCase()));
      const own = paths.filter(({ method }) => method.needs.every(({ anyOf }) => anyOf.some(isMeant)));
      ok(own.length > 0);
      equal(paths.length, own.length);
    });
  }

  it("is no method here for a stated reason otherwise", () => {
    const listed = new Set(COMBINATIONS.map(([actions]) => actions));
    deepEqual(
      Object.keys(NOT_BY_ITSELF).filter((each) => !listed.has(each)),
      [],
    );
    for (const actions of Object.keys(NOT_BY_ITSELF))
      equal(escalations([userWith([actions])]).get("a")?.paths.length, 0);
  });

  it("counts where the boundary is what kept a user from it", () => {
    const bound = userWith(["*"], "iam:DeleteUserPermissionsBoundary");
    equal(administrator(bound.permissions).answer, "no");
    equal(escalations([bound]).get("a")?.paths[0]?.method.name, "remove the permissions boundary");
  });
});

describe("the methods of escalation", () => {
  it("that no catalogue lists are these, from the documentation of the services", () => {
    const isListed = (actions: readonly (readonly string[])[]) =>
      COMBINATIONS.some(([listed]) => {
        const all = listed.toLowerCase().split(" ");
        return actions.every((anyOf) => anyOf.some((each) => all.includes(each.toLowerCase())));
      });
    deepEqual(
      METHODS.filter(({ needs }) => !isListed(needs.map(({ anyOf }) => anyOf))).map(({ name }) => name),
      [
        "iam:CreateRole + iam:AttachRolePolicy | iam:PutRolePolicy",
        "iam:CreateUser + iam:AttachUserPolicy | iam:PutUserPolicy + iam:CreateAccessKey | iam:CreateLoginProfile",
        "identitystore:CreateGroupMembership",
        "iam:UpdateSAMLProvider",
        "iam:DeleteSAMLProvider + iam:CreateSAMLProvider",
        "ssm:CreateAssociation",
        "codebuild:StartSandbox + codebuild:StartCommandExecution | codebuild:StartSandboxConnection",
        "sagemaker:CreatePresignedDomainUrl",
        "elasticmapreduce:AddJobFlowSteps",
        "kinesisanalytics:UpdateApplication",
        "amplify:UpdateApp + amplify:StartJob",
        "eks:CreateAccessEntry + eks:AssociateAccessPolicy",
        "ec2:CreateReplaceRootVolumeTask",
        "gamelift:GetInstanceAccess | gamelift:GetComputeAccess",
        "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
        "iot:CreateKeysAndCertificate | iot:CreateCertificateFromCsr | iot:RegisterCertificateWithoutCA + iot:CreatePolicy | iot:CreatePolicyVersion + iot:AttachPolicy",
        "rolesanywhere:UpdateTrustAnchor",
        "rolesanywhere:CreateTrustAnchor | rolesanywhere:UpdateTrustAnchor",
        "iam:PassRole + lambda:UpdateFunctionConfiguration",
        "iam:PassRole + ec2:AssociateIamInstanceProfile | ec2:ReplaceIamInstanceProfileAssociation | iam:AddRoleToInstanceProfile + ssm:StartSession | ec2-instance-connect:SendSSHPublicKey",
        "iam:PassRole + ecs:CreateExpressGatewayService | ecs:UpdateExpressGatewayService",
        "iam:PassRole + cloudformation:CreateChangeSet + cloudformation:ExecuteChangeSet",
        "iam:PassRole + codepipeline:CreatePipeline | codepipeline:UpdatePipeline",
        "iam:PassRole + sagemaker:CreateModel + sagemaker:CreateTransformJob",
        "iam:PassRole + sagemaker:CreateModel + sagemaker:CreateEndpointConfig + sagemaker:CreateEndpoint",
        "iam:PassRole + sagemaker:CreateUserProfile | sagemaker:UpdateUserProfile + sagemaker:CreatePresignedDomainUrl",
        "iam:PassRole + sagemaker:CreatePipeline | sagemaker:UpdatePipeline + sagemaker:StartPipelineExecution",
        "iam:PassRole + events:PutTargets",
        "iam:PassRole + pipes:CreatePipe | pipes:UpdatePipe",
        "iam:PassRole + apigateway:PUT + apigateway:POST",
        "iam:PassRole + appsync:CreateDataSource | appsync:UpdateDataSource + appsync:CreateResolver | appsync:UpdateResolver",
        "iam:PassRole + airflow:CreateEnvironment",
        "iam:PassRole + ssm:CreateActivation",
        "iam:PassRole + eks:CreatePodIdentityAssociation | eks:UpdatePodIdentityAssociation",
        "iam:PassRole + rolesanywhere:CreateProfile | rolesanywhere:UpdateProfile + rolesanywhere:CreateTrustAnchor | rolesanywhere:UpdateTrustAnchor",
        "iam:PassRole + iot:CreateRoleAlias | iot:UpdateRoleAlias + iot:CreateKeysAndCertificate + iot:AttachPolicy",
        "iam:PassRole + states:TestState",
      ],
    );
  });
});

function covers(pattern: string, action: string): boolean {
  return pattern.endsWith("*") ? action.startsWith(pattern.slice(0, -1)) : pattern === action;
}
