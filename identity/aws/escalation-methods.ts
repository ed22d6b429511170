/**
 * In which ways does one permission, or a few together, give more than they say? Each method names the actions that it
 * needs, for each action the resource on which it needs it, and what it yields.
 *
 * Which actions escalate together is known from pathfinding.cloud, Prowler and Cloudsplaining (see NOTICE); on what each
 * action must be allowed is read from the Service Authorization Reference of 2026-11, and to which service a role is
 * passed from https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html and the services' own guides.
 */

/** What can be the target of a method. */
export type TargetKind = keyof typeof ANY_TARGET;

/** Kinds of workloads that hold a role and can be made to act for a caller. */
export type WorkloadKind = Exclude<
  TargetKind,
  "role" | "user" | "new role" | "new user" | "group" | "policy" | "permission set"
>;

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

/** One of these actions on the target, on something that the caller makes or picks, or on the resource with this ARN. */
export interface Need {
  readonly anyOf: readonly string[];
  readonly on: "target" | "some" | { readonly arn: string };
}

/** A character that is in no pattern; see `FRESH`. */
const F = "\uE000";

/** The ARN, from the service on, of a target that no pattern names: only who may do it to any one may do it to this. */
export const ANY_TARGET = {
  role: `:iam::${F}:role/${F}`,
  user: `:iam::${F}:user/${F}`,
  "new role": `:iam::${F}:role/${F}`,
  "new user": `:iam::${F}:user/${F}`,
  group: `:iam::${F}:group/${F}`,
  policy: `:iam::${F}:policy/${F}`,
  "permission set": `:sso:::permissionSet/${F}/${F}`,
  function: `:lambda:${F}:${F}:function:${F}`,
  instance: `:ec2:${F}:${F}:instance/${F}`,
  "launch template": `:ec2:${F}:${F}:launch-template/${F}`,
  task: `:ecs:${F}:${F}:task/${F}/${F}`,
  "App Runner service": `:apprunner:${F}:${F}:service/${F}/${F}`,
  "job definition": `:batch:${F}:${F}:job-definition/${F}`,
  "CodeBuild project": `:codebuild:${F}:${F}:project/${F}`,
  "CloudFormation stack": `:cloudformation:${F}:${F}:stack/${F}/${F}`,
  "development endpoint": `:glue:${F}:${F}:devEndpoint/${F}`,
  "notebook instance": `:sagemaker:${F}:${F}:notebook-instance/${F}`,
  "state machine": `:states:${F}:${F}:stateMachine:${F}`,
  "deployment group": `:codedeploy:${F}:${F}:deploymentgroup:${F}/${F}`,
  "agent runtime": `:bedrock-agentcore:${F}:${F}:runtime/${F}`,
  "code interpreter": `:bedrock-agentcore:${F}:${F}:code-interpreter-custom/${F}`,
  browser: `:bedrock-agentcore:${F}:${F}:browser-custom/${F}`,
} as const;

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

/** Passes a role to a service that then acts with it as the caller says. */
function passes(service: string, work: string, ...actions: readonly string[]): Method {
  return {
    name: ["iam:PassRole", ...actions].join(" + "),
    words: `pass {target} to ${work}`,
    target: "role",
    needs: [
      { anyOf: ["iam:PassRole"], on: "target" },
      ...actions.map((action): Need => ({ anyOf: action.split(" | "), on: "some" })),
    ],
    yields: "powers",
    ofAny: "more",
    service: `${service}.amazonaws.com`,
  };
}

const CALLS_FUNCTION =
  "lambda:InvokeFunction | lambda:AddPermission | lambda:CreateEventSourceMapping | lambda:CreateFunctionUrlConfig";
