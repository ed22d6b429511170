import { onlyAccount } from "../../../identity/aws/document/arn";
import type { Nearby } from "../../../identity/aws/narrowing/named-resources";
import { byCodeUnit } from "../../../identity/order";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { StackView } from "../family";
import { IDENTITIES } from "./identity-resources";
import { accountsOf } from "./ownership";

/** More than these are no answer to the question what an identity works with. */
const MOST = 50;

/** What the resources of a stack tell of where a policy is used; read once, when it is first asked for. */
export class Neighbourhood {
  private beside: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  private single: readonly string[] | undefined;

  constructor(private readonly stack: StackView) {}

  /** @param identities URNs of those who have the policy */
  of(policy: Resource, identities: readonly string[]): Nearby {
    const { resources } = this.stack;
    const account = onlyAccount([...identities.flatMap((urn) => resources.get(urn) ?? []), policy].flatMap(accountsOf));
    const region = policy.provider?.inputs["region"];
    const beside = identities.slice(0, MOST).flatMap((urn) => [...(this.besides().get(urn) ?? [])]);
    const arns = [...new Set(beside)]
      .filter((urn) => !identities.includes(urn))
      .flatMap((urn) => arnIn(resources.get(urn)) ?? [])
      .sort(byCodeUnit);
    return {
      ...(account !== undefined && { account }),
      ...(typeof region === "string" && { region }),
      arns: arns.length > MOST ? [] : arns,
      only: this.singles(),
    };
  }

  /** By identity, what the resources that refer to it refer to besides. */
  private besides(): ReadonlyMap<string, ReadonlySet<string>> {
    return (this.beside ??= besideIn(this.stack.resources));
  }

  /** The ARNs of what there is one of in the stack. */
  private singles(): readonly string[] {
    return (this.single ??= singlesIn(this.stack.resources));
  }
}

function besideIn(resources: StackView["resources"]): ReadonlyMap<string, ReadonlySet<string>> {
  const beside = new Map<string, Set<string>>();
  for (const { dependencies, propertyDependencies } of resources.values()) {
    const all = new Set([...dependencies, ...Object.values(propertyDependencies).flat()]);
    for (const urn of all) {
      if (IDENTITIES[resources.get(urn)?.type ?? ""] !== undefined) addTo(beside, urn, all);
    }
  }
  return beside;
}

function addTo(beside: Map<string, Set<string>>, urn: string, all: ReadonlySet<string>): void {
  const found = beside.get(urn) ?? new Set<string>();
  beside.set(urn, found);
  if (found.size > MOST) return;
  for (const other of all) if (other !== urn) found.add(other);
}

function singlesIn(resources: StackView["resources"]): readonly string[] {
  const byType = new Map<string, Resource | undefined>();
  for (const resource of resources.values()) {
    if (IDENTITIES[resource.type] === undefined) {
      byType.set(resource.type, byType.has(resource.type) ? undefined : resource);
    }
  }
  return [...byType.values()].flatMap((resource) => arnIn(resource) ?? []).sort(byCodeUnit);
}

function arnIn(resource: Resource | undefined): string | undefined {
  if (!resource) return undefined;
  const arn = Property.output(resource, "arn").string();
  return arn.state === "known" && arn.secret !== true && arn.value.startsWith("arn:") ? arn.value : undefined;
}
