import * as pulumi from "@pulumi/pulumi";
import type { TextKind } from "../../identity/mandate";
import { membersOf, type Arguments } from "../arguments";
import { arnOf, urnOf, type ArnSource, type Conditions, type Statement } from "./statement";

/** One permission of a role: a kind from {@link grants} on one resource, or actions of the caller's choice. */
export type Grant = ResourceGrant | CustomGrant;

/** What a workload commonly needs of one resource; the kind says which actions. */
export interface ResourceGrant {
  readonly kind: ResourceGrantKind;
  /**
   * The resource, or its ARN. The resource itself tells policies in a preview what the grant is on, while its ARN is not
   * known. Refused where the ARN is plain and not that of one resource of the service.
   */
  readonly resource: ArnSource;
  /** For S3: only keys that begin with it, such as `incoming/`. @default all keys */
  readonly prefix?: string;
}

/** Actions that no other grant offers. */
export interface CustomGrant {
  readonly kind: "custom";
  /** Such as `states:StartExecution`; refused where it holds a wildcard. */
  readonly actions: readonly string[];
  /**
   * Resources or ARNs. A wildcard is allowed within the resource's name; `*` only where none of the actions can be granted
   * on single resources.
   */
  readonly resources: readonly ArnSource[];
  /** Operator, key, value or values, such as `{ StringEquals: { "aws:ResourceTag/team": "shop" } }`. */
  readonly conditions?: Conditions;
}

/** What {@link grants.custom} takes. */
export type Permission = Omit<CustomGrant, "kind">;

/** A grant as the component's own inputs hold it. */
export interface GrantIntent {
  readonly actions: readonly string[];
  readonly resources: readonly pulumi.Input<string>[];
  readonly conditions?: Conditions;
  /**
   * For each of the resources, the URN of the one with whose ARN it begins, and what follows there; empty where only an
   * ARN was handed over. A URN is known in a preview, in which the ARN is not.
   */
  readonly on?: readonly { readonly resource?: pulumi.Input<string>; readonly suffix?: string }[];
}

/** The kinds of grant on one resource, as {@link grants} names them. */
export type ResourceGrantKind =
  | "s3Read"
  | "s3List"
  | "s3Write"
  | "s3Delete"
  | "dynamodbRead"
  | "dynamodbWrite"
  | "dynamodbDelete"
  | "sqsSend"
  | "sqsReceive"
  | "snsPublish"
  | "secretRead"
  | "ssmParameterRead"
  | "kmsDecrypt"
  | "logsWrite";

/** Writes down what a role may do. What is wrong with it is said when the role is made. */
export const grants = {
  /** Reads objects. @param prefix only keys that begin with it, such as `incoming/` */
  s3Read: (bucket: ArnSource, prefix?: string): Grant => onBucket("s3Read", bucket, prefix),
  /** Lists keys; without it a missing object answers "access denied" and not "not found". */
  s3List: (bucket: ArnSource, prefix?: string): Grant => onBucket("s3List", bucket, prefix),
  /** Writes objects, and does not delete any. */
  s3Write: (bucket: ArnSource, prefix?: string): Grant => onBucket("s3Write", bucket, prefix),
  /** Deletes objects, and leaves earlier versions alone. */
  s3Delete: (bucket: ArnSource, prefix?: string): Grant => onBucket("s3Delete", bucket, prefix),
  /** Reads, queries and scans a table and its indexes. */
  dynamodbRead: (table: ArnSource): Grant => on("dynamodbRead", table),
  /** Puts and updates items. Batches are not in it, because they can delete. */
  dynamodbWrite: (table: ArnSource): Grant => on("dynamodbWrite", table),
  /** Deletes items. */
  dynamodbDelete: (table: ArnSource): Grant => on("dynamodbDelete", table),
  /** Sends messages to a queue. */
  sqsSend: (queue: ArnSource): Grant => on("sqsSend", queue),
  /** Receives messages of a queue and removes those that are done, as an event source of Lambda does. */
  sqsReceive: (queue: ArnSource): Grant => on("sqsReceive", queue),
  /** Publishes to a topic. */
  snsPublish: (topic: ArnSource): Grant => on("snsPublish", topic),
  /** Reads the value of a secret of Secrets Manager. */
  secretRead: (secret: ArnSource): Grant => on("secretRead", secret),
  /** Reads a parameter of the Parameter Store. */
  ssmParameterRead: (parameter: ArnSource): Grant => on("ssmParameterRead", parameter),
  /** Decrypts with a key. */
  kmsDecrypt: (key: ArnSource): Grant => on("kmsDecrypt", key),
  /** Writes to the streams of a log group that exists. */
  logsWrite: (logGroup: ArnSource): Grant => on("logsWrite", logGroup),
  /** Actions that no other grant offers. */
  custom: (permission: Permission): Grant => ({ kind: "custom", ...permission }),
};

function on(kind: ResourceGrantKind, resource: ArnSource): Grant {
  return { kind, resource };
}

