import { undetermined, type AnyRule, type Problem, type RuleContext } from "./rule";
import { unknown } from "../../identity/knowledge";
import type { Fact } from "../facts/facts";

/**
 * Runs a rule so that it cannot fail the operation: a rule that throws could not look, so its verdict is undetermined.
 * The error's name is reported and not its text, which may hold a value.
 */
export function judgeGuarded(rule: AnyRule, fact: Fact, context: RuleContext): readonly Problem[] {
  try {
    return [...rule.judge(fact, context)];
  } catch (error) {
    return [undetermined(fact.urn, ruleFailed(rule.name, error), { key: RULE_FAILED })];
  }
}

export const RULE_FAILED = "rule-failed";

function ruleFailed(rule: string, error: unknown) {
  const name = error instanceof Error ? error.name : typeof error;
  return unknown("", `not judged, because the rule ${rule} failed (${name}); please report this as a bug of the rule`);
}
