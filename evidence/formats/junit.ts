/**
 * The findings as JUnit XML, which CI servers show as test results: a suite for each input, in it a case for each rule
 * and resource that has a finding, and a case for each rule that found nothing. A violation that blocks is a failure;
 * one that advises and an undetermined verdict pass with their text as output, because a server would call the build
 * broken for what does not break it; an undetermined verdict that blocks fails too. An input that could not be judged
 * is an error.
 *
 * INVARIANT: any text of a stack makes well-formed XML 1.0 (https://www.w3.org/TR/xml/#charsets): what it cannot hold
 * is shown as U+FFFD.
 */
import { placedMessage } from "../../policy-packs/judge/finding";
import type { Evidence, RuleRow } from "../evidence";
import { grouped } from "../grouped";
import type { ReportedFinding } from "../report";

/** The document in pieces. */
export function* evidenceJunit(evidence: Evidence): Generator<string> {
  const byInput = grouped(evidence.findings, ({ input }) => [input]);
  const suites = evidence.inputs.map(({ path }) => suiteOf(path, byInput.get(path) ?? [], evidence));
  const all = evidence.notJudged.length === 0 ? suites : [...suites, notJudgedSuite(evidence)];
  const sum = (of: (suite: Suite) => number) => all.reduce((total, suite) => total + of(suite), 0);
  const head = attributes({
    name: "mandate",
    tests: sum(({ tests }) => tests),
    failures: sum(({ failures }) => failures),
    errors: sum(({ errors }) => errors),
  });
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n`;
  for (const { pieces } of all) yield* pieces;
  yield "</testsuites>\n";
}

interface Suite {
  readonly pieces: readonly string[];
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
}

function suiteOf(path: string, findings: readonly ReportedFinding[], { rules, judgedAt }: Evidence): Suite {
  const byCase = grouped(findings, ({ rule, urn }) => [`${rule} ${urn}`]);
  const found = new Set(findings.map(({ rule }) => rule));
  const cases = [
    ...[...byCase.values()].map((group) => caseOf(group, path)),
    ...rules.filter(({ rule }) => !found.has(rule)).map((rule) => passOf(rule, path)),
  ];
  return suite(path, cases, judgedAt);
}

interface Case {
  readonly text: string;
  readonly outcome: "failure" | "error" | "pass";
}

function suite(name: string, cases: readonly Case[], judgedAt: string): Suite {
  const failures = cases.filter(({ outcome }) => outcome === "failure").length;
  const errors = cases.filter(({ outcome }) => outcome === "error").length;
  const timestamp = judgedAt.replace(/\.\d+Z$/, "");
  const head = attributes({ name, tests: cases.length, failures, errors, skipped: 0, time: 0, timestamp });
  const pieces = [`<testsuite${head}>\n`, ...cases.map(({ text }) => text), "</testsuite>\n"];
  return { pieces, tests: cases.length, failures, errors };
}

/** One rule on one resource. Most readers take one failure of a case, so all of them stand in one. */
function caseOf(findings: readonly ReportedFinding[], input: string): Case {
  const [first] = findings as [ReportedFinding, ...ReportedFinding[]];
  const blocking = findings.filter(({ enforcement }) => enforcement === "mandatory");
  const advising = findings.filter(({ enforcement }) => enforcement !== "mandatory");
  const head = attributes({ ...titleOf(input, first.rule, first.name), ...placeOf(first), time: 0 });
  const text = `<testcase${head}>\n${failureOf(blocking)}${outputOf(advising)}</testcase>\n`;
  return { text, outcome: blocking.length > 0 ? "failure" : "pass" };
}

function failureOf(findings: readonly ReportedFinding[]): string {
  const [first] = findings;
  if (!first) return "";
  const { verdict, severity } = first;
  const about = attributes({ message: placedMessage(first), type: `${verdict}, ${severity}` });
  return `<failure${about}>${cdata(textOf(findings))}</failure>\n`;
}

function outputOf(findings: readonly ReportedFinding[]): string {
  return findings.length === 0 ? "" : `<system-out>${cdata(textOf(findings))}</system-out>\n`;
}

/** Jenkins takes what stands before the last dot of a class name for a package, so a path goes there without dots. */
function titleOf(input: string, rule: string, subject: string): Readonly<Record<string, string>> {
  return { classname: `${input.replaceAll(".", "_")}.${rule}`, name: `${rule}: ${subject}` };
}

function passOf({ rule, title }: RuleRow, input: string): Case {
  return { text: `<testcase${attributes({ ...titleOf(input, rule, title), time: 0 })}/>\n`, outcome: "pass" };
}

function notJudgedSuite({ notJudged, judgedAt }: Evidence): Suite {
  const cases = notJudged.map((reason, index): Case => {
    const head = attributes({ classname: "not judged", name: `input ${index + 1}`, time: 0 });
    const text = `<testcase${head}>\n<error${attributes({ message: reason, type: "not judged" })}/>\n</testcase>\n`;
    return { text, outcome: "error" };
  });
  return suite("not judged", cases, judgedAt);
}

function placeOf({ location }: ReportedFinding): Readonly<Record<string, string | number>> {
  return location ? { file: location.file, line: location.line } : {};
}

function textOf(findings: readonly ReportedFinding[]): string {
  return findings.map(findingText).join("\n\n");
}

function findingText(finding: ReportedFinding): string {
  const { verdict, severity, enforcement, urn, fix, controls, location } = finding;
  const place = location ? [`${location.file}:${location.line}:${location.column}`] : [];
  const effect = `${verdict}, ${severity}, ${enforcement}`;
  return [placedMessage(finding), `fix: ${fix}`, effect, ...place, urn, controls.join(", ")].join("\n");
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escape(String(value))}"`)
    .join("");
}

/** Everything that XML 1.0 cannot hold, not even escaped. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

function escape(text: string): string {
  return legal(text).replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}

/** What would end the section early is split over two. */
function cdata(text: string): string {
  return `<![CDATA[${legal(text).replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

function legal(text: string): string {
  return text.replace(FORBIDDEN, "\uFFFD");
}
