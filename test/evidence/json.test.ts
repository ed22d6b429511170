import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonPieces } from "../../evidence/json";

describe("The JSON of evidence", () => {
  it("is in pieces what JSON.stringify writes at once", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (document) => {
        assert.equal([...jsonPieces(document)].join(""), `${JSON.stringify(document, undefined, 2)}\n`);
      }),
      { examples: [[{ list: [], object: {}, text: "a\nb", nested: [{ list: [1, [2]] }, null] }]] },
    );
  });

  it("comes in as many pieces as its lists have elements, so that none is long", () => {
    assert.ok([...jsonPieces({ list: Array.from({ length: 1000 }, () => "element") })].length > 1000);
  });
});
