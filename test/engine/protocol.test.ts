import assert from "node:assert/strict";
import { UNKNOWN_STRING } from "../../policy-packs/judge/wire";
import { PackProcess, urnOf, type PackConfig, type Sent } from "./pack-process";
import { AWS_PACK } from "./stack";

const METADATA = "aws-instance-metadata-session-required";
const ADMINISTRATOR = "aws-identity-not-administrator";
const OWNER = "identity-owner-stated";
const DISABLED = { level: "disabled" } as const;
const MANDATORY = { level: "mandatory" } as const;

/** No rule judges but those that a test is about, so that later rules change nothing here. */
const BOTH_RULES = { all: DISABLED, "mandate-settings": {}, [METADATA]: MANDATORY, [OWNER]: MANDATORY };

describe("the AWS pack over the analyzer protocol", function () {
  this.timeout(60_000);
  const running: PackProcess[] = [];

  async function packWith(config: PackConfig): Promise<PackProcess> {
    const pack = await PackProcess.start(AWS_PACK);
    running.push(pack);
    await pack.configure(config);
    return pack;
  }

  afterEach(async () => {
    await Promise.all(running.splice(0).map((pack) => pack.stop()));
  });

  it("reports each finding under the policy of its own rule, and only once", async () => {
    const pack = await packWith(BOTH_RULES);
    const resources = [instance("open", "optional"), instance("closed", "required"), role("nobodys", {})];
    const atOnce = [];
    for (const resource of resources) atOnce.push(...(await pack.analyze(resource)));
    assert.deepEqual(atOnce.map(inShort), [
      [METADATA, "mandatory", urnOf({ type: INSTANCE, name: "open" })],
      [OWNER, "mandatory", urnOf({ type: ROLE, name: "nobodys" })],
    ]);
    assert.deepEqual(await pack.analyzeStack(resources), []);
  });

  it("reports what it cannot tell with the whole stack, and names the resource that it waits for", async () => {
    const pack = await packWith(BOTH_RULES);
    const source = role("source", { owner: "team-orders" });
    const late = { ...instance("late", UNKNOWN_STRING), propertyDependencies: { metadataOptions: [urnOf(source)] } };
    assert.deepEqual([...(await pack.analyze(source)), ...(await pack.analyze(late))], []);
    const [said, ...more] = await pack.analyzeStack([late, source]);
    assert.deepEqual(said && inShort(said), [METADATA, "advisory", urnOf(late)]);
    assert.match(
      said?.message ?? "",
      /`metadataOptions.httpTokens` is not known before deployment; it waits for source/,
    );
    assert.deepEqual(more, []);
  });

  it("judges every resource where the settings and all rules before a rule are disabled", async () => {
    const pack = await packWith({ all: DISABLED, [METADATA]: MANDATORY });
    assert.deepEqual(await pack.analyze(role("nobodys", {})), []);
    assert.deepEqual((await pack.analyze(instance("first", "optional"))).map(inShort), [
      [METADATA, "mandatory", urnOf({ type: INSTANCE, name: "first" })],
    ]);
    const late = instance("late", UNKNOWN_STRING);
    assert.deepEqual((await pack.analyzeStack([late])).map(inShort), [[METADATA, "advisory", urnOf(late)]]);
  });

  it("takes levels and settings from the configuration", async () => {
    const pack = await packWith({
      all: DISABLED,
      "mandate-settings": { options: { undetermined: "mandatory", tagAliases: { owner: ["Team"] } } },
      [METADATA]: MANDATORY,
      [OWNER]: { level: "advisory" },
    });
    assert.deepEqual(await pack.analyze(role("aliased", { Team: "team-orders" })), []);
    assert.deepEqual((await pack.analyze(role("nobodys", {}))).map(inShort), [
      [OWNER, "advisory", urnOf({ type: ROLE, name: "nobodys" })],
    ]);
    const late = instance("late", UNKNOWN_STRING);
    assert.deepEqual((await pack.analyzeStack([late])).map(inShort), [[METADATA, "mandatory", urnOf(late)]]);
  });

  it("says which resource a finding is of, where the one at hand only completes it", async () => {
    const pack = await packWith({ all: DISABLED, [ADMINISTRATOR]: MANDATORY });
    const inline = policyOf("inline", { Effect: "Allow", NotAction: "iam:*", Resource: "*" });
    const attachment: Sent = {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      name: "attachment",
      properties: { role: "deployer", policyArn: "arn:aws:iam::aws:policy/IAMFullAccess" },
    };
    assert.deepEqual([...(await pack.analyze(role("deployer", {}))), ...(await pack.analyze(inline))], []);
    const [said, ...more] = await pack.analyze(attachment);
    assert.deepEqual(said && inShort(said), [ADMINISTRATOR, "mandatory", urnOf(inline)]);
    assert.match(said?.message ?? "", /^policy\.Statement\[0\] of inline: `deployer` may do everything/m);
    assert.deepEqual(more, []);
  });

  it("answers each of many requests at the same time with the findings of its own resource", async () => {
    const pack = await packWith(BOTH_RULES);
    const resources = Array.from({ length: 60 }, (_, index) => {
      const name = `resource-${String(index)}`;
      return index % 3 === 0 ? role(name, {}) : instance(name, index % 3 === 1 ? "optional" : "required");
    });
    const answers = await Promise.all(resources.map((resource) => pack.analyze(resource)));
    const expected = resources.map((resource, index) =>
      index % 3 === 2 ? [] : [[index % 3 === 0 ? OWNER : METADATA, "mandatory", urnOf(resource)]],
    );
    assert.deepEqual(
      answers.map((answer) => answer.map(inShort)),
      expected,
    );
  });

  it("judges on after a resource whose properties have no shape that it knows", async () => {
    const pack = await packWith(BOTH_RULES);
    const odd: Sent = {
      type: INSTANCE,
      name: "odd",
      properties: { metadataOptions: [null, "text"], tags: 7, ["__proto__"]: { httpTokens: "required" }, "": {} },
    };
    await pack.analyze(odd);
    const open = instance("open", "optional");
    assert.deepEqual((await pack.analyze(open)).map(inShort), [[METADATA, "mandatory", urnOf(open)]]);
    await pack.analyzeStack([odd, open]);
  });

  it("judges a resource that holds assets and archives", async () => {
    const pack = await packWith(BOTH_RULES);
    const text = { [SIGNATURE]: ASSET, text: "exports.handler = () => 1;" };
    const code = { [SIGNATURE]: ARCHIVE, assets: { "index.js": text, lib: { [SIGNATURE]: ARCHIVE, path: "lib" } } };
    const open = instance("open", "optional");
    const holding = { ...open, properties: { ...open.properties, text, code } };
    assert.deepEqual((await pack.analyze(holding)).map(inShort), [[METADATA, "mandatory", urnOf(open)]]);
    assert.deepEqual(await pack.analyzeStack([holding]), []);
  });
});

/** How the engine marks values that JSON has no form for. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

const INSTANCE = "aws:ec2/instance:Instance";
const ROLE = "aws:iam/role:Role";

function instance(name: string, httpTokens: string): Sent {
  return { type: INSTANCE, name, properties: { ami: "ami-0abc", metadataOptions: { httpTokens } } };
}

function role(name: string, tags: Readonly<Record<string, string>>): Sent {
  return { type: ROLE, name, properties: { name, assumeRolePolicy: "{}", tags, tagsAll: tags } };
}

function policyOf(name: string, statement: object): Sent {
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  return { type: "aws:iam/rolePolicy:RolePolicy", name, properties: { name, role: "deployer", policy } };
}

function inShort({ policy, level, urn }: { policy: string; level: string; urn: string }): readonly string[] {
  return [policy, level, urn];
}
