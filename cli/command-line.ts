import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import type { CheckOptions } from "./check";
import { EXIT, type ExitCode } from "./exit-code";
import { failureOf, showFailure, UsageError } from "./failure";
import type { Terminal } from "./terminal";

/**
 * Runs one command line and answers its exit code; every failure becomes one message.
 *
 * @param evidence the folder to leave evidence in. @default leaves none
 */
export async function run(args: readonly string[], terminal: Terminal, evidence?: string): Promise<ExitCode> {
  try {
    return await parse(args, terminal, evidence);
  } catch (error) {
    showFailure(failureOf(error), terminal);
    return EXIT.notJudged;
  }
}

async function parse(args: readonly string[], terminal: Terminal, evidence?: string): Promise<ExitCode> {
  const { Command, CommanderError } = await import("commander");
  let code: ExitCode = EXIT.nothingBlocks;
  const mandate = new Command("mandate")
    .description("Judges whether every non-human identity of a stack has a mandate, before it is deployed.")
    .version(version(), "--version", "print the version")
    .helpOption("--help", "print this help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: () => undefined })
    .action((_options, command: Command) => {
      const given = command.args[0];
      throw new UsageError(
        `${given === undefined ? "no command is given" : `\`${given}\` is no command`}; expected \`check\` or \`rules\`, see \`mandate --help\``,
      );
    })
    .allowExcessArguments();
  addCheck(mandate, async (paths, options) => {
    code = await (await import("./check.js")).check(paths, options, terminal, evidence);
  });
  mandate
    .command("rules")
    .description("list the rules with their severity and enforcement")
    .helpOption("--help", "print this help")
    .allowExcessArguments(false)
    .action(async () => (await import("./rules.js")).listRules(terminal));
  try {
    await mandate.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.nothingBlocks;
    const message = error.message.replace(/^error: |\.$/g, "").replace(/\s*\n\s*/g, " ");
    throw new UsageError(`${message}; see \`mandate --help\``);
  }
}

function addCheck(mandate: Command, act: (paths: string[], options: CheckOptions) => Promise<void>): void {
  const check = mandate
    .command("check")
    .description("judge programs and stack exports")
    .argument("<path...>", "a program's folder, a stack export, or a folder of stack exports (*.json)")
    .helpOption("--help", "print this help");
  check
    .addOption(check.createOption("--format <format>", "how to report").choices(["text", "json"]).default("text"))
    .option("--output <file>", "write the report to a file instead of standard output")
    .option("--config <file>", "configuration of the rules, JSON or YAML, as for `pulumi preview --policy-pack-config`")
    .option("--stack <name>", "the stack whose configuration programs run with")
    .option("--unknown", "leave every value unknown that only a deployment settles, as `pulumi preview` does")
    .addHelpText("after", HELP)
    .action(act);
}

const HELP = `
Examples:
  mandate check .                          the Pulumi program in this folder
  mandate check app --stack prod           with the configuration of a stack
  mandate check states/                    every stack export below a folder
  mandate check . --format json --output findings.json

Exit code:
  0  nothing blocks
  1  a finding of a mandatory rule blocks
  2  something could not be judged; the reason is on standard error
`;

/** The nearest package file above is our own, from the sources and from the compiled folder alike. */
function version(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;
}
