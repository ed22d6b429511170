/**
 * Which tags does a caller pick itself? Those of a request that makes something, where the action takes tags along, and
 * those of a resource that it may tag. Conditions on such tags keep it from nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html; which actions take tags stands in the Service
 * Authorization Reference of 2026-11 by `aws:RequestTag`.
 *
 * The tags of a session (`sts:AssumeRole`) are no such: the trust policy must let them pass.
 */
const TAKE_TAGS: Readonly<Record<string, string>> = {
  airflow: "CreateEnvironment",
  apigateway: "PUT POST",
  apprunner: "CreateService",
  autoscaling: "CreateAutoScalingGroup",
  batch: "SubmitJob RegisterJobDefinition",
  "bedrock-agentcore": "CreateCodeInterpreter CreateBrowser CreateAgentRuntime",
  braket: "CreateJob",
  cloudformation: "UpdateStack CreateChangeSet UpdateStackSet CreateStack CreateStackSet",
  codebuild: "CreateProject UpdateProject",
  codepipeline: "CreatePipeline",
  codestar: "CreateProject",
  datapipeline: "CreatePipeline",
  ec2: "CreateReplaceRootVolumeTask RunInstances RequestSpotInstances",
  ecs: "RunTask StartTask RegisterTaskDefinition CreateService CreateExpressGatewayService",
  eks: "CreateAccessEntry CreatePodIdentityAssociation",
  elasticmapreduce: "RunJobFlow",
  "emr-serverless": "StartJobRun",
  gamelift: "CreateBuild CreateFleet",
  glue: "CreateDevEndpoint CreateJob CreateTrigger CreateSession",
  iam: "CreateRole CreateUser CreateSAMLProvider",
  imagebuilder: "CreateComponent CreateImageRecipe CreateImage CreateInfrastructureConfiguration",
  iot: "CreatePolicy CreateRoleAlias",
  kinesisanalytics: "CreateApplication",
  lambda: "CreateFunction CreateEventSourceMapping",
  omics: "CreateWorkflow StartRun",
  pipes: "CreatePipe",
  rolesanywhere: "CreateTrustAnchor CreateProfile",
  sagemaker:
    "CreateNotebookInstanceLifecycleConfig CreateNotebookInstance CreateTrainingJob CreateProcessingJob CreateHyperParameterTuningJob CreateModel CreateTransformJob CreateEndpointConfig CreateEndpoint CreateUserProfile CreatePipeline",
  ssm: "CreateAssociation CreateActivation CreateDocument StartAutomationExecution",
  states: "UpdateStateMachine CreateStateMachine",
};

const TAKING_TAGS: ReadonlySet<string> = new Set(
  Object.entries(TAKE_TAGS).flatMap(([service, names]) => names.split(" ").map((name) => `${service}:${name}`)),
);

/** @param action one of a method, as it is written there */
export function takesTags(action: string): boolean {
  return TAKING_TAGS.has(action);
}

/** By which action a resource of a service is tagged; that of an IAM role or user by one of its own. */
const TAGS: Readonly<Record<string, string>> = {
  apprunner: "apprunner:TagResource",
  batch: "batch:TagResource",
  "bedrock-agentcore": "bedrock-agentcore:TagResource",
  ec2: "ec2:CreateTags",
  ecs: "ecs:TagResource",
  eks: "eks:TagResource",
  elasticmapreduce: "elasticmapreduce:AddTags",
  glue: "glue:TagResource",
  "iam role": "iam:TagRole",
  "iam user": "iam:TagUser",
  "iam policy": "iam:TagPolicy",
  lambda: "lambda:TagResource",
  sagemaker: "sagemaker:AddTags",
  states: "states:TagResource",
};

/** The action that tags a resource, by its ARN from the service on; undefined where there is none for it. */
export function taggingOf(arn: string): string | undefined {
  const [, service = "", , , rest = ""] = arn.split(":");
  return TAGS[service === "iam" ? `iam ${rest.split("/")[0] ?? ""}` : service];
}

/** All of them. */
export const TAGGING: ReadonlySet<string> = new Set(Object.values(TAGS));
