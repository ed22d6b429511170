import { ConfigurationError } from "../policy-packs/configuration";
import { InputError } from "../inputs/input";
import { printable, printableLines, type Terminal } from "./terminal";

/** Why something could not be judged, as plain data that can cross threads. */
export interface Failure {
  /** One sentence: place, what is wrong, what was expected. */
  readonly message: string;
  /** What the user's program said, or where in Mandate a bug showed. */
  readonly detail?: string;
}

/** A wrong use of the command, or a place that cannot be written. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** An error that nobody foresaw tells its name and where it rose, but not its text, which may hold a value. */
export function failureOf(error: unknown): Failure {
  if (error instanceof InputError) {
    return { message: error.message, ...(error.detail !== undefined && { detail: error.detail }) };
  }
  if (error instanceof ConfigurationError || error instanceof UsageError) return { message: error.message };
  return { message: `Mandate itself failed (${codeOf(error)}); please report this as a bug`, detail: framesOf(error) };
}

/** What kind of error it is, such as `ENOENT` or `TypeError`. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error ? String(error.code) : error.name;
}

export function showFailure({ message, detail }: Failure, terminal: Terminal): void {
  terminal.error(`mandate: ${printable(message)}\n`);
  if (detail) terminal.error(`${printableLines(detail.trimEnd())}\n`);
}

function framesOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? "").split("\n") : [];
  return lines.filter((line) => /^\s+at /.test(line)).join("\n");
}
