import assert from "node:assert/strict";
import { mock } from "node:test";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ArgumentError, grants, trust, WorkloadRole, type WorkloadRoleArgs } from "../../../components/aws";
import { UnknownProperty, type PropertyMap } from "../../../policy-packs/judge/resource";
import { MANDATE, MANDATE_TAGS } from "../mandate";
import { judge, only, run, TODAY } from "../mock-run";

const FIT: WorkloadRoleArgs = { ...MANDATE, trust: trust.lambda(), grants: [] };

const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const COMPONENT = "mandate:aws:WorkloadRole";
const PROVIDER = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
const EKS_PROVIDER = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC";
const CLUSTER = "arn:aws:eks:eu-central-1:111122223333:cluster/shop";

function make(changes: object): () => WorkloadRole {
  return () => new WorkloadRole("uploader", { ...FIT, ...changes });
}

function json(value: unknown): unknown {
  assert.equal(typeof value, "string");
  return JSON.parse(value as string);
}

describe("WorkloadRole", () => {
  it("registers its intent as plain data", async () => {
    const resources = await run(
      make({
        trust: trust.githubActions(PROVIDER, "octo-org/shop", { ref: "refs/heads/main" }),
        grants: [
          grants.s3List("arn:aws:s3:::uploads", "incoming/"),
          grants.sqsSend("arn:aws:sqs:eu-central-1:111122223333:jobs"),
        ],
        permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
        maxSessionDuration: 7200,
        tags: { team: "shop" },
      }),
    );
    assert.deepEqual(only(resources, COMPONENT).inputs, {
      ...MANDATE,
      trust: { kind: "githubActions", provider: PROVIDER, repository: "octo-org/shop", ref: "refs/heads/main" },
      grants: [
        {
          actions: ["s3:ListBucket"],
          resources: ["arn:aws:s3:::uploads"],
          conditions: { StringLike: { "s3:prefix": ["incoming/*"] } },
        },
        { actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:eu-central-1:111122223333:jobs"] },
      ],
      permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
      maxSessionDuration: 7200,
    });
  });

  it("registers on which resource each grant is, and what follows its ARN, which a preview knows", async () => {
    const program = () => {
      const bucket = new aws.s3.Bucket("uploads");
      const table = new aws.dynamodb.Table("orders", { attributes: [] });
      const given = [
        grants.s3Read(bucket, "incoming/"),
        grants.dynamodbRead(table),
        grants.s3Write(bucket.arn),
        grants.custom({ actions: ["s3:GetBucketTagging"], resources: [bucket, "arn:aws:s3:::archive"] }),
      ];
      make({ grants: given })();
    };
    const uploads = "urn:pulumi:dev::shop::aws:s3/bucket:Bucket::uploads";
    const orders = "urn:pulumi:dev::shop::aws:dynamodb/table:Table::orders";
    const expected = [
      [{ resource: uploads, suffix: "/incoming/*" }],
      [
        { resource: orders, suffix: "" },
        { resource: orders, suffix: "/index/*" },
      ],
      undefined,
      [{ resource: uploads, suffix: "" }, {}],
    ];
    for (const unknown of [false, true]) {
      const registered = only(await run(program, { unknown }), COMPONENT).inputs["grants"] as readonly PropertyMap[];
      assert.deepEqual(
        registered.map(({ on }) => on),
        expected,
      );
    }
  });

  it("makes a role that bears the mandate, its boundary and its session", async () => {
    const resources = await run(
      make({ tags: { team: "shop" }, permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary" }),
    );
    const { assumeRolePolicy: _, ...inputs } = only(resources, ROLE).inputs;
    assert.deepEqual(inputs, {
      maxSessionDuration: 3600,
      permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
      tags: { team: "shop", ...MANDATE_TAGS },
    });
  });

  it("answers with the role's ARN and name", async () => {
    const made: WorkloadRole[] = [];
    await run(() => made.push(make({})()));
    const [role] = made;
    assert.ok(role);
    const [arn, name] = await Promise.all([role.roleArn, role.roleName].map(valueOf));
    assert.deepEqual([arn, name], ["arn:aws:iam::111122223333:role/uploader", "uploader"]);
    assert.equal(role.instanceProfileName, undefined);
  });

  it("makes no policy where nothing is granted", async () => {
    const resources = await run(make({ grants: [] }));
    assert.deepEqual(
      resources.map(({ type }) => type),
      [COMPONENT, ROLE],
    );
  });

  it("makes an instance profile for EC2, with the tags of the role", async () => {
    const resources = await run(make({ trust: trust.ec2() }));
    assert.deepEqual(only(resources, "aws:iam/instanceProfile:InstanceProfile").inputs, {
      role: "uploader",
      tags: MANDATE_TAGS,
    });
  });
});

function valueOf(output: pulumi.Output<string>): Promise<string> {
  return new Promise((resolve) => output.apply(resolve));
}

const TRUSTS: readonly (readonly [title: string, given: WorkloadRoleArgs["trust"], statement: object])[] = [
  ["Lambda", trust.lambda(), service("lambda.amazonaws.com")],
  ["EC2", trust.ec2(), service("ec2.amazonaws.com")],
  [
    "ECS, for tasks of one account and region",
    trust.ecs({ account: "111122223333", region: "eu-central-1" }),
    {
      ...service("ecs-tasks.amazonaws.com"),
      Condition: {
        StringEquals: { "aws:SourceAccount": "111122223333" },
        ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-central-1:111122223333:*" },
      },
    },
  ],
  [
    "ECS in China, which is another partition",
    trust.ecs({ account: "111122223333", region: "cn-north-1" }),
    {
      ...service("ecs-tasks.amazonaws.com"),
      Condition: {
        StringEquals: { "aws:SourceAccount": "111122223333" },
        ArnLike: { "aws:SourceArn": "arn:aws-cn:ecs:cn-north-1:111122223333:*" },
      },
    },
  ],
  [
    "one service account of EKS, with audience and subject",
    trust.eks(EKS_PROVIDER, { namespace: "shop", serviceAccount: "uploader" }),
    federated(EKS_PROVIDER, "oidc.eks.eu-central-1.amazonaws.com/id/ABC", "system:serviceaccount:shop:uploader"),
  ],
  [
    "one service account through EKS Pod Identity",
    trust.eksPodIdentity({ arn: CLUSTER }, { namespace: "shop", serviceAccount: "uploader" }),
    {
      ...service("pods.eks.amazonaws.com"),
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringEquals: {
          "aws:RequestTag/eks-cluster-arn": CLUSTER,
          "aws:RequestTag/kubernetes-namespace": "shop",
          "aws:RequestTag/kubernetes-service-account": "uploader",
        },
      },
    },
  ],
  [
    "one branch of a repository of GitHub",
    trust.githubActions(PROVIDER, "octo-org/shop", { ref: "refs/heads/main" }),
    federated(PROVIDER, "token.actions.githubusercontent.com", "repo:octo-org/shop:ref:refs/heads/main"),
  ],
  [
    "one environment of a repository with immutable ids",
    trust.githubActions(PROVIDER, "octo-org@123/shop@456", { environment: "prod:eu" }),
    federated(PROVIDER, "token.actions.githubusercontent.com", "repo:octo-org@123/shop@456:environment:prod%3Aeu"),
  ],
];

function service(principal: string): object {
  return { Sid: "Workload", Effect: "Allow", Principal: { Service: principal }, Action: "sts:AssumeRole" };
}

function federated(provider: string, issuer: string, subject: string): object {
  return {
    Sid: "Workload",
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: subject } },
  };
}

