import { ACCOUNT, allow, arn, attached, fromSource, may, one, OWN_ACCOUNT, ownLog, role } from "./notation";

const LAMBDA = "lambda.amazonaws.com";
const POD = { Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] };
const OF_KARPENTER = {
  StringEquals: {
    "aws:RequestTag/kubernetes-namespace": "kube-system",
    "aws:RequestTag/kubernetes-service-account": "karpenter",
  },
};

export const COMPUTE = {
  "a function with one table and one bucket": {
    uploads: one("aws:s3/bucket:Bucket"),
    orders: one("aws:dynamodb/table:Table", { hashKey: "id", attributes: [{ name: "id", type: "S" }] }),
    log: one("aws:cloudwatch/logGroup:LogGroup", { name: "/aws/lambda/orders" }),
    worker: role(LAMBDA),
    rights: may(
      "worker",
      ownLog("log"),
      allow(
        ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"],
        ["${orders.arn}", "${orders.arn}/index/*"],
      ),
      allow("s3:PutObject", "${uploads.arn}/orders/*"),
      allow("s3:ListBucket", "${uploads.arn}", { StringLike: { "s3:prefix": ["orders/*"] } }),
    ),
    handler: one("aws:lambda/function:Function", {
      name: "orders",
      role: "${worker.arn}",
      runtime: "nodejs22.x",
      handler: "index.handler",
    }),
  },
  "a function with its own network statement": {
    worker: role(LAMBDA),
    rights: may(
      "worker",
      allow(
        [
          "ec2:CreateNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:DeleteNetworkInterface",
          "ec2:AssignPrivateIpAddresses",
          "ec2:UnassignPrivateIpAddresses",
        ],
        "*",
      ),
      {
        Effect: "Deny",
        Action: ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces"],
        Resource: "*",
        Condition: { ArnEquals: { "lambda:SourceFunctionArn": [arn("lambda", "function:orders")] } },
      },
    ),
    handler: one("aws:lambda/function:Function", { name: "orders", role: "${worker.arn}" }),
  },
  "a function that takes from a queue": {
    jobs: one("aws:sqs/queue:Queue"),
    worker: role(LAMBDA),
    basic: attached("worker", "service-role/AWSLambdaBasicExecutionRole"),
    rights: may("worker", allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], "${jobs.arn}")),
    handler: one("aws:lambda/function:Function", { role: "${worker.arn}" }),
    mapping: one("aws:lambda/eventSourceMapping:EventSourceMapping", {
      eventSourceArn: "${jobs.arn}",
      functionName: "${handler.arn}",
    }),
  },
  "a function that rotates a database secret": {
    secret: one("aws:secretsmanager/secret:Secret"),
    rotator: role(LAMBDA),
    basic: attached("rotator", "service-role/AWSLambdaVPCAccessExecutionRole"),
    rights: may(
      "rotator",
      allow(
        [
          "secretsmanager:DescribeSecret",
          "secretsmanager:GetSecretValue",
          "secretsmanager:PutSecretValue",
          "secretsmanager:UpdateSecretVersionStage",
        ],
        "${secret.arn}",
      ),
      allow("secretsmanager:GetRandomPassword", "*"),
    ),
    handler: one("aws:lambda/function:Function", { name: "rotator", role: "${rotator.arn}" }),
    permission: one("aws:lambda/permission:Permission", {
      action: "lambda:InvokeFunction",
      function: "${handler.name}",
      principal: "secretsmanager.amazonaws.com",
      sourceAccount: ACCOUNT,
    }),
  },
  "a task of ECS on Fargate": {
    repo: one("aws:ecr/repository:Repository"),
    secret: one("aws:secretsmanager/secret:Secret"),
    log: one("aws:cloudwatch/logGroup:LogGroup"),
    jobs: one("aws:sqs/queue:Queue"),
    execution: role("ecs-tasks.amazonaws.com", fromSource(arn("ecs", "*"))),
    task: role("ecs-tasks.amazonaws.com", fromSource(arn("ecs", "*"))),
    standard: attached("execution", "service-role/AmazonECSTaskExecutionRolePolicy"),
    secrets: may("execution", allow("secretsmanager:GetSecretValue", "${secret.arn}")),
    rights: may(
      "task",
      allow("sqs:SendMessage", "${jobs.arn}"),
      allow(
        [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ],
        "*",
      ),
    ),
    web: one("aws:ecs/taskDefinition:TaskDefinition", {
      family: "web",
      executionRoleArn: "${execution.arn}",
      taskRoleArn: "${task.arn}",
      containerDefinitions: "[]",
    }),
  },
  "a cluster and nodes of EKS": {
    cluster: role({ Principal: { Service: "eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] }),
    clusterPolicy: attached("cluster", "AmazonEKSClusterPolicy"),
    node: role("ec2.amazonaws.com"),
    worker: attached("node", "AmazonEKSWorkerNodePolicy"),
    pull: attached("node", "AmazonEC2ContainerRegistryPullOnly"),
    cni: attached("node", "AmazonEKS_CNI_Policy"),
    shop: one("aws:eks/cluster:Cluster", {
      roleArn: "${cluster.arn}",
      vpcConfig: { subnetIds: ["subnet-1", "subnet-2"] },
    }),
    group: one("aws:eks/nodeGroup:NodeGroup", {
      clusterName: "${shop.name}",
      nodeRoleArn: "${node.arn}",
      subnetIds: ["subnet-1"],
      scalingConfig: { minSize: 1, maxSize: 2, desiredSize: 1 },
    }),
  },
  "a cluster of EKS in auto mode": {
    cluster: role({ Principal: { Service: "eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] }),
    itself: attached("cluster", "AmazonEKSClusterPolicy"),
    nodes: attached("cluster", "AmazonEKSComputePolicy"),
    volumes: attached("cluster", "AmazonEKSBlockStoragePolicy"),
    balancers: attached("cluster", "AmazonEKSLoadBalancingPolicy"),
    network: attached("cluster", "AmazonEKSNetworkingPolicy"),
    node: role("ec2.amazonaws.com"),
    minimum: attached("node", "AmazonEKSWorkerNodeMinimalPolicy"),
    pull: attached("node", "AmazonEC2ContainerRegistryPullOnly"),
  },
  "a service account of EKS by IRSA": {
    issuer: one("aws:iam/openIdConnectProvider:OpenIdConnectProvider", {
      url: "https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
      clientIdLists: ["sts.amazonaws.com"],
    }),
    uploads: one("aws:s3/bucket:Bucket"),
    pod: role(
      { Principal: { Federated: "${issuer.arn}" }, Action: "sts:AssumeRoleWithWebIdentity" },
      {
        StringEquals: {
          "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub":
            "system:serviceaccount:shop:orders",
          "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:aud": "sts.amazonaws.com",
        },
      },
    ),
    rights: may(
      "pod",
      allow(["s3:GetObject", "s3:PutObject"], "${uploads.arn}/*"),
      allow("s3:ListBucket", "${uploads.arn}"),
    ),
  },
  "a pod identity of EKS": {
    pod: role(
      { Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] },
      {
        StringEquals: {
          "aws:SourceAccount": ACCOUNT,
          "aws:RequestTag/kubernetes-namespace": "shop",
          "aws:RequestTag/kubernetes-service-account": "orders",
        },
        ArnEquals: { "aws:SourceArn": arn("eks", "cluster/shop") },
      },
    ),
    rights: may("pod", allow("sqs:SendMessage", arn("sqs", "orders"))),
    association: one("aws:eks/podIdentityAssociation:PodIdentityAssociation", {
      clusterName: "shop",
      namespace: "shop",
      serviceAccount: "orders",
      roleArn: "${pod.arn}",
    }),
  },
  Karpenter: {
    node: role("ec2.amazonaws.com"),
    controller: role(POD, OF_KARPENTER),
    rights: may(
      "controller",
      allow(
        ["ec2:RunInstances", "ec2:CreateFleet"],
        [
          "arn:aws:ec2:eu-central-1::image/*",
          "arn:aws:ec2:eu-central-1::snapshot/*",
          "arn:aws:ec2:eu-central-1:*:security-group/*",
          "arn:aws:ec2:eu-central-1:*:subnet/*",
        ],
      ),
      allow(
        ["ec2:RunInstances", "ec2:CreateFleet", "ec2:CreateLaunchTemplate"],
        [
          "arn:aws:ec2:eu-central-1:*:fleet/*",
          "arn:aws:ec2:eu-central-1:*:instance/*",
          "arn:aws:ec2:eu-central-1:*:volume/*",
          "arn:aws:ec2:eu-central-1:*:network-interface/*",
          "arn:aws:ec2:eu-central-1:*:launch-template/*",
        ],
        {
          StringEquals: { "aws:RequestTag/kubernetes.io/cluster/shop": "owned" },
          StringLike: { "aws:RequestTag/karpenter.sh/nodepool": "*" },
        },
      ),
      allow(
        ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
        ["arn:aws:ec2:eu-central-1:*:instance/*", "arn:aws:ec2:eu-central-1:*:launch-template/*"],
        {
          StringEquals: { "aws:ResourceTag/kubernetes.io/cluster/shop": "owned" },
          StringLike: { "aws:ResourceTag/karpenter.sh/nodepool": "*" },
        },
      ),
      allow(
        [
          "ec2:DescribeImages",
          "ec2:DescribeInstances",
          "ec2:DescribeInstanceTypeOfferings",
          "ec2:DescribeSpotPriceHistory",
          "ec2:DescribeSubnets",
        ],
        "*",
        { StringEquals: { "aws:RequestedRegion": "eu-central-1" } },
      ),
      allow("ssm:GetParameter", "arn:aws:ssm:eu-central-1::parameter/aws/service/*"),
      allow("pricing:GetProducts", "*"),
      allow(["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], arn("sqs", "shop")),
      allow("iam:PassRole", "${node.arn}", { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }),
      allow("iam:CreateInstanceProfile", `arn:aws:iam::${ACCOUNT}:instance-profile/*`, {
        StringEquals: {
          "aws:RequestTag/kubernetes.io/cluster/shop": "owned",
          "aws:RequestTag/topology.kubernetes.io/region": "eu-central-1",
        },
        StringLike: { "aws:RequestTag/karpenter.k8s.aws/ec2nodeclass": "*" },
      }),
      allow(
        ["iam:AddRoleToInstanceProfile", "iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile"],
        `arn:aws:iam::${ACCOUNT}:instance-profile/*`,
        { StringEquals: { "aws:ResourceTag/kubernetes.io/cluster/shop": "owned" } },
      ),
      allow("iam:GetInstanceProfile", `arn:aws:iam::${ACCOUNT}:instance-profile/*`),
      allow("eks:DescribeCluster", arn("eks", "cluster/shop")),
    ),
  },
  "an instance managed by SSM": {
    instance: role("ec2.amazonaws.com"),
    ssm: attached("instance", "AmazonSSMManagedInstanceCore"),
    agent: attached("instance", "CloudWatchAgentServerPolicy"),
    profile: one("aws:iam/instanceProfile:InstanceProfile", { role: "${instance.name}" }),
    web: one("aws:ec2/instance:Instance", {
      ami: "ami-1",
      instanceType: "t3.small",
      iamInstanceProfile: "${profile.name}",
      metadataOptions: { httpTokens: "required" },
    }),
  },
  "a batch of containers": {
    service: role("batch.amazonaws.com"),
    standard: attached("service", "service-role/AWSBatchServiceRole"),
    job: role("ecs-tasks.amazonaws.com", OWN_ACCOUNT),
    input: one("aws:s3/bucket:Bucket"),
    rights: may("job", allow("s3:GetObject", "${input.arn}/*")),
    definition: one("aws:batch/jobDefinition:JobDefinition", {
      type: "container",
      containerProperties: { "fn::toJSON": { image: "busybox", jobRoleArn: "${job.arn}" } },
    }),
  },
  "a scheduler that starts and stops instances by tag": {
    jobs: role("scheduler.amazonaws.com", fromSource(arn("scheduler", "schedule-group/default"))),
    rights: may(
      "jobs",
      allow(["ec2:StartInstances", "ec2:StopInstances"], arn("ec2", "instance/*"), {
        StringEquals: { "aws:ResourceTag/schedule": "office" },
      }),
    ),
  },
  "a Bedrock agent": {
    agent: role("bedrock.amazonaws.com", fromSource(arn("bedrock", "agent/*"))),
    rights: may(
      "agent",
      allow(
        "bedrock:InvokeModel",
        "arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-3-5-sonnet-20240620-v1:0",
      ),
      allow(["bedrock:Retrieve"], arn("bedrock", "knowledge-base/ABCDEFGHIJ")),
    ),
  },
};
