/**
 * What does one condition leave: does it narrow who may use a statement, or what the statement allows, or nothing at
 * all? Judged by key, operator and values together: `StringLike` with `*`, an operator that also holds where the key is
 * missing, and a key that everybody can meet narrow nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * Which keys tell who the caller is, and how broad an address may be, follows what S3 counts as not public:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 *
 * INVARIANT: an answer that a value could change is unknown while the value is.
 */
import { unknown, type Unknown } from "../../knowledge";
import type { Condition, PolicyDocument, Text } from "../document/document";
import { matchesPattern } from "../document/match";
import { holdsWithoutKey } from "./operators";

export type Narrowing = "narrowing" | "vacuous" | Unknown;

/** What the values of a key look like that pin it to one caller. */
type Pin = "text" | "claim" | "account" | "organisation" | "principal-arn" | "source-arn" | "user-id" | "ip" | "true";

/** Keys that tell who calls. Those marked `always` are in every request of a caller with AWS credentials. */
const WHO: Readonly<Record<string, { readonly pin: Pin; readonly always?: true }>> = {
  "aws:principalarn": { pin: "principal-arn", always: true },
  "aws:principalaccount": { pin: "account", always: true },
  "aws:userid": { pin: "user-id", always: true },
  "aws:principalisawsservice": { pin: "true", always: true },
  "aws:principalorgid": { pin: "organisation" },
  "aws:principalorgpaths": { pin: "organisation" },
  "aws:principalservicename": { pin: "text" },
  "aws:principalservicenameslist": { pin: "text" },
  "aws:sourceaccount": { pin: "account" },
  "aws:sourceowner": { pin: "account" },
  "aws:sourcearn": { pin: "source-arn" },
  "aws:sourceorgid": { pin: "organisation" },
  "aws:sourceorgpaths": { pin: "organisation" },
  "aws:sourceip": { pin: "ip" },
  "aws:sourcevpc": { pin: "text" },
  "aws:sourcevpce": { pin: "text" },
  "aws:sourcevpcarn": { pin: "source-arn" },
  "aws:vpceaccount": { pin: "account" },
  "aws:vpceorgid": { pin: "organisation" },
  "aws:vpceorgpaths": { pin: "organisation" },
  "aws:federatedprovider": { pin: "text" },
  "kms:calleraccount": { pin: "account", always: true },
  "s3:dataaccesspointaccount": { pin: "account" },
  "s3:dataaccesspointarn": { pin: "source-arn" },
  "elasticfilesystem:accesspointarn": { pin: "source-arn" },
  "elasticfilesystem:accessedviamounttarget": { pin: "true" },
  "vpc-lattice-svcs:sourcevpc": { pin: "text" },
  "vpc-lattice-svcs:sourcevpcowneraccount": { pin: "account" },
};

/**
 * Claims of one provider's tokens, which only whoever comes with such a token has: `token.example.com/path:sub`, and of
 * SAML those that tell the provider. That an assertion was made out to AWS (`SAML:aud`) tells nobody.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
const CLAIM =
  /^([a-z0-9-]+\.)+[a-z0-9-]+(:\d+)?(\/[^:]*)?:[a-z_]+$|^saml:(iss|doc|sub|namequalifier|edupersonprincipalname)$/;

/** Keys of single services, but for those above, tell what is done and to what, which anybody may do. */
const WHAT =
  /^(s3|s3-outposts|s3express|s3tables|kms|sns|sqs|secretsmanager|lambda|elasticfilesystem|ecr|events|glue|dynamodb|kinesis|es|ses|execute-api|backup|codeartifact|glacier|logs|schemas|acm-pca):|^aws:(resource(account|orgid|orgpaths)$|resourcetag\/)/;

/** Keys that anybody can meet: circumstances, and what callers say of themselves or set in their own account. */
const ANYBODY =
  /^(aws:(multifactorauth(present|age)|securetransport|requestedregion|currenttime|epochtime|tokenissuetime|useragent|referer|principaltype|username|viaawsservice|calledvia(first|last)?|tagkeys|(principal|request)tag\/.*)|sts:(externalid|rolesessionname|sourceidentity|transitivetagkeys)|saml:(aud|sub_type))$/;

/**
 * Keys that do not narrow what an administrator may do: moments and transport, the region, in which everything may be
 * done as in any other, the own account or organisation, and how something is asked for or stored, on whatever resource.
 */
const CIRCUMSTANCE =
  /^(aws:(securetransport|currenttime|epochtime|tokenissuetime|useragent|referer|requestedregion|(resource|principal)(account|orgid|orgpaths))|(s3:resource|kms:caller)account|ec2:region|s3:(authtype|delimiter|max-keys|signature(age|version)|tlsversion|x-amz-(content-sha256|metadata-directive|server-side-encryption(-aws-kms-key-id|-customer-algorithm)?|storage-class))|secretsmanager:version(id|stage)|kms:(encryption|signing)algorithm|sts:(durationseconds|externalid|rolesessionname|sourceidentity|transitivetagkeys))$/;

