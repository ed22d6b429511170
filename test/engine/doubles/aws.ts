import { createHash } from "node:crypto";
import { UNKNOWN_STRING } from "../../../policy-packs/judge/wire";
import type { Wire } from "../../../inputs/program/structs";
import { asJsonText, type Cloud, type Properties, type Registered } from "./provider-double";

const ACCOUNT = "123456789012";
const REGION = "eu-west-1";

/** What the double knows of a type; every type that is not listed here has an ARN made from its module and no name. */
interface Kind {
  /** The property that is filled in with the logical name and a random suffix. */
  readonly named?: string;
  /** `{name}` stands for the physical name. */
  readonly arn?: string;
  readonly id?: "arn" | "name";
  /** Type takes part in `tagsAll`. */
  readonly tagged?: true;
  /** Properties that hold a policy document. */
  readonly documents?: readonly string[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  "aws:iam/role:Role": {
    named: "name",
    arn: `arn:aws:iam::${ACCOUNT}:role/{name}`,
    tagged: true,
    documents: ["assumeRolePolicy"],
  },
  "aws:iam/policy:Policy": {
    named: "name",
    arn: `arn:aws:iam::${ACCOUNT}:policy/{name}`,
    id: "arn",
    tagged: true,
    documents: ["policy"],
  },
  "aws:iam/rolePolicy:RolePolicy": { named: "name", documents: ["policy"] },
  "aws:iam/user:User": { named: "name", arn: `arn:aws:iam::${ACCOUNT}:user/{name}`, tagged: true },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {},
  "aws:iam/accessKey:AccessKey": {},
  "aws:iam/instanceProfile:InstanceProfile": {
    named: "name",
    arn: `arn:aws:iam::${ACCOUNT}:instance-profile/{name}`,
    tagged: true,
  },
  "aws:s3/bucket:Bucket": { named: "bucket", arn: "arn:aws:s3:::{name}", tagged: true },
  "aws:s3/bucketV2:BucketV2": { named: "bucket", arn: "arn:aws:s3:::{name}", tagged: true },
  "aws:s3/bucketPolicy:BucketPolicy": { documents: ["policy"] },
  "aws:dynamodb/table:Table": {
    named: "name",
    arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/{name}`,
    tagged: true,
  },
  "aws:lambda/function:Function": {
    named: "name",
    arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:{name}`,
    tagged: true,
  },
  "aws:secretsmanager/secret:Secret": {
    named: "name",
    arn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:{name}`,
    id: "arn",
    tagged: true,
  },
  "aws:ec2/instance:Instance": { tagged: true },
  "aws:sqs/queue:Queue": { named: "name", arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:{name}`, tagged: true },
  "aws:cloudwatch/logGroup:LogGroup": {
    named: "name",
    arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:{name}`,
    tagged: true,
  },
};

/** AWS as its provider shows it to the engine, as far as the packs look. */
export const aws: Cloud = {
  package: "aws",
  version: "7.48.0",

  check(resource, config) {
    const kind = KINDS[resource.type] ?? {};
    const inputs: Record<string, Wire> = { ...resource.inputs };
    if (kind.named !== undefined) inputs[kind.named] ??= `${resource.name}-${hex(resource, 7)}`;
    for (const name of kind.documents ?? []) {
      const document = inputs[name];
      if (document !== undefined) inputs[name] = asJsonText(document);
    }
    const tagsAll = kind.tagged && mergedTags(defaultTags(config), inputs.tags);
    return tagsAll === undefined ? inputs : { ...inputs, tagsAll };
  },

  create(resource) {
    const kind = KINDS[resource.type] ?? {};
    const given = kind.named === undefined ? undefined : resource.inputs[kind.named];
    const name = typeof given === "string" ? given : `${resource.name}-${hex(resource, 17)}`;
    const [, module = ""] = resource.type.split(/[:/]/);
    const arn = kind.arn?.replace("{name}", name) ?? `arn:aws:${module}:${REGION}:${ACCOUNT}:${name}`;
    return { id: kind.id === "arn" ? arn : name, outputs: { arn, uniqueId: `AROA${hex(resource, 17)}` } };
  },

  invoke(token, args) {
    switch (token) {
      case "aws:index/getCallerIdentity:getCallerIdentity":
        return { id: ACCOUNT, accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/deployer`, userId: "AIDAEXAMPLE" };
      case "aws:index/getRegion:getRegion":
        return { id: REGION, name: REGION, region: REGION, description: "Europe (Ireland)" };
      case "aws:index/getPartition:getPartition":
        return { id: "aws", partition: "aws", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
      case "aws:iam/getPolicyDocument:getPolicyDocument":
        return { id: "1", json: JSON.stringify(policyDocument(args)) };
      default:
        return undefined;
    }
  },
};

/** The provider's `defaultTags`, which arrive as JSON text because they are nested. */
function defaultTags(config: Properties): Properties {
  const { defaultTags: text } = config;
  const parsed: unknown = typeof text === "string" ? JSON.parse(text) : text;
  return (parsed as { tags?: Properties } | undefined)?.tags ?? {};
}

function mergedTags(defaults: Properties, own: Wire | undefined): Wire | undefined {
  if (own === UNKNOWN_STRING) return UNKNOWN_STRING;
  const merged = { ...defaults, ...(own as Properties | undefined) };
  return Object.keys(merged).length > 0 ? merged : undefined;
}

interface StatementArgs {
  readonly sid?: string;
  readonly effect?: string;
  readonly actions?: readonly string[];
  readonly resources?: readonly string[];
  readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
  readonly conditions?: readonly { readonly test: string; readonly variable: string; readonly values: string[] }[];
}

function policyDocument(args: Properties): object {
  const statements = (args.statements ?? []) as readonly StatementArgs[];
  return {
    Version: "2012-10-17",
    Statement: statements.map(({ sid, effect, actions, resources, principals, conditions }) => ({
      ...(sid !== undefined && { Sid: sid }),
      Effect: effect ?? "Allow",
      ...(actions && { Action: actions }),
      ...(resources && { Resource: resources }),
      ...(principals && { Principal: Object.fromEntries(principals.map((one) => [one.type, one.identifiers])) }),
      ...(conditions && {
        Condition: Object.fromEntries(conditions.map((one) => [one.test, { [one.variable]: one.values }])),
      }),
    })),
  };
}

/** A suffix that looks random and is the same in each run. */
function hex(resource: Registered, length: number): string {
  return createHash("sha256").update(resource.urn).digest("hex").slice(0, length);
}
