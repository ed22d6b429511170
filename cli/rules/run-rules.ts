import { nearest } from "../../identity/nearest";
import type { AnyRule, OptionSpecs } from "../../policy-packs/judge/rule";
import { RULES } from "../../policy-packs/rules";
import { AWS_RULES } from "../../policy-packs/rules/aws";
import { AZURE_RULES } from "../../policy-packs/rules/azure";
import { UsageError } from "../failure";
import type { RulesOptions } from "./rules";
import { brokenIntoLines, type Terminal } from "../terminal";

/** Shows one rule, or lists all by name. */
export function runRules(name: string | undefined, { format }: RulesOptions, terminal: Terminal): void {
  const rules = name === undefined ? [...RULES].sort((a, b) => (a.name < b.name ? -1 : 1)) : [ruleCalled(name)];
  if (format === "json") terminal.out(`${JSON.stringify(rules.map(published), undefined, 2)}\n`);
  else if (name === undefined) terminal.out(list(rules));
  else terminal.out(rules.map((rule) => page(rule, terminal.width)).join("\n"));
}

function ruleCalled(name: string): AnyRule {
  const rule = RULES.find((each) => each.name === name);
  if (rule) return rule;
  const near = nearest(
    name,
    RULES.map((each) => each.name),
  );
  const remedy = near === undefined ? "`mandate rules` lists them" : `did you mean \`${near}\`?`;
  throw new UsageError(`\`${name}\` is no rule that Mandate knows; ${remedy}`);
}

/** One line a rule: name, severity, enforcement, title. */
function list(rules: readonly AnyRule[]): string {
  const rows = rules.map(({ name, severity, enforcement, title }) => [name, severity, enforcement, title]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}\n`).join("");
}

function page(rule: AnyRule, width: number): string {
  const { name, title, severity, enforcement, duty, why, fix, controls } = rule;
  const options = Object.entries(rule.options as OptionSpecs).map(
    ([option, { default: value, description, source }]) =>
      `${option}: ${description} Default ${JSON.stringify(value)}, from ${source}.`,
  );
  const sections: readonly (readonly [head: string, lines: readonly string[]])[] = [
    ["Why", [why]],
    ["Fix", [fix]],
    ["Duty", [duty.text]],
    ["Controls", [controls.join(", ")]],
    ["Options", options],
  ];
  return [
    `${name}  ${severity}  ${enforcement}  ${packsOf(rule).join(", ")}\n${title}\n`,
    ...sections
      .filter(([, lines]) => lines.length > 0)
      .map(
        ([head, lines]) =>
          `\n${head}\n${lines
            .flatMap((line) => brokenIntoLines(line, width - 2))
            .map((line) => `  ${line}\n`)
            .join("")}`,
      ),
  ].join("");
}

/** What programs may rely on; how a rule judges is none of it. */
function published(rule: AnyRule): object {
  const { name, title, severity, enforcement, duty, why, fix, controls } = rule;
  const options = rule.options as OptionSpecs;
  return { name, packs: packsOf(rule), title, severity, enforcement, duty: duty.text, why, fix, controls, options };
}

function packsOf(rule: AnyRule): readonly string[] {
  return [...(AWS_RULES.includes(rule) ? ["aws"] : []), ...(AZURE_RULES.includes(rule) ? ["azure"] : [])];
}
