import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { PackProcess } from "../engine/pack-process";
import { inShort, Stack } from "../engine/stack";

interface Workflow {
  readonly jobs: { readonly mandate: { readonly steps: readonly { readonly run?: string }[] } };
}

interface Job {
  readonly mandate: { readonly script: readonly string[] };
}

const REPOSITORY = join(__dirname, "..", "..");
const STATE = join(__dirname, "state.json");

describe("the package as users install it", function () {
  this.timeout(300_000);
  const home = join(tmpdir(), `mandate-install-${process.pid}`);
  const app = join(home, "app");
  const installed = join(app, "node_modules", "pulumi-mandate");
  const scope = join(app, "node_modules", "@pulumi");
  let files: readonly string[];
  let installedByNpm: readonly string[];

  before(() => {
    mkdirSync(app, { recursive: true });
    const packed = npm(["pack", "--json", "--pack-destination", home], REPOSITORY);
    const [tarball] = JSON.parse(packed) as { filename: string; files: { path: string }[] }[];
    assert.ok(tarball);
    files = tarball.files.map(({ path }) => path);
    writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app", private: true }));
    npm(
      ["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", join(home, tarball.filename)],
      app,
    );
    installedByNpm = readdirSync(scope).sort();
    linkProviders();
  });
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });

  /** The peers are large, so the ones of this repository stand in for what a user has installed. */
  function linkProviders(): void {
    for (const provider of ["aws", "azure-native"]) {
      symlinkSync(join(REPOSITORY, "node_modules", "@pulumi", provider), join(scope, provider));
    }
  }

  it("holds no tests, no TypeScript sources and nothing of the build", () => {
    const strangers = files.filter(
      (path) =>
        /(^|\/)(test|bench|scripts|\.ci|examples|node_modules)\//.test(path) ||
        (path.endsWith(".ts") && !path.endsWith(".d.ts")) ||
        /(^|\/)\./.test(path),
    );
    assert.deepEqual(strangers, []);
  });

  it("brings no provider SDK with it, because those are the user's own", () => {
    assert.deepEqual(installedByNpm, ["policy", "pulumi"]);
  });

  for (const cloud of ["aws", "azure"]) {
    it(`runs the ${cloud} pack from where it is installed`, async () => {
      const pack = await PackProcess.start(join(installed, "policy-packs", cloud));
      const info = await pack.info();
      await pack.stop();
      assert.equal(info.getName(), `mandate-${cloud}`);
      assert.ok(info.getPoliciesList().length > 1);
    });
  }

  it("lets a program import what the package exports", () => {
    const program = `
      const names = ["policy-packs", "testing", "components/aws", "components/azure"];
      console.log(JSON.stringify(names.map((name) => Object.keys(require("pulumi-mandate/" + name)))));
    `;
    const exported = JSON.parse(node(["--eval", program])) as string[][];
    for (const [index, name] of ["policiesOf", "judgeResources", "WorkloadRole", "WorkloadIdentity"].entries()) {
      assert.ok(exported[index]?.includes(name), `${name} is not exported`);
    }
  });

  it("gives the compiler the types of what it exports", () => {
    const program = `
      import { AWS_RULES, policiesOf } from "pulumi-mandate/policy-packs";
      import { judgeResources, type Finding } from "pulumi-mandate/testing";
      import { grants, trust, WorkloadRole, type WorkloadRoleArgs } from "pulumi-mandate/components/aws";
      import { WorkloadIdentity, type WorkloadIdentityArgs } from "pulumi-mandate/components/azure";

      export const findings: readonly Finding[] = judgeResources({ worker: { type: "aws:ec2/instance:Instance" } });
      export const names: string[] = policiesOf(AWS_RULES).map((policy) => policy.name);
      export const role = (args: Omit<WorkloadRoleArgs, "trust" | "grants">) =>
        new WorkloadRole("role", { ...args, trust: trust.lambda(), grants: [grants.s3Read({ arn: "arn:aws:s3:::b" })] });
      export const identity = (args: WorkloadIdentityArgs) => new WorkloadIdentity("identity", args);
    `;
    writeFileSync(join(app, "program.ts"), program);
    const compiler = join(REPOSITORY, "node_modules", "typescript", "bin", "tsc");
    const flags = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "--module", "node20"];
    const { status, stdout } = spawnSync(process.execPath, [compiler, ...flags, "program.ts"], {
      cwd: app,
      encoding: "utf8",
    });
    assert.equal(status, 0, stdout);
  });

  it("judges a preview of the real engine with the pack that it installs", async function () {
    const stack = await Stack.of(this, join(__dirname, "..", "engine", "programs", "service"));
    try {
      const pack = join(installed, "policy-packs", "aws");
      const { exitCode, policyEvents } = await stack.preview({ pack, env: { METADATA: "optional" } });
      assert.notEqual(exitCode, 0);
      assert.deepEqual(policyEvents.map(inShort), ["aws-instance-metadata-session-required mandatory worker"]);
    } finally {
      stack.close();
    }
  });

  it("judges a stack export with the command that it installs", () => {
    const { status, stdout, stderr } = spawnSync("npx", ["mandate", "check", STATE, "--format", "json"], {
      cwd: app,
      encoding: "utf8",
    });
    assert.equal(status, 1, stderr);
    const { findings } = JSON.parse(stdout) as { findings: { rule: string; name: string }[] };
    assert.ok(
      findings.some(({ rule, name }) => rule === "aws-instance-metadata-session-required" && name === "worker"),
    );
  });

  it("sets up a project whose workflows run as they are written", () => {
    const program = `
      const pulumi = require("@pulumi/pulumi");
      const open = { metadataOptions: { httpTokens: "optional" } };
      new (class extends pulumi.CustomResource {})("aws:ec2/instance:Instance", "worker", open);
    `;
    mkdirSync(join(app, ".git"));
    mkdirSync(join(app, "infra"));
    writeFileSync(join(app, "infra", "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(join(app, "infra", "index.js"), program);
    const init = spawnSync("npx", ["mandate", "init", "infra"], { cwd: app, encoding: "utf8" });
    assert.equal(init.status, 0, init.stderr);
    const workflow = parse(readFileSync(join(app, ".github", "workflows", "mandate.yml"), "utf8")) as Workflow;
    const job = parse(readFileSync(join(app, ".gitlab-ci.mandate.yml"), "utf8")) as Job;
    const steps = workflow.jobs.mandate.steps.flatMap(({ run }) => run ?? []);
    assert.deepEqual(steps, job.mandate.script);
    // The first installs the packages, which would take the linked providers away.
    const [install, check = ""] = steps;
    assert.equal(install, "npm ci");
    const { status, stdout, stderr } = spawnSync("sh", ["-c", check], { cwd: app, encoding: "utf8" });
    assert.equal(status, 1, stderr);
    assert.match(stdout, /aws-instance-metadata-session-required {2}blocks/);
    const written = readdirSync(join(app, "mandate-evidence"));
    for (const [, file = ""] of JSON.stringify([workflow, job]).matchAll(/mandate-evidence\/([\w.]+)/g)) {
      assert.ok(written.includes(file), `${file} is not written`);
    }
  });

  function node(args: readonly string[]): string {
    return execFileSync(process.execPath, args, { cwd: app, encoding: "utf8" });
  }
});

function npm(args: readonly string[], cwd: string): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
