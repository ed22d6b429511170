import { deepEqual } from "node:assert/strict";
import { judgeResources } from "../../../testing";

/** The rules on what an identity of AWS may do, but for escalation, which joins others in a finding. */
const RULES = [
  "aws-credentials-not-readable",
  "aws-data-access-scoped",
  "aws-grant-not-service-wide",
  "aws-grant-scoped-to-resources",
  "aws-grant-without-negation",
  "aws-identity-not-administrator",
  "aws-managed-policy-not-elevated",
  "aws-pass-role-scoped",
  "aws-permission-writing-scoped",
];

export const ADMINISTRATOR = "aws-identity-not-administrator";
export const SERVICE = "aws-grant-not-service-wide";
export const NEGATION = "aws-grant-without-negation";
export const SCOPE = "aws-grant-scoped-to-resources";
export const PASSING = "aws-pass-role-scoped";
export const MANAGED = "aws-managed-policy-not-elevated";
export const DATA = "aws-data-access-scoped";
export const CREDENTIALS = "aws-credentials-not-readable";
export const EXPOSURE = "aws-permission-writing-scoped";

export type Stack = Readonly<Record<string, { readonly type: string; readonly properties?: object }>>;
export type Config = Readonly<Record<string, unknown>>;

export const UNKNOWN = { "fn::unknown": true };
export const BUCKET = "arn:aws:s3:::uploads";
export const OBJECTS = "arn:aws:s3:::uploads/*";
export const AWS = "arn:aws:iam::aws:policy";
export const ACCOUNT = "111122223333";

export function allow(action: unknown, resource: unknown = "*", condition?: object) {
  return { Effect: "Allow", Action: action, Resource: resource, ...(condition && { Condition: condition }) };
}

export function deny(action: unknown, resource: unknown = "*", condition?: object) {
  return { ...allow(action, resource, condition), Effect: "Deny" };
}

export function document(...statements: readonly object[]) {
  return { Version: "2012-10-17", Statement: statements };
}

const TRUST = document({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });

/** Each resource has its own name, so that those of several functions stand in one stack. */
export function role(more: object = {}) {
  return { type: "aws:iam/role:Role", properties: { name: "app", assumeRolePolicy: JSON.stringify(TRUST), ...more } };
}

export function nativeRole(...statements: readonly object[]) {
  const policies = [{ policyName: "rights", policyDocument: document(...statements) }];
  return {
    type: "aws-native:iam:Role",
    properties: { roleName: "app", assumeRolePolicyDocument: TRUST, policies },
  };
}

export function user(more: object = {}) {
  return { type: "aws:iam/user:User", properties: { name: "ci", ...more } };
}

export function group(name = "team") {
  return { type: "aws:iam/group:Group", properties: { name } };
}

export function policy(...statements: readonly object[]) {
  return { type: "aws:iam/policy:Policy", properties: { policy: text(statements) } };
}

/** An inline policy of the role, the user or the group of this logical name. */
export function inline(of: "role" | "user" | "group", ...statements: readonly object[]) {
  const type = { role: "rolePolicy:RolePolicy", user: "userPolicy:UserPolicy", group: "groupPolicy:GroupPolicy" }[of];
  return { type: `aws:iam/${type}`, properties: { [of]: `\${${of}.name}`, policy: text(statements) } };
}

/** A managed policy attached to the role of this logical name. */
export function attached(policyArn: unknown) {
  return { type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", properties: { role: "${role.name}", policyArn } };
}

/** A role with one inline policy. */
export function withRights(...statements: readonly object[]): Stack {
  return { role: role(), rights: inline("role", ...statements) };
}

/** The same with an object in place of a text, of which a part may be unknown. */
export function withObject(...statements: readonly object[]): Stack {
  return { role: nativeRole(...statements) };
}

/** A role with one inline policy and a boundary of the stack. */
export function bounded(boundary: readonly object[], ...statements: readonly object[]): Stack {
  return {
    boundary: policy(...boundary),
    role: role({ permissionsBoundary: "${boundary.arn}" }),
    rights: inline("role", ...statements),
  };
}

export function underServiceControl(...documents: readonly object[]): Config {
  return { "mandate-settings": { serviceControlPolicies: documents } };
}

function text(statements: readonly object[]): string {
  return JSON.stringify(document(...statements)).replace(/\$\{(?=\w+:)/g, "$$$${");
}

/** Rules that find something, each as often as it does; an undetermined one with a question mark. */
function found(stack: Stack, config: Config = {}, rules: readonly string[] = RULES): readonly string[] {
  return judgeResources(stack as Parameters<typeof judgeResources>[0], { rules, config })
    .map(({ rule, verdict }) => (verdict === "undetermined" ? `${rule}?` : rule))
    .sort();
}

/** Two stacks that differ in one point, and what is found of each. */
export type Pair = readonly [
  title: string,
  stack: Stack,
  findings: readonly string[],
  neighbour: Stack,
  ofNeighbour: readonly string[],
];

export function itTellsApart(pairs: readonly Pair[], config?: Config, rules?: readonly string[]): void {
  for (const [title, stack, findings, neighbour, ofNeighbour] of pairs) {
    it(title, () => {
      deepEqual(found(stack, config, rules), findings);
      deepEqual(found(neighbour, config, rules), ofNeighbour);
    });
  }
}
