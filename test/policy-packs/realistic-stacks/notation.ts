/** Short forms in which the realistic stacks are written. */
export const ACCOUNT = "111122223333";
const REGION = "eu-central-1";

export interface Declared {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The ARN of something in the account and region of the stacks. */
export function arn(service: string, rest: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
}

export function document(...statements: readonly object[]) {
  return { "fn::toJSON": { Version: "2012-10-17", Statement: statements } };
}

export function allow(actions: string | readonly string[], resource: string | readonly string[], condition?: object) {
  return { Effect: "Allow", Action: actions, Resource: resource, ...(condition && { Condition: condition }) };
}

/** A statement of a resource's policy. */
export function grant(
  principal: unknown,
  actions: string | readonly string[],
  resource: string | readonly string[],
  condition?: object,
) {
  return { ...allow(actions, resource, condition), Principal: principal };
}

/** A role that a service assumes; or whatever else the trust statement says. */
export function role(trusted: string | object, condition?: object, more: object = {}): Declared {
  const statement =
    typeof trusted === "string"
      ? { Effect: "Allow", Principal: { Service: trusted }, Action: "sts:AssumeRole" }
      : { Effect: "Allow", Action: "sts:AssumeRole", ...trusted };
  const assumeRolePolicy = document({ ...statement, ...(condition && { Condition: condition }) });
  return { type: "aws:iam/role:Role", properties: { assumeRolePolicy, ...more } };
}

export const OWN_ACCOUNT = { StringEquals: { "aws:SourceAccount": ACCOUNT } };

export function fromSource(source: string, operator = "ArnLike") {
  return { ...OWN_ACCOUNT, [operator]: { "aws:SourceArn": source } };
}

/** The inline policy of a role of the stack. */
export function may(roleName: string, ...statements: readonly object[]): Declared {
  return {
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: { role: "${" + roleName + ".name}", policy: document(...statements) },
  };
}

export function attached(roleName: string, policy: string): Declared {
  const policyArn = policy.startsWith("$") ? policy : `arn:aws:iam::aws:policy/${policy}`;
  return {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    properties: { role: "${" + roleName + ".name}", policyArn },
  };
}

export function one(type: string, properties: Readonly<Record<string, unknown>> = {}): Declared {
  return { type, properties };
}

/** What a function needs to write its own log. */
export function ownLog(group: string) {
  return allow(["logs:CreateLogStream", "logs:PutLogEvents"], "${" + group + ".arn}:*");
}
