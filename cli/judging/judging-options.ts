import { InvalidArgumentError, type Command } from "commander";
import { parseDay } from "../../identity/lifetime";

/** What every command that judges takes beside its paths. */
export interface JudgingOptions {
  readonly config?: string;
  readonly stack?: string;
  readonly unknown?: boolean;
  readonly at?: Date;
}

/** Adds the paths and the options that decide how they are judged. */
export function addJudgingOptions(command: Command): Command {
  return command
    .argument("<path...>", "a program's folder, a stack export, or a folder of stack exports (*.json)")
    .option("--config <file>", "configuration of the rules, JSON or YAML, as for `pulumi preview --policy-pack-config`")
    .option("--stack <name>", "the stack whose configuration programs run with")
    .option("--unknown", "leave every value unknown that only a deployment settles, as `pulumi preview` does")
    .option("--at <date>", "judge as of an ISO day, from 00:00 UTC, or instant (default: now)", parseMoment);
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** The start of a day in UTC, or an instant whose offset is told; `Date` alone would take much else for a date. */
function parseMoment(text: string): Date {
  const day = INSTANT.exec(text)?.[1] ?? text;
  const moment = parseDay(day) && new Date(text);
  if (!moment || Number.isNaN(moment.getTime())) {
    throw new InvalidArgumentError("Expected a day such as 2027-03-31 or an instant such as 2027-03-31T09:00:00+02:00");
  }
  return moment;
}
