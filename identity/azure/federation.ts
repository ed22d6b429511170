/**
 * Whom does a federated identity credential let in: exactly one workload, or any of several?
 *
 * Entra accepts a token of the issuer whose `sub` equals the credential's subject, letter by letter; wildcards are not
 * supported (https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations). So a subject is
 * loose where the issuer gives one and the same subject to several workloads: GitHub names every pull request of a
 * repository alike. What a subject says is written in its issuer's grammar, see `federation/grammars.ts`.
 *
 * A flexible credential has an expression over claims instead, with `matches` and wildcards
 * (https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials).
 *
 * INVARIANT: a subject that bears one issuer's form is judged by that form whoever the issuer is, so that not knowing
 * the issuer can never turn the answer into its opposite.
 */
import { grammarOf, markedGrammar, type Pinning } from "../federation/grammars";

export type SubjectPinning =
  | Pinning
  /** No token can have this subject; `expected` completes "expected …". */
  | { readonly state: "unusable"; readonly expected: string }
  /** It depends on the issuer, which is not known. */
  | { readonly state: "depends-on-issuer" };

/** @param issuer undefined where it is not known yet */
export function subjectPinning(subject: string, issuer: string | undefined): SubjectPinning {
  if (subject.trim() === "") return { state: "unusable", expected: "the subject of one workload" };
  if (subject !== subject.trim()) return { state: "unusable", expected: "no space around it" };
  if (subject.includes("*"))
    return { state: "unusable", expected: "one whole subject, because Entra takes `*` literally" };
  const marked = markedGrammar(subject);
  if (!marked && issuer === undefined) return { state: "depends-on-issuer" };
  const grammar = marked ?? grammarOf(issuer ?? "");
  if (!grammar) return { state: "exact" };
  const pinning = (marked ?? !grammar.mark) ? grammar.pinning(subject) : undefined;
  return pinning ?? { state: "unusable", expected: `${grammar.form} from ${grammar.issuer}` };
}

/** Also a pattern that is taken for exact elsewhere has several subjects. */
function whoMatches(pattern: string, issuer: string | undefined): string {
  const grammar = markedGrammar(pattern) ?? (issuer === undefined ? undefined : grammarOf(issuer));
  const pinning = grammar?.pinning(pattern);
  return pinning?.state === "loose" ? pinning.who : "every subject that the pattern matches";
}

/** One comparison of an expression: `claims['sub'] matches 'repo:org/*'`. */
const COMPARISON = /^claims\[['‘’"]([\w-]+)['‘’"]\] (eq|matches) ['‘’](.*)['‘’]$/;

/** Whom an expression over claims lets in; undefined where it cannot be read. */
export function expressionPinning(expression: string, issuer: string | undefined): SubjectPinning | undefined {
  const comparisons = expression
    .trim()
    .split(/ and (?=claims\[)/)
    .map((text) => COMPARISON.exec(text.trim()));
  if (comparisons.includes(null)) return undefined;
  const subject = comparisons.find((comparison) => comparison?.[1] === "sub");
  const [, , operator, value = ""] = subject ?? [];
  if (!subject) return { state: "loose", who: "every subject of the issuer that has the other claims" };
  if (operator === "matches" && /[*?]/.test(value)) return { state: "loose", who: whoMatches(value, issuer) };
  return subjectPinning(value, issuer);
}
