import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { foreignCharacter, leastSize } from "../../../../identity/aws/document/size";
import { partial, UNKNOWN, type Written } from "../documents";

describe("the least size of a policy document", () => {
  const rows: readonly (readonly [title: string, document: Written, size: number])[] = [
    ["a text without white space", '{"a":["b"]}', 11],
    ["a text with white space", '{ "a":\r\n\t[ "b c" ] }', 12],
    ["an object", { a: ["b"] }, 11],
    ["an object with an unknown value", { a: UNKNOWN }, 6],
    ["an unknown document", UNKNOWN, 0],
  ];
  for (const [title, document, size] of rows) {
    it(`is ${size} for ${title}`, () => equal(leastSize(partial(document)), size));
  }

  it("is never more than what is written, and the same as object and as text", () => {
    const documents = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(documents, (document) => {
        const written = JSON.stringify(document);
        const size = leastSize(partial(JSON.parse(written) as Written));
        ok(size <= written.length);
        ok(size <= leastSize(written) && leastSize(written) <= size + (written.match(/\[\]|\{\}/g)?.length ?? 0));
      }),
    );
  });
});

describe("a character that IAM does not take", () => {
  const rows: readonly (readonly [title: string, document: Written, found: string | undefined])[] = [
    ["a quotation mark of a word processor", '{"Sid":"\u201CRead\u201D"}', "U+201C"],
    ["one in an object", { Statement: [{ Sid: "Read", Resource: ["a", "\u2603"] }] }, "U+2603"],
    ["one in a key", { "\u2603": UNKNOWN }, "U+2603"],
    ["a letter of Latin-1", { Sid: "\u00E9" }, undefined],
    ["the byte order mark before a text", '\uFEFF{"a":"b"}', undefined],
    ["an escape in a text", '{"a":"\\u2603"}', undefined],
    ["none", { a: [1, true, null, UNKNOWN] }, undefined],
  ];
  for (const [title, document, found] of rows) {
    it(`is ${found ?? "nothing"} with ${title}`, () => deepEqual(foreignCharacter(partial(document)), found));
  }
});
