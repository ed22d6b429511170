import { narrowsWhat } from "../../../identity/aws/conditions/conditions";
import type { Condition, PolicyDocument, Principals, Statement, Text } from "../../../identity/aws/document/document";
import { covers } from "../../../identity/aws/document/match";
import type { Workload } from "../../../identity/aws/escalation/escalation";
import type { WorkloadKind } from "../../../identity/aws/escalation/targets";
import { FRESH, hasEffect, lowerCase } from "../../../identity/aws/permissions/permissions";
import { known, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { StackView } from "../family";
import { propertiesAt } from "../places";
import type { AwsAssignment } from "./identity";
import { roleNamed } from "./role-references";

export const ROLES_ANYWHERE_PROFILES: readonly string[] = [
  "aws:rolesanywhere/profile:Profile",
  "aws-native:rolesanywhere:Profile",
];

/** By which profiles holders of certificates may come to a role, by its URN. */
export type ProfilesOfRoles = ReadonlyMap<string, readonly Resource[]>;

/** Those with session policies of their own give less than the role, and are left out. */
export function profilesOfRoles(profiles: readonly Resource[], stack: StackView): ProfilesOfRoles {
  const byRole = new Map<string, Resource[]>();
  for (const profile of profiles) {
    const limits = ["sessionPolicy", "managedPolicyArns"].map((name) => Property.input(profile, name).any());
    if (limits.some(({ state }) => state !== "absent")) continue;
    for (const role of propertiesAt(profile, "roleArns[]")) {
      const reference = role instanceof Property ? roleNamed(role.string(), profile, stack) : role;
      if (reference.state !== "resource") continue;
      const { urn } = reference.resource;
      const list = byRole.get(urn) ?? [];
      list.push(profile);
      byRole.set(urn, list);
    }
  }
  return byRole;
}

/**
 * Through what those whom a role's trust policy names come in, where whoever may change it comes in as well: a provider
 * that signs SAML assertions, and an authority that issues certificates to which a profile gives the role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
 * https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 *
 * Of OpenID Connect there is no such way: whoever changes a provider's thumbprints or audiences would have to answer in
 * the place of its issuer as well.
 */
export function waysIn(
  { statements }: PolicyDocument,
  profiles: readonly Resource[],
  stack: StackView,
): readonly Workload[] {
  return statements.flatMap((statement) => {
    const { principal } = statement;
    if (!principal || principal.negated || !hasEffect(statement, "Allow", "possibly")) return [];
    return [...samlProviders(statement, principal, stack), ...certificates(statement, principal, profiles)];
  });
}

/** The groups of the directory that have a permission set. */
export function groupsWith(assignments: readonly AwsAssignment[]): readonly Workload[] {
  return assignments.flatMap(({ principalType, principal }): Workload[] => {
    if (principalType.state === "known" && principalType.value !== "GROUP") return [];
    if (principal.state === "absent") return [];
    const name = principal.state === "known" ? principal.value : "a group that is not known yet";
    const arn = principal.state === "known" ? known(`:identitystore:::group/${name}`, principal.path) : principal;
    return [{ kind: "directory group", name, arn: principalType.state === "unknown" ? principalType : arn }];
  });
}

/** What an assertion says of its bearer is up to whoever signs it. */
function samlProviders(statement: Statement, { entries }: Principals, stack: StackView): readonly Workload[] {
  if (!isFor(statement, "sts:assumerolewithsaml", (key) => key.startsWith("saml:"))) return [];
  return entries.flatMap(({ type, value }) => {
    if (type !== "Federated") return [];
    const text = value.state === "unknown" ? providerAwaited(value, stack) : value;
    return way("SAML provider", text, /:(saml-provider\/.+)$/s, (path) => `:iam::${FRESH}:${path}`, statement);
  });
}

/** Before it is made, the name of a provider tells its ARN. */
function providerAwaited(value: Unknown, { resources }: StackView): Text {
  const [only, ...others] = value.waitsFor.flatMap((urn) => resources.get(urn) ?? []);
  if (!only || others.length > 0 || !/:saml-?provider:?/i.test(only.type)) return value;
  const name = Property.output(only, "name").string();
  return name.state === "known" ? known(`:saml-provider/${name.value}`, value.path) : value;
}

/** Who is named in a certificate is up to its authority; `aws:SourceArn` may hold the role to one trust anchor. */
function certificates(
  statement: Statement,
  { entries }: Principals,
  profiles: readonly Resource[],
): readonly Workload[] {
  const isNamed = entries.some(
    ({ type, value }) => type === "Service" && value.state === "known" && value.value.startsWith("rolesanywhere."),
  );
  const isUpToThem = (key: string) => key.startsWith("aws:principaltag/") || key.startsWith("aws:source");
  if (!isNamed || profiles.length === 0 || !isFor(statement, "sts:assumerole", isUpToThem)) return [];
  const anchors = statement.conditions.filter(isAnchor).flatMap(({ values }) => values);
  const toArn = (path: string) => `:rolesanywhere:${FRESH}:${FRESH}:${path}`;
  if (anchors.length > 0) {
    return anchors.flatMap((anchor) => way("trust anchor", anchor, /:(trust-anchor\/[^*?]+)$/s, toArn, statement));
  }
  return profiles.map(({ name }): Workload => {
    return { kind: "Roles Anywhere profile", name, arn: doubtIn(statement) ?? known(toArn(`profile/${name}`), "name") };
  });
}

function isAnchor({ key, operator, values }: Condition): boolean {
  const isPinned = values.every((value) => value.state === "unknown" || !/[*?]/.test(value.value));
  return key.toLowerCase() === "aws:sourcearn" && !operator.negated && isPinned;
}

/** Whether the statement allows this under conditions that whoever comes in can meet. */
function isFor({ action, conditions }: Statement, name: string, isUpToThem: (key: string) => boolean): boolean {
  return (
    action !== undefined &&
    covers(action, name, "possibly", lowerCase) &&
    conditions.every((condition) => isUpToThem(condition.key.toLowerCase()) || narrowsWhat(condition) === "vacuous")
  );
}

function way(
  kind: WorkloadKind,
  text: Text,
  form: RegExp,
  toArn: (path: string) => string,
  statement: Statement,
): readonly Workload[] {
  if (text.state === "unknown") return [{ kind, name: "one that is not known yet", arn: text }];
  const path = form.exec(text.value)?.[1];
  if (path === undefined) return [];
  return [
    { kind, name: path.slice(path.lastIndexOf("/") + 1), arn: doubtIn(statement) ?? known(toArn(path), text.path) },
  ];
}

/** What may still keep the statement from letting them in. */
function doubtIn({ effect, action, conditions, hiddenConditions }: Statement): Unknown | undefined {
  const parts = [effect, ...(action?.values ?? []), ...hiddenConditions, ...conditions.flatMap(({ values }) => values)];
  return parts.find((part): part is Unknown => part.state === "unknown");
}
