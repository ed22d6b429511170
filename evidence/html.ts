import { DUTY_TAGS } from "../identity/accountability";
import { placedMessage } from "../policy-packs/judge/finding";
import type { Evidence } from "./evidence";
import { DUTIES, type DutyCell } from "./matrix";
import type { ReportedFinding } from "./report";

/**
 * The evidence as one page to look at, file or print: no script, no font, no picture and no address outside it, in
 * light and dark. Every text from a stack is escaped, and the page forbids scripts besides.
 */
export function evidenceHtml(evidence: Evidence): string {
  const { counts, judgedAt, inputs } = evidence;
  const resources = inputs.reduce((sum, input) => sum + input.resources, 0);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Mandate: evidence of ${escape(judgedAt)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Who answers for the identities</h1>
<p>Judged on <time datetime="${escape(judgedAt)}">${escape(judgedAt.replace("T", " ").replace(/\..*/, " UTC"))}</time>: ${inputs.length} stacks with ${resources} resources.</p>
<dl>
${figure("violations", counts.violation)}${figure("undetermined", counts.undetermined)}${figure("blocking", counts.mandatory)}${figure("identities", evidence.identities.length)}
</dl>
</header>
<main>
${notJudged(evidence)}${inputTable(evidence)}${identityTable(evidence)}${findingTable(evidence)}${ruleTable(evidence)}</main>
</body>
</html>
`;
}

function figure(name: string, value: number): string {
  return `<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function notJudged({ notJudged: reasons }: Evidence): string {
  if (reasons.length === 0) return "";
  const items = reasons.map((reason) => `<li>${escape(reason)}</li>`).join("\n");
  return `<section class="alarm">\n<h2>Not judged</h2>\n<ul>\n${items}\n</ul>\n</section>\n`;
}

function inputTable({ inputs, findings }: Evidence): string {
  const rows = inputs.map(({ path, kind, resources }) => [
    code(path),
    escape(kind),
    String(resources),
    String(findings.filter(({ input }) => input === path).length),
  ]);
  return table("Stacks", ["Stack", "Kind", "Resources", "Findings"], rows);
}

function identityTable({ identities }: Evidence): string {
  const rows = identities.map(({ name, subject, input, duties, findings }) => [
    `<strong>${escape(name)}</strong><br>${escape(subject)}, ${code(input)}`,
    ...DUTIES.map((duty) => cell(duties[duty])),
    String(findings),
  ]);
  return table("Accountability", ["Identity", ...DUTIES.map((duty) => DUTY_TAGS[duty]), "Findings"], rows);
}

/** Words beside the colour, for who sees no colours. */
function cell({ state, text }: DutyCell): string {
  switch (state) {
    case "stated":
      return escape(text);
    case "missing":
    case "empty":
      return `<span class="violation">${state}</span>`;
    case "several":
    case "placeholder":
      return `<span class="violation">${state}:</span> ${escape(text)}`;
    case "unknown":
      return `<span class="undetermined">unknown:</span> ${escape(text)}`;
  }
}

function findingTable({ findings }: Evidence): string {
  const rows = findings.map((finding) => [
    `<span class="${finding.verdict}">${finding.verdict}</span><br>${finding.severity}, ${finding.enforcement}`,
    `<strong>${escape(finding.name)}</strong><br>${escape(finding.type)}<br>${code(finding.input)}${placeOf(finding)}`,
    `${escape(placedMessage(finding))}<br><em>${escape(finding.fix)}</em>`,
    `${code(finding.rule)}<br><small>${escape(finding.controls.join(", "))}</small>`,
  ]);
  return table("Findings", ["Verdict", "Resource", "What is wrong, and what mends it", "Rule and controls"], rows);
}

function placeOf({ location }: ReportedFinding): string {
  return location ? `<br>${code(`${location.file}:${location.line}`)}` : "";
}

function ruleTable({ rules }: Evidence): string {
  const rows = rules.map(({ rule, title, severity, violation, undetermined }) => [
    `${code(rule)}<br>${escape(title)}`,
    severity,
    String(violation),
    String(undetermined),
  ]);
  return table("Rules that judged", ["Rule", "Severity", "Violations", "Undetermined"], rows);
}

/** The first cell of each row heads it, so that a screen reader can say where it is. */
function table(caption: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return `<section>\n<h2>${caption}</h2>\n<p>None.</p>\n</section>\n`;
  const head = columns.map((column) => `<th scope="col">${escape(column)}</th>`).join("");
  const body = rows.map(([first = "", ...others]) => {
    const cells = others.map((content) => `<td>${content}</td>`).join("");
    return `<tr><th scope="row">${first}</th>${cells}</tr>`;
  });
  return `<section>
<h2>${caption}</h2>
<div class="wide" role="region" aria-label="${caption}" tabindex="0">
<table>
<caption>${caption}: ${rows.length}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table>
</div>
</section>
`;
}

function code(text: string): string {
  return `<code>${escape(text)}</code>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #d0d7de; --soft: #f6f8fa; --bad: #b42318; --open: #8a5a00 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --line: #30363d; --soft: #161b22; --bad: #ff9a90; --open: #f0c060 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 80rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
h1 { margin: 0; font-size: 1.75rem }
h2 { margin: 2rem 0 .5rem; font-size: 1.25rem }
dl { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0 }
dl div { padding: .5rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--soft) }
dd { margin: 0; font-size: 1.5rem; font-weight: 600 }
.wide { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: .875rem }
caption { padding: .25rem 0; text-align: left }
th, td { padding: .375rem .625rem; border: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; min-width: 5rem }
th { overflow-wrap: break-word }
th { font-weight: normal }
thead th { background: var(--soft); font-weight: 600 }
code { font-family: ui-monospace, monospace; font-size: .9em }
.violation { color: var(--bad); font-weight: 600 }
.undetermined { color: var(--open); font-weight: 600 }
.alarm { padding: 0 1rem 1rem; border: 2px solid var(--bad); border-radius: .5rem }
@media print { body { max-width: none; padding: 0; font-size: 11px } .wide { overflow: visible } tr { break-inside: avoid } thead { display: table-header-group } }
`;
