import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfiguration } from "../../../inputs/program/configuration";
import { readProject } from "../../../inputs/program/project";
import { SecretProperty, UnknownProperty } from "../../../policy-packs/judge/resource";

describe("a project's configuration", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "mandate-configuration-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  function configuration(files: Readonly<Record<string, string>>, stack?: string) {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
    return readConfiguration(readProject(dir), stack);
  }
  const PROJECT = "name: shop\nruntime: nodejs\n";

  it("gives keys without a namespace the project's, and structured values as JSON", () => {
    const { values } = configuration({
      "Pulumi.yaml": PROJECT,
      "Pulumi.dev.yaml": "config:\n  size: 3\n  on: true\n  aws:region: eu-west-1\n  shop:list: [a, {b: 1}]\n",
    });
    assert.deepEqual(Object.fromEntries(values), {
      "shop:size": "3",
      "shop:on": "true",
      "aws:region": "eu-west-1",
      "shop:list": '["a",{"b":1}]',
    });
  });

  it("takes the project's defaults and values, and the stack's over them", () => {
    const { values, secretKeys } = configuration({
      "Pulumi.yaml": `${PROJECT}config:
  size: {type: integer, default: 1}
  plain: here
  token: {type: string, secret: true, default: t}
  missing: {type: string}
  aws:region: {value: eu-north-1}
`,
      "Pulumi.dev.yaml": "config:\n  shop:size: 2\n",
    });
    assert.deepEqual(Object.fromEntries(values), {
      "shop:size": "2",
      "shop:plain": "here",
      "shop:token": "t",
      "aws:region": "eu-north-1",
    });
    assert.deepEqual(secretKeys, ["shop:token"]);
  });

  it("lets a text of its own stand for each encrypted value", () => {
    const { values, secretKeys, encrypted, notes } = configuration(
      {
        "Pulumi.yaml": PROJECT,
        "Pulumi.dev.yaml":
          "config:\n  key:\n    secure: v1:cipher\n  db:\n    user: u\n    password:\n      secure: v1:other\n",
      },
      "dev",
    );
    const key = values.get("shop:key") ?? "";
    assert.match(key, /^encrypted-[0-9a-f]{12}$/);
    assert.deepEqual(secretKeys, ["shop:key", "shop:db"]);
    assert.deepEqual(notes, ["encrypted configuration was not read: shop:key, shop:db"]);
    assert.deepEqual(
      encrypted.read(`db://${key}@host`),
      new SecretProperty(new UnknownProperty("encrypted in the stack's configuration as `shop:key`")),
    );
    assert.equal(encrypted.read("no such text"), "no such text");
    assert.equal(encrypted.describe(`bad ${key}`), "bad <configuration shop:key>");
  });

  const choices: readonly [
    title: string,
    stacks: readonly string[],
    asked: string | undefined,
    stack: string,
    notes: string[],
  ][] = [
    ["the only one", ["prod"], undefined, "prod", ["judged as stack prod"]],
    ["dev among several", ["prod", "dev"], undefined, "dev", ["judged as stack dev; the project also has prod"]],
    ["dev where there is none", [], undefined, "dev", ["judged as stack dev, without configuration"]],
    ["the one that is asked for", ["prod", "dev"], "prod", "prod", []],
    ["the one that is asked for with its organization", ["prod"], "acme/shop/prod", "prod", []],
    ["one without a file where it is asked for", ["prod"], "new", "new", ["stack new has no configuration file"]],
  ];
  for (const [title, stacks, asked, stack, notes] of choices) {
    it(`is that of the stack: ${title}`, () => {
      const files = Object.fromEntries(stacks.map((name) => [`Pulumi.${name}.yaml`, ""]));
      const chosen = configuration({ "Pulumi.yaml": PROJECT, ...files }, asked);
      assert.deepEqual([chosen.stack, chosen.notes], [stack, notes]);
    });
  }

  const refused: readonly [title: string, files: Readonly<Record<string, string>>, message: RegExp][] = [
    [
      "several stacks of which none is dev",
      { "Pulumi.yaml": PROJECT, "Pulumi.a.yaml": "", "Pulumi.b.yaml": "" },
      /has several stacks \(a, b\): say which one to judge$/,
    ],
    [
      "a stack file that is not YAML",
      { "Pulumi.yaml": PROJECT, "Pulumi.dev.yaml": "config: {planted" },
      /Pulumi\.dev\.yaml is not valid YAML: YAMLParseError at character \d+$/,
    ],
    [
      "a configuration that is a list",
      { "Pulumi.yaml": PROJECT, "Pulumi.dev.yaml": "config: [planted]" },
      /Pulumi\.dev\.yaml: expected `config` to be an object$/,
    ],
    [
      "a project file that is text",
      { "Pulumi.yaml": "planted" },
      /Pulumi\.yaml: expected an object at the top of the file$/,
    ],
    [
      "a project without a name",
      { "Pulumi.yaml": "runtime: nodejs" },
      /Pulumi\.yaml: expected `name` to be the project's name$/,
    ],
    [
      "a project in another language",
      { "Pulumi.yaml": "name: a\nruntime: {name: python}" },
      /the project's runtime is `python`, and only Node\.js programs \(TypeScript, JavaScript\) can be run here/,
    ],
    [
      "an entry point that is not there",
      { "Pulumi.yaml": `${PROJECT}main: nowhere` },
      /expected `main` to be a file or folder of the project, found `nowhere`$/,
    ],
    ["a folder without a project", {}, /holds no Pulumi project: expected a file `Pulumi\.yaml` in it$/],
  ];
  for (const [title, files, message] of refused) {
    it(`refuses ${title}`, () => {
      assert.throws(
        () => configuration(files),
        (error: Error) =>
          message.test(error.message) && error.name === "InputError" && !error.message.includes("planted"),
      );
    });
  }
});
