import { deepEqual, equal, ok } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { FAMILIES, JOINED_FAMILIES } from "../policy-packs/facts/families";
import type { AnyRule, OptionSpecs } from "../policy-packs/judge/rule";
import { RULES } from "../policy-packs/rules";
import { AWS_RULES } from "../policy-packs/rules/aws";
import { AZURE_RULES } from "../policy-packs/rules/azure";
import { CONTROLS } from "../policy-packs/standards/controls";
import { rulePages } from "../scripts/rule-pages";
import published from "./published-names.json";

const ROOT = join(__dirname, "..");
const SOURCE_FOLDERS = ["identity", "policy-packs", "components", "inputs", "evidence", "cli", "testing", "scripts"];

/** Files of a folder and those below it, relative to the root. */
function filesIn(folder: string, ending = ".ts"): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending) && !entry.parentPath.includes("node_modules"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

function namesOf(rules: readonly AnyRule[]): string[] {
  return rules.map(({ name }) => name);
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
}

describe("the house", () => {
  const ruleFiles = readdirSync(join(ROOT, "policy-packs/rules"))
    .filter((file) => file.includes("-"))
    .map((file) => file.replace(/\.ts$/, ""))
    .sort();

  for (const name of ruleFiles) {
    it(`has ${name} registered under its file's name, in a pack, with examples and options that say where they come from`, async () => {
      const exported = (await import(`../policy-packs/rules/${name}`)) as Readonly<Record<string, unknown>>;
      const rule = RULES.find((each) => each.name === name);
      ok(rule, `no list in policy-packs/rules holds \`${camelCase(name)}\``);
      equal(exported[camelCase(name)], rule);
      ok(AWS_RULES.includes(rule) || AZURE_RULES.includes(rule), "no pack holds the rule");
      ok(
        rule.examples.some(({ findings }) => findings.length > 0) && rule.examples.some(isValid),
        "an example is missing",
      );
      for (const text of [rule.title, rule.duty.text, rule.question, rule.why, rule.fix]) ok(!/^$|TODO/.test(text));
      ok(!rule.why.endsWith("."), "`why` is a clause and ends without a full stop");
      ok(rule.fix.endsWith("."), "`fix` is a sentence");
      ok(rule.controls.length > 0 && rule.controls.every((control) => Object.hasOwn(CONTROLS, control)));
      for (const { source, reviewed } of Object.values(rule.options as OptionSpecs)) {
        ok(source !== "" && /^20\d\d-\d\d-\d\d$/.test(reviewed), "an option's default names its source and a date");
      }
    });
  }

  it("lists no rule that has no file, none twice, and all in alphabetical order", () => {
    deepEqual(namesOf(RULES), ruleFiles);
    for (const pack of [AWS_RULES, AZURE_RULES]) equal(new Set(pack).size, pack.length);
  });

  it("has no drift between the rules and their pages", async () => {
    const pages = await rulePages();
    deepEqual(readdirSync(join(ROOT, "docs/rules")).sort(), [...pages.keys()].sort(), "run `npm run docs`");
    for (const [file, text] of pages) equal(read(`docs/rules/${file}`), text, "run `npm run docs`");
  });

  it("keeps every name that was ever published, and gives none to another rule", () => {
    const { rules, aliases, retired } = published as Ledger;
    const names = [...Object.keys(rules), ...Object.keys(aliases), ...Object.keys(retired)];
    deepEqual(names, [...new Set(names)], "a name is used twice");
    for (const now of Object.values(aliases)) ok(Object.hasOwn(rules, now), `an alias stands for \`${now}\``);
  });

  it("has the rules and enforcement levels in the packs that were published", () => {
    const packs = Object.fromEntries(
      RULES.map((rule) => [
        rule.name,
        [
          rule.enforcement,
          ...(AWS_RULES.includes(rule) ? ["aws"] : []),
          ...(AZURE_RULES.includes(rule) ? ["azure"] : []),
        ].join(" "),
      ]),
    );
    deepEqual(packs, published.rules, "a rule's line in test/published-names.json is missing or differs");
  });

  it("gives packs, components and the whole one version", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    const manifests = SOURCE_FOLDERS.flatMap((folder) => filesIn(folder, "package.json"));
    ok(manifests.includes("policy-packs/aws/package.json"));
    for (const file of manifests) equal((JSON.parse(read(file)) as { version: string }).version, version, file);
  });

  it("registers each family of facts once", () => {
    const files = [...filesIn("policy-packs/facts/aws"), ...filesIn("policy-packs/facts/azure")];
    const families = read("policy-packs/facts/families.ts");
    for (const file of [...files, ...filesIn("policy-packs/facts").filter((each) => !each.slice(19).includes("/"))]) {
      for (const [, name] of read(file).matchAll(/export const (\w+): (?:Joined)?Family\b/g)) {
        ok(
          name && families.includes(name),
          `policy-packs/facts/families.ts does not list \`${name ?? ""}\` of ${file}`,
        );
      }
    }
    const all = [...FAMILIES, ...JOINED_FAMILIES];
    equal(new Set(all).size, all.length);
  });

  it("loads no provider SDK with the packs", () => {
    const loads = `for (const name of ["rules", "policies"]) require("./policy-packs/" + name);
      const sdk = /node_modules[\\\\/]@pulumi[\\\\/](aws|azure-native|azuread|azure)[\\\\/]/;
      process.stdout.write(Object.keys(require.cache).filter((file) => sdk.test(file)).join("\\n"));`;
    equal(execFileSync(process.execPath, ["--require", "tsx/cjs", "-e", loads], { cwd: ROOT, encoding: "utf8" }), "");
    for (const file of filesIn("policy-packs")) {
      const imports = read(file).match(/^(?:import|export)(?! type)[^;]*?from "@pulumi\/(?:aws|azure)[^"]*"/gms);
      equal(imports, null, `${file} imports a provider SDK at run time`);
    }
  });

  it("names no place of one machine in its sources", () => {
    const files = [...SOURCE_FOLDERS, "test", "examples"].flatMap((folder) => filesIn(folder));
    const machine = /[/](?:work|home|Users|root)[/][a-z]/;
    for (const file of files) ok(!machine.test(read(file)), `${file} names a place of one machine`);
  });
});

function isValid({ findings }: AnyRule["examples"][number]): boolean {
  return findings.length === 0;
}

/** Every name that was ever published: a configuration file somewhere may still hold it. */
interface Ledger {
  /** Enforcement and packs of each rule. */
  readonly rules: Readonly<Record<string, string>>;
  /** Former names, and the names of today. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Names of rules that are gone, and why. */
  readonly retired: Readonly<Record<string, string>>;
}
