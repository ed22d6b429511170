import { ACCOUNT, allow, arn, attached, document, fromSource, grant, may, one, OWN_ACCOUNT, role } from "./notation";

export const DATA = {
  "Glue with the policy of AWS for it": {
    job: role("glue.amazonaws.com", OWN_ACCOUNT),
    standard: attached("job", "service-role/AWSGlueServiceRole"),
  },
  "Athena for an analyst": {
    results: one("aws:s3/bucket:Bucket"),
    analyst: role("lambda.amazonaws.com"),
    rights: may(
      "analyst",
      allow(
        ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"],
        arn("athena", "workgroup/shop"),
      ),
      allow(
        ["glue:GetTable", "glue:GetDatabase", "glue:GetPartitions"],
        [arn("glue", "catalog"), arn("glue", "database/shop"), arn("glue", "table/shop/orders")],
      ),
      allow(["s3:GetObject", "s3:PutObject"], "${results.arn}/*"),
      allow(["s3:GetBucketLocation", "s3:ListBucket"], "${results.arn}"),
      allow("lakeformation:GetDataAccess", "*"),
    ),
  },
  "logs from other accounts by a destination": {
    stream: one("aws:kinesis/stream:Stream"),
    shipper: role("logs.amazonaws.com", {
      StringLike: { "aws:SourceArn": [`arn:aws:logs:eu-central-1:222233334444:*`, arn("logs", "*")] },
    }),
    rights: may("shipper", allow("kinesis:PutRecord", "${stream.arn}")),
    destination: one("aws:cloudwatch/logDestination:LogDestination", {
      roleArn: "${shipper.arn}",
      targetArn: "${stream.arn}",
    }),
    policy: one("aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy", {
      destinationName: "${destination.name}",
      accessPolicy: document(grant({ AWS: "222233334444" }, "logs:PutSubscriptionFilter", "${destination.arn}")),
    }),
  },
  "the bucket of CloudTrail": {
    trail: one("aws:s3/bucket:Bucket"),
    policy: one("aws:s3/bucketPolicy:BucketPolicy", {
      bucket: "${trail.id}",
      policy: document(
        grant({ Service: "cloudtrail.amazonaws.com" }, "s3:GetBucketAcl", "${trail.arn}", {
          StringEquals: { "aws:SourceArn": arn("cloudtrail", "trail/shop") },
        }),
        grant({ Service: "cloudtrail.amazonaws.com" }, "s3:PutObject", "${trail.arn}/AWSLogs/" + ACCOUNT + "/*", {
          StringEquals: {
            "s3:x-amz-acl": "bucket-owner-full-control",
            "aws:SourceArn": arn("cloudtrail", "trail/shop"),
          },
        }),
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: ["${trail.arn}", "${trail.arn}/*"],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ),
    }),
  },
  "a key with the default policy": {
    key: one("aws:kms/key:Key", {
      enableKeyRotation: true,
      policy: document({
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: "kms:*",
        Resource: "*",
      }),
    }),
  },
  "a key with administrators and users": {
    admin: role({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }),
    worker: role("lambda.amazonaws.com"),
    key: one("aws:kms/key:Key", {
      policy: document(
        { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" },
        grant(
          { AWS: "${admin.arn}" },
          [
            "kms:Create*",
            "kms:Describe*",
            "kms:Enable*",
            "kms:List*",
            "kms:Put*",
            "kms:Update*",
            "kms:Revoke*",
            "kms:Disable*",
            "kms:Get*",
            "kms:Delete*",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:ScheduleKeyDeletion",
            "kms:CancelKeyDeletion",
          ],
          "*",
        ),
        grant(
          { AWS: "${worker.arn}" },
          ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
          "*",
        ),
        grant({ AWS: "${worker.arn}" }, ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"], "*", {
          Bool: { "kms:GrantIsForAWSResource": "true" },
        }),
      ),
    }),
  },
  "a key by way of a service": {
    key: one("aws:kms/key:Key", {
      policy: document(
        { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" },
        grant(
          { AWS: "*" },
          [
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncrypt*",
            "kms:GenerateDataKey*",
            "kms:CreateGrant",
            "kms:DescribeKey",
          ],
          "*",
          { StringEquals: { "kms:ViaService": "ec2.eu-central-1.amazonaws.com", "kms:CallerAccount": ACCOUNT } },
        ),
      ),
    }),
  },
  "flow logs of a network": {
    log: one("aws:s3/bucket:Bucket"),
    policy: one("aws:s3/bucketPolicy:BucketPolicy", {
      bucket: "${log.id}",
      policy: document(
        grant({ Service: "delivery.logs.amazonaws.com" }, "s3:PutObject", "${log.arn}/*", {
          StringEquals: { "aws:SourceAccount": ACCOUNT, "s3:x-amz-acl": "bucket-owner-full-control" },
          ArnLike: { "aws:SourceArn": arn("logs", "*") },
        }),
        grant(
          { Service: "delivery.logs.amazonaws.com" },
          ["s3:GetBucketAcl", "s3:ListBucket"],
          "${log.arn}",
          fromSource(arn("logs", "*")),
        ),
      ),
    }),
    flow: role("vpc-flow-logs.amazonaws.com", fromSource(arn("ec2", "vpc-flow-log/*"))),
    rights: may(
      "flow",
      allow(
        [
          "logs:CreateLogGroup",
          "logs:CreateLogStream",
          "logs:PutLogEvents",
          "logs:DescribeLogGroups",
          "logs:DescribeLogStreams",
        ],
        "*",
      ),
    ),
  },
  "replication of a bucket": {
    from: one("aws:s3/bucket:Bucket"),
    to: one("aws:s3/bucket:Bucket"),
    copier: role("s3.amazonaws.com", OWN_ACCOUNT),
    rights: may(
      "copier",
      allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], "${from.arn}"),
      allow(
        ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
        "${from.arn}/*",
      ),
      allow(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], "${to.arn}/*"),
    ),
  },
  "a connector of MSK": {
    connect: role("kafkaconnect.amazonaws.com", fromSource(arn("kafkaconnect", "connector/orders/*"))),
    rights: may(
      "connect",
      allow(["kafka-cluster:Connect", "kafka-cluster:DescribeCluster"], arn("kafka", "cluster/shop/*")),
      allow(["kafka-cluster:ReadData", "kafka-cluster:DescribeTopic"], arn("kafka", "topic/shop/*/orders")),
      allow(["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"], arn("kafka", "group/shop/*/connect-*")),
    ),
  },
  SageMaker: {
    models: one("aws:s3/bucket:Bucket"),
    repo: one("aws:ecr/repository:Repository"),
    train: role("sagemaker.amazonaws.com", OWN_ACCOUNT),
    rights: may(
      "train",
      allow(["s3:GetObject", "s3:PutObject"], "${models.arn}/*"),
      allow("s3:ListBucket", "${models.arn}"),
      allow("ecr:GetAuthorizationToken", "*"),
      allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], "${repo.arn}"),
      allow(
        ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        arn("logs", "log-group:/aws/sagemaker/*"),
      ),
      allow("cloudwatch:PutMetricData", "*"),
      allow("iam:PassRole", "${infer.arn}", { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } }),
    ),
    infer: role("sagemaker.amazonaws.com", OWN_ACCOUNT),
    endpoint: one("aws:sagemaker/model:Model", { executionRoleArn: "${infer.arn}" }),
  },
  MWAA: {
    flows: role({ Principal: { Service: ["airflow.amazonaws.com", "airflow-env.amazonaws.com"] } }, OWN_ACCOUNT),
    rights: may(
      "flows",
      allow("airflow:PublishMetrics", arn("airflow", "environment/shop")),
      {
        Effect: "Deny",
        Action: "s3:ListAllMyBuckets",
        Resource: ["arn:aws:s3:::shop-dags", "arn:aws:s3:::shop-dags/*"],
      },
      allow(["s3:GetObject*", "s3:GetBucket*", "s3:List*"], ["arn:aws:s3:::shop-dags", "arn:aws:s3:::shop-dags/*"]),
      allow(
        [
          "logs:CreateLogStream",
          "logs:CreateLogGroup",
          "logs:PutLogEvents",
          "logs:GetLogEvents",
          "logs:GetLogRecord",
          "logs:GetLogGroupFields",
          "logs:GetQueryResults",
        ],
        arn("logs", "log-group:airflow-shop-*"),
      ),
      allow("logs:DescribeLogGroups", "*"),
      allow("s3:GetAccountPublicAccessBlock", "*"),
      allow("cloudwatch:PutMetricData", "*"),
      allow(
        [
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:GetQueueUrl",
          "sqs:ReceiveMessage",
          "sqs:SendMessage",
        ],
        "arn:aws:sqs:eu-central-1:*:airflow-celery-*",
      ),
      {
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"],
        NotResource: `arn:aws:kms:*:${ACCOUNT}:key/*`,
        Condition: { StringLike: { "kms:ViaService": ["sqs.eu-central-1.amazonaws.com"] } },
      },
    ),
  },
};
