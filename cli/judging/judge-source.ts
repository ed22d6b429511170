import { dirname, resolve } from "node:path";
import { traceOf, type StackTrace } from "../../evidence/organisation";
import type { JudgedInput } from "../../evidence/report";
import { stackEvidence } from "../../evidence/stack-evidence";
import { NotAnExportError, readExport } from "../../inputs/export/read-export";
import type { Source } from "../../inputs/find-inputs";
import type { Input } from "../../inputs/input";
import { judgeInput } from "../../inputs/judge-input";
import type { Configuration } from "../../policy-packs/configuration";
import { StackFacts } from "../../policy-packs/facts/stack-facts";
import { withLockFile } from "../../policy-packs/lock-file";
import { failureOf, type Failure } from "../failure";

/** A stack after judgement by itself, and what it says to the others. */
export interface JudgedSource extends JudgedInput {
  readonly state: "judged";
  readonly trace: StackTrace;
}

/** What became of one source: plain data, because it may come from another thread. */
export type Outcome =
  | JudgedSource
  | ({ readonly state: "failed" } & Failure)
  /** A file in a folder of exports that is none. */
  | { readonly state: "left-out"; readonly path: string };

export interface JudgeSettings {
  /** The stack whose configuration a program runs with. */
  readonly stack?: string;
  /** Whether a program runs without stand-ins. */
  readonly unknown?: boolean;
  /** Whether the matrix is wanted as well. */
  readonly evidence?: boolean;
}

export async function judgeSource(
  source: Source,
  configuration: Configuration,
  settings: JudgeSettings,
  now: Date,
): Promise<Outcome> {
  try {
    const input = await readSource(source, settings);
    const withLock = { ...configuration, settings: withLockFile(configuration.settings, folderOf(source)) };
    const { path, kind, notes, resources } = input;
    const describe = (text: string) => input.describe(text);
    const readings = settings.evidence ? StackFacts.complete(resources, withLock.settings) : undefined;
    return {
      state: "judged",
      path,
      kind,
      notes,
      resources: resources.length,
      findings: judgeInput(input, withLock, now, readings),
      trace: traceOf(resources, configuration.settings),
      ...(readings && stackEvidence(resources, withLock.settings, describe, readings)),
    };
  } catch (error) {
    if (error instanceof NotAnExportError && !source.named) return { state: "left-out", path: source.path };
    return { state: "failed", ...failureOf(error) };
  }
}

/** The folder in which a source's privilege lock is looked for: the program's, or the one that holds the export. */
function folderOf({ kind, path }: Pick<Source, "kind" | "path">): string {
  return kind === "program" ? resolve(path) : dirname(resolve(path));
}

/** Reads the resources that a source stands for. */
export async function readSource(
  { kind, path }: Source,
  { stack, unknown }: Pick<JudgeSettings, "stack" | "unknown">,
): Promise<Input> {
  if (kind === "export") return readExport(path);
  const { readProgram } = await import("../../inputs/program/read-program.js");
  return readProgram(path, { ...(stack !== undefined && { stack }), ...(unknown !== undefined && { unknown }) });
}
