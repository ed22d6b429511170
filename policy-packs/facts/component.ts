import type { Resource } from "../judge/resource";
import type { StackView } from "./family";

/** The components that register what they intend as plain inputs of their own. */
export const WORKLOAD_ROLE = "mandate:aws:WorkloadRole";
export const WORKLOAD_IDENTITY = "mandate:azure:WorkloadIdentity";

/** The component that brings a privilege lock in a program. */
export const PRIVILEGE_LOCK = "mandate:index:PrivilegeLock";

/** The nearest component of one of these types that the resource is part of; parents in a circle have none. */
export function componentOf(resource: Resource, stack: StackView, types: readonly string[]): Resource | undefined {
  return ancestorWhere(resource, stack, ({ type }) => types.includes(type));
}

/** The nearest resource that this one is part of and for which something holds. */
export function ancestorWhere(
  resource: Resource,
  { resources }: StackView,
  holds: (ancestor: Resource) => boolean,
): Resource | undefined {
  const seen = new Set<string>();
  let parent = resource.parent;
  while (parent !== undefined && !seen.has(parent)) {
    seen.add(parent);
    const ancestor = resources.get(parent);
    if (ancestor && holds(ancestor)) return ancestor;
    parent = ancestor?.parent;
  }
  return undefined;
}
