import { unknown } from "../../identity/knowledge";
import type { Fact } from "../facts/facts";
import type { Unread } from "../facts/family";
import { undetermined, type AnyRule, type Problem, type RuleContext } from "./rule";

/** The key of a finding about a rule that could not do its work. */
export const RULE_FAILED = "rule-failed";

/**
 * Runs a rule so that it cannot fail the operation: a rule that throws could not look, so its verdict is undetermined.
 * What it found before stands. The error's name is reported and not its text, which may hold a value.
 */
export function judgeGuarded(rule: AnyRule, fact: Fact, context: RuleContext): readonly Problem[] {
  const problems: Problem[] = [];
  try {
    for (const problem of rule.judge(fact, context)) problems.push(problem);
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    const because = `not judged, because the rule ${rule.name} failed (${name}); please report this as a bug of the rule`;
    problems.push(couldNotLook({ urn: fact.urn, because }));
  }
  return problems;
}

/** The verdict of every rule on a fact that could not be read. */
export function couldNotLook({ urn, because }: Pick<Unread, "urn" | "because">): Problem {
  return undetermined(urn, unknown("", because), { key: RULE_FAILED });
}
