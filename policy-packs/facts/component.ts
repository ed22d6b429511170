import type { Resource } from "../judge/resource";
import type { StackView } from "./family";

/** The components that register what they intend as plain inputs of their own. */
export const WORKLOAD_ROLE = "mandate:aws:WorkloadRole";
export const WORKLOAD_IDENTITY = "mandate:azure:WorkloadIdentity";

/** The nearest component of one of these types that the resource is part of; parents in a circle have none. */
export function componentOf(
  resource: Resource,
  { resources }: StackView,
  types: readonly string[],
): Resource | undefined {
  const seen = new Set<string>();
  let parent = resource.parent;
  while (parent !== undefined && !seen.has(parent)) {
    seen.add(parent);
    const ancestor = resources.get(parent);
    if (ancestor && types.includes(ancestor.type)) return ancestor;
    parent = ancestor?.parent;
  }
  return undefined;
}
