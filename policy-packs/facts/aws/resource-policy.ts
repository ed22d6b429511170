import type { PolicyDocument } from "../../../identity/aws/document/document";
import { known, unknown, type Known, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { Join, JoinedFamily, StackView } from "../family";
import { typesWith } from "./document-types";
import { accountsOf, holdsSecret } from "./ownership";
import { documentsOf } from "./policy-document";
import { PublicAccessBlocks } from "./public-access-block";

/** A policy on a resource, which says who may use it. */
export interface AwsResourcePolicy {
  readonly kind: "aws-resource-policy";
  readonly urn: string;
  /** The property that holds it. */
  readonly path: string;
  readonly document: PolicyDocument;
  /** Whether the document, or a part of it, is marked as a secret. */
  readonly secret: boolean;
  /** Accounts to which the resource belongs, or may, as far as the stack tells. */
  readonly accounts: readonly string[];
  /** Whether another setting keeps everyone out, whatever the policy says. */
  readonly shut: Known<boolean> | Unknown;
}

const CARRIERS: readonly string[] = typesWith("resource");

export const awsResourcePolicy: JoinedFamily<"aws-resource-policy"> = {
  kind: "aws-resource-policy",
  types: [...new Set([...CARRIERS, ...PublicAccessBlocks.types])],
  join: (stack) => new ResourcePolicyJoin(stack),
};

class ResourcePolicyJoin implements Join {
  private readonly carriers: Resource[] = [];
  private readonly blocks: PublicAccessBlocks;

  constructor(private readonly stack: StackView) {
    this.blocks = new PublicAccessBlocks(stack);
  }

  add(resource: Resource): Iterable<AwsResourcePolicy> {
    this.blocks.add(resource);
    if (!CARRIERS.includes(resource.type)) return [];
    this.carriers.push(resource);
    return this.policiesOf(resource, false);
  }

  all(): Iterable<AwsResourcePolicy> {
    return this.carriers.flatMap((resource) => this.policiesOf(resource, true));
  }

  private policiesOf(resource: Resource, settled: boolean): readonly AwsResourcePolicy[] {
    return documentsOf(resource, this.stack)
      .filter(({ attachedTo }) => attachedTo === "resource")
      .map(({ urn, path, document }) => ({
        kind: "aws-resource-policy",
        urn,
        path,
        document,
        secret: holdsSecret(resource.inputs[/^\w+/.exec(path)?.[0] ?? ""]),
        accounts: accountsOf(resource),
        shut: withinNetwork(resource, path) ?? this.blocks.shuts(resource, "restrictPublicBuckets", path, settled),
      }));
  }
}

/** Where a search domain says that it lies in a network of the customer, which only callers from there reach. */
const NETWORK_OF: Readonly<Record<string, string>> = {
  "aws:opensearch/domain:Domain": "vpcOptions",
  "aws:elasticsearch/domain:Domain": "vpcOptions",
  "aws-native:opensearchservice:Domain": "vpcOptions",
};

/** https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html */
function withinNetwork(resource: Resource, path: string): Known<boolean> | Unknown | undefined {
  const place = NETWORK_OF[resource.type];
  if (place === undefined) return undefined;
  const subnets = Property.input(resource, place).at("subnetIds").any();
  if (subnets.state === "unknown")
    return unknown(path, `not open where \`${subnets.path}\` is set, which is not known`);
  return subnets.state === "known" ? known(true, path) : undefined;
}
