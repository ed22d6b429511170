/**
 * The evidence as Markdown, for a pull request, the summary of a CI run or an auditor's folder.
 *
 * INVARIANT: no text of a stack is read as markup: what has a meaning in Markdown, GitHub's tables or HTML is escaped.
 */
import { DUTY_TAGS } from "../../identity/accountability";
import { placedMessage } from "../../policy-packs/judge/finding";
import { GRAVITY } from "../../policy-packs/judge/one-cause";
import type { CoverageVerdict } from "../coverage";
import type { Evidence, JudgedIdentity } from "../evidence";
import { cellWords, DUTIES, type Item } from "../matrix";
import type { ReportedFinding } from "../report";

/** Rows of one table; a comment on a pull request holds 65,536 characters. */
const SHOWN = 200;

export function evidenceMarkdown(evidence: Evidence): string {
  const parts = [
    "# Who answers for the identities",
    summary(evidence),
    ...notJudged(evidence),
    "## Findings",
    findingTable(evidence),
    "## Accountability",
    identityTable(evidence),
    "## What identities hold",
    holdings(evidence),
    "## Shared responsibility",
    dutyTable(evidence),
    "## Controls",
    controlTable(evidence),
  ];
  return `${parts.join("\n\n")}\n`;
}

function summary({ judgedAt, asOf, stacks, identities, counts }: Evidence): string {
  const resources = stacks.reduce((sum, stack) => sum + stack.resources, 0);
  const when = asOf === undefined ? judgedAt : `${judgedAt}, as of ${asOf}`;
  const found = `${counted(counts.violation, "violation")}, ${counts.undetermined} undetermined, ${counts.mandatory} blocking`;
  const judged = `${counted(stacks.length, "stack")}, ${counted(resources, "resource")}, ${counted(identities.length, "identity", "identities")}`;
  return `Judged ${when}: ${judged}. **${found}.**`;
}

function notJudged({ notJudged: reasons }: Evidence): readonly string[] {
  if (reasons.length === 0) return [];
  return ["## Not judged", reasons.map((reason) => `- ${escape(reason)}`).join("\n")];
}

function findingTable({ findings }: Evidence): string {
  const gravest = [...findings].sort((a, b) => rank(a) - rank(b));
  const heads = ["Severity", "Effect", "Resource", "What is wrong, and what mends it", "Rule"];
  return table(heads, gravest, findingRow) || "Nothing was found.";
}

function findingRow(finding: ReportedFinding): readonly string[] {
  return [
    finding.verdict === "violation" ? finding.severity : `undetermined (${finding.severity})`,
    finding.enforcement === "mandatory" ? "blocks" : "advises",
    escape(placeOf(finding)),
    `${prose(placedMessage(finding))}. ${prose(finding.fix)}`,
    escape(finding.rule),
  ];
}

function rank({ verdict, severity }: ReportedFinding): number {
  return GRAVITY[severity] + (verdict === "violation" ? 0 : 10);
}

function placeOf({ name, input, location }: ReportedFinding): string {
  return location ? `${name} (${input}, ${location.file}:${location.line})` : `${name} (${input})`;
}

function identityTable({ identities }: Evidence): string {
  const heads = ["Identity", "Verdict", ...DUTIES.map((duty) => DUTY_TAGS[duty])];
  const rowOf = ({ name, subject, input, verdict, duties }: JudgedIdentity) => [
    `${escape(name)} (${escape(subject)}, ${escape(input)})`,
    verdict,
    ...DUTIES.map((duty) => escape(cellWords(duties[duty]))),
  ];
  return table(heads, identities, rowOf) || "No identity, key or secret was found.";
}

/** Only who holds something; a key or a secret has a row above and holds nothing. */
function holdings({ identities }: Evidence): string {
  const heads = ["Identity", "Workloads", "Who may become it", "What it may do", "Credentials, exposure", "Escalation"];
  const rowOf = ({ name, input, ...held }: JudgedIdentity) => [
    `${escape(name)} (${escape(input)})`,
    list(held.workloads),
    list(held.trust),
    list(held.privileges),
    list([...held.credentials, ...held.exposure]),
    held.escalation.map(escape).join("<br>"),
  ];
  return table(heads, identities.filter(holdsSomething), rowOf) || "Nothing is known of what identities hold.";
}

function holdsSomething({ privileges, trust, credentials, exposure, workloads }: JudgedIdentity): boolean {
  return [privileges, trust, credentials, exposure, workloads].some(({ length }) => length > 0);
}

function list(items: readonly Item[]): string {
  return items.map(({ words }) => prose(words)).join("<br>");
}

const VERDICTS: Readonly<Record<CoverageVerdict, string>> = {
  violation: "violation",
  undetermined: "undetermined",
  pass: "pass",
  "not-applicable": "nothing to judge",
  none: "no rule",
};

function dutyTable({ duties }: Evidence): string {
  const rows = duties.flatMap(({ title, split, duties: own }) => [
    [
      `**${escape(title)}**`,
      split.map(({ service, provider }) => escape(`${service}: ${provider}`)).join("<br>"),
      "",
      "",
    ],
    ...own.map(({ text, rules, verdict }) => ["", escape(text), escape(rules.join(", ")), VERDICTS[verdict]]),
  ]);
  return table(["Area", "The provider's part, then the customer's duties", "Rules", "Verdict"], rows, (row) => row);
}

function controlTable({ catalogues }: Evidence): string {
  const rows = catalogues.flatMap(({ controls }) =>
    controls.map(({ id, title, rules, throughOthers, verdict }) => [
      escape(id),
      escape(title),
      String(rules.length + throughOthers.length),
      VERDICTS[verdict],
    ]),
  );
  return table(["Control", "It demands", "Rules", "Verdict"], rows, (row) => row);
}

/** Empty where there is nothing to list. */
function table<T>(heads: readonly string[], items: readonly T[], rowOf: (item: T) => readonly string[]): string {
  if (items.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rows = items.slice(0, SHOWN).map((item) => line(rowOf(item)));
  const more =
    items.length > SHOWN ? `\n\n${items.length - SHOWN} more rows are left out here; the JSON has them.` : "";
  return [line(heads), line(heads.map(() => "---")), ...rows].join("\n") + more;
}

/** What could be read as more than text, where it stands in a line of a table or of a list. */
const MARKUP = /[\\`*_[\]|~<>&$]|@(?=\w)|:(?=\/\/)|(?<=www)\./g;

/**
 * A text on one line. Character references are never read as markup (CommonMark 2.5), and are no mention and no link
 * on GitHub.
 */
function escape(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
  return line.replace(MARKUP, (character) => `&#${character.charCodeAt(0)};`);
}

/** A sentence, in which backticks enclose names. */
function prose(text: string): string {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return escape(text);
  return parts.map((part, index) => (index % 2 === 1 ? `<code>${escape(part)}</code>` : escape(part))).join("");
}

function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
