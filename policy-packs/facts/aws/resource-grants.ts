import { accountOf } from "../../../identity/aws/document/arn";
import type { Patterns, PolicyDocument, Principals, Statement, Text } from "../../../identity/aws/document/document";
import { known, unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { StackView } from "../family";
import { typesWith } from "./document-types";
import { resolveNamed, secretAt, type AwsGrant } from "./grants";
import { IDENTITY_TYPES, type IdentitySort } from "./identity-resources";
import { documentsOf } from "./policy-document";

const CARRIERS: ReadonlySet<string> = new Set(typesWith("resource"));

/**
 * What policies on resources of the stack give to an identity of it, or deny: in one account, a grant on either side is
 * enough. An account as principal leaves the decision to the policies of its identities, and so gives nothing by itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export function resourceGrantsTo(identity: Resource, sort: IdentitySort, stack: StackView): readonly AwsGrant[] {
  if (sort !== "role" && sort !== "user") return [];
  return [...stack.resources.values()]
    .filter(({ type }) => CARRIERS.has(type))
    .flatMap((carrier) => grantsOn(carrier, identity, sort, stack));
}

function grantsOn(carrier: Resource, identity: Resource, sort: "role" | "user", stack: StackView): readonly AwsGrant[] {
  return documentsOf(carrier, stack)
    .filter(({ attachedTo }) => attachedTo === "resource")
    .flatMap(({ urn, path, document }) => {
      const isNamed = (text: Text) => namesIdentity(text, carrier, identity, sort, stack);
      const statements = document.statements.flatMap((statement) => statementFor(statement, isNamed, carrier) ?? []);
      if (statements.length === 0 && document.hidden.length === 0) return [];
      const owner = document.hidden.length > 0 && unknown(path, "a policy of which it is not known whom it names");
      const part: PolicyDocument = { ...document, statements };
      return [{ urn, path, by: carrier.name, document: part, ...(owner && { owner }), ...secretAt(carrier, path) }];
    });
}

type Named = boolean | "perhaps";

/** The statement as one of the identity; undefined where it is for others. */
function statementFor(statement: Statement, isNamed: (text: Text) => Named, carrier: Resource): Statement | undefined {
  const { principal, effect, resource } = statement;
  if (!principal) return undefined;
  const isDenial = effect.state === "known" && effect.value === "Deny";
  const named = namedIn(principal, isNamed, isDenial);
  if (named === false) return undefined;
  const onCarrier = { ...statement, resource: onlyOn(carrier, resource, statement.place) };
  if (named === true) return onCarrier;
  const { place } = principal;
  return { ...onCarrier, hiddenConditions: [...statement.hiddenConditions, unknown(place, "for somebody not known")] };
}

/** `*` names everyone; a Deny for the account is one for its identities as well. */
function namedIn({ entries, negated }: Principals, isNamed: (text: Text) => Named, isDenial: boolean): Named {
  const answers = entries
    .filter(({ type }) => type === "AWS" || type === "any")
    .map(({ value }): Named => {
      if (value.state === "known" && value.value === "*") return true;
      if (value.state === "known" && isAccount(value.value)) return isDenial && !negated;
      return isNamed(value);
    });
  if (answers.includes(true)) return !negated;
  return answers.includes("perhaps") ? "perhaps" : negated;
}

function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text) || /^arn:[^:]*:iam::\d{12}:root$/.test(text);
}

function namesIdentity(
  text: Text,
  carrier: Resource,
  identity: Resource,
  sort: "role" | "user",
  stack: StackView,
): Named {
  if (text.state === "unknown") return "perhaps";
  const arn = Property.output(identity, "arn").string();
  if (arn.state === "known") return arn.value === text.value;
  const reference = resolveNamed(text, carrier, IDENTITY_TYPES[sort], stack);
  return (
    reference.state === "resource" && reference.resource.urn === identity.urn && accountOf(text.value) !== undefined
  );
}

/** Everything means the resource itself: its policy reaches no further. */
function onlyOn(carrier: Resource, resource: Patterns | undefined, place: string): Patterns {
  const isAll = resource?.values.some((value) => value.state === "known" && /^\*+$/.test(value.value));
  if (resource && !resource.negated && !isAll) return resource;
  const arn = Property.output(carrier, "arn").string();
  const itself: Text =
    arn.state === "known" ? known(arn.value, place) : unknown(place, "the resource to which the policy belongs");
  return { place, negated: false, values: [itself] };
}
