import type { Granted } from "../../../identity/aws/permissions/breadth";
import type { PolicyDocument } from "../../../identity/aws/document/document";
import type { Resource } from "../../judge/resource";
import type { Join, JoinedFamily, StackView } from "../family";
import { typesWith } from "./document-types";
import { identitiesOf, type AwsGrant, type AwsIdentity } from "./identity";
import { documentsOf } from "./policy-document";

/** A document of permissions that the stack writes, once, however many identities have it. */
export interface AwsGrantedDocument extends Granted<AwsGrant> {
  readonly kind: "aws-granted-document";
  /** The resource that writes it. */
  readonly urn: string;
  readonly path: string;
  /** The identities of which the stack says that they have it; none where it is attached elsewhere, or not yet. */
  readonly holders: readonly AwsIdentity[];
  /** The identity that has it, where it is just one. */
  readonly identity?: string;
}

/** Documents that narrow what a role may do in a session, and grant nothing. */
const SESSION_POLICIES = ["eks/podIdentityAssociation", "rolesanywhere/profile", "transfer/access", "transfer/user"];
const TYPES = typesWith("identity").filter((type) => !SESSION_POLICIES.some((each) => type.startsWith(`aws:${each}:`)));

export const awsGrantedDocument: JoinedFamily<"aws-granted-document"> = {
  kind: "aws-granted-document",
  types: TYPES,
  join: (stack) => new GrantedDocuments(stack),
};

/** Who has a document is settled when the stack is complete; until then it has no facts. */
class GrantedDocuments implements Join {
  private readonly written = new Map<string, Resource>();

  constructor(private readonly stack: StackView) {}

  add(resource: Resource): Iterable<AwsGrantedDocument> {
    this.written.set(resource.urn, resource);
    return [];
  }

  *all(): Iterable<AwsGrantedDocument> {
    const holders = new Map<PolicyDocument, AwsIdentity[]>();
    for (const identity of identitiesOf(this.stack).all() as Iterable<AwsIdentity>) {
      for (const { document } of identity.grants) {
        const known = holders.get(document);
        if (known?.at(-1) !== identity) holders.set(document, [...(known ?? []), identity]);
      }
    }
    for (const resource of this.written.values()) yield* this.factsOf(resource, holders);
  }

  private *factsOf(
    resource: Resource,
    holders: ReadonlyMap<PolicyDocument, readonly AwsIdentity[]>,
  ): Iterable<AwsGrantedDocument> {
    for (const { urn, path, attachedTo, document, intent } of documentsOf(resource, this.stack)) {
      if (attachedTo !== "identity") continue;
      const having = holders.get(document) ?? [];
      const [only] = having.length === 1 ? having : [];
      yield {
        kind: "aws-granted-document",
        urn,
        path,
        document,
        holders: having,
        ...(only?.identity !== undefined && { identity: only.identity }),
        // A component grants on the ARN of a resource; where that is an output it is still one resource's.
        ...(intent && { scoped: true }),
      };
    }
  }
}
