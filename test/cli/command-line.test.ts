import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../cli/command-line";
import { failureOf, showFailure, UsageError } from "../../cli/failure";
import { InputError } from "../../inputs/input";
import { RecordingTerminal } from "./recording-terminal";
import { instance, SECRET, state, write } from "./states";

describe("The command line", () => {
  const SEE = "see `mandate --help`\n";
  const CHECK = "see `mandate check --help`\n";
  const COMMANDS = "`check`, `matrix`, `lock`, `explain`, `rules` or `init`";
  const wrong: readonly [args: string[], error: string][] = [
    [[], `no command is given; expected ${COMMANDS}, ${SEE}`],
    [["chek"], `\`chek\` is no command; did you mean \`check\`? ${SEE}`],
    [["deploy"], `\`deploy\` is no command; expected ${COMMANDS}, ${SEE}`],
    [["check"], `missing required argument 'path'; ${CHECK}`],
    [["check", ".", "--formt", "json"], `unknown option '--formt' (Did you mean --format?); ${CHECK}`],
    [["--verbose"], `unknown option '--verbose'; ${SEE}`],
    [
      ["check", ".", "--format", "xml"],
      `option '--format <format>' argument 'xml' is invalid. Allowed choices are text, html, markdown, csv, json, sarif, junit; ${CHECK}`,
    ],
    [
      ["check", ".", "--fail-on", "sometimes"],
      `option '--fail-on <level>' argument 'sometimes' is invalid. Allowed choices are mandatory, critical, high, medium, low, never; ${CHECK}`,
    ],
    ...["yesterday", "2027-02-30", "2027-3-1", "2027-03-31T09:00", "2027-03-31T25:00Z", ""].map(
      (date): [string[], string] => [
        ["matrix", ".", "--at", date],
        `option '--at <date>' argument '${date}' is invalid. Expected a day such as 2027-03-31 or an instant such as 2027-03-31T09:00:00+02:00; see \`mandate matrix --help\`\n`,
      ],
    ),
    [["init", "a", "b"], "too many arguments for 'init'. Expected 1 argument but got 2; see `mandate init --help`\n"],
    [["check", ".", "--config"], `option '--config <file>' argument missing; ${CHECK}`],
    [
      ["rules", "a", "b"],
      `too many arguments for 'rules'. Expected 1 argument but got 2; see \`mandate rules --help\`\n`,
    ],
  ];
  for (const [args, error] of wrong) {
    it(`answers \`${["mandate", ...args].join(" ")}\` with one message and exit code 2`, async () => {
      const terminal = new RecordingTerminal();
      assert.equal(await run(args, terminal), 2);
      assert.equal(terminal.errors, `mandate: ${error}`);
      assert.equal(terminal.output, "");
    });
  }

  it("prints version and help on standard output", async () => {
    const help = new RecordingTerminal();
    assert.equal(await run(["--help"], help), 0);
    assert.match(help.output, /^Usage: mandate /);
    const version = new RecordingTerminal();
    assert.equal(await run(["--version"], version), 0);
    assert.match(version.output, /^\d+\.\d+\.\d+\n$/);
    const check = new RecordingTerminal();
    assert.equal(await run(["check", "--help"], check), 0);
    assert.match(check.output, /mandate check states\/ .*\n[^]*Exit code:\n {2}0 /);
    assert.equal(help.errors + version.errors + check.errors, "");
  });
});

