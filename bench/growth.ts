import { AWS_RULES } from "../policy-packs";
import { Judge } from "../policy-packs/judge/judge";
import type { PropertyMap, Resource } from "../policy-packs/judge/resource";
import type { Row } from "./bench";

const FEW = 1_000;
const MANY = 10_000;

type Stack = (count: number) => readonly Resource[];

/** Ordinary stacks, and corners in which comparing each with each would show. */
const STACKS: Readonly<Record<string, Stack>> = {
  "a role with a policy and a function": (count) =>
    several(count, (at) => [
      ...roleWith(`app-${at}`, { Service: "lambda.amazonaws.com" }, [
        allow(["s3:GetObject", "s3:PutObject"], `arn:aws:s3:::uploads-${at}/*`),
        allow("dynamodb:GetItem", `arn:aws:dynamodb:eu-west-1:111122223333:table/orders-${at}`),
      ]),
      resource("aws:lambda/function:Function", `app-${at}`, { name: `app-${at}`, role: `app-${at}` }),
    ]),
  "a role that assumes roles by a pattern, among powerful ones": (count) =>
    several(count / 2, (at) => [
      ...roleWith(`operator-${at}`, { Service: "lambda.amazonaws.com" }, [allow("*", "*")]),
      ...roleWith(`app-${at}`, { Service: "lambda.amazonaws.com" }, [
        allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/operator-*"),
      ]),
    ]),
  "a role that passes powerful ones by a pattern": (count) =>
    several(count / 2, (at) => [
      ...roleWith(`operator-${at}`, { Service: "lambda.amazonaws.com" }, [allow("*", "*")]),
      ...roleWith(`app-${at}`, { Service: "lambda.amazonaws.com" }, [
        allow("iam:PassRole", "arn:aws:iam::111122223333:role/operator-*"),
        allow(["lambda:CreateFunction", "lambda:InvokeFunction"], "*"),
      ]),
    ]),
  "a role that assumes the one before it, up to an administrator": (count) =>
    several(count, (at) =>
      roleWith(`app-${at}`, { AWS: "arn:aws:iam::111122223333:root" }, [
        at === 0 ? allow("*", "*") : allow("sts:AssumeRole", `arn:aws:iam::111122223333:role/app-${at - 1}`),
      ]),
    ),
  "a statement on a bucket of its own": (count) =>
    roleWith(
      "app",
      { Service: "lambda.amazonaws.com" },
      each(count, (at) => allow("s3:GetObject", `arn:aws:s3:::uploads-${at}/*`)),
    ),
  "an open statement, every other one a denial": (count) =>
    roleWith(
      "app",
      { Service: "lambda.amazonaws.com" },
      each(count, (at) => ({ ...allow("*", "*"), Effect: at % 2 === 0 ? "Allow" : "Deny" })),
    ),
  "a statement on a bucket's folder for everyone, every other one a denial": (count) => [
    resource("aws:s3/bucketPolicy:BucketPolicy", "uploads", {
      bucket: "uploads",
      policy: documentOf(
        each(count, (at) => ({
          ...allow("s3:GetObject", `arn:aws:s3:::uploads/${at}/*`),
          Effect: at % 2 === 0 ? "Allow" : "Deny",
          Principal: "*",
        })),
      ),
    }),
  ],
};

/** How much more one role, or one statement, costs among many than among few: 1 where the cost grows linearly. */
export function growth(): readonly Row[] {
  return Object.entries(STACKS).map(([what, stack]) => {
    const few = Math.min(...each(3, () => timeOf(stack, FEW))) / FEW;
    const many = timeOf(stack, MANY) / MANY;
    const text = (time: number, among: number) => `${(time * 1000).toFixed(0)} us among ${among.toLocaleString("en")}`;
    return { what, ours: text(many, MANY), other: text(few, FEW), ratio: many / few, goal: 1.3 };
  });
}

/** Milliseconds of processor time from the resources to the findings, by all rules of the pack. */
function timeOf(stack: Stack, count: number): number {
  const resources = stack(count);
  const judge = new Judge();
  for (const rule of AWS_RULES) judge.enable(rule);
  const begin = process.cpuUsage();
  judge.finish(resources);
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

function each<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_each, at) => make(at));
}

function several(count: number, make: (at: number) => readonly Resource[]): readonly Resource[] {
  return each(count, make).flat();
}

function roleWith(name: string, principal: PropertyMap, statements: readonly PropertyMap[]): readonly Resource[] {
  const trust = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" };
  const arn = `arn:aws:iam::111122223333:role/${name}`;
  return [
    { ...resource("aws:iam/role:Role", name, { name, assumeRolePolicy: documentOf([trust]) }), outputs: { arn, name } },
    resource("aws:iam/rolePolicy:RolePolicy", name, { role: name, policy: documentOf(statements) }),
  ];
}

function allow(action: string | readonly string[], on: string): PropertyMap {
  return { Effect: "Allow", Action: typeof action === "string" ? action : [...action], Resource: on };
}

function documentOf(statements: readonly PropertyMap[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function resource(type: string, name: string, inputs: PropertyMap): Resource {
  const urn = `urn:pulumi:bench::bench::${type}::${name}`;
  return { urn, type, name, inputs, dependencies: [], propertyDependencies: {} };
}
