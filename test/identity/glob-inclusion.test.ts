import { equal } from "node:assert/strict";
import * as fc from "fast-check";
import {
  GlobSet,
  isWithin,
  mayMeet,
  readGlob,
  type Glob,
  type GlobLanguage,
  type Region,
} from "../../identity/glob-inclusion";

const PLAIN: GlobLanguage = { wildcards: "*?" };
const IAM: GlobLanguage = { wildcards: "*?", variables: true };

function covered(part: string, by: readonly string[], language = PLAIN): string {
  return new GlobSet(by.map((each) => readGlob(each, language))).includes(readGlob(part, language));
}

/** The definition: a star is nothing, or one character and a star. */
function obviouslyMatches(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  const [symbol, rest] = [pattern[0], pattern.slice(1)];
  if (symbol === "*") return obviouslyMatches(rest, text) || (text !== "" && obviouslyMatches(pattern, text.slice(1)));
  return text !== "" && (symbol === "?" || symbol === text[0]) && obviouslyMatches(rest, text.slice(1));
}

/** Every word over the letters of the patterns and one more, up to a length at which short patterns show all they do. */
const WORDS: readonly string[] = ["", "a", "b", "z"].flatMap((first) => (first === "" ? [""] : wordsFrom(first, 6)));

function wordsFrom(start: string, longest: number): readonly string[] {
  return start.length === longest
    ? [start]
    : [start, ...["a", "b", "z"].flatMap((each) => wordsFrom(start + each, longest))];
}

describe("the texts of a pattern", () => {
  const ROWS: readonly (readonly [part: string, by: readonly string[], answer: string])[] = [
    ["s3:GetObject", ["s3:GetObject"], "yes"],
    ["s3:GetObject", ["s3:Get*"], "yes"],
    ["s3:Get*", ["*"], "yes"],
    ["s3:*", ["s3:Get*", "s3:Put*"], "no"],
    ["*", ["", "?*"], "yes"],
    ["*", ["", "?"], "no"],
    ["a*", ["a", "a?*"], "yes"],
    ["a*b", ["ab", "a?b", "a??*b"], "yes"],
    ["a*b", ["ab", "a??*b"], "no"],
    ["a?", ["ab", "ac"], "no"],
    ["**", ["*"], "yes"],
    ["?*", ["*?"], "yes"],
    ["*a*", ["*a", "*a?*"], "yes"],
    ["", ["*"], "yes"],
    ["", [], "no"],
    ["*", [], "no"],
    ["arn:aws:s3:::uploads/*", ["arn:aws:s3:::*"], "yes"],
    ["arn:aws:s3:::*", ["arn:aws:s3:::uploads/*", "arn:aws:s3:::logs"], "no"],
    ["arn:aws:s3:::a/b", ["arn:*:a/?"], "yes"],
  ];
  for (const [part, by, answer] of ROWS) {
    it(`of \`${part}\` are ${answer === "yes" ? "" : "not "}all among those of ${JSON.stringify(by)}`, () => {
      equal(covered(part, by), answer);
    });
  }

  const VARIABLES: readonly (readonly [part: string, by: readonly string[], answer: string])[] = [
    ["home/${aws:username}/*", ["home/${aws:username}/*"], "yes"],
    ["home/${aws:username}", ["home/*"], "yes"],
    ["home/bob", ["home/${aws:username}"], "no"],
    ["home/${aws:username}", ["home/?????"], "no"],
    ["home/${aws:username}", ["home/${aws:userid}"], "no"],
    ["home/*", ["home/${aws:username}"], "no"],
    ["home/${*}", ["home/?"], "yes"],
    ["home/x", ["home/${*}"], "no"],
    ["home/${*}", ["home/${*}"], "yes"],
  ];
  for (const [part, by, answer] of VARIABLES) {
    it(`with variables, of \`${part}\` are ${answer === "yes" ? "" : "not "}all among those of ${JSON.stringify(by)}`, () => {
      equal(covered(part, by, IAM), answer);
    });
  }

  it("are compared without regard to case where the language says so", () => {
    equal(covered("S3:get*", ["s3:GET*"], { wildcards: "*?", ignoreCase: true }), "yes");
    equal(covered("S3:get*", ["s3:GET*"]), "no");
  });

  it("have `?` as any other character where it is no wildcard", () => {
    equal(covered("a?", ["a?"], { wildcards: "*" }), "yes");
    equal(covered("ab", ["a?"], { wildcards: "*" }), "no");
  });
});

