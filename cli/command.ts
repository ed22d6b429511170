import type { ExitCode } from "./exit-code";
import type { Terminal } from "./terminal";

/**
 * What a command is given. `cli/NAME/NAME.ts` says what the command takes, in `addNAME`; what it does stands
 * in `cli/NAME/run-NAME.ts`, which is loaded only when it runs, so that help and errors of use come at once.
 */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Sets what the process exits with; without it, 0. */
  readonly exit: (code: ExitCode) => void;
}
