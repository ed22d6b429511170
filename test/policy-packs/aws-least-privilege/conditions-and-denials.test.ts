import {
  ACCOUNT,
  ADMINISTRATOR,
  allow,
  attached,
  bounded,
  BUCKET,
  CREDENTIALS,
  DATA,
  deny,
  document,
  group,
  inline,
  itTellsApart,
  OBJECTS,
  PASSING,
  policy,
  role,
  SCOPE,
  SERVICE,
  underServiceControl,
  UNKNOWN,
  user,
  withObject,
  withRights,
  type Pair,
  type Stack,
} from "./stacks";

const STOP = "ec2:TerminateInstances";
const TEAM = { "aws:ResourceTag/team": "shop" };

/** Under this condition every instance can still be ended, and under that one only some. */
function stopping(title: string, every: object, some: object): Pair {
  return [title, withRights(allow(STOP, "*", every)), [SCOPE], withRights(allow(STOP, "*", some)), []];
}

describe("an Allow under a condition", () => {
  itTellsApart([
    stopping("by tag narrows, unless a missing tag meets it", { StringEqualsIfExists: TEAM }, { StringEquals: TEAM }),
    stopping(
      "by tag narrows, unless no tag at all meets it",
      { "ForAllValues:StringEquals": TEAM },
      { "ForAllValues:StringEquals": TEAM, Null: { "aws:ResourceTag/team": "false" } },
    ),
    stopping("by tag narrows, unless it names what is left out", { StringNotEquals: TEAM }, { StringLike: TEAM }),
    stopping(
      "by the tags of caller and resource narrows",
      { Null: { "aws:ResourceTag/team": "true" } },
      { StringEquals: { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } },
    ),
    stopping(
      "is told in whatever letters",
      { stringequalsifexists: { "AWS:RESOURCETAG/team": "shop" } },
      { stringequals: { "AWS:RESOURCETAG/team": "shop" } },
    ),
    stopping(
      "by address narrows where the range does",
      { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } },
      { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
    ),
    stopping(
      "by address narrows, and halves of the world are the world",
      { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } },
      { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/24"] } },
    ),
    stopping(
      "by endpoint narrows where the value does",
      { StringLike: { "aws:SourceVpce": "*" } },
      { StringLike: { "aws:SourceVpce": "vpce-1a2b3c4d" } },
    ),
    stopping(
      "by transport, moment or program narrows nothing",
      {
        Bool: { "aws:SecureTransport": "true" },
        DateLessThan: { "aws:CurrentTime": "2999-01-01T00:00:00Z" },
        StringLike: { "aws:UserAgent": "aws-cli/*" },
      },
      { Bool: { "aws:SecureTransport": "true" }, StringEquals: TEAM },
    ),
    stopping(
      "by region narrows nothing",
      { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
      { StringEquals: TEAM },
    ),
    stopping(
      "by the own organisation or account, of caller or resource, narrows nothing",
      { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:PrincipalAccount": ACCOUNT } },
      { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", ...TEAM } },
    ),
    [
      "by how an object is stored does not narrow in which bucket",
      withRights(allow("s3:PutObject", "*", { StringEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } })),
      [SCOPE],
      withRights(allow("s3:PutObject", "*", { StringEquals: { "s3:ExistingObjectTag/team": "shop" } })),
      [],
    ],
    [
      "by the version of a secret does not narrow which secret",
      withRights(
        allow("secretsmanager:GetSecretValue", "*", { StringEquals: { "secretsmanager:VersionStage": "AWSCURRENT" } }),
      ),
      [CREDENTIALS],
      withRights(allow("secretsmanager:GetSecretValue", "*", { StringLike: { "secretsmanager:SecretId": "shop-*" } })),
      [],
    ],
    [
      "by what the caller says of a session does not narrow which role",
      withRights(allow("sts:AssumeRole", "*", { StringEquals: { "sts:ExternalId": "shop" } })),
      [CREDENTIALS],
      withRights(allow("sts:AssumeRole", "*", { StringEquals: { "iam:ResourceTag/team": "shop" } })),
      [],
    ],
    [
      "makes an administrator all the same where it is the own organisation",
      withRights(allow("*", "*", { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } })),
      [ADMINISTRATOR],
      withRights(allow("*", "*", { StringEquals: TEAM })),
      [],
    ],
    [
      "that is not known is an open question",
      withObject(allow("s3:PutObject", "*", { StringEquals: { "s3:ExistingObjectTag/team": "shop" } })),
      [],
      withObject(allow("s3:PutObject", "*", UNKNOWN)),
      [`${SCOPE}?`],
    ],
  ]);
});

describe("a Deny", () => {
  const star = (...denials: readonly object[]): Stack => withRights(allow("*"), ...denials);
  const put = (...denials: readonly object[]): Stack => withRights(allow("s3:PutObject"), ...denials);
  itTellsApart([
    [
      "counts where it is on every resource",
      star(deny("iam:*", "arn:aws:iam::*:role/other")),
      [ADMINISTRATOR],
      star(deny("iam:*")),
      [SERVICE],
    ],
    [
      "counts where it has no condition",
      star(deny("*", "*", { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } })),
      [ADMINISTRATOR],
      star(deny("*")),
      [],
    ],
    [
      "of addresses elsewhere leaves everything here",
      star(deny("*", "*", { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } })),
      [ADMINISTRATOR],
      star({ Effect: "Deny", Action: "*", NotResource: [BUCKET, OBJECTS] }),
      [],
    ],
    [
      "of all actions but some leaves those",
      star({ Effect: "Deny", NotAction: "s3:*", Resource: "*" }),
      [SERVICE],
      star({ Effect: "Deny", NotAction: "s3:GetObject", Resource: "*" }),
      [DATA],
    ],
    [
      "in another policy counts where the same identity has it",
      {
        role: role(),
        rights: inline("role", allow("*")),
        limits: policy(deny("iam:*")),
        attachment: attached("${limits.arn}"),
      },
      [SERVICE],
      { role: role(), rights: inline("role", allow("*")), limits: policy(deny("iam:*")) },
      [ADMINISTRATOR],
    ],
    [
      "of a group counts for its members",
      {
        user: user(),
        rights: inline("user", allow("*")),
        group: group(),
        limits: inline("group", deny("*")),
        membership: {
          type: "aws:iam/userGroupMembership:UserGroupMembership",
          properties: { user: "${user.name}", groups: ["${group.name}"] },
        },
      },
      [],
      { user: user(), rights: inline("user", allow("*")), group: group(), limits: inline("group", deny("*")) },
      [ADMINISTRATOR],
    ],
    ["counts where it covers the action", put(deny("s3:DeleteObject")), [SCOPE], put(deny("s3:Put*")), []],
    [
      "counts where it covers the resources",
      put(deny("s3:PutObject", "arn:aws:s3:::other/*")),
      [SCOPE],
      put({ Effect: "Deny", Action: "s3:PutObject", NotResource: OBJECTS }),
      [],
    ],
    [
      "on every object denies what is done to objects",
      put(deny("s3:PutObject", "arn:aws:s3:::logs-*/*")),
      [SCOPE],
      put(deny("s3:PutObject", "arn:aws:s3:::*/*")),
      [],
    ],
    [
      "on every object leaves what is done to buckets",
      withRights(allow("s3:*"), deny("s3:*", "arn:aws:s3:::*/*")),
      [SERVICE],
      withRights(allow("s3:*"), deny("s3:*", "arn:aws:s3:::*")),
      [],
    ],
    [
      "on all of a kind denies what is done to that kind",
      withRights(allow("lambda:InvokeFunction"), deny("lambda:InvokeFunction", "arn:aws:lambda:*:*:function:test-*")),
      [SCOPE],
      withRights(allow("lambda:InvokeFunction"), deny("lambda:InvokeFunction", "arn:aws:lambda:*:*:function:*")),
      [],
    ],
    [
      "on every secret denies the reading of secrets",
      withRights(
        allow("secretsmanager:GetSecretValue"),
        deny("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:test*"),
      ),
      [CREDENTIALS],
      withRights(
        allow("secretsmanager:GetSecretValue"),
        deny("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*"),
      ),
      [],
    ],
    [
      "of roles that are not passed to one service names that service",
      withRights(allow("iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/task`)),
      [PASSING],
      withRights(
        allow("iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/task`),
        deny("iam:PassRole", "*", { StringNotEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }),
      ),
      [],
    ],
    [
      "of something unknown is an open question",
      withObject(allow("*"), deny("pricing:GetProducts")),
      [ADMINISTRATOR],
      withObject(allow("*"), deny(UNKNOWN)),
      [`${ADMINISTRATOR}?`],
    ],
  ]);
});

describe("a Deny that makes an exception for an identity", () => {
  const unless = (operator: string, arns: unknown) => deny("*", "*", { [operator]: { "aws:PrincipalArn": arns } });
  const star = (...denials: readonly object[]): Stack => withRights(allow("*"), ...denials);
  const OTHER = `arn:aws:iam::${ACCOUNT}:role/breakglass`;
  const OWN = `arn:aws:iam::${ACCOUNT}:role/app`;
  itTellsApart([
    ["holds for all others", star(unless("ArnNotLike", OWN)), [ADMINISTRATOR], star(unless("ArnNotLike", OTHER)), []],
    [
      "holds for none of a list",
      star(unless("StringNotEquals", [OTHER, OWN])),
      [ADMINISTRATOR],
      star(unless("StringNotEquals", [OTHER])),
      [],
    ],
    [
      "holds for those that no pattern matches",
      star(unless("StringNotLike", "arn:aws:iam::*:role/a*")),
      [ADMINISTRATOR],
      star(unless("StringNotLike", "arn:aws:iam::*:role/b*")),
      [],
    ],
    [
      "holds for those that it names",
      star(unless("ArnEquals", OTHER)),
      [ADMINISTRATOR],
      star(unless("ArnEquals", OWN)),
      [],
    ],
    [
      "goes by the path as well",
      {
        role: role({ path: "/ops/" }),
        rights: inline("role", allow("*"), unless("ArnNotLike", "arn:aws:iam::*:role/ops/*")),
      },
      [ADMINISTRATOR],
      { role: role(), rights: inline("role", allow("*"), unless("ArnNotLike", "arn:aws:iam::*:role/ops/*")) },
      [],
    ],
    [
      "counts in a boundary",
      bounded([allow("*"), unless("ArnNotLike", OWN)], allow("*")),
      [ADMINISTRATOR],
      bounded([allow("*"), unless("ArnNotLike", OTHER)], allow("*")),
      [],
    ],
    [
      "is an open question where it names somebody unknown",
      star(unless("ArnNotLike", OTHER)),
      [],
      withObject(allow("*"), unless("ArnNotLike", UNKNOWN)),
      [`${ADMINISTRATOR}?`],
    ],
    [
      "is an open question where the identity's name is not known",
      star(unless("ArnNotLike", OTHER)),
      [],
      { role: role({ name: UNKNOWN }), rights: inline("role", allow("*"), unless("ArnNotLike", OTHER)) },
      [`${ADMINISTRATOR}?`],
    ],
    [
      "is an open question where it may be an Allow",
      star(unless("ArnNotLike", OTHER)),
      [],
      withObject(allow("*"), { ...unless("ArnNotLike", OTHER), Effect: UNKNOWN }),
      [`${ADMINISTRATOR}?`],
    ],
    [
      "is an open question where the identity's path is not known",
      star(unless("ArnNotLike", "arn:aws:iam::*:role/ops/*")),
      [],
      {
        role: role({ path: UNKNOWN }),
        rights: inline("role", allow("*"), unless("ArnNotLike", "arn:aws:iam::*:role/ops/*")),
      },
      [`${ADMINISTRATOR}?`],
    ],
    [
      "is not met by another condition beside it",
      star(
        deny("*", "*", {
          ArnNotLike: { "aws:PrincipalArn": OTHER },
          BoolIfExists: { "aws:MultiFactorAuthPresent": "false" },
        }),
      ),
      [ADMINISTRATOR],
      star(unless("ArnNotLike", OTHER)),
      [],
    ],
  ]);
  describe("and stands in a service control policy", () => {
    const config = underServiceControl(
      document(allow("*")),
      document(deny("iam:*", "*", { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ops-*" } })),
    );
    itTellsApart(
      [
        [
          "holds for all others",
          { role: role({ name: "ops-deploy" }), rights: inline("role", allow("*")) },
          [ADMINISTRATOR],
          { role: role({ name: "app" }), rights: inline("role", allow("*")) },
          [SERVICE],
        ],
      ],
      config,
    );
  });
});
