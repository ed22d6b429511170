import { absent, unknown, type Knowledge } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { Family, StackView } from "../family";
import { IDENTITY_TYPES, nameOf, POLICY_TYPES } from "./identity-resources";

/** What bounds the permissions of a role or a user. */
export interface AwsPermissionsBoundary {
  readonly kind: "aws-permissions-boundary";
  readonly urn: string;
  readonly sort: "role" | "user";
  /** Logical name of the role or user. */
  readonly name: string;
  /** Absent where there is none, unknown where that is not known. */
  readonly boundary: Knowledge<true>;
  /** Name of the policy, and its ARN where that is written. */
  readonly policy: Knowledge<readonly string[]>;
}

export const awsPermissionsBoundary: Family<"aws-permissions-boundary"> = {
  kind: "aws-permissions-boundary",
  types: [...IDENTITY_TYPES.role, ...IDENTITY_TYPES.user],
  *read(resource, stack) {
    const { urn, name, type } = resource;
    const sort = IDENTITY_TYPES.role.includes(type) ? "role" : "user";
    const written = Property.input(resource, "permissionsBoundary").string();
    const { path } = written;
    const policy = written.state === "known" && written.value === "" ? absent(path) : named(written, resource, stack);
    const isPolicy = policy.state === "known" || (policy.state === "unknown" && policy.waitsFor.length > 0);
    const boundary: Knowledge<true> = isPolicy ? { state: "known", value: true, path } : policy;
    yield { kind: "aws-permissions-boundary", urn, sort, name, boundary, policy };
  },
};

/** A policy of the stack that the program does not name gets its name from the deployment. */
function named(written: Knowledge<string>, resource: Resource, stack: StackView): Knowledge<readonly string[]> {
  const reference = stack.references.resolve(written, resource, POLICY_TYPES);
  if (reference.state === "resource") {
    const names = ["name", "managedPolicyName"].map((name) => Property.input(reference.resource, name).string());
    const texts = names.flatMap((name) => (name.state === "known" ? [name.value] : []));
    if (texts.length > 0) return { state: "known", value: texts, path: written.path };
    return unknown(written.path, "the ARN of a policy that only the deployment names", [reference.resource.urn]);
  }
  return written.state === "known" ? { ...written, value: [written.value, nameOf(written.value)] } : written;
}
