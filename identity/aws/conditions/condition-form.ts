/**
 * Can a condition be met as it is written? Its key must exist, hold what the operator compares, and its values must be
 * of that kind; else the statement grants, or worse denies, nothing. IAM takes most of that without a word.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 *
 * INVARIANT: only what cannot be right is told; an unknown value may be right, and so may a policy variable.
 */
import { isIP } from "node:net";
import type { Fault } from "../document/arn-form";
import type { Condition, Text } from "../document/document";
import { keyFault } from "./condition-keys";
import type { Comparison } from "./operators";

/** What is wrong at a place of a document. */
export interface PlacedFault extends Fault {
  readonly place: string;
  /** True where IAM takes the document all the same, and the statement does not do what it says. */
  readonly idle?: true;
}

export function conditionFaults(condition: Condition): readonly PlacedFault[] {
  const { place, key } = condition;
  const name = key.toLowerCase();
  if (!/^[^:]+:./.test(name)) {
    return [{ place, expected: "a condition key with its prefix, such as `aws:SourceIp`", found: "a key without one" }];
  }
  const ofKey = faultOfKey(name) ?? faultOfOperator(condition, name);
  if (ofKey) return [{ place, ...ofKey, idle: true }];
  return [...faultsOfValues(condition, name)];
}

function faultOfKey(name: string): Fault | undefined {
  const fault = keyFault(name);
  if (!fault) return undefined;
  if (fault.kind === "tag") return { expected: "a condition key with the name of a tag at its end", found: "none" };
  return { expected: `\`${fault.nearest}\``, found: "a condition key that AWS does not have" };
}

const ADDRESSES = "aws:sourceip aws:vpcsourceip aws:ec2instancesourceprivateipv4".split(" ");
const ACCOUNTS = "aws:principalaccount aws:sourceaccount aws:resourceaccount aws:vpceaccount".split(" ");
const ORGANISATIONS = "aws:principalorgid aws:sourceorgid aws:resourceorgid aws:vpceorgid".split(" ");
const PATHS = "aws:principalorgpaths aws:sourceorgpaths aws:resourceorgpaths aws:vpceorgpaths".split(" ");
const NETWORKS = "aws:sourcevpc aws:sourcevpce aws:requestedregion".split(" ");
const TRUTHS = "aws:securetransport aws:multifactorauthpresent aws:viaawsservice aws:principalisawsservice".split(" ");
const ARNS = "aws:principalarn aws:sourcearn".split(" ");
const TIMES = "aws:currenttime aws:tokenissuetime".split(" ");

/** Keys that hold one kind of value, and the comparisons that no such value meets. */
const HOLDING: readonly (readonly [keys: readonly string[], never: readonly Comparison[], what: string])[] = [
  [ADDRESSES, ["numeric", "date", "bool", "arn"], "an address"],
  [ACCOUNTS, ["ip", "date", "bool", "arn"], "an account"],
  [[...ORGANISATIONS, ...PATHS], ["ip", "numeric", "date", "bool", "arn"], "an organisation or a path in it"],
  [NETWORKS, ["ip", "numeric", "date", "bool", "arn"], "a name"],
  [TRUTHS, ["ip", "numeric", "date", "arn"], "`true` or `false`"],
  [ARNS, ["ip", "numeric", "date", "bool"], "an ARN"],
  [TIMES, ["ip", "bool", "arn"], "a time"],
];

/** They hold several values at once, which only `ForAnyValue` and `ForAllValues` compare. */
const OF_SEVERAL = [...PATHS, "aws:tagkeys", "aws:principalservicenameslist", "aws:calledvia"];

