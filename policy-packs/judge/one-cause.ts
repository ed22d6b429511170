import type { Finding, JudgedFinding } from "./finding";
import type { Severity } from "./rule";
import { byCodeUnit } from "../../identity/order";

/** The gravest severity first. */
export const GRAVITY: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/**
 * One cause, one finding: what several rules cannot tell because of the same value is said once, by the gravest of
 * them, which names the others. A preview that does not know one policy document would otherwise say so a dozen times.
 *
 * Only for verdicts that advise. Where an undetermined verdict blocks, each rule must block under its own name.
 */
export function onePerCause(findings: readonly Finding[]): readonly Finding[] {
  return groups(findings, ({ urn, path, reason }) => (reason === undefined ? undefined : [urn, path, reason])).map(
    (group) => together(group, "nor can"),
  );
}

/**
 * The same for violations: what several rules find because of one omission, such as a mandate that is not stated, is
 * said once. Only what does the same is put together, and only where nobody exempts from single rules: a policy pack
 * reports each under its own policy.
 */
export function onePerOmission(findings: readonly JudgedFinding[]): readonly JudgedFinding[] {
  return groups(findings, ({ urn, cause, enforcement }) =>
    cause === undefined ? undefined : [urn, cause, enforcement],
  ).map((group) => ({
    ...together(group, "likewise"),
    fix: [...new Set([...group].sort(byGravity).map(({ fix }) => fix))].join(" "),
    controls: [...new Set(group.flatMap(({ controls }) => controls))],
  }));
}

/** Findings with the same cause together, in the order of the first of them; any other by itself. */
function groups<F extends Finding>(
  findings: readonly F[],
  causeOf: (finding: F) => unknown,
): readonly (readonly F[])[] {
  const byCause = new Map<string, F[]>();
  for (const finding of findings) {
    const cause = causeOf(finding);
    const key = cause === undefined ? finding.key : JSON.stringify(cause);
    const group = byCause.get(key);
    if (group) group.push(finding);
    else byCause.set(key, [finding]);
  }
  return [...byCause.values()];
}

function byGravity(a: Finding, b: Finding): number {
  return GRAVITY[a.severity] - GRAVITY[b.severity] || byCodeUnit(a.rule, b.rule);
}

function together<F extends Finding>(findings: readonly F[], link: string): F {
  const [gravest, ...rest] = [...findings].sort(byGravity) as [F, ...F[]];
  const others = [...new Set(rest.map(({ rule }) => rule))].filter((rule) => rule !== gravest.rule).sort();
  if (others.length === 0) return gravest;
  return {
    ...gravest,
    message: `${gravest.message}; ${link} ${others.map((name) => `\`${name}\``).join(", ")}`,
    others,
  };
}
