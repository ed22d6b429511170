import { formatDay } from "../identity/lifetime";
import type { Sent } from "../test/engine/pack-process";
import { urnOf } from "../test/engine/pack-process";

const ACCOUNT = "123456789012";

/** Resources of an ordinary AWS stack: services of twelve resources each, with the properties that such ones have. */
export function mixedResources(count: number): readonly Sent[] {
  const resources: Sent[] = [];
  for (let number = 0; resources.length < count; number += 1) resources.push(...service(`service-${String(number)}`));
  return resources.slice(0, count);
}

function service(name: string): readonly Sent[] {
  return [...storage(name), ...access(name), ...compute(name)];
}

/** A whole mandate: what is measured is looking, and not the telling of thousands of findings. */
function tagsOf(name: string) {
  const tags = {
    owner: "team-payments@example.com",
    "control-owner": "team-platform-security",
    environment: "production",
    purpose: `Runs ${name}`,
    approver: "security-review-board",
    monitor: "soc-on-call",
    revoker: "platform-on-call",
    "review-date": dayAhead(30),
    expiry: dayAhead(90),
    Name: name,
  };
  return { tags, tagsAll: { ...tags, costCentre: "4711" } };
}

function storage(name: string): readonly Sent[] {
  const tagged = tagsOf(name);
  return [
    {
      type: "aws:s3/bucket:Bucket",
      name: `${name}-uploads`,
      properties: { bucket: `${name}-uploads`, forceDestroy: false, versioning: { enabled: true }, ...tagged },
    },
    {
      type: "aws:dynamodb/table:Table",
      name,
      properties: {
        name,
        billingMode: "PAY_PER_REQUEST",
        hashKey: "id",
        attributes: [{ name: "id", type: "S" }],
        serverSideEncryption: { enabled: true },
        ...tagged,
      },
    },
    {
      type: "aws:secretsmanager/secret:Secret",
      name: `${name}-database`,
      properties: { name: `${name}/database`, description: `Database of ${name}`, recoveryWindowInDays: 30, ...tagged },
    },
    {
      type: "aws:sqs/queue:Queue",
      name: `${name}-jobs`,
      properties: { name: `${name}-jobs`, messageRetentionSeconds: 345600, sqsManagedSseEnabled: true, ...tagged },
    },
  ];
}

function dayAhead(days: number): string {
  return formatDay(new Date(Date.now() + days * 24 * 60 * 60 * 1000));
}

function roleOf(name: string): Sent {
  return {
    type: "aws:iam/role:Role",
    name: `${name}-role`,
    properties: {
      name: `${name}-role`,
      path: "/",
      maxSessionDuration: 3600,
      assumeRolePolicy: trust(),
      ...tagsOf(name),
    },
  };
}

function access(name: string): readonly Sent[] {
  const bucket = `arn:aws:s3:::${name}-uploads`;
  const table = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/${name}`;
  const role = roleOf(name);
  const policy: Sent = {
    type: "aws:iam/policy:Policy",
    name: `${name}-policy`,
    properties: { name: `${name}-policy`, path: "/", policy: grants(bucket, table), ...tagsOf(name) },
  };
  return [
    role,
    policy,
    {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      name: `${name}-attachment`,
      properties: { role: `${name}-role`, policyArn: `arn:aws:iam::${ACCOUNT}:policy/${name}-policy` },
      propertyDependencies: { role: [urnOf(role)], policyArn: [urnOf(policy)] },
    },
    {
      type: "aws:iam/rolePolicy:RolePolicy",
      name: `${name}-logs`,
      properties: { name: `${name}-logs`, role: `${name}-role`, policy: logging(name) },
      propertyDependencies: { role: [urnOf(role)] },
    },
  ];
}

function compute(name: string): readonly Sent[] {
  const tagged = tagsOf(name);
  return [
    {
      type: "aws:cloudwatch/logGroup:LogGroup",
      name: `${name}-logs`,
      properties: { name: `/aws/lambda/${name}`, retentionInDays: 30, skipDestroy: false, ...tagged },
    },
    {
      type: "aws:lambda/function:Function",
      name,
      properties: {
        name,
        role: `arn:aws:iam::${ACCOUNT}:role/${name}-role`,
        runtime: "nodejs20.x",
        handler: "index.handler",
        memorySize: 512,
        timeout: 30,
        environment: { variables: { TABLE: name, BUCKET: `${name}-uploads`, LOG_LEVEL: "info", RETRIES: "3" } },
        ...tagged,
      },
      propertyDependencies: { role: [urnOf(roleOf(name))] },
    },
    {
      type: "aws:ec2/instance:Instance",
      name: `${name}-worker`,
      properties: {
        ami: "ami-0abcdef1234567890",
        instanceType: "t3.micro",
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        rootBlockDevice: { encrypted: true, volumeSize: 20, volumeType: "gp3" },
        ...tagged,
      },
    },
    {
      type: "aws:ec2/securityGroup:SecurityGroup",
      name: `${name}-group`,
      properties: {
        description: `Traffic of ${name}`,
        ingress: [{ fromPort: 443, toPort: 443, protocol: "tcp", cidrBlocks: ["10.0.0.0/8"] }],
        egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
        ...tagged,
      },
    },
  ];
}

function trust(): string {
  return document([{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }]);
}

function grants(bucket: string, table: string): string {
  return document([
    { Sid: "Read", Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: [bucket, `${bucket}/*`] },
    { Sid: "Records", Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: table },
    { Sid: "NoDelete", Effect: "Deny", Action: "dynamodb:DeleteTable", Resource: "*" },
  ]);
}

function logging(name: string): string {
  const group = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/aws/lambda/${name}:*`;
  return document([{ Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: group }]);
}

function document(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
