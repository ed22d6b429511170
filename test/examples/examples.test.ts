import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Input } from "../../inputs/input";
import { judgeInput, type JudgedFinding } from "../../inputs/judge-input";
import { readProgram } from "../../inputs/program/read-program";
import { parseConfiguration } from "../../policy-packs/configuration";
import { RULES } from "../../policy-packs/rules";
import { comparable, EXAMPLES } from "./expected";

const FOLDER = join(__dirname, "../../examples");
const DEFAULTS = parseConfiguration({}, "config", RULES);

describe("the example programs", function () {
  this.timeout(120_000);

  const programs = readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  it("are those whose findings are stated", () => {
    assert.deepEqual(programs.sort(), Object.keys(EXAMPLES).sort());
  });

  for (const [name, { found, undeterminedInPreview }] of Object.entries(EXAMPLES)) {
    it(`${name} has exactly the findings that are stated`, async () => {
      const input = await readProgram(join(FOLDER, name));
      const findings = judgeInput(input, DEFAULTS);
      assert.deepEqual(comparable(findings), comparable(found));
      assertNotes(input);
      for (const finding of findings) assertComment(name, finding);
    });

    it(`${name} has the same findings where values are unknown, and none of them turns into a pass`, async () => {
      const input = await readProgram(join(FOLDER, name), { unknown: true });
      const expected = [...found, ...undeterminedInPreview];
      assert.deepEqual(comparable(judgeInput(input, DEFAULTS)), comparable(expected));
    });

    // The nearest package.json is then that of this package, so its own name leads to it; see examples/README.md.
    it(`${name} has no package.json of its own`, () => {
      assert.equal(existsSync(join(FOLDER, name, "package.json")), false);
    });
  }
});

/** Nothing was left out: no call to the cloud unanswered, no value that could not be read. */
function assertNotes({ notes }: Input): void {
  assert.deepEqual(notes, ["judged as stack dev"]);
}

/** The program says at the spot what is wrong: above the statement that declares the resource, or within it. */
function assertComment(program: string, { rule, location }: JudgedFinding): void {
  assert.equal(location?.file, "index.ts", rule);
  const lines = readFileSync(join(FOLDER, program, "index.ts"), "utf8")
    .split("\n")
    .slice(location.line - 2);
  const end = lines.findIndex((line, index) => index > 0 && line.endsWith(");"));
  assert.match(lines.slice(0, end + 1).join("\n"), /\/\/ \w/, `${rule} at line ${location.line}`);
}
