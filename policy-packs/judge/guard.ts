import { unknown } from "../../identity/knowledge";
import { isUnread, type Reading } from "../facts/stack-facts";
import { undetermined, type AnyRule, type Problem, type RuleContext } from "./rule";

/** The key of a finding about a rule that could not do its work. */
export const RULE_FAILED = "rule-failed";

/** Whether the rule has something to say of what was read. */
export function concerns(rule: AnyRule, reading: Reading): boolean {
  return rule.judges === (isUnread(reading) ? reading.unread : reading.kind);
}

/**
 * Runs a rule so that it cannot fail the operation: a rule that throws, or whose fact could not be read, could not look,
 * so its verdict is undetermined. What it found before it threw stands. The error's name is reported and not its text, which may hold a value.
 */
export function judgeGuarded(rule: AnyRule, reading: Reading, context: RuleContext): readonly Problem[] {
  if (isUnread(reading)) return [couldNotLook(reading.urn, reading.because)];
  const problems: Problem[] = [];
  try {
    for (const problem of rule.judge(reading, context)) problems.push(problem);
    return problems;
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    const because = `not judged, because the rule ${rule.name} failed (${name}); please report this as a bug of the rule`;
    return [...problems, couldNotLook(reading.urn, because)];
  }
}

function couldNotLook(urn: string, because: string): Problem {
  return undetermined(urn, unknown("", because), { key: RULE_FAILED });
}
