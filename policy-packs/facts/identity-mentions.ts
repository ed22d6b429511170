import { NOT_YET, unknown, type Unknown } from "../../identity/knowledge";
import { memberPath } from "../../identity/places";
import { Property } from "../judge/properties";
import {
  AssetProperty,
  SecretProperty,
  UnknownProperty,
  type PropertyMap,
  type PropertyValue,
  type Resource,
} from "../judge/resource";
import { DOCUMENTS } from "./aws/document-types";
import { GRANTING, MEMBERSHIPS } from "./aws/identity-resources";
import type { StackView } from "./family";

/** A property that holds an ARN, id or client id of an identity, or is built from one; or one that may. */
export interface Mentioned {
  /** URN of the identity; undefined where the property may mention any. */
  readonly identity?: string;
  readonly by: Resource;
  readonly path: string;
  readonly unknown?: Unknown;
}

/** What grants something to an identity, or only belongs to it; being given something is no use. */
const GRANTS: ReadonlySet<string> = new Set([
  ...Object.keys(GRANTING),
  ...Object.keys(MEMBERSHIPS),
  ...DOCUMENTS.keys(),
  "aws:eks/accessEntry:AccessEntry",
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  "aws:iam/instanceProfile:InstanceProfile",
  "aws-native:iam:InstanceProfile",
  "aws:iam/policy:Policy",
  "aws:kms/grant:Grant",
  "aws:lakeformation/permissions:Permissions",
  "aws:lambda/permission:Permission",
  "aws-native:lambda:Permission",
  "azure-native:authorization:RoleAssignment",
  "azure-native:authorization:RoleDefinition",
  "azure-native:authorization:PimRoleEligibilitySchedule",
  "azure-native:keyvault:AccessPolicy",
  "azure-native:keyvault:Vault",
  "azure-native:managedidentity:FederatedIdentityCredential",
]);

const NAMES = ["arn", "id", "clientId", "principalId", "uniqueId"] as const;
const ROOT = "pulumi:pulumi:Stack";

/**
 * Where resources other than grants mention identities. The stack itself mentions what it exports.
 *
 * @param targets the URNs that may be mentioned, with the identity that each stands for
 */
export function* mentionsIn(stack: StackView, targets: ReadonlyMap<string, string>): Iterable<Mentioned> {
  const texts = textsOf(stack, targets);
  for (const by of stack.resources.values()) {
    if (targets.has(by.urn) || GRANTS.has(by.type)) continue;
    for (const [path, urns] of Object.entries(by.propertyDependencies)) yield* builtFrom(urns, by, path, targets);
    const isRoot = by.type === ROOT;
    for (const { text, path } of textsIn(isRoot ? (by.outputs ?? {}) : by.inputs)) {
      const place = isRoot ? "" : path;
      if (typeof text !== "string") yield* mayMention(text, by, place, targets);
      const identity = typeof text === "string" ? texts.get(folded(text)) : undefined;
      if (identity !== undefined) yield { identity, by, path: place };
    }
  }
}

const IDENTITY_ID =
  /^(?:arn:[^:]*:iam::\d{12}:(?:role|user|instance-profile)\/.+|\/subscriptions\/.+\/userAssignedIdentities\/[^/]+)$/i;

/** The ARNs and ids of identities that resources other than grants hold, whosever they are. */
export function identitiesMentioned({ resources }: StackView): ReadonlySet<string> {
  const found = new Set<string>();
  for (const resource of resources.values()) {
    if (GRANTS.has(resource.type)) continue;
    for (const { text } of textsIn(resource.inputs)) {
      if (typeof text === "string" && IDENTITY_ID.test(text)) found.add(text);
    }
  }
  return found;
}

/** An unknown value was built from the resources that it waits for; one that names none may be anything. */
function* mayMention(
  { because, waitsFor }: UnknownProperty,
  by: Resource,
  path: string,
  targets: ReadonlyMap<string, string>,
): Iterable<Mentioned> {
  const awaited = [...waitsFor, ...(by.propertyDependencies[/^[^.[]*/.exec(path)?.[0] ?? ""] ?? [])];
  if (awaited.length === 0) yield { by, path, unknown: unknown(path, because ?? NOT_YET) };
  yield* builtFrom(waitsFor, by, path, targets);
}

function* builtFrom(
  urns: readonly string[],
  by: Resource,
  path: string,
  targets: ReadonlyMap<string, string>,
): Iterable<Mentioned> {
  for (const urn of urns) {
    const identity = targets.get(urn);
    if (identity !== undefined) yield { identity, by, path };
  }
}

/** The texts that stand for one identity alone: names are left out, as other things bear them as well. */
function textsOf({ resources }: StackView, targets: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [urn, identity] of targets) {
    const resource = resources.get(urn);
    for (const name of resource ? NAMES : []) {
      const text = resource && Property.output(resource, name).string();
      if (text?.state === "known" && isTelling(text.value)) texts.set(folded(text.value), identity);
    }
  }
  return texts;
}

function isTelling(text: string): boolean {
  return (
    text.startsWith("arn:") ||
    text.startsWith("/") ||
    /^[0-9a-f-]{36}$/i.test(text) ||
    /^A[A-Z]{3}[A-Z0-9]{12,}$/.test(text)
  );
}

/** Azure compares ids without regard to case. */
function folded(text: string): string {
  return text.startsWith("arn:") ? text : text.toLowerCase();
}

const DEEPEST = 64;
/** No ARN or id is longer. */
const LONGEST = 2048;

/** Every text, and every value that is not known; what a secret hides is no name of an identity. */
function* textsIn(properties: PropertyMap): Iterable<Text> {
  const waiting: Place[] = [{ value: properties, path: "", depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value: written, path, depth } = next;
    const secret = written instanceof SecretProperty;
    const value = secret ? written.value : written;
    if (typeof value === "string" && value.length <= LONGEST) yield { text: value, path };
    if (value instanceof UnknownProperty && !secret) yield { text: value, path };
    const members = depth < DEEPEST && isObject(value) ? membersOf(value, path, depth + 1) : [];
    // Azure writes maps whose keys are ids.
    yield* members.filter(({ key }) => key.startsWith("/")).map(({ key, path: place }) => ({ text: key, path: place }));
    waiting.push(...members);
  }
}

function isObject(value: PropertyValue | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && !isMarker(value);
}

interface Text {
  readonly text: string | UnknownProperty;
  readonly path: string;
}

interface Place {
  readonly value: PropertyValue | undefined;
  readonly path: string;
  readonly depth: number;
}

function membersOf(value: PropertyMap, path: string, depth: number): readonly (Place & { readonly key: string })[] {
  const isList = Array.isArray(value);
  return Object.entries(value).map(([key, member]) => ({
    key: isList ? "" : key,
    value: member,
    path: isList ? `${path}[${key}]` : memberPath(path, key),
    depth,
  }));
}

function isMarker(value: object): boolean {
  return value instanceof UnknownProperty || value instanceof AssetProperty || value instanceof SecretProperty;
}
