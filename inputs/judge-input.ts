import type { Configuration } from "../policy-packs/configuration";
import type { Readings } from "../policy-packs/facts/stack-facts";
import { enforcementOf } from "../policy-packs/judge/enforcement";
import type { Finding, JudgedFinding } from "../policy-packs/judge/finding";
import { Judge } from "../policy-packs/judge/judge";
import { onePerOmission } from "../policy-packs/judge/one-cause";
import type { Input } from "./input";

export type { JudgedFinding };

/**
 * Judges a whole stack at once, so the order of its resources does not matter.
 *
 * @param readings what was read of its resources already, where more than the rules asks for it
 */
export function judgeInput(
  input: Input,
  configuration: Configuration,
  now: Date = new Date(),
  readings?: Readings,
): readonly JudgedFinding[] {
  const judge = new Judge({ now, describe: (text) => input.describe(text) });
  judge.configure(configuration.settings);
  const levels = new Map<string, "mandatory" | "advisory">();
  for (const [rule, { enforcement, options }] of configuration.rules) {
    if (enforcement === "disabled") continue;
    levels.set(rule.name, enforcement);
    judge.enable(rule, options);
  }
  const findings = judge.finish(input.resources, readings);
  return onePerOmission(
    findings.map((finding) => ({ ...finding, enforcement: levelOf(finding, levels, configuration) })),
  );
}

function levelOf(
  finding: Finding,
  levels: ReadonlyMap<string, "mandatory" | "advisory">,
  { settings }: Configuration,
): "mandatory" | "advisory" {
  const enforcement = enforcementOf(finding, levels.get(finding.rule) ?? "advisory", settings);
  return enforcement === "mandatory" ? "mandatory" : "advisory";
}
