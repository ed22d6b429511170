import { RULES } from "../policy-packs/rules";
import type { Terminal } from "./terminal";

/** One line a rule: name, severity, enforcement, title. */
export function listRules(terminal: Terminal): void {
  const rows = [...RULES]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, severity, enforcement, title }) => [name, severity, enforcement, title]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  for (const row of rows) {
    terminal.out(`${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}\n`);
  }
}
