import { ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import * as testing from "../../testing";

const PAGE = readFileSync(join(__dirname, "../../docs/testing.md"), "utf8");

/** Runs a block of the page as the test file that it is. */
function run(source: string): void {
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
  const { outputText } = transpileModule(source, { compilerOptions });
  const fromHere = createRequire(__filename);
  const require = (name: string): unknown => (name === "pulumi-mandate/testing" ? testing : fromHere(name));
  const page = compileFunction(outputText, ["require", "exports"]) as (require: unknown, exports: object) => void;
  page(require, {});
}

describe("docs/testing.md, executed as it is shown", () => {
  const blocks = [...PAGE.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, source = ""]) => source);
  ok(blocks.length > 0);
  blocks.forEach(run);
});
