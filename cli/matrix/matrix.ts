import type { Command } from "commander";
import type { CommandContext } from "../command";
import { EVIDENCE_FORMATS, type EvidenceFormat } from "../formats";
import { addJudgingOptions, type JudgingOptions } from "../judging/judging-options";

export interface MatrixOptions extends JudgingOptions {
  readonly format?: EvidenceFormat;
  readonly output?: string;
}

/** `mandate matrix`: the evidence. */
export function addMatrix(mandate: Command, { terminal, exit }: CommandContext): void {
  const matrix = addJudgingOptions(mandate.command("matrix")).description(
    "write who answers for each identity, what it may do, and what was found",
  );
  matrix
    .addOption(matrix.createOption("--format <format>", FORMAT).choices(EVIDENCE_FORMATS))
    .option("--output <path>", "a file; or a folder, existing or with a slash at its end, for every format at once")
    .addHelpText("after", HELP)
    .action(async (paths: string[], options: MatrixOptions) => {
      const { runMatrix } = await import("./run-matrix.js");
      exit(await runMatrix(paths, options, terminal));
    });
}

const FORMAT = "how to write it; by default as the name of the output ends, or else markdown";

const HELP = `
Examples:
  mandate matrix .                               a table of this program, as Markdown
  mandate matrix states/ --output matrix.html    an organisation's stacks as one page to look at
  mandate matrix states/ --output evidence/      every format, to look at and to process
  mandate matrix . --format csv                  for a spreadsheet

Exit code:
  0  it is written, whatever was found: evidence is no gate
  2  something could not be judged, which the evidence says too; the reason is on standard error
`;