describe("A configuration file", () => {
  let folder: string;
  let export_: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mandate-config-"));
    [export_ = ""] = await write(folder, { "a.json": state(instance("a")) });
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function errorsWith(name: string, content: string): Promise<string> {
    const [config = ""] = await write(folder, { [name]: content });
    const terminal = new RecordingTerminal();
    assert.equal(await run(["check", export_, "--config", config], terminal), 2);
    assert.equal(terminal.output, "");
    assert.doesNotMatch(terminal.errors, new RegExp(SECRET));
    return terminal.errors.replace(config, name);
  }

  const expected = "expected a configuration of rules in JSON or YAML";
  const faults: readonly [title: string, name: string, content: string, error: string][] = [
    ["JSON that breaks off", "c.json", `{\n"all": "${SECRET}`, `c.json:2:8: this is not valid JSON; ${expected}`],
    [
      "YAML whose bracket is open",
      "c.yaml",
      `all: [${SECRET}\n`,
      `c.yaml:2:1: this is not valid YAML (bad indent); ${expected}`,
    ],
    [
      "YAML with text after a quoted one",
      "c.yaml",
      `all: advisory\nx: "a" ${SECRET}\n`,
      `c.yaml:2:8: this is not valid YAML (unexpected token); ${expected}`,
    ],
    [
      "YAML that names a key twice",
      "c.yml",
      "all: advisory\nall: disabled\n",
      `c.yml:2:1: this is not valid YAML (duplicate key); ${expected}`,
    ],
    [
      "YAML whose alias points to nothing",
      "c.yaml",
      `all: *${SECRET}\n`,
      `c.yaml: its aliases expand beyond reason or point to nothing; ${expected}`,
    ],
    [
      "an unknown rule",
      "c.yaml",
      "aws-instance-metadata-sesion-required: advisory\n",
      "c.yaml:1:1: `aws-instance-metadata-sesion-required` is no rule that Mandate knows; did you mean `aws-instance-metadata-session-required`?",
    ],
    [
      "a wrong level",
      "c.json",
      JSON.stringify({ all: SECRET }),
      "c.json:1:2: all: expected `advisory`, `mandatory`, `remediate` or `disabled`, found another text",
    ],
    ["a document that is a list", "c.yaml", `- ${SECRET}\n`, "c.yaml:1:1: expected an object of rules, found a list"],
    ["JSON that is a text", "c.json", `\n  "${SECRET}"`, "c.json:2:3: expected an object of rules, found a string"],
    [
      "a wrong level in an object of JSON",
      "c.json",
      `\uFEFF{\r\n  "all": {\r\n\t"enforcementLevel": "${SECRET}"\r\n  }\r\n}`,
      "c.json:3:2: all.enforcementLevel: expected `advisory`, `mandatory`, `remediate` or `disabled`, found another text",
    ],
    [
      "a wrong level in an object of YAML",
      "c.yaml",
      `# levels\nall:\n  enforcementLevel: ${SECRET}\n`,
      "c.yaml:3:3: all.enforcementLevel: expected `advisory`, `mandatory`, `remediate` or `disabled`, found another text",
    ],
    [
      "a misspelt setting in JSON",
      "c.json",
      `{\n  "all": "advisory",\n  "mandate-settings": {\n    "ownerPatern": "${SECRET}"\n  }\n}`,
      "c.json:4:5: mandate-settings: `ownerPatern` is no option that Mandate knows; did you mean `ownerPattern`?",
    ],
    [
      "a misspelt setting in YAML",
      "c.yaml",
      `all: advisory\nmandate-settings:\n  undetermined: advisory\n  ownerPatern: ${SECRET}\n`,
      "c.yaml:4:3: mandate-settings: `ownerPatern` is no option that Mandate knows; did you mean `ownerPattern`?",
    ],
    [
      "a number in a list of JSON, under a key that a path quotes",
      "c.json",
      '{"mandate-settings": {"tagAliases": {\n  "cost/\\"centre": [\n    "a",\n    7]}}}',
      'c.json:4:5: mandate-settings.tagAliases["cost/\\"centre"][1]: expected a string, found a number',
    ],
    [
      "a number in a list of YAML, under a key that a path quotes",
      "c.yaml",
      'mandate-settings:\n  tagAliases:\n    cost/"centre:\n      - a\n      - 7\n',
      'c.yaml:5:9: mandate-settings.tagAliases["cost/\\"centre"][1]: expected a string, found a number',
    ],
    [
      "a part that is missing in JSON",
      "c.json",
      '{\n  "mandate-settings": {\n    "serviceControlPolicies": [\n      { "Statement": [\n        { "Action": "*" }] }]}}',
      "c.json:5:9: mandate-settings.serviceControlPolicies[0].Statement[0].Effect: expected `Allow` or `Deny`, found nothing",
    ],
    [
      "a part that is missing in YAML",
      "c.yaml",
      "mandate-settings:\n  serviceControlPolicies:\n    - Statement:\n        - Action: '*'\n",
      "c.yaml:4:11: mandate-settings.serviceControlPolicies[0].Statement[0].Effect: expected `Allow` or `Deny`, found nothing",
    ],
    [
      "a wrong level under a key that JSON names twice",
      "c.json",
      `{\n  "all": "advisory",\n  "all": "${SECRET}"\n}`,
      "c.json:3:3: all: expected `advisory`, `mandatory`, `remediate` or `disabled`, found another text",
    ],
    [
      "a lock that says no version",
      "c.yaml",
      "all: advisory\nmandate-settings:\n  lock:\n    identities: 7\n",
      "c.yaml:3:3: mandate-settings.lock.version: expected `version: 1`, found nothing",
    ],
    [
      "a wrong part behind an alias of YAML",
      "c.yaml",
      "mandate-settings:\n  ownerPattern: &text a\n  duties: *text\n",
      "c.yaml:3:3: mandate-settings.duties: expected an object, found a string",
    ],
  ];
  for (const [title, name, content, error] of faults) {
    it(`with ${title} is refused with its place, before anything is judged`, async () => {
      assert.equal(await errorsWith(name, content), `mandate: ${error}\n`);
    });
  }

  it("that is not there is refused", async () => {
    const terminal = new RecordingTerminal();
    assert.equal(await run(["check", export_, "--config", "none.yaml"], terminal), 2);
    assert.equal(terminal.errors, `mandate: none.yaml: there is no such file; ${expected}\n`);
  });

  it("is read as YAML or JSON, also with a byte order mark, and may say nothing", async () => {
    const off = { "c.yaml": "all: disabled # for now\n", "c.json": '\uFEFF{"all": "disabled"}' };
    for (const config of await write(folder, off)) {
      assert.equal(await run(["check", export_, "--config", config], new RecordingTerminal()), 0);
    }
    const [silent = ""] = await write(folder, { "silent.yaml": "# nothing yet\n" });
    assert.equal(await run(["check", export_, "--config", silent], new RecordingTerminal()), 1);
  });
});

describe("A failure", () => {
  it("of the user's program shows what the program said below", () => {
    const terminal = new RecordingTerminal();
    showFailure(
      failureOf(
        new InputError("app: the program failed", "Error: boom\n    at \u001b[90mindex.ts:1\u001b[39m\u001b[2J\r\n"),
      ),
      terminal,
    );
    assert.equal(terminal.errors, "mandate: app: the program failed\nError: boom\n    at index.ts:1\\u001b[2J\n");
  });

  it("that nobody foresaw shows its kind and place, and not its text", () => {
    const failure = failureOf(new TypeError(`cannot read ${SECRET}`));
    assert.equal(failure.message, "Mandate itself failed (TypeError); please report this as a bug");
    assert.match(failure.detail ?? "", /^ +at .*command-line\.test/);
    assert.doesNotMatch(failure.detail ?? "", new RegExp(SECRET));
    assert.deepEqual(failureOf(SECRET), {
      message: "Mandate itself failed (string); please report this as a bug",
      detail: "",
    });
  });

  it("of use is its own message", () => {
    assert.deepEqual(failureOf(new UsageError("no")), { message: "no" });
  });
});
