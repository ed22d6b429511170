/**
 * Which services tell, when they assume a role or use a resource, for which resource or account they act
 * (`aws:SourceArn`, `aws:SourceAccount`)? Only there can a policy demand it. A service stands here if its guide shows a
 * policy with one of the keys; where the guide does not, as for Lambda and EC2 with roles, and load balancers with
 * buckets, nothing is demanded.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
 */
import type { Condition, PolicyDocument } from "../document/document";
import type { Known, Unknown } from "../../knowledge";
import { narrowingsOf } from "./conditions";

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
const SOURCE_KEYS: readonly string[] = [
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

/**
 * The services on whose resources each service says for whom it acts. EventBridge is not among those of keys: there it
 * does not say so. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
const TELLING_ON: Readonly<Record<string, string>> = {
  appstream: "s3",
  "bcm-data-exports": "s3",
  billingreports: "s3",
  budgets: "sns",
  cloudfront: "s3 kms mediastore mediapackagev2",
  cloudtrail: "s3 sns kms",
  cloudwatch: "sns kms",
  codebuild: "ecr",
  config: "s3 sns kms",
  costalerts: "sns",
  "delivery.logs": "s3 logs kms",
  "dnssec-route53": "kms",
  "email.cognito-idp": "ses",
  es: "logs",
  events: "sns sqs execute-api",
  "events.rds": "sns",
  glue: "glue",
  guardduty: "s3 kms",
  inspector2: "s3 kms",
  lambda: "ecr",
  "logging.s3": "s3",
  macie: "s3 kms",
  redshift: "redshift dynamodb",
  route53: "logs",
  s3: "s3 sns sqs",
  serverlessrepo: "s3",
  ses: "s3 sns kms",
  "sms-voice": "sns",
  sns: "sqs",
  ssm: "s3",
  "storage-lens.s3": "s3",
};

/**
 * Whether a service tells for whom it acts where it uses a resource of another service; functions are told by all that
 * invoke them. https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 *
 * @param service without region and suffix
 * @param action in lower case, perhaps with wildcards
 */
export function tellsItsSourceOn(service: string, action: string): boolean {
  const [target = ""] = action.split(":");
  if (target === "lambda") return true;
  const targets = Object.hasOwn(TELLING_ON, service) ? (TELLING_ON[service]?.split(" ") ?? []) : [];
  return target === "*" ? targets.length > 0 : targets.includes(target);
}

/** How conditions hold a service to those for whom it acts. */
export type SourcePinning =
  | { readonly state: "pinned" }
  /** No condition is on a key that tells. */
  | { readonly state: "missing" }
  /** One is, and leaves everybody. */
  | { readonly state: "vacuous"; readonly key: string }
  /** All its values have wildcards under an operator that takes them literally, so that nobody is meant. */
  | { readonly state: "literal"; readonly value: Known<string>; readonly key: string }
  | { readonly state: "unknown"; readonly unknown: Unknown };

/** @param isKey whether a key, in lower case, tells for whom a service acts. @default those of every service */
export function sourcePinning(
  conditions: readonly Condition[],
  version: PolicyDocument["version"],
  isKey: (key: string) => boolean = (key) => SOURCE_KEYS.includes(key),
): SourcePinning {
  const own = conditions.filter(({ key }) => isKey(key.toLowerCase()));
  const literal = own.flatMap(literalWildcards);
  const left = narrowingsOf(
    own.filter((condition) => literalWildcards(condition).length === 0),
    version,
  );
  if (left.includes("narrowing")) return { state: "pinned" };
  const [first] = literal;
  if (first) return { state: "literal", ...first };
  const open = left.find((each) => typeof each !== "string");
  if (open) return { state: "unknown", unknown: open };
  const [condition] = own;
  return condition ? { state: "vacuous", key: condition.key } : { state: "missing" };
}

/** Whether a condition names sources in a way that none is meant, which is told with the service it was to hold. */
export function namesNoSource(condition: Condition): boolean {
  return SOURCE_KEYS.includes(condition.key.toLowerCase()) && literalWildcards(condition).length > 0;
}

function literalWildcards({ operator, values, key }: Condition): readonly { value: Known<string>; key: string }[] {
  if (operator.comparison !== "exact" || operator.negated) return [];
  const literal = values.flatMap((value) =>
    value.state === "known" && /(?<!\$\{)[*?]/.test(value.value) ? [{ value, key }] : [],
  );
  return literal.length < values.length ? [] : literal;
}
