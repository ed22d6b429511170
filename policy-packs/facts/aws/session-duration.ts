import { known, unknown, withDefault, type Knowledge, type Known, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Family } from "../family";

/** How long a session may last that a role or profile gives. */
export interface AwsSessionDuration {
  readonly kind: "aws-session-duration";
  readonly urn: string;
  /** Logical name. */
  readonly name: string;
  /** In seconds. */
  readonly longest: Known<number> | Unknown;
}

/** Where each type states it. Each has the default of one hour. */
const PROPERTIES: Readonly<Record<string, string>> = {
  "aws:iam/role:Role": "maxSessionDuration",
  "aws-native:iam:Role": "maxSessionDuration",
  "aws:rolesanywhere/profile:Profile": "durationSeconds",
  "aws-native:rolesanywhere:Profile": "durationSeconds",
  "aws:ssoadmin/permissionSet:PermissionSet": "sessionDuration",
  "aws-native:sso:PermissionSet": "sessionDuration",
};

const HOUR = 3600;

export const awsSessionDuration: Family<"aws-session-duration"> = {
  kind: "aws-session-duration",
  types: Object.keys(PROPERTIES),
  *read(resource) {
    const { urn, type, name } = resource;
    const property = PROPERTIES[type];
    if (property === undefined) return;
    const stated = Property.input(resource, property);
    const longest = property === "sessionDuration" ? seconds(stated.string()) : stated.number();
    yield { kind: "aws-session-duration", urn, name, longest: withDefault(longest, HOUR) };
  },
};

/** An ISO 8601 duration of hours, minutes and seconds, as permission sets take it: `PT8H`. */
function seconds(text: Knowledge<string>): Knowledge<number> {
  if (text.state !== "known") return text;
  const { value, path, secret } = text;
  const [, ...parts] = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(value) ?? [];
  if (parts.length === 0) return unknown(path, "no duration such as `PT1H`");
  const sum = parts.reduce((total, part: string | undefined) => total * 60 + Number(part ?? 0), 0);
  return known(sum, path, secret);
}