/** Keys that describe the identity which bears the statement. */
const ITSELF = /^aws:(principal.*|username|userid|sourceidentity|federatedprovider)$/;

/** Keys that name a tag: even `*` demands that there is one. */
const TAG = /^(aws|ec2|s3|iam):(resource|request)tag\//;

/** Whether a condition on an `Allow` for everyone leaves only certain callers. */
function narrowsWho(condition: Condition, version: PolicyDocument["version"]): Narrowing {
  const { operator } = condition;
  const key = condition.key.toLowerCase();
  if (operator.negated || operator.comparison === "null" || ANYBODY.test(key)) return "vacuous";
  const who = WHO[key] ?? claimIn(key);
  if (!who && WHAT.test(key)) return "vacuous";
  if (!who) return unknown(condition.place, `a condition on \`${condition.key}\`, whose reach is not known`);
  if (holdsWithoutKey(operator) && who.always !== true) return "vacuous";
  return pinned(condition, who.pin, version);
}

function claimIn(key: string): { readonly pin: Pin; readonly always?: true } | undefined {
  return CLAIM.test(key) ? { pin: "claim" } : undefined;
}

/** What each of several conditions leaves that must all hold, as one may demand the key without which another holds. */
export function narrowingsOf(
  conditions: readonly Condition[],
  version: PolicyDocument["version"],
): readonly Narrowing[] {
  const guards = guardsIn(conditions);
  return conditions.map((condition) => {
    const alone = narrowsWho(condition, version);
    const own = guards.get(condition.key.toLowerCase());
    if (alone !== "vacuous" || !own || !holdsWithoutKey(condition.operator)) return alone;
    const { qualifier: _qualifier, ...operator } = condition.operator;
    const present = narrowsWho({ ...condition, operator: { ...operator, ifExists: false } }, version);
    if (present === "vacuous" || own === "demanded") return present;
    return own;
  });
}

/** By key in lower case, whether a `Null` demands it, or may. */
function guardsIn(conditions: readonly Condition[]): ReadonlyMap<string, "demanded" | Unknown> {
  const guards = new Map<string, "demanded" | Unknown>();
  for (const condition of conditions) {
    if (condition.operator.comparison !== "null") continue;
    const key = condition.key.toLowerCase();
    const open = condition.values.find((value): value is Unknown => value.state === "unknown");
    if (demandsPresence(condition)) guards.set(key, "demanded");
    else if (open && !guards.has(key)) guards.set(key, open);
  }
  return guards;
}

/** `Null: false` demands that the key is there. */
export function demandsPresence({ operator, values }: Condition): boolean {
  return (
    operator.comparison === "null" &&
    values.length > 0 &&
    values.every((value) => value.state === "known" && value.value.toLowerCase() === "false")
  );
}

/** Whether a `Deny` for everyone under this condition still leaves only certain callers, being a denial of all others. */
export function leavesOnlySome(condition: Condition, version: PolicyDocument["version"]): Narrowing {
  const { operator } = condition;
  const who = WHO[condition.key.toLowerCase()];
  if (!who) return "vacuous";
  if (who.pin === "true")
    return operator.comparison === "bool" ? pinned(condition, "true", version, "false") : "vacuous";
  if (!operator.negated || !(holdsWithoutKey(operator) || who.always === true)) return "vacuous";
  return pinned(condition, who.pin, version);
}

/** Whether a condition on a grant to an identity takes something away from what the grant allows. */
export function narrowsWhat(condition: Condition): Narrowing {
  const { operator, values } = condition;
  const key = condition.key.toLowerCase();
  if (CIRCUMSTANCE.test(key) || operator.negated) return "vacuous";
  if (operator.comparison === "null") return anyValue(values, (value) => value.toLowerCase() !== "false");
  if (holdsWithoutKey(operator) && !WHO[key]?.always) return "vacuous";
  if (operator.comparison === "bool") return anyValue(values, (value) => value.toLowerCase() !== "true");
  if (operator.comparison === "ip") return anyValue(values, isBroadAddress);
  const wild = operator.comparison === "like" || operator.comparison === "arn";
  const narrowing = wild && !TAG.test(key) ? anyValue(values, isAnything) : "narrowing";
  if (narrowing !== "narrowing" || !ITSELF.test(key)) return narrowing;
  return unknown(condition.place, "a condition on the identity itself");
}

/** What a request is certain to say, by condition key in lower case. */
export type Said = Readonly<Record<string, string>>;

/**
 * Said by a request of which the caller picks the tags: those that it sends along with something new, and those of a
 * resource that it may tag.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
 */
export const PICKED_TAGS = { "aws:requesttag/": "" } as const;
export const PICKED_RESOURCE_TAGS = { "aws:resourcetag/": "" } as const;

/** Tags that begin with `aws:` only AWS sets. */
const OF_PICKED_TAGS = /^aws:(requesttag\/(?!aws:)|tagkeys$)/;
const OF_PICKED_RESOURCE_TAGS = /^[a-z0-9-]+:resourcetag\/(?!aws:)/;

