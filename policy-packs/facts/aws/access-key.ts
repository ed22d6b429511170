import { Property } from "../../judge/properties";
import type { Family } from "../family";

/**
 * A long-lived access key of an IAM user. Its status is not told: one that is switched off is switched on again by one
 * call, and its secret exists all the while.
 */
export interface AwsAccessKey {
  readonly kind: "aws-access-key";
  readonly urn: string;
  /** The property that names the user. */
  readonly path: string;
}

const USER_PROPERTY: Readonly<Record<string, string>> = {
  "aws:iam/accessKey:AccessKey": "user",
  "aws-native:iam:AccessKey": "userName",
};

export const awsAccessKey: Family<"aws-access-key"> = {
  kind: "aws-access-key",
  types: Object.keys(USER_PROPERTY),
  *read(resource) {
    const user = Property.input(resource, USER_PROPERTY[resource.type] ?? "user");
    yield { kind: "aws-access-key", urn: resource.urn, path: user.path };
  },
};
