import { byCodeUnit } from "../../identity/order";
import type { AnyRule } from "../judge/rule";
import { AWS_RULES } from "./aws";
import { AZURE_RULES } from "./azure";

/** Every rule, by name. A pack loads the list of its own cloud alone. */
export const RULES: readonly AnyRule[] = [...new Set([...AWS_RULES, ...AZURE_RULES])].sort((a, b) =>
  byCodeUnit(a.name, b.name),
);
