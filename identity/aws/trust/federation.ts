/**
 * Which tokens of an identity provider may become a role? Judged by audience and subject, the claims that IAM offers as
 * condition keys under the provider's name, and for GitHub by the further claims that can stand for a part of a subject.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 *
 * What a subject or a pattern of subjects lets in is read in its issuer's grammar, not from there being a text: a
 * subject without wildcards can be shared by several workloads, and a wildcard can stand where it tells nothing.
 */
import { formFor, grammarOf, markedGrammar, servesEverybody, type Grammar } from "../../federation/grammars";
import type { Unknown } from "../../knowledge";
import type { Condition, Statement } from "../document/document";
import { narrowingsOf } from "../conditions/conditions";
import { covers, matchesPattern } from "../document/match";
import { isOpenValue, pinningOf, type Compared, type Pinning } from "../conditions/pinning";
import type { TrustGrant } from "./grants";

/**
 * The issuer whose tokens a grant lets in; undefined where it is not known, and where the grant is for no tokens of one
 * issuer. A grant to everyone is for those of an issuer whose claims it demands, as no other token has them.
 */
export function issuerOf({ principal, conditions, statement, version }: TrustGrant): string | undefined {
  // A host has a point; what has none stands in for a provider of which only the deployment tells the issuer.
  if (principal?.kind === "oidc") return principal.issuer.includes(".") ? principal.issuer : undefined;
  if (principal?.kind !== "everyone" || !takesTokens(statement)) return undefined;
  const narrowings = narrowingsOf(conditions, version);
  const demanded = conditions.filter((_condition, index) => narrowings[index] !== "vacuous");
  return demanded.map(({ key }) => issuerIn(key)).find((issuer) => issuer !== undefined);
}

/** Whether a grant is for tokens of a provider, or may be. */
export function isForTokens(grant: TrustGrant): boolean {
  const { principal, type, doubts, statement } = grant;
  if (!principal) return type === "Federated" || type === "any";
  if (principal.kind !== "everyone") return principal.kind === "oidc";
  return issuerOf(grant) !== undefined || (doubts.length > 0 && takesTokens(statement));
}

function takesTokens({ action }: Statement): boolean {
  return action !== undefined && covers(action, "sts:assumerolewithwebidentity", "possibly", lowerCase);
}

/** The issuer whose claim a condition key names: it is a host, perhaps with a path. */
function issuerIn(key: string): string | undefined {
  const issuer = key.slice(0, Math.max(key.lastIndexOf(":"), 0));
  return issuer.includes(".") && !issuer.includes(":") ? issuer : undefined;
}

/** What is wrong with one value of a subject. */
export type SubjectProblem =
  /** `who` completes "it lets in …"; `anyone` where that is not one customer of the issuer; `form` would be narrower. */
  | { readonly state: "loose"; readonly who: string; readonly anyone: boolean; readonly form: string }
  /** No token can have this subject. */
  | { readonly state: "unusable"; readonly expected: string };

