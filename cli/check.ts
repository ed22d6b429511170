import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { reportOf, type JudgedInput } from "../evidence/report";
import { findInputs, type Source } from "../inputs/find-inputs";
import { EXIT, type ExitCode } from "./exit-code";
import { codeOf, failureOf, showFailure, UsageError, type Failure } from "./failure";
import { judgeSources, type Job } from "./judge-sources";
import { loadConfiguration } from "./load-configuration";
import { textReport } from "./report-text";
import { printable, type Terminal } from "./terminal";
import { writeEvidence } from "./write-evidence";

export interface CheckOptions {
  readonly format: "text" | "json";
  readonly output?: string;
  readonly config?: string;
  readonly stack?: string;
  readonly unknown?: boolean;
}

/** What came of judging: the inputs that could be judged, and why others could not. */
export interface Judgement {
  readonly inputs: readonly JudgedInput[];
  readonly failures: readonly Failure[];
  /** Files in folders of exports that are no exports. */
  readonly leftOut: readonly string[];
}

/** @param evidence the folder to leave evidence in. @default leaves none */
export async function check(
  paths: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
  evidence?: string,
): Promise<ExitCode> {
  const { stack, unknown } = options;
  const job: Job = {
    loaded: await loadConfiguration(options.config),
    now: new Date(),
    evidence: evidence !== undefined,
    ...(stack !== undefined && { stack }),
    ...(unknown !== undefined && { unknown }),
  };
  const judgement = await judgePaths(paths, job);
  await showReport(judgement, options, terminal);
  if (evidence !== undefined) await writeEvidence(evidence, judgement, job, options.format, terminal);
  return exitCodeOf(judgement);
}

/** Judges all that the paths stand for; what cannot be judged does not keep the rest from it. */
async function judgePaths(paths: readonly string[], job: Job): Promise<Judgement> {
  const found = await Promise.all(paths.map((path) => findInputs(path).catch(failureOf)));
  const outcomes = await judgeSources(distinct(found.flatMap((each) => ("message" in each ? [] : each))), job);
  const leftOut = outcomes.flatMap((outcome) => (outcome.state === "left-out" ? [outcome.path] : []));
  return {
    inputs: outcomes.flatMap((outcome) => (outcome.state === "judged" ? [outcome] : [])),
    failures: [
      ...found.flatMap((each) => ("message" in each ? [each] : [])),
      ...outcomes.flatMap((outcome) => (outcome.state === "failed" ? [outcome] : [])),
      ...(leftOut.length > 0 && leftOut.length === outcomes.length ? [nothingToJudge(paths)] : []),
    ],
    leftOut,
  };
}

function nothingToJudge(paths: readonly string[]): Failure {
  return {
    message: `${paths.join(", ")}: no file below is a stack export; expected what \`pulumi stack export\` writes`,
  };
}

/** The same file may be named twice, or once by itself and once by its folder; what is named must be an export. */
function distinct(sources: readonly Source[]): readonly Source[] {
  const byPath = new Map<string, Source>();
  for (const source of sources) {
    const path = resolve(source.path);
    const before = byPath.get(path);
    byPath.set(path, before ? { ...before, named: before.named || source.named } : source);
  }
  return [...byPath.values()];
}

function exitCodeOf({ inputs, failures }: Judgement): ExitCode {
  if (failures.length > 0) return EXIT.notJudged;
  const blocked = inputs.some(({ findings }) => findings.some(({ enforcement }) => enforcement === "mandatory"));
  return blocked ? EXIT.blocked : EXIT.nothingBlocks;
}

async function showReport(judgement: Judgement, options: CheckOptions, terminal: Terminal): Promise<void> {
  const { inputs, failures, leftOut } = judgement;
  if (leftOut.length > 0) {
    terminal.error(`mandate: left out, because they are no stack exports: ${printable(leftOut.join(", "))}\n`);
  }
  if (options.format === "json") showNotes(inputs, terminal);
  const text = reportText(judgement, options, terminal);
  if (options.output === undefined) terminal.out(text);
  else await writeReport(options.output, text);
  for (const failure of failures) showFailure(failure, terminal);
}

function reportText({ inputs, failures }: Judgement, { format, output }: CheckOptions, terminal: Terminal): string {
  if (format === "json") return `${JSON.stringify(reportOf(inputs), undefined, 2)}\n`;
  return textReport(inputs, failures.length, {
    colour: terminal.colour && output === undefined,
    width: terminal.width,
  });
}

/** Standard output holds the document alone. */
function showNotes(inputs: readonly JudgedInput[], terminal: Terminal): void {
  for (const { path, notes } of inputs) {
    for (const note of notes) terminal.error(`mandate: ${printable(`${path}: note: ${note}`)}\n`);
  }
}

async function writeReport(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw new UsageError(
      `${file}: the report cannot be written there (${codeOf(error)}); expected a file in a folder that exists`,
    );
  });
}
