import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { commandPage } from "../../scripts/command-page";

describe("docs/commands.md", () => {
  const page = readFileSync(join(__dirname, "..", "..", "docs", "commands.md"), "utf8");

  it("shows what the commands say; `npm run docs` writes it anew", async () => {
    assert.equal(page, await commandPage(page));
  }).timeout(30_000);

  it("shows every command of `mandate --help` in a chapter of its own", async () => {
    const help = await commandPage("```console\n$ mandate --help\n```");
    const names = [...help.matchAll(/^ {2}(\w+) .*$/gm)].map(([, name]) => name);
    assert.deepEqual(
      [...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name),
      names,
    );
  });
});

describe("docs/explain.md", () => {
  const page = readFileSync(join(__dirname, "..", "..", "docs", "explain.md"), "utf8");

  it("shows what the command says; `npm run docs` writes it anew", async () => {
    assert.equal(page, await commandPage(page));
  }).timeout(30_000);
});

describe("docs/privilege-lock.md", () => {
  const page = readFileSync(join(__dirname, "..", "..", "docs", "privilege-lock.md"), "utf8");

  it("shows what the command says; `npm run docs` writes it anew", async () => {
    assert.equal(page, await commandPage(page));
  }).timeout(30_000);
});
