/**
 * Credentials that show what they are by their form, and passwords inside connection strings and addresses.
 *
 * The forms are those that issuers publish or that their documentation shows. INVARIANT: every expression is safe on
 * long texts: no repetition stands within another, and neighbours of a repetition match other characters than it.
 */

/** What a text is, with its article: "an AWS access key id". */
export type SecretKind = string;

const FORMS: readonly (readonly [SecretKind, RegExp])[] = [
  ["an AWS access key id", /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ["an AWS secret access key", /aws_?secret_?(?:access_?)?key["']?\s?[:=]\s?["']?[\w/+]{40}(?![\w/+=])/i],
  ["a private key", /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----/],
  ["a private key", /\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b/],
  ["a GitHub token", /\bgh[opsur]_\w{36,}|\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b/],
  ["a GitLab token", /\bgl(?:pat|oas|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-[\w-]{20,}/],
  ["a Slack token", /\bxox[abceoprs]-[\w-]{10,}|\bxapp-\d-[\w-]{20,}/],
  ["a Slack webhook address", /\bhooks\.slack\.com\/(?:services|workflows|triggers)\/\w+\/\w+\/\w{8,}/],
  ["a Stripe key", /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|\bwhsec_[\w+/]{24,}/],
  ["an npm token", /\bnpm_[A-Za-z0-9]{36}\b/],
  ["a PyPI token", /\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}/],
  ["a Pulumi token", /\bpul-[0-9a-f]{40}\b/],
  ["a Google API key", /\bAIza[\w-]{35}(?![\w-])/],
  ["a Google OAuth client secret", /\bGOCSPX-[\w-]{28}(?![\w-])/],
  ["an Azure client secret", /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/],
  ["an Azure storage account key", /(?<![\w+/])[\w+/]{76}\+ASt[\w+/]{6}==/],
  ["an Azure key", /\b[A-Za-z0-9]{52}JQQJ9[A-Za-z0-9]{27}\b|(?<![\w-])[\w-]{44}AzFu[\w-]{5}=/],
  ["an Azure shared access signature", /\bsig=[\w%+/]{40,}/],
  ["a SendGrid key", /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/],
  ["an OpenAI key", /\bsk-(?:\w+-)?\w{20,80}T3BlbkFJ\w{20,}/],
  ["an Anthropic key", /\bsk-ant-[\w-]{24,}/],
  ["a DigitalOcean token", /\bdo[opr]_v1_[a-f0-9]{64}\b/],
  ["a HashiCorp Vault token", /\bhv[bs]\.[\w-]{24,}/],
  ["an HCP Terraform token", /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}/],
  ["a Databricks token", /\bdapi[0-9a-f]{32}\b/],
  ["a Shopify token", /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/],
  ["a header with credentials", /^(?:Bearer|Basic) [\w~+/.-]{12,}={0,2}$/i],
];

/** What a text is by its form alone. */
export function secretByForm(text: string): SecretKind | undefined {
  const form = FORMS.find(([, expression]) => expression.test(text));
  if (form) return form[0];
  if (isEncodedPrivateKey(text)) return "a private key";
  if (holdsWebToken(text)) return "a signed web token (JWT)";
  return passwordWithin(text);
}

/** PEM in base64, as it is often put where line breaks are not allowed. */
function isEncodedPrivateKey(text: string): boolean {
  return text.startsWith("LS0tLS1CRUdJTi") && decoded(text.slice(0, 64)).includes("PRIVATE KEY");
}

const WEB_TOKEN = /(?<![\w-])(eyJ[\w-]{8,})\.eyJ[\w-]{8,}\.[\w-]*/;

/** Three parts of which the first is a JSON object that names an algorithm: RFC 7519. */
function holdsWebToken(text: string): boolean {
  const header = WEB_TOKEN.exec(text)?.[1];
  return header !== undefined && /"alg"\s*:/.test(decoded(header));
}

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString("latin1");
}

/** `scheme://user:password@host`; the user may be left out, as Redis does. */
const USER_INFO = /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:@/?#]*:([^\s@/?#]+)@/i;

/** A member of a list of `name=value`, as ADO.NET, ODBC, JDBC, libpq and Azure write connection strings. */
const PASSWORD_MEMBER = /(?:^|[;&?,\s])(?:password|pwd|passwd)\s?=\s?("[^"]+"|'[^']+'|[^;&\s]+)/i;
const KEY_MEMBER = /(?:^|[;&?,\s])(?:accountkey|sharedaccesskey|sharedsecretvalue|accesskey)\s?=\s?([^;&\s]+)/i;
const QUERY_MEMBER = /[?&](?:access_token|api_?key|auth_token|client_secret|code|token)=([^&#\s]{16,})/i;

const WITHIN: readonly (readonly [SecretKind, RegExp])[] = [
  ["a password in an address", USER_INFO],
  ["a password in a connection string", PASSWORD_MEMBER],
  ["a key in a connection string", KEY_MEMBER],
  ["a credential in the query of an address", QUERY_MEMBER],
];

function passwordWithin(text: string): SecretKind | undefined {
  return WITHIN.find(([, member]) => {
    const value = member.exec(text)?.[1];
    return value !== undefined && hasSeveralParts(text) && !isTemplate(value) && !isMasked(value);
  })?.[0];
}

/** A lone `password=` is a word with a value, and no connection string. */
function hasSeveralParts(text: string): boolean {
  return text.includes("://") || (text.match(/=/g)?.length ?? 0) > 1;
}

const TEMPLATE =
  /^["']?(?:\$?\{.*\}|<[^<>]*>|\$\(.*\)|\$\w+|%\w+%|%s|#\{.*\}#?|@Microsoft\.KeyVault\(.*\)|:\w+)["']?$/i;

/** A text that something replaces before use: `${PASSWORD}`, `{{resolve:...}}`, `<password>`, `$(password)`. */
export function isTemplate(text: string): boolean {
  return TEMPLATE.test(text.trim());
}

/** Stars, dots or a word in place of the value. */
export function isMasked(text: string): boolean {
  return /^(?:[*•.x]+|\[?(?:secret|redacted|masked|hidden)\]?)$/i.test(text.trim());
}
