import { Property } from "../../judge/properties";
import type { Family } from "../family";
import { IDENTITY_TYPES } from "./identity-resources";

/**
 * A long-lived access key of an IAM user. Its status is not told: one that is switched off is switched on again by one
 * call, and its secret exists all the while.
 */
export interface AwsAccessKey {
  readonly kind: "aws-access-key";
  readonly urn: string;
  /** The property that names the user. */
  readonly path: string;
  /** URN of the user, or the name of one outside the stack; nothing where that is not known yet. */
  readonly identity: string | undefined;
}

const USER_PROPERTY: Readonly<Record<string, string>> = {
  "aws:iam/accessKey:AccessKey": "user",
  "aws-native:iam:AccessKey": "userName",
};

export const awsAccessKey: Family<"aws-access-key"> = {
  kind: "aws-access-key",
  types: Object.keys(USER_PROPERTY),
  *read(resource, stack) {
    const property = Property.input(resource, USER_PROPERTY[resource.type] ?? "user");
    const user = property.string();
    const reference = stack.references.resolve(user, resource, IDENTITY_TYPES.user);
    const named = user.state === "known" && !user.secret ? user.value : undefined;
    const identity = reference.state === "resource" ? reference.resource.urn : named;
    yield { kind: "aws-access-key", urn: resource.urn, path: property.path, identity };
  },
};
