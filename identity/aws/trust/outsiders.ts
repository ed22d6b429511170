/**
 * Which accounts does a resource's policy let in by name that are none of ours? Everyone is another matter, which
 * `openness.ts` judges; services act for accounts and are none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 *
 * INVARIANT: what is not known never keeps an account out silently: an outsider that may be none says why in `doubts`.
 */
import { unknown, type Known, type Unknown } from "../../knowledge";
import { narrowingsOf } from "../conditions/conditions";
import { accountOf, tellOthersApart } from "../document/arn";
import type { Condition, PolicyDocument, Statement } from "../document/document";
import { isLeft } from "./openness";
import { readPrincipal } from "../document/principal";

/** A principal of another account, or everyone of it. */
export interface Outsider {
  readonly statement: Statement;
  readonly text: Known<string>;
  /** Undefined where it is an organisation, or not known. */
  readonly account: string | undefined;
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
    const left = leaveOutsiders(statement.conditions, document.version, organisations);
    if (left.includes(false)) return [];
    const doubts = [...left.filter((answer) => typeof answer === "object"), ...doubtsIn(statement, document)];
    return principal.entries.flatMap(({ type, value }): readonly Outsider[] => {
      const who = value.state === "known" ? readPrincipal(type, value.value) : undefined;
      if (value.state === "unknown") return [];
      if (who?.kind === "everyone" && type !== "Federated") {
        const { conditions, hiddenConditions } = statement;
        const strangers = strangersLeft(conditions, document.version, known, organisations);
        const hidden = hiddenConditions.slice(0, 1).map((text) => ({ text, account: undefined }));
        return (strangers.length > 0 ? strangers : hidden).map(({ text, account }): Outsider => {
          if (text.state === "known") return { statement, text, account, doubts };
          return { statement, text: value, account, doubts: [text, ...doubts] };
        });
      }
      if (who?.kind !== "account" || known.includes(who.account)) return [];
      return [{ statement, text: value, account: who.account, doubts }];
    });
  });
}

const ORGANISATION = /^aws:principalorg(id|paths)$/i;

/** Keys that tell the caller's account. */
const CALLER = /^(aws:principal(account|arn)|kms:calleraccount)$/i;

/** What a condition names of those whom it leaves of everyone. */
export interface LeftStranger {
  readonly text: Known<string> | Unknown;
  /** Undefined where it is an organisation, or not known. */
  readonly account: string | undefined;
}

/**
 * Of everyone, the strangers whom conditions leave; where no condition tells an account, that is for `openness.ts`. All
 * conditions must hold, so one that leaves none is enough.
 */
export function strangersLeft(
  conditions: readonly Condition[],
  version: PolicyDocument["version"],
  known: readonly string[],
  organisations: readonly string[],
): readonly LeftStranger[] {
  const narrowings = narrowingsOf(conditions, version);
  const telling = conditions
    .filter((_condition, index) => narrowings[index] !== "vacuous")
    .filter(({ key }) => CALLER.test(key) || (organisations.length > 0 && ORGANISATION.test(key)));
  const left = telling.map(({ values }) =>
    values.flatMap((text): readonly LeftStranger[] => {
      if (text.state === "unknown") return [{ text, account: undefined }];
      return strangersIn(text.value, known, organisations).map(({ account }) => ({ text, account }));
    }),
  );
  return left.find((strangers) => strangers.length === 0) ?? left[0] ?? [];
}

/** Somebody of whom nobody knows; `account` is undefined where it is an organisation. */
export interface Stranger {
  readonly text: string;
  readonly account: string | undefined;
}

/**
 * The strangers that a text names: an account, an organisation or a principal by its ARN, or a list with commas.
 *
 * @param organisations the only ones that are known; empty: any
 */
export function strangersIn(
  text: string,
  known: readonly string[],
  organisations: readonly string[],
): readonly Stranger[] {
  return text.split(",").flatMap((written): readonly Stranger[] => {
    const each = written.trim();
    const organisation = ORGANISATION_IN.exec(each)?.[1];
    if (organisation !== undefined) {
      return organisations.length === 0 || organisations.includes(organisation)
        ? []
        : [{ text: each, account: undefined }];
    }
    const account = /^\d{12}$/.test(each) ? each : accountOf(each);
    return account === undefined || known.includes(account) ? [] : [{ text: each, account }];
  });
}

/** Why nobody can tell whose an account is; undefined where the own accounts are known, and where it is none. */
export function untold(account: string | undefined, own: readonly string[], path: string): Unknown | undefined {
  if (account === undefined || tellOthersApart(own)) return undefined;
  return unknown(path, "an account of which it is not known whose it is");
}

/** By its id, a path of units or an ARN, which names the account that manages it beside. */
const ORGANISATION_IN = /^(?:arn:[^:]*:organizations::\d*:\w+\/)?(o-[a-z0-9]{10,32})(?:\/|$)/;

/** Of each condition, whether callers outside the organisations still meet it. */
export function leaveOutsiders(
  conditions: readonly Condition[],
  version: PolicyDocument["version"],
  organisations: readonly string[],
): readonly (boolean | Unknown)[] {
  const narrowings = narrowingsOf(conditions, version);
  return conditions.map(({ key, values }, index) => {
    const narrowing = narrowings[index];
    if (!ORGANISATION.test(key) || narrowing === undefined) return true;
    if (typeof narrowing === "object") return narrowing;
    const named = values.map((value) => (value.state === "known" ? value.value.split("/")[0] : undefined));
    const counts = organisations.length === 0 || named.every((value) => organisations.includes(value ?? ""));
    return !(narrowing === "narrowing" && counts);
  });
}

function doubtsIn(statement: Statement, document: PolicyDocument): readonly Unknown[] {
  if (isLeft(statement, document, "surely")) return statement.hiddenConditions;
  return [...statement.hiddenConditions, ...document.unknowns];
}
