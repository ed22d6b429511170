import { statSync } from "node:fs";
import type { Evidence } from "../../evidence/evidence";
import { EXIT, type ExitCode } from "../exit-code";
import { EVIDENCE_FORMATS, formatFor } from "../formats";
import { jobOf, judgePaths, showMissed, showNotes } from "../judging/judge-paths";
import type { MatrixOptions } from "./matrix";
import type { Terminal } from "../terminal";
import { evidenceAs, evidenceFrom, printDocument, writeDocument, writeEvidenceFolder } from "../write-evidence";

/** Judges, and writes the evidence. */
export async function runMatrix(
  paths: readonly string[],
  options: MatrixOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const job = await jobOf(options, true);
  const judgement = await judgePaths(paths, job, terminal);
  showNotes(judgement, terminal);
  // Evidence of nothing would take the place of what an earlier run left.
  if (judgement.inputs.length > 0) await write(evidenceFrom(judgement, job), options, terminal);
  showMissed(judgement, terminal);
  return judgement.failures.length > 0 ? EXIT.notJudged : EXIT.nothingBlocks;
}

async function write(evidence: Evidence, options: MatrixOptions, terminal: Terminal): Promise<void> {
  const { output } = options;
  if (output !== undefined && isFolder(output)) {
    terminal.error(await writeEvidenceFolder(output, evidence));
    return;
  }
  const document = await evidenceAs(formatFor(options, EVIDENCE_FORMATS, "markdown"), evidence);
  if (output === undefined) printDocument(document, terminal);
  else await writeDocument(output, document);
}

function isFolder(path: string): boolean {
  return /[/\\]$/.test(path) || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}
