import { deepEqual } from "node:assert/strict";
import { optionsSchema } from "../../../policy-packs/judge/options-schema";
import { defaultOptions, type AnyRule, type OptionSpec } from "../../../policy-packs/judge/rule";

const said = { description: "d", source: "s", reviewed: "2026-01-15" };

const options: Readonly<Record<string, OptionSpec>> = {
  days: { type: "integer", default: 90, minimum: 1, ...said },
  limit: { type: "integer", default: 0, ...said },
  strict: { type: "boolean", default: false, ...said },
  names: { type: "strings", default: ["a"], ...said },
};

describe("the schema of a rule's options", () => {
  it("is of the kinds that policy configuration allows, with each default", () => {
    deepEqual(optionsSchema({ options } as unknown as AnyRule), {
      days: { type: "integer", description: "d", default: 90, minimum: 1 },
      limit: { type: "integer", description: "d", default: 0 },
      strict: { type: "boolean", description: "d", default: false },
      names: { type: "array", description: "d", default: ["a"], items: { type: "string", minLength: 1 } },
    });
  });

  it("is empty where there are no options", () => {
    deepEqual(optionsSchema({ options: {} } as unknown as AnyRule), {});
  });

  it("has the defaults that hold where the configuration is silent", () => {
    deepEqual(defaultOptions({ options } as unknown as AnyRule), {
      days: 90,
      limit: 0,
      strict: false,
      names: ["a"],
    });
  });
});
