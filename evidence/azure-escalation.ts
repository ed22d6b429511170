import { privilegesOf } from "../identity/azure/privileged";
import { AT_LEAST_A_SUBSCRIPTION, parseScope } from "../identity/azure/scope";
import type { GivenRole, IdentityEntitlements } from "../policy-packs/facts/entitlements/entitlements";

/** What a role of Azure lets its holder come to. */
export interface AzureEscalation {
  /** For a reader: "may do everything in /subscriptions/… through `Owner`". */
  readonly words: string;
  /** Where it makes an administrator of all of a subscription or more: which, and whether at once or in a step. */
  readonly administers?: { readonly scope: string; readonly at: "once" | "a step" };
}

/** The gravest of each role; what is not known of a role is told with the identity's other unknowns. */
export function azureEscalations({ privileges, compared }: IdentityEntitlements): readonly AzureEscalation[] {
  const roles = new Map((compared.roles ?? []).map((role) => [role.urn, role]));
  return privileges.flatMap(({ urn, form }) => {
    const role = roles.get(urn);
    return role && form && "role" in form ? escalationBy(role, form.on) : [];
  });
}

function escalationBy({ role, permissions, scope, condition }: GivenRole, on: string): readonly AzureEscalation[] {
  if ("state" in permissions || typeof scope !== "string") return [];
  const capabilities = privilegesOf(permissions, condition !== undefined).map(({ capability }) => capability);
  const [gravest] = capabilities;
  if (!gravest) return [];
  const grants = capabilities.some(({ id }) => id === "grant-access");
  const manages = capabilities.some(({ id }) => id === "manage-everything");
  const isFull = grants && manages && condition === undefined;
  const words = `may ${isFull ? "do everything" : gravest.gist} in ${on} through \`${role}\``;
  const parse = parseScope(scope);
  const isWide = parse.state === "scope" && AT_LEAST_A_SUBSCRIPTION.has(parse.level);
  if (!isWide || !(grants || manages)) return [{ words }];
  return [{ words, administers: { scope: on, at: manages ? "once" : "a step" } }];
}
