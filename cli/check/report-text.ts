import { join } from "node:path";
import { countsOf, type JudgedInput } from "../../evidence/report";
import { placedMessage, type JudgedFinding } from "../../policy-packs/judge/finding";
import { GRAVITY } from "../../policy-packs/judge/one-cause";
import type { Severity } from "../../policy-packs/judge/rule";
import { fails, type FailOn } from "./fail-on";
import { brokenIntoLines, printable, type Terminal } from "../terminal";

const STYLES = { bold: 1, dim: 2, red: 31, yellow: 33, blue: 34, cyan: 36 } as const;

const COLOURS: Readonly<Record<Severity, keyof typeof STYLES>> = {
  critical: "red",
  high: "red",
  medium: "yellow",
  low: "blue",
};

type Page = Pick<Terminal, "colour" | "width">;

/** What the last line says of the run beside its findings. */
export interface Run {
  /** How many inputs could not be judged. */
  readonly failed: number;
  readonly failOn: FailOn;
  /** The moment that dates were judged against, where another than now was asked for. */
  readonly asOf?: Date;
}

/** The report for people: by input, then by resource, the gravest finding of a resource first. */
export function textReport(inputs: readonly JudgedInput[], run: Run, page: Page): string {
  if (inputs.length === 0) return "";
  return [...inputs.map((input) => inputText(input, page)), summary(inputs, run, page)].join("\n");
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
  const sorted = [...findings].sort((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity]);
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

function summary(inputs: readonly JudgedInput[], { failed, failOn, asOf }: Run, page: Page): string {
  const resources = inputs.reduce((sum, input) => sum + input.resources, 0);
  const all = inputs.flatMap((input) => input.findings);
  const { findings, violation, undetermined, mandatory } = countsOf(all);
  const moment = asOf ? ` as of ${asOf.toISOString().replace(".000Z", "Z")}` : "";
  const judged = `${counted(inputs.length, "input")} with ${counted(resources, "resource")} judged${moment}`;
  const found =
    findings === 0
      ? "nothing found"
      : `${counted(violation, "violation")}, ${undetermined} undetermined; ${blocking(mandatory)}`;
  const failing = all.filter((finding) => fails(finding, failOn)).length;
  const chosen = failOn === "mandatory" ? "" : ` ${counted(failing, "finding")} counted by --fail-on ${failOn}.`;
  const missed = failed === 0 ? "" : ` ${style(`${counted(failed, "input")} could not be judged.`, "red", page)}`;
  return `${style(`${judged}: ${found}.${chosen}`, "bold", page)}${missed}\n`;
}

function blocking(count: number): string {
  return count === 0 ? "nothing blocks" : count === 1 ? "1 blocks" : `${count} block`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A text in a colour, where the page has any. */
export function style(text: string, name: keyof typeof STYLES, { colour }: Page): string {
  return colour ? `\u001b[${STYLES[name]}m${text}\u001b[0m` : text;
}

/** A sentence in lines of the page, indented. */
export function wrapped(text: string, indent: number, page: Page, look?: keyof typeof STYLES): string {
  const styled = brokenIntoLines(text, page.width - indent).map((line) => (look ? style(line, look, page) : line));
  return styled.map((line) => `${" ".repeat(indent)}${line}\n`).join("");
}