const pattern = fc
  .array(fc.constantFrom("a", "b", "*", "?", "a", "b"), { maxLength: 4 })
  .map((symbols) => symbols.join(""));

function obviouslyIn(region: Region, text: string): boolean {
  if ("globs" in region) return region.globs.some((glob) => obviouslyMatches(glob.text, text));
  if ("not" in region) return !obviouslyIn(region.not, text);
  return "anyOf" in region
    ? region.anyOf.some((each) => obviouslyIn(each, text))
    : region.allOf.every((each) => obviouslyIn(each, text));
}

const globs: fc.Arbitrary<Region> = fc
  .array(pattern, { maxLength: 3 })
  .map((texts) => ({ globs: texts.map((text): Glob => readGlob(text, PLAIN)) }));
const { region } = fc.letrec<{ region: Region }>((tie) => ({
  region: fc.oneof(
    { maxDepth: 3 },
    globs,
    globs,
    tie("region").map((not): Region => ({ not })),
    fc.array(tie("region"), { maxLength: 2 }).map((anyOf): Region => ({ anyOf })),
    fc.array(tie("region"), { maxLength: 2 }).map((allOf): Region => ({ allOf })),
  ),
}));

describe("inclusion of patterns", () => {
  it("is what every short word says of patterns together", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(pattern, fc.array(pattern, { maxLength: 4 }), (part, by) => {
        const words = WORDS.filter((word) => obviouslyMatches(part, word));
        const expected = words.every((word) => by.some((each) => obviouslyMatches(each, word)));
        seen.add(String(expected));
        equal(covered(part, by), expected ? "yes" : "no");
      }),
      { numRuns: 3000 },
    );
    equal(seen.size, 2);
  });

  it("is what every short word says of any region", () => {
    fc.assert(
      fc.property(pattern, region, (part, within) => {
        const words = WORDS.filter((word) => obviouslyMatches(part, word));
        const expected = words.every((word) => obviouslyIn(within, word));
        equal(isWithin(readGlob(part, PLAIN), within), expected ? "yes" : "no");
      }),
      { numRuns: 3000 },
    );
  });

  it("tells whether two patterns have a text in common", () => {
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const expected = WORDS.some((word) => obviouslyMatches(one, word) && obviouslyMatches(other, word));
        equal(mayMeet(readGlob(one, PLAIN), readGlob(other, PLAIN)), expected);
      }),
      { numRuns: 3000 },
    );
  });

  it("is settled for every pair of patterns with sixty wildcards, or said not to be", () => {
    const many = `${"*a?".repeat(60)}b`;
    equal(covered(many, [many]), "yes");
    equal(covered("*a".repeat(60), ["*a".repeat(61)]), "no");
    equal(covered("*a".repeat(61), ["*a".repeat(60)]), "yes");
    const hostile = Array.from({ length: 300 }, (_each, index) => `${"*a?".repeat(index % 60)}*${"?b*".repeat(30)}`);
    equal(["yes", "no", "unsettled"].includes(covered("*?ab".repeat(60), hostile)), true);
    equal(covered(`${"*".repeat(30)}${"x".repeat(20_000)}`, [`${"*x".repeat(60)}y`]), "no");
  });

  it("says that it is not settled when the work allowed is used up", () => {
    const set = new GlobSet([readGlob("a*?b", PLAIN), readGlob("*?b", PLAIN)]);
    equal(set.includes(readGlob("a*b", PLAIN), { left: 3 }), "unsettled");
  });

  it("means nothing by names such as `__proto__`", () => {
    equal(covered("__proto__", ["constructor", "__proto__"]), "yes");
    equal(covered("__proto__", ["constructor"]), "no");
  });
});
