/**
 * What is the worst that a statement lets somebody reach? In this order: everything but what it names; a whole service;
 * credentials on every resource; the permissions on every resource; writing on every resource where single ones could be
 * named; data on every resource. A
 * statement is told of once, by its worst, since the change that mends it mends the rest.
 *
 * INVARIANT: the lists name actions that AWS has; a test compares them with the snapshot.
 */
import { unknown, type Unknown } from "../../knowledge";
import type { Action } from "../actions/actions";
import {
  grantedStatements,
  isElevated,
  wideServices,
  type Granted,
  type GrantedStatement,
  type HasPlace,
} from "./breadth";
import type { Statement } from "../document/document";
import type { Certainty } from "../document/match";
import { byCodeUnit } from "../../order";

export type Reach = "negation" | "service" | "credentials" | "exposure" | "scope" | "data";

/**
 * Actions that hand out credentials, or make or set them, and can be granted on single resources. From the answers that
 * the API references of the services describe.
 */
export const CREDENTIALS: ReadonlySet<string> = new Set([
  "codeartifact:GetAuthorizationToken",
  "codepipeline:PollForJobs",
  "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
  "connect:GetFederationToken",
  "dsql:DbConnect",
  "dsql:DbConnectAdmin",
  "ec2:GetPasswordData",
  "elasticache:Connect",
  "gamelift:GetComputeAuthToken",
  "gamelift:GetInstanceAccess",
  "gamelift:RequestUploadCredentials",
  "glue:GetConnection",
  "glue:GetConnections",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreateServiceSpecificCredential",
  "iam:ResetServiceSpecificCredential",
  "iam:UpdateLoginProfile",
  "iam:UploadSSHPublicKey",
  "iam:UploadSigningCertificate",
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

/** Actions that read what customers store, and not what describes it. Reads of logs and of images are left out. */
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
 * they are passed to; and metrics, of which only those in a data set have a resource.
 */
const NOT_BY_SCOPE = new Set(["iam:PassRole", "cloudwatch:PutMetricData"]);

export type Excess<G> =
  | { readonly answer: "yes"; readonly statement: Statement; readonly actions: readonly Action[] }
  | { readonly answer: "undetermined"; readonly unknown: Unknown; readonly grant?: G };

/**
 * The statements whose worst reach is this one, each with the actions by which it is; and once what keeps the answer
 * about another one open.
 */
export function* excesses<G extends HasPlace>(granted: Granted<G>, reach: Reach): Iterable<Excess<G>> {
  const open: { readonly unknown: Unknown; readonly grant?: G }[] = [];
  for (const each of grantedStatements(granted)) {
    const actions = reached(each, reach, "surely");
    if (actions.length > 0) yield { answer: "yes", statement: each.statement, actions };
    else if (reached(each, reach, "possibly").length > 0) open.push(each.unknowns()[0] ?? partOf(each.statement));
  }
  const [first] = [...granted.document.hidden.map((part) => ({ unknown: part })), ...open];
  if (first) yield { answer: "undetermined", ...first };
}

/** Where no value is unknown, it is not known whose a document is. */
function partOf({ place }: Statement): { readonly unknown: Unknown } {
  return { unknown: unknown(place, "granted to somebody of whom not everything is known") };
}

function reached<G extends HasPlace>(each: GrantedStatement<G>, reach: Reach, certainty: Certainty): readonly Action[] {
  const { statement, usable, broad } = each;
  if (isNegation(statement)) return reach === "negation" ? [...usable(certainty)] : [];
  if (certainty === "possibly" && statement.action?.values.some(({ state }) => state === "unknown")) {
    return [...broad(certainty)].filter((action) => isOf(action, reach, () => true));
  }
  const worst = worstReach(each, certainty);
  return worst?.reach === reach ? worst.actions : [];
}

type WorstByCertainty = Partial<Record<Certainty, { readonly worst: Worst | undefined }>>;

/** Each reach is asked for by itself, and the worst one is the answer to all of them. */
const WORST_OF_STATEMENT = new WeakMap<GrantedStatement<HasPlace>, WorstByCertainty>();

function worstReach<G extends HasPlace>(each: GrantedStatement<G>, certainty: Certainty): Worst | undefined {
  const answers = WORST_OF_STATEMENT.get(each) ?? {};
  WORST_OF_STATEMENT.set(each, answers);
  return (answers[certainty] ??= { worst: worstOf(each.statement, each.broad(certainty)) }).worst;
}

interface Worst {
  readonly reach: Reach;
  readonly actions: readonly Action[];
}

/** By the actions, which are one set for many statements, and by the patterns. */
const WORST = new WeakMap<ReadonlySet<Action>, Map<string, Worst | undefined>>();

function worstOf(statement: Statement, broad: ReadonlySet<Action>): Worst | undefined {
  if (broad.size === 0) return undefined;
  const patterns =
    statement.action?.values.map((value) => (value.state === "known" ? value.value : "")).join(" ") ?? "";
  const known = WORST.get(broad) ?? new Map<string, Worst | undefined>();
  if (known.has(patterns)) return known.get(patterns);
  const wide = wideServices(statement, broad);
  const actions = [...broad];
  const inWide = (service: string) => wide.has(service);
  const reach = BY_WORST.find((each) => actions.some((action) => isOf(action, each, inWide)));
  const worst = reach && { reach, actions: actions.filter((action) => isOf(action, reach, inWide)) };
  WORST.set(broad, known.set(patterns, worst));
  return worst;
}

const BY_WORST = ["service", "credentials", "exposure", "scope", "data"] as const;

function isNegation({ action, resource }: Statement): boolean {
  return action?.negated === true || resource?.negated === true;
}

function isOf(action: Action, reach: Reach, inWide: (service: string) => boolean): boolean {
  switch (reach) {
    case "service":
      return isElevated(action) && inWide(action.service);
    case "credentials":
      return CREDENTIALS.has(action.name);
    case "exposure":
      return isExposing(action);
    case "scope":
      return isElevated(action) && action.scopable && !NOT_BY_SCOPE.has(action.name);
    case "data":
      return DATA.has(action.name);
    case "negation":
      return false;
  }
}

/** Whether an action opens a resource to others, or an identity to more, and takes single ones. */
function isExposing({ name, level, scopable }: Action): boolean {
  return scopable && (level === "Permissions management" || SHARING.has(name)) && !NOT_BY_SCOPE.has(name);
}

/** What actions do beyond reading: "actions that change permissions (2, such as `a`) and that write (3, such as `b`)". */
export function excessText(actions: readonly Action[]): string {
  const elevated = actions.filter(isElevated);
  const names = byWeight(elevated.length === actions.length ? actions : elevated);
  const changing = elevated.filter(({ level }) => level === "Permissions management").length;
  const part = (verb: string, of: readonly string[]) =>
    of.length === 0 ? [] : [`that ${verb} (${of.length}, such as \`${of[0] ?? ""}\`)`];
  const parts = [...part("change permissions", names.slice(0, changing)), ...part("write", names.slice(changing))];
  return parts.length === 0 ? "actions that read" : `actions ${parts.join(" and ")}`;
}

/** Some of the names and how many there are beside them: "`a`, `b` and 3 more". */
export function named(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `\`${name}\``);
  if (names.length > most) return `${shown.join(", ")} and ${names.length - most} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
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
