import assert from "node:assert/strict";
import { join } from "node:path";
import type { Input } from "../../../inputs/input";
import { readProgram, type ProgramOptions } from "../../../inputs/program/read-program";
import {
  AssetProperty,
  SecretProperty,
  UnknownProperty,
  type PropertyMap,
  type PropertyValue,
  type Resource,
} from "../../../policy-packs/judge/resource";

const PROGRAMS = join(__dirname, "..", "..", "fixtures", "programs");

function read(name: string, options?: ProgramOptions): Promise<Input> {
  return readProgram(join(PROGRAMS, name), options);
}

function named(input: Input, name: string): Resource {
  const found = input.resources.find((resource) => resource.name === name);
  assert.ok(found, `no resource ${name}`);
  return found;
}

function output(input: Input, name: string, property: string): PropertyValue | undefined {
  return named(input, name).outputs?.[property];
}

const ENCRYPTED = new SecretProperty(
  new UnknownProperty("encrypted in the stack's configuration as `features:password`"),
);

describe("a TypeScript program for AWS", function () {
  this.timeout(60_000);
  let input: Input;
  before(async () => {
    input = await read("aws-typescript");
  });

  it("is read whole, in the order of its dependencies", () => {
    assert.deepEqual(
      input.resources.map(({ urn }) => urn),
      [
        "urn:pulumi:dev::uploads::pulumi:pulumi:Stack::uploads-dev",
        "urn:pulumi:dev::uploads::aws:s3/bucket:Bucket::uploads",
        "urn:pulumi:dev::uploads::aws:iam/role:Role::reader",
        "urn:pulumi:dev::uploads::aws:iam/rolePolicy:RolePolicy::read",
      ],
    );
    assert.deepEqual(input.notes, ["judged as stack dev"]);
    assert.equal(input.kind, "program");
  });

  it("gives documents that are complete, and their references by name", () => {
    assert.deepEqual(named(input, "read"), {
      urn: "urn:pulumi:dev::uploads::aws:iam/rolePolicy:RolePolicy::read",
      type: "aws:iam/rolePolicy:RolePolicy",
      name: "read",
      inputs: {
        policy:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::uploads-948615b8/*"}]}',
        role: "uploads-reader",
      },
      outputs: {
        name: "read-a92edc07",
        id: "uploads-reader:read-a92edc07",
        policy:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::uploads-948615b8/*"}]}',
        role: "uploads-reader",
      },
      parent: "urn:pulumi:dev::uploads::pulumi:pulumi:Stack::uploads-dev",
      provider: {
        type: "pulumi:providers:aws",
        name: "default_7_48_0",
        inputs: { region: "eu-west-1", defaultTags: '{"tags":{"owner":"team-uploads"}}' },
      },
      dependencies: [
        "urn:pulumi:dev::uploads::aws:s3/bucket:Bucket::uploads",
        "urn:pulumi:dev::uploads::aws:iam/role:Role::reader",
      ],
      propertyDependencies: {
        policy: ["urn:pulumi:dev::uploads::aws:s3/bucket:Bucket::uploads"],
        role: ["urn:pulumi:dev::uploads::aws:iam/role:Role::reader"],
      },
      source: { file: "index.ts", line: 14, column: 1 },
    } satisfies Resource);
    assert.equal(input.describe("arn:aws:s3:::uploads-948615b8/*"), "<uploads.arn>/*");
  });

  it("computes policy documents", () => {
    assert.deepEqual(JSON.parse(named(input, "reader").inputs["assumeRolePolicy"] as string), {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
    });
  });

  it("has its stack's outputs", () => {
    assert.deepEqual(named(input, "uploads-dev").outputs, { bucketArn: "arn:aws:s3:::uploads-948615b8" });
  });

  it("without stand-ins is known as far as in a real preview", async () => {
    const preview = await read("aws-typescript", { unknown: true });
    assert.deepEqual(named(preview, "read").inputs, { policy: new UnknownProperty(), role: "uploads-reader" });
    assert.equal(output(preview, "uploads", "bucket"), "uploads-948615b8");
  });
});

describe("a TypeScript program for Azure", function () {
  this.timeout(60_000);

  it("refers to resources by their ids and identities", async () => {
    const input = await read("azure-typescript");
    const group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/dataa65ad7f7";
    assert.deepEqual(named(input, "read").inputs, {
      principalId: "ead218da-67de-4128-8ef2-98e8ac6a2dc1",
      principalType: "ServicePrincipal",
      roleDefinitionId:
        "/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
      scope: `${group}/providers/Microsoft.Storage/storageAccounts/uploads3418c65e`,
    });
    assert.equal(output(input, "reader", "principalId"), "ead218da-67de-4128-8ef2-98e8ac6a2dc1");
    assert.equal(input.describe(named(input, "read").inputs["scope"] as string), "<uploads.id>");
    const { own, keys } = named(input, "azure-typescript-dev").outputs ?? {};
    assert.equal(own, "3418c65e-60c7-4b65-8dfa-25809b02a1d5");
    assert.ok(keys instanceof UnknownProperty);
    assert.deepEqual(input.notes, [
      "judged as stack dev",
      "the Azure client that deploys is a stand-in: the cloud was not asked",
      "not answered, so its result is unknown: azure-native:storage:listStorageAccountKeys",
    ]);
  });
});

describe("what programs can do", function () {
  this.timeout(60_000);
  let input: Input;
  before(async () => {
    input = await read("features");
  });

  it("components qualify their children's types, and their inputs and outputs are kept", () => {
    const { urn, inputs, outputs } = named(input, "worker");
    assert.equal(urn, "urn:pulumi:dev::features::acme:index:Workload::worker");
    assert.deepEqual(inputs, { owner: "team-b", tier: "standard" });
    assert.deepEqual(outputs, { roleArn: "arn:aws:iam::111122223333:role/app/worker-role-6add3f47" });
    assert.equal(
      named(input, "worker-role").urn,
      "urn:pulumi:dev::features::acme:index:Workload$aws:iam/role:Role::worker-role",
    );
  });

  it("transforms and transformations hold, a component's own and the stack's", () => {
    assert.deepEqual(named(input, "worker-role").inputs, {
      description: "own",
      maxSessionDuration: 3600,
      path: "/app/",
      tags: { stack: "transformed" },
    } satisfies PropertyMap);
  });

  it("resources have their explicit provider, or the default one that the configuration makes", () => {
    assert.deepEqual(named(input, "worker-role").provider, {
      type: "pulumi:providers:aws",
      name: "west",
      inputs: { defaultTags: '{"tags":{"team":"west"}}', region: "us-west-2" },
    });
    assert.deepEqual(named(input, "uploads").provider, {
      type: "pulumi:providers:aws",
      name: "default",
      inputs: {
        region: "eu-central-1",
        accessKey: new SecretProperty(new UnknownProperty("encrypted in the stack's configuration as `aws:accessKey`")),
        defaultTags: '{"tags":{"owner":"team-a"}}',
        allowedAccountIds: '["111122223333"]',
      },
    });
  });

  it("a parameterized package is its own provider", () => {
    assert.deepEqual(named(input, "zone").provider, {
      type: "pulumi:providers:acme-net",
      name: "default",
      inputs: {},
    });
  });

  it("resource options are accepted, and those that change what is known do", () => {
    assert.deepEqual(named(input, "uploads").inputs, { tags: {}, website: new AssetProperty("<html>") });
    assert.deepEqual(named(input, "uploads").dependencies, [
      "urn:pulumi:dev::features::acme:index:Workload$aws:iam/role:Role::worker-role",
    ]);
    assert.deepEqual(
      output(input, "uploads", "bucketDomainName"),
      new SecretProperty("uploads-9341b149.s3.amazonaws.com"),
    );
    assert.equal(output(input, "imported", "id"), "legacy-id");
    assert.equal(output(input, "imported", "arn"), "arn:aws:s3:::legacy");
  });

  it("values arrive as what is known of them", () => {
    const { policy, ...values } = named(input, "values").inputs;
    assert.deepEqual(values, {
      __proto__x: "kept",
      account: "111122223333",
      ami: new UnknownProperty(),
      amiOutput: new UnknownProperty(),
      amiText: new UnknownProperty("built from the result of a call that was not answered"),
      bucket: "uploads-9341b149",
      component: "urn:pulumi:dev::features::acme:index:Workload::worker",
      computed: new UnknownProperty(),
      connection: ENCRYPTED,
      devices: [new UnknownProperty()],
      domain: new SecretProperty("uploads-9341b149.s3.amazonaws.com"),
      encrypted: ENCRYPTED,
      existingArn: "arn:aws:iam::111122223333:role/found-role",
      found: "arn:aws:s3:::uploads-9341b149",
      fromStack: new UnknownProperty(),
      object: new SecretProperty({
        password: new SecretProperty(
          new UnknownProperty("encrypted in the stack's configuration as `features:database`"),
        ),
        user: "app",
      }),
      region: "us-west-2",
      secret: new SecretProperty("hunter2-plain"),
    });
    assert.deepEqual(JSON.parse(policy as string), {
      Version: "2012-10-17",
      Id: "transformed",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::uploads-9341b149/*" }],
    });
  });

  it("what the program only reads is external", () => {
    assert.deepEqual(
      input.resources
        .filter(({ external }) => external)
        .map(({ name }) => name)
        .sort(),
      ["acme/network/prod", "existing"],
    );
  });

  it("a remote component is known by its inputs", () => {
    const { inputs, outputs } = named(input, "cluster");
    assert.deepEqual([inputs, outputs], [{ size: 2, subnet: "uploads-9341b149" }, undefined]);
    assert.deepEqual(named(input, "remote").inputs, { endpoint: new UnknownProperty() });
  });

  it("a dynamic resource is accepted and its provider not run", () => {
    assert.equal(named(input, "dynamic").inputs["size"], 3);
  });

  it("what was not read or answered is said", () => {
    assert.deepEqual([...input.notes].sort(), [
      "encrypted configuration was not read: features:password, features:database, aws:accessKey",
      "judged as stack dev",
      "not answered, so its result is unknown: aws:ec2/getAmi:getAmi",
      "only a real preview shows the children of the remote component cluster (eks:index:Cluster)",
      "the AWS caller is a stand-in: the cloud was not asked",
      "the outputs of stack acme/network/prod are unknown here",
    ]);
  });

  it("without stand-ins ids and ARNs are unknown, and what needs them", async () => {
    const preview = await read("features", { unknown: true });
    const { bucket, policy, existingArn, secret } = named(preview, "values").inputs;
    assert.deepEqual(
      { bucket, policy, existingArn, secret },
      {
        bucket: new UnknownProperty(),
        policy: new UnknownProperty(),
        existingArn: new UnknownProperty(),
        secret: new SecretProperty("hunter2-plain"),
      },
    );
  });
});

describe("a program", function () {
  this.timeout(60_000);

  it("may be an ES module", async () => {
    const input = await read("esm");
    assert.deepEqual(named(input, "note-dev").inputs, { arn: "arn:aws:sqs:us-east-1:000000000000:jobs-197caffd" });
    assert.deepEqual(named(input, "jobs").source, { file: "index.js", line: 10, column: 10 });
  });

  it("may be an ES module in TypeScript, with a main folder and Node's arguments", async () => {
    const input = await read("esm-typescript");
    assert.deepEqual(named(input, "ran-in-src").inputs, { organization: "organization" });
    assert.deepEqual(named(input, "esm-typescript-dev").outputs, {
      made: "urn:pulumi:dev::esm-typescript::test:index:Note::ran-in-src",
      root: "esm-typescript",
    });
  });

  it("sees the stack that is asked for, a dry run, and no credentials of Pulumi's", async () => {
    process.env["PULUMI_ACCESS_TOKEN"] = "planted";
    try {
      const input = await read("several-stacks", { stack: "staging" });
      assert.deepEqual(named(input, "staging").inputs, {
        size: 2,
        sizes: [1, 2],
        token: "withheld",
        dryRun: true,
      });
    } finally {
      delete process.env["PULUMI_ACCESS_TOKEN"];
    }
  });

  it("gives the same each time, also while others are read", async () => {
    const [first, other, second] = await Promise.all([read("aws-typescript"), read("esm"), read("aws-typescript")]);
    assert.deepEqual(first.resources, second.resources);
    assert.equal(other.resources.length, 3);
  });
});

describe("a program that fails", function () {
  this.timeout(60_000);

  const failures: readonly [name: string, message: RegExp, detail: RegExp][] = [
    ["throws", /programs\/throws failed$/, /Error: cannot use \[secret\]\n {4}at .*throws\/index\.ts:6:9/],
    ["syntax-error", /programs\/syntax-error failed$/, /SyntaxError: Delete of an unqualified identifier/],
    [
      "missing-module",
      /failed: `@pulumi\/not-there` is not installed; run `npm install` in it$/,
      /Cannot find module '@pulumi\/not-there'/,
    ],
    ["exits", /programs\/exits failed with exit code 7$/, /^$/],
    ["logs-error", /programs\/logs-error reported an error$/, /^the region is not allowed$/],
    [
      "duplicate",
      /programs\/duplicate failed$/,
      /Duplicate resource URN 'urn:pulumi:dev::duplicate::test:index:Note::same'; try giving it a unique name/,
    ],
    ["bad-policy", /failed$/, /getPolicyDocument: sourcePolicyDocuments holds a document that is not JSON/],
    ["empty", /programs\/empty failed$/, /We failed to locate the entry point for your program/],
  ];
  for (const [name, message, detail] of failures) {
    it(`${name}: says so, with the program's own words and none of its secrets`, async () => {
      await assert.rejects(read(name), (error: Error & { detail?: string }) => {
        assert.equal(error.name, "InputError");
        assert.match(error.message, message);
        assert.match(error.detail ?? "", detail);
        assert.doesNotMatch(`${error.message}${error.detail ?? ""}`, /planted-secret-value/);
        return true;
      });
    });
  }

  it("is ended when its time is over", async () => {
    await assert.rejects(read("hangs", { timeout: 3000 }), { message: /hangs did not end in time and was ended$/ });
  });
});
