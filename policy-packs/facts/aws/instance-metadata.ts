import { type Known, type Unknown, withDefault } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Family } from "../family";

/** How the instance metadata service, which hands out the credentials of an instance's role, may be reached. */
export interface AwsInstanceMetadata {
  readonly kind: "aws-instance-metadata";
  readonly urn: string;
  /** `required`: only sessions (IMDSv2); `optional`: also plain requests. What the type's default is, where silent. */
  readonly tokens: Known<string> | Unknown;
  /** `disabled` where the service is switched off. */
  readonly endpoint: Known<string> | Unknown;
}

/**
 * Where each type keeps the setting, and the default of the API where the program is silent: EC2 takes the image's or
 * the account's setting, which is `optional` unless somebody changed it; launch configurations cannot inherit it.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
 */
export const awsInstanceMetadata: Family = {
  types: ["aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"],
  *read(resource) {
    const options = Property.input(resource, "metadataOptions");
    yield {
      kind: "aws-instance-metadata",
      urn: resource.urn,
      tokens: withDefault(options.at("httpTokens").string(), "optional"),
      endpoint: withDefault(options.at("httpEndpoint").string(), "enabled"),
    };
  },
};
