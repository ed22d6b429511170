import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rulePages } from "./rule-pages";

/** `npm run docs`: writes docs/rules anew, and removes the pages of rules that are gone. */
async function generate(folder: string): Promise<void> {
  const pages = await rulePages();
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (!pages.has(file)) rmSync(join(folder, file));
  for (const [file, text] of pages) writeFileSync(join(folder, file), text);
  process.stdout.write(`${String(pages.size)} pages written to docs/rules\n`);
}

void generate(join(__dirname, "..", "docs", "rules"));