const RUNS_JOB = "glue:StartJobRun | glue:CreateTrigger";

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
    "make {target} with any policy and an access key",
    "new user",
    ["iam:CreateUser", "iam:AttachUserPolicy | iam:PutUserPolicy", "iam:CreateAccessKey"],
    [],
    "administrator",
  ),
  // Permission sets reach only whoever is assigned to them.
  ...["sso:PutInlinePolicyToPermissionSet", "sso:AttachManagedPolicyToPermissionSet"].map((action): Method => ({
    ...writes(action, "permission set", "give any policy to {target}"),
    ofAny: "more",
  })),

  takes("let itself assume {target}", "role", ["iam:UpdateAssumeRolePolicy"], [], "administrator"),
  takes("assume {target}", "role", ["sts:AssumeRole"]),
  takes("put users into {target}", "group", ["iam:AddUserToGroup"]),
  takes("make an access key for {target}", "user", ["iam:CreateAccessKey"]),
  takes("make a password for {target}", "user", ["iam:CreateLoginProfile"]),
  takes("change the password of {target}", "user", ["iam:UpdateLoginProfile"]),

  takes("replace the code of {target}", "function", ["lambda:UpdateFunctionCode"]),
  takes("put a layer into {target}", "function", ["lambda:UpdateFunctionConfiguration"]),
  {
    ...takes("run commands on {target}", "instance", ["ssm:SendCommand"]),
    needs: [
      { anyOf: ["ssm:SendCommand"], on: "target" },
      { anyOf: ["ssm:SendCommand"], on: { arn: `:ssm:${F}::document/AWS-RunShellScript` } },
    ],
  },
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
  takes("rewrite {target}", "CloudFormation stack", ["cloudformation:UpdateStack"]),
  takes("rewrite {target}", "CloudFormation stack", [
    "cloudformation:CreateChangeSet",
    "cloudformation:ExecuteChangeSet",
  ]),
  takes("put its own key into {target}", "development endpoint", ["glue:UpdateDevEndpoint"]),
  takes("open {target}", "notebook instance", ["sagemaker:CreatePresignedNotebookInstanceUrl"]),
  takes(
    "replace the start script of {target}",
    "notebook instance",
    ["sagemaker:StopNotebookInstance", "sagemaker:UpdateNotebookInstance", "sagemaker:StartNotebookInstance"],
    ["sagemaker:CreateNotebookInstanceLifecycleConfig"],
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

  passes("lambda", "a new function and call it", "lambda:CreateFunction", CALLS_FUNCTION),
  passes("ec2", "a new instance", "ec2:RunInstances"),
  passes("ec2", "a new spot instance", "ec2:RequestSpotInstances"),
  passes(
    "ec2",
    "the instances of a launch configuration",
    "autoscaling:CreateLaunchConfiguration",
    "autoscaling:CreateAutoScalingGroup | autoscaling:UpdateAutoScalingGroup",
  ),
  passes("ecs-tasks", "a task with commands of its own", "ecs:RunTask | ecs:StartTask"),
  passes("ecs-tasks", "the tasks of a new service", "ecs:RegisterTaskDefinition", "ecs:CreateService"),
  passes("tasks.apprunner", "a new App Runner service", "apprunner:CreateService"),
  passes("cloudformation", "a new stack", "cloudformation:CreateStack"),
  passes("cloudformation", "a stack set", "cloudformation:UpdateStackSet"),
  passes("cloudformation", "a stack set", "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"),
  passes(
    "codebuild",
    "a new build project and start it",
    "codebuild:CreateProject",
    "codebuild:StartBuild | codebuild:StartBuildBatch",
  ),
  passes("codestar", "a new project", "codestar:CreateProject"),
  passes("glue", "a new development endpoint", "glue:CreateDevEndpoint"),
  passes("glue", "a job and start it", "glue:CreateJob | glue:UpdateJob", RUNS_JOB),
  passes("glue", "a new session and run code in it", "glue:CreateSession", "glue:RunStatement"),
  passes("sagemaker", "a new notebook instance", "sagemaker:CreateNotebookInstance"),
  passes("sagemaker", "a new job", "sagemaker:CreateTrainingJob | sagemaker:CreateProcessingJob"),
  passes("datapipeline", "a new pipeline", "datapipeline:CreatePipeline"),
  passes("elasticmapreduce", "a new cluster", "elasticmapreduce:RunJobFlow"),
  passes(
    "emr-serverless",
    "a new application and run a job in it",
    "emr-serverless:CreateApplication",
    "emr-serverless:StartJobRun",
  ),
  passes(
    "kinesisanalytics",
    "a new application and start it",
    "kinesisanalytics:CreateApplication",
    "kinesisanalytics:StartApplication",
  ),
  passes("ecs-tasks", "a new job definition and run it", "batch:RegisterJobDefinition", "batch:SubmitJob"),
  passes("braket", "a new job", "braket:CreateJob"),
  passes("scheduler", "a new schedule", "scheduler:CreateSchedule"),
  passes("states", "a new state machine and start it", "states:CreateStateMachine", "states:StartExecution"),
  passes("ssm", "an automation of its own", "ssm:CreateDocument", "ssm:StartAutomationExecution"),
  passes("cognito-identity", "the users of an identity pool", "cognito-identity:SetIdentityPoolRoles"),
  passes("gamelift", "a new fleet", "gamelift:CreateBuild", "gamelift:CreateFleet"),
  passes("omics", "the run of a new workflow", "omics:CreateWorkflow", "omics:StartRun"),
  passes(
    "ec2",
    "the building of an image",
    "imagebuilder:CreateComponent",
    "imagebuilder:CreateImageRecipe",
    "imagebuilder:CreateInfrastructureConfiguration",
    "imagebuilder:CreateImage",
  ),
  passes(
    "bedrock-agentcore",
    "a new code interpreter and run code in it",
    "bedrock-agentcore:CreateCodeInterpreter",
    "bedrock-agentcore:StartCodeInterpreterSession",
    "bedrock-agentcore:InvokeCodeInterpreter",
  ),
  passes(
    "bedrock-agentcore",
    "a new browser and steer it",
    "bedrock-agentcore:CreateBrowser",
    "bedrock-agentcore:StartBrowserSession",
    "bedrock-agentcore:ConnectBrowserAutomationStream",
  ),
  passes(
    "bedrock-agentcore",
    "a new agent runtime and call it",
    "bedrock-agentcore:CreateAgentRuntime",
    "bedrock-agentcore:InvokeAgentRuntimeCommand | bedrock-agentcore:InvokeAgentRuntime",
  ),
];

/** The attaching of policies names a policy; who may attach this one, or any, may do anything. */
export const ATTACHED_POLICY = "arn:aws:iam::aws:policy/AdministratorAccess";

/** Frees an identity of its permissions boundary. */
export const UNBINDING: Readonly<Record<"role" | "user", readonly string[]>> = {
  role: ["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"],
  user: ["iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary"],
};
