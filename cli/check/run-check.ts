import { jsonPieces } from "../../evidence/formats/json";
import { reportOf } from "../../evidence/report";
import { CHECK_FORMATS, type CheckFormat, type CheckOptions } from "./check";
import { EXIT, type ExitCode } from "../exit-code";
import { fails } from "./fail-on";
import { formatFor } from "../formats";
import { jobOf, judgePaths, showMissed, showNotes, type Judgement } from "../judging/judge-paths";
import type { Job } from "../judging/judge-sources";
import { textReport } from "./report-text";
import type { Terminal } from "../terminal";
import {
  evidenceAs,
  evidenceFrom,
  printDocument,
  writeDocument,
  writeEvidenceFolder,
  type Document,
} from "../write-evidence";

/** Judges, reports, and answers whether something fails the check. */
export async function runCheck(paths: readonly string[], options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  const { output, evidence } = options;
  const format = formatFor(options, CHECK_FORMATS, "text");
  const job = await jobOf(options, evidence !== undefined || (format !== "text" && format !== "json"));
  const judgement = await judgePaths(paths, job, terminal);
  if (format !== "text") showNotes(judgement, terminal);
  const document = await documentOf(judgement, job, format, options, terminal);
  if (output === undefined) printDocument(document, terminal);
  else await writeDocument(output, document);
  showMissed(judgement, terminal);
  if (evidence !== undefined) {
    const where = await writeEvidenceFolder(evidence, evidenceFrom(judgement, job));
    if (format === "text") terminal.out(`\n${where}`);
    else terminal.error(where);
  }
  return exitCodeOf(judgement, options);
}

async function documentOf(
  judgement: Judgement,
  job: Job,
  format: CheckFormat,
  { output, failOn }: CheckOptions,
  { colour, width }: Terminal,
): Promise<Document> {
  const { inputs, failures } = judgement;
  switch (format) {
    case "text": {
      const run = { failed: failures.length, failOn, ...(job.asOf && { asOf: job.asOf }) };
      return textReport(inputs, run, { colour: colour && output === undefined, width });
    }
    case "json":
      return jsonPieces(reportOf(inputs, job.asOf));
    default:
      return evidenceAs(format, evidenceFrom(judgement, job));
  }
}

function exitCodeOf({ inputs, failures }: Judgement, { failOn }: CheckOptions): ExitCode {
  if (failures.length > 0) return EXIT.notJudged;
  const failing = inputs.some(({ findings }) => findings.some((finding) => fails(finding, failOn)));
  return failing ? EXIT.blocked : EXIT.nothingBlocks;
}
