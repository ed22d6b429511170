import type { Condition } from "../../../identity/aws/document/document";
import { readOperator } from "../../../identity/aws/conditions/operators";
import { known, unknown, withDefault, type Knowledge, type Known, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { Join, JoinedFamily, StackView } from "../family";
import { propertiesAt } from "../places";
import { SHAPES, type Shape } from "./direct-grant-shapes";
import { accountsOf } from "./ownership";
import { PublicAccessBlocks } from "./public-access-block";

/** A grant that is made by a property of its own, without a policy document. */
export interface AwsDirectGrant {
  readonly kind: "aws-direct-grant";
  readonly urn: string;
  /** The property that says to whom. */
  readonly path: string;
  /** Whether that is everyone. */
  readonly toEveryone: Knowledge<boolean>;
  /** The accounts, principals or organisations to which it is, as written; missing where such grants name none. */
  readonly whom?: Knowledge<string>;
  /** Accounts to which the resource belongs, or may, as far as the stack tells. */
  readonly accounts: readonly string[];
  /** The service of AWS to which it is, which does it for whatever account asks; absent where it is to others. */
  readonly service?: string;
  /** Completes "lets everyone …". */
  readonly allows: string;
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
  /** Whether another setting keeps everyone out all the same. */
  readonly shut: Known<boolean> | Unknown;
}

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

  constructor(private readonly stack: StackView) {
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
      toEveryone: isForEveryone(to, shape),
      ...(shape.names && { whom: to }),
      accounts: accountsOf(resource),
      ...(service !== undefined && { service }),
      allows: shape.allows,
      conditions: Object.entries(shape.under ?? {}).flatMap(([place, [operator, key]]) =>
        conditionsAt(resource, place, operator, key),
      ),
      shut: this.shut(resource, shape, path, settled),
    };
  }

  private shut(resource: Resource, shape: Shape, path: string, settled: boolean): Known<boolean> | Unknown {
    if (shape.ofShare) return keepsStrangersOut(resource, path, this.stack);
    return shape.shutBy ? this.blocks.shuts(resource, shape.shutBy, path, settled) : known(false, path);
  }
}

const SHARE = "aws:ram/resourceShare:ResourceShare";

/**
 * Whether a resource share is for its organisation alone, in which RAM refuses all others. What the classic provider
 * does not state is false, and at CloudFormation true.
 * https://docs.aws.amazon.com/ram/latest/APIReference/API_CreateResourceShare.html
 */
function keepsStrangersOut(resource: Resource, path: string, { references }: StackView): Known<boolean> | Unknown {
  const named = Property.input(resource, "resourceShareArn").string();
  const reference = named.state === "absent" ? undefined : references.resolve(named, resource, [SHARE]);
  if (reference?.state === "unknown") return reference;
  const share = reference?.state === "resource" ? reference.resource : resource;
  if (reference && share === resource) return known(false, path);
  const external = withDefault(Property.input(share, "allowExternalPrincipals").boolean(), share === resource);
  return external.state === "known" ? known(!external.value, path) : unknown(path, NOT_TOLD);
}

const NOT_TOLD = "within the organisation unless `allowExternalPrincipals` of the share is true, which is not known";

/** Grants that always name somebody are for nobody else, whoever it is. */
function isForEveryone(to: Knowledge<string>, { everyone }: Shape): Knowledge<boolean> {
  if (!everyone) return known(false, to.path);
  return to.state === "known" ? known(everyone.test(to.value), to.path) : to;
}

function conditionsAt(resource: Resource, place: string, written: string, key: string): readonly Condition[] {
  const operator = readOperator(written);
  return propertiesAt(resource, place).flatMap((property) => {
    const value = property instanceof Property ? property.string() : property;
    return value.state === "absent" || !operator ? [] : [{ place: value.path, operator, key, values: [value] }];
  });
}
