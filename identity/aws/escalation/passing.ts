/**
 * To which services can a role be passed by a caller who then has the service act with it? Each method names the service,
 * which the role must trust, and the actions that it takes beside `iam:PassRole`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html and the guides of the services.
 */
import type { Method, Need } from "./methods";
import { ANY_TARGET } from "./targets";

/** What is made, where an action is also on what it is made of, such as images and subnets. */
const MADE: Readonly<Record<string, Need["on"]>> = {
  "ec2:RunInstances": { arns: [ANY_TARGET.instance] },
};

/** Passes a role to a service that then acts with it as the caller says. */
function passes(service: string, work: string, ...actions: readonly string[]): Method {
  return {
    name: ["iam:PassRole", ...actions].join(" + "),
    words: `pass {target} to ${work}`,
    target: "role",
    needs: [
      { anyOf: ["iam:PassRole"], on: "target" },
      ...actions.map((action): Need => ({ anyOf: action.split(" | "), on: MADE[action] ?? "some" })),
    ],
    yields: "powers",
    ofAny: "more",
    service: `${service}.amazonaws.com`,
  };
}

const CALLS_FUNCTION =
  "lambda:InvokeFunction | lambda:AddPermission | lambda:CreateEventSourceMapping | lambda:CreateFunctionUrlConfig";
const RUNS_JOB = "glue:StartJobRun | glue:CreateTrigger";

export const PASSING: readonly Method[] = [
  passes("lambda", "a new function and call it", "lambda:CreateFunction", CALLS_FUNCTION),
  passes("ec2", "a new instance", "ec2:RunInstances"),
  passes("lambda", "a function and put a layer into it", "lambda:UpdateFunctionConfiguration"),
  passes("ec2", "a new spot instance", "ec2:RequestSpotInstances"),
  passes(
    "ec2",
    "an instance on which it opens a shell",
    "ec2:AssociateIamInstanceProfile | ec2:ReplaceIamInstanceProfileAssociation | iam:AddRoleToInstanceProfile",
    "ssm:StartSession | ec2-instance-connect:SendSSHPublicKey",
  ),
  passes(
    "ec2",
    "the instances of a launch configuration",
    "autoscaling:CreateLaunchConfiguration",
    "autoscaling:CreateAutoScalingGroup | autoscaling:UpdateAutoScalingGroup",
  ),
  passes("ecs-tasks", "a task with commands of its own", "ecs:RunTask | ecs:StartTask"),
  passes("ecs-tasks", "the tasks of a service", "ecs:RegisterTaskDefinition", "ecs:CreateService | ecs:UpdateService"),
  passes("ecs-tasks", "an Express service", "ecs:CreateExpressGatewayService | ecs:UpdateExpressGatewayService"),
  {
    ...passes("tasks.apprunner", "an App Runner service", "apprunner:CreateService | apprunner:UpdateService"),
    passedTo: "apprunner.amazonaws.com",
  },
  passes("cloudformation", "a stack", "cloudformation:CreateStack | cloudformation:UpdateStack"),
  passes("cloudformation", "a change set", "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
  passes("cloudformation", "a stack set", "cloudformation:UpdateStackSet"),
  passes("cloudformation", "a stack set", "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"),
  passes(
    "codebuild",
    "a build project and start it",
    "codebuild:CreateProject | codebuild:UpdateProject",
    "codebuild:StartBuild | codebuild:StartBuildBatch",
  ),
  passes("codebuild", "a build in the place of the project's", "codebuild:StartBuild | codebuild:StartBuildBatch"),
  passes("codepipeline", "a pipeline", "codepipeline:CreatePipeline | codepipeline:UpdatePipeline"),
  passes("codestar", "a new project", "codestar:CreateProject"),
  passes("glue", "a new development endpoint", "glue:CreateDevEndpoint"),
  passes("glue", "a job and start it", "glue:CreateJob | glue:UpdateJob", RUNS_JOB),
  passes("glue", "a new session and run code in it", "glue:CreateSession", "glue:RunStatement"),
  passes("sagemaker", "a new notebook instance", "sagemaker:CreateNotebookInstance"),
  passes(
    "sagemaker",
    "a new job",
    "sagemaker:CreateTrainingJob | sagemaker:CreateProcessingJob | sagemaker:CreateHyperParameterTuningJob",
  ),
  passes("sagemaker", "a model and run it on data", "sagemaker:CreateModel", "sagemaker:CreateTransformJob"),
  passes(
    "sagemaker",
    "a model and serve it",
    "sagemaker:CreateModel",
    "sagemaker:CreateEndpointConfig",
    "sagemaker:CreateEndpoint",
  ),
  passes(
    "sagemaker",
    "a Studio user and open it",
    "sagemaker:CreateUserProfile | sagemaker:UpdateUserProfile",
    "sagemaker:CreatePresignedDomainUrl",
  ),
  passes(
    "sagemaker",
    "a pipeline and start it",
    "sagemaker:CreatePipeline | sagemaker:UpdatePipeline",
    "sagemaker:StartPipelineExecution",
  ),
  passes("datapipeline", "a new pipeline", "datapipeline:CreatePipeline"),
  // To start a pipeline again its roles are passed again, and its commands run on instances.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_datapipeline.html
  passes(
    "ec2",
    "the instances of a pipeline that it rewrites",
    "datapipeline:PutPipelineDefinition",
    "datapipeline:ActivatePipeline",
  ),
  // The code runs with the role of the instances, not with the one of the service.
  passes("ec2", "the instances of a new EMR cluster", "elasticmapreduce:RunJobFlow"),
  passes("emr-serverless", "a job run", "emr-serverless:StartJobRun"),
  passes(
    "kinesisanalytics",
    "a new application and start it",
    "kinesisanalytics:CreateApplication",
    "kinesisanalytics:StartApplication",
  ),
  passes("ecs-tasks", "a new job definition and run it", "batch:RegisterJobDefinition", "batch:SubmitJob"),
  passes("braket", "a new job", "braket:CreateJob"),
  passes("scheduler", "a schedule", "scheduler:CreateSchedule | scheduler:UpdateSchedule"),
  passes("events", "the target of a rule", "events:PutTargets"),
  passes("pipes", "a pipe", "pipes:CreatePipe | pipes:UpdatePipe"),
  passes("apigateway", "an integration of an API", "apigateway:PUT", "apigateway:POST"),
  passes(
    "appsync",
    "a data source of an API",
    "appsync:CreateDataSource | appsync:UpdateDataSource",
    "appsync:CreateResolver | appsync:UpdateResolver",
  ),
  passes("airflow", "a new Airflow environment", "airflow:CreateEnvironment"),
  passes("ssm", "a machine of its own that it activates", "ssm:CreateActivation"),
  passes("pods.eks", "pods", "eks:CreatePodIdentityAssociation | eks:UpdatePodIdentityAssociation"),
  passes(
    "rolesanywhere",
    "holders of certificates of its own",
    "rolesanywhere:CreateProfile | rolesanywhere:UpdateProfile",
    "rolesanywhere:CreateTrustAnchor | rolesanywhere:UpdateTrustAnchor",
  ),
  passes(
    "credentials.iot",
    "a device of its own",
    "iot:CreateRoleAlias | iot:UpdateRoleAlias",
    "iot:CreateKeysAndCertificate",
    "iot:AttachPolicy",
  ),
  passes(
    "states",
    "a state machine and start it",
    "states:CreateStateMachine | states:UpdateStateMachine",
    "states:StartExecution",
  ),
  passes("states", "a state that it tests", "states:TestState"),
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
