/**
 * What is the worst that a statement lets somebody reach? In this order: everything but what it names; a whole service;
 * credentials on every resource; the permissions on every resource; writing on every resource where single ones could be
 * named; data on every resource; a whole service on resources that are named. A statement is told of once, by its worst,
 * since the change that mends it mends the rest.
 *
 * INVARIANT: the lists name actions that AWS has; a test compares them with the snapshot.
 */
import { unknown, type Unknown } from "../../knowledge";
import { onceFor } from "../../remember";
import { actionsMatching, type Action } from "../actions/actions";
import { Remembered } from "../actions/remembered";
import {
  grantedStatements,
  holdersOf,
  isElevated,
  mostlyLeft,
  takesInAll,
  type Granted,
  type GrantedStatement,
  type HasPlace,
} from "./breadth";
import type { Statement } from "../document/document";
import type { Certainty } from "../document/match";
import { byCodeUnit } from "../../order";
import { listed, quoted } from "../../words";
import { mostTelling } from "./telling";
import { ofWholeServices } from "./whole-services";

export type Reach = "negation" | "service" | "credentials" | "exposure" | "scope" | "data" | "whole";

/**
 * Actions that hand out credentials, or make or set them, and can be granted on single resources. From the answers that
 * the API references of the services describe.
 */
export const CREDENTIALS: ReadonlySet<string> = new Set([
  "acm:ExportCertificate",
  "airflow:CreateCliToken",
  "airflow:CreateWebLoginToken",
  "bedrock-agentcore:GetResourceApiKey",
  "bedrock-agentcore:GetResourceOauth2Token",
  "bedrock-agentcore:GetWorkloadAccessToken",
  "bedrock-agentcore:GetWorkloadAccessTokenForJWT",
  "bedrock-agentcore:GetWorkloadAccessTokenForUserId",
  "codeartifact:GetAuthorizationToken",
  "codeconnections:GetConnectionToken",
  "codepipeline:PollForJobs",
  "codestar-connections:GetConnectionToken",
  "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
  "cognito-idp:DescribeUserPoolClient",
  "connect:GetFederationToken",
  "deadline:AssumeFleetRoleForRead",
  "deadline:AssumeFleetRoleForWorker",
  "deadline:AssumeQueueRoleForRead",
  "deadline:AssumeQueueRoleForUser",
  "deadline:AssumeQueueRoleForWorker",
  "dsql:DbConnect",
  "dsql:DbConnectAdmin",
  "ec2:GetPasswordData",
  "elasticache:Connect",
  "elasticmapreduce:GetClusterSessionCredentials",
  "emr-containers:GetManagedEndpointSessionCredentials",
  "finspace-api:GetProgrammaticAccessCredentials",
  "gamelift:GetComputeAuthToken",
  "gamelift:GetInstanceAccess",
  "gamelift:RequestUploadCredentials",
  "glue:GetConnection",
  "glue:GetConnections",
  "grafana:CreateWorkspaceApiKey",
  "grafana:CreateWorkspaceServiceAccountToken",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreateServiceSpecificCredential",
  "iam:ResetServiceSpecificCredential",
  "iam:UpdateLoginProfile",
  "iam:UploadSSHPublicKey",
  "iam:UploadSigningCertificate",
  "lightsail:CreateBucketAccessKey",
  "lightsail:GetInstanceAccessDetails",
  "lightsail:GetRelationalDatabaseMasterUserPassword",
  "mediapackage:RotateChannelCredentials",
  "mediapackage:RotateIngestEndpointCredentials",
  "memorydb:Connect",
  "rds-db:connect",
  "redshift-serverless:GetCredentials",
  "redshift:GetClusterCredentials",
  "redshift:GetClusterCredentialsWithIAM",
  "secretsmanager:GetSecretValue",
  "ssm:GetAccessToken",
  "ssm:GetParameter",
  "ssm:GetParameterHistory",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
  "storagegateway:DescribeChapCredentials",
  "sts:AssumeRole",
  "sts:AssumeRoot",
  "sts:GetFederationToken",
]);

