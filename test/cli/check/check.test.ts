import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../cli/command-line";
import { awsInstanceMetadataSessionRequired } from "../../../policy-packs/rules/aws-instance-metadata-session-required";
import { RecordingTerminal } from "../recording-terminal";
import { instance, ONE_RULE, SECRET, state, urnOf, write } from "../states";

const RULE = "aws-instance-metadata-session-required";
const { fix, controls, why } = awsInstanceMetadataSessionRequired;
const MESSAGE = `\`metadataOptions.httpTokens\` leaves instance metadata open to requests without a session token: ${why}`;

describe("mandate check", () => {
  let folder: string;
  let terminal: RecordingTerminal;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mandate-check-"));
    terminal = new RecordingTerminal();
    await write(folder, { "rules.yaml": JSON.stringify(ONE_RULE) });
  });
  afterEach(async () => {
    assert.doesNotMatch(terminal.output + terminal.errors, new RegExp(SECRET));
    await rm(folder, { recursive: true });
  });

  const check = (...args: string[]) => run(["check", "--config", join(folder, "rules.yaml"), ...args], terminal);

  it("reports as JSON exactly what is documented", async () => {
    const [file = ""] = await write(folder, { "a.json": state(instance("open"), instance("dark", "encrypted")) });
    assert.equal(await check(file, "--format", "json"), 1);
    const common = {
      rule: RULE,
      severity: "high",
      type: "aws:ec2/instance:Instance",
      path: "metadataOptions.httpTokens",
      fix,
      controls,
      location: { file: "index.ts", line: 6, column: 1 },
      input: file,
    };
    assert.deepEqual(JSON.parse(terminal.output), {
      version: 1,
      inputs: [{ path: file, kind: "export", resources: 2 }],
      findings: [
        {
          ...common,
          verdict: "undetermined",
          enforcement: "advisory",
          fingerprint: "795e8a4596bc280fce544205ad81d97c",
          urn: urnOf("dark"),
          name: "dark",
          waitsFor: [],
          message:
            "cannot tell whether instance metadata demands a session token: `metadataOptions.httpTokens` is encrypted in the state",
        },
        {
          ...common,
          verdict: "violation",
          enforcement: "mandatory",
          fingerprint: "ac008b17569380859e6393c944e33459",
          urn: urnOf("open"),
          name: "open",
          message: MESSAGE,
          fix: 'Set `metadataOptions.httpTokens` to `"required"`.',
          narrower: { changes: [{ path: "metadataOptions.httpTokens", value: "required" }] },
        },
      ],
      counts: { findings: 2, violation: 1, undetermined: 1, mandatory: 1, advisory: 1 },
    });
    assert.equal(terminal.errors, "");
  });

  const codes: readonly [title: string, tokens: "optional" | "required" | "encrypted", config: object, code: number][] =
    [
      ["0 where nothing is found", "required", ONE_RULE, 0],
      ["1 where a mandatory rule is violated", "optional", ONE_RULE, 1],
      ["0 where an advisory rule is violated", "optional", { ...ONE_RULE, [RULE]: "advisory" }, 0],
      ["0 where the rule is disabled", "optional", { all: "disabled" }, 0],
      ["0 where a mandatory rule is undetermined", "encrypted", ONE_RULE, 0],
      [
        "1 where that blocks by configuration",
        "encrypted",
        { ...ONE_RULE, "mandate-settings": { undetermined: "mandatory" } },
        1,
      ],
      [
        "0 where that would block, but the rule only advises",
        "encrypted",
        { ...ONE_RULE, [RULE]: "advisory", "mandate-settings": { undetermined: "mandatory" } },
        0,
      ],
    ];
  for (const [title, tokens, config, code] of codes) {
    it(`exits with ${title}`, async () => {
      const [file = ""] = await write(folder, {
        "state/a.json": state(instance("worker", tokens)),
        "rules.yaml": JSON.stringify(config),
      });
      assert.equal(await check(file), code);
      assert.equal(terminal.errors, "");
    });
  }

  it("judges the rest where one input cannot be judged, prints it, and exits with 2 and the reason", async () => {
    const [broken = "", open = ""] = await write(folder, {
      "broken.json": `{"version": 3, "deployment": {"resources": [{"inputs": {"password": "${SECRET}",]}}`,
      "open.json": state(instance("open")),
    });
    assert.equal(await check(broken, open, join(folder, "none"), "--format", "json"), 2);
    const report = JSON.parse(terminal.output) as { inputs: object[]; findings: object[] };
    assert.deepEqual(report.inputs, [{ path: open, kind: "export", resources: 1 }]);
    assert.equal(report.findings.length, 1);
    assert.equal(
      terminal.errors,
      `mandate: ${join(folder, "none")}: there is no such file or folder; expected a folder with a Pulumi.yaml, a file that \`pulumi stack export\` wrote, or a folder with such files (*.json)
mandate: ${broken}:1:87: this is not valid JSON; expected what \`pulumi stack export\` writes
`,
    );
  });

  it("says in the text, too, that something could not be judged", async () => {
    const [shut = ""] = await write(folder, { "shut.json": state(instance("shut", "required")) });
    assert.equal(await check(shut, join(folder, "none")), 2);
    assert.match(terminal.output, /judged: nothing found\. 1 input could not be judged\.\n$/);
  });

  it("judges a folder in the order of its paths, and names what it leaves out", async () => {
    const files = await write(folder, {
      "states/b.json": state(instance("b")),
      "states/a/z.json": state(instance("z")),
      "states/package.json": '{"name": "app"}',
    });
    assert.equal(await check(join(folder, "states"), "--format", "json"), 1);
    const report = JSON.parse(terminal.output) as { inputs: { path: string }[]; findings: { input: string }[] };
    const [b, z, other] = files;
    assert.deepEqual(
      report.inputs.map(({ path }) => path),
      [z, b],
    );
    assert.deepEqual(
      report.findings.map(({ input }) => input),
      [z, b],
    );
    assert.equal(terminal.errors, `mandate: left out, because they are no stack exports: ${other}\n`);
  });

  it("cannot judge a folder in which no file is an export", async () => {
    await write(folder, { "states/package.json": "{}" });
    assert.equal(await check(join(folder, "states")), 2);
    assert.match(
      terminal.errors,
      /states: no file below is a stack export; expected what `pulumi stack export` writes\n$/,
    );
  });

  it("refuses a file that is named and no export, also where its folder is named too", async () => {
    const [file = "", other = ""] = await write(folder, {
      "states/package.json": "{}",
      "states/a.json": state(instance("a", "required")),
    });
    assert.equal(await check(join(folder, "states"), file, "--format", "json"), 2);
    assert.match(terminal.errors, /package\.json: this JSON has neither `deployment` nor `checkpoint`/);
    assert.deepEqual((JSON.parse(terminal.output) as { inputs: object[] }).inputs, [
      { path: other, kind: "export", resources: 1 },
    ]);
  });

  it("judges a file once that is named twice", async () => {
    const [file = ""] = await write(folder, { "a.json": state(instance("a")) });
    await check(file, file, "--format", "json");
    assert.equal((JSON.parse(terminal.output) as { inputs: object[] }).inputs.length, 1);
  });

  it("writes the report into a file instead, without colours", async () => {
    terminal = new RecordingTerminal(true);
    const [file = ""] = await write(folder, { "a.json": state(instance("open")) });
    assert.equal(await check(file, "--output", join(folder, "report.txt")), 1);
    assert.equal(terminal.output + terminal.errors, "");
    assert.match(await readFile(join(folder, "report.txt"), "utf8"), /^\S+a\.json {2}export, 1 resource\n/);
  });

  it("says where a report cannot be written", async () => {
    const [file = ""] = await write(folder, { "a.json": state(instance("open")) });
    const output = join(folder, "none", "report.txt");
    assert.equal(await check(file, "--output", output), 2);
    assert.equal(
      terminal.errors,
      `mandate: ${output}: the report cannot be written there (ENOENT); expected a file in a folder that exists\n`,
    );
  });

  it("fails on what is asked for, and counts it", async () => {
    const [file = ""] = await write(folder, {
      "a.json": state(instance("open")),
      "rules.yaml": JSON.stringify({ ...ONE_RULE, [RULE]: "advisory" }),
    });
    assert.equal(await check(file, "--fail-on", "high"), 1);
    assert.match(
      terminal.output,
      /1 violation, 0 undetermined; nothing blocks\. 1 finding counted by --fail-on high\.\n$/,
    );
    terminal = new RecordingTerminal();
    assert.equal(await check(file, "--fail-on", "critical"), 0);
    assert.match(terminal.output, /nothing blocks\. 0 findings counted by --fail-on critical\.\n$/);
    await write(folder, { "rules.yaml": JSON.stringify(ONE_RULE) });
    terminal = new RecordingTerminal();
    assert.equal(await check(file, "--fail-on", "never"), 0);
    assert.match(terminal.output, /1 blocks\. 0 findings counted by --fail-on never\.\n$/);
  });

  describe("as of a date", () => {
    /** Expires on 2027-01-15 at 08:00 UTC. */
    const password = {
      urn: "urn:pulumi:dev::shop::azure-native:keyvault:Secret::password",
      custom: true,
      type: "azure-native:keyvault:Secret",
      inputs: {
        secretName: "password",
        properties: { value: SECRET, attributes: { enabled: true, expires: 1_800_000_000 } },
      },
    };
    const cases: readonly [at: string, code: number, moment: string][] = [
      ["2027-01-15", 0, "2027-01-15T00:00:00.000Z"],
      ["2027-01-15T07:59:59Z", 0, "2027-01-15T07:59:59.000Z"],
      ["2027-01-15T09:00+01:00", 1, "2027-01-15T08:00:00.000Z"],
      ["2027-01-16", 1, "2027-01-16T00:00:00.000Z"],
    ];
    for (const [at, code, moment] of cases) {
      it(`${at} answers ${code} for a secret that ends on that day at 08:00 UTC, and says as of when`, async () => {
        const [file = ""] = await write(folder, {
          "a.json": state(password),
          "rules.yaml": JSON.stringify({ all: "disabled", "azure-key-vault-secret-expires": "mandatory" }),
        });
        assert.equal(await check(file, "--at", at), code);
        assert.match(
          terminal.output,
          new RegExp(`\n1 input with 1 resource judged as of ${moment.replace(".000Z", "Z")}: `),
        );
        terminal = new RecordingTerminal();
        assert.equal(await check(file, "--at", at, "--format", "json"), code);
        assert.equal((JSON.parse(terminal.output) as { asOf: string }).asOf, moment);
      });
    }
  });

  for (const [format, begin] of [
    ["html", "<!doctype html>"],
    ["markdown", "# "],
    ["csv", '"input",'],
    ["sarif", '{\n  "$schema": '],
    ["junit", "<?xml "],
  ] as const) {
    it(`reports as ${format} what the matrix writes, and still fails`, async () => {
      const [file = ""] = await write(folder, { "a.json": state(instance("open")) });
      assert.equal(await check(file, "--format", format), 1);
      assert.equal(terminal.output.slice(0, begin.length), begin);
      assert.equal(terminal.errors, "");
    });
  }

  it("leaves evidence beside the report, and says where outside a document", async () => {
    const [file = ""] = await write(folder, { "a.json": state(instance("open")) });
    const evidence = join(folder, "evidence");
    const where = `Evidence: ${join(evidence, "index.html")} to look at, ${join(evidence, "evidence.json")} to process.\n`;
    assert.equal(await check(file, "--evidence", evidence), 1);
    assert.ok(terminal.output.endsWith(`; 1 blocks.\n\n${where}`));
    terminal = new RecordingTerminal();
    assert.equal(await check(file, "--evidence", evidence, "--format", "json"), 1);
    assert.equal((JSON.parse(terminal.output) as { version: number }).version, 1);
    assert.equal(terminal.errors, where);
  });

  it("colours the text where a person reads it", async () => {
    terminal = new RecordingTerminal(true);
    const [file = ""] = await write(folder, { "a.json": state(instance("open")) });
    await check(file);
    assert.ok(terminal.output.includes(`    \u001b[31mhigh\u001b[0m  ${RULE}  blocks\n`));
  });

  it("shows what a stack calls things without letting it write on the screen", async () => {
    const [file = ""] = await write(folder, { "a.json": state(instance("up\u001b[2J\u202Edown")) });
    await check(file);
    assert.ok(terminal.output.includes("  up\\u001b[2J\\u202edown  aws:ec2/instance:Instance"));
  });

  it("shows notes beside JSON, and within text", async () => {
    const [file = ""] = await write(folder, { "a.json": state({ ...instance("gone"), delete: true }) });
    const note = "note: not judged, because the stack is deleting or replacing them: 1 resource";
    assert.equal(await check(file, "--format", "json"), 0);
    assert.equal(terminal.errors, `mandate: ${file}: ${note}\n`);
    terminal = new RecordingTerminal();
    await check(file);
    assert.equal(
      terminal.output,
      `${file}  export, 0 resources\n  ${note}\n  nothing found\n\n1 input with 0 resources judged: nothing found.\n`,
    );
  });

  it("does not hold this stack to account for what it only reads", async () => {
    const [file = ""] = await write(folder, { "a.json": state({ ...instance("read"), external: true }) });
    assert.equal(await check(file), 0);
  });

  it("shows how a program failed, and judges the rest", async () => {
    const [file = ""] = await write(folder, { "a.json": state(instance("open")) });
    const program = join(__dirname, "..", "programs", "failing");
    assert.equal(await check(program, file, "--format", "json"), 2);
    assert.deepEqual((JSON.parse(terminal.output) as { inputs: object[] }).inputs, [
      { path: file, kind: "export", resources: 1 },
    ]);
    assert.match(terminal.errors, /^mandate: .*failing.* failed/);
    assert.match(terminal.errors, /TypeError: .*undefined.*\n +at .*failing\/index\.js:3:/);
    assert.doesNotMatch(terminal.errors, /\\u001b/);
  }).timeout(30_000);
});