function onBucket(kind: ResourceGrantKind, bucket: ArnSource, prefix: string | undefined): Grant {
  return { kind, resource: bucket, ...(prefix !== undefined && { prefix }) };
}

/** What stands behind a kind of grant. */
interface GrantSpec {
  readonly resource: TextKind;
  readonly actions: readonly string[];
  /** Where the actions land: what follows the resource's ARN. @default nothing */
  readonly suffixes?: (prefix: string) => readonly string[];
  readonly conditions?: (prefix: string) => Conditions | undefined;
  /** Whether `prefix` means anything. */
  readonly byPrefix?: true;
}

const BUCKET = arnKind("an S3 bucket", "arn:aws:s3:::uploads", "s3:::[a-z0-9][a-z0-9.-]+");
const TABLE = regional("a DynamoDB table", "dynamodb", "table/orders", "table/[\\w.-]+");
const QUEUE = regional("an SQS queue", "sqs", "orders", "[\\w-]+(?:\\.fifo)?");
const TOPIC = regional("an SNS topic", "sns", "orders", "[\\w-]+(?:\\.fifo)?");
const SECRET = regional("a secret", "secretsmanager", "secret:shop/db-Ab3dEf", "secret:[\\w/+=.@-]+");
const PARAMETER = regional("a parameter", "ssm", "parameter/shop/url", "parameter/[\\w./-]+");
const KEY = regional("a KMS key", "kms", "key/6f0c8f5e-0000-4000-8000-000000000000", "key/[\\w-]+");
const LOG_GROUP = regional("a log group", "logs", "log-group:/shop/uploader", "log-group:[\\w./#-]+");

const objects = (prefix: string) => [`/${prefix}*`];

