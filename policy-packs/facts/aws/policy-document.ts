import {
  readGrants,
  readLoneStatement,
  readPolicyDocument,
  unknownDocument,
  type PolicyDocument,
} from "../../../identity/aws/document/document";
import { isObject, isUnknown, type PartialJson } from "../../../identity/aws/document/partial-json";
import type { Attached } from "../../../identity/aws/document/faults";
import { foreignCharacter, leastSize } from "../../../identity/aws/document/size";
import { unknown, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import { componentOf, WORKLOAD_ROLE } from "../component";
import type { Family, StackView } from "../family";
import { propertiesAt } from "../places";
import { quotaOf, takesLatinOnly, type DocumentQuota } from "./document-quotas";
import { DOCUMENTS, holdsOneStatement, kindOf, servicesOf, type Attachment } from "./document-types";

/** A policy document as it is written, whatever it is attached to. */
export interface AwsPolicyDocument {
  readonly kind: "aws-policy-document";
  readonly urn: string;
  /** The property that holds it. */
  readonly path: string;
  readonly attachedTo: Attachment;
  readonly document: PolicyDocument;
  /** What decides how it must be written. */
  readonly attached: Attached;
  /**
   * How long it is at least, and what its service takes, where that is known. IAM counts the policies within one
   * identity together: `before` is how long those are that stand before it, which `least` includes.
   */
  readonly size?: DocumentQuota & { readonly least: number; readonly before: number };
  /** The first character that its service does not take, by its number. */
  readonly foreign?: string;
}

/** A document that a resource carries. */
export interface CarriedDocument {
  /** The resource that says what the document holds: the carrier, or the component that writes it. */
  readonly urn: string;
  readonly path: string;
  readonly attachedTo: Attachment;
  readonly document: PolicyDocument;
  /** Where the document is not known and a component says in plain data what it holds. */
  readonly intent?: "grants" | "trust";
  /** The document as it is written. */
  readonly source?: PartialJson;
}

export const awsPolicyDocument: Family<"aws-policy-document"> = {
  kind: "aws-policy-document",
  types: [...DOCUMENTS.keys()],
  *read(resource, stack) {
    let before = 0;
    for (const { urn, path, attachedTo, document, intent, source } of documentsOf(resource, stack)) {
      if (intent !== undefined) continue;
      const services = servicesOf(resource.type);
      const measures = source === undefined ? {} : measured(source, attachedTo, resource.type, before);
      if (attachedTo === "identity") before = measures.size?.least ?? before;
      yield {
        kind: "aws-policy-document",
        urn,
        path,
        attachedTo,
        document,
        attached: { kind: kindOf(attachedTo, resource.type), ...(services && { services }) },
        ...measures,
      };
    }
  },
};

function measured(
  source: PartialJson,
  attachedTo: Attachment,
  type: string,
  within: number,
): Pick<AwsPolicyDocument, "size" | "foreign"> {
  const quota = quotaOf(attachedTo, type);
  const foreign = takesLatinOnly(attachedTo, type) ? foreignCharacter(source) : undefined;
  const before = attachedTo === "identity" ? within : 0;
  return {
    ...(quota && { size: { ...quota, before, least: before + leastSize(source) } }),
    ...(foreign !== undefined && { foreign }),
  };
}

const READ = new WeakMap<Resource, readonly CarriedDocument[]>();

/** The documents that a resource carries, each read once. */
export function documentsOf(resource: Resource, stack: StackView): readonly CarriedDocument[] {
  const read = READ.get(resource);
  if (read) return read;
  const documents = Object.entries(DOCUMENTS.get(resource.type) ?? {}).flatMap(([place, attachedTo]) =>
    propertiesAt(resource, place).flatMap((property) => carried(resource, property, attachedTo, stack)),
  );
  READ.set(resource, documents);
  return documents;
}

function carried(
  resource: Resource,
  property: Property | Unknown,
  attachedTo: Attachment,
  stack: StackView,
): readonly CarriedDocument[] {
  const source = property instanceof Property ? property.any() : property;
  const { path } = source;
  if (source.state === "absent" || (source.state === "known" && isNone(source.value, attachedTo))) return [];
  if (source.state === "known" && property instanceof Property) {
    const written = partialJson(property);
    const read = holdsOneStatement(resource.type) ? readLoneStatement : readPolicyDocument;
    const document = read(written, kindOf(attachedTo, resource.type), path);
    return [{ urn: resource.urn, path, attachedTo, document, source: written }];
  }
  const intended = intendedBy(componentOf(resource, stack, [WORKLOAD_ROLE]), attachedTo);
  if (intended) return [intended];
  const part = source.state === "unknown" ? source : unknown(path);
  return [{ urn: resource.urn, path, attachedTo, document: unknownDocument(part) }];
}

/** Resources that need no policy may say so with an empty text. */
function isNone(source: unknown, attachedTo: Attachment): boolean {
  return source === "" && (attachedTo === "resource" || attachedTo === "endpoint");
}

/** What the component means where its document is wholly unknown, as in a preview; undefined where it does not say. */
function intendedBy(component: Resource | undefined, attachedTo: Attachment): CarriedDocument | undefined {
  if (!component || (attachedTo !== "trust" && attachedTo !== "identity")) return undefined;
  const { urn } = component;
  if (attachedTo === "trust") {
    const kind = Property.input(component, "trust").at("kind").string();
    if (kind.state !== "known") return undefined;
    return { urn, path: kind.path, attachedTo, document: readGrants([], kind.path), intent: "trust" };
  }
  const grants = Property.input(component, "grants");
  if (grants.list().state !== "known") return undefined;
  return {
    urn,
    path: grants.path,
    attachedTo,
    document: readGrants(partialJson(grants), grants.path),
    intent: "grants",
  };
}

/**
 * What a component grants, with a placeholder for each ARN that is not known yet, where the component says with whose it
 * begins and what follows; undefined where it says nothing more than the grants as they are.
 *
 * @param placeholderOf what stands for the ARN of a resource, by URN
 */
export function assumedGrants(
  component: Resource,
  placeholderOf: (urn: string) => string | undefined,
): PolicyDocument | undefined {
  const property = Property.input(component, "grants");
  const source = partialJson(property);
  if (!Array.isArray(source)) return undefined;
  const assumed = source.map((grant: PartialJson) => assumedGrant(grant, placeholderOf));
  const isTold = assumed.some((grant, index) => grant !== source[index]);
  return isTold ? readGrants(assumed, property.path) : undefined;
}

/** The grant itself where nothing more of it is told. */
function assumedGrant(grant: PartialJson, placeholderOf: (urn: string) => string | undefined): PartialJson {
  if (!isObject(grant)) return grant;
  const [resources, on] = [listOf(grant.get("resources")), listOf(grant.get("on"))];
  const filled = resources.map((arn, index) => (isUnknown(arn) ? (assumedArn(on[index], placeholderOf) ?? arn) : arn));
  const isTold = filled.some((arn, index) => arn !== resources[index]);
  return isTold ? new Map([...grant, ["resources", filled] as const]) : grant;
}

function listOf(value: PartialJson | undefined): readonly PartialJson[] {
  return Array.isArray(value) ? (value as readonly PartialJson[]) : [];
}

function assumedArn(
  on: PartialJson | undefined,
  placeholderOf: (urn: string) => string | undefined,
): string | undefined {
  if (on === undefined || !isObject(on)) return undefined;
  const [urn, suffix] = [on.get("resource"), on.get("suffix")];
  const placeholder = typeof urn === "string" ? placeholderOf(urn) : undefined;
  return placeholder === undefined || typeof suffix !== "string" ? undefined : `${placeholder}${suffix}`;
}

/** Policy documents need five levels; JSON text is read to the same depth. */
const DEEPEST = 64;

/** A property with what is unknown in it, as the identity modules take it. */
function partialJson(property: Property, depth = 0): PartialJson {
  const whole = property.any();
  if (whole.state === "unknown") return whole;
  if (whole.state === "absent") return null;
  const { value } = whole;
  if (value === null || typeof value !== "object") return value;
  if (depth > DEEPEST) return unknown(property.path, `below ${DEEPEST} levels of nesting`);
  const list = property.list();
  if (list.state === "known") return list.value.map((element) => partialJson(element, depth + 1));
  const map = property.map();
  if (map.state === "known") {
    return new Map([...map.value].map(([key, member]) => [key, partialJson(member, depth + 1)]));
  }
  return unknown(property.path, "an asset where a policy document was expected");
}
