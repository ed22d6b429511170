import type { Text } from "../../../identity/aws/document/document";
import { FRESH } from "../../../identity/aws/permissions/permissions";
import { known, unknown, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import { nameOf, type IdentitySort } from "./identity-resources";

/** The ARN without partition and account; before a resource is created, its name and path tell it. */
export function arnOf(resource: Resource, sort: IdentitySort | "policy"): Text {
  if (sort === "permission set") return permissionSetArn(resource);
  const arn = Property.output(resource, "arn").string();
  const [, rest] = /^arn:[^:]*:iam::[^:]*:(.+)$/s.exec(arn.state === "known" ? arn.value : "") ?? [];
  if (rest !== undefined) return known(`:iam::${FRESH}:${rest}`, arn.path);
  const names = [`${sort}Name`, "managedPolicyName", "name"].map((name) => Property.output(resource, name).string());
  const name = names.find(({ state }) => state !== "absent") ?? unknown("name");
  const path = Property.input(resource, "path").string();
  if (name.state === "unknown" || path.state === "unknown") return name.state === "unknown" ? name : (path as Text);
  if (name.state === "absent") return unknown(name.path);
  return known(`:iam::${FRESH}:${sort}${path.state === "known" ? path.value : "/"}${name.value}`, name.path);
}

/** The deployment gives permission sets their ARN, in which the account has no place. */
function permissionSetArn(resource: Resource): Text {
  const name = resource.type.startsWith("aws-native:") ? "permissionSetArn" : "arn";
  const arn = Property.output(resource, name).string();
  if (arn.state === "unknown") return arn;
  return arn.state === "known" ? namedArn("permission set", arn.value) : unknown(arn.path);
}

/** The ARN by which a Deny may tell the identity from others: roles and users ask, by names that nobody made up. */
export function principalOf(sort: IdentitySort, arn: Text, resource?: Resource): { readonly principal?: Text } {
  if (sort !== "role" && sort !== "user") return {};
  const names = resource && ["name", `${sort}Name`, "path"].map((name) => Property.input(resource, name).string());
  const hidden = names?.find((name): name is Unknown => name.state === "unknown");
  return { principal: hidden ?? arn };
}

export function namedArn(sort: IdentitySort, name: string | undefined): Text {
  if (sort === "permission set") {
    const [, rest] = /^arn:[^:]*(:sso:::.+)$/s.exec(name ?? "") ?? [];
    return rest === undefined ? unknown("", "not named") : known(rest, "");
  }
  return name === undefined ? unknown("", "not named") : known(`:iam::${FRESH}:${sort}/${nameOf(name)}`, "");
}

/** The account of an identity, where its ARN is known. */
export function accountOf(resource: Resource): string | undefined {
  const arn = Property.output(resource, "arn").string();
  return arn.state === "known" ? arn.value.split(":")[4] : undefined;
}
