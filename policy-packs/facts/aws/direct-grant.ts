import type { Condition } from "../../../identity/aws/document/document";
import { readOperator } from "../../../identity/aws/conditions/operators";
import type { Knowledge, Known, Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { Join, JoinedFamily, StackView } from "../family";
import { propertiesAt } from "../places";
import { PublicAccessBlocks, type BlockSetting } from "./public-access-block";

/** A grant that is made by a property of its own, without a policy document. */
export interface AwsDirectGrant {
  readonly kind: "aws-direct-grant";
  readonly urn: string;
  /** The property that says to whom. */
  readonly path: string;
  /** Whether that is everyone. */
  readonly toEveryone: Knowledge<boolean>;
  /** The service of AWS to which it is, which does it for whatever account asks; absent where it is to others. */
  readonly service?: string;
  /** Completes "lets everyone …". */
  readonly allows: string;
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
  /** Whether another setting keeps everyone out all the same. */
  readonly shut: Known<boolean> | Unknown;
}

interface Shape {
  /** Where it says to whom, as `propertiesAt` reads it. */
  readonly to: string;
  /** What it says there for everyone. */
  readonly everyone: RegExp;
  /** What it says there for a service that does it for whatever account asks. */
  readonly service?: RegExp;
  readonly allows: string;
  /** Properties that are conditions: the operator and the key that they stand for. */
  readonly under?: Readonly<Record<string, readonly [operator: string, key: string]>>;
  readonly shutBy?: BlockSetting;
}

const ALL = /^all$/i;
const ANY_PRINCIPAL = /^\*$/;

const INVOCATION: Shape = {
  to: "principal",
  everyone: ANY_PRINCIPAL,
  service: /\.amazonaws\.com(\.cn)?$/,
  allows: "invoke the function",
  under: {
    sourceArn: ["ArnLike", "aws:SourceArn"],
    sourceAccount: ["StringEquals", "aws:SourceAccount"],
    principalOrgId: ["StringEquals", "aws:PrincipalOrgID"],
  },
};

function functionUrl(to: string): Shape {
  return { to, everyone: /^NONE$/, allows: "invoke the function by its URL" };
}

const LAYER: Shape = {
  to: "principal",
  everyone: ANY_PRINCIPAL,
  allows: "read the code of the layer",
  under: { organizationId: ["StringEquals", "aws:PrincipalOrgID"] },
};

const EVENTS: Shape = {
  to: "principal",
  everyone: ANY_PRINCIPAL,
  allows: "send events to the bus",
  under: { "condition.value": ["StringEquals", "aws:PrincipalOrgID"] },
};

const SNAPSHOT: Shape = { to: "sharedAccounts[]", everyone: ALL, allows: "copy the snapshot and read its data" };

const GUESTS: Shape = {
  to: "allowUnauthenticatedIdentities",
  everyone: /^true$/,
  allows: "get credentials of the pool's role for guests without signing in",
};

const ENDPOINT_SERVICE: Shape = {
  to: "allowedPrincipals[]",
  everyone: ANY_PRINCIPAL,
  allows: "ask for an endpoint to the service",
};

/** The words for whole lists of grants, and the groups that single grants name. */
const ACL = { allows: "use what the ACL grants", shutBy: "ignorePublicAcls" } as const;
const WORDS: Shape = { ...ACL, to: "acl", everyone: /^(public-read|public-read-write|authenticated-read)$/ };

function groups(to: string): Shape {
  return { ...ACL, to, everyone: /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/ };
}

const GRANTEES = groups("accessControlPolicy.grants[].grantee.uri");

const SHAPES = new Map<string, readonly Shape[]>([
  ["aws:lambda/permission:Permission", [INVOCATION]],
  ["aws-native:lambda:Permission", [INVOCATION]],
  ["aws:lambda/functionUrl:FunctionUrl", [functionUrl("authorizationType")]],
  ["aws-native:lambda:Url", [functionUrl("authType")]],
  ["aws:lambda/layerVersionPermission:LayerVersionPermission", [LAYER]],
  ["aws-native:lambda:LayerVersionPermission", [LAYER]],
  ["aws:cloudwatch/eventPermission:EventPermission", [EVENTS]],
  ["aws-native:events:EventBusPolicy", [EVENTS]],
  [
    "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
    [{ to: "group", everyone: ALL, allows: "launch the image and read what is in it" }],
  ],
  ["aws:rds/snapshot:Snapshot", [SNAPSHOT]],
  ["aws:rds/snapshotCopy:SnapshotCopy", [SNAPSHOT]],
  ["aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy", [SNAPSHOT]],
  ["aws:rds/clusterSnapshot:ClusterSnapshot", [SNAPSHOT]],
  [
    "aws:ssm/document:Document",
    ["permissions.account_ids", "permissions.accountIds"].map((to) => ({
      to,
      everyone: ALL,
      allows: "read and run the document",
    })),
  ],
  ["aws:ec2/vpcEndpointService:VpcEndpointService", [ENDPOINT_SERVICE]],
  [
    "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple",
    [{ ...ENDPOINT_SERVICE, to: "principalArn" }],
  ],
  ["aws-native:ec2:VpcEndpointServicePermissions", [ENDPOINT_SERVICE]],
  ["aws:cognito/identityPool:IdentityPool", [GUESTS]],
  ["aws-native:cognito:IdentityPool", [GUESTS]],
  ["aws:s3/bucketAcl:BucketAcl", [WORDS, GRANTEES]],
  ["aws:s3/bucketAclV2:BucketAclV2", [WORDS, GRANTEES]],
  ["aws:s3/bucket:Bucket", [WORDS, groups("grants[].uri")]],
  ["aws:s3/bucketV2:BucketV2", [WORDS, groups("grants[].uri")]],
  ["aws:s3/bucketObject:BucketObject", [WORDS]],
  ["aws:s3/bucketObjectv2:BucketObjectv2", [WORDS]],
  ["aws:s3/objectCopy:ObjectCopy", [WORDS, groups("grants[].uri")]],
  [
    "aws-native:s3:Bucket",
    [{ ...ACL, to: "accessControl", everyone: /^(PublicRead|PublicReadWrite|AuthenticatedRead)$/ }],
  ],
]);

/** The types that make such grants, each with a property that says to whom. */
export const DIRECT_GRANTS: readonly (readonly [type: string, place: string])[] = [...SHAPES].flatMap(
  ([type, shapes]) => shapes.map(({ to }) => [type, to] as const),
);

export const awsDirectGrant: JoinedFamily<"aws-direct-grant"> = {
  kind: "aws-direct-grant",
  types: [...new Set([...SHAPES.keys(), ...PublicAccessBlocks.types])],
  join: (stack) => new DirectGrantJoin(stack),
};

class DirectGrantJoin implements Join {
  private readonly granting: Resource[] = [];
  private readonly blocks: PublicAccessBlocks;

  constructor(stack: StackView) {
    this.blocks = new PublicAccessBlocks(stack);
  }

  add(resource: Resource): Iterable<AwsDirectGrant> {
    this.blocks.add(resource);
    if (!SHAPES.has(resource.type)) return [];
    this.granting.push(resource);
    return this.grantsOf(resource, false);
  }

  all(): Iterable<AwsDirectGrant> {
    return this.granting.flatMap((resource) => this.grantsOf(resource, true));
  }

  private grantsOf(resource: Resource, settled: boolean): readonly AwsDirectGrant[] {
    return (SHAPES.get(resource.type) ?? []).flatMap((shape) =>
      propertiesAt(resource, shape.to).map((property) => this.grant(resource, shape, property, settled)),
    );
  }

  private grant(resource: Resource, shape: Shape, property: Property | Unknown, settled: boolean): AwsDirectGrant {
    const to = property instanceof Property ? property.string() : property;
    const { path } = to;
    const service = to.state === "known" && shape.service?.test(to.value) === true ? to.value : undefined;
    return {
      kind: "aws-direct-grant",
      urn: resource.urn,
      path,
      toEveryone: to.state === "known" ? { state: "known", value: shape.everyone.test(to.value), path } : to,
      ...(service !== undefined && { service }),
      allows: shape.allows,
      conditions: Object.entries(shape.under ?? {}).flatMap(([place, [operator, key]]) =>
        conditionsAt(resource, place, operator, key),
      ),
      shut: shape.shutBy
        ? this.blocks.shuts(resource, shape.shutBy, path, settled)
        : { state: "known", value: false, path },
    };
  }
}

function conditionsAt(resource: Resource, place: string, written: string, key: string): readonly Condition[] {
  const operator = readOperator(written);
  return propertiesAt(resource, place).flatMap((property) => {
    const value = property instanceof Property ? property.string() : property;
    return value.state === "absent" || !operator ? [] : [{ place: value.path, operator, key, values: [value] }];
  });
}
