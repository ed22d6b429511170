/**
 * Do conditions under which something is granted now demand at least what approved conditions demand? Each approved
 * condition must follow from one present condition on the same key.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 *
 * Order, case of keys, a lone value or a list do not matter. Fewer values, narrower patterns, bounds and address ranges
 * and further conditions are narrower.
 * INVARIANT: "yes" is said only where every request that meets the first meets the second; "no" also where that is not
 * shown, as for conditions that follow from two others together.
 */
import { BlockList, isIP } from "node:net";
import { GlobSet, mayMeet, readGlob, type GlobLanguage, type Work } from "../../glob-inclusion";
import type { Condition } from "../document/document";
import { holdsWithoutKey, type Operator } from "./operators";

/** A condition and whether its document knows policy variables. */
export interface Term {
  readonly condition: Condition;
  readonly variables: boolean;
}

/** Whether all that meets the given conditions meets the wanted ones. */
export function implies(given: readonly Term[], wanted: readonly Term[], work?: Work): boolean {
  return wanted.every((each) => isAlwaysMet(each) || given.some((term) => impliesOne(term, each, work)));
}

/** A condition that any value meets, and a missing one as well. */
function isAlwaysMet({ condition: { operator, values } }: Term): boolean {
  if (operator.negated || operator.comparison !== "like" || !holdsWithoutKey(operator)) return false;
  return values.some((value) => value.state === "known" && /^\*+$/.test(value.value));
}

function impliesOne(given: Term, wanted: Term, work?: Work): boolean {
  const [{ operator: has, key, values }, { operator: wants }] = [given.condition, wanted.condition];
  if (key.toLowerCase() !== wanted.condition.key.toLowerCase() || has.qualifier !== wants.qualifier) return false;
  if (holdsWithoutKey(has) && !holdsWithoutKey(wants)) return false;
  // A present value that is not known may be any; an approved one that is not known allows none, and excludes any.
  if (values.length === 0 || values.some(({ state }) => state === "unknown")) return false;
  if (wants.negated && wanted.condition.values.some(({ state }) => state === "unknown")) return false;
  const [narrow, wide] = [readValues(given), readValues(wanted)];
  if (has.negated) return wants.negated && wide.every((value) => isAccepted(value, narrow, work));
  if (wants.negated) return isText(has) && isText(wants) && narrow.every((value) => meetsNone(value, wide, work));
  return narrow.every((value) => isAccepted(value, wide, work));
}

/** A value under its operator. */
interface Value {
  readonly text: string;
  readonly operator: Operator;
  readonly variables: boolean;
}

function readValues({ condition: { operator, values }, variables }: Term): readonly Value[] {
  return values.flatMap((value) => (value.state === "known" ? [{ text: value.value, operator, variables }] : []));
}

/** Whether what one value accepts is accepted by some other value. */
function isAccepted(value: Value, by: readonly Value[], work?: Work): boolean {
  const [first] = by;
  if (!first) return false;
  if (isText(value.operator) && isText(first.operator)) return isTextAccepted(value, by, first.operator, work);
  return value.operator.comparison === first.operator.comparison && by.some((each) => isAcceptedBy(value, each));
}

function isAcceptedBy(value: Value, by: Value): boolean {
  if (value.operator.name === by.operator.name && value.text === by.text) return value.variables === by.variables;
  switch (value.operator.comparison) {
    case "bool":
    case "null":
      return value.text.toLowerCase() === by.text.toLowerCase();
    case "ip":
      return isWithinAddresses(value.text, by.text);
    case "numeric":
      return isWithinBound(value.operator, Number(value.text), by.operator, Number(by.text));
    case "date":
      return isWithinBound(value.operator, moment(value.text), by.operator, moment(by.text));
    default:
      return false;
  }
}

/** Operators that compare texts, by value or by pattern. */
function isText({ comparison }: Operator): boolean {
  return comparison === "exact" || comparison === "like" || comparison === "arn";
}

