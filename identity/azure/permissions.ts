/**
 * Which operations does a role permit?
 *
 * A role is a list of permissions. Each permits the control-plane operations that one of its `actions` matches and none
 * of its `notActions`, and likewise for data-plane operations; the role permits what any of them permits. `*` stands for
 * any characters, slashes included, and case does not count.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 *
 * INVARIANT: `notActions` takes away from its own permission only; it is no deny.
 */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  /** True where the definition itself carries a condition that limits which role assignments may be written. */
  readonly conditioned?: true;
}

/** The permissions that allow a control-plane operation. */
export function permitting(permissions: readonly Permission[], operation: string): readonly Permission[] {
  return permissions.filter(({ actions, notActions }) => allows(actions, notActions, operation));
}

/** The permissions that allow a data-plane operation. */
export function permittingData(permissions: readonly Permission[], operation: string): readonly Permission[] {
  return permissions.filter(({ dataActions, notDataActions }) => allows(dataActions, notDataActions, operation));
}

function allows(allowed: readonly string[], excluded: readonly string[], operation: string): boolean {
  const matches = (pattern: string): boolean => matchesOperation(pattern, operation);
  return allowed.some(matches) && !excluded.some(matches);
}

/**
 * Whether a pattern with any number of `*` matches an operation. The parts between the stars are sought from left to
 * right, each at its first place; so the time grows with the lengths and not with the number of stars.
 */
export function matchesOperation(pattern: string, operation: string): boolean {
  const [head = "", ...rest] = pattern.toLowerCase().split("*");
  const text = operation.toLowerCase();
  const tail = rest.pop();
  if (tail === undefined) return head === text;
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false;
  let from = head.length;
  const end = text.length - tail.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}
