import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import ts from "typescript";
import { judge, run } from "./mock-run";

const COMPONENTS = join(__dirname, "../../components");
const PACKAGE = "pulumi-mandate/components/";

/** The examples in the documentation comments of a file, in order. */
function examplesOf(file: string): readonly string[] {
  const text = readFileSync(join(COMPONENTS, file), "utf8");
  return [...text.matchAll(/@example\n \* ```ts\n(.*?) \* ```/gs)].map(([, code = ""]) => code.replace(/^ \* ?/gm, ""));
}

/** Runs an example as its reader would, but for the package's name. */
function execute(code: string): void {
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const load = createRequire(__filename);
  const find = (name: string): unknown =>
    load(name.startsWith(PACKAGE) ? join(COMPONENTS, name.slice(PACKAGE.length)) : name);
  const example = compileFunction(outputText, ["require", "exports"]) as (require: unknown, exports: object) => void;
  example(find, {});
}

describe("the documentation of the components", () => {
  const files = readdirSync(COMPONENTS, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const examples = files.flatMap((file) => examplesOf(file).map((code) => [file, code] as const));

  it("shows how to use each of them", () => {
    const classes = files.filter((file) =>
      readFileSync(join(COMPONENTS, file), "utf8").includes("extends pulumi.ComponentResource"),
    );
    assert.deepEqual(
      examples.map(([file]) => file),
      classes,
    );
  });

  let folder: string;
  const started = process.cwd();

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "mandate-examples-"));
    writeFileSync(join(folder, "mandate.lock.yaml"), "version: 1\nidentities: []\n");
    process.chdir(folder);
  });

  after(() => {
    process.chdir(started);
    rmSync(folder, { recursive: true });
  });

  for (const [file, code] of examples) {
    it(`runs as it stands there, and no rule finds anything in it: ${file}`, async () => {
      const resources = await run(() => execute(code));
      assert.ok(resources.some(({ type }) => type.startsWith("mandate:")));
      assert.deepEqual(judge(resources), []);
    });
  }
});
