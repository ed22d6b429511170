import { unknownDocument, type PolicyDocument } from "../../../identity/aws/document/document";
import { awsManagedPolicy } from "../../../identity/aws/managed-policies/managed-policies";
import { serviceControl } from "../../../identity/aws/permissions/service-control";
import { unknown, type Knowledge, type Unknown } from "../../../identity/knowledge";
import type { Resource } from "../../judge/resource";
import type { StackView, Surroundings } from "../family";
import type { Reference } from "../references";
import { nameOf, namesAt, POLICY_TYPES } from "./identity-resources";
import { holdsSecret } from "./ownership";
import { documentsOf } from "./policy-document";

/** One policy of an identity, and the property that gives it. */
export interface AwsGrant {
  readonly urn: string;
  readonly path: string;
  /** Logical name of the resource that gives it. */
  readonly by: string;
  readonly document: PolicyDocument;
  /** The managed policy, where it is one: its name and ARN at AWS, or name and URN of the resource that makes it. */
  readonly policy?: {
    readonly name: string;
    readonly managedBy: "aws" | "stack";
    readonly urn?: string;
    readonly arn?: string;
  };
  /** A managed policy without a document here: it is not known which one, or it is another stack's. */
  readonly attached?: "unknown" | "elsewhere";
  /** True where the document, or a part of it, is marked as a secret. */
  readonly secret?: true;
  /** The group through which a user has it. */
  readonly group?: string;
  /** Why it is not known to whom it is granted; absent where that is known. */
  readonly owner?: Unknown;
}

/** A managed policy by what the stack says of it; which document that is, is asked when the identity is judged. */
export interface Attached {
  readonly from: Resource;
  readonly policy: Knowledge<string>;
}

/** The managed policies that a resource names at these places. */
export function attachedAt(resource: Resource, places: readonly string[] = []): readonly Attached[] {
  return places
    .flatMap((place) => namesAt(resource, place))
    .filter((policy) => policy.state !== "absent")
    .map((policy) => ({ from: resource, policy }));
}

const SERVICE_CONTROL = new WeakMap<readonly object[], readonly AwsGrant[]>();

/** One list for all identities, as what is asked of its documents is remembered. */
export function serviceControlOf({ serviceControlPolicies }: Surroundings): readonly AwsGrant[] {
  const grants =
    SERVICE_CONTROL.get(serviceControlPolicies) ??
    serviceControl(serviceControlPolicies).map((each) => ({ ...each, urn: "", by: "the settings" }));
  SERVICE_CONTROL.set(serviceControlPolicies, grants);
  return grants;
}

/** The grant of a managed policy, with its document where that is known. */
export function attachedGrant({ from, policy }: Attached, stack: StackView): AwsGrant {
  const reference = resolveNamed(policy, from, POLICY_TYPES, stack);
  const given = { urn: from.urn, path: policy.path, by: from.name };
  if (reference.state === "resource") {
    const [written] = documentsOf(reference.resource, stack);
    const { name, urn } = reference.resource;
    if (written) {
      const { document, path } = written;
      return { ...given, document, policy: { name, managedBy: "stack", urn }, ...secretAt(reference.resource, path) };
    }
  }
  const managed = reference.state === "external" ? awsManagedPolicy(reference.text) : undefined;
  if (managed && reference.state === "external") {
    const { name, document = unknownDocument(unknown(policy.path, NEWER)) } = managed;
    return { ...given, document, policy: { name, managedBy: "aws", arn: reference.text } };
  }
  return { ...nothingKnown(from, policy), attached: reference.state === "unknown" ? "unknown" : "elsewhere" };
}

/** Whether a document that stands there must not be shown. */
export function secretAt(resource: Resource | undefined, path: string): Pick<AwsGrant, "secret"> {
  const [property = ""] = path.split(/[.[]/);
  return resource && holdsSecret(resource.inputs[property]) ? { secret: true } : {};
}

/** A name inside an ARN counts as well: before a resource is created, its ARN is no property of it. */
export function resolveNamed(
  text: Knowledge<string>,
  from: Resource,
  types: readonly string[],
  { references }: StackView,
): Reference {
  const reference = references.resolve(text, from, types);
  if (reference.state !== "external" || text.state !== "known") return reference;
  const name = nameOf(reference.text);
  return name === reference.text
    ? reference
    : orElse(references.resolve({ ...text, value: name }, from, types), reference);
}

function orElse(reference: Reference, other: Reference): Reference {
  return reference.state === "external" ? other : reference;
}

const NEWER = "a policy of AWS that this version does not know yet";

/** A grant, or a boundary, of which only the place is known. */
export function nothingKnown(from: Resource, value: Knowledge<unknown>): AwsGrant {
  const part =
    value.state === "unknown"
      ? value
      : unknown(value.path, "the name of something outside this stack, whose document is not known here");
  return { urn: from.urn, path: value.path, by: from.name, document: unknownDocument(part) };
}
