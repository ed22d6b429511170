import assert from "node:assert/strict";
import fc from "fast-check";
import { InputError } from "../../inputs/input";
import { JsonPlace, parseJson } from "../../inputs/json";

describe("JSON from outside", () => {
  const faults: readonly [text: string, place: string][] = [
    ['{"a": 1,}', "f.json:1:9"],
    ['{"a": 1', "f.json:1:8"],
    ['{\n  "a": 1\n  "b": 2\n}', "f.json:3:3"],
    ['{\n\t"a": tru\n}', "f.json:2:7"],
    ["[1, 2", "f.json:1:6"],
    ["[1,, 2]", "f.json:1:4"],
    ["[1]]", "f.json:1:4"],
    ["[1}", "f.json:1:3"],
    ["{a: 1}", "f.json:1:2"],
    ["{'a': 1}", "f.json:1:2"],
    ['{"a" 1}', "f.json:1:6"],
    ['{"a": "open', "f.json:1:7"],
    ['{"a": "bad \\q escape"}', "f.json:1:7"],
    ['{"a": "line\nbreak"}', "f.json:1:7"],
    ['{"a": 01}', "f.json:1:8"],
    ['{"a": 1.}', "f.json:1:7"],
    ["Resources:\n  a: 1\n", "f.json:1:1"],
    ["// a comment\n{}", "f.json:1:1"],
    ["hunter2", "f.json:1:1"],
  ];
  for (const [text, place] of faults) {
    it(`names the place at which ${JSON.stringify(text)} stops being JSON`, () => {
      assert.throws(() => parseJson(text, "f.json", "a list"), {
        name: "InputError",
        message: `${place}: this is not valid JSON; expected a list`,
      });
    });
  }

  it("says that a file is empty, also one of spaces", () => {
    for (const text of ["", " \n\t"]) {
      assert.throws(() => parseJson(text, "f.json", "a list"), {
        message: "f.json: the file is empty; expected a list",
      });
    }
  });

  it("quotes nothing of the text, wherever it breaks", () => {
    const text = '{"password": "hunter2-planted", "list": ["hunter2-planted", {"deep": "hunter2-planted"}]}';
    for (let end = 1; end < text.length; end++) {
      for (const broken of [text.slice(0, end), `${text.slice(0, end)}?${text.slice(end)}`, text.slice(end)]) {
        try {
          parseJson(broken, "f.json", "a list");
        } catch (error) {
          assert.ok(error instanceof InputError);
          assert.doesNotMatch(error.message, /hunter2|planted/);
        }
      }
    }
  });

  it("agrees with JSON.parse on what is JSON", () => {
    const pieces = fc.constantFrom(
      ...'{}[],:"\\ \n-0123.eE+'.split(""),
      "true",
      "false",
      "null",
      '"a"',
      "\\u00e9",
      "\u0001",
      "é",
    );
    const edited = fc
      .tuple(fc.json(), fc.nat(), fc.nat(3), pieces)
      .map(([text, at, cut, piece]) => text.slice(0, at % text.length) + piece + text.slice((at % text.length) + cut));
    const texts = fc.oneof(
      fc.json(),
      edited,
      fc.array(pieces).map((parts) => parts.join("")),
      fc.string(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        if (isJson(text)) assert.deepEqual(parseJson(text, "f.json", "a list"), JSON.parse(text));
        else assert.throws(() => parseJson(text, "f.json", "a list"), InputError);
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses a text that breaks off however deep it is", () => {
    assert.throws(() => parseJson("[".repeat(200_000), "f.json", "a list"), InputError);
  });

  it("reads a place that is what it should be", () => {
    const root = new JsonPlace({ a: [{ "b c": "x" }], __proto__: 1 }, "f.json");
    assert.equal(root.at("a").list()[0]?.at("b c").string(), "x");
    assert.equal(root.at("toString").isMissing, true);
    assert.equal(
      root.at("none").or("fallback", (place) => place.string()),
      "fallback",
    );
  });

  const misfits: readonly [title: string, read: (root: JsonPlace) => unknown, message: string][] = [
    [
      "a text",
      (root) => root.at("list").list()[1]?.at("b c").string(),
      'f.json: list[1]["b c"]: expected a string, found a number',
    ],
    ["a number", (root) => root.at("text").number(), "f.json: text: expected a number, found a string"],
    ["a boolean", (root) => root.at("text").boolean(), "f.json: text: expected true or false, found a string"],
    ["a list", (root) => root.at("object").list(), "f.json: object: expected a list, found an object"],
    ["an object", (root) => root.at("list").object(), "f.json: list: expected an object, found a list"],
    ["something", (root) => root.at("none").string(), "f.json: none: expected a string, found nothing"],
    ["null", (root) => root.at("nothing").string(), "f.json: nothing: expected a string, found null"],
    [
      "a text that is not empty",
      (root) => root.at("empty").number(),
      "f.json: empty: expected a number, found an empty string",
    ],
    [
      "a document",
      () => new JsonPlace(7, "f.json").at("x"),
      "f.json: the document: expected an object, found a number",
    ],
  ];
  for (const [title, read, message] of misfits) {
    it(`names place, expectation and kind where ${title} is missing, and no value`, () => {
      const document = { list: [{}, { "b c": 31337 }], text: "hunter2", object: {}, nothing: null, empty: "" };
      assert.throws(() => read(new JsonPlace(document, "f.json")), { name: "InputError", message });
    });
  }
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
