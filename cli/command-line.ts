import { Command, CommanderError } from "commander";
import { projectOf } from "../evidence/project";
import { nearest } from "../identity/nearest";
import { listed } from "../identity/words";
import { addCheck } from "./check/check";
import type { CommandContext } from "./command";
import { EXIT, type ExitCode } from "./exit-code";
import { failureOf, showFailure, UsageError } from "./failure";
import { addExplain } from "./explain/explain";
import { addInit } from "./init/init";
import { addLock } from "./lock/lock";
import { addMatrix } from "./matrix/matrix";
import { addRules } from "./rules/rules";
import type { Terminal } from "./terminal";

/** In the order of the help: what a user meets first stands first. */
const COMMANDS: readonly ((mandate: Command, context: CommandContext) => void)[] = [
  addCheck,
  addMatrix,
  addLock,
  addExplain,
  addRules,
  addInit,
];

/** Runs one command line and answers its exit code; every failure becomes one message. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await parse(args, terminal);
  } catch (error) {
    showFailure(failureOf(error), terminal);
    return EXIT.notJudged;
  }
}

async function parse(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = EXIT.nothingBlocks;
  const mandate = new Command("mandate")
    .description("Judges whether every non-human identity of a stack has a mandate, before it is deployed.")
    .version(projectOf().version, "--version", "print the version")
    .helpOption("--help", "print this help")
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => terminal.width,
    });
  for (const add of COMMANDS) add(mandate, { terminal, exit: (given) => (code = given) });
  mandate.allowExcessArguments().action((_options, command: Command) => refuse(command));
  try {
    await mandate.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.nothingBlocks;
    throw new UsageError(`${inOneLine(error)}; see \`${helpFor(args, mandate)}\``);
  }
}

function inOneLine({ message }: Error): string {
  return message.replace(/^error: |\.$/g, "").replace(/\s*\n\s*/g, " ");
}

/** The help of the command that was meant, which may stand within another: `mandate lock approve --help`. */
function helpFor([name, ...rest]: readonly string[], command: Command, path = command.name()): string {
  const inner = command.commands.find((each) => each.name() === name);
  return inner ? helpFor(rest, inner, `${path} ${inner.name()}`) : `${path} --help`;
}

function refuse(mandate: Command): never {
  const [given] = mandate.args;
  const known = mandate.commands.map((command) => command.name());
  const near = given === undefined ? undefined : nearest(given, known);
  const names = known.map((name) => `\`${name}\``);
  const remedy = near === undefined ? `expected ${listed(names, { before: "or" })}` : `did you mean \`${near}\`?`;
  const fault = given === undefined ? "no command is given" : `\`${given}\` is no command`;
  throw new UsageError(`${fault}; ${remedy}${near === undefined ? "," : ""} see \`mandate --help\``);
}
