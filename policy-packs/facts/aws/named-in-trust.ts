import type { PolicyDocument, Statement, Text } from "../../../identity/aws/document/document";
import { FRESH } from "../../../identity/aws/permissions/permissions";
import { known, type Unknown } from "../../../identity/knowledge";
import type { Resource } from "../../judge/resource";
import type { StackView } from "../family";
import { arnOf } from "./arns";
import { resolveNamed, secretAt, type AwsGrant } from "./grants";
import { IDENTITY_TYPES, type IdentitySort } from "./identity-resources";
import { documentsOf } from "./policy-document";

const NAMED_TYPES = [...IDENTITY_TYPES.role, ...IDENTITY_TYPES.user];

/** What trust policies give to an identity of the stack. */
export type GrantsByTrust = (identity: {
  readonly sort: IdentitySort;
  readonly identity: string | undefined;
}) => readonly AwsGrant[];

/**
 * What the trust policies of these roles give to the identities of the stack. Within an account it is enough to be
 * named: whoever is needs no policy of their own to assume the role. Where it is not known yet whom a policy names, that
 * stands as a condition that is not known.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function grantsByTrust(roles: readonly Resource[], stack: StackView): GrantsByTrust {
  const named = new Map<string, AwsGrant[]>();
  const anybody: AwsGrant[] = [];
  for (const { grant, urns } of roles.flatMap((role) => [...givenBy(role, stack)])) {
    if (urns === "anybody") anybody.push(grant);
    else for (const urn of urns) named.set(urn, [...(named.get(urn) ?? []), grant]);
  }
  return ({ sort, identity = "" }) =>
    sort === "role" || sort === "user" ? [...(named.get(identity) ?? []), ...anybody] : [];
}

function* givenBy(role: Resource, stack: StackView) {
  for (const { path, document, attachedTo, intent } of documentsOf(role, stack)) {
    if (attachedTo !== "trust" || intent) continue;
    for (const { statement, urns } of namings(document, role, stack)) {
      const part: PolicyDocument = { ...document, statements: [statement], hidden: [], unknowns: [] };
      const grant: AwsGrant = { urn: role.urn, path, by: role.name, document: part, ...secretAt(role, path) };
      yield { grant, urns };
    }
  }
}

/** A statement as one of those whom it names, or may come to name. */
interface Naming {
  readonly statement: Statement;
  readonly urns: readonly string[] | "anybody";
}

function* namings({ statements, hidden }: PolicyDocument, role: Resource, stack: StackView): Iterable<Naming> {
  for (const { principal, ...others } of statements) {
    const statement: Statement = { ...others, principal: undefined, resource: itself(role, others.place) };
    for (const { type, value } of principal?.negated === false ? principal.entries : []) {
      if (type !== "AWS") continue;
      const reference = resolveNamed(value, role, NAMED_TYPES, stack);
      if (reference.state === "resource") yield { statement, urns: [reference.resource.urn] };
      else if (value.state === "unknown") yield open(statement, value, stack);
    }
  }
  for (const part of hidden) yield open(assumes(role, part), part, stack);
}

/** What waits for other resources alone, such as an identity provider, names no identity of the stack. */
function open(statement: Statement, part: Unknown, { resources }: StackView): Naming {
  const urns = part.waitsFor.filter((urn) => NAMED_TYPES.includes(resources.get(urn)?.type ?? ""));
  return {
    statement: { ...statement, hiddenConditions: [...statement.hiddenConditions, part] },
    urns: part.waitsFor.length === 0 ? "anybody" : urns,
  };
}

function assumes(role: Resource, { path }: Unknown): Statement {
  return {
    place: path,
    effect: known("Allow", path),
    action: { place: path, negated: false, values: [known("sts:AssumeRole", path)] },
    resource: itself(role, path),
    principal: undefined,
    conditions: [],
    hiddenConditions: [],
  };
}

function itself(role: Resource, place: string) {
  const arn = arnOf(role, "role");
  const value: Text = arn.state === "known" ? known(`arn:*${arn.value.replace(FRESH, "*")}`, place) : arn;
  return { place, negated: false, values: [value] };
}
