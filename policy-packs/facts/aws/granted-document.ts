import type { Granted } from "../../../identity/aws/permissions/breadth";
import type { PolicyDocument } from "../../../identity/aws/document/document";
import type { Nearby } from "../../../identity/aws/narrowing/named-resources";
import type { Unknown } from "../../../identity/knowledge";
import type { Resource } from "../../judge/resource";
import type { Join, JoinedFamily, StackView } from "../family";
import { typesWith } from "./document-types";
import { identitiesOf, type AwsGrant, type AwsIdentity } from "./identity";
import { Neighbourhood } from "./nearby";
import { holdsSecret } from "./ownership";
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
  /** A boundary of which it is not known which policy it is, where it may be this one, which then grants nothing. */
  readonly perhapsBoundary?: { readonly urn: string; readonly unknown: Unknown };
  /** What the stack tells of where it is used; undefined where the document must not be shown. */
  readonly nearby: () => Nearby | undefined;
}

/** Documents that narrow what a role may do in a session, and grant nothing. */
const SESSION_POLICIES = new Set([
  "aws:eks/podIdentityAssociation:PodIdentityAssociation",
  "aws:rolesanywhere/profile:Profile",
  "aws:transfer/access:Access",
  "aws:transfer/user:User",
  "aws-native:eks:PodIdentityAssociation",
  "aws-native:rolesanywhere:Profile",
  "aws-native:transfer:User",
]);
const TYPES = typesWith("identity").filter((type) => !SESSION_POLICIES.has(type));

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
    const { holders, boundaries, open } = this.uses();
    const neighbourhood = new Neighbourhood(this.stack);
    for (const resource of this.written.values()) {
      for (const fact of this.factsOf(resource, holders, neighbourhood)) {
        if (fact.holders.length > 0) yield fact;
        // What is a boundary and nothing else grants nothing, however much it permits.
        else if (!boundaries.has(fact.document)) yield { ...fact, ...(open && { perhapsBoundary: open }) };
      }
    }
  }

  /** Who has which document, which ones are boundaries, and a boundary of which it is not known which one it is. */
  private uses() {
    const holders = new Map<PolicyDocument, AwsIdentity[]>();
    const boundaries = new Set<PolicyDocument>();
    let open: AwsGrantedDocument["perhapsBoundary"];
    for (const identity of identitiesOf(this.stack).all() as Iterable<AwsIdentity>) {
      const { boundary } = identity;
      if (boundary) boundaries.add(boundary.document);
      const [which] = boundary?.attached === "unknown" ? boundary.document.hidden : [];
      // The first by URN, as resources come in any order.
      if (boundary && which && !(open && open.urn < boundary.urn)) open = { urn: boundary.urn, unknown: which };
      for (const { document } of identity.grants) {
        const known = holders.get(document);
        if (known?.at(-1) !== identity) holders.set(document, [...(known ?? []), identity]);
      }
    }
    return { holders, boundaries, open };
  }

  private *factsOf(
    resource: Resource,
    holders: ReadonlyMap<PolicyDocument, readonly AwsIdentity[]>,
    neighbourhood: Neighbourhood,
  ): Iterable<AwsGrantedDocument> {
    for (const { urn, path, attachedTo, document, intent } of documentsOf(resource, this.stack)) {
      if (attachedTo !== "identity") continue;
      const having = holders.get(document) ?? [];
      const [only] = having.length === 1 ? having : [];
      const isSecret = holdsSecret(resource.inputs[/^\w+/.exec(path)?.[0] ?? ""]);
      yield {
        kind: "aws-granted-document",
        urn,
        path,
        document,
        holders: having,
        ...(only?.identity !== undefined && { identity: only.identity }),
        // A component grants on the ARN of a resource; where that is an output it is still one resource's.
        ...(intent && { scoped: true }),
        nearby: () => {
          if (isSecret || intent) return undefined;
          return neighbourhood.of(
            resource,
            having.map((holder) => holder.identity ?? holder.urn),
          );
        },
      };
    }
  }
}
