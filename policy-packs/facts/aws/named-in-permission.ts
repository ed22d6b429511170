import type { PolicyDocument, Statement, Text } from "../../../identity/aws/document/document";
import { matchesPattern } from "../../../identity/aws/document/match";
import { known, unknown, type Knowledge, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { StackView } from "../family";
import { secretAt, resolveNamed, type AwsGrant } from "./grants";
import { IDENTITY_TYPES } from "./identity-resources";
import type { GrantsByTrust } from "./named-in-trust";

export const PERMISSIONS: readonly string[] = ["aws:lambda/permission:Permission", "aws-native:lambda:Permission"];

/** What of a function gives its role to whoever may do it. */
const TAKING = ["lambda:updatefunctioncode", "lambda:updatefunctionconfiguration"];

const IDENTITIES = [...IDENTITY_TYPES.role, ...IDENTITY_TYPES.user];

/**
 * What a permission on a function gives to an identity of the stack, by which it gets hold of the function. In one
 * account it is enough to be named there.
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 *
 * Only identities that it names: an account is left to the policies of its identities, and what a source is demanded for
 * is for services.
 */
export function grantsByPermission(permissions: readonly Resource[], stack: StackView): GrantsByTrust {
  const named = new Map<string, AwsGrant[]>();
  const anybody: AwsGrant[] = [];
  for (const permission of permissions.filter(givesFunction)) {
    const principal = Property.input(permission, "principal").string();
    const reference = resolveNamed(principal, permission, IDENTITIES, stack);
    if (reference.state === "unknown") anybody.push(grantOf(permission, reference));
    if (reference.state !== "resource") continue;
    const { urn } = reference.resource;
    const list = named.get(urn) ?? [];
    list.push(grantOf(permission));
    named.set(urn, list);
  }
  return ({ sort, identity = "" }) =>
    sort === "role" || sort === "user" ? [...(named.get(identity) ?? []), ...anybody] : [];
}

function givesFunction(permission: Resource): boolean {
  const said = (name: string) => Property.input(permission, name).string();
  const isForServices = ["sourceArn", "sourceAccount"].some((name) => said(name).state === "known");
  return !isForServices && takes(said("action"));
}

function takes(action: Knowledge<string>): boolean {
  if (action.state !== "known") return action.state === "unknown";
  return TAKING.some((each) => matchesPattern(action.value.toLowerCase(), each));
}

/** @param open why it is not known to whom */
function grantOf(permission: Resource, open?: Unknown): AwsGrant {
  const place = "action";
  const action = Property.input(permission, place).string();
  const names = permission.type.startsWith("aws-native:") ? "functionName" : "function";
  const named = Property.input(permission, names).string();
  const hidden = ["sourceArn", "sourceAccount", "principalOrgId"]
    .map((name) => Property.input(permission, name).string())
    .flatMap((value) => (value.state === "unknown" ? [value] : []));
  const statement: Statement = {
    place,
    effect: known("Allow", place),
    action: { place, negated: false, values: [asText(action)] },
    resource: { place: names, negated: false, values: [functionArn(named)] },
    principal: undefined,
    conditions: [],
    hiddenConditions: open ? [...hidden, open] : hidden,
  };
  const document: PolicyDocument = {
    version: "2012-10-17",
    statements: [statement],
    hidden: [],
    unknowns: [],
    problems: [],
  };
  return { urn: permission.urn, path: place, by: permission.name, document, ...secretAt(permission, "principal") };
}

/** A function is named by its name, its ARN, or a part of it. */
function functionArn(named: Knowledge<string>): Text {
  const text = asText(named);
  if (text.state === "unknown" || text.value.startsWith("arn:")) return text;
  return { ...text, value: `arn:*:lambda:*:*:function:${text.value.replace(/^.*function:/, "")}` };
}

function asText(value: Knowledge<string>): Text {
  return value.state === "absent" ? unknown(value.path) : value;
}
