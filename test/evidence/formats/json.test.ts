import assert from "node:assert/strict";
import fc from "fast-check";
import { evidenceCsv } from "../../../evidence/formats/csv";
import { jsonPieces } from "../../../evidence/formats/json";
import { evidenceJunit } from "../../../evidence/formats/junit";
import { evidenceSarif } from "../../../evidence/formats/sarif";
import { evidenceOfStacks, VIOLATING } from "../stacks";

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

describe("A file of the evidence of many stacks", () => {
  const { identities, findings, ...one } = evidenceOfStacks({ shop: VIOLATING });
  const many = <T extends { readonly urn: string }>(list: readonly T[]): readonly T[] =>
    Array.from({ length: 500 }, (_, stack) =>
      list.map((each) => ({ ...each, urn: `${each.urn}-${String(stack)}` })),
    ).flat();
  const evidence = { ...one, identities: many(identities), findings: many(findings) };

  for (const [name, write] of Object.entries({ evidenceCsv, evidenceJunit, evidenceSarif, jsonPieces })) {
    it(`comes in pieces none of which grows with their number, by ${name}`, () => {
      const lengths = [...write(evidence)].map(({ length }) => length);
      assert.ok(Math.max(...lengths) < 20_000 && lengths.reduce((sum, length) => sum + length, 0) > 200_000);
    });
  }
});
