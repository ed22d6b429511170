/**
 * What of a document that follows the grammar is refused all the same, or does nothing? ARNs, principals, policy
 * variables and conditions are read once more, each by its own rules.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 *
 * INVARIANTS: one fault for each place, the first one found, and none where the document has a problem already; no
 * fault repeats a value.
 */
import { actionNamed } from "../actions/actions";
import { conditionFaults, type PlacedFault } from "../conditions/condition-form";
import { namesNoSource } from "../conditions/source-keys";
import { trustFaults } from "../trust/trust-form";
import { arnFault, identityArnFault, type Fault } from "./arn-form";
import type {
  Condition,
  DocumentKind,
  Effect,
  Patterns,
  PolicyDocument,
  Principals,
  Statement,
  Text,
} from "./document";
import { principalFault } from "./principal-form";
import { variableFault, variablePlaceFault } from "./variables";

export interface DocumentFault extends PlacedFault {
  /** Of the statement; a denial without effect is worse than a grant without one. */
  readonly effect: Effect;
}

/** What a document is attached to, as far as it decides what is taken. */
export interface Attached {
  readonly kind: DocumentKind;
  /** The prefixes of the actions that the resource's service knows, where that is certain. */
  readonly services?: readonly string[];
}

export function documentFaults(document: PolicyDocument, attached: Attached): readonly DocumentFault[] {
  const told = new Set(document.problems.map(({ place }) => place));
  const faults: DocumentFault[] = [];
  for (const statement of document.statements) {
    const effect = effectOf(statement);
    for (const fault of statementFaults(statement, document.version, attached)) {
      if (!told.has(fault.place)) faults.push({ ...fault, effect });
      told.add(fault.place);
    }
  }
  return faults;
}

function effectOf({ effect }: Statement): Effect {
  return effect.state === "known" ? effect.value : "Allow";
}

function* statementFaults(
  statement: Statement,
  version: PolicyDocument["version"],
  attached: Attached,
): Iterable<PlacedFault> {
  const { action, resource, principal, conditions } = statement;
  yield* faultsOf(resource?.values, (text) => resourceFault(text, version, attached.kind));
  if (attached.kind === "trust") yield* trustFaults(statement);
  if (action && attached.services) yield* foreignActions(action, attached.services);
  if (principal) yield* principalsFaults(principal, attached.kind, effectOf(statement));
  yield* repeatedConditions(conditions);
  for (const condition of conditions) {
    yield* faultsOf(condition.values, (text) => outputFault(text) ?? idle(variableFault(text, version)));
    if (!isForServices(statement) || !namesNoSource(condition)) yield* conditionFaults(condition);
  }
}

function* principalsFaults(principal: Principals, kind: DocumentKind, effect: Effect): Iterable<PlacedFault> {
  if (principal.negated && kind === "trust" && effect === "Deny") {
    // One that allows is open, which is told of the trust.
    yield { place: principal.place, expected: "`Principal` in a trust policy", found: "`NotPrincipal`" };
  }
  if (principal.entries.length === 0) yield { place: principal.place, expected: "a principal", found: "none" };
  for (const { type, value } of principal.entries) {
    yield* faultsOf([value], (text) => outputFault(text) ?? canonicalFault(type, kind) ?? principalFault(type, text));
  }
}

function isForServices({ principal }: Statement): boolean {
  return principal?.negated === false && principal.entries.some(({ type }) => type === "Service");
}

function* faultsOf(
  values: readonly Text[] | undefined,
  faultOf: (text: string) => (Fault & Pick<PlacedFault, "idle">) | undefined,
): Iterable<PlacedFault> {
  for (const value of values ?? []) {
    const fault = value.state === "known" ? faultOf(value.value) : undefined;
    if (fault) yield { place: value.path, ...fault };
  }
}

function idle(fault: Fault | undefined): (Fault & { readonly idle: true }) | undefined {
  return fault && { ...fault, idle: true };
}

function resourceFault(
  text: string,
  version: PolicyDocument["version"],
  kind: DocumentKind,
): (Fault & Pick<PlacedFault, "idle">) | undefined {
  const ofOutput = outputFault(text);
  if (ofOutput) return ofOutput;
  const ofVariable = variablePlaceFault(text) ?? variableFault(text, version);
  if (ofVariable) return idle(ofVariable);
  return kind === "identity" ? identityArnFault(text) : idle(arnFault(text));
}

/** What Pulumi and JavaScript write where a value was joined to a text too early. */
function outputFault(text: string): Fault | undefined {
  if (!/\[toString\] on an \[?Output|\[object (Object|Promise)\]|(^|[:/])undefined($|[:/])/.test(text))
    return undefined;
  return {
    expected: "the value of an output, as `pulumi.interpolate` and `pulumi.jsonStringify` write it",
    found: "an output or nothing, turned into text",
  };
}

/** Canonical users are known to S3 alone. */
function canonicalFault(type: string, kind: DocumentKind): Fault | undefined {
  if (type !== "CanonicalUser" || kind !== "trust") return undefined;
  return { expected: "`AWS`, `Federated` or `Service` in a trust policy", found: "`CanonicalUser`" };
}

function* foreignActions({ negated, values }: Patterns, services: readonly string[]): Iterable<PlacedFault> {
  if (negated) return;
  for (const value of values) {
    if (value.state === "unknown" || /[*?]/.test(value.value.split(":")[0] ?? "")) continue;
    const service = value.value.split(":")[0]?.toLowerCase() ?? "";
    if (services.includes(service) || !actionNamed(value.value)) continue;
    yield {
      place: value.path,
      expected: `an action of \`${services[0] ?? ""}\`, on whose resource the policy stands`,
      found: "one of another service",
      idle: true,
    };
  }
}

/** JSON keeps both spellings of a key, and IAM one of them. */
function* repeatedConditions(conditions: readonly Condition[]): Iterable<PlacedFault> {
  const seen = new Set<string>();
  for (const { operator, key, place } of conditions) {
    const written = `${operator.qualifier ?? ""} ${operator.name} ${String(operator.ifExists)} ${key.toLowerCase()}`;
    if (seen.has(written))
      yield { place, expected: "each condition key once under an operator", found: "it a second time" };
    seen.add(written);
  }
}