function faultOfOperator({ operator, values }: Condition, name: string): Fault | undefined {
  const { comparison, qualifier } = operator;
  const [, , what] = HOLDING.find(([keys, never]) => keys.includes(name) && never.includes(comparison)) ?? [];
  if (what !== undefined)
    return { expected: `an operator for a key that holds ${what}`, found: `\`${operator.name}\`` };
  if (OF_SEVERAL.includes(name) && qualifier === undefined && comparison !== "null") {
    return {
      expected: "`ForAnyValue:` or `ForAllValues:` for a key of several values",
      found: `\`${operator.name}\` alone`,
    };
  }
  const isText = comparison === "exact" || comparison === "like";
  if (isText && ADDRESSES.includes(name) && values.length > 0 && values.every((value) => isKnown(value, /^[^*?]+\//))) {
    return { expected: "`IpAddress` or `NotIpAddress` for a range of addresses", found: `\`${operator.name}\`` };
  }
  return undefined;
}

function isKnown(value: Text, form: RegExp): boolean {
  return value.state === "known" && form.test(value.value);
}

function* faultsOfValues(condition: Condition, name: string): Iterable<PlacedFault> {
  const { operator, values, place } = condition;
  if (["bool", "null"].includes(operator.comparison) && values.length > 1) {
    yield { place, expected: "one of `true` and `false`", found: "several values" };
  }
  if (operator.name === "IpAddress" && name === "aws:sourceip" && values.length > 0 && values.every(isPrivate)) {
    yield {
      place,
      expected: "public addresses, or `aws:VpcSourceIp` in their stead",
      found: "private ones, from which no request reaches AWS",
      idle: true,
    };
  }
  for (const value of values) {
    if (value.state === "unknown" || value.value.includes("${")) continue;
    const fault = faultOfValue(condition, name, value.value);
    if (fault) yield { place: value.path, ...fault };
  }
}

type ValueFault = Fault & Pick<PlacedFault, "idle">;

function faultOfValue({ operator }: Condition, name: string, value: string): ValueFault | undefined {
  const kind = KINDS_OF_VALUES[operator.comparison];
  if (kind && !kind.is(value)) return { expected: kind.expected, found: "another text" };
  if (operator.comparison === "arn" && value.split(":").length < 6 && !value.endsWith("*")) {
    return { expected: "the six segments of an ARN", found: "fewer", idle: true };
  }
  if (operator.comparison !== "exact" && operator.comparison !== "like") return undefined;
  const form = FORMS.find(({ keys }) => keys.includes(name));
  if (form && !form.is.test(value)) return { expected: form.expected, found: "another text", idle: true };
  if (operator.comparison === "like" || !value.includes("*") || JUDGED_WITH_TRUST.test(name)) return undefined;
  if (REPORT.test(value)) return undefined;
  const expected = `\`${likeOf(operator.name)}\` for a value with \`*\``;
  return { expected, found: `\`${operator.name}\`, which takes it as it is written`, idle: true };
}

/** What the values of some operators must be, beyond what the document is read for. */
const KINDS_OF_VALUES: Readonly<
  Partial<Record<Comparison, { readonly expected: string; readonly is: (value: string) => boolean }>>
> = {
  arn: { expected: "an ARN", is: (value) => /^(arn:|[*?]|a?r?n?[*?])/.test(value) },
  ip: { expected: "an address or a range of them", is: isAddress },
  date: { expected: "a day and a time that exist", is: isTime },
  binary: { expected: "Base64", is: (value) => /^[A-Za-z0-9+/]*={0,2}$/.test(value) },
};

/** What claims of identity providers, certificates and pods let in is judged with the trust. */
const JUDGED_WITH_TRUST = /\..*:|^aws:(requesttag\/kubernetes-|principaltag\/x509)/;

/** The billing service names its source in just these words. https://docs.aws.amazon.com/cur/latest/userguide/cur-s3.html */
const REPORT = /^arn:[^:]*:cur:[^:]*:[^:]*:definition\/\*$/;

function likeOf(operator: string): string {
  return operator.includes("Not") ? "StringNotLike" : "StringLike";
}

const FORMS: readonly { readonly keys: readonly string[]; readonly is: RegExp; readonly expected: string }[] = [
  { keys: ACCOUNTS, is: /^(\d{12}$|[\d*?]*[*?])/, expected: "an account of 12 digits" },
  { keys: ORGANISATIONS, is: /^(o-|o?[*?])/, expected: "the id of an organisation, such as `o-a1b2c3d4e5`" },
  { keys: PATHS, is: /^(o-|o?[*?])/, expected: "a path such as `o-a1b2c3d4e5/*`" },
  { keys: ["aws:sourcevpc"], is: /^(vpc-|v?p?c?[*?])/, expected: "the id of a VPC, such as `vpc-1a2b3c4d`" },
  {
    keys: ["aws:sourcevpce"],
    is: /^(vpce-|v?p?c?e?-?[*?])/,
    expected: "the id of an endpoint, such as `vpce-1a2b3c4d`",
  },
];

/** Only what looks like an address; what does not is a problem of the document already. */
function isAddress(value: string): boolean {
  const [address = ""] = value.split("/");
  return !address.includes(":") || !/^[\da-f:.]{2,45}$/i.test(address) || isIP(address) === 6;
}

/** Only what looks like a time; what does not is a problem of the document already. */
function isTime(value: string): boolean {
  const [, year, month = "01", day = "01", hour = "00", minute = "00"] =
    /^(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d))?)?/i.exec(value) ?? [];
  if (year === undefined) return true;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const isDay = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
  return isDay && Number(hour) <= 24 && Number(minute) < 60;
}

const PRIVATE =
  /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd])/i;

/** A wide range such as `10.0.0.0/4` holds public addresses as well. */
function isPrivate(value: Text): boolean {
  if (value.state === "unknown" || !PRIVATE.test(value.value)) return false;
  return Number(value.value.split("/")[1] ?? 32) >= 8;
}
