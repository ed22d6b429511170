import type { AnyRule } from "./judge/rule";
import { RULES } from "./rules";

/** What the packs hold: rules of one cloud, and those that judge both. */
export const AWS_RULES: readonly AnyRule[] = RULES.filter((rule) => !rule.name.startsWith("azure-"));
export const AZURE_RULES: readonly AnyRule[] = RULES.filter((rule) => !rule.name.startsWith("aws-"));
