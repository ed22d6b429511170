import type { Knowledge } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { StackView } from "../family";
import type { Reference } from "../references";
import { IDENTITY_TYPES, nameOf } from "./identity-resources";

/** The types that make an instance profile. */
export const PROFILES: readonly string[] = [
  "aws:iam/instanceProfile:InstanceProfile",
  "aws-native:iam:InstanceProfile",
];

/** The role that a text names, by ARN or name. */
export function roleNamed(text: Knowledge<string>, from: Resource, stack: StackView): Reference {
  return resolve(text, from, IDENTITY_TYPES.role, nameOf, stack);
}

/** The user that a text names, by ARN or name. */
export function userNamed(text: Knowledge<string>, from: Resource, stack: StackView): Reference {
  return resolve(text, from, IDENTITY_TYPES.user, nameOf, stack);
}

/** The instance profile that a text names, by ARN or name. */
export function profileNamed(text: Knowledge<string>, from: Resource, stack: StackView): Reference {
  return resolve(text, from, PROFILES, (arn) => arn.replace(/^arn:.*:instance-profile\/(?:.*\/)?/, ""), stack);
}

/** The role that an instance profile holds; it can hold no more than one. */
export function roleOfProfile(profile: Resource, stack: StackView): Reference {
  return roleNamed(namedIn(profile), profile, stack);
}

function namedIn(profile: Resource): Knowledge<string> {
  const role = Property.input(profile, "role").string();
  if (role.state !== "absent") return role;
  const roles = Property.input(profile, "roles").list();
  if (roles.state === "unknown") return roles;
  return (roles.state === "known" ? roles.value[0]?.string() : undefined) ?? role;
}

/** By ARN or name, or by the name in an ARN: before a resource is created, its ARN is no property of it. */
function resolve(
  text: Knowledge<string>,
  from: Resource,
  types: readonly string[],
  nameIn: (text: string) => string,
  { references }: StackView,
): Reference {
  const reference = references.resolve(text, from, types);
  if (reference.state !== "external" || text.state !== "known") return reference;
  const named = references.resolve({ ...text, value: nameIn(text.value) }, from, types);
  return named.state === "resource" && mayBeOf(text.value, named.resource) ? named : reference;
}

/** Whether an ARN may be of the account that the resource is in. */
function mayBeOf(text: string, resource: Resource): boolean {
  const account = /^arn:[^:]*:iam::(\d{12}):/.exec(text)?.[1];
  const own = Property.output(resource, "arn").string();
  const ownAccount = own.state === "known" ? own.value.split(":")[4] : undefined;
  return account === undefined || ownAccount === undefined || account === ownAccount;
}
