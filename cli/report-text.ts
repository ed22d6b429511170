import { join } from "node:path";
import { countsOf, type JudgedInput } from "../evidence/report";
import { placedMessage, type JudgedFinding } from "../policy-packs/judge/finding";
import type { Severity } from "../policy-packs/judge/rule";
import { printable, type Terminal } from "./terminal";

const RANK: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

const STYLES = { bold: 1, dim: 2, red: 31, yellow: 33, blue: 34, cyan: 36 } as const;

const COLOURS: Readonly<Record<Severity, keyof typeof STYLES>> = {
  critical: "red",
  high: "red",
  medium: "yellow",
  low: "blue",
};

type Page = Pick<Terminal, "colour" | "width">;

/** The report for people: by input, then by resource, the gravest finding of a resource first. */
export function textReport(inputs: readonly JudgedInput[], failed: number, page: Page): string {
  if (inputs.length === 0) return "";
  return [...inputs.map((input) => inputText(input, page)), summary(inputs, failed, page)].join("\n");
}

function inputText(input: JudgedInput, page: Page): string {
  const { path, kind, resources, findings, notes } = input;
  const head = `${style(printable(path), "bold", page)}  ${kind}, ${counted(resources, "resource")}\n`;
  const said = notes.map((note) => wrapped(`note: ${note}`, 2, page));
  const groups = [...byResource(findings).values()].map((group) => resourceText(group, input, page));
  const nothing = findings.length === 0 ? ["  nothing found\n"] : [];
  return [head, ...said, ...nothing, ...groups].join("");
}

function byResource(findings: readonly JudgedFinding[]): ReadonlyMap<string, JudgedFinding[]> {
  const groups = new Map<string, JudgedFinding[]>();
  for (const finding of findings) groups.set(finding.urn, [...(groups.get(finding.urn) ?? []), finding]);
  return groups;
}

function resourceText(findings: readonly JudgedFinding[], input: JudgedInput, page: Page): string {
  const [first] = findings;
  if (!first) return "";
  const head = [style(printable(first.name), "bold", page), printable(first.type), place(first, input)];
  const sorted = [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  return `\n  ${head.filter((part) => part !== "").join("  ")}\n${sorted.map((each) => findingText(each, page)).join("")}`;
}

/** Where the program declares it, so that an editor or terminal can open it. */
function place({ location }: JudgedFinding, { path, kind }: JudgedInput): string {
  if (!location) return "";
  const file = kind === "program" ? join(path, location.file) : location.file;
  return printable(`${file}:${location.line}:${location.column}`);
}

function findingText(finding: JudgedFinding, page: Page): string {
  const { verdict, severity, enforcement, rule, fix } = finding;
  const label =
    verdict === "violation"
      ? style(severity, COLOURS[severity], page)
      : style(`undetermined (${severity})`, "cyan", page);
  const effect = enforcement === "mandatory" ? "blocks" : style("advises", "dim", page);
  return [
    `    ${label}  ${rule}  ${effect}\n`,
    wrapped(placedMessage(finding), 6, page),
    wrapped(`fix: ${fix}`, 6, page, "dim"),
  ].join("");
}

function summary(inputs: readonly JudgedInput[], failed: number, page: Page): string {
  const resources = inputs.reduce((sum, input) => sum + input.resources, 0);
  const { findings, violation, undetermined, mandatory } = countsOf(inputs.flatMap((input) => input.findings));
  const judged = `${counted(inputs.length, "input")} with ${counted(resources, "resource")} judged`;
  const found =
    findings === 0
      ? "nothing found"
      : `${counted(violation, "violation")}, ${undetermined} undetermined; ${blocking(mandatory)}`;
  const missed = failed === 0 ? "" : ` ${style(`${counted(failed, "input")} could not be judged.`, "red", page)}`;
  return `${style(`${judged}: ${found}.`, "bold", page)}${missed}\n`;
}

function blocking(count: number): string {
  return count === 0 ? "nothing blocks" : count === 1 ? "1 blocks" : `${count} block`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function style(text: string, name: keyof typeof STYLES, { colour }: Page): string {
  return colour ? `\u001b[${STYLES[name]}m${text}\u001b[0m` : text;
}

/** Breaks a sentence between words; a word longer than the line stays whole, so that it can be copied. */
function wrapped(text: string, indent: number, page: Page, look?: keyof typeof STYLES): string {
  const lines: string[] = [];
  let line = "";
  for (const word of printable(text).split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && longer.length > page.width - indent) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  const styled = [...lines, line].map((each) => (look ? style(each, look, page) : each));
  return styled.map((each) => `${" ".repeat(indent)}${each}\n`).join("");
}
