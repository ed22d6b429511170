import type { FactKind } from "../../../../policy-packs/facts/facts";
import { StackFacts } from "../../../../policy-packs/facts/stack-facts";
import type { PropertyMap } from "../../../../policy-packs/judge/resource";
import { stackOf, type DeclaredResources } from "../../../../testing/stack";

/** What a real preview knows of other resources' outputs: the inputs alone. */
const PREVIEW = { outputsOf: (_urn: string, _type: string, _name: string, inputs: PropertyMap) => inputs };

/** The facts of one kind in a declared stack, each without its kind and URN. */
export function factsOf(kind: FactKind, declared: DeclaredResources): readonly object[] {
  const facts = StackFacts.complete(stackOf(declared, PREVIEW)).facts.filter((fact) => fact.kind === kind);
  return facts.map(({ kind: _kind, urn: _urn, ...rest }) => rest);
}
