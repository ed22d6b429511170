import { mapKnown, unknown, withDefault, type Knowledge, type Known, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { Family, StackView } from "../family";

/** How the instance metadata service, which hands out the credentials of an instance's role, may be reached. */
export interface AwsInstanceMetadata {
  readonly kind: "aws-instance-metadata";
  readonly urn: string;
  /** `required`: only sessions (IMDSv2); anything else: also plain requests. The type's default where silent. */
  readonly tokens: Known<string> | Unknown;
  /** `disabled` where the service is switched off. */
  readonly endpoint: Known<string> | Unknown;
}

/** Where a type keeps the setting. */
interface Place {
  /** The path to the object that holds it; empty where that is the resource. */
  readonly options: readonly string[];
  /** The name of the setting, where it is not `httpTokens`. */
  readonly tokens?: string;
  /** How the type names a launch template whose settings it takes over. */
  readonly template?: { readonly id: string; readonly name: string };
}

const METADATA_OPTIONS = ["metadataOptions"];
const TEMPLATE = { id: "id", name: "name" };
const NATIVE_TEMPLATE = { id: "launchTemplateId", name: "launchTemplateName" };

/**
 * A type that is silent takes the image's or the account's setting, which stack and program do not show; EC2's own
 * default is to answer plain requests as well, and `no-preference` leaves it so. An instance takes over the settings of
 * its launch template.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
 */
const PLACES = new Map<string, Place>([
  ["aws:ec2/instance:Instance", { options: METADATA_OPTIONS, template: TEMPLATE }],
  ["aws:ec2/spotInstanceRequest:SpotInstanceRequest", { options: METADATA_OPTIONS, template: TEMPLATE }],
  ["aws:ec2/launchTemplate:LaunchTemplate", { options: METADATA_OPTIONS }],
  ["aws:ec2/launchConfiguration:LaunchConfiguration", { options: METADATA_OPTIONS }],
  ["aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults", { options: [] }],
  [
    "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration",
    { options: ["instanceMetadataOptions"] },
  ],
  [
    "aws:sagemaker/notebookInstance:NotebookInstance",
    { options: ["instanceMetadataServiceConfiguration"], tokens: "minimumInstanceMetadataServiceVersion" },
  ],
  ["aws-native:ec2:Instance", { options: METADATA_OPTIONS, template: NATIVE_TEMPLATE }],
  ["aws-native:ec2:LaunchTemplate", { options: ["launchTemplateData", ...METADATA_OPTIONS] }],
  ["aws-native:autoscaling:LaunchConfiguration", { options: METADATA_OPTIONS }],
  ["aws-native:imagebuilder:InfrastructureConfiguration", { options: ["instanceMetadataOptions"] }],
]);

const TEMPLATE_TYPES = ["aws:ec2/launchTemplate:LaunchTemplate", "aws-native:ec2:LaunchTemplate"];

export const awsInstanceMetadata: Family<"aws-instance-metadata"> = {
  kind: "aws-instance-metadata",
  types: [...PLACES.keys()],
  *read(resource, stack) {
    const place = PLACES.get(resource.type);
    if (!place) return;
    const tokens = setting(resource, place, place.tokens ?? "httpTokens");
    const template = tokens.state === "absent" ? templateOf(resource, place, tokens.path, stack) : undefined;
    if (template === JUDGED_ITSELF) return;
    yield {
      kind: "aws-instance-metadata",
      urn: resource.urn,
      tokens: template ?? withDefault(place.tokens === undefined ? tokens : sessionOf(tokens), "optional"),
      endpoint: withDefault(setting(resource, place, "httpEndpoint"), "enabled"),
    };
  },
};

/** What the program says, or else what the deployed resource says of itself. */
function setting(resource: Resource, { options }: Place, name: string): Knowledge<string> {
  const [first, ...rest] = [...options, name];
  const read = (property: Property) => rest.reduce((inner, key) => inner.at(key), property).string();
  const asked = read(Property.input(resource, first));
  const found = asked.state === "absent" ? read(Property.output(resource, first)) : asked;
  return found.state === "known" ? found : asked;
}

/** Notebook instances count versions of the service: the second is the one that demands a session. */
function sessionOf(version: Knowledge<string>): Knowledge<string> {
  return mapKnown(version, (value) => (value === "2" ? "required" : "optional"));
}

/** A launch template of the stack decides: what is said of it once is enough. */
const JUDGED_ITSELF = "judged itself";

/** Why a launch template's setting cannot be seen, where it is one that decides; nothing where there is none. */
function templateOf(
  resource: Resource,
  { template }: Place,
  path: string,
  { references }: StackView,
): typeof JUDGED_ITSELF | Unknown | undefined {
  if (!template) return undefined;
  const named = Property.input(resource, "launchTemplate");
  const id = named.at(template.id).string();
  const reference = references.resolve(
    id.state === "absent" ? named.at(template.name).string() : id,
    resource,
    TEMPLATE_TYPES,
  );
  switch (reference.state) {
    case "absent":
      return undefined;
    case "unknown":
      return unknown(path, "taken from a launch template that cannot be read now", reference.waitsFor);
    case "external":
      return unknown(path, OUTSIDE);
    case "resource":
      if (reference.resource.external) return unknown(path, OUTSIDE);
      return isCurrent(reference.resource, named.at("version").string())
        ? JUDGED_ITSELF
        : unknown(path, "taken from a version of the launch template that is not seen here");
  }
}

const OUTSIDE = "taken from a launch template outside this stack";

/** A stack shows the version of a launch template that it makes, and none before it. */
function isCurrent(template: Resource, version: Knowledge<string>): boolean {
  if (version.state === "absent") return true;
  if (version.state === "unknown") {
    return version.waitsFor.length > 0 && version.waitsFor.every((urn) => urn === template.urn);
  }
  const latest = Property.output(template, "latestVersion").string();
  return (
    ["$Default", "$Latest"].includes(version.value) || (latest.state === "known" && latest.value === version.value)
  );
}
