import { execFileSync } from "node:child_process";
import { deepEqual } from "node:assert/strict";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");
const DEFER = `require("./policy-packs/deferred-modules");`;

/** A file that each of them loads, as a stand-in takes the place of its first. */
const FILES = {
  "@pulumi/pulumi": "@pulumi/pulumi/dynamic/index.js",
  "the Automation API": "@pulumi/pulumi/automation/stack.js",
  "the compiler": "/typescript.js",
  "the reader of package trees": "@npmcli/arborist/lib/arborist/index.js",
};

/** Runs a script in a process of its own, whose module cache nobody has touched. */
function printedBy(script: string): unknown {
  const loaded = `const loaded = () => Object.entries(${JSON.stringify(FILES)}).flatMap(([name, end]) =>
    Object.keys(require.cache).some((file) => file.replaceAll("\\\\", "/").endsWith(end)) ? [name] : []);
    const print = (value) => console.log(JSON.stringify(value));`;
  const args = ["--import", "tsx", "--eval", loaded + script];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" }));
}

describe("modules that a pack does not use", () => {
  it("are loaded by the policy SDK itself", () => {
    deepEqual(printedBy(`require("@pulumi/policy"); print(loaded());`), Object.keys(FILES));
  });

  it("are not loaded where they are deferred", () => {
    deepEqual(printedBy(`${DEFER} require("@pulumi/policy"); print(loaded());`), []);
  });

  it("are loaded one by one: an asset takes no compiler", () => {
    const script = `${DEFER}
      require("@pulumi/policy");
      const { asset } = require("@pulumi/pulumi");
      print([asset.Asset.isInstance(new asset.StringAsset("text")), loaded()]);`;
    deepEqual(printedBy(script), [true, ["@pulumi/pulumi"]]);
  });

  it("are the real ones for whoever reads something of them", () => {
    const script = `${DEFER}
      const answer = 42;
      require("@pulumi/pulumi").runtime.serializeFunction(() => answer)
        .then(({ text }) => print([text.includes("42"), loaded().includes("the compiler")]));`;
    deepEqual(printedBy(script), [true, true]);
  });

  it("are the real ones for whoever lists, tests or sets what they hold", () => {
    const script = `${DEFER}
      const pulumi = require("@pulumi/pulumi");
      const names = Object.keys(pulumi);
      pulumi.mark = "set";
      print([
        names.includes("CustomResource") && names.includes("automation"),
        "LocalWorkspace" in pulumi.automation,
        Object.hasOwn(pulumi.automation, "LocalWorkspace"),
        { ...pulumi.automation }.LocalWorkspace === pulumi.automation.LocalWorkspace,
        pulumi.mark, require("@pulumi/pulumi").mark,
      ]);`;
    deepEqual(printedBy(script), [true, true, true, true, "set", "set"]);
  });
});
