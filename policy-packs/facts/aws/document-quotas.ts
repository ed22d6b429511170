import type { Attachment } from "./document-types";

/** The longest document that a service takes, in characters; a service that counts bytes takes no more characters. */
export interface DocumentQuota {
  readonly longest: number;
  /** What it takes where nobody has had the quota raised. */
  readonly unlessRaised?: number;
}

/**
 * IAM: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html
 * SNS: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
 * SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
 * KMS: https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 * Endpoints: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
 * The others: the length that the API of the service gives for its parameter. Read on 2026-11-22.
 */
const LONGEST: readonly (readonly [type: RegExp, longest: number])[] = [
  [/^aws:iam\/policy:|^aws-native:iam:ManagedPolicy$/, 6_144],
  [/^aws:iam\/(role|rolePolicy):|^aws-native:iam:(Role|RolePolicy)$/, 10_240],
  [/^aws:iam\/userPolicy:|^aws-native:iam:(User|UserPolicy)$/, 2_048],
  [/^aws:iam\/groupPolicy:|^aws-native:iam:(Group|GroupPolicy)$/, 5_120],
  [/^aws:ssoadmin\/permissionSetInlinePolicy:|^aws-native:sso:PermissionSet$/, 32_768],
  [/^aws:transfer\/(access|user):|^aws-native:transfer:User$/, 2_048],
  [/^aws:s3\/(accessPoint|bucket|bucketPolicy|bucketV2):|^aws-native:s3:(AccessPoint|BucketPolicy)$/, 20_480],
  [/^aws:s3tables\/|^aws-native:s3tables:/, 20_480],
  [/^aws:sns\/(topic|topicPolicy):|^aws-native:sns:Topic(Inline)?Policy$/, 30_720],
  [/^aws:sqs\/(queue|queuePolicy):|^aws-native:sqs:Queue(Inline)?Policy$/, 8_192],
  [/^aws:kms\/|^aws-native:kms:/, 32_768],
  [/^aws:secretsmanager\/|^aws-native:secretsmanager:/, 20_480],
  [/^aws:(ecr|ecrpublic)\/|^aws-native:ecr:/, 10_240],
  [/^aws:efs\/|^aws-native:efs:/, 20_000],
  [/^aws:cloudwatch\/logResourcePolicy:|^aws-native:logs:ResourcePolicy$/, 5_120],
  [/^aws:codeartifact\/|^aws-native:codeartifact:/, 7_168],
  [/^aws:ec2\/vpcEndpoint(Policy)?:|^aws-native:ec2:VpcEndpoint$/, 20_480],
  [/^aws:vpclattice\/|^aws-native:vpclattice:/, 10_000],
  [/^aws:(opensearch|elasticsearch)\/|^aws-native:opensearchservice:/, 102_400],
  [/^aws:mediastore\//, 8_192],
  [/^aws:organizations\/resourcePolicy:/, 40_000],
  [/^aws:sagemaker\/|^aws-native:sagemaker:/, 20_480],
  [/^aws-native:cloudtrail:/, 8_192],
];

/** An account may have its trust policies made longer, up to four times. */
const OF_TRUST: DocumentQuota = { longest: 8_192, unlessRaised: 2_048 };

/** Undefined where it is not known, or so long that nobody reaches it. */
export function quotaOf(attachedTo: Attachment, type: string): DocumentQuota | undefined {
  if (attachedTo === "trust") return OF_TRUST;
  const [, longest] = LONGEST.find(([types]) => types.test(type)) ?? [];
  return longest === undefined ? undefined : { longest };
}

/** IAM, IAM Identity Center, KMS and the private authorities take the characters of Latin-1 only. */
export function takesLatinOnly(attachedTo: Attachment, type: string): boolean {
  return attachedTo === "trust" || /^aws(-native)?:(iam|ssoadmin|sso|kms|acmpca)[:/]/.test(type);
}
