/**
 * Which claims of a provider's tokens would a trust policy demand? The subject in the form of the provider, with what is
 * written already filled in, and the audience that its guide names.
 *
 * INVARIANT: words in capitals that the form brings are named, so that nobody takes them for values.
 */
import { formFor, grammarOf } from "../../federation/grammars";
import type { Known } from "../../knowledge";
import type { Narrower } from "../../narrower";
import type { TrustGrant } from "../trust/grants";
import { conditionFor } from "./demanded-conditions";

/** A subject of one workload in place of what is written, or beside it. */
export function subjectOf(grant: TrustGrant, issuer: string, written?: Known<string>): Narrower | undefined {
  const grammar = grammarOf(issuer);
  const form = grammar && /`([^`]+)`/.exec(formFor(written?.value ?? "", grammar))?.[1];
  if (form === undefined)
    return written || grammar ? undefined : demanded(grant, issuer, "StringEquals", "SUBJECT", ["SUBJECT"]);
  const fillIn = wordsIn(form).filter((word) => written?.value.includes(word) !== true);
  const isPattern = form.includes("*");
  if (!written) return demanded(grant, issuer, isPattern ? "StringLike" : "StringEquals", form, fillIn);
  const condition = grant.statement.conditions.find(({ values }) => values.some(({ path }) => path === written.path));
  const comparison = condition?.operator.comparison;
  if (comparison !== "like" && (comparison !== "exact" || isPattern)) return undefined;
  return { changes: [{ path: written.path, value: form }], ...(fillIn.length > 0 && { fillIn }) };
}

function demanded(
  { statement }: TrustGrant,
  issuer: string,
  operator: string,
  value: string,
  fillIn: readonly string[],
) {
  return conditionFor(statement, operator, { [`${issuer}:sub`]: value }, fillIn);
}

/** Words in capitals stand for what the reader knows. */
function wordsIn(form: string): readonly string[] {
  return [...new Set([...form.matchAll(/\b[A-Z]{2,}(?:-[A-Z]+)*\b/g)].map(([word]) => word))];
}

/** The audiences that the guides of providers and of AWS have tokens for AWS made out to. */
const AUDIENCES: readonly (readonly [issuer: RegExp, audience: string])[] = [
  [/^token\.actions\.githubusercontent\.com$/, "sts.amazonaws.com"],
  [/^oidc\.eks\.[\w-]+\.amazonaws\.com(\.cn)?\//, "sts.amazonaws.com"],
  [/^agent\.buildkite\.com$/, "sts.amazonaws.com"],
  [/^app(\.eu)?\.terraform\.io$/, "aws.workload.identity"],
];

export function audienceOf({ statement }: TrustGrant, issuer: string, claim: string): Narrower | undefined {
  const [, audience] = AUDIENCES.find(([pattern]) => pattern.test(issuer.toLowerCase())) ?? [];
  const keys = { [`${issuer}:${claim}`]: audience ?? "AUDIENCE" };
  return conditionFor(statement, "StringEquals", keys, audience === undefined ? ["AUDIENCE"] : []);
}

/** Only those who signed in: https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html */
export function signedIn({ statement }: TrustGrant, issuer: string): Narrower | undefined {
  return conditionFor(statement, "ForAnyValue:StringLike", { [`${issuer}:amr`]: "authenticated" });
}
