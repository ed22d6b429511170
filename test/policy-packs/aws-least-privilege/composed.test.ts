import {
  ADMINISTRATOR,
  allow,
  attached,
  AWS,
  bounded,
  deny,
  document,
  group,
  inline,
  itTellsApart,
  MANAGED,
  nativeRole,
  NEGATION,
  OBJECTS,
  policy,
  role,
  SERVICE,
  underServiceControl,
  UNKNOWN,
  user,
  withRights,
  type Stack,
} from "./stacks";

const ALL_BUT_IAM = { Effect: "Allow", NotAction: "iam:*", Resource: "*" };
const IAM = allow("iam:*");
const READS = allow("s3:GetObject", OBJECTS);

function exclusive(sort: "role" | "user" | "group", policyArn: string) {
  const name = `${sort[0]?.toUpperCase() ?? ""}${sort.slice(1)}PolicyAttachmentsExclusive`;
  return {
    type: `aws:iam/${sort}PolicyAttachmentsExclusive:${name}`,
    properties: { [`${sort}Name`]: `\${${sort}.name}`, policyArns: [policyArn] },
  };
}

function member(type: string, properties: object) {
  return { type: `aws:iam/${type}`, properties };
}

const BY_USER = member("userGroupMembership:UserGroupMembership", { user: "${user.name}", groups: ["${group.name}"] });
const BY_GROUP = member("groupMembership:GroupMembership", { group: "${group.name}", users: ["${user.name}"] });

function grouped(effect: unknown) {
  return { policyName: "rest", policyDocument: document({ ...ALL_BUT_IAM, Effect: effect }) };
}

/** A user who writes permissions, and a group that may do all else. */
const APART: Stack = {
  user: user(),
  group: group(),
  own: inline("user", IAM),
  shared: inline("group", ALL_BUT_IAM),
};

const INSTANCE = { instanceArn: "arn:aws:sso:::instance/ssoins-1234567890abcdef" };
const OF_SET = { ...INSTANCE, permissionSetArn: "${set.arn}" };
const SET = { type: "aws:ssoadmin/permissionSet:PermissionSet", properties: { name: "operators", ...INSTANCE } };

