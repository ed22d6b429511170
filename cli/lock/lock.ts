import { InvalidArgumentError, type Command } from "commander";
import { isPlaceholder } from "../../identity/accountability";
import { LOCK_FILE } from "../../identity/lock/lock";
import { parseDay } from "../../identity/lifetime";
import type { CommandContext } from "../command";

export interface LockCommandOptions {
  readonly config?: string;
  readonly stack?: string;
  readonly file?: string;
  readonly check?: boolean;
  readonly separate?: boolean;
  readonly narrow?: boolean;
  readonly prune?: boolean;
}

/** Which file the commands on single entries work on. */
export interface FileOption {
  readonly file: string;
}

export interface ApproveOptions extends FileOption {
  readonly approver: string;
  readonly reason: string;
  readonly until: string;
  readonly monitor?: string;
  readonly revoker?: string;
  readonly reviewDays?: number;
  readonly date?: string;
}

/** `mandate lock`: what each identity may hold, and who approved that. */
export function addLock(mandate: Command, { terminal, exit }: CommandContext): void {
  const lock = mandate
    .command("lock")
    .description("write or check the privilege lock: what each identity may hold, and who approved that")
    .argument("<path...>", "a program's folder, a stack export, or a folder of stack exports (*.json)")
    .enablePositionalOptions()
    .helpOption("--help", "print this help")
    .option("--config <file>", "configuration of the rules, JSON or YAML, as for `pulumi preview --policy-pack-config`")
    .option("--stack <name>", "the stack whose configuration programs run with")
    .option("--file <file>", `the lock (default: ${LOCK_FILE} beside the program or export)`)
    .option("--check", "write nothing, and exit with 1 where a stack goes beyond the lock")
    .option("--separate", "write entries that hold for this stack alone")
    .option("--narrow", "write less where less is held than approved; that lapses the approval")
    .option("--prune", "remove what is no longer in the stack")
    .addHelpText("after", HELP)
    .action(async (paths: string[], options: LockCommandOptions) => {
      const { runLock } = await import("./run-lock.js");
      exit(await runLock(paths, options, terminal));
    });
  addApprove(lock, { terminal, exit });
  addSigning(lock, { terminal, exit });
}

function addApprove(lock: Command, { terminal }: CommandContext): void {
  onFile(lock.command("approve"))
    .description("approve entries of the lock, as one who looked at them")
    .argument("<identity...>", NAME)
    .requiredOption("--approver <name>", "who approves; not the owner", stated)
    .requiredOption("--reason <text>", "why", stated)
    .requiredOption("--until <day>", "the last day of the approval, such as 2027-03-31", day)
    .option("--monitor <name>", "who watches what the identity does (default: as before)", stated)
    .option("--revoker <name>", "who can revoke it at any hour (default: as before)", stated)
    .option("--review-days <days>", "days until it is looked at again (default: as before, or 90)", days)
    .option("--date <day>", "the day of the approval (default: today, in UTC)", day)
    .action(async (names: string[], options: ApproveOptions) => {
      const { approve } = await import("./run-approve.js");
      await approve(names, options, terminal);
    });
}

function addSigning(lock: Command, { terminal }: CommandContext): void {
  onFile(lock.command("to-sign"))
    .description("print what the approver of an entry signs")
    .argument("<identity>", NAME)
    .addHelpText("after", SIGNING)
    .action(async (name: string, options: FileOption) => {
      const { toSign } = await import("./run-approve.js");
      await toSign(name, options, terminal);
    });
  onFile(lock.command("sign"))
    .description("add the signature that `ssh-keygen -Y sign` made of it")
    .argument("<identity>", NAME)
    .argument("<signature>", "the file with the signature")
    .addHelpText("after", SIGNING)
    .action(async (name: string, signature: string, options: FileOption) => {
      const { sign } = await import("./run-approve.js");
      await sign(name, signature, options, terminal);
    });
}

function onFile(command: Command): Command {
  return command.option("--file <file>", "the lock", LOCK_FILE).helpOption("--help", "print this help");
}

function day(text: string): string {
  if (!parseDay(text)) throw new InvalidArgumentError("Expected a day such as 2027-03-31");
  return text;
}

function stated(text: string): string {
  if (isPlaceholder(text)) throw new InvalidArgumentError("Expected a text that is no placeholder");
  return text;
}

function days(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError("Expected a whole number of days");
  return Number(text);
}

const NAME = "name of the identity, or the place of its entry, such as `identities[2]`";

const HELP = `
Examples:
  mandate lock .                           write mandate.lock.yaml beside the program
  mandate lock . --check                   show how the program goes beyond it
  mandate lock . --stack prod --separate   entries for this stack alone
  mandate lock approve resizer --approver security-board --reason "Reads uploads" \\
    --until 2027-03-31 --monitor soc --revoker platform-on-call

Exit code:
  0  written, or nothing goes beyond the lock
  1  with --check: a stack goes beyond the lock, or part of it is not known
  2  something could not be read or written; the reason is on standard error
`;

const SIGNING = `
Example:
  mandate lock to-sign resizer > resizer.txt
  ssh-keygen -Y sign -n mandate-approval -f ~/.ssh/id_ed25519 resizer.txt
  mandate lock sign resizer resizer.txt.sig
`;
