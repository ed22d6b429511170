import assert from "node:assert/strict";
import fc from "fast-check";
import { evidenceMarkdown } from "../../../evidence/formats/markdown";
import { evidenceOfStacks, HOSTILE } from "../stacks";
import { evidenceSaying, HOSTILE_TEXT } from "../text";

const HARMLESS = evidenceMarkdown(evidenceSaying("name"));

describe("Markdown", () => {
  it("shows no markup of a stack as markup", () => {
    const text = evidenceMarkdown(evidenceOfStacks({ x: HOSTILE }));
    assert.doesNotMatch(text, /<script|<img|\]\(https|https:\/\//);
    assert.match(text, /&#60;script&#62;alert\("1"\)&#60;\/script&#62;/);
  });

  it("shows names in a message as code", () => {
    const text = evidenceMarkdown(evidenceOfStacks({ x: HOSTILE }));
    assert.match(text, /<code>assumeRolePolicy\.Statement&#91;0&#93;\.Principal<\/code> lets callers/);
  });

  it("keeps its lines and the cells of its tables whatever a stack says", () => {
    const shape = (text: string) => text.split("\n").map((line) => line.split("|").length);
    fc.assert(
      fc.property(HOSTILE_TEXT, (text) => {
        assert.deepEqual(shape(evidenceMarkdown(evidenceSaying(text))), shape(HARMLESS));
      }),
    );
  });

  it("has no tag but its own whatever a stack says", () => {
    fc.assert(
      fc.property(HOSTILE_TEXT, (text) => {
        const tags = evidenceMarkdown(evidenceSaying(text)).match(/<[^>]*>?/g) ?? [];
        assert.deepEqual(
          [...new Set(tags)].filter((tag) => !["<br>", "<code>", "</code>"].includes(tag)),
          [],
        );
      }),
    );
  });

  it("says what is left out of a long table", () => {
    const evidence = evidenceSaying("name");
    const findings = Array.from({ length: 201 }, () => evidence.findings)
      .flat()
      .slice(0, 201);
    assert.match(
      evidenceMarkdown({ ...evidence, findings }),
      /\n\n1 more rows are left out here; the JSON has them\.\n/,
    );
  });
});
