import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { isList, isObject, parseJsonText, type PartialJson } from "../../../../identity/aws/document/partial-json";

describe("JSON of a policy document", () => {
  it("is read as JSON.parse reads it, keys in order", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { value, problems } = parseJsonText(text, "policy");
        deepEqual(problems, []);
        ok(value !== undefined);
        equal(JSON.stringify(plain(value)), JSON.stringify(plain(asMaps(JSON.parse(text)))));
      }),
    );
  });

  it("never fails, and is refused where JSON.parse refuses it", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 3 }), (text, at, noise) => {
        const broken = text.slice(0, at % (text.length + 1)) + noise + text.slice(at % (text.length + 1));
        equal(parseJsonText(broken, "policy").value !== undefined, parses(broken));
      }),
    );
  });

  const REFUSED: readonly (readonly [string, string])[] = [
    ["", "an empty text"],
    [" \n", "an empty text"],
    ["{", "the end at line 1, column 2"],
    ['{"a":1,}', "an unexpected character at line 1, column 8"],
    ['{"a":1}\n x', "an unexpected character at line 2, column 2"],
    ['{"a":tru}', "an unexpected character at line 1, column 6"],
    ["{a:1}", "an unexpected character at line 1, column 2"],
    ['{"a" 1}', "an unexpected character at line 1, column 6"],
    ['["a"', "the end at line 1, column 5"],
    ['"a', "an unexpected character at line 1, column 1"],
    ["[".repeat(100_000), "more than 64 levels of nesting"],
  ];
  for (const [text, found] of REFUSED) {
    it(`is refused with the place: ${text.slice(0, 20).replaceAll("\n", "\\n")}`, () => {
      deepEqual(parseJsonText(text, "policy"), {
        problems: [{ place: "policy", expected: "a JSON document", found }],
      });
    });
  }

  it("may begin with a byte order mark", () => {
    deepEqual(parseJsonText('\uFEFF {"a": []}', "policy"), { value: new Map([["a", []]]), problems: [] });
  });

  it("names a key that occurs twice, and keeps the last value", () => {
    deepEqual(parseJsonText('{"a":{"b":1,"b":2},"c d":1,"c d":3}', "policy"), {
      value: new Map<string, PartialJson>([
        ["a", new Map([["b", 2]])],
        ["c d", 3],
      ]),
      problems: [
        { place: "policy.a.b", expected: "each key once", found: "the same key twice" },
        { place: 'policy["c d"]', expected: "each key once", found: "the same key twice" },
      ],
    });
  });

  it("takes `__proto__` for an ordinary key", () => {
    deepEqual(parseJsonText('{"__proto__":{"a":1}}', "").value, new Map([["__proto__", new Map([["a", 1]])]]));
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function asMaps(value: unknown): PartialJson {
  if (Array.isArray(value)) return value.map(asMaps);
  if (typeof value !== "object" || value === null) return value as PartialJson;
  return new Map(Object.entries(value).map(([key, member]) => [key, asMaps(member)]));
}

/** Maps as lists of pairs, sorted as objects sort their keys. */
function plain(value: PartialJson): unknown {
  if (isObject(value)) return [...value].map(([key, member]) => [key, plain(member)]).sort();
  return isList(value) ? value.map(plain) : value;
}
