import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { run } from "../../cli/command-line";
import { RecordingTerminal } from "./recording-terminal";
import { instance, ONE_RULE, state, write } from "./states";

/** The compiled command, as it is installed: threads load compiled files only. */
const MANDATE = join(__dirname, "..", "..", "dist", "cli", "main.js");

describe("The process of the command", () => {
  let folder: string;
  let config: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "mandate-process-"));
    [config = ""] = await write(folder, { "rules.json": JSON.stringify(ONE_RULE) });
  });
  after(() => rm(folder, { recursive: true }));

  const start = (...args: string[]) => spawn(process.execPath, [MANDATE, "check", ...args, "--config", config]);

  async function finish(...args: string[]): Promise<{ code: number | null; output: string; errors: string }> {
    const child = start(...args);
    const closed = once(child, "close") as Promise<[number | null]>;
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { code, output, errors };
  }

  it("judges many large files in threads as it judges small ones without", async () => {
    const small = Object.fromEntries(["a", "b", "c"].map((name) => [`s/${name}.json`, state(instance(name))]));
    await write(folder, { ...small, "s/d.json": "{", "s/e.json": "{}" });
    const args = [join(folder, "s"), "--format", "json"];
    const here = new RecordingTerminal();
    assert.equal(await run(["check", ...args, "--config", config], here), 2);
    const padded = Object.entries(small).map(([name, content]) => [name, content + " ".repeat(22_000_000)] as const);
    await write(folder, Object.fromEntries(padded));
    assert.deepEqual(await finish(...args), { code: 2, output: here.output, errors: here.errors });
    assert.equal((JSON.parse(here.output) as { findings: object[] }).findings.length, 3);
  });

  it("finds, compiled, what its sources find by all that is known of actions", async () => {
    const grant = (name: string, Action: string, Resource: string) => ({
      urn: `urn:pulumi:dev::shop::aws:iam/policy:Policy::${name}`,
      custom: true,
      type: "aws:iam/policy:Policy",
      inputs: { policy: JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action, Resource } }) },
    });
    const [file = ""] = await write(folder, {
      "grants.json": state(
        grant("whole", "sqs:*", "arn:aws:sqs:eu-central-1:111122223333:orders"),
        grant("scoped", "dynamodb:PutItem", "*"),
        grant("misspelt", "s3:GetObjet", "*"),
        grant("idle", "s3:GetObject", "arn:aws:s3:::uploads"),
      ),
    });
    const rules = Object.fromEntries(
      ["grant-not-service-wide", "grant-scoped-to-resources", "policy-document-well-formed"].map((rule) => [
        `aws-${rule}`,
        "mandatory",
      ]),
    );
    const [only = ""] = await write(folder, { "grants-only.json": JSON.stringify({ all: "disabled", ...rules }) });
    const args = ["check", file, "--config", only, "--format", "json"];
    const here = new RecordingTerminal();
    assert.equal(await run(args, here), 1);
    const compiled = spawn(process.execPath, [MANDATE, ...args]);
    assert.equal(await text(compiled.stdout), here.output);
    const { findings } = JSON.parse(here.output) as { findings: { name: string }[] };
    assert.deepEqual(findings.map(({ name }) => name).sort(), ["idle", "misspelt", "scoped", "whole"]);
  });

  it("writes everything to a pipe that is slow to read", async () => {
    const [file = ""] = await write(folder, {
      "many.json": state(...Array.from({ length: 3000 }, (_, index) => instance(`worker-${index}`))),
    });
    const child = start(file, "--format", "json");
    const closed = once(child, "exit");
    await setTimeout(50);
    const report = JSON.parse(await text(child.stdout)) as { findings: object[] };
    assert.equal(report.findings.length, 3000);
    assert.deepEqual(await closed, [1, null]);
  });

  it("ends quietly where the reader has left", async () => {
    const child = start(join(folder, "many.json"), "--format", "json");
    const errors = text(child.stderr);
    child.stdout.destroy();
    assert.deepEqual(await once(child, "exit"), [1, null]);
    assert.equal(await errors, "");
  });

  it("uses no colours where nobody looks", async () => {
    const { output } = await finish(join(folder, "many.json"));
    assert.ok(!output.includes("\u001b"));
  });

  it("answers with its version", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [MANDATE, "--version"]);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });
});
