import type { Finding } from "./finding";
import type { Severity } from "./rule";

const GRAVITY: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/**
 * One cause, one finding: what several rules cannot tell because of the same value is said once, by the gravest of
 * them, which names the others. A preview that does not know one policy document would otherwise say so a dozen times.
 *
 * Only for verdicts that advise. Where an undetermined verdict blocks, each rule must block under its own name.
 */
export function onePerCause(findings: readonly Finding[]): readonly Finding[] {
  const byCause = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { urn, path, reason, key } = finding;
    const cause = reason === undefined ? key : JSON.stringify([urn, path, reason]);
    byCause.set(cause, [...(byCause.get(cause) ?? []), finding]);
  }
  return [...byCause.values()].map(together);
}

function together(findings: readonly Finding[]): Finding {
  const [gravest, ...others] = [...findings].sort(
    (a, b) => GRAVITY[a.severity] - GRAVITY[b.severity] || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
  ) as [Finding, ...Finding[]];
  const names = [...new Set(others.map(({ rule }) => rule))].filter((rule) => rule !== gravest.rule).sort();
  if (names.length === 0) return gravest;
  return { ...gravest, message: `${gravest.message}; nor can ${names.map((name) => `\`${name}\``).join(", ")}` };
}
