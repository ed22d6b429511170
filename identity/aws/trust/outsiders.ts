/**
 * Which accounts does a resource's policy let in by name that are none of ours? Everyone is another matter, which
 * `openness.ts` judges; services act for accounts and are none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 *
 * INVARIANT: what is not known never keeps an account out silently: an outsider that may be none says why in `doubts`.
 */
import type { Known, Unknown } from "../../knowledge";
import { narrowsWho } from "../conditions/conditions";
import type { Condition, PolicyDocument, Statement } from "../document/document";
import { isLeft } from "./openness";
import { readPrincipal } from "../document/principal";

/** A principal of another account. */
export interface Outsider {
  readonly statement: Statement;
  readonly text: Known<string>;
  readonly account: string;
  readonly doubts: readonly Unknown[];
}

/**
 * @param known the accounts that may be let in
 * @param organisations the only ones on which a condition counts; empty: any
 */
export function outsiders(
  document: PolicyDocument,
  known: readonly string[],
  organisations: readonly string[],
): readonly Outsider[] {
  return document.statements.flatMap((statement) => {
    const { principal } = statement;
    if (!principal || principal.negated || !isLeft(statement, document, "possibly")) return [];
    const left = statement.conditions.map((condition) => leavesOutsiders(condition, document, organisations));
    if (left.includes(false)) return [];
    const doubts = [...left.filter((answer) => typeof answer === "object"), ...doubtsIn(statement, document)];
    return principal.entries.flatMap(({ type, value }): readonly Outsider[] => {
      const who = value.state === "known" ? readPrincipal(type, value.value) : undefined;
      if (value.state === "unknown" || who?.kind !== "account" || known.includes(who.account)) return [];
      return [{ statement, text: value, account: who.account, doubts }];
    });
  });
}

const ORGANISATION = /^aws:principalorg(id|paths)$/i;

/** Whether callers outside the organisations still meet a condition. */
function leavesOutsiders(
  condition: Condition,
  { version }: PolicyDocument,
  organisations: readonly string[],
): boolean | Unknown {
  if (!ORGANISATION.test(condition.key)) return true;
  const narrowing = narrowsWho(condition, version);
  if (typeof narrowing === "object") return narrowing;
  const values = condition.values.map((value) => (value.state === "known" ? value.value.split("/")[0] : undefined));
  const counts = organisations.length === 0 || values.every((value) => organisations.includes(value ?? ""));
  return !(narrowing === "narrowing" && counts);
}

function doubtsIn(statement: Statement, document: PolicyDocument): readonly Unknown[] {
  if (isLeft(statement, document, "surely")) return statement.hiddenConditions;
  return [...statement.hiddenConditions, ...document.unknowns];
}
