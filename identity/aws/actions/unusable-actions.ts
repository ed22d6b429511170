/**
 * Which actions of a statement have no resource to act on? S3 tells buckets from objects by the form of the ARN: an
 * action on objects does nothing on `arn:aws:s3:::uploads`, and one on buckets nothing on `arn:aws:s3:::uploads/*`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
 *
 * Only for actions that are written out and ARNs of buckets and objects without wildcards in the bucket's name, so that
 * an answer is certain.
 */
import type { Statement } from "../document/document";

/** An action without effect. */
export interface Unusable {
  readonly place: string;
  readonly action: string;
  /** What it acts on, and none of the resources is. */
  readonly lacks: "object" | "bucket";
}

const ON_OBJECTS = /^s3:(get|put|delete|restore)object(acl|tagging|version|versionacl|versiontagging)?$/i;
const ON_BUCKETS = /^s3:(listbucket|listbucketversions|listbucketmultipartuploads|getbucketlocation)$/i;
const BUCKET = /^arn:[^:]*:s3:::[^*?/$]+$/;
const OBJECT = /^arn:[^:]*:s3:::[^*?/$]+\//;

export function unusableActions({ action, resource }: Statement): readonly Unusable[] {
  if (!action || action.negated || !resource || resource.negated || resource.values.length === 0) return [];
  const areAll = (form: RegExp) => resource.values.every((value) => value.state === "known" && form.test(value.value));
  const [lacks, needing] = areAll(BUCKET) ? (["object", ON_OBJECTS] as const) : (["bucket", ON_BUCKETS] as const);
  if (lacks === "bucket" && !areAll(OBJECT)) return [];
  return action.values.flatMap((value) =>
    value.state === "known" && needing.test(value.value) ? [{ place: value.path, action: value.value, lacks }] : [],
  );
}
