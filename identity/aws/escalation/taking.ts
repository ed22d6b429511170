/**
 * Which workloads that hold a role can be made to act for a caller, and by which actions on them, without passing a role?
 *
 * Of most, any one of the kind is worth telling of, because some account has one with much power. Those of `takesHeld`
 * are told only where the stack shows one whose role can do more: the actions are the daily work of many pipelines.
 */
import type { Method, Need } from "./methods";
import type { TargetKind } from "./targets";
import { FRESH } from "../permissions/permissions";

/** Gets hold of another identity, or of a workload that holds one. */
export function takes(
  words: string,
  target: TargetKind,
  actions: readonly string[],
  more: readonly string[] = [],
  ofAny: Method["ofAny"] = "more",
): Method {
  return {
    name: [...actions, ...more].join(" + "),
    words,
    target,
    needs: [
      ...actions.map((action): Need => ({ anyOf: action.split(" | "), on: "target" })),
      ...more.map((action): Need => ({ anyOf: action.split(" | "), on: "some" })),
    ],
    yields: "powers",
    ofAny,
  };
}

/** Gets hold of a workload that the stack shows to hold more; see above. */
function takesHeld(
  words: string,
  target: TargetKind,
  actions: readonly string[],
  more: readonly string[] = [],
): Method {
  return takes(words, target, actions, more, "nothing");
}

/** Documents of AWS that run a script of the caller's on an instance. */
const RUNS_SCRIPT: Need["on"] = {
  arns: ["AWS-RunShellScript", "AWS-RunPowerShellScript"].map((name) => `:ssm:${FRESH}::document/${name}`),
};

function runsScript(words: string, action: string): Method {
  const onInstance = takes(words, "instance", [action]);
  return { ...onInstance, needs: [...onInstance.needs, { anyOf: [action], on: RUNS_SCRIPT }] };
}

/** Simpler ones first. */
export const TAKING: readonly Method[] = [
  takes("replace the code of {target}", "function", ["lambda:UpdateFunctionCode"]),
  takes("put a layer into {target}", "function", ["lambda:UpdateFunctionConfiguration"]),
  runsScript("run commands on {target}", "ssm:SendCommand"),
  runsScript("have commands run on {target}", "ssm:CreateAssociation"),
  takes("open a shell on {target}", "instance", ["ssm:StartSession"]),
  takes("log in to {target}", "instance", ["ec2-instance-connect:SendSSHPublicKey"], ["ec2:DescribeInstances"]),
  takes("replace the start script of {target}", "instance", [
    "ec2:ModifyInstanceAttribute",
    "ec2:StopInstances",
    "ec2:StartInstances",
  ]),
  takes("rewrite {target}", "launch template", ["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"]),
  takes("run commands in {target}", "task", ["ecs:ExecuteCommand", "ecs:DescribeTasks"]),
  takes("replace the image of {target}", "App Runner service", ["apprunner:UpdateService"]),
  takes("run commands of its own by {target}", "job definition", ["batch:SubmitJob"]),
  takes("run a build script of its own in {target}", "CodeBuild project", [
    "codebuild:StartBuild | codebuild:StartBuildBatch",
  ]),
  takes(
    "run commands in a sandbox of {target}",
    "CodeBuild project",
    ["codebuild:StartSandbox"],
    ["codebuild:StartCommandExecution | codebuild:StartSandboxConnection"],
  ),
  takes("rewrite {target}", "CloudFormation stack", ["cloudformation:UpdateStack"]),
  takes("rewrite {target}", "CloudFormation stack", [
    "cloudformation:CreateChangeSet",
    "cloudformation:ExecuteChangeSet",
  ]),
  takes("rewrite {target}", "stack set", ["cloudformation:UpdateStackSet"]),
  takes("put its own key into {target}", "development endpoint", ["glue:UpdateDevEndpoint"]),
  takes("open {target}", "notebook instance", ["sagemaker:CreatePresignedNotebookInstanceUrl"]),
  takes(
    "replace the start script of {target}",
    "notebook instance",
    ["sagemaker:StopNotebookInstance", "sagemaker:UpdateNotebookInstance", "sagemaker:StartNotebookInstance"],
    ["sagemaker:CreateNotebookInstanceLifecycleConfig"],
  ),
  takes("open {target}", "Studio user", ["sagemaker:CreatePresignedDomainUrl"]),
  takes("run steps of its own in {target}", "EMR cluster", ["elasticmapreduce:AddJobFlowSteps"]),
  takes("replace the code of {target}", "Flink application", ["kinesisanalytics:UpdateApplication"]),
  takes("rewrite the build of {target} and start it", "Amplify app", ["amplify:UpdateApp"], ["amplify:StartJob"]),
  takes(
    "make itself an administrator of {target}",
    "EKS cluster",
    ["eks:CreateAccessEntry"],
    ["eks:AssociateAccessPolicy"],
  ),
  takes("rewrite and start {target}", "state machine", ["states:UpdateStateMachine"], ["states:StartExecution"]),
  takes(
    "deploy a revision of its own to {target}",
    "deployment group",
    ["codedeploy:CreateDeployment"],
    ["codedeploy:RegisterApplicationRevision", "codedeploy:GetDeploymentConfig"],
  ),
  takes("run commands in {target}", "agent runtime", ["bedrock-agentcore:InvokeAgentRuntimeCommand"]),
  takes("run code in {target}", "code interpreter", [
    "bedrock-agentcore:StartCodeInterpreterSession",
    "bedrock-agentcore:InvokeCodeInterpreter",
  ]),
  takes("steer {target}", "browser", [
    "bedrock-agentcore:StartBrowserSession",
    "bedrock-agentcore:ConnectBrowserAutomationStream",
  ]),
  // An image that the caller makes may stand in for the root volume of a running instance.
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/replace-root.html
  takesHeld("replace the root volume of {target}", "instance", ["ec2:CreateReplaceRootVolumeTask"]),
  // `--scriptLocation` and `--extra-py-files` of a run override what the job says.
  // https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
  takesHeld("run a script of its own in {target}", "Glue job", ["glue:StartJobRun"]),
  takesHeld("log in to the machines of {target}", "game fleet", [
    "gamelift:GetInstanceAccess | gamelift:GetComputeAccess",
  ]),
  takesHeld("sign anyone in to {target}", "identity pool", ["cognito-identity:GetOpenIdTokenForDeveloperIdentity"]),
  // A policy of IoT, which the caller writes, says which role alias the certificate may use.
  // https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html
  takesHeld(
    "make a certificate for {target}",
    "role alias",
    [],
    [
      "iot:CreateKeysAndCertificate | iot:CreateCertificateFromCsr | iot:RegisterCertificateWithoutCA",
      "iot:CreatePolicy | iot:CreatePolicyVersion",
      "iot:AttachPolicy",
    ],
  ),
  takesHeld(
    "build an image with scripts of its own in {target}",
    "image infrastructure",
    [],
    ["imagebuilder:CreateComponent", "imagebuilder:CreateImageRecipe", "imagebuilder:CreateImage"],
  ),
  // Whoever holds a certificate of the authority gets credentials of the roles that trust the anchor.
  // https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
  takesHeld("put an authority of its own into {target}", "trust anchor", ["rolesanywhere:UpdateTrustAnchor"]),
  takesHeld(
    "come with certificates of its own to {target}",
    "Roles Anywhere profile",
    [],
    ["rolesanywhere:CreateTrustAnchor | rolesanywhere:UpdateTrustAnchor"],
  ),
];
