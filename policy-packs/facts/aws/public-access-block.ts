import { known, unknown, type Knowledge, type Known, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { StackView } from "../family";
import type { Reference } from "../references";

/** The setting that takes effect from public policies, and the one that takes it from public ACLs. */
export type BlockSetting = "restrictPublicBuckets" | "ignorePublicAcls";

/** Where a type names the bucket that it is about; `self` for the bucket. */
const BUCKET_OF: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "self",
  "aws:s3/bucketV2:BucketV2": "self",
  "aws:s3/bucketAcl:BucketAcl": "bucket",
  "aws:s3/bucketAclV2:BucketAclV2": "bucket",
  "aws:s3/bucketObject:BucketObject": "bucket",
  "aws:s3/bucketObjectv2:BucketObjectv2": "bucket",
  "aws:s3/objectCopy:ObjectCopy": "bucket",
  "aws:s3/bucketPolicy:BucketPolicy": "bucket",
  "aws-native:s3:Bucket": "self",
  "aws-native:s3:BucketPolicy": "bucket",
};

const BUCKETS = Object.keys(BUCKET_OF).filter((type) => BUCKET_OF[type] === "self");

const OF_ONE = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const OF_ACCOUNT = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";
const IN_BUCKET = "aws-native:s3:Bucket";

/** Access points, which block public access unless they say otherwise, and the policies of access points. */
const ACCESS_POINTS = ["aws:s3/accessPoint:AccessPoint", "aws-native:s3:AccessPoint"];
const ACCESS_POINT_POLICY = "aws:s3control/accessPointPolicy:AccessPointPolicy";

/** Policies that are refused where they are public. */
const REFUSING: readonly string[] = [
  "aws:secretsmanager/secretPolicy:SecretPolicy",
  "aws-native:secretsmanager:ResourcePolicy",
];

/**
 * What a stack says of S3's block of public access. `blockPublicPolicy` and `blockPublicAcls` do not count: they refuse
 * what comes later, and leave in effect what is there.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export class PublicAccessBlocks {
  static readonly types: readonly string[] = [OF_ONE, OF_ACCOUNT, IN_BUCKET];

  private readonly blocks: Resource[] = [];

  constructor(private readonly stack: StackView) {}

  add(resource: Resource): void {
    if (PublicAccessBlocks.types.includes(resource.type)) this.blocks.push(resource);
  }

  /**
   * Whether what a resource opens stays shut all the same.
   *
   * @param settled whether the stack has no more resources to come
   */
  shuts(resource: Resource, setting: BlockSetting, path: string, settled: boolean): Known<boolean> | Unknown {
    const alone = this.shutByItself(resource, setting);
    if (alone) return alone.state === "known" ? known(alone.value, path) : unsettled(path, alone.path, resource.name);
    if (BUCKET_OF[resource.type] === undefined) return known(false, path);
    const about = this.blocks.map((block) => ({ block, same: this.isAbout(block, resource) }));
    const answers = about
      .filter(({ same }) => same !== false)
      .map(({ block, same }) => ({ block, same, on: settingOf(block, setting) }));
    if (answers.some(({ same, on }) => same === true && on.state === "known" && on.value)) return known(true, path);
    const open = answers.find(({ on }) => on.state === "unknown" || on.value);
    if (open) return unsettled(path, open.on.path, open.block.name);
    return settled ? known(false, path) : unknown(path, "not judged before the whole stack is known");
  }

  /** What a resource says of itself, or its access point; undefined where it has no such setting. */
  private shutByItself(resource: Resource, setting: BlockSetting): Known<boolean> | Unknown | undefined {
    if (REFUSING.includes(resource.type)) return orElse(Property.input(resource, "blockPublicPolicy").boolean(), false);
    const point = resource.type === ACCESS_POINT_POLICY ? this.accessPointOf(resource) : resource;
    if (!point || !ACCESS_POINTS.includes(point.type)) return undefined;
    return orElse(Property.input(point, "publicAccessBlockConfiguration").at(setting).boolean(), true);
  }

  private accessPointOf(policy: Resource): Resource | undefined {
    const arn = Property.input(policy, "accessPointArn").string();
    const reference = this.stack.references.resolve(arn, policy, ACCESS_POINTS);
    return reference.state === "resource" ? reference.resource : undefined;
  }

  private isAbout(block: Resource, resource: Resource): boolean | Unknown {
    if (block.type === OF_ACCOUNT) {
      const account = Property.input(block, "accountId").any();
      return account.state === "unknown" || (account.state === "absent" && sameProvider(block, resource));
    }
    const [one, other] = [this.bucketOf(block), this.bucketOf(resource)];
    if (one.state === "unknown") return one;
    return other.state === "unknown" ? other : nameOf(one) !== undefined && nameOf(one) === nameOf(other);
  }

  private bucketOf(resource: Resource): Reference {
    const place = resource.type === OF_ONE ? "bucket" : (BUCKET_OF[resource.type] ?? "self");
    if (place === "self") return { state: "resource", resource };
    return this.stack.references.resolve(Property.input(resource, place).string(), resource, BUCKETS);
  }
}

/** What buckets are compared by: a bucket that is named in the program may be referred to by its name. */
function nameOf(reference: Reference): string | undefined {
  if (reference.state === "external") return reference.text;
  if (reference.state !== "resource") return undefined;
  const written = ["bucket", "bucketName"].map((name) => Property.input(reference.resource, name).string());
  return written.find((name) => name.state === "known")?.value ?? reference.resource.urn;
}

function settingOf(block: Resource, setting: BlockSetting): Known<boolean> | Unknown {
  const property =
    block.type === IN_BUCKET
      ? Property.input(block, "publicAccessBlockConfiguration").at(setting)
      : Property.input(block, setting);
  return orElse(property.boolean(), false);
}

function orElse(value: Knowledge<boolean>, otherwise: boolean): Known<boolean> | Unknown {
  return value.state === "absent" ? known(otherwise, value.path) : value;
}

function sameProvider(one: Resource, other: Resource): boolean {
  return one.provider?.name === other.provider?.name;
}

function unsettled(path: string, setting: string, name: string): Unknown {
  return unknown(path, `without effect if \`${setting}\` of \`${name}\` is true, which is not known`);
}
