import type { Resource } from "../../judge/resource";
import type { IdentityEntitlements } from "./entitlements";
import { awsEntitlements, AWS_ENTITLEMENT_TYPES } from "./aws";
import { azureEntitlements, AZURE_ENTITLEMENT_TYPES } from "./azure";
import type { Join, JoinedFamily, StackView } from "../family";
import { byCodeUnit } from "../../../identity/order";

/** Identities whose privileges, trust and credentials are joined; the facts are known when all resources are. */
export const identityEntitlements: JoinedFamily<"identity-entitlements"> = {
  kind: "identity-entitlements",
  types: [...new Set([...AWS_ENTITLEMENT_TYPES, ...AZURE_ENTITLEMENT_TYPES])],
  join: entitlementsOf,
};

/** A join whose facts are all of one kind. */
interface EntitlementsOfStack extends Join {
  all(): readonly IdentityEntitlements[];
}

const JOINS = new WeakMap<StackView, EntitlementsOfStack>();

/** The join of a stack's entitlements: one, whoever asks for it. */
export function entitlementsOf(stack: StackView): EntitlementsOfStack {
  const join = JOINS.get(stack) ?? new EntitlementsJoin(stack);
  JOINS.set(stack, join);
  return join;
}

class EntitlementsJoin implements EntitlementsOfStack {
  private readonly seen = new Map<string, Resource>();
  private found: readonly IdentityEntitlements[] | undefined;

  constructor(private readonly stack: StackView) {}

  add(resource: Resource): Iterable<never> {
    this.seen.set(resource.urn, resource);
    this.found = undefined;
    return [];
  }

  all(): readonly IdentityEntitlements[] {
    return (this.found ??= this.join());
  }

  private join(): readonly IdentityEntitlements[] {
    const resources = [...this.seen.values()];
    const drafts = [...awsEntitlements(resources, this.stack), ...azureEntitlements(resources, this.stack)];
    return drafts.map((draft) => ({ kind: "identity-entitlements" as const, ...draft })).sort(byPlace);
  }
}

function byPlace(a: IdentityEntitlements, b: IdentityEntitlements): number {
  return byCodeUnit(`${a.urn} ${a.name}`, `${b.urn} ${b.name}`);
}
