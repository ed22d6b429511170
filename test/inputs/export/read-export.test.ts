import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NotAnExportError, readExport } from "../../../inputs/export/read-export";
import type { InputError, Input } from "../../../inputs/input";
import { SecretProperty, UnknownProperty } from "../../../policy-packs/judge/resource";

const SECRET = "hunter2-planted";
const SIGNED = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const QUEUE = "urn:pulumi:dev::shop::aws:sqs/queue:Queue::orders";
const PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:aws::main";

describe("A stack export", () => {
  let folder: string;
  let file: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "mandate-export-"));
    file = join(folder, "state.json");
  });
  after(() => rm(folder, { recursive: true }));

  async function read(content: unknown): Promise<Input> {
    await writeFile(file, typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content));
    return readExport(file);
  }

  const readResources = async (...resources: object[]) =>
    (await read({ version: 3, deployment: { resources } })).resources;

  const queue = (more: object = {}) => ({ urn: QUEUE, custom: true, type: "aws:sqs/queue:Queue", ...more });

  it("gives each resource with what the state says of it", async () => {
    const provider = {
      urn: PROVIDER,
      custom: true,
      type: "pulumi:providers:aws",
      id: "p-1",
      inputs: { region: "eu-west-1" },
    };
    const [, resource] = await readResources(
      provider,
      queue({
        id: "q-1",
        inputs: { name: "orders", tags: { owner: "team-a" } },
        outputs: { name: "orders", arn: "arn:aws:sqs:eu-west-1:1:orders" },
        parent: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
        provider: `${PROVIDER}::p-1`,
        dependencies: [PROVIDER],
        propertyDependencies: { name: [PROVIDER], tags: null },
        sourcePosition: "project:///src/my%20queue.ts#6,3",
      }),
    );
    assert.deepEqual(resource, {
      urn: QUEUE,
      type: "aws:sqs/queue:Queue",
      name: "orders",
      inputs: { name: "orders", tags: { owner: "team-a" } },
      outputs: { name: "orders", arn: "arn:aws:sqs:eu-west-1:1:orders", id: "q-1" },
      parent: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
      provider: { type: "pulumi:providers:aws", name: "main", inputs: { region: "eu-west-1" } },
      dependencies: [PROVIDER],
      propertyDependencies: { name: [PROVIDER], tags: [] },
      source: { file: "src/my queue.ts", line: 6, column: 3 },
    });
  });

  it("takes a resource that says only what it must", async () => {
    assert.deepEqual(await readResources(queue()), [
      {
        urn: QUEUE,
        type: "aws:sqs/queue:Queue",
        name: "orders",
        inputs: {},
        outputs: {},
        dependencies: [],
        propertyDependencies: {},
      },
    ]);
  });

  it("normalises the type as every other way in does", async () => {
    const [vault] = await readResources({ ...queue(), type: "azure-native:keyvault/v20230701:Vault" });
    assert.equal(vault?.type, "azure-native:keyvault:Vault");
  });

  it("keeps an encrypted secret unknown, and one that is shown a secret", async () => {
    const [resource] = await readResources(
      queue({
        inputs: { hidden: { ...SIGNED, ciphertext: "v1:abc" }, shown: { ...SIGNED, plaintext: `"${SECRET}"` } },
      }),
    );
    assert.deepEqual(resource?.inputs["hidden"], new SecretProperty(new UnknownProperty("encrypted in the state")));
    assert.deepEqual(resource.inputs["shown"], new SecretProperty(SECRET));
  });

  it("finds the provider by URN and id, so that one under replacement is not mistaken for its successor", async () => {
    const provider = (id: string, region: string, more = {}) => ({
      ...{ urn: PROVIDER, custom: true, type: "pulumi:providers:aws", id, inputs: { region } },
      ...more,
    });
    const resources = await readResources(
      provider("new", "eu-west-1"),
      queue({ provider: `${PROVIDER}::old` }),
      provider("old", "us-east-1", { delete: true }),
    );
    assert.deepEqual(
      resources.map((resource) => resource.provider?.inputs),
      [undefined, { region: "us-east-1" }],
    );
  });

  it("leaves out what the stack deletes or replaces, and says so", async () => {
    const input = await read({
      version: 3,
      deployment: { resources: [queue(), queue({ delete: true }), queue({ pendingReplacement: true })] },
    });
    assert.equal(input.resources.length, 1);
    assert.deepEqual(input.notes, ["not judged, because the stack is deleting or replacing them: 2 resources"]);
  });

  it("keeps what the stack only reads, marked, because references lead to it", async () => {
    const input = await read({ version: 3, deployment: { resources: [queue({ external: true }), queue()] } });
    assert.deepEqual(
      input.resources.map(({ external }) => external),
      [true, undefined],
    );
    assert.deepEqual(input.notes, [
      "not judged, because another owner manages them and this stack only reads them: 1 resource",
    ]);
  });

  it("takes keys such as `__proto__` as ordinary data", async () => {
    const [resource] = await readResources(queue({ inputs: JSON.parse('{"tags": {"__proto__": "x"}}') as object }));
    assert.deepEqual(Object.keys(resource?.inputs["tags"] as object), ["__proto__"]);
  });

  const forms: readonly [title: string, document: unknown][] = [
    ["the checkpoint of a self-managed backend", { version: 3, checkpoint: { latest: { resources: [queue()] } } }],
    ["version 4, which adds features", { version: 4, features: ["taint"], deployment: { resources: [queue()] } }],
    ["a byte order mark", `\uFEFF${JSON.stringify({ version: 3, deployment: { resources: [queue()] } })}`],
    [
      "the UTF-16 of a PowerShell redirection",
      Buffer.from(`\uFEFF${JSON.stringify({ version: 3, deployment: { resources: [queue()] } })}`, "utf16le"),
    ],
  ];
  for (const [title, document] of forms) {
    it(`is read with ${title}`, async () => {
      assert.deepEqual(
        (await read(document)).resources.map(({ urn }) => urn),
        [QUEUE],
      );
    });
  }

  const empty: readonly [title: string, document: unknown][] = [
    ["no resources", { version: 3, deployment: { manifest: {} } }],
    ["no deployment", { version: 3, deployment: null }],
    ["an empty checkpoint", { version: 3, checkpoint: { stack: "organization/shop/dev" } }],
  ];
  for (const [title, document] of empty) {
    it(`with ${title} is a stack that was never deployed to`, async () => {
      assert.deepEqual((await read(document)).resources, []);
    });
  }

  const malformed: readonly [title: string, document: unknown, message: string][] = [
    [
      "another version",
      { version: 2, deployment: {} },
      "version: expected 3 or 4, found 2; export the stack again with a current Pulumi CLI",
    ],
    ["a version that is a text", { version: "3", deployment: {} }, "version: expected a number, found a string"],
    ["a deployment that is a list", { version: 3, deployment: [] }, "deployment: expected an object, found a list"],
    [
      "resources that are an object",
      { version: 3, deployment: { resources: {} } },
      "deployment.resources: expected a list, found an object",
    ],
    [
      "a resource that is a text",
      { version: 3, deployment: { resources: [queue(), SECRET] } },
      "deployment.resources[1]: expected an object, found a string",
    ],
    [
      "a URN that is a number",
      { version: 3, deployment: { resources: [queue({ urn: 7 })] } },
      "deployment.resources[0].urn: expected a string, found a number",
    ],
    [
      "a URN that is none",
      { version: 3, deployment: { resources: [queue({ urn: SECRET })] } },
      "deployment.resources[0].urn: expected a URN such as `urn:pulumi:STACK::PROJECT::TYPE::NAME`, found a string",
    ],
    [
      "no type",
      { version: 3, deployment: { resources: [{ urn: QUEUE }] } },
      "deployment.resources[0].type: expected a string, found nothing",
    ],
    [
      "inputs that are a text",
      { version: 3, deployment: { resources: [queue({ inputs: SECRET })] } },
      "deployment.resources[0].inputs: expected an object, found a string",
    ],
    [
      "a dependency that is an object",
      { version: 3, deployment: { resources: [queue({ dependencies: [QUEUE, {}] })] } },
      "deployment.resources[0].dependencies[1]: expected a string, found an object",
    ],
    [
      "property dependencies that are no lists",
      { version: 3, deployment: { resources: [queue({ propertyDependencies: { "a b": QUEUE } })] } },
      'deployment.resources[0].propertyDependencies["a b"]: expected a list, found a string',
    ],
    [
      "a deletion mark that is a text",
      { version: 3, deployment: { resources: [queue({ delete: "yes" })] } },
      "deployment.resources[0].delete: expected true or false, found a string",
    ],
    [
      "a checkpoint without its object",
      { version: 3, checkpoint: 1 },
      "checkpoint: expected an object, found a number",
    ],
  ];
  for (const [title, document, message] of malformed) {
    it(`with ${title} is refused with place, expectation and kind`, async () => {
      await assert.rejects(read(document), { name: "InputError", message: `${file}: ${message}` });
    });
  }

  it("that breaks off is refused with line and column, and nothing of its text", async () => {
    const text = `{"version": 3,\n"deployment": {"resources": [{"inputs": {"password": "${SECRET}"\n`;
    await assert.rejects(read(text), (error: InputError) => {
      assert.equal(error.message, `${file}:3:1: this is not valid JSON; expected what \`pulumi stack export\` writes`);
      return true;
    });
  });

  it("is told apart from JSON that is none", async () => {
    for (const document of [{ name: "package" }, [], "text", 7, null, {}]) {
      await assert.rejects(read(JSON.stringify(document)), (error) => {
        assert.ok(error instanceof NotAnExportError);
        assert.equal(
          error.message,
          `${file}: this JSON has neither \`deployment\` nor \`checkpoint\`; expected what \`pulumi stack export\` writes`,
        );
        return true;
      });
    }
  });

  it("that is empty or cannot be read is refused", async () => {
    const expected = "expected what `pulumi stack export` writes";
    await assert.rejects(read(""), { message: `${file}: the file is empty; ${expected}` });
    await assert.rejects(readExport(join(folder, "none.json")), {
      message: `${join(folder, "none.json")}: the file cannot be read (ENOENT); ${expected}`,
    });
  });

  it("that is nested beyond what a program can follow is refused", async () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const text = `{"version": 3, "deployment": {"resources": [{"urn": "${QUEUE}", "type": "a:b:C", "inputs": {"x": ${deep}}}]}}`;
    await assert.rejects(read(text), {
      name: "InputError",
      message: `${file}: the document is nested too deeply to be an export`,
    });
  });
});
