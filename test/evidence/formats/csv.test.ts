import assert from "node:assert/strict";
import fc from "fast-check";
import { evidenceCsv } from "../../../evidence/formats/csv";
import { evidenceOfStacks, HOSTILE, VIOLATING } from "../stacks";
import { evidenceSaying, HOSTILE_TEXT } from "../text";

/** A reader of RFC 4180, written apart from the writer. */
function read(pieces: Iterable<string>): string[][] {
  const csv = [...pieces].join("");
  const lines: string[][] = [[]];
  let cell = "";
  let isQuoted = false;
  for (let at = 0; at < csv.length; at += 1) {
    const character = csv.charAt(at);
    if (isQuoted && character === '"' && csv[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === "," || character === "\r")) {
      lines.at(-1)?.push(cell);
      cell = "";
    } else if (!isQuoted && character === "\n") lines.push([]);
    else cell += character;
  }
  assert.ok(!isQuoted && cell === "");
  return lines.slice(0, -1);
}

describe("CSV", () => {
  it("has a line for each identity below one with the heads", () => {
    const [heads, ...rows] = read(evidenceCsv(evidenceOfStacks({ shop: VIOLATING })));
    assert.equal(
      heads?.join(" "),
      "input identity subject environment verdict severity findings owner control-owner purpose approver monitor revoker review-date expiry workloads privileges trust credentials exposure escalation unknown urn",
    );
    assert.deepEqual(
      rows.map(([input, identity]) => [input, identity]),
      [
        ["shop", "open"],
        ["shop", "partner"],
        ["shop", "resizer"],
        ["shop", "pipeline"],
      ],
    );
    assert.ok(rows.every((row) => row.length === heads.length));
  });

  it("keeps a spreadsheet from running what begins like a formula", () => {
    const [heads = [], row = []] = read(evidenceCsv(evidenceOfStacks({ x: HOSTILE })));
    const cell = (head: string) => row[heads.indexOf(head)];
    assert.equal(cell("purpose"), "'=cmd|' /C calc'!A0");
    assert.equal(cell("approver"), "'@SUM(1+1)");
    assert.equal(cell("monitor"), "'-2+3");
  });

  const cases = [
    ["=1", "'=1"],
    [" =1", "' =1"],
    ["\t=1", "'\t=1"],
    ["\u0000+1", "'\u0000+1"],
    ["＝1", "'＝1"],
    ["\n", "'\n"],
    ["a=1", "a=1"],
    ["1-2", "1-2"],
    ["", ""],
  ] as const;
  for (const [text, expected] of cases) {
    it(`writes ${JSON.stringify(text)} as ${JSON.stringify(expected)}`, () => {
      assert.equal(read(evidenceCsv(evidenceSaying(text)))[1]?.[0], expected);
    });
  }

  it("gives back every text that a stack can choose, in its own cell", () => {
    fc.assert(
      fc.property(HOSTILE_TEXT, (text) => {
        const [heads = [], ...rows] = read(evidenceCsv(evidenceSaying(text)));
        for (const row of rows) {
          assert.equal(row.length, heads.length);
          for (const head of ["input", "identity", "privileges"]) {
            const cell = row[heads.indexOf(head)] ?? "";
            assert.ok(cell === text || cell === `'${text}`);
            assert.doesNotMatch(cell, /^[\s\p{Cc}]*[=+\-@]/u);
          }
        }
      }),
    );
  });
});