function setPolicy(...statements: readonly object[]) {
  const properties = { ...OF_SET, inlinePolicy: JSON.stringify(document(...statements)) };
  return { type: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", properties };
}

function setAttachment(managedPolicyArn: string) {
  return {
    type: "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
    properties: { ...OF_SET, managedPolicyArn },
  };
}

function nativeSet(more: object) {
  return { set: { type: "aws-native:sso:PermissionSet", properties: { name: "operators", ...INSTANCE, ...more } } };
}

describe("a full administrator", () => {
  itTellsApart([
    ["by one statement", withRights(allow("*")), [ADMINISTRATOR], withRights(READS), []],
    ["by `*:*`", withRights(allow("*:*")), [ADMINISTRATOR], withRights(allow("*:*", "arn:aws:s3:::*")), [SERVICE]],
    [
      "by a NotAction that leaves out next to nothing",
      withRights({ Effect: "Allow", NotAction: "pricing:GetProducts", Resource: "*" }),
      [ADMINISTRATOR],
      withRights(ALL_BUT_IAM),
      [NEGATION],
    ],
    [
      "by a NotResource",
      withRights({ Effect: "Allow", Action: "*", NotResource: OBJECTS }),
      [ADMINISTRATOR],
      withRights({ Effect: "Allow", Action: "s3:GetObject", NotResource: OBJECTS }),
      [NEGATION],
    ],
    [
      "by two policies of one role",
      { role: role(), rest: inline("role", ALL_BUT_IAM), iam: inline("role", IAM) },
      [ADMINISTRATOR],
      { role: role(), rest: inline("role", ALL_BUT_IAM), iam: inline("role", READS) },
      [NEGATION],
    ],
    [
      "by a customer's policy that is attached, by whatever resource",
      { role: role(), wide: policy(allow("*")), attachment: attached("${wide.arn}") },
      [ADMINISTRATOR],
      {
        role: role(),
        wide: policy(allow("*")),
        attachment: member("policyAttachment:PolicyAttachment", { policyArn: "${wide.arn}", roles: ["${role.name}"] }),
      },
      [ADMINISTRATOR],
    ],
    [
      "by a membership that the user's side tells",
      { ...APART, membership: BY_USER },
      [NEGATION, ADMINISTRATOR],
      APART,
      [SERVICE, NEGATION],
    ],
    [
      "by a membership that the group's side tells",
      { ...APART, membership: BY_GROUP },
      [NEGATION, ADMINISTRATOR],
      { ...APART, membership: member("groupMembership:GroupMembership", { group: "other", users: ["${user.name}"] }) },
      [SERVICE, NEGATION],
    ],
    [
      "perhaps, by a group of which something is not known",
      {
        group: { type: "aws-native:iam:Group", properties: { groupName: "team", policies: [grouped("Allow")] } },
        user: user(),
        own: inline("user", IAM),
        membership: member("userGroupMembership:UserGroupMembership", { user: "${user.name}", groups: ["team"] }),
      },
      [NEGATION, ADMINISTRATOR],
      {
        group: { type: "aws-native:iam:Group", properties: { groupName: "team", policies: [grouped(UNKNOWN)] } },
        user: user(),
        own: inline("user", IAM),
        membership: member("userGroupMembership:UserGroupMembership", { user: "${user.name}", groups: ["team"] }),
      },
      [SERVICE, `${ADMINISTRATOR}?`],
    ],
    [
      "by policies of AWS together",
      { role: role(), most: attached(`${AWS}/PowerUserAccess`), iam: attached(`${AWS}/IAMFullAccess`) },
      [ADMINISTRATOR],
      { role: role(), most: attached(`${AWS}/PowerUserAccess`), iam: attached(`${AWS}/IAMReadOnlyAccess`) },
      [MANAGED],
    ],
    [
      "by the policy of AWS in another partition",
      { role: role(), all: attached("arn:aws-cn:iam::aws:policy/AdministratorAccess") },
      [ADMINISTRATOR],
      { role: role(), all: attached("arn:aws-cn:iam::aws:policy/SecurityAudit") },
      [],
    ],
    [
      "by an exclusive list",
      { role: role(), all: exclusive("role", `${AWS}/AdministratorAccess`) },
      [ADMINISTRATOR],
      { role: role(), all: exclusive("role", `${AWS}/SecurityAudit`) },
      [],
    ],
    [
      "by an exclusive list of a user or of a group",
      { user: user(), all: exclusive("user", `${AWS}/AdministratorAccess`) },
      [ADMINISTRATOR],
      { group: group(), all: exclusive("group", `${AWS}/AdministratorAccess`) },
      [ADMINISTRATOR],
    ],
    [
      "once, where an exclusive list names again what is attached",
      {
        role: role(),
        all: attached(`${AWS}/AdministratorAccess`),
        list: exclusive("role", `${AWS}/AdministratorAccess`),
      },
      [ADMINISTRATOR],
      {
        role: role(),
        all: attached(`${AWS}/AmazonS3FullAccess`),
        list: exclusive("role", `${AWS}/AmazonS3FullAccess`),
      },
      [MANAGED],
    ],
    [
      "by an inline policy of a permission set",
      { set: SET, rights: setPolicy(allow("*")) },
      [ADMINISTRATOR],
      { set: SET, rights: setPolicy(READS) },
      [],
    ],
    [
      "by a policy of AWS that a permission set has",
      { set: SET, rights: setAttachment(`${AWS}/AdministratorAccess`) },
      [ADMINISTRATOR],
      { set: SET, rights: setAttachment(`${AWS}/job-function/ViewOnlyAccess`) },
      [],
    ],
    [
      "by a permission set of aws-native",
      nativeSet({ inlinePolicy: document(allow("*")) }),
      [ADMINISTRATOR],
      nativeSet({ inlinePolicy: document(READS) }),
      [],
    ],
    ["by a role of aws-native", { role: nativeRole(allow("*")) }, [ADMINISTRATOR], { role: nativeRole(READS) }, []],
  ]);
});

describe("a permissions boundary", () => {
  itTellsApart([
    ["saves where it leaves one bucket", withRights(allow("*")), [ADMINISTRATOR], bounded([READS], allow("*")), []],
    [
      "saves from a policy of AWS as well",
      { role: role({ managedPolicyArns: [`${AWS}/AdministratorAccess`] }) },
      [ADMINISTRATOR],
      {
        boundary: policy(READS),
        role: role({ managedPolicyArns: [`${AWS}/AdministratorAccess`], permissionsBoundary: "${boundary.arn}" }),
      },
      [],
    ],
    [
      "saves by what it denies",
      bounded([allow("*")], allow("*")),
      [ADMINISTRATOR],
      bounded([allow("*"), deny("*", "*")], allow("*")),
      [],
    ],
    [
      "leaves no service whole that it only reads",
      bounded([allow("*")], allow("sqs:*")),
      [SERVICE],
      bounded([allow(["sqs:Get*", "sqs:List*"])], allow("sqs:*")),
      [],
    ],
    [
      "leaves a service where its own pattern takes it in, and the finding stands at the grant alone",
      bounded([allow("*"), deny("iam:*")], allow("*")),
      [SERVICE],
      bounded([allow("*"), deny("iam:*")], READS),
      [],
    ],
    [
      "grants nothing: what would be a finding of a policy is none of a boundary",
      { role: role(), rights: policy(allow("s3:PutObject")), attachment: attached("${rights.arn}") },
      ["aws-grant-scoped-to-resources"],
      bounded([allow("s3:PutObject")], READS),
      [],
    ],
    [
      "may be any policy of the stack that nobody has, where it is not known which",
      { wide: policy(allow("*")), role: role() },
      [SERVICE],
      { wide: policy(allow("*")), role: role({ permissionsBoundary: UNKNOWN }) },
      [`${SERVICE}?`],
    ],
    [
      "counts for all of a kind where it permits all of it",
      bounded(
        [allow("secretsmanager:*", "arn:aws:secretsmanager:*:*:secret:*")],
        allow("secretsmanager:GetSecretValue"),
      ),
      ["aws-credentials-not-readable"],
      bounded(
        [allow("secretsmanager:*", "arn:aws:secretsmanager:*:*:secret:app/*")],
        allow("secretsmanager:GetSecretValue"),
      ),
      [],
    ],
  ]);
});

describe("a service control policy that leaves out IAM", () => {
  const config = underServiceControl(document(allow("*")), document(deny(["iam:*", "organizations:*", "account:*"])));
  itTellsApart(
    [
      ["leaves no administrator, and every service but it", withRights(allow("*")), [SERVICE], withRights(READS), []],
      ["leaves no role to pass", withRights(allow("iam:PassRole")), [], withRights(allow("iam:CreateAccessKey")), []],
    ],
    config,
  );
});

describe("a policy of AWS", () => {
  const named = (name: string): Stack => ({ role: role(), rights: attached(`${AWS}/${name}`) });
  itTellsApart([
    ["is elevated or reads", named("AmazonS3FullAccess"), [MANAGED], named("AmazonS3ReadOnlyAccess"), []],
    [
      "is a job's that writes or one that looks",
      named("job-function/SystemAdministrator"),
      [MANAGED],
      named("job-function/ViewOnlyAccess"),
      [],
    ],
    [
      "is a database administrator's or an auditor's",
      named("job-function/DatabaseAdministrator"),
      [MANAGED],
      named("SecurityAudit"),
      [],
    ],
    ["is all of IAM or a look at it", named("IAMFullAccess"), [MANAGED], named("IAMReadOnlyAccess"), []],
    [
      "is all of Lambda or what a function needs",
      named("AWSLambda_FullAccess"),
      [MANAGED],
      named("service-role/AWSLambdaBasicExecutionRole"),
      [],
    ],
    [
      "is elevated unless a denial leaves one bucket",
      named("AmazonS3FullAccess"),
      [MANAGED],
      {
        ...named("AmazonS3FullAccess"),
        limits: inline("role", { Effect: "Deny", Action: ["s3:*", "s3-object-lambda:*"], NotResource: OBJECTS }),
      },
      [],
    ],
    [
      "is not told by its name, which a customer may give to another one",
      named("AmazonS3FullAccess"),
      [MANAGED],
      {
        role: role(),
        own: {
          type: "aws:iam/policy:Policy",
          properties: { name: "AmazonS3FullAccess", policy: JSON.stringify(document(READS)) },
        },
        rights: attached("${own.arn}"),
      },
      [],
    ],
    [
      "is an open question where it is newer than what is known, or a customer's elsewhere",
      named("AmazonQueuesFromTheFutureFullAccess"),
      [`${ADMINISTRATOR}?`],
      { role: role(), rights: attached("arn:aws:iam::111122223333:policy/AdministratorAccess") },
      [`${ADMINISTRATOR}?`],
    ],
  ]);
});

describe("a required boundary", () => {
  const given = (permissionsBoundary: unknown): Stack => ({ role: role({ permissionsBoundary }) });
  const BOUNDARY = "aws-identity-with-boundary";
  const OWN = "arn:aws:iam::111122223333:policy/workload";
  itTellsApart(
    [
      ["is there", { role: role() }, [BOUNDARY], given(OWN), []],
      ["is no empty text", given(""), [BOUNDARY], given(OWN), []],
      [
        "leaves less than everything",
        given(`${AWS}/AdministratorAccess`),
        [BOUNDARY],
        given(`${AWS}/PowerUserAccess`),
        [],
      ],
      [
        "leaves less than everything where the stack writes it",
        { boundary: policy(allow("*")), ...given("${boundary.arn}") },
        [BOUNDARY],
        { boundary: policy(allow("*"), deny("iam:*")), ...given("${boundary.arn}") },
        [],
      ],
      ["is asked of users, and not of groups", { user: user() }, [BOUNDARY], { group: group() }, []],
    ],
    { [BOUNDARY]: { required: true } },
    [BOUNDARY],
  );
});