describe("trust of a WorkloadRole", () => {
  for (const [title, given, statement] of TRUSTS) {
    it(`is in ${title}`, async () => {
      const resources = await run(make({ trust: given }));
      const document = json(only(resources, ROLE).inputs["assumeRolePolicy"]);
      assert.deepEqual(document, { Version: "2012-10-17", Statement: [statement] });
    });
  }

  it("is known in a preview where its arguments are", async () => {
    const resources = await run(make({}), { unknown: true });
    assert.deepEqual(json(only(resources, ROLE).inputs["assumeRolePolicy"]), {
      Version: "2012-10-17",
      Statement: [service("lambda.amazonaws.com")],
    });
  });
});

const TABLE = "arn:aws:dynamodb:eu-central-1:111122223333:table/orders";
const HERE = "eu-central-1:111122223333";

const GRANTS: readonly (readonly [grant: WorkloadRoleArgs["grants"][number], statement: object])[] = [
  [grants.s3Read("arn:aws:s3:::uploads"), allow("S3Read", ["s3:GetObject"], "arn:aws:s3:::uploads/*")],
  [grants.s3Read("arn:aws:s3:::uploads", "in/"), allow("S3Read", ["s3:GetObject"], "arn:aws:s3:::uploads/in/*")],
  [grants.s3List("arn:aws:s3:::uploads"), allow("S3List", ["s3:ListBucket"], "arn:aws:s3:::uploads")],
  [
    grants.s3List("arn:aws:s3:::uploads", "in/"),
    {
      ...allow("S3List", ["s3:ListBucket"], "arn:aws:s3:::uploads"),
      Condition: { StringLike: { "s3:prefix": ["in/*"] } },
    },
  ],
  [
    grants.s3Write("arn:aws:s3:::uploads"),
    allow("S3Write", ["s3:PutObject", "s3:AbortMultipartUpload"], "arn:aws:s3:::uploads/*"),
  ],
  [grants.s3Delete("arn:aws:s3:::uploads"), allow("S3Delete", ["s3:DeleteObject"], "arn:aws:s3:::uploads/*")],
  [
    grants.dynamodbRead(TABLE),
    allow(
      "DynamodbRead",
      ["dynamodb:BatchGetItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
      TABLE,
      `${TABLE}/index/*`,
    ),
  ],
  [grants.dynamodbWrite(TABLE), allow("DynamodbWrite", ["dynamodb:PutItem", "dynamodb:UpdateItem"], TABLE)],
  [grants.dynamodbDelete(TABLE), allow("DynamodbDelete", ["dynamodb:DeleteItem"], TABLE)],
  [grants.sqsSend(`arn:aws:sqs:${HERE}:jobs`), allow("SqsSend", ["sqs:SendMessage"], `arn:aws:sqs:${HERE}:jobs`)],
  [
    grants.sqsReceive(`arn:aws:sqs:${HERE}:jobs.fifo`),
    allow(
      "SqsReceive",
      ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
      `arn:aws:sqs:${HERE}:jobs.fifo`,
    ),
  ],
  [grants.snsPublish(`arn:aws:sns:${HERE}:news`), allow("SnsPublish", ["sns:Publish"], `arn:aws:sns:${HERE}:news`)],
  [
    grants.secretRead(`arn:aws:secretsmanager:${HERE}:secret:shop/db-Ab3dEf`),
    allow("SecretRead", ["secretsmanager:GetSecretValue"], `arn:aws:secretsmanager:${HERE}:secret:shop/db-Ab3dEf`),
  ],
  [
    grants.ssmParameterRead(`arn:aws:ssm:${HERE}:parameter/shop/url`),
    allow("SsmParameterRead", ["ssm:GetParameter", "ssm:GetParameters"], `arn:aws:ssm:${HERE}:parameter/shop/url`),
  ],
  [
    grants.kmsDecrypt(`arn:aws:kms:${HERE}:key/6f0c8f5e`),
    allow("KmsDecrypt", ["kms:Decrypt"], `arn:aws:kms:${HERE}:key/6f0c8f5e`),
  ],
  [
    grants.logsWrite(`arn:aws:logs:${HERE}:log-group:/shop/uploader`),
    allow(
      "LogsWrite",
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      `arn:aws:logs:${HERE}:log-group:/shop/uploader:*`,
    ),
  ],
  [
    grants.custom({
      actions: ["states:StartExecution"],
      resources: [`arn:aws:states:${HERE}:stateMachine:shop-*`],
      conditions: { StringEquals: { "aws:ResourceTag/team": "shop" } },
    }),
    {
      ...allow("Custom", ["states:StartExecution"], `arn:aws:states:${HERE}:stateMachine:shop-*`),
      Condition: { StringEquals: { "aws:ResourceTag/team": "shop" } },
    },
  ],
  [
    grants.custom({ actions: ["cloudwatch:PutMetricData"], resources: ["*"] }),
    allow("Custom", ["cloudwatch:PutMetricData"], "*"),
  ],
];

function allow(sid: string, actions: readonly string[], ...resources: readonly string[]): object {
  return { Sid: sid, Effect: "Allow", Action: actions, Resource: resources };
}

describe("grants of a WorkloadRole", () => {
  for (const [grant, statement] of GRANTS) {
    const scope = "prefix" in grant ? " under a prefix" : "";
    it(`come to exactly these permissions: ${grant.kind}${scope} ${JSON.stringify(statement).length}`, async () => {
      const resources = await run(make({ grants: [grant] }));
      assert.deepEqual(json(only(resources, ROLE_POLICY).inputs["policy"]), {
        Version: "2012-10-17",
        Statement: [statement],
      });
    });
  }

  it("bear names of their own where two are of a kind", async () => {
    const resources = await run(
      make({ grants: [grants.s3Read("arn:aws:s3:::a-bucket"), grants.s3Read("arn:aws:s3:::b-bucket")] }),
    );
    const { Statement } = json(only(resources, ROLE_POLICY).inputs["policy"]) as { Statement: { Sid: string }[] };
    assert.deepEqual(
      Statement.map(({ Sid }) => Sid),
      ["S3Read", "S3Read2"],
    );
  });

  it("take a resource for its ARN", async () => {
    const resources = await run(() => {
      const table = new aws.dynamodb.Table("orders", { hashKey: "id", attributes: [{ name: "id", type: "S" }] });
      return make({ grants: [grants.dynamodbRead(table)] })();
    });
    const [grant] = only(resources, COMPONENT).inputs["grants"] as readonly PropertyMap[];
    assert.deepEqual(grant?.["resources"], [TABLE, `${TABLE}/index/*`]);
  });
});

const BUCKET = "the ARN of an S3 bucket such as arn:aws:s3:::uploads";
const OWNED = "a text of at most 256 letters, digits, spaces and _ . : / = + - @";
const ONE_ACTION = "one action such as s3:GetObject";
const SOME_ARN = "the ARN of a resource, with wildcards at most within its name";
const custom = (actions: unknown, resources: unknown, more: object = {}) => ({
  grants: [{ kind: "custom", actions, resources, ...more }],
});
const github = (repository: unknown, run: object) => ({
  trust: { kind: "githubActions", provider: PROVIDER, repository, ...run },
});

/** What is changed in fit arguments, and what the error then says behind the component's name. */
const UNFIT: readonly (readonly [changes: object, message: string])[] = [
  [{ expiry: "next year" }, 'expiry: expected an ISO date such as 2027-03-31, found "next year"'],
  [
    { reviewDate: "2026-11-21", expiry: "2026-11-21" },
    'expiry: expected a date that lies ahead (today is 2026-11-21), found "2026-11-21"',
  ],
  [{ owner: undefined }, `owner: expected ${OWNED}, found nothing`],
  [{ purpose: "Uploads (all of them)" }, `purpose: expected ${OWNED}, found "Uploads (all of them)"`],
  [{ approver: "team-shop" }, 'approver: expected somebody other than the owner, found "team-shop"'],
  [
    { owner: pulumi.output("team-shop") },
    `owner: expected ${OWNED}, found an Output, which is not known while the program runs`,
  ],
  [{ owner: Promise.resolve("team-shop") }, `owner: expected ${OWNED}, found a Promise`],
  [{ trust: undefined }, "trust: expected a trust such as trust.lambda(), found nothing"],
  [
    { trust: { kind: "anybody" } },
    'trust.kind: expected one of lambda, ec2, ecs, eks, eksPodIdentity, githubActions, found "anybody"',
  ],
  [
    { trust: trust.ecs({ account: "1111", region: "eu-central-1" }) },
    'trust.account: expected an account id of twelve digits, found "1111"',
  ],
  [
    { trust: trust.ecs({ account: "111122223333", region: "*" }) },
    'trust.region: expected a region such as eu-central-1, found "*"',
  ],
  [
    {
      trust: trust.eks("https://oidc.eks.eu-central-1.amazonaws.com/id/ABC", {
        namespace: "shop",
        serviceAccount: "up",
      }),
    },
    'trust.provider: expected the ARN of an OpenID Connect provider such as arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com, found "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC"',
  ],
  [
    { trust: trust.eks(EKS_PROVIDER, { namespace: "*", serviceAccount: "up" }) },
    'trust.namespace: expected the name of one namespace, found "*"',
  ],
  [
    { trust: trust.eks(EKS_PROVIDER, { namespace: "shop", serviceAccount: "up*" }) },
    'trust.serviceAccount: expected the name of one service account, found "up*"',
  ],
  [
    { trust: trust.eks(EKS_PROVIDER, { namespace: "shop", serviceAccount: "default" }) },
    'trust.serviceAccount: expected the workload\'s own, because every pod may run as this one, found "default"',
  ],
  [
    { trust: trust.eksPodIdentity("shop", { namespace: "shop", serviceAccount: "up" }) },
    'trust.cluster: expected the ARN of an EKS cluster such as arn:aws:eks:eu-central-1:111122223333:cluster/shop, found "shop"',
  ],
  [
    github("octo-org/*", { ref: "refs/heads/main" }),
    'trust.repository: expected one repository such as octo-org/shop, or octo-org@1234/shop@5678 with immutable ids, found "octo-org/*"',
  ],
  [
    github("octo-org@1/shop", { ref: "refs/heads/main" }),
    'trust.repository: expected one repository such as octo-org/shop, or octo-org@1234/shop@5678 with immutable ids, found "octo-org@1/shop"',
  ],
  [
    github("octo-org/shop", { ref: "refs/heads/*" }),
    'trust.ref: expected one branch or tag such as refs/heads/main, found "refs/heads/*"',
  ],
  [
    github("octo-org/shop", { ref: "main" }),
    'trust.ref: expected one branch or tag such as refs/heads/main, found "main"',
  ],
  [
    github("octo-org/shop", { ref: "refs/pull/1/merge" }),
    'trust.ref: expected one branch or tag such as refs/heads/main, found "refs/pull/1/merge"',
  ],
  [github("octo-org/shop", {}), "trust.ref: expected one branch or tag such as refs/heads/main, found nothing"],
  [
    github("octo-org/shop", { environment: "prod*" }),
    'trust.environment: expected the name of one environment, found "prod*"',
  ],
  [
    github("octo-org/shop", { ref: "refs/heads/main", environment: "prod" }),
    'trust.environment: expected no environment beside a ref, because a token names only one of them, found "prod"',
  ],
  [{ grants: undefined }, "grants: expected a list such as [grants.s3Read(bucket)], found nothing"],
  [
    { grants: grants.s3Read("arn:aws:s3:::uploads") },
    "grants: expected a list such as [grants.s3Read(bucket)], found an object",
  ],
  [
    { grants: [{ kind: "s3Everything", resource: "arn:aws:s3:::uploads" }] },
    'grants[0].kind: expected one of s3Read, s3List, s3Write, s3Delete, dynamodbRead, dynamodbWrite, dynamodbDelete, sqsSend, sqsReceive, snsPublish, secretRead, ssmParameterRead, kmsDecrypt, logsWrite, custom, found "s3Everything"',
  ],
  [{ grants: [grants.s3Read("uploads")] }, `grants[0].resource: expected ${BUCKET}, found "uploads"`],
  [{ grants: [grants.s3Read("arn:aws:s3:::*")] }, `grants[0].resource: expected ${BUCKET}, found "arn:aws:s3:::*"`],
  [{ grants: [grants.s3Read("*")] }, `grants[0].resource: expected ${BUCKET}, found "*"`],
  [
    { grants: [grants.s3Read("arn:aws:s3:::uploads", "*")] },
    'grants[0].prefix: expected the beginning of a key such as incoming/, without wildcards, found "*"',
  ],
  [
    { grants: [{ ...grants.sqsSend(`arn:aws:sqs:${HERE}:jobs`), prefix: "in/" }] },
    'grants[0].prefix: expected no prefix for sqsSend, found "in/"',
  ],
  [
    { grants: [grants.kmsDecrypt(`arn:aws:kms:${HERE}:alias/shop`)] },
    `grants[0].resource: expected the ARN of a KMS key such as arn:aws:kms:${HERE}:key/6f0c8f5e-0000-4000-8000-000000000000, found "arn:aws:kms:${HERE}:alias/shop"`,
  ],
  [custom(["*"], [TABLE]), `grants[0].actions[0]: expected ${ONE_ACTION}, found "*"`],
  [custom(["s3:*"], [TABLE]), `grants[0].actions[0]: expected ${ONE_ACTION}, found "s3:*"`],
  [custom(["s3:Get*"], [TABLE]), `grants[0].actions[0]: expected ${ONE_ACTION}, found "s3:Get*"`],
  [custom([], [TABLE]), "grants[0].actions: expected a list of actions such as s3:GetObject, found an empty list"],
  [custom(["s3:GetObject"], []), "grants[0].resources: expected a list of ARNs, found an empty list"],
  [
    custom(["s3:GetObject"], ["*"]),
    'grants[0].resources[0]: expected an ARN, because s3:GetObject can be granted on one, found "*"',
  ],
  [
    custom(["cloudwatch:PutMetricData", "s3:GetObject"], ["*"]),
    'grants[0].resources[0]: expected an ARN, because s3:GetObject can be granted on one, found "*"',
  ],
  [
    custom(["s3:GetObject"], ["arn:aws:s3:::*/secret"]),
    `grants[0].resources[0]: expected ${SOME_ARN}, found "arn:aws:s3:::*/secret"`,
  ],
  [
    custom(["sqs:SendMessage"], ["arn:aws:sqs:*:111122223333:jobs"]),
    `grants[0].resources[0]: expected ${SOME_ARN}, found "arn:aws:sqs:*:111122223333:jobs"`,
  ],
  [
    custom(["s3:GetObject"], [TABLE], { conditions: "none" }),
    'grants[0].conditions: expected conditions such as { StringEquals: { key: "value" } }, found "none"',
  ],
  [
    custom(["s3:GetObject"], [TABLE], { conditions: { StringEquals: "shop" } }),
    'grants[0].conditions.StringEquals: expected a key and its value such as { "aws:ResourceTag/team": "shop" }, found "shop"',
  ],
  [{ owner: "(".repeat(200) }, `owner: expected ${OWNED}, found "${"(".repeat(160)}…"`],
  [
    { permissionsBoundary: "boundary" },
    'permissionsBoundary: expected the ARN of a managed policy such as arn:aws:iam::111122223333:policy/boundary, found "boundary"',
  ],
  [{ maxSessionDuration: 900 }, "maxSessionDuration: expected a whole number of seconds from 3600 to 43200, found 900"],
  [
    { maxSessionDuration: 43201 },
    "maxSessionDuration: expected a whole number of seconds from 3600 to 43200, found 43201",
  ],
  [
    { maxSessionDuration: "3600" },
    'maxSessionDuration: expected a whole number of seconds from 3600 to 43200, found "3600"',
  ],
  [{ tags: { Owner: "team-x" } }, 'tags.Owner: expected no tag that the component writes itself, found "team-x"'],
  [
    { owner: "", expiry: "soon", grants: [grants.s3Read("uploads")], tags: { expiry: "never" } },
    [
      "4 arguments are not as expected",
      `  owner: expected ${OWNED}, found ""`,
      '  expiry: expected an ISO date such as 2027-03-31, found "soon"',
      `  grants[0].resource: expected ${BUCKET}, found "uploads"`,
      '  tags.expiry: expected no tag that the component writes itself, found "never"',
    ].join("\n"),
  ],
];

describe("arguments of a WorkloadRole", () => {
  beforeEach(() => mock.timers.enable({ apis: ["Date"], now: TODAY }));
  afterEach(() => mock.timers.reset());

  for (const [changes, message] of UNFIT) {
    it(`are refused: ${message.split("\n")[0] ?? ""}`, () => {
      assert.throws(make(changes), (error: unknown) => {
        assert.ok(error instanceof ArgumentError);
        assert.equal(error.message, `WorkloadRole "uploader": ${message}`);
        return true;
      });
    });
  }

  it("are demanded by type", () => {
    const { owner: _, ...ownerless } = FIT;
    // @ts-expect-error -- nobody owns it
    assert.throws(() => new WorkloadRole("uploader", ownerless), ArgumentError);
    // @ts-expect-error -- an owner must be known while the program runs
    assert.throws(() => new WorkloadRole("uploader", { ...FIT, owner: pulumi.output("team-shop") }), ArgumentError);
    const run = { ref: "refs/heads/main", environment: "production" };
    // @ts-expect-error -- a run of GitHub has either a ref or an environment
    const both: WorkloadRoleArgs["trust"] = { kind: "githubActions", provider: PROVIDER, repository: "o/r", ...run };
    assert.throws(() => new WorkloadRole("uploader", { ...FIT, trust: both }), ArgumentError);
    // @ts-expect-error -- there are no arguments at all
    assert.throws(() => new WorkloadRole("uploader"), ArgumentError);
  });
});

describe("a WorkloadRole under all rules", () => {
  const tags = { owner: "team-shop", environment: "production", purpose: "Keeps what customers upload" };
  type Provider = aws.iam.OpenIdConnectProvider;
  const program =
    (
      given: (provider: Provider) => WorkloadRoleArgs["trust"],
      runAs: (role: WorkloadRole) => unknown = () => undefined,
    ) =>
    () => {
      const bucket = new aws.s3.Bucket("uploads", { tags });
      const provider = new aws.iam.OpenIdConnectProvider("github", {
        url: "https://token.actions.githubusercontent.com",
        clientIdLists: ["sts.amazonaws.com"],
        tags,
      });
      const role = new WorkloadRole("uploader", {
        ...FIT,
        trust: given(provider),
        grants: [grants.s3Read(bucket, "incoming/"), grants.s3Write(bucket)],
      });
      runAs(role);
    };
  const podIdentity = { namespace: "shop", serviceAccount: "uploader" };
  const kinds: readonly (readonly [string, () => void])[] = [
    [
      "lambda",
      program(
        () => trust.lambda(),
        ({ roleArn }) => new aws.lambda.Function("uploader", { role: roleArn, tags }),
      ),
    ],
    [
      "ec2",
      program(
        () => trust.ec2(),
        ({ instanceProfileName }) =>
          instanceProfileName &&
          new aws.ec2.Instance("uploader", {
            iamInstanceProfile: instanceProfileName,
            metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
            tags,
          }),
      ),
    ],
    [
      "ecs",
      program(
        () => trust.ecs({ account: "111122223333", region: "eu-central-1" }),
        ({ roleArn }) =>
          new aws.ecs.TaskDefinition("uploader", {
            family: "uploader",
            taskRoleArn: roleArn,
            containerDefinitions: JSON.stringify([{ name: "uploader", image: "uploader" }]),
            tags,
          }),
      ),
    ],
    ["eks", program(() => trust.eks(EKS_PROVIDER, podIdentity))],
    [
      "eksPodIdentity",
      program(
        () => trust.eksPodIdentity(CLUSTER, podIdentity),
        ({ roleArn }) =>
          new aws.eks.PodIdentityAssociation("uploader", { clusterName: "shop", roleArn, ...podIdentity, tags }),
      ),
    ],
    [
      "githubActions",
      program((provider) => trust.githubActions(provider, "octo-org/shop", { environment: "production" })),
    ],
  ];

  for (const [kind, made] of kinds) {
    it(`has no finding where ARNs are known: ${kind}`, async () => {
      assert.deepEqual(judge(await run(made)), []);
    });

    it(`has no finding in a preview where none is, for its intent is plain: ${kind}`, async () => {
      const resources = await run(made, { unknown: true });
      assert.ok(only(resources, ROLE_POLICY).inputs["policy"] instanceof UnknownProperty);
      assert.deepEqual(judge(resources), []);
    });
  }
});
