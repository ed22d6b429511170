import { knownValues, absent, unknown, type Knowledge } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { Family, Join, JoinedFamily, StackView } from "../family";
import { attachedGrant, type AwsGrant } from "./grants";
import { BOUNDARY_PLACES, IDENTITY_TYPES, nameOf, namesAt, POLICY_TYPES } from "./identity-resources";

/** What bounds the permissions of a role, a user or a permission set. */
export interface AwsPermissionsBoundary {
  readonly kind: "aws-permissions-boundary";
  readonly urn: string;
  /** The resource that gives the boundary, or should. */
  readonly by: string;
  readonly sort: "role" | "user" | "permission set";
  /** Logical name of the role, user or permission set. */
  readonly name: string;
  /** Absent where there is none, unknown where that is not known. */
  readonly boundary: Knowledge<true>;
  /** Name of the policy, and its ARN where that is written. */
  readonly policy: Knowledge<readonly string[]>;
  /** What it leaves, where AWS or the stack writes the policy. */
  readonly leaves?: AwsGrant & Required<Pick<AwsGrant, "policy">>;
}

export const awsPermissionsBoundary: Family<"aws-permissions-boundary"> = {
  kind: "aws-permissions-boundary",
  types: [...IDENTITY_TYPES.role, ...IDENTITY_TYPES.user],
  *read(resource, stack) {
    const sort = IDENTITY_TYPES.role.includes(resource.type) ? "role" : "user";
    const written = Property.input(resource, "permissionsBoundary").string();
    yield factOf(resource, sort, resource, written, stack);
  },
};

const NATIVE_SET = "aws-native:sso:PermissionSet";
const ATTACHMENT = "aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment";

/** A permission set has its boundary from a resource of its own, but for `aws-native`. */
export const awsPermissionSetBoundary: JoinedFamily<"aws-permissions-boundary"> = {
  kind: "aws-permissions-boundary",
  types: [...IDENTITY_TYPES["permission set"], ATTACHMENT],
  join: (stack) => new PermissionSetBoundaries(stack),
};

/** Whether a boundary comes is known when all resources are. */
class PermissionSetBoundaries implements Join {
  private readonly sets = new Set<string>();
  private readonly attachments = new Set<string>();

  constructor(private readonly stack: StackView) {}

  add({ type, urn }: Resource): Iterable<AwsPermissionsBoundary> {
    (type === ATTACHMENT ? this.attachments : this.sets).add(urn);
    return [];
  }

  *all(): Iterable<AwsPermissionsBoundary> {
    const { resources, references } = this.stack;
    const attached = new Map<string, Resource>();
    let somebodys: Knowledge<string> | undefined;
    for (const urn of this.attachments) {
      const attachment = resources.get(urn);
      if (!attachment) continue;
      const named = Property.input(attachment, "permissionSetArn").string();
      const set = references.resolve(named, attachment, IDENTITY_TYPES["permission set"]);
      if (set.state === "resource") attached.set(set.resource.urn, attachment);
      else if (set.state === "unknown") somebodys = unknown("", "set by a resource of which it is not known whose", []);
    }
    for (const urn of this.sets) {
      const set = resources.get(urn);
      if (!set) continue;
      const by = attached.get(urn) ?? set;
      const written = by === set && set.type !== NATIVE_SET ? (somebodys ?? absent("")) : boundaryIn(by);
      yield factOf(set, "permission set", by, written, this.stack);
    }
  }
}

function boundaryIn(resource: Resource): Knowledge<string> {
  const written = BOUNDARY_PLACES.flatMap((place) => namesAt(resource, place));
  return written.find(({ state }) => state !== "absent") ?? absent("permissionsBoundary");
}

function factOf(
  { urn, name }: Resource,
  sort: AwsPermissionsBoundary["sort"],
  by: Resource,
  written: Knowledge<string>,
  stack: StackView,
): AwsPermissionsBoundary {
  const { path } = written;
  const policy = written.state === "known" && written.value === "" ? absent(path) : named(written, by, stack);
  const isPolicy = policy.state === "known" || (policy.state === "unknown" && policy.waitsFor.length > 0);
  const boundary: Knowledge<true> = isPolicy ? { state: "known", value: true, path } : policy;
  const grant = isPolicy ? attachedGrant({ from: by, policy: written }, stack) : undefined;
  const leaves = grant?.policy && { leaves: { ...grant, policy: grant.policy } };
  return { kind: "aws-permissions-boundary", urn, by: by.urn, sort, name, boundary, policy, ...leaves };
}

/** A policy of the stack that the program does not name gets its name from the deployment. */
function named(written: Knowledge<string>, resource: Resource, stack: StackView): Knowledge<readonly string[]> {
  const reference = stack.references.resolve(written, resource, POLICY_TYPES);
  if (reference.state === "resource") {
    const names = ["name", "managedPolicyName"].map((name) => Property.input(reference.resource, name).string());
    const texts = knownValues(names);
    if (texts.length > 0) return { state: "known", value: texts, path: written.path };
    return unknown(written.path, "the ARN of a policy that only the deployment names", [reference.resource.urn]);
  }
  return written.state === "known" ? { ...written, value: [written.value, nameOf(written.value)] } : written;
}
