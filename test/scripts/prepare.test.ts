import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const SCRIPT = join(__dirname, "..", "..", "scripts", "prepare.mjs");
const FOLDERS = ["identity", "policy-packs", "components", "inputs", "evidence", "cli", "testing"];

/** Stands for the compiler and for npm: it notes that it was called, and does what the script expects of it. */
const COMPILER = `require("fs").appendFileSync("calls", "tsc\\n"); require("fs").mkdirSync("dist/cli", { recursive: true });`;
const NPM = `const fs = require("fs");
fs.appendFileSync("calls", "npm " + process.argv.slice(2, 4).join(" ") + "\\n");
fs.copyFileSync("package-lock.json", "node_modules/.package-lock.json");`;

const lock = (version: string) =>
  JSON.stringify({
    packages: { "": { version: "0" }, "node_modules/a": { version }, "node_modules/o": { version, optional: true } },
  });

describe("Preparing", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mandate-prepare-"));
    for (const name of FOLDERS) write(join(name, "a.ts"), "");
    for (const name of ["tsconfig.json", "tsconfig.build.json"]) write(name, "{}");
    write("package-lock.json", lock("1"));
    write("npm.js", NPM);
    write("node_modules/typescript/bin/tsc", COMPILER);
    mkdirSync(join(folder, "scripts"));
    cpSync(SCRIPT, join(folder, "scripts", "prepare.mjs"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(file: string, content: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }

  /** Runs the script and answers which tools it called. */
  function prepare(): string[] {
    rmSync(join(folder, "calls"), { force: true });
    const env = { ...process.env, npm_execpath: join(folder, "npm.js") };
    execFileSync(process.execPath, [join(folder, "scripts", "prepare.mjs")], { env, stdio: "ignore" });
    const calls = join(folder, "calls");
    return existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
  }

  it("installs and compiles once", () => {
    assert.deepEqual(prepare(), ["npm ci --ignore-scripts", "tsc"]);
    assert.deepEqual(prepare(), []);
  });

  it("installs again when the lock names other versions, and leaves optional packages alone", () => {
    prepare();
    write("package-lock.json", lock("2"));
    assert.deepEqual(prepare(), ["npm ci --ignore-scripts", "tsc"]);
    const there = JSON.stringify({ packages: { "node_modules/a": { version: "2" } } });
    write("node_modules/.package-lock.json", there);
    assert.deepEqual(prepare(), []);
  });

  it("compiles again when a source changes, comes or goes, and leaves nothing behind", () => {
    prepare();
    write("cli/a.ts", "changed");
    write("dist/cli/gone.js", "");
    assert.deepEqual(prepare(), ["tsc"]);
    assert.equal(existsSync(join(folder, "dist/cli/gone.js")), false);
    write("identity/b.json", "{}");
    assert.deepEqual(prepare(), ["tsc"]);
    rmSync(join(folder, "identity/b.json"));
    assert.deepEqual(prepare(), ["tsc"]);
    assert.deepEqual(prepare(), []);
  });

  it("fails when the compiler fails, and tries again the next time", () => {
    prepare();
    write("cli/a.ts", "broken");
    write("node_modules/typescript/bin/tsc", "console.log('cli/a.ts: error'); process.exit(2);");
    for (let attempt = 0; attempt < 2; attempt++) {
      const { status, stderr } = spawnSync(process.execPath, [join(folder, "scripts", "prepare.mjs")], {
        encoding: "utf8",
      });
      assert.equal(status, 1);
      assert.equal(stderr, "Compiling ...\ncli/a.ts: error\nmandate: the sources could not be compiled\n");
    }
  });
});
