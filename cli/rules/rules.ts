import type { Command } from "commander";
import type { CommandContext } from "../command";

export interface RulesOptions {
  readonly format: "text" | "json";
}

/** `mandate rules`: what is judged. */
export function addRules(mandate: Command, { terminal }: CommandContext): void {
  const rules = mandate.command("rules");
  rules
    .description("list the rules, or show one: why it stands, what mends a violation, its options")
    .argument("[name]", "a rule")
    .allowExcessArguments(false)
    .addOption(rules.createOption("--format <format>", "how to show them").choices(["text", "json"]).default("text"))
    .addHelpText("after", HELP)
    .action(async (name: string | undefined, options: RulesOptions) => {
      const { runRules } = await import("./run-rules.js");
      runRules(name, options, terminal);
    });
}

const HELP = `
Examples:
  mandate rules                      name, severity, enforcement and demand of each
  mandate rules aws-secret-rotated   one rule
  mandate rules --format json        for programs to read

Exit code:
  0  shown
  2  there is no such rule
`;
