/**
 * Which action is meant by a name that is an operation of an API, or a service's common name, and no action? Several
 * operations of S3 are permitted by an action of another name, and some services have a prefix that nobody would guess.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */

/** Operations that are no actions, in lower case, and the action that permits each. */
const OPERATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "s3:headbucket": "s3:ListBucket",
    "s3:headobject": "s3:GetObject",
    "s3:listobjects": "s3:ListBucket",
    "s3:listobjectsv2": "s3:ListBucket",
    "s3:listbuckets": "s3:ListAllMyBuckets",
    "s3:listobjectversions": "s3:ListBucketVersions",
    "s3:listmultipartuploads": "s3:ListBucketMultipartUploads",
    "s3:listparts": "s3:ListMultipartUploadParts",
    "s3:copyobject": "s3:PutObject",
    "s3:uploadpart": "s3:PutObject",
    "s3:uploadpartcopy": "s3:PutObject",
    "s3:createmultipartupload": "s3:PutObject",
    "s3:completemultipartupload": "s3:PutObject",
    "s3:deleteobjects": "s3:DeleteObject",
    "s3:getbucketencryption": "s3:GetEncryptionConfiguration",
    "s3:putbucketencryption": "s3:PutEncryptionConfiguration",
    "s3:getbucketlifecycleconfiguration": "s3:GetLifecycleConfiguration",
    "s3:putbucketlifecycleconfiguration": "s3:PutLifecycleConfiguration",
    "s3:getbucketreplication": "s3:GetReplicationConfiguration",
    "s3:putbucketreplication": "s3:PutReplicationConfiguration",
    "s3:putpublicaccessblock": "s3:PutBucketPublicAccessBlock",
    "s3:getpublicaccessblock": "s3:GetBucketPublicAccessBlock",
    "s3:getbucketnotificationconfiguration": "s3:GetBucketNotification",
    "s3:putbucketnotificationconfiguration": "s3:PutBucketNotification",
    "lambda:invoke": "lambda:InvokeFunction",
    "apigateway:invoke": "execute-api:Invoke",
    "sqs:sendmessagebatch": "sqs:SendMessage",
    "sqs:deletemessagebatch": "sqs:DeleteMessage",
    "sqs:changemessagevisibilitybatch": "sqs:ChangeMessageVisibility",
    "sns:publishbatch": "sns:Publish",
    "kms:reencrypt": "kms:ReEncryptFrom",
    "dynamodb:transactgetitems": "dynamodb:GetItem",
    "dynamodb:transactwriteitems": "dynamodb:PutItem",
    "dynamodb:executestatement": "dynamodb:PartiQLSelect",
  }),
);

/** Common names of services, and their prefix. */
const PREFIXES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    alb: "elasticloadbalancing",
    apigatewayv2: "apigateway",
    applicationautoscaling: "application-autoscaling",
    beanstalk: "elasticbeanstalk",
    certificatemanager: "acm",
    cloudwatchevents: "events",
    cloudwatchlogs: "logs",
    cognito: "cognito-idp",
    cognitoidentity: "cognito-identity",
    cognitoidp: "cognito-idp",
    docdb: "rds",
    dynamo: "dynamodb",
    efs: "elasticfilesystem",
    elb: "elasticloadbalancing",
    elbv2: "elasticloadbalancing",
    emr: "elasticmapreduce",
    eventbridge: "events",
    msk: "kafka",
    neptune: "rds",
    opensearch: "es",
    parameterstore: "ssm",
    sesv2: "ses",
    sfn: "states",
    stepfunctions: "states",
    systemsmanager: "ssm",
    vpc: "ec2",
  }),
);

/**
 * The action, or for a pattern its right prefix with the rest of it.
 *
 * @param name in lower case, such as `s3:listobjects`
 */
export function nameMeant(name: string): string | undefined {
  const operation = OPERATIONS.get(name);
  if (operation !== undefined) return operation;
  const [service = "", own = ""] = name.split(":");
  const prefix = PREFIXES.get(service);
  return prefix === undefined ? undefined : `${prefix}:${own}`;
}
