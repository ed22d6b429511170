import type { AnyRule, OptionSpec, OptionSpecs } from "./rule";

/** JSON schema of one option, in the subset that policy configuration allows. */
export interface OptionSchema {
  readonly type: "integer" | "boolean" | "array";
  readonly description: string;
  readonly default: number | boolean | string[];
  readonly minimum?: number;
  readonly items?: { readonly type: "string"; readonly minLength: number };
}

/** The configuration schema of a rule's options, by option name. */
export function optionsSchema(rule: AnyRule): Record<string, OptionSchema> {
  return Object.fromEntries(
    Object.entries(rule.options as OptionSpecs).map(([name, option]) => [name, optionSchema(option)]),
  );
}

function optionSchema(option: OptionSpec): OptionSchema {
  const { description } = option;
  switch (option.type) {
    case "integer":
      return {
        type: "integer",
        description,
        default: option.default,
        ...(option.minimum !== undefined && { minimum: option.minimum }),
      };
    case "boolean":
      return { type: "boolean", description, default: option.default };
    case "strings":
      return { type: "array", description, default: [...option.default], items: { type: "string", minLength: 1 } };
  }
}
