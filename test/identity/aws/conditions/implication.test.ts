import { equal } from "node:assert/strict";
import * as fc from "fast-check";
import { implies, type Term } from "../../../../identity/aws/conditions/implication";
import { documentOf, UNKNOWN, type Written } from "../documents";

function terms(condition: Written): readonly Term[] {
  const [statement] = documentOf({ Effect: "Allow", Action: "*", Resource: "*", Condition: condition }).statements;
  return (statement?.conditions ?? []).map((each) => ({ condition: each, variables: true }));
}

const on = (operator: string, ...values: readonly Written[]): Written => ({ [operator]: { "aws:x": values } });

describe("a condition", () => {
  const ROWS: readonly (readonly [given: Written, wanted: Written, implied: boolean])[] = [
    [on("StringEquals", "a"), on("StringEquals", "a"), true],
    [on("StringEquals", "a"), on("StringEquals", "a", "b"), true],
    [on("StringEquals", "a", "b"), on("StringEquals", "a"), false],
    [on("StringEquals", "a", "b"), on("StringEquals", "b", "a"), true],
    [{ StringEquals: { "AWS:X": "a" } }, on("stringequals", "a"), true],
    [{ StringEquals: { "aws:y": "a" } }, on("StringEquals", "a"), false],
    [{}, on("StringEquals", "a"), false],
    [on("StringEquals", "a"), {}, true],
    [{ StringEquals: { "aws:x": "a", "aws:y": "b" } }, on("StringEquals", "a"), true],
    [on("StringEquals", "ab"), on("StringLike", "a*"), true],
    [on("StringLike", "a*"), on("StringEquals", "a*"), false],
    [on("StringLike", "ab*"), on("StringLike", "a*"), true],
    [on("StringLike", "a*"), on("StringLike", "ab*"), false],
    [on("StringEquals", "a"), on("StringEqualsIgnoreCase", "A"), true],
    [on("StringEqualsIgnoreCase", "a"), on("StringEquals", "a"), false],
    [on("StringEquals", "a"), on("StringEqualsIfExists", "a"), true],
    [on("StringEqualsIfExists", "a"), on("StringEquals", "a"), false],
    [on("StringEquals", "a"), on("ForAllValues:StringEquals", "a"), false],
    [on("ForAnyValue:StringEquals", "a"), on("ForAnyValue:StringEquals", "a", "b"), true],
    [on("StringNotEquals", "a", "b"), on("StringNotEquals", "a"), true],
    [on("StringNotEquals", "a"), on("StringNotEquals", "a", "b"), false],
    [on("StringNotLike", "a*"), on("StringNotEquals", "ab"), true],
    [on("StringEquals", "a"), on("StringNotEquals", "b"), true],
    [on("StringEquals", "a"), on("StringNotEquals", "a"), false],
    [on("StringLike", "a*"), on("StringNotLike", "*b"), false],
    [on("StringEquals", "${aws:username}"), on("StringLike", "*"), true],
    [on("StringEquals", "bob"), on("StringEquals", "${aws:username}"), false],
    [on("ArnEquals", "arn:aws:s3:::a"), on("ArnLike", "arn:aws:s3:::*"), true],
    [on("ArnLike", "arn:aws:sns:*:1:t"), on("ArnEquals", "arn:aws:sns:*:*:t"), true],
    [on("ArnLike", "arn:aws:sns:*:1:t"), on("ArnLike", "arn:aws:sns:*"), false],
    [on("StringLike", "arn:aws:sns:*"), on("ArnLike", "arn:aws:sns:*:*:*"), false],
    [on("ArnLike", "arn:aws:sns:*:1:t"), on("StringLike", "arn:aws:sns:*"), true],
    [on("Bool", "true"), on("Bool", "TRUE"), true],
    [on("Bool", "true"), on("Bool", "false"), false],
    [on("Null", "false"), on("Null", "false"), true],
    [on("Null", "true"), on("Null", "false"), false],
    [on("NumericLessThan", "5"), on("NumericLessThan", "6"), true],
    [on("NumericLessThan", "6"), on("NumericLessThan", "5"), false],
    [on("NumericLessThanEquals", "5"), on("NumericLessThan", "5"), false],
    [on("NumericLessThan", "5"), on("NumericLessThanEquals", "5"), true],
    [on("NumericEquals", "5"), on("NumericGreaterThanEquals", "5"), true],
    [on("NumericEquals", "5.0"), on("NumericEquals", "5"), true],
    [on("NumericLessThan", "x"), on("NumericLessThan", "6"), false],
    [on("DateLessThan", "2026-01-01T00:00:00Z"), on("DateLessThan", "2027-01-01"), true],
    [on("DateGreaterThan", "2026-01-01T00:00:00Z"), on("DateGreaterThan", "2027-01-01"), false],
    [on("IpAddress", "10.1.0.0/16"), on("IpAddress", "10.0.0.0/8"), true],
    [on("IpAddress", "10.0.0.0/8"), on("IpAddress", "10.1.0.0/16"), false],
    [on("IpAddress", "10.1.2.3"), on("IpAddress", "10.0.0.0/8"), true],
    [on("IpAddress", "2001:db8::1"), on("IpAddress", "2001:db8::/32"), true],
    [on("IpAddress", "2001:db8::1"), on("IpAddress", "10.0.0.0/0"), false],
    [on("NotIpAddress", "10.0.0.0/8"), on("NotIpAddress", "10.1.0.0/16"), true],
    [on("StringEquals", UNKNOWN), on("StringEquals", "a"), false],
    [on("StringEquals", "a"), on("StringEquals", "a", UNKNOWN), true],
    [on("StringNotEquals", "a"), on("StringNotEquals", UNKNOWN), false],
    [{}, on("StringLikeIfExists", "*"), true],
    [{}, on("StringLike", "*"), false],
    [on("StringEquals"), on("StringEquals", "a"), false],
  ];
  for (const [given, wanted, implied] of ROWS) {
    it(`${text(given)} ${implied ? "demands" : "does not demand"} ${text(wanted)}`, () => {
      equal(implies(terms(given), terms(wanted)), implied);
    });
  }

  const NAMES = ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"];
  const VALUES = ["a", "A", "ab", "a*", "*", "?", "b"];
  const condition = fc.record({
    name: fc.constantFrom(...NAMES.flatMap((name) => [name, `${name}IfExists`])),
    values: fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 3 }),
  });
  /** Undefined: the request has no such key. */
  const REQUESTS = [undefined, "", "a", "A", "ab", "b", "z", "az", "a*", "*", "?"];

  it("that demands another is met by no request which does not meet the other", () => {
    let count = 0;
    fc.assert(
      fc.property(condition, condition, (given, wanted) => {
        if (!implies(terms(on(given.name, ...given.values)), terms(on(wanted.name, ...wanted.values)))) return;
        count++;
        for (const value of REQUESTS) equal(isMet(given, value) && !isMet(wanted, value), false);
      }),
      { numRuns: 5000 },
    );
    equal(count > 100, true);
  });
});

/** The definition, by regular expressions. */
function isMet({ name, values }: { readonly name: string; readonly values: readonly string[] }, value?: string) {
  const plain = name.replace("IfExists", "");
  const negated = plain.includes("Not");
  if (value === undefined) return negated || plain !== name;
  const flags = plain.endsWith("IgnoreCase") ? "i" : "";
  const source = (each: string) => {
    const escaped = each.replace(/[*?]/g, "\\$&");
    return plain.endsWith("Like") ? escaped.replaceAll("\\*", ".*").replaceAll("\\?", ".") : escaped;
  };
  return values.some((each) => new RegExp(`^${source(each)}$`, flags).test(value)) !== negated;
}

function text(condition: Written): string {
  return JSON.stringify(condition, (_key, value: unknown) => (typeof value === "symbol" ? "UNKNOWN" : value));
}