/** Whether the caller may make the condition hold, or not hold, by the tags that it picks. */
export function isUpToCaller({ key }: Condition, says: Said | undefined): boolean {
  if (says === undefined) return false;
  const name = key.toLowerCase();
  return (
    ("aws:requesttag/" in says && OF_PICKED_TAGS.test(name)) ||
    ("aws:resourcetag/" in says && OF_PICKED_RESOURCE_TAGS.test(name))
  );
}

/** Whether a condition holds for a request that says this; undefined where the request says nothing of its key. */
export function isMet({ operator, key, values }: Condition, says: Said | undefined): boolean | Unknown | undefined {
  const said = says && Object.hasOwn(says, key.toLowerCase()) ? says[key.toLowerCase()] : undefined;
  if (said === undefined) return undefined;
  const { comparison, negated, name } = operator;
  const fold = (text: string) => (name.endsWith("IgnoreCase") ? text.toLowerCase() : text);
  const holds = (value: string): boolean => {
    if (comparison === "null") return value.toLowerCase() === "false";
    return comparison === "exact" ? fold(value) === fold(said) : matchesPattern(value, said);
  };
  if (values.some((value) => value.state === "known" && holds(value.value))) return !negated;
  return values.find((value): value is Unknown => value.state === "unknown") ?? negated;
}

/**
 * Whether a caller escapes a `Deny` under this condition by asking at another time, in another region or for something
 * else. What holds without the key, and what describes the caller, is not escaped.
 */
export function canBeAvoided({ operator, key: written }: Condition): boolean {
  const key = written.toLowerCase();
  if (CIRCUMSTANCE.test(key)) return true;
  if (operator.comparison === "null" || holdsWithoutKey(operator)) return false;
  return !ITSELF.test(key) && !key.startsWith("aws:multifactorauth");
}

/** Pinned where every value is; one open value lets everybody in. */
function pinned(condition: Condition, pin: Pin, version: PolicyDocument["version"], boolean = "true"): Narrowing {
  const { comparison } = condition.operator;
  const wild = comparison === "like" || comparison === "arn";
  return anyValue(condition.values, (value) => {
    if (pin === "true") return value.toLowerCase() !== boolean;
    if (pin === "ip") return comparison !== "ip" || isBroadAddress(value);
    if (version === "2012-10-17" && hasCallersVariable(value)) return true;
    return wild && /[*?]/.test(value) && !PINNED_DESPITE_WILDCARD[pin](value, comparison === "arn");
  });
}

/** Whether a pattern with wildcards still pins; `bySegment` where the operator compares ARNs segment by segment. */
const PINNED_DESPITE_WILDCARD: Readonly<Record<Pin, (pattern: string, bySegment: boolean) => boolean>> = {
  text: () => false,
  claim: (pattern) => !isAnything(pattern),
  account: () => false,
  ip: () => false,
  true: () => false,
  organisation: (pattern) => /^o-[a-z0-9]{10,32}\//.test(pattern),
  "user-id": (pattern) => /^A[A-Z0-9]{15,}/.test(pattern),
  "principal-arn": (pattern, bySegment) => (bySegment ? /^([^:]*:){4}\d{12}:/ : /^([^:*?]*:){4}\d{12}:/).test(pattern),
  "source-arn": (pattern, bySegment) =>
    BUCKET.test(pattern) ||
    (bySegment
      ? /^([^:]*:){4}(\d{12}:|:\/?[^*?:/]+\/[^*?:/]{3})/
      : /^([^:*?]*:){4}(\d{12}:|:\/?[^*?:/]+\/[^*?:/]{3})/
    ).test(pattern),
};

/** A bucket's name is one in the world, and its ARN has neither region nor account that a wildcard could stand for. */
const BUCKET = /^arn:[^:]*:s3:(::[^*?:/]{3}|[^:]*:[^:]*:[^*?:/]{3}[^:/]*$)/;

/** A policy variable that the caller's own attributes fill; the resource's account and organisation are fixed. */
function hasCallersVariable(value: string): boolean {
  return /\$\{(?!\*\}|\?\}|\$\}|aws:resource(account|orgid|orgpaths)\})/i.test(value);
}

function isAnything(pattern: string): boolean {
  return /^\*+$/.test(pattern);
}

/** Broader than /8 for IPv4 or /32 for IPv6. */
function isBroadAddress(cidr: string): boolean {
  const [address = "", length] = cidr.split("/");
  if (length === undefined) return false;
  return !(Number(length) >= (address.includes(":") ? 32 : 8));
}

/** Vacuous where one value is; else unknown where one value is; else narrowing, as also with no value at all. */
function anyValue(values: readonly Text[], isVacuous: (value: string) => boolean): Narrowing {
  if (values.some((value) => value.state === "known" && isVacuous(value.value))) return "vacuous";
  return values.find((value): value is Unknown => value.state === "unknown") ?? "narrowing";
}
