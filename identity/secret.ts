/**
 * Whether a text, standing where whoever reads the configuration can read it, is a secret, and of what kind.
 *
 * Three witnesses, the surest first: its form; the program's own mark, or a name that says "secret" over a text that is
 * no reference to a store, no switch and no number; the members of a JSON document, judged likewise. It is our own
 * because a policy pack loads as little as it can, and because general scanners miss Azure's credentials and connection
 * strings and know nothing of references.
 *
 * INVARIANT: the answer names the kind; it never repeats the text or a part of it.
 */
import { isMasked, isTemplate, secretByForm, type SecretKind } from "./secret-forms";

/**
 * The kind of secret that a named text is; `undefined` where nothing says that it is one.
 *
 * @param name of the variable, parameter or member that holds it
 * @param marked whether the program itself marks the text as a secret
 */
export function secretKind(name: string, text: string, marked = false): SecretKind | undefined {
  const shown = secretByForm(text) ?? secretInDocument(text);
  if (shown !== undefined || isHarmless(text) || isReference(text)) return shown;
  return marked ? "a value that the program marks as secret" : secretByName(name, text);
}

/** What a name says that its value is: "a password"; `undefined` where it says nothing of the kind. */
export function secretNamed(name: string): SecretKind | undefined {
  const words = wordsOf(name);
  const [first = "", last = ""] = [words[0], words.at(-1)];
  if (ABOUT_A_SECRET.has(last) || SWITCHES.has(first) || words.some((word) => OPEN.has(word))) return undefined;
  return NAMED.find(([, says]) => says.test(` ${words.join(" ")} `))?.[0];
}

/** Nouns after which a name speaks of something about a secret: `TOKEN_URL`, `PASSWORD_MIN_LENGTH`. */
const ABOUT_A_SECRET = wordSet(
  "arn arns name names id ids path paths url uri file files filename dir directory endpoint host hostname port region " +
    "ttl age expiry expires expiration lifetime validity duration timeout interval length size min max limit limits " +
    "count type kind table bucket queue topic header headers cookie param parameter ref reference location field " +
    "alg algorithm issuer iss audience aud version prefix suffix policy rotation provider source store manager scope " +
    "scopes stage days hours minutes seconds enabled disabled required mode class user username label alias property " +
    "format encoding hash fingerprint thumbprint",
);

/** Verbs and numbers before which a name is a switch or a bound: `USE_TOKEN`, `MAX_TOKENS`. */
const SWITCHES = wordSet("use has is enable enabled disable disabled require required allow skip show max min num");

/** What says of a key or a token that it is made to be known. */
const OPEN = wordSet("public publishable");

/** A `key` is a secret only after certain words: a sort key, a primary key and an object's key are none. */
const NAMED: readonly (readonly [SecretKind, RegExp])[] = [
  ["a password", /(?:passwords?|passwd|passphrase|pwd) | pass /],
  ["a private key", / private ?key /],
  ["an API key", / ?api ?keys? /],
  ["a token", /tokens? /],
  ["a secret", /secrets? /],
  ["credentials", /credentials? |creds /],
  [
    "a key",
    / (?:access|account|admin|auth|client|encryption|hmac|license|master|root|secret|shared|signing|storage|subscription|webhook) ?keys? /,
  ],
];

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

/** `dbPassword`, `DB_PASSWORD` and `db-password` are the same words. */
function wordsOf(name: string): readonly string[] {
  const parted = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2");
  return parted
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

function secretByName(name: string, text: string): SecretKind | undefined {
  const kind = secretNamed(name);
  if (kind === undefined || (kind !== "a password" && /^\d+$/.test(text))) return undefined;
  if (/^[\w/+]{40}$/.test(text) && /aws|access_?key/i.test(name)) return "an AWS secret access key";
  const namesOneInAStore = (kind === "a secret" || kind === "credentials") && /^[a-z]+(?:[-_.][a-z]+)+$/.test(text);
  return namesOneInAStore ? undefined : kind;
}

const NO_SECRETS = wordSet(
  "true false yes no on off enabled disabled none null nil undefined required optional default auto inherit",
);

/** Switches, short numbers, spans of time, stars and nothing at all. */
function isHarmless(text: string): boolean {
  const bare = text.trim().toLowerCase();
  return (
    bare.length < 4 ||
    NO_SECRETS.has(bare) ||
    /^-?\d{1,5}(?:\.\d+)?$/.test(bare) ||
    /^\d+ ?(?:ms|s|m|h|d|w|seconds?|minutes?|hours?|days?|weeks?)$/.test(bare) ||
    isMasked(bare)
  );
}

/** Schemes of stores that an application reads its secrets from at run time. */
const STORE =
  /^(?:ssm|secretsmanager|aws-?sm|kms|vault|keyvault|akv|op|bao|gcp-?sm|sm|env|file|doppler|infisical):\S+$/i;

const ARN = /^arn:[\w-]+:[\w-]+:[\w-]*:\d*:\S+$/;

const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;

const RESOURCE_ID = /^\/(?:subscriptions|providers)\/\S+$/i;

/** What only says where a secret is kept. */
function isReference(text: string): boolean {
  const bare = text.trim();
  return [STORE, ARN, ADDRESS, RESOURCE_ID].some((form) => form.test(bare)) || isTemplate(bare) || isPathOfWords(bare);
}

/** The name of a parameter, a secret or a file: `/shop/prod/db-password`. Random text with slashes has no such words. */
function isPathOfWords(text: string): boolean {
  const [first = "", ...others] = text.split("/");
  const segments = first === "" ? others : [first, ...others];
  return others.length > 0 && segments.length > 1 && segments.every(isOfWords);
}

function isOfWords(segment: string): boolean {
  return segment.split(/[-_.]/).every((word) => /^(?:[A-Z]{2,12}|[A-Za-z]?[a-z]*(?:[A-Z][a-z]+)*)\d{0,4}$/.test(word));
}

const MOST_DEPTH = 4;

/** A secret among the members of a JSON document, such as the credentials of a service account. */
function secretInDocument(text: string): SecretKind | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return secretInValue("", JSON.parse(text), MOST_DEPTH);
  } catch {
    return undefined;
  }
}

function secretInValue(name: string, value: unknown, depth: number): SecretKind | undefined {
  if (typeof value === "string") return secretKind(name, value);
  if (typeof value !== "object" || value === null || depth === 0) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const kind = secretInValue(Array.isArray(value) ? name : key, member, depth - 1);
    if (kind !== undefined) return kind;
  }
  return undefined;
}
