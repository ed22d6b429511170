import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../cli/command-line";
import { RecordingTerminal } from "../recording-terminal";
import { SECRET, state, write } from "../states";

const role = {
  urn: "urn:pulumi:dev::shop::aws:iam/role:Role::deployer",
  custom: true,
  type: "aws:iam/role:Role",
  inputs: { assumeRolePolicy: "{}", description: SECRET, tags: { owner: "team-shop" } },
};

describe("mandate matrix", () => {
  let folder: string;
  let file: string;
  let terminal: RecordingTerminal;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mandate-matrix-"));
    [file = ""] = await write(folder, {
      "state.json": state(role),
      "rules.json": JSON.stringify({ all: "disabled", "resource-tags-complete": "mandatory" }),
    });
    terminal = new RecordingTerminal(true);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const matrix = (...args: string[]) => run(["matrix", "--config", join(folder, "rules.json"), ...args], terminal);

  const begins: readonly [format: string, file: string, begin: RegExp][] = [
    ["html", "page.html", /^<!doctype html>/],
    ["markdown", "matrix.md", /^# /],
    ["csv", "matrix.CSV", /^\uFEFF?"?input/],
    ["json", "evidence.json", /^\{\n {2}"version": 1,/],
    ["sarif", "log.sarif", /^\{\n {2}"\$schema": /],
    ["junit", "report.xml", /^<\?xml version="1.0"/],
  ];
  for (const [format, name, begin] of begins) {
    it(`writes ${format} to standard output alone, without colours, and the same by the end of ${name}`, async () => {
      assert.equal(await matrix(file, "--format", format), 0);
      assert.match(terminal.output, begin);
      assert.match(terminal.output, /deployer/);
      assert.ok(!terminal.output.includes("\u001b"));
      assert.equal(terminal.errors, "");
      const output = join(folder, name);
      assert.equal(await matrix(file, "--output", output), 0);
      assert.match(await readFile(output, "utf8"), begin);
    });
  }

  it("writes Markdown where nothing tells the format", async () => {
    await matrix(file);
    assert.match(terminal.output, /^# /);
  });

  it("lets the format win over the end of the name", async () => {
    await matrix(file, "--format", "csv", "--output", join(folder, "matrix.txt"));
    assert.match(await readFile(join(folder, "matrix.txt"), "utf8"), /deployer/);
    await matrix(file, "--format", "markdown", "--output", join(folder, "matrix.html"));
    assert.match(await readFile(join(folder, "matrix.html"), "utf8"), /^# /);
  });

  for (const [title, make] of [
    ["exists", true],
    ["is to be made", false],
  ] as const) {
    it(`writes every format into a folder that ${title}, and says where`, async () => {
      const output = join(folder, "out");
      if (make) await mkdir(output);
      assert.equal(await matrix(file, "--output", make ? output : `${output}/`), 0);
      assert.deepEqual((await readdir(output)).sort(), [
        "evidence.csv",
        "evidence.json",
        "evidence.md",
        "evidence.sarif",
        "evidence.xml",
        "index.html",
      ]);
      assert.equal(terminal.output, "");
      assert.equal(
        terminal.errors,
        `Evidence: ${join(output, "index.html")} to look at, ${join(output, "evidence.json")} to process.\n`,
      );
    });
  }

  it("is no gate: what blocks does not fail it", async () => {
    assert.equal(await matrix(file, "--format", "json"), 0);
    const { counts } = JSON.parse(terminal.output) as { counts: { mandatory: number } };
    assert.equal(counts.mandatory, 1);
  });

  it("says in the evidence, too, what could not be judged, and exits with 2", async () => {
    const missing = join(folder, "none.json");
    assert.equal(await matrix(file, missing, "--format", "json"), 2);
    const { notJudged } = JSON.parse(terminal.output) as { notJudged: string[] };
    assert.deepEqual(notJudged.length, 1);
    assert.match(notJudged[0] ?? "", /none\.json: there is no such file or folder/);
    assert.equal(terminal.errors, `mandate: ${notJudged[0]}\n`);
  });

  it("leaves what is there untouched where nothing could be judged", async () => {
    const [page = ""] = await write(folder, { "page.html": "yesterday's" });
    assert.equal(await matrix(join(folder, "none"), "--output", page), 2);
    assert.equal(await readFile(page, "utf8"), "yesterday's");
  });

  it("tells when it was judged, and as of when", async () => {
    await matrix(file, "--format", "json", "--at", "2020-02-29T09:00:00+02:00");
    const { judgedAt, asOf } = JSON.parse(terminal.output) as { judgedAt: string; asOf: string };
    assert.equal(asOf, "2020-02-29T07:00:00.000Z");
    assert.ok(judgedAt > "2026");
  });

  it("says where it cannot write", async () => {
    const output = join(folder, "rules.json", "evidence/");
    assert.equal(await matrix(file, "--output", output), 2);
    assert.equal(
      terminal.errors,
      `mandate: ${output}: the evidence cannot be written there (ENOTDIR); expected a folder that can be written to\n`,
    );
  });
});
