import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { covers, coversAllOf, matchesPattern } from "../../../../identity/aws/document/match";
import { known, unknown } from "../../../../identity/knowledge";

/** The definition: a star is nothing, or one character and a star. */
function obviouslyMatches(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  const [symbol, rest] = [pattern[0], pattern.slice(1)];
  if (symbol === "*") return obviouslyMatches(rest, text) || (text !== "" && obviouslyMatches(pattern, text.slice(1)));
  return text !== "" && (symbol === "?" || symbol === text[0]) && obviouslyMatches(rest, text.slice(1));
}

/** A pattern, and a text grown from it, so that most nearly match. */
const NEAR = fc
  .array(fc.tuple(fc.constantFrom("a", "b", ":", "*", "?"), fc.stringMatching(/^[ab:]{0,2}$/)), { maxLength: 9 })
  .chain((parts) =>
    fc.record({
      pattern: fc.constant(parts.map(([symbol]) => symbol).join("")),
      text: fc.constant(
        parts.map(([symbol, grown]) => (symbol === "*" ? grown : symbol === "?" ? "a" : symbol)).join(""),
      ),
      noise: fc.constantFrom("", "", "a", ":"),
      at: fc.nat(9),
    }),
  )
  .map(({ pattern, text, noise, at }) => ({ pattern, text: text.slice(0, at) + noise + text.slice(at) }));

describe("a pattern", () => {
  it("matches what the definition says", () => {
    fc.assert(
      fc.property(NEAR, ({ pattern, text }) => {
        equal(matchesPattern(pattern, text), obviouslyMatches(pattern, text));
      }),
      { numRuns: 2000 },
    );
  });

  const ROWS: readonly (readonly [string, string, boolean])[] = [
    ["s3:Get*", "s3:GetObject", true],
    ["s3:Get*", "s3:PutObject", false],
    ["s3:*", "s3:", true],
    ["s3:?etObject", "s3:GetObject", true],
    ["arn:aws:s3:::*/logs/?", "arn:aws:s3:::b/x/logs/1", true],
    ["*", "", true],
    ["", "a", false],
    ["?", "", false],
    ["s3:Get.*", "s3:GetObject", false],
  ];
  for (const [pattern, text, expected] of ROWS) {
    it(`${pattern} ${expected ? "matches" : "does not match"} ${text}`, () => {
      equal(matchesPattern(pattern, text), expected);
    });
  }

  it("takes no more steps than pattern times text, with many stars", () => {
    equal(matchesPattern(`${"*a".repeat(60)}b`, "a".repeat(20_000)), false);
  });
});

describe("an element with unknown patterns", () => {
  const plain = { place: "Action", negated: false, values: [known("s3:*", ""), unknown("")] };
  const negated = { ...plain, negated: true };

  it("covers for sure what the known patterns cover, and possibly anything", () => {
    deepEqual(
      ["s3:x", "ec2:x"].map((text) => [covers(plain, text, "surely"), covers(plain, text, "possibly")]),
      [
        [true, true],
        [false, true],
      ],
    );
  });

  it("covers nothing for sure where it leaves out something unknown", () => {
    deepEqual(
      ["s3:x", "ec2:x"].map((text) => [covers(negated, text, "surely"), covers(negated, text, "possibly")]),
      [
        [false, false],
        [false, true],
      ],
    );
  });
});

describe("an element beside another pattern", () => {
  const element = (pattern: string, negated = false) => ({ place: "Action", negated, values: [known(pattern, "")] });
  const judge = (pattern: string, part: string, negated = false) =>
    coversAllOf(element(pattern, negated), known(part, ""), "surely");

  const ROWS: readonly (readonly [pattern: string, part: string, included: boolean, overlapping: boolean])[] = [
    ["s3:*", "s3:Get*", true, true],
    ["s3:Get*", "s3:*", false, true],
    ["s3:*Object", "s3:Get*", false, true],
    ["s3:Get*", "s3:Put*", false, false],
    ["*", "*", true, true],
    ["s3:Get?bject", "s3:GetObject", true, true],
    ["s3:?", "s3:*", false, true],
    ["s3:?", "s3:??", false, false],
    ["s3:GetObject", "s3:GetObject", true, true],
    ["", "*", false, true],
    ["a*b", "*ba", false, false],
  ];
  for (const [pattern, part, included, overlapping] of ROWS) {
    it(`${pattern} ${included ? "covers" : "does not cover"} all of ${part}`, () => {
      equal(judge(pattern, part), included);
    });
    it(`all but ${pattern} ${overlapping ? "does not cover" : "covers"} all of ${part}`, () => {
      equal(judge(pattern, part, true), !overlapping);
    });
  }

  it("covers no text less than what it covers all of", () => {
    fc.assert(
      fc.property(NEAR, NEAR, fc.boolean(), ({ pattern }, { pattern: part, text }, negated) => {
        const patterns = element(pattern, negated);
        const covered = coversAllOf(patterns, known(part, ""), "surely") && obviouslyMatches(part, text);
        equal(!covered || covers(patterns, text, "surely"), true);
      }),
      { numRuns: 2000 },
    );
  });

  it("covers something unknown for sure where it covers everything", () => {
    deepEqual(
      [element("*"), element("s3:*"), element("s3:*", true)].map((each) => [
        coversAllOf(each, unknown(""), "surely"),
        coversAllOf(each, unknown(""), "possibly"),
      ]),
      [
        [true, true],
        [false, true],
        [false, true],
      ],
    );
  });
});
