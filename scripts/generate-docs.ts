import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandPage } from "./command-page";
import { rulePages } from "./rule-pages";

const DOCS = join(__dirname, "..", "docs");

/** `npm run docs`: writes what docs is made of anew. */
async function generate(): Promise<void> {
  await generateRules(join(DOCS, "rules"));
  for (const name of ["commands.md", "explain.md", "privilege-lock.md"]) {
    const page = join(DOCS, name);
    writeFileSync(page, await commandPage(readFileSync(page, "utf8")));
    process.stdout.write(`outputs written to docs/${name}\n`);
  }
}

/** Also removes the pages of rules that are gone. */
async function generateRules(folder: string): Promise<void> {
  const pages = await rulePages();
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (!pages.has(file)) rmSync(join(folder, file));
  for (const [file, text] of pages) writeFileSync(join(folder, file), text);
  process.stdout.write(`${String(pages.size)} pages written to docs/rules\n`);
}

void generate();
