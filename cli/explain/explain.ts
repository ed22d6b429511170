import type { Command } from "commander";
import type { CommandContext } from "../command";

export interface ExplainOptions {
  readonly format: "text" | "json";
  readonly config?: string;
  readonly stack?: string;
  readonly unknown?: boolean;
  readonly action?: string;
  readonly resource?: string;
  readonly when?: readonly string[];
}

/** `mandate explain`: what one identity may do, and who may become it. */
export function addExplain(mandate: Command, { terminal }: CommandContext): void {
  const command = mandate
    .command("explain")
    .description("say what one identity may do, what limits it, who may become it and where it can escalate")
    .argument("<identity>", "its URN, logical name, name, ARN or id")
    .argument("<path>", "a program's folder, a stack export, or a folder of stack exports (*.json)");
  command
    .addOption(command.createOption("--format <format>", "how to report").choices(["text", "json"]).default("text"))
    .option("--action <action>", "ask for one action instead, such as s3:GetObject (AWS)")
    .option("--resource <arn>", "with --action: an ARN, or the name of a resource of the stack (default: every one)")
    .option("--when <key=value...>", "with --action: what the request says, such as aws:SourceVpce=vpce-0a1b2c3d")
    .option("--config <file>", "configuration of the rules, whose settings hold service control policies")
    .option("--stack <name>", "the stack whose configuration programs run with")
    .option("--unknown", "leave every value unknown that only a deployment settles, as `pulumi preview` does")
    .addHelpText("after", HELP)
    .action(async (identity: string, path: string, options: ExplainOptions) => {
      const { runExplain } = await import("./run-explain.js");
      await runExplain(identity, path, options, terminal);
    });
}

const HELP = `
Examples:
  mandate explain worker .                                     a role of the program in this folder
  mandate explain arn:aws:iam::111122223333:role/w state.json  one of a deployed stack
  mandate explain worker . --action s3:PutObject --resource uploads/incoming/*
  mandate explain worker . --format json                       for programs to read

Exit code:
  0  it is explained, whatever the identity may do
  2  it could not be, or it is not clear which identity is meant; the reason is on standard error
`;