/** Actions of which AWS says that they write, by which a resource is shared with others all the same. */
export const SHARING: ReadonlySet<string> = new Set([
  "ec2:ModifyImageAttribute",
  "ram:AssociateResourceShare",
  "rds:ModifyDBClusterSnapshotAttribute",
  "rds:ModifyDBSnapshotAttribute",
]);

/**
 * Actions that read what customers store, and not what describes it. Reads of logs and of images are left out. Decrypting
 * is reading, though AWS counts it as writing.
 */
export const DATA: ReadonlySet<string> = new Set([
  "athena:GetQueryResults",
  "athena:GetQueryResultsStream",
  "cassandra:Select",
  "codecommit:GetBlob",
  "codecommit:GetFile",
  "codecommit:GitPull",
  "dynamodb:BatchGetItem",
  "dynamodb:GetItem",
  "dynamodb:GetRecords",
  "dynamodb:PartiQLSelect",
  "dynamodb:Query",
  "dynamodb:Scan",
  "ebs:GetSnapshotBlock",
  "es:ESHttpGet",
  "glacier:GetJobOutput",
  "healthlake:ReadResource",
  "healthlake:SearchWithGet",
  "healthlake:SearchWithPost",
  "kinesis:GetRecords",
  "kms:Decrypt",
  "kms:ReEncryptFrom",
  "mediastore:GetObject",
  "neptune-db:ReadDataViaQuery",
  "s3:GetObject",
  "s3:GetObjectTorrent",
  "s3:GetObjectVersion",
  "s3:GetObjectVersionTorrent",
  "s3express:CreateSession",
  "sqs:ReceiveMessage",
  "timestream:Select",
]);

/**
 * Left out where writing on every resource is judged: passing roles, which is judged by itself with the services that
 * they are passed to; metrics, of which only those in a data set have a resource; what reads data; and two things that
 * AWS documents on `*`, as it makes the resource while the work runs: lines of a log, and interfaces in a network.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
const NOT_BY_SCOPE = new Set([
  "iam:PassRole",
  "cloudwatch:PutMetricData",
  "kms:Decrypt",
  "kms:ReEncryptFrom",
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignIpv6Addresses",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignIpv6Addresses",
  "ec2:UnassignPrivateIpAddresses",
]);

/** The reaches that are told by the actions. */
const BY_WORST = ["service", "credentials", "exposure", "scope", "data"] as const;

export type Excess<G> =
  | { readonly answer: "yes"; readonly statement: Statement; readonly actions: readonly Action[] }
  | { readonly answer: "undetermined"; readonly unknown: Unknown; readonly grant?: G };

/**
 * The statements whose worst reach is this one, each with the actions by which it is; and once what keeps the answer
 * about another one open.
 */
export function* excesses<G extends HasPlace>(granted: Granted<G>, reach: Reach): Iterable<Excess<G>> {
  const open: { readonly unknown: Unknown; readonly grant?: G }[] = [];
  for (const judged of judgedIn(granted)) {
    const { each } = judged;
    const by = (certainty: Certainty) =>
      reach === "whole" ? byWholeServices(judged, granted, certainty) : reached(judged, reach, certainty);
    const actions = by("surely");
    if (actions.length > 0) yield { answer: "yes", statement: each.statement, actions };
    else if (!each.isSettled && by("possibly").length > 0) open.push(each.unknowns()[0] ?? partOf(each.statement));
  }
  const [first] = [...granted.document.hidden.map((part) => ({ unknown: part })), ...open];
  if (first) yield { answer: "undetermined", ...first };
}

/** Where no value is unknown, it is not known whose a document is. */
function partOf({ place }: Statement): { readonly unknown: Unknown } {
  return { unknown: unknown(place, "granted to somebody of whom not everything is known") };
}

