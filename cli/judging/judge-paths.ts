import { resolve } from "node:path";
import { joinStacks } from "../../evidence/organisation";
import type { JudgedInput } from "../../evidence/report";
import { findInputs, type Source } from "../../inputs/find-inputs";
import { byPlace } from "../../policy-packs/judge/judge";
import { failureOf, showFailure, type Failure } from "../failure";
import type { JudgedSource } from "./judge-source";
import { judgeSources, type Job } from "./judge-sources";
import type { JudgingOptions } from "./judging-options";
import { loadConfiguration } from "./load-configuration";
import { Progress } from "../progress";
import { printable, type Terminal } from "../terminal";

/** What came of judging: the inputs that could be judged, and why others could not. */
export interface Judgement {
  readonly inputs: readonly JudgedInput[];
  readonly failures: readonly Failure[];
  /** Files in folders of exports that are no exports. */
  readonly leftOut: readonly string[];
}

/** @param evidence whether the accountability matrix is wanted as well */
export async function jobOf(options: JudgingOptions, evidence: boolean): Promise<Job> {
  const { config, stack, unknown, at } = options;
  return {
    loaded: await loadConfiguration(config),
    ranAt: new Date(),
    ...(at && { asOf: at }),
    evidence,
    ...(stack !== undefined && { stack }),
    ...(unknown !== undefined && { unknown }),
  };
}

/** Judges all that the paths stand for; what cannot be judged does not keep the rest from it. */
export async function judgePaths(paths: readonly string[], job: Job, terminal: Terminal): Promise<Judgement> {
  const found = await Promise.all(paths.map((path) => findInputs(path).catch(failureOf)));
  const sources = distinct(found.flatMap((each) => ("message" in each ? [] : each)));
  const progress = new Progress(terminal, sources.length);
  const outcomes = await judgeSources(sources, job, () => progress.step()).finally(() => progress.end());
  const leftOut = outcomes.flatMap((outcome) => (outcome.state === "left-out" ? [outcome.path] : []));
  return {
    inputs: joined(
      outcomes.flatMap((outcome) => (outcome.state === "judged" ? [outcome] : [])),
      job,
    ),
    failures: [
      ...found.flatMap((each) => ("message" in each ? [each] : [])),
      ...outcomes.flatMap((outcome) => (outcome.state === "failed" ? [outcome] : [])),
      ...(leftOut.length > 0 && leftOut.length === outcomes.length ? [nothingToJudge(paths)] : []),
    ],
    leftOut,
  };
}

/** The stacks with what each one's judgement owes to the others. */
function joined(sources: readonly JudgedSource[], { loaded }: Job): readonly JudgedInput[] {
  const joins = joinStacks(
    sources.map(({ trace }) => trace),
    loaded.configuration,
  );
  return sources.map(({ state: _judged, trace: _trace, ...input }, index) => {
    const { added, resolved } = joins[index] ?? { added: [], resolved: new Set() };
    if (added.length === 0 && resolved.size === 0) return input;
    const kept = input.findings.filter(({ key }) => !resolved.has(key));
    return { ...input, findings: [...kept, ...added].sort(byPlace) };
  });
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

/** Says on standard error what was not judged, and why. */
export function showMissed({ failures, leftOut }: Judgement, terminal: Terminal): void {
  if (leftOut.length > 0) {
    terminal.error(`mandate: left out, because they are no stack exports: ${printable(leftOut.join(", "))}\n`);
  }
  for (const failure of failures) showFailure(failure, terminal);
}

/** Standard output holds the document alone. */
export function showNotes({ inputs }: Judgement, terminal: Terminal): void {
  for (const { path, notes } of inputs) {
    for (const note of notes) terminal.error(`mandate: ${printable(`${path}: note: ${note}`)}\n`);
  }
}
