import { locksThatCount } from "../identity/lock/sources";
import type { Fact, FactKind, FactOf } from "../policy-packs/facts/facts";
import type { Unread } from "../policy-packs/facts/family";
import { StackFacts, type Readings } from "../policy-packs/facts/stack-facts";
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
 * @param readings all facts of the stack, where they were read already
 */
export function stackEvidence(
  resources: readonly Resource[],
  settings: Settings,
  describe: Describe,
  readings: Readings = StackFacts.complete(resources, settings),
): Pick<JudgedInput, "identities" | "graph" | "kinds"> {
  const external = new Set(resources.filter((resource) => resource.external).map(({ urn }) => urn));
  const own = readings.facts.filter(({ urn }) => !external.has(urn));
  const unread = readings.unread.filter(({ urn }) => !external.has(urn));
  const facts = identityFacts(own, unread);
  return {
    identities: identityRows(facts, settings, describe),
    graph: graphOf(facts, describe),
    kinds: [...new Set([...own.filter((fact) => isJudged(fact, settings)), ...unread].map(({ kind }) => kind))],
  };
}

/** What a stack holds is judged against a lock only where there is one, or where one is demanded. */
function isJudged(fact: Fact, settings: Settings): boolean {
  return fact.kind !== "privilege-lock" || settings.lockRequired || locksThatCount(settings, fact.locks).length > 0;
}

function identityFacts(own: readonly Fact[], unread: readonly Unread[]): IdentityFacts {
  return {
    accountability: ofKind(own, "accountability"),
    entitlements: ofKind(own, "identity-entitlements"),
    uses: ofKind(own, "identity-use"),
    escalations: ofKind(own, "aws-escalation"),
    unread,
  };
}

function ofKind<K extends FactKind>(facts: readonly Fact[], kind: K): readonly FactOf<K>[] {
  return facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
}