function reached<G extends HasPlace>(judged: Judged<G>, reach: Reach, certainty: Certainty): readonly Action[] {
  const { each } = judged;
  const { statement } = each;
  if (isNegation(statement))
    return reach === "negation" && !leavesNothing(statement) ? [...each.usable(certainty)] : [];
  if (certainty === "possibly" && statement.action?.values.some(({ state }) => state === "unknown")) {
    return [...each.broad(certainty)].filter((action) => isOf(action, reach));
  }
  const worst = judged.worst(certainty);
  return worst.reach === reach ? worst.actions : [];
}

/** What stands under no other reach. */
function byWholeServices<G extends HasPlace>(judged: Judged<G>, granted: Granted<G>, certainty: Certainty) {
  const { each } = judged;
  if (isNegation(each.statement) || judged.worst(certainty).reach) return [];
  return ofWholeServices(each.statement, () => each.usable(certainty), holdersOf(granted), certainty);
}

/** Each reach is asked for by itself, and the worst one is the answer to all of them. */
class Judged<G extends HasPlace> {
  private readonly answers: Partial<Record<Certainty, Worst>> = {};

  constructor(readonly each: GrantedStatement<G>) {}

  worst(certainty: Certainty): Worst {
    return (this.answers[certainty] ??= worstOf(this.each, certainty));
  }
}

const judgedOnce = onceFor((granted: Granted<HasPlace>) => grantedStatements(granted).map((each) => new Judged(each)));

function judgedIn<G extends HasPlace>(granted: Granted<G>): readonly Judged<G>[] {
  return judgedOnce(granted) as readonly Judged<HasPlace>[] as readonly Judged<G>[];
}

interface Worst {
  readonly reach?: Reach;
  readonly actions: readonly Action[];
}

const NOTHING: Worst = { actions: [] };

/** What one pattern takes in: actions by what they reach, and the services of which it is all that writes. */
interface Taken {
  readonly by: Readonly<Record<(typeof BY_WORST)[number], readonly Action[]>>;
  readonly wide: ReadonlySet<string>;
  readonly size: number;
}

const TAKEN = new Remembered<Taken>(takenBy, ({ size }) => size);

function takenBy(pattern: string): Taken {
  const actions = actionsMatching(pattern);
  const of = (reach: Reach) => actions.filter((action) => isOf(action, reach));
  const service = of("service");
  const by = {
    service,
    credentials: of("credentials"),
    exposure: of("exposure"),
    scope: of("scope"),
    data: of("data"),
  };
  const matched = new Set(actions);
  const services = /[*?]/.test(pattern) ? [...new Set(service.map((action) => action.service))] : [];
  const wide = new Set(services.filter((each) => takesInAll(matched, each)));
  return { by, wide, size: BY_WORST.reduce((sum, reach) => sum + by[reach].length, 0) };
}

/** So many actions are put together once for all statements of the same patterns. */
const MANY = 1_000;

const SHARED = new WeakMap<object, Map<string, Worst>>();

function worstOf<G extends HasPlace>(each: GrantedStatement<G>, certainty: Certainty): Worst {
  if (!each.hasBroad(certainty)) return NOTHING;
  const patterns = each.patterns(certainty);
  const taken: Taken[] = [];
  let size = 0;
  for (const pattern of patterns) {
    const one = TAKEN.about(pattern);
    if (one.size > 0) taken.push(one);
    size += one.size;
  }
  if (size < MANY || !each.isOnAll) return size === 0 ? NOTHING : worstAmong(taken, each, certainty);
  const shared = SHARED.get(each.leeway) ?? new Map<string, Worst>();
  const key = [certainty, ...patterns.map(({ text }) => text)].join(" ");
  const worst = shared.get(key) ?? worstAmong(taken, each, certainty);
  SHARED.set(each.leeway, shared.set(key, worst));
  return worst;
}

