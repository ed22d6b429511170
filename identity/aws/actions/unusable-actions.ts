/**
 * Which actions of a statement have no resource to act on? Some are granted on `*` only, and the others on the types of
 * resource that they know. S3 tells buckets from objects by the form of the ARN: an action on objects does nothing on
 * `arn:aws:s3:::uploads`, and one on buckets nothing on `arn:aws:s3:::uploads/*`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
 *
 * INVARIANT: only for actions that are written out, and only where no resource of the statement can be meant, whatever
 * its wildcards stand for; how an ARN begins decides.
 */
import type { Patterns, Statement } from "../document/document";
import { actionNamed } from "./actions";
import { resourcesOf } from "./action-resources";

/** An action without effect. */
export interface Unusable {
  readonly place: string;
  readonly action: string;
  /** What it acts on and none of the resources is; `everything` where it takes `*` only. */
  readonly lacks: "object" | "bucket" | "resource" | "everything";
}

const ON_OBJECTS = /^s3:(get|put|delete|restore)object(acl|tagging|version|versionacl|versiontagging)?$/i;
const ON_BUCKETS = /^s3:(listbucket|listbucketversions|listbucketmultipartuploads|getbucketlocation)$/i;
const BUCKET = /^arn:[^:]*:s3:::[^*?/$]+$/;
const OBJECT = /^arn:[^:]*:s3:::[^*?/$]+\//;

export function unusableActions({ action, resource }: Statement): readonly Unusable[] {
  if (!action || action.negated || !resource || resource.negated) return [];
  const arns = arnsOf(resource);
  if (arns.length === 0) return [];
  const onBuckets = arns.every((arn) => BUCKET.test(arn));
  const onObjects = !onBuckets && arns.every((arn) => OBJECT.test(arn));
  const beginnings = arns.map(beginningOf);
  const unusable = action.values.flatMap((value): readonly Unusable[] => {
    if (value.state === "unknown" || /[*?]/.test(value.value)) return [];
    const lacks =
      onBuckets && ON_OBJECTS.test(value.value)
        ? "object"
        : onObjects && ON_BUCKETS.test(value.value)
          ? "bucket"
          : lackOf(value.value, beginnings);
    return lacks === undefined ? [] : [{ place: value.path, action: value.value, lacks }];
  });
  return unusable.length === action.values.length ? unusable : unusable.filter(isMeant);
}

/** Beside actions that have an effect, one without is often there by habit; these are there to be used. */
function isMeant({ action, lacks }: Unusable): boolean {
  return lacks !== "resource" && /^(s3|ec2|ecr):/i.test(action);
}

/** None where one of the resources is not known, or may be everything or no ARN at all. */
function arnsOf({ values }: Patterns): readonly string[] {
  const arns = values.map((value) => (value.state === "known" ? value.value.replace(/\$\{[^}]*\}/g, "*") : ""));
  return arns.every((arn) => /^arn:[^:]+:[^:*?]+:[^:]*:[^:]*:./.test(arn)) ? arns : [];
}

/** What is told of a resource by its ARN. */
interface Beginning {
  /** The service, a colon, and how the resource begins, up to what may be anything. */
  readonly text: string;
  /** Whether a wildcard before it may stand for colons as well, and so for the type of the resource. */
  readonly mayBeLater: boolean;
}

function beginningOf(arn: string): Beginning {
  const [, , service = "", region = "", account = "", ...resource] = arn.split(":");
  return {
    text: `${service}:${resource.join(":").replace(/[*?].*$/s, "")}`,
    mayBeLater: /[*?]/.test(region + account),
  };
}

/**
 * Where an action has no resource of its own, services ask about `*`, or about all of a type, such as `role/` in IAM or
 * `arn:aws:s3:::*`: an ARN that goes on after that is not met.
 */
const MAY_BE_ALL = /^[a-z0-9-]+:([a-z-]+[:/])?$/i;

/**
 * The reference leaves out some types on which actions act, as what AWS itself grants to its services shows. It is
 * whole for these services, and for what the others here only look at.
 */
const WHOLE = ["dynamodb", "ecr", "iam", "kms", "lambda", "s3", "secretsmanager", "sns", "sqs", "states", "sts"];
const LOOKED_AT = /^((autoscaling|ec2|elasticloadbalancing):Describe|cloudwatch:(Get|List|PutMetricData$))/;

function lackOf(name: string, beginnings: readonly Beginning[]): Unusable["lacks"] | undefined {
  const action = actionNamed(name);
  if (!action) return undefined;
  const isWhole = WHOLE.includes(action.service);
  if (!action.scopable) {
    const isMet = beginnings.some(({ text }) => MAY_BE_ALL.test(text)) || (!isWhole && !LOOKED_AT.test(action.name));
    return isMet ? undefined : "everything";
  }
  const own = resourcesOf(action.name);
  if (!own || own.some((each) => each.startsWith("*")) || action.level === "Tagging") return undefined;
  const isMet = isWhole ? meet : areOfOneService;
  return [...own, ...(isWhole ? [] : [`${action.service}:`])].some((each) => beginnings.some((one) => isMet(each, one)))
    ? undefined
    : "resource";
}

function meet(type: string, beginning: Beginning): boolean {
  const { text, mayBeLater } = beginning;
  if (type.startsWith(text) || text.startsWith(type)) return true;
  return mayBeLater && areOfOneService(type, beginning) && type.indexOf(":") !== type.lastIndexOf(":");
}

function areOfOneService(type: string, { text }: Beginning): boolean {
  return type.slice(0, type.indexOf(":")) === text.slice(0, text.indexOf(":"));
}
