/**
 * Which services tell, when they assume a role, for which resource or account they act (`aws:SourceArn`,
 * `aws:SourceAccount`)? Only there can a trust policy demand it. A service stands here if its guide shows a trust policy
 * of a role with one of the keys; where the guide does not, as for Lambda and EC2, nothing is demanded.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
 */
const TELLING = new Set([
  "airflow",
  "airflow-env",
  "appstream",
  "bedrock",
  "bedrock-agentcore",
  "bedrock-mantle",
  "codebuild",
  "comprehend",
  "config",
  "datasync",
  "datazone",
  "dms",
  "ecs-tasks",
  "elasticmapreduce",
  "events",
  "fis",
  "frauddetector",
  "grafana",
  "iot",
  "kendra",
  "lakeformation",
  "logs",
  "monitoring.rds",
  "omics",
  "osis-pipelines",
  "personalize",
  "pipes",
  "qbusiness",
  "rds",
  "resources.cloudformation",
  "sagemaker",
  "scheduler",
  "ssm",
  "states",
  "transcribe",
  "transfer",
  "vpc-flow-logs",
]);

/** The keys that say for whom a service acts, in lower case. */
export const SOURCE_KEYS: readonly string[] = [
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
];

/** @param service without region and suffix, such as `states` */
export function tellsItsSource(service: string): boolean {
  return TELLING.has(service);
}
