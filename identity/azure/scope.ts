/**
 * At which level of Azure's hierarchy does a role assignment take effect?
 *
 * A scope is the id of what the assignment covers: the root of the tenant, a management group, a subscription, a
 * resource group, or a resource with any resources nested in it or extending it.
 * https://learn.microsoft.com/azure/role-based-access-control/scope-overview
 *
 * INVARIANT: only the shape of the id counts, never a name or an id in it. So an invented subscription id, which stands
 * in for one that is not known yet, gives the true level.
 */
export type ScopeLevel = (typeof SCOPE_LEVELS)[number];

/** From the widest to the narrowest. `provider` is a whole resource provider of the tenant, such as Microsoft.Capacity. */
export const SCOPE_LEVELS = [
  "root",
  "managementGroup",
  "provider",
  "subscription",
  "resourceGroup",
  "resource",
] as const;

/** At these, whoever holds a role holds it over everything of a subscription. */
export const AT_LEAST_A_SUBSCRIPTION: ReadonlySet<ScopeLevel> = new Set(["root", "managementGroup", "subscription"]);

export type ScopeParse =
  | { readonly state: "scope"; readonly level: ScopeLevel }
  /** `expected` completes "it is not a scope: expected …". */
  | { readonly state: "malformed"; readonly expected: string };

const EXPECTED =
  "`/`, `/providers/Microsoft.Management/managementGroups/NAME`, `/subscriptions/ID`, " +
  "`/subscriptions/ID/resourceGroups/NAME` or the id of a resource";

/** Reads a scope as a program or Azure itself writes it: in any case, with or without slashes at its ends. */
export function parseScope(text: string): ScopeParse {
  const trimmed = text.trim();
  if (trimmed === "/") return level("root");
  const segments = trimmed.replace(/^\//, "").replace(/\/$/, "").split("/");
  if (segments.includes("") || /\s|:\/\//.test(trimmed)) return malformed();
  const [first, , third] = segments.map((segment) => segment.toLowerCase());
  if (first === "providers") return inTenant(segments);
  if (first !== "subscriptions" || segments.length < 2) return malformed();
  if (segments.length === 2) return level("subscription");
  if (third === "providers") return resource(segments.slice(2));
  if (third !== "resourcegroups" || segments.length < 4) return malformed();
  return segments.length === 4 ? level("resourceGroup") : resource(segments.slice(4));
}

/** What stands below the tenant itself: management groups, and providers that belong to no subscription. */
function inTenant(segments: readonly string[]): ScopeParse {
  if (segments.length === 2) return level("provider");
  const [, provider, type] = segments.map((segment) => segment.toLowerCase());
  const isGroup = provider === "microsoft.management" && type === "managementgroups";
  return isGroup && segments.length === 4 ? level("managementGroup") : resource(segments);
}

/** `providers/NAMESPACE/TYPE/NAME`, with further `TYPE/NAME` pairs for nested and another `providers` for extending resources. */
function resource(segments: readonly string[]): ScopeParse {
  const [keyword, , ...pairs] = segments;
  if (keyword?.toLowerCase() !== "providers") return malformed();
  const extension = pairs.findIndex((segment, index) => index % 2 === 0 && segment.toLowerCase() === "providers");
  const own = extension < 0 ? pairs : pairs.slice(0, extension);
  if (own.length === 0 || own.length % 2 !== 0) return malformed();
  return extension < 0 ? level("resource") : resource(pairs.slice(extension));
}

function level(found: ScopeLevel): ScopeParse {
  return { state: "scope", level: found };
}

function malformed(): ScopeParse {
  return { state: "malformed", expected: EXPECTED };
}
