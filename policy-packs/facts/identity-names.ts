import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";

/** Properties by which people and other programs call an identity. */
const NAMES = [
  "name",
  "roleName",
  "userName",
  "groupName",
  "resourceName",
  "arn",
  "permissionSetArn",
  "id",
  "principalId",
  "clientId",
] as const;

/** The texts that name an identity outside the program: its name, ARN or ids, as far as they are known. */
export function namesOfIdentity(resource: Resource): readonly string[] {
  const texts = NAMES.map((name) => Property.output(resource, name).string());
  return texts.flatMap((text) =>
    text.state === "known" && text.secret !== true && text.value !== "" ? [text.value] : [],
  );
}

/** The ARN of a resource, be it a stand-in; undefined where it is not known. */
export function arnIn(resource: Resource): string | undefined {
  const arn = Property.output(resource, "arn").string();
  return arn.state === "known" && arn.value.startsWith("arn:") ? arn.value : undefined;
}
