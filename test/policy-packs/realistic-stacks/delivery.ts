import { ACCOUNT, allow, arn, attached, fromSource, may, one, OWN_ACCOUNT, ownLog, role } from "./notation";

const GITHUB = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
const TOKEN = "token.actions.githubusercontent.com";
function github(subject: string) {
  return role(
    { Principal: { Federated: GITHUB }, Action: "sts:AssumeRoleWithWebIdentity" },
    { StringEquals: { [`${TOKEN}:aud`]: "sts.amazonaws.com", [`${TOKEN}:sub`]: subject } },
  );
}

export const DELIVERY = {
  "a pipeline on GitHub that deploys one function and a website": {
    site: one("aws:s3/bucket:Bucket"),
    deployer: github("repo:shop/orders:ref:refs/heads/main"),
    rights: may(
      "deployer",
      allow(
        ["lambda:UpdateFunctionCode", "lambda:GetFunction", "lambda:PublishVersion"],
        arn("lambda", "function:orders"),
      ),
      allow(["s3:PutObject", "s3:DeleteObject"], "${site.arn}/*"),
      allow("s3:ListBucket", "${site.arn}"),
      allow("cloudfront:CreateInvalidation", `arn:aws:cloudfront::${ACCOUNT}:distribution/E1ABCDEF`),
    ),
  },
  "a pipeline on GitHub that pushes an image and rolls a service": {
    repo: one("aws:ecr/repository:Repository"),
    execution: role("ecs-tasks.amazonaws.com", OWN_ACCOUNT),
    standard: attached("execution", "service-role/AmazonECSTaskExecutionRolePolicy"),
    deployer: github("repo:shop/web:environment:production"),
    rights: may(
      "deployer",
      allow("ecr:GetAuthorizationToken", "*"),
      allow(
        [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:CompleteLayerUpload",
          "ecr:GetDownloadUrlForLayer",
          "ecr:InitiateLayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
        ],
        "${repo.arn}",
      ),
      allow("ecs:RegisterTaskDefinition", arn("ecs", "task-definition/web:*")),
      allow("ecs:DescribeTaskDefinition", "*"),
      allow(["ecs:UpdateService", "ecs:DescribeServices"], arn("ecs", "service/shop/web")),
      allow("iam:PassRole", "${execution.arn}", { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } }),
    ),
  },
  "a pipeline that makes roles within a boundary": {
    deployer: github("repo:shop/infra:environment:production"),
    rights: may(
      "deployer",
      allow(
        ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:DeleteRolePolicy"],
        `arn:aws:iam::${ACCOUNT}:role/shop/*`,
        { StringEquals: { "iam:PermissionsBoundary": `arn:aws:iam::${ACCOUNT}:policy/shop-boundary` } },
      ),
      allow(["iam:GetRole", "iam:DeleteRole", "iam:TagRole"], `arn:aws:iam::${ACCOUNT}:role/shop/*`),
      allow("iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/shop/*`, {
        StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" },
      }),
      allow(
        ["lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:GetFunction"],
        arn("lambda", "function:shop-*"),
      ),
    ),
  },
  "CodePipeline with CodeBuild": {
    artifacts: one("aws:s3/bucket:Bucket"),
    log: one("aws:cloudwatch/logGroup:LogGroup"),
    build: role("codebuild.amazonaws.com", OWN_ACCOUNT),
    buildRights: may(
      "build",
      ownLog("log"),
      allow(["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], "${artifacts.arn}/*"),
      allow(
        [
          "codebuild:CreateReportGroup",
          "codebuild:CreateReport",
          "codebuild:UpdateReport",
          "codebuild:BatchPutTestCases",
          "codebuild:BatchPutCodeCoverages",
        ],
        arn("codebuild", "report-group/shop-*"),
      ),
    ),
    project: one("aws:codebuild/project:Project", {
      name: "shop",
      serviceRole: "${build.arn}",
      artifacts: { type: "CODEPIPELINE" },
      environment: {
        type: "LINUX_CONTAINER",
        image: "aws/codebuild/standard:7.0",
        computeType: "BUILD_GENERAL1_SMALL",
      },
      source: { type: "CODEPIPELINE" },
    }),
    connection: one("aws:codestarconnections/connection:Connection", { providerType: "GitHub" }),
    pipeline: role("codepipeline.amazonaws.com", OWN_ACCOUNT),
    pipelineRights: may(
      "pipeline",
      allow(["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], "${artifacts.arn}/*"),
      allow("s3:GetBucketVersioning", "${artifacts.arn}"),
      allow("codestar-connections:UseConnection", "${connection.arn}"),
      allow(["codebuild:BatchGetBuilds", "codebuild:StartBuild"], "${project.arn}"),
    ),
    shop: one("aws:codepipeline/pipeline:Pipeline", { roleArn: "${pipeline.arn}" }),
  },
  "CodeBuild in a network": {
    build: role("codebuild.amazonaws.com", OWN_ACCOUNT),
    rights: may(
      "build",
      allow(
        [
          "ec2:CreateNetworkInterface",
          "ec2:DescribeDhcpOptions",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DeleteNetworkInterface",
          "ec2:DescribeSubnets",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeVpcs",
        ],
        "*",
      ),
      allow("ec2:CreateNetworkInterfacePermission", arn("ec2", "network-interface/*"), {
        StringEquals: { "ec2:AuthorizedService": "codebuild.amazonaws.com" },
        ArnEquals: { "ec2:Subnet": [arn("ec2", "subnet/subnet-1")] },
      }),
    ),
  },
  "Step Functions": {
    worker: role("lambda.amazonaws.com"),
    basic: attached("worker", "service-role/AWSLambdaBasicExecutionRole"),
    step: one("aws:lambda/function:Function", { role: "${worker.arn}" }),
    flow: role("states.amazonaws.com", fromSource(arn("states", "stateMachine:orders"))),
    rights: may(
      "flow",
      allow("lambda:InvokeFunction", ["${step.arn}", "${step.arn}:*"]),
      allow(
        [
          "logs:CreateLogDelivery",
          "logs:CreateLogStream",
          "logs:GetLogDelivery",
          "logs:UpdateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:ListLogDeliveries",
          "logs:PutLogEvents",
          "logs:PutResourcePolicy",
          "logs:DescribeResourcePolicies",
          "logs:DescribeLogGroups",
        ],
        "*",
      ),
      allow(
        ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"],
        "*",
      ),
    ),
    orders: one("aws:sfn/stateMachine:StateMachine", { name: "orders", roleArn: "${flow.arn}", definition: "{}" }),
  },
  "Step Functions that run a task of ECS and wait": {
    task: role("ecs-tasks.amazonaws.com", OWN_ACCOUNT),
    flow: role("states.amazonaws.com", OWN_ACCOUNT),
    rights: may(
      "flow",
      allow("ecs:RunTask", arn("ecs", "task-definition/report:*")),
      allow(["ecs:StopTask", "ecs:DescribeTasks"], arn("ecs", "task/shop/*")),
      allow(
        ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
        arn("events", "rule/StepFunctionsGetEventsForECSTaskRule"),
      ),
      allow("iam:PassRole", "${task.arn}", { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } }),
    ),
    report: one("aws:ecs/taskDefinition:TaskDefinition", {
      family: "report",
      taskRoleArn: "${task.arn}",
      containerDefinitions: "[]",
    }),
  },
  "Terraform Cloud plans": {
    planner: role(
      {
        Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/app.terraform.io` },
        Action: "sts:AssumeRoleWithWebIdentity",
      },
      {
        StringEquals: {
          "app.terraform.io:aud": "aws.workload.identity",
          "app.terraform.io:sub": "organization:shop:project:web:workspace:prod:run_phase:plan",
        },
      },
    ),
    read: attached("planner", "job-function/ViewOnlyAccess"),
  },
};
