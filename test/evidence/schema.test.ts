import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { jsonPieces } from "../../evidence/formats/json";
import { reportOf } from "../../evidence/report";
import { COMPLIANT, evidenceOfStacks, HOSTILE, judged, NOW, VIOLATING } from "./stacks";

const FOLDER = join(__dirname, "..", "..", "evidence", "schema");

/**
 * What the schema does not name is an error here, so that a new member is published with its description. The published
 * schema lets readers meet members that are newer than it.
 */
function validator(file: string) {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true });
  addFormats(ajv);
  const schema = JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as object;
  const validate = ajv.compile(closed(schema) as object);
  return (value: unknown) => {
    assert.ok(validate(value), ajv.errorsText(validate.errors, { separator: "\n" }));
  };
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return members["type"] === "object" && "properties" in members
    ? { ...members, additionalProperties: false }
    : members;
}

const inOne = (document: object): string => [...jsonPieces(document)].join("");

describe("The published JSON Schemas", () => {
  const stacks = { shop: VIOLATING, clean: COMPLIANT, hostile: HOSTILE };

  it("describe the evidence whole, down to each member", () => {
    const validate = validator("evidence.schema.json");
    validate(JSON.parse(inOne(evidenceOfStacks(stacks, ["x: there is no such file"]))));
    validate(JSON.parse(inOne(evidenceOfStacks({}))));
  });

  it("describe the report of `mandate check` whole", () => {
    const validate = validator("report.schema.json");
    validate(JSON.parse(JSON.stringify(reportOf(judged(stacks), NOW))));
    validate(JSON.parse(JSON.stringify(reportOf([]))));
  });

  it("refuse a report without its version", () => {
    const { version: _none, ...rest } = reportOf([]);
    assert.throws(() => validator("report.schema.json")(rest), /must have required property 'version'/);
  });
});
