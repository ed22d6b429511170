/**
 * In which ways does one permission, or a few together, give more than they say? Each method names the actions that it
 * needs, for each action the resource on which it needs it, and what it yields.
 *
 * Which actions escalate together is known from pathfinding.cloud, Prowler and Cloudsplaining (see NOTICE); on what each
 * action must be allowed is read from the Service Authorization Reference of 2026-11, and to which service a role is
 * passed from https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html and the services' own guides.
 */
import { PASSING } from "./passing";
import type { TargetKind } from "./targets";
import { FRESH } from "../permissions/permissions";

export interface Method {
  /** Stable and unique. */
  readonly name: string;
  /** Completes "may …"; `{target}` is what it is done to. */
  readonly words: string;
  readonly target: TargetKind;
  readonly needs: readonly Need[];
  /**
   * `powers`: the permissions of whoever holds the target, which count where they are more than the identity's own.
   * `itself`: any permission, where the target is the identity, a group or policy of its own, or any one of its kind.
   */
  readonly yields: "powers" | "itself";
  /** What any target of the kind yields: every account has a role, a user or a policy of an administrator. */
  readonly ofAny: "administrator" | "more";
  /** The service to which a role is passed. */
  readonly service?: string;
}

/** One of these actions on the target, on something that the caller makes or picks, or on a resource with one of these ARNs. */
export interface Need {
  readonly anyOf: readonly string[];
  readonly on: "target" | "some" | { readonly arns: readonly string[] };
}

/** Writes permissions: of the identity itself where the target is its own. */
function writes(action: string, target: TargetKind, words: string): Method {
  return {
    name: action,
    words,
    target,
    needs: [{ anyOf: [action], on: "target" }],
    yields: "itself",
    ofAny: "administrator",
  };
}

/** Gets hold of another identity, or of a workload that holds one. */
function takes(
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

/** By which only those become a role whom it trusts. */
export const ASSUMING = "sts:AssumeRole";

/** Documents of AWS that run a script of the caller's on an instance. */
const RUNS_SCRIPT: Need["on"] = {
  arns: ["AWS-RunShellScript", "AWS-RunPowerShellScript"].map((name) => `:ssm:${FRESH}::document/${name}`),
};

function runsScript(words: string, action: string): Method {
  const onInstance = takes(words, "instance", [action]);
  return { ...onInstance, needs: [...onInstance.needs, { anyOf: [action], on: RUNS_SCRIPT }] };
}

/** Simpler ones first: among equally short paths the first one is named. */
export const METHODS: readonly Method[] = [
  writes("iam:AttachRolePolicy", "role", "attach any policy to {target}"),
  writes("iam:PutRolePolicy", "role", "write any policy into {target}"),
  writes("iam:AttachUserPolicy", "user", "attach any policy to {target}"),
  writes("iam:PutUserPolicy", "user", "write any policy into {target}"),
  writes("iam:AttachGroupPolicy", "group", "attach any policy to {target}"),
  writes("iam:PutGroupPolicy", "group", "write any policy into {target}"),
  writes("iam:CreatePolicyVersion", "policy", "rewrite {target}"),
  { ...writes("iam:SetDefaultPolicyVersion", "policy", "bring back another version of {target}"), ofAny: "more" },
  takes(
    "make {target} with any policy and assume it",
    "new role",
    ["iam:CreateRole", "iam:AttachRolePolicy | iam:PutRolePolicy"],
    [],
    "administrator",
  ),
  takes(
    "make {target} with any policy and credentials",
    "new user",
    ["iam:CreateUser", "iam:AttachUserPolicy | iam:PutUserPolicy", "iam:CreateAccessKey | iam:CreateLoginProfile"],
    [],
    "administrator",
  ),
  // Permission sets reach only whoever is assigned to them.
  ...["sso:PutInlinePolicyToPermissionSet", "sso:AttachManagedPolicyToPermissionSet"].map((action): Method => ({
    ...writes(action, "permission set", "give any policy to {target}"),
    ofAny: "more",
  })),

  takes("assign {target} to anyone", "permission set", ["sso:CreateAccountAssignment"]),
  takes("put users into {target}", "directory group", ["identitystore:CreateGroupMembership"]),

  takes("let itself assume {target}", "role", ["iam:UpdateAssumeRolePolicy"], [], "administrator"),
  takes("assume {target}", "role", [ASSUMING]),
  takes("sign assertions for {target}", "SAML provider", ["iam:UpdateSAMLProvider"]),
  takes("put users into {target}", "group", ["iam:AddUserToGroup"]),
  takes("make an access key for {target}", "user", ["iam:CreateAccessKey"]),
  takes("make a password for {target}", "user", ["iam:CreateLoginProfile"]),
  takes("change the password of {target}", "user", ["iam:UpdateLoginProfile"]),

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

  ...PASSING,
];

/** The attaching of policies names a policy; who may attach this one, or any, may do anything. */
export const ATTACHED_POLICY = "arn:aws:iam::aws:policy/AdministratorAccess";

/** Frees an identity of its permissions boundary. */
export const UNBINDING: Readonly<Record<"role" | "user" | "permission set", readonly string[]>> = {
  role: ["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"],
  user: ["iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary"],
  "permission set": ["sso:DeletePermissionsBoundaryFromPermissionSet", "sso:PutPermissionsBoundaryToPermissionSet"],
};
