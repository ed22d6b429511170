import { identityRows } from "../evidence/matrix";
import type { JudgedInput } from "../evidence/report";
import { NotAnExportError, readExport } from "../inputs/export/read-export";
import type { Source } from "../inputs/find-inputs";
import type { Input } from "../inputs/input";
import { judgeInput } from "../inputs/judge-input";
import type { Configuration } from "../policy-packs/configuration";
import { failureOf, type Failure } from "./failure";

/** What became of one source: plain data, because it may come from another thread. */
export type Outcome =
  | ({ readonly state: "judged" } & JudgedInput)
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
    const input = await read(source, settings);
    const { path, kind, notes, resources } = input;
    const describe = (text: string) => input.describe(text);
    return {
      state: "judged",
      path,
      kind,
      notes,
      resources: resources.length,
      findings: judgeInput(input, configuration, now),
      ...(settings.evidence && { identities: identityRows(resources, configuration.settings, describe) }),
    };
  } catch (error) {
    if (error instanceof NotAnExportError && !source.named) return { state: "left-out", path: source.path };
    return { state: "failed", ...failureOf(error) };
  }
}

async function read({ kind, path }: Source, settings: JudgeSettings): Promise<Input> {
  if (kind === "export") return readExport(path);
  const { readProgram } = await import("../inputs/program/read-program.js");
  const { stack, unknown } = settings;
  return readProgram(path, { ...(stack !== undefined && { stack }), ...(unknown !== undefined && { unknown }) });
}
