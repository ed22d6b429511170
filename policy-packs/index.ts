/**
 * `pulumi-mandate/policy-packs`: what the packs are made of, for a pack of one's own:
 *
 *     new PolicyPack("ours", { policies: policiesOf(AWS_RULES) });
 */
export { policiesOf } from "./policies";
export { RULES } from "./rules";
export { AWS_RULES } from "./rules/aws";
export { AZURE_RULES } from "./rules/azure";
export type { AnyRule, Enforcement, Severity } from "./judge/rule";
