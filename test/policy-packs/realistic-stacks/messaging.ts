import { ACCOUNT, allow, attached, document, grant, may, one, OWN_ACCOUNT, role } from "./notation";

export const MESSAGING = {
  "API Gateway writes its log": {
    logger: role("apigateway.amazonaws.com"),
    standard: attached("logger", "service-role/AmazonAPIGatewayPushToCloudWatchLogs"),
    account: one("aws:apigateway/account:Account", { cloudwatchRoleArn: "${logger.arn}" }),
  },
  "a topic fans out to queues": {
    topic: one("aws:sns/topic:Topic"),
    a: one("aws:sqs/queue:Queue"),
    b: one("aws:sqs/queue:Queue"),
    pa: one("aws:sqs/queuePolicy:QueuePolicy", {
      queueUrl: "${a.id}",
      policy: document(
        grant({ Service: "sns.amazonaws.com" }, "sqs:SendMessage", "${a.arn}", {
          ArnEquals: { "aws:SourceArn": "${topic.arn}" },
        }),
      ),
    }),
    pb: one("aws:sqs/queuePolicy:QueuePolicy", {
      queueUrl: "${b.id}",
      policy: document(grant("*", "sqs:SendMessage", "${b.arn}", { ArnEquals: { "aws:SourceArn": "${topic.arn}" } })),
    }),
  },
  "Cognito sends text messages": {
    texts: role("cognito-idp.amazonaws.com", {
      StringEquals: { "sts:ExternalId": "shop-sms", "aws:SourceAccount": ACCOUNT },
    }),
    rights: may("texts", allow("sns:Publish", "*"), {
      Effect: "Deny",
      Action: "sns:Publish",
      Resource: "arn:aws:sns:*:*:*",
    }),
    pool: one("aws:cognito/userPool:UserPool", {
      smsConfiguration: { externalId: "shop-sms", snsCallerArn: "${texts.arn}" },
    }),
  },
  "users of a Cognito identity pool": {
    pool: one("aws:cognito/identityPool:IdentityPool", {
      identityPoolName: "shop",
      allowUnauthenticatedIdentities: false,
    }),
    user: role(
      { Principal: { Federated: "cognito-identity.amazonaws.com" }, Action: "sts:AssumeRoleWithWebIdentity" },
      {
        StringEquals: { "cognito-identity.amazonaws.com:aud": "${pool.id}" },
        "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
      },
    ),
    rights: may(
      "user",
      allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::shop-users/$${cognito-identity.amazonaws.com:sub}/*"),
    ),
  },
  "the Config recorder": {
    bucket: one("aws:s3/bucket:Bucket"),
    recorder: role("config.amazonaws.com", OWN_ACCOUNT),
    standard: attached("recorder", "service-role/AWS_ConfigRole"),
    rights: may(
      "recorder",
      allow("s3:PutObject", "${bucket.arn}/AWSLogs/" + ACCOUNT + "/*", {
        StringLike: { "s3:x-amz-acl": "bucket-owner-full-control" },
      }),
      allow("s3:GetBucketAcl", "${bucket.arn}"),
    ),
    policy: one("aws:s3/bucketPolicy:BucketPolicy", {
      bucket: "${bucket.id}",
      policy: document(
        grant({ Service: "config.amazonaws.com" }, ["s3:GetBucketAcl", "s3:ListBucket"], "${bucket.arn}", OWN_ACCOUNT),
        grant({ Service: "config.amazonaws.com" }, "s3:PutObject", "${bucket.arn}/AWSLogs/" + ACCOUNT + "/Config/*", {
          StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "AWS:SourceAccount": ACCOUNT },
        }),
      ),
    }),
  },
  Backup: {
    backup: role("backup.amazonaws.com", OWN_ACCOUNT),
    standard: attached("backup", "service-role/AWSBackupServiceRolePolicyForBackup"),
    restores: attached("backup", "service-role/AWSBackupServiceRolePolicyForRestores"),
    vault: one("aws:backup/vault:Vault", { name: "shop" }),
    policy: one("aws:backup/vaultPolicy:VaultPolicy", {
      backupVaultName: "${vault.name}",
      policy: document({
        Effect: "Deny",
        Principal: "*",
        Action: [
          "backup:DeleteRecoveryPoint",
          "backup:UpdateRecoveryPointLifecycle",
          "backup:PutBackupVaultAccessPolicy",
        ],
        Resource: "*",
      }),
    }),
  },
};