const SPECS: Readonly<Record<ResourceGrantKind, GrantSpec>> = {
  s3Read: { resource: BUCKET, actions: ["s3:GetObject"], suffixes: objects, byPrefix: true },
  s3List: { resource: BUCKET, actions: ["s3:ListBucket"], conditions: keysUnder, byPrefix: true },
  s3Write: {
    resource: BUCKET,
    actions: ["s3:PutObject", "s3:AbortMultipartUpload"],
    suffixes: objects,
    byPrefix: true,
  },
  s3Delete: { resource: BUCKET, actions: ["s3:DeleteObject"], suffixes: objects, byPrefix: true },
  dynamodbRead: {
    resource: TABLE,
    actions: ["dynamodb:BatchGetItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
    suffixes: () => ["", "/index/*"],
  },
  dynamodbWrite: { resource: TABLE, actions: ["dynamodb:PutItem", "dynamodb:UpdateItem"] },
  dynamodbDelete: { resource: TABLE, actions: ["dynamodb:DeleteItem"] },
  sqsSend: { resource: QUEUE, actions: ["sqs:SendMessage"] },
  sqsReceive: {
    resource: QUEUE,
    actions: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
  },
  snsPublish: { resource: TOPIC, actions: ["sns:Publish"] },
  secretRead: { resource: SECRET, actions: ["secretsmanager:GetSecretValue"] },
  ssmParameterRead: { resource: PARAMETER, actions: ["ssm:GetParameter", "ssm:GetParameters"] },
  kmsDecrypt: { resource: KEY, actions: ["kms:Decrypt"] },
  logsWrite: {
    resource: LOG_GROUP,
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    suffixes: () => [":*"],
  },
};

function keysUnder(prefix: string): Conditions | undefined {
  return prefix === "" ? undefined : { StringLike: { "s3:prefix": [`${prefix}*`] } };
}

function regional(what: string, service: string, example: string, resource: string): TextKind {
  const start = `arn:aws:${service}:eu-central-1:111122223333`;
  return arnKind(what, `${start}:${example}`, `${service}:[a-z0-9-]+:\\d{12}:${resource}`);
}

function arnKind(what: string, example: string, rest: string): TextKind {
  return { expected: `the ARN of ${what} such as ${example}`, pattern: new RegExp(`^arn:aws[a-z-]*:${rest}$`) };
}

const PREFIX: TextKind = {
  expected: "the beginning of a key such as incoming/, without wildcards",
  pattern: /^[^/*?$][^*?$]{0,1023}$/,
};
const ACTION: TextKind = { expected: "one action such as s3:GetObject", pattern: /^[a-z0-9-]+:[A-Za-z0-9]+$/ };
const ANY_ARN: TextKind = {
  expected: "the ARN of a resource, with wildcards at most within its name",
  pattern: /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12}|aws)?:[^*?].*$/,
};

/**
 * Actions that can only be granted on `*`, as the tables of the Service Authorization Reference show by naming no type
 * of resource for them. https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
const WITHOUT_RESOURCE: ReadonlySet<string> = new Set([
  "cloudwatch:GetMetricData",
  "cloudwatch:ListMetrics",
  "cloudwatch:PutMetricData",
  "ec2:DescribeInstances",
  "ec2:DescribeNetworkInterfaces",
  "ecr:GetAuthorizationToken",
  "s3:ListAllMyBuckets",
  "sts:GetCallerIdentity",
  "textract:DetectDocumentText",
  "translate:TranslateText",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
]);

/** Notes what is wrong with a list of grants. */
export function checkGrants(value: unknown, args: Arguments): void {
  const list = args.list("grants", value, "a list such as [grants.s3Read(bucket)]");
  for (const [index, grant] of list.entries()) {
    const path = `grants[${index}]`;
    const given = membersOf(grant);
    if (given["kind"] === "custom") checkCustom(path, given, args);
    else checkResourceGrant(path, given, args);
  }
}

function checkResourceGrant(path: string, given: Readonly<Record<string, unknown>>, args: Arguments): void {
  const { kind, resource, prefix } = given;
  if (typeof kind !== "string" || !Object.hasOwn(SPECS, kind)) {
    args.refuse(`${path}.kind`, `one of ${[...Object.keys(SPECS), "custom"].join(", ")}`, kind);
    return;
  }
  const spec = SPECS[kind as ResourceGrantKind];
  args.input(`${path}.resource`, arnOf(resource as ArnSource), spec.resource);
  if (prefix === undefined) return;
  if (spec.byPrefix) args.text(`${path}.prefix`, prefix, PREFIX);
  else args.refuse(`${path}.prefix`, `no prefix for ${kind}`, prefix);
}

function checkCustom(path: string, given: Readonly<Record<string, unknown>>, args: Arguments): void {
  const actions = args.list(`${path}.actions`, given["actions"], "a list of actions such as s3:GetObject", 1);
  for (const [index, action] of actions.entries()) args.text(`${path}.actions[${index}]`, action, ACTION);
  const texts = actions.filter((action) => typeof action === "string");
  const scoped = texts.find((action) => !WITHOUT_RESOURCE.has(action));
  const resources = args.list(`${path}.resources`, given["resources"], "a list of ARNs", 1);
  for (const [index, source] of resources.entries()) {
    const place = `${path}.resources[${index}]`;
    const resource = arnOf(source as ArnSource);
    if (resource !== "*") args.input(place, resource, ANY_ARN);
    else if (scoped !== undefined) args.refuse(place, `an ARN, because ${scoped} can be granted on one`, "*");
  }
  checkConditions(`${path}.conditions`, given["conditions"], args);
}

function checkConditions(path: string, value: unknown, args: Arguments): void {
  if (value === undefined) return;
  const operators = Object.entries(membersOf(value));
  if (operators.length === 0) args.refuse(path, 'conditions such as { StringEquals: { key: "value" } }', value);
  for (const [operator, keys] of operators) {
    if (Object.keys(membersOf(keys)).length === 0)
      args.refuse(`${path}.${operator}`, 'a key and its value such as { "aws:ResourceTag/team": "shop" }', keys);
  }
}

/** Where actions land. */
interface Target {
  readonly arn: pulumi.Input<string>;
  /** The resource with whose ARN it begins, where that is told, and what follows. */
  readonly urn: pulumi.Output<string> | undefined;
  readonly suffix: string;
}

function targetsOf(grant: Grant): readonly Target[] {
  if (grant.kind === "custom") return grant.resources.map((source) => target(source, ""));
  const { suffixes = () => [""] } = SPECS[grant.kind];
  return suffixes(grant.prefix ?? "").map((suffix) => target(grant.resource, suffix));
}

function target(source: ArnSource, suffix: string): Target {
  const arn = arnOf(source);
  const whole = typeof arn === "string" ? `${arn}${suffix}` : pulumi.interpolate`${arn}${suffix}`;
  return { arn: suffix === "" ? arn : whole, urn: urnOf(source), suffix };
}

/** What a grant comes to; the policy document and the component's own inputs are both made of it. */
export function grantIntent(grant: Grant): GrantIntent {
  const targets = targetsOf(grant);
  const actions = grant.kind === "custom" ? grant.actions : SPECS[grant.kind].actions;
  const conditions = grant.kind === "custom" ? grant.conditions : SPECS[grant.kind].conditions?.(grant.prefix ?? "");
  return {
    actions,
    resources: targets.map(({ arn }) => arn),
    ...(conditions && { conditions }),
    ...(targets.some(({ urn }) => urn) && {
      on: targets.map(({ urn, suffix }) => (urn ? { resource: urn, suffix } : {})),
    }),
  };
}

/** The statements of all grants; each bears the name of its grant. */
export function grantStatements(list: readonly Grant[]): readonly Statement[] {
  const seen = new Map<string, number>();
  return list.map((grant) => {
    const { actions, resources, conditions } = grantIntent(grant);
    const count = (seen.get(grant.kind) ?? 0) + 1;
    seen.set(grant.kind, count);
    return {
      Sid: `${grant.kind.charAt(0).toUpperCase()}${grant.kind.slice(1)}${count === 1 ? "" : count}`,
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      ...(conditions && { Condition: conditions }),
    };
  });
}
