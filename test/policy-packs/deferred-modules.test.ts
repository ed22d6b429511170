import { execFileSync } from "node:child_process";
import { deepEqual } from "node:assert/strict";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

/** Runs a script in a process of its own, whose module cache nobody has touched. */
function printedBy(script: string): unknown {
  return JSON.parse(
    execFileSync(process.execPath, ["--import", "tsx", "--eval", script], { cwd: ROOT, encoding: "utf8" }),
  );
}

const LOADED = `Object.keys(require.cache).filter((file) => /typescript\\.js$|@npmcli.arborist.lib.arborist/.test(file)).length`;

describe("modules that a pack does not use", () => {
  it("are loaded by the policy SDK itself", () => {
    deepEqual(printedBy(`require("@pulumi/policy"); console.log(${LOADED} > 0);`), true);
  });

  it("are not loaded where they are deferred", () => {
    deepEqual(
      printedBy(`require("./policy-packs/deferred-modules"); require("@pulumi/policy"); console.log(${LOADED});`),
      0,
    );
  });

  it("are the real ones for whoever reads something of them", () => {
    const script = `
      require("./policy-packs/deferred-modules");
      const pulumi = require("@pulumi/pulumi");
      const answer = 42;
      pulumi.runtime.serializeFunction(() => answer).then(({ text }) => console.log(JSON.stringify([text.includes("42"), ${LOADED} > 0])));
    `;
    deepEqual(printedBy(script), [true, true]);
  });
});
