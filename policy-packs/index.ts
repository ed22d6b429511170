/**
 * `pulumi-mandate/policy-packs`: what the packs are made of, for a pack of one's own:
 *
 *     new PolicyPack("ours", { policies: policiesOf(AWS_RULES) });
 */
export { AWS_RULES, AZURE_RULES } from "./baselines";
export { policiesOf } from "./policies";
export { RULES } from "./rules";
export type { AnyRule, Enforcement, Severity } from "./judge/rule";
