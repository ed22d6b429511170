import type { AnyRule, Severity } from "../policy-packs/judge/rule";
import type { IdentityRow } from "./matrix";
import { reportOf, type JudgedInput, type Report } from "./report";

/** What one run leaves behind for whoever must show later that the identities were judged, and how. */
export interface Evidence extends Report {
  /** The moment of judgement, ISO 8601. */
  readonly judgedAt: string;
  /** What was asked for and could not be judged, with the reason; evidence that hides it would be none. */
  readonly notJudged: readonly string[];
  /** Every rule of the run, also those that found nothing. */
  readonly rules: readonly RuleRow[];
  /** The accountability matrix. */
  readonly identities: readonly (IdentityRow & { readonly input: string; readonly findings: number })[];
}

export interface RuleRow {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly violation: number;
  readonly undetermined: number;
}

/** @param rules those that took part; a disabled one judged nothing */
export function evidenceOf(
  inputs: readonly JudgedInput[],
  notJudged: readonly string[],
  rules: readonly AnyRule[],
  judgedAt: Date,
): Evidence {
  const report = reportOf(inputs);
  return {
    ...report,
    judgedAt: judgedAt.toISOString(),
    notJudged,
    rules: rules.map((rule) => rowOf(rule, report)),
    identities: inputs.flatMap((input) =>
      (input.identities ?? []).map((row) => ({
        ...row,
        input: input.path,
        findings: input.findings.filter(({ urn, identity }) => urn === row.urn || identity === row.urn).length,
      })),
    ),
  };
}

function rowOf({ name, title, severity }: AnyRule, { findings }: Report): RuleRow {
  const count = (wanted: "violation" | "undetermined") =>
    findings.filter(({ rule, verdict }) => rule === name && verdict === wanted).length;
  return { rule: name, title, severity, violation: count("violation"), undetermined: count("undetermined") };
}