function isTextAccepted(value: Value, by: readonly Value[], wide: Operator, work?: Work): boolean {
  const ignoreCase = ignoresCase(wide);
  if (ignoresCase(value.operator) && !ignoreCase) return false;
  if (wide.comparison === "arn") return by.some((each) => isArnAccepted(value, each, work));
  const set = new GlobSet(by.map((each) => readGlob(each.text, languageOf(each, ignoreCase))));
  return set.includes(readGlob(value.text, languageOf(value, ignoreCase)), work) === "yes";
}

/** ARN operators compare the six parts one by one, so a wildcard stays within its part. */
function isArnAccepted(value: Value, by: Value, work?: Work): boolean {
  if (value.operator.comparison === "like" && /[*?]/.test(value.text)) return false;
  const [parts, wide] = [arnParts(value.text), arnParts(by.text)];
  if (parts.length !== wide.length) return false;
  return parts.every((part, index) => {
    const set = new GlobSet([readGlob(wide[index] ?? "", languageOf(by, false))]);
    return set.includes(readGlob(part, languageOf(value, false)), work) === "yes";
  });
}

function arnParts(text: string): readonly string[] {
  const parts = text.split(":");
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(":")] : [])];
}

function meetsNone(value: Value, others: readonly Value[], work?: Work): boolean {
  const glob = readGlob(value.text, languageOf(value, true));
  return others.every((each) => !mayMeet(glob, readGlob(each.text, languageOf(each, true)), work));
}

function languageOf({ operator, variables }: Value, ignoreCase: boolean): GlobLanguage {
  return { wildcards: operator.comparison === "exact" ? "" : "*?", variables, ignoreCase };
}

function ignoresCase({ name }: Operator): boolean {
  return name.endsWith("IgnoreCase");
}

/** Whether every number under one bound is under the other; a number that is none is under no bound. */
function isWithinBound(has: Operator, value: number, wants: Operator, bound: number): boolean {
  if (Number.isNaN(value) || Number.isNaN(bound)) return false;
  const [narrow, wide] = [boundOf(has), boundOf(wants)];
  if (wide.direction === "equal") return narrow.direction === "equal" && value === bound;
  if (narrow.direction !== "equal" && narrow.direction !== wide.direction) return false;
  const isInside = wide.direction === "less" ? value < bound : value > bound;
  // At the bound itself, what is open or ends there stays inside a closed one, and only what is open inside an open one.
  const isOpen = narrow.direction !== "equal" && !narrow.closed;
  return isInside || (value === bound && (wide.closed || isOpen));
}

interface Bound {
  readonly direction: "equal" | "less" | "greater";
  readonly closed: boolean;
}

function boundOf({ name }: Operator): Bound {
  const direction = name.includes("LessThan") ? "less" : name.includes("GreaterThan") ? "greater" : "equal";
  return { direction, closed: direction === "equal" || name.endsWith("Equals") };
}

/** Seconds since 1970 or an ISO date. */
function moment(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : /^\d{4}-/.test(text) ? Date.parse(text) : NaN;
}

function isWithinAddresses(inner: string, outer: string): boolean {
  const [part, whole] = [addressRange(inner), addressRange(outer)];
  if (!part || part.family !== whole?.family || part.length < whole.length) return false;
  const list = new BlockList();
  list.addSubnet(whole.address, whole.length, whole.family);
  return list.check(part.address, part.family);
}

function addressRange(text: string) {
  const [address = "", written] = text.split("/");
  const version = isIP(address);
  if (version === 0 || address.includes("%") || (written !== undefined && !/^\d{1,3}$/.test(written))) return undefined;
  const longest = version === 4 ? 32 : 128;
  const length = written === undefined ? longest : Number(written);
  const family: "ipv4" | "ipv6" = version === 4 ? "ipv4" : "ipv6";
  return length <= longest ? { address, length, family } : undefined;
}