/** What a provider serves, which decides the claims that must be pinned. */
export interface Claims {
  /** Names of the claims of which one must name the audience. */
  readonly audience: readonly string[];
  /** False for people who sign in to an application: there is one subject for each. */
  readonly subject: boolean;
  /** Whether guests who did not sign in have tokens as well, unless `amr` is demanded. */
  readonly guests: boolean;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_manual.html: these serve people. */
const SIGN_IN: Readonly<Record<string, Claims>> = {
  "cognito-identity.amazonaws.com": { audience: ["aud"], subject: false, guests: true },
  "graph.facebook.com": { audience: ["app_id"], subject: false, guests: false },
  "www.amazon.com": { audience: ["app_id"], subject: false, guests: false },
};

/** Regions, GovCloud and China have names of their own for it. */
const COGNITO = /^cognito-identity(-fips|-us-gov)?(\.[\w-]+)?\.amazonaws\.com(\.cn)?$/;

const WORKLOADS: Claims = { audience: ["aud", "oaud"], subject: true, guests: false };

/** @param issuer undefined where it is not known */
export function claimsOf(issuer: string | undefined): Claims {
  const name = (issuer ?? "").toLowerCase().replace(COGNITO, "cognito-identity.amazonaws.com");
  return (Object.hasOwn(SIGN_IN, name) ? SIGN_IN[name] : undefined) ?? WORKLOADS;
}

/** Whether an issuer serves everybody, so that a token by itself tells of no customer. */
export function isShared(issuer: string | undefined): boolean {
  if (issuer === undefined) return false;
  const grammar = grammarOf(issuer);
  return (grammar !== undefined && servesEverybody(issuer, grammar)) || Object.hasOwn(SIGN_IN, issuer.toLowerCase());
}

/** What is wrong with one value of an audience: it stands for several, or no token has it. */
export type AudienceProblem = "wildcard" | "unusable";

/** How a condition holds the audience to certain values. */
export function audiencePinning(
  conditions: readonly Condition[],
  issuer: string | undefined,
): Pinning<AudienceProblem> {
  const { audience } = claimsOf(issuer);
  return pinningOf(conditions, isClaim(issuer, audience), (value, compared) => {
    if (isOpenValue(value, compared)) return "wildcard";
    return value.trim() === "" || /[*?]/.test(value) ? "unusable" : undefined;
  });
}

/** What the pool's tokens say of guests; a role may be for them alone, if it says so. */
const GUEST = "unauthenticated";

/** How a condition tells guests from those who signed in. */
export function signInPinning(conditions: readonly Condition[], issuer: string | undefined): Pinning<"wildcard"> {
  return pinningOf(conditions, isClaim(issuer, ["amr"]), (value, { wildcards }) =>
    wildcards && value !== GUEST && matchesPattern(value, GUEST) ? "wildcard" : undefined,
  );
}

/** How a condition holds the subject to certain workloads. */
export function subjectPinning(conditions: readonly Condition[], issuer: string | undefined): Pinning<SubjectProblem> {
  const more = furtherClaims(conditions, issuer);
  if ("state" in more) return { state: "unknown", unknown: more };
  const problemOf = (value: string, compared: Compared) => subjectProblem(value, more.text, compared, issuer);
  const pinning = pinningOf(conditions, isClaim(issuer, ["sub"]), problemOf);
  if (pinning.state !== "missing" || more.text === "") return pinning;
  const [condition] = more.conditions;
  const [value] = condition?.values ?? [];
  if (!condition || value?.state !== "known") return pinning;
  const problem = subjectProblem("", more.text, { wildcards: false, condition }, issuer);
  return problem ? { state: "loose", values: [[value, problem]] } : { state: "pinned" };
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function wildcardIn(value: string, compared: Compared): "wildcard" | undefined {
  return isOpenValue(value, compared) ? "wildcard" : undefined;
}

/** Keys are compared without regard to case; of a provider that is not known, any provider's key may be the one. */
function isClaim(issuer: string | undefined, claims: readonly string[]): (key: string) => boolean {
  const prefix = issuer?.toLowerCase();
  return (key) => {
    const at = key.lastIndexOf(":");
    return claims.includes(key.slice(at + 1)) && (prefix === undefined || key.slice(0, at) === prefix);
  };
}

/** Claims that name a part of what a subject of GitHub names. */
const GITHUB_CLAIMS = ["repository", "repository_id", "ref", "environment", "job_workflow_ref", "workflow_ref"];

interface FurtherClaims {
  /** In the form of a subject. */
  readonly text: string;
  readonly conditions: readonly Condition[];
}

/** Claims beside the subject that conditions pin; one of several values stands for all, as each is exact. */
function furtherClaims(conditions: readonly Condition[], issuer: string | undefined): FurtherClaims | Unknown {
  const found: { text: string; condition: Condition }[] = [];
  if (issuer === undefined || grammarOf(issuer)?.issuer !== "GitHub Actions") return { text: "", conditions: [] };
  for (const claim of GITHUB_CLAIMS) {
    const own = conditions.filter(({ key }) => isClaim(issuer, [claim])(key.toLowerCase()));
    const pinning = pinningOf(own, () => true, wildcardIn);
    if (pinning.state === "unknown") return pinning.unknown;
    const condition = own.find((each) => pinningOf([each], () => true, wildcardIn).state === "pinned");
    const value = condition?.values[0];
    if (condition && value?.state === "known") {
      found.push({ text: `${claim}:${value.value}`, condition });
    }
  }
  return { text: found.map(({ text }) => text).join(":"), conditions: found.map(({ condition }) => condition) };
}

function subjectProblem(
  value: string,
  more: string,
  { wildcards, condition }: Compared,
  issuer: string | undefined,
): SubjectProblem | undefined {
  if (value.trim() === "" && more === "") return { state: "unusable", expected: "the subject of one workload" };
  if (value !== value.trim()) return { state: "unusable", expected: "no space around it" };
  const { name, comparison } = condition.operator;
  if (comparison === "arn")
    return { state: "unusable", expected: "a subject under `StringEquals` or `StringLike`, as it is no ARN" };
  if (!wildcards && /[*?]/.test(value)) {
    return { state: "unusable", expected: `no wildcard, because \`${name}\` takes it literally` };
  }
  if (/\$\{[^*?$}]/.test(value)) {
    return { state: "loose", who: "every token, as it fills the variable itself", anyone: true, form: "a fixed text" };
  }
  const subject = name.endsWith("IgnoreCase") ? value.toLowerCase() : value;
  const named = markedGrammar(subject === "" ? more : subject);
  const grammar = named ?? (issuer === undefined ? undefined : grammarOf(issuer));
  const shared = grammar !== undefined && (issuer === undefined || grammarOf(issuer) !== grammar || isShared(issuer));
  return problemIn(subject, more, grammar, shared);
}

/** @param more further claims; they stand first where both are read, as a pattern may end in the midst of a claim */
function problemIn(
  subject: string,
  more: string,
  grammar: Grammar | undefined,
  shared: boolean,
): SubjectProblem | undefined {
  const whole = [more, subject].filter(Boolean).join(":");
  const isPattern = /[*?]/.test(subject);
  const start = subject.replace(/[*?].*$/s, "");
  if (!grammar) return isPattern ? outside(start) : undefined;
  const form = formFor(whole, grammar);
  const { customer, mark, issuer } = grammar;
  if (isPattern && shared && customer && ![subject, whole].some((text) => customer.test(text))) {
    const who =
      start === "" ? `every token of ${issuer}` : `everybody at ${issuer} whose subject begins with \`${start}\``;
    return { state: "loose", who, anyone: true, form };
  }
  const fits = isPattern || !mark || mark.test(whole);
  const pinning = fits ? grammar.pinning(whole) : undefined;
  if (!pinning) return { state: "unusable", expected: `${form} from ${issuer}` };
  return pinning.state === "exact" ? undefined : { state: "loose", who: pinning.who, anyone: false, form };
}

/** A pattern of an issuer whose subjects have no grammar that is known. */
function outside(start: string): SubjectProblem {
  const who = start === "" ? "every token of the provider" : `every token whose subject begins with \`${start}\``;
  return { state: "loose", who, anyone: start === "", form: "the whole subject of one workload" };
}