function worstAmong<G extends HasPlace>(
  taken: readonly Taken[],
  each: GrantedStatement<G>,
  certainty: Certainty,
): Worst {
  const wide = new Set(taken.flatMap((one) => (one.wide.size === 0 ? [] : wideServices(one, each, certainty))));
  for (const reach of BY_WORST) {
    if (reach === "service" && wide.size === 0) continue;
    const isMeant = (action: Action) =>
      (reach !== "service" || wide.has(action.service)) && each.isBroad(action, certainty);
    const actions = actionsIn(taken, reach, isMeant);
    if (actions.length > 0) return { reach, actions };
  }
  return NOTHING;
}

function actionsIn(
  taken: readonly Taken[],
  reach: keyof Taken["by"],
  isMeant: (action: Action) => boolean,
): readonly Action[] {
  const found = new Set<Action>();
  for (const { by } of taken) for (const action of by[reach]) if (isMeant(action)) found.add(action);
  return [...found];
}

/**
 * Services of which one pattern takes in all that writes, or all that changes permissions, on every resource. Where
 * denials and boundaries leave less than half of what writes, the pattern is not what decides.
 */
function wideServices<G extends HasPlace>(
  { by, wide }: Taken,
  each: GrantedStatement<G>,
  certainty: Certainty,
): readonly string[] {
  const own = by.service.filter(({ service }) => wide.has(service));
  const left = mostlyLeft(own, { has: (action) => each.leeway.includes(action, certainty) });
  return own.flatMap((action) => (left.has(action.service) && each.isBroad(action, certainty) ? [action.service] : []));
}

function isNegation({ action, resource }: Statement): boolean {
  return action?.negated === true || resource?.negated === true;
}

/** Whether an action is of a reach; of a service where all of that is granted. */
function isOf(action: Action, reach: Reach): boolean {
  switch (reach) {
    case "service":
      return isElevated(action);
    case "credentials":
      return CREDENTIALS.has(action.name);
    case "exposure":
      return isExposing(action);
    case "scope":
      return isElevated(action) && action.scopable && !NOT_BY_SCOPE.has(action.name);
    case "data":
      return DATA.has(action.name);
    case "negation":
    case "whole":
      return false;
  }
}

/** A statement about all resources but every one. */
function leavesNothing({ resource }: Statement): boolean {
  const isAll = resource?.values.some((value) => value.state === "known" && /^\*+$/.test(value.value));
  return resource?.negated === true && isAll === true;
}

/** Whether an action opens a resource to others, or an identity to more, and takes single ones. */
function isExposing({ name, level, scopable }: Action): boolean {
  return scopable && (level === "Permissions management" || SHARING.has(name)) && !NOT_BY_SCOPE.has(name);
}

/** What actions do beyond reading: "actions that change permissions (2, such as `a`) and that write (3, such as `b`)". */
export function excessText(actions: readonly Action[]): string {
  const elevated = actions.filter(isElevated);
  const changesPermissions = ({ level }: Action) => level === "Permissions management";
  const part = (verb: string, of: readonly Action[]) =>
    of.length === 0 ? [] : [`that ${verb} (${of.length}, such as \`${mostTelling(of)}\`)`];
  const parts = [
    ...part("change permissions", elevated.filter(changesPermissions)),
    ...part(
      "write",
      elevated.filter((action) => !changesPermissions(action)),
    ),
  ];
  return parts.length === 0 ? "actions that read" : `actions ${parts.join(" and ")}`;
}

/** Some of the names and how many there are beside them: "`a`, `b` and 3 more". */
export function named(names: readonly string[], most = 3): string {
  return listed(quoted(names), { most });
}

const SORTED = new WeakMap<readonly Action[], readonly string[]>();

/** Names of actions, those first that change permissions, and of these the ones that write policies. */
export function byWeight(actions: readonly Action[]): readonly string[] {
  const weight = ({ level, name }: Action) =>
    level !== "Permissions management" ? 2 : /Polic(y|ies)$/.test(name) && !/:(Delete|Detach)/.test(name) ? 0 : 1;
  const names =
    SORTED.get(actions) ??
    [...actions].sort((a, b) => weight(a) - weight(b) || byCodeUnit(a.name, b.name)).map(({ name }) => name);
  SORTED.set(actions, names);
  return names;
}
