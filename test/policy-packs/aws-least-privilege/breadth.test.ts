import {
  ACCOUNT,
  ADMINISTRATOR,
  allow,
  BUCKET,
  CREDENTIALS,
  DATA,
  EXPOSURE,
  inline,
  itTellsApart,
  NEGATION,
  OBJECTS,
  role,
  SCOPE,
  SERVICE,
  UNKNOWN,
  withObject,
  withRights,
  type Pair,
} from "./stacks";

const REGION = `eu-west-1:${ACCOUNT}`;

/** The same action on what is too much, and on what is named. */
function on(title: string, action: unknown, wide: unknown, finding: string, narrow: unknown): Pair {
  return [title, withRights(allow(action, wide)), [finding], withRights(allow(action, narrow)), []];
}

/** One action on every resource is too much, and another one is not. */
function does(title: string, much: unknown, finding: string, little: unknown): Pair {
  return [title, withRights(allow(much)), [finding], withRights(allow(little)), []];
}

describe("a wildcard of a service", () => {
  itTellsApart([
    does("writes or lists", "s3:*", SERVICE, "s3:List*"),
    does("writes or describes", "ec2:*", SERVICE, "ec2:Describe*"),
    does("is one in whatever letters", "IAM:*", SERVICE, ["iam:Get*", "iam:List*"]),
    does("is one with a question mark", "sqs:?*", SERVICE, "sqs:Get?ueue*"),
    does("writes, unless the service only reads", "cloudwatch:*", SERVICE, "pricing:*"),
    on("is on every ARN of the service", "s3:*", "arn:aws:s3:::*", SERVICE, "arn:aws:sqs:*:*:*"),
    ["reads data", withRights(allow("s3:Get*")), [DATA], withRights(allow("s3:Get*", [BUCKET, OBJECTS])), []],
    [
      "is one finding for two services of one statement, and two for two statements",
      withRights(allow(["s3:*", "sqs:*"])),
      [SERVICE],
      withRights(allow("s3:*"), allow("sqs:*")),
      [SERVICE, SERVICE],
    ],
  ]);
});

