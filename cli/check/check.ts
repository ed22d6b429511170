import type { Command } from "commander";
import type { CommandContext } from "../command";
import { FAIL_ON, type FailOn } from "./fail-on";
import { EVIDENCE_FORMATS, type EvidenceFormat } from "../formats";
import { addJudgingOptions, type JudgingOptions } from "../judging/judging-options";

export type CheckFormat = "text" | EvidenceFormat;

export const CHECK_FORMATS: readonly CheckFormat[] = ["text", ...EVIDENCE_FORMATS];

export interface CheckOptions extends JudgingOptions {
  readonly format?: CheckFormat;
  readonly output?: string;
  readonly failOn: FailOn;
  readonly evidence?: string;
}

/** `mandate check`: the gate. */
export function addCheck(mandate: Command, { terminal, exit }: CommandContext): void {
  const check = addJudgingOptions(mandate.command("check")).description("judge programs and stack exports");
  check
    .addOption(check.createOption("--format <format>", FORMAT).choices(CHECK_FORMATS))
    .option("--output <file>", "write the report to a file instead of standard output")
    .option("--evidence <folder>", "leave evidence in a folder as well, in every format of `mandate matrix`")
    .addOption(check.createOption("--fail-on <level>", FAILS).choices(FAIL_ON).default("mandatory"))
    .addHelpText("after", HELP)
    .action(async (paths: string[], options: CheckOptions) => {
      const { runCheck } = await import("./run-check.js");
      exit(await runCheck(paths, options, terminal));
    });
}

const FORMAT = "how to report; by default as the name of the output ends, or else text";

const FAILS = "what makes the exit code 1: a finding that blocks, a violation this grave or graver, or nothing";

const HELP = `
Examples:
  mandate check .                          the Pulumi program in this folder
  mandate check app --stack prod           with the configuration of a stack
  mandate check states/                    every stack export below a folder
  mandate check . --output findings.json   for programs to read
  mandate check . --fail-on high           high and critical violations, of advisory rules too
  mandate check states/ --at 2027-03-31    what will have expired by then

Exit code:
  0  nothing that --fail-on counts was found
  1  something was
  2  something could not be judged; the reason is on standard error
`;
