import type { Command } from "commander";
import type { CommandContext } from "../command";

/** `mandate init`: what a project needs to be judged from now on. */
export function addInit(mandate: Command, { terminal }: CommandContext): void {
  mandate
    .command("init")
    .description("write configuration and workflows into a project; nothing that exists is changed")
    .argument("[dir]", "the folder of a Pulumi project", ".")
    .allowExcessArguments(false)
    .addHelpText("after", HELP)
    .action(async (dir: string) => (await import("./run-init.js")).runInit(dir, terminal));
}

const HELP = `
Examples:
  mandate init          the project in this folder
  mandate init infra    a project below the root of the repository; workflows are written at the root

Exit code:
  0  everything is there, written now or before
  2  the folder is no project, or cannot be written to; the reason is on standard error
`;
