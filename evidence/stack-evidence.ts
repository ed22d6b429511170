import type { Fact, FactKind, FactOf } from "../policy-packs/facts/facts";
import { StackFacts } from "../policy-packs/facts/stack-facts";
import type { Resource } from "../policy-packs/judge/resource";
import type { Settings } from "../policy-packs/judge/settings";
import { graphOf } from "./graph";
import { identityRows, type Describe, type IdentityFacts } from "./matrix";
import type { JudgedInput } from "./report";

/**
 * What evidence shows of one stack besides its findings, made where the stack is judged. What others manage is answered
 * for elsewhere and stands in no row.
 *
 * @param describe replaces what must not be shown as it is, such as stand-ins
 */
export function stackEvidence(
  resources: readonly Resource[],
  settings: Settings,
  describe: Describe,
): Pick<JudgedInput, "identities" | "graph"> {
  const facts = identityFacts(resources, settings);
  return { identities: identityRows(facts, settings, describe), graph: graphOf(facts, describe) };
}

function identityFacts(resources: readonly Resource[], settings: Settings): IdentityFacts {
  const { facts, unread } = StackFacts.complete(resources, settings);
  const external = new Set(resources.filter((resource) => resource.external).map(({ urn }) => urn));
  const own = facts.filter(({ urn }) => !external.has(urn));
  return {
    accountability: ofKind(own, "accountability"),
    entitlements: ofKind(own, "identity-entitlements"),
    uses: ofKind(own, "identity-use"),
    escalations: ofKind(own, "aws-escalation"),
    unread: unread.filter(({ urn }) => !external.has(urn)),
  };
}

function ofKind<K extends FactKind>(facts: readonly Fact[], kind: K): readonly FactOf<K>[] {
  return facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
}
