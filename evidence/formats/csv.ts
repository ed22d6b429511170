/**
 * The accountability matrix as CSV (RFC 4180): one line for each identity.
 *
 * INVARIANT: no cell is run as a formula by a spreadsheet. What begins like one is preceded by an apostrophe, and every
 * cell is quoted, so that none can begin another: https://owasp.org/www-community/attacks/CSV_Injection
 */
import { DUTY_TAGS } from "../../identity/accountability";
import type { Evidence, JudgedIdentity } from "../evidence";
import { cellWords, DUTIES } from "../matrix";

const COLUMNS: readonly (readonly [head: string, cell: (row: JudgedIdentity) => string])[] = [
  ["input", ({ input }) => input],
  ["identity", ({ name }) => name],
  ["subject", ({ subject }) => subject],
  ["environment", ({ environment }) => environment ?? ""],
  ["verdict", ({ verdict }) => verdict],
  ["severity", ({ severity }) => severity ?? ""],
  ["findings", ({ findings }) => String(findings)],
  ...DUTIES.map((duty) => [DUTY_TAGS[duty], (row: JudgedIdentity) => cellWords(row.duties[duty])] as const),
  ["workloads", ({ workloads }) => lines(workloads)],
  ["privileges", ({ privileges }) => lines(privileges)],
  ["trust", ({ trust }) => lines(trust)],
  ["credentials", ({ credentials }) => lines(credentials)],
  ["exposure", ({ exposure }) => lines(exposure)],
  ["escalation", ({ escalation }) => escalation.join("\n")],
  ["unknown", ({ unknowns }) => unknowns.join("\n")],
  ["urn", ({ urn }) => urn],
];

/** The lines of the file. */
export function* evidenceCsv({ identities }: Evidence): Generator<string> {
  yield lineOf(COLUMNS.map(([name]) => name));
  for (const row of identities) yield lineOf(COLUMNS.map(([, cell]) => cell(row)));
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(quoted).join(",")}\r\n`;
}

function lines(items: readonly { readonly words: string }[]): string {
  return items.map(({ words }) => words).join("\n");
}

/** How a formula, or a command of older spreadsheets, begins: also behind blanks, and in full width. */
const FORMULA = /^[\s\p{Cc}]*[=+\-@|%＝＋－＠]|^[\t\r\n]/u;

function quoted(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
