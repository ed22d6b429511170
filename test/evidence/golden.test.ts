import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { evidenceCsv } from "../../evidence/formats/csv";
import { jsonPieces } from "../../evidence/formats/json";
import { evidenceJunit } from "../../evidence/formats/junit";
import { evidenceMarkdown } from "../../evidence/formats/markdown";
import { COMPLIANT, evidenceOfStacks, VIOLATING } from "./stacks";

/** Set to write what is made now in place of what was reviewed; read the difference before it is kept. */
const UPDATE = process.env["UPDATE_GOLDEN"] !== undefined;

describe("The evidence of the violating and of the compliant stack is as reviewed", () => {
  const whole = evidenceOfStacks({ "stacks/shop": VIOLATING, "stacks/clean": COMPLIANT });
  // A part of the duties and controls, so that this does not change whenever a catalogue grows.
  const evidence = {
    ...whole,
    duties: whole.duties.filter(({ id }) => id === "trust"),
    catalogues: whole.catalogues.filter(({ id }) => id === "OWASP-NHI-2025"),
  };
  const documents = {
    "evidence.md": evidenceMarkdown(evidence),
    "evidence.csv": [...evidenceCsv(evidence)].join(""),
    "evidence.xml": [...evidenceJunit(evidence)].join(""),
    "evidence.json": [...jsonPieces(evidence)].join(""),
  };

  for (const [name, document] of Object.entries(documents)) {
    it(name, () => {
      const file = join(__dirname, "golden", name);
      if (UPDATE) writeFileSync(file, document);
      assert.equal(document, readFileSync(file, "utf8"));
    });
  }
});