describe("an element that leaves out", () => {
  itTellsApart([
    [
      "allows or denies",
      withRights({ Effect: "Allow", NotAction: "iam:*", Resource: OBJECTS }),
      [NEGATION],
      withRights(allow("s3:GetObject", OBJECTS), { Effect: "Deny", NotAction: "s3:*", Resource: "*" }),
      [],
    ],
    [
      "allows all resources but some or denies them",
      withRights({ Effect: "Allow", Action: "s3:GetObject", NotResource: OBJECTS }),
      [NEGATION],
      withRights(allow("s3:GetObject", OBJECTS), { Effect: "Deny", Action: "s3:*", NotResource: OBJECTS }),
      [],
    ],
    [
      "is an open question where its effect is",
      withObject({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
      [NEGATION],
      withObject({ Effect: UNKNOWN, NotAction: "iam:*", Resource: "*" }),
      [`${NEGATION}?`],
    ],
  ]);
});

describe("an action that writes", () => {
  itTellsApart([
    on("is on every object or on those of one bucket", "s3:PutObject", "*", SCOPE, OBJECTS),
    on("is on every bucket or on those of one name", "s3:PutObject", "arn:aws:s3:::*", SCOPE, "arn:aws:s3:::uploads-*"),
    on(
      "is on objects of every bucket or of those that end alike",
      "s3:PutObject",
      "arn:*:s3:::*/*",
      SCOPE,
      "arn:aws:s3:::*-uploads/*",
    ),
    on(
      "is on every queue or on one name in every region",
      "sqs:SendMessage",
      "arn:aws:sqs:*:*:*",
      SCOPE,
      "arn:aws:sqs:*:*:orders",
    ),
    on(
      "is on every queue of a region or on those of one name",
      "sqs:SendMessage",
      `arn:aws:sqs:${REGION}:*`,
      SCOPE,
      `arn:aws:sqs:${REGION}:orders-*`,
    ),
    on(
      "is on every function or on all versions of one",
      "lambda:InvokeFunction",
      "*",
      SCOPE,
      `arn:aws:lambda:${REGION}:function:app:*`,
    ),
    on("is on every table or on one with its indexes", "dynamodb:PutItem", "*", SCOPE, [
      `arn:aws:dynamodb:${REGION}:table/orders`,
      `arn:aws:dynamodb:${REGION}:table/orders/index/*`,
    ]),
    on("is on everything beside one thing or on that alone", "s3:PutObject", [OBJECTS, "*"], SCOPE, [OBJECTS]),
    on(
      "is on folders by a variable of the caller, which names them",
      "s3:PutObject",
      "arn:aws:s3:::*/*",
      SCOPE,
      "arn:aws:s3:::uploads/${aws:username}/*",
    ),
    does("takes single resources or none", "kms:ScheduleKeyDeletion", SCOPE, "kms:CreateKey"),
    does("takes single resources or sends metrics and traces", "events:PutEvents", SCOPE, [
      "cloudwatch:PutMetricData",
      "xray:PutTraceSegments",
    ]),
    does("writes or describes", "rds:DeleteDBInstance", SCOPE, [
      "rds:DescribeDBInstances",
      "ecr:GetAuthorizationToken",
      "sts:GetCallerIdentity",
    ]),
    [
      "is told of beside one that takes no resource",
      withRights(allow(["cloudwatch:PutMetricData", "s3:PutObject"])),
      [SCOPE],
      withRights(allow("cloudwatch:PutMetricData"), allow("s3:PutObject", OBJECTS)),
      [],
    ],
    [
      "is one finding of a statement",
      withRights(allow(["s3:PutObject", "sqs:SendMessage"])),
      [SCOPE],
      withRights(allow("s3:PutObject"), allow("sqs:SendMessage")),
      [SCOPE, SCOPE],
    ],
    [
      "is on what is not known",
      withObject(allow("s3:PutObject", OBJECTS)),
      [],
      withObject(allow("s3:PutObject", UNKNOWN)),
      [`${SCOPE}?`],
    ],
    [
      "is on everything beside what is not known",
      withObject(allow("s3:PutObject", [UNKNOWN, "*"])),
      [SCOPE],
      withObject(allow("s3:PutObject", [UNKNOWN, OBJECTS])),
      [`${SCOPE}?`],
    ],
  ]);
});

describe("the reading of data", () => {
  itTellsApart([
    on("is of every object or of those of one bucket", "s3:GetObject", "arn:aws:s3:::*/*", DATA, OBJECTS),
    on(
      "is of every table or of one",
      "dynamodb:Scan",
      "arn:aws:dynamodb:*:*:table/*",
      DATA,
      "arn:aws:dynamodb:*:*:table/orders*",
    ),
    on(
      "is of every queue or of one",
      "sqs:ReceiveMessage",
      `arn:aws:sqs:${REGION}:*`,
      DATA,
      `arn:aws:sqs:${REGION}:orders`,
    ),
    on(
      "is of every query's result or of one workgroup's",
      "athena:GetQueryResults",
      "*",
      DATA,
      `arn:aws:athena:${REGION}:workgroup/app`,
    ),
    on(
      "is of what every key has encrypted",
      "kms:Decrypt",
      "arn:aws:kms:*:*:key/*",
      DATA,
      `arn:aws:kms:${REGION}:key/mrk-1`,
    ),
    on(
      "is of every index of every table or of one table's",
      "dynamodb:Query",
      "arn:aws:dynamodb:*:*:table/*/index/*",
      DATA,
      "arn:aws:dynamodb:*:*:table/orders/index/*",
    ),
    does("is of what is stored or of what describes it", "s3:GetObjectVersion", DATA, [
      "s3:ListBucket",
      "s3:GetBucketLocation",
      "dynamodb:DescribeTable",
      "kms:DescribeKey",
    ]),
  ]);
});

describe("credentials", () => {
  itTellsApart([
    on(
      "are every secret or those of one name",
      "secretsmanager:GetSecretValue",
      "arn:aws:secretsmanager:*:*:secret:*",
      CREDENTIALS,
      "arn:aws:secretsmanager:*:*:secret:app/*",
    ),
    on(
      "are every parameter or those of one path",
      "ssm:GetParametersByPath",
      `arn:aws:ssm:${REGION}:parameter/*`,
      CREDENTIALS,
      `arn:aws:ssm:${REGION}:parameter/app/*`,
    ),
    on(
      "are every role's or those of one name",
      "sts:AssumeRole",
      "arn:aws:iam::*:role/*",
      CREDENTIALS,
      "arn:aws:iam::*:role/deploy",
    ),
    on(
      "are every user's or one's own",
      "iam:CreateAccessKey",
      "arn:aws:iam::*:user/*",
      CREDENTIALS,
      "arn:aws:iam::*:user/${aws:username}",
    ),
    on("are every instance's or one's", "ec2:GetPasswordData", "*", CREDENTIALS, `arn:aws:ec2:${REGION}:instance/i-1`),
    on(
      "are every database user's or one's",
      "redshift:GetClusterCredentials",
      "*",
      CREDENTIALS,
      `arn:aws:redshift:${REGION}:dbuser:app/app`,
    ),
    on(
      "are those of every database user or of one database's",
      "redshift:GetClusterCredentials",
      `arn:aws:redshift:${REGION}:dbuser:*`,
      CREDENTIALS,
      `arn:aws:redshift:${REGION}:dbuser:app/*`,
    ),
    does("are given out or listed", "codeartifact:GetAuthorizationToken", CREDENTIALS, [
      "secretsmanager:ListSecrets",
      "ssm:DescribeParameters",
      "iam:ListAccessKeys",
    ]),
    [
      "are one finding of a statement",
      withRights(allow(["secretsmanager:GetSecretValue", "ssm:GetParameter", "kms:Decrypt"])),
      [CREDENTIALS],
      withRights(allow("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:${REGION}:secret:app-*`)),
      [],
    ],
  ]);
});

describe("the opening of resources to others", () => {
  itTellsApart([
    on(
      "is of every bucket or of those of one name",
      "s3:PutBucketPolicy",
      "arn:aws:s3:::*",
      EXPOSURE,
      "arn:aws:s3:::uploads-*",
    ),
    on("is of every topic or of one", "sns:AddPermission", "*", EXPOSURE, `arn:aws:sns:${REGION}:orders`),
    on(
      "is of every function or of one",
      "lambda:AddPermission",
      "arn:aws:lambda:*:*:function:*",
      EXPOSURE,
      "arn:aws:lambda:*:*:function:app",
    ),
    on("is of every key or of one", "kms:PutKeyPolicy", "*", EXPOSURE, `arn:aws:kms:${REGION}:key/mrk-1`),
    on(
      "is of every repository or of a team's",
      "ecr:SetRepositoryPolicy",
      `arn:aws:ecr:${REGION}:repository/*`,
      EXPOSURE,
      `arn:aws:ecr:${REGION}:repository/shop/*`,
    ),
    on(
      "is of every snapshot or of one",
      "ec2:ModifySnapshotAttribute",
      "arn:aws:ec2:*::snapshot/*",
      EXPOSURE,
      "arn:aws:ec2:eu-west-1::snapshot/snap-1",
    ),
    on(
      "is of every database snapshot or of one",
      "rds:ModifyDBSnapshotAttribute",
      "*",
      EXPOSURE,
      `arn:aws:rds:${REGION}:snapshot:nightly`,
    ),
    [
      "is one finding of a statement that writes and reads as well",
      withRights(allow(["s3:PutBucketPolicy", "s3:PutObject", "s3:GetObject"])),
      [EXPOSURE],
      withRights(allow(["s3:PutBucketPolicy", "s3:PutObject", "s3:GetObject"], [BUCKET, OBJECTS])),
      [],
    ],
  ]);
});

describe("what is not known", () => {
  const hidden = { type: "aws:iam/rolePolicy:RolePolicy", properties: { role: "${role.name}", policy: UNKNOWN } };
  itTellsApart([
    [
      "is asked once of one document",
      { role: role(), hidden },
      [`${ADMINISTRATOR}?`],
      { role: role({ inlinePolicies: UNKNOWN }) },
      [`${ADMINISTRATOR}?`],
    ],
    [
      "is asked once of one statement",
      withObject(UNKNOWN),
      [`${ADMINISTRATOR}?`],
      withObject(allow(UNKNOWN)),
      [`${ADMINISTRATOR}?`],
    ],
    [
      "is asked of a boundary where it decides",
      { role: role({ permissionsBoundary: UNKNOWN }), rights: inline("role", allow("s3:PutObject")) },
      [`${SCOPE}?`],
      { role: role({ permissionsBoundary: UNKNOWN }), rights: inline("role", allow("s3:PutObject", OBJECTS)) },
      [],
    ],
  ]);
});
