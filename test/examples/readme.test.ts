import { ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../cli/command-line";

const ROOT = join(__dirname, "..", "..");
const SHOWN = /^```\n\$ npx mandate (.*)\n([^]*?)^```$/gm;

async function outputOf(command: string): Promise<string> {
  const before = process.cwd();
  let said = "";
  const say = (text: string) => void (said += text);
  try {
    process.chdir(ROOT);
    await run(command.split(" "), { out: say, error: say, colour: false, watched: false, width: 110 });
    return said;
  } finally {
    process.chdir(before);
  }
}

describe("README.md", () => {
  const shown = [...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(SHOWN)];
  ok(shown.length > 0);
  for (const [, command = "", text = ""] of shown) {
    it(`shows what \`mandate ${command}\` says, with "…" for what it leaves out`, async () => {
      const output = await outputOf(command);
      let from = 0;
      for (const part of text.split("…\n")) {
        const at = output.indexOf(part, from);
        ok(at >= 0, `not said, or not in this order:\n${part}`);
        from = at + part.length;
      }
    }).timeout(60_000);
  }
});
