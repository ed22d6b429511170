import { extname } from "node:path";

/** The ways to write evidence, and the file that each has in a folder of evidence. */
const FILES = {
  html: "index.html",
  markdown: "evidence.md",
  csv: "evidence.csv",
  json: "evidence.json",
  sarif: "evidence.sarif",
  junit: "evidence.xml",
} as const;

export type EvidenceFormat = keyof typeof FILES;

export const EVIDENCE_FORMATS = Object.keys(FILES) as readonly EvidenceFormat[];

export function fileNameOf(format: EvidenceFormat): string {
  return FILES[format];
}

/** The format that is asked for, by its name or by how the name of the output ends. */
export function formatFor<T extends string>(
  { format, output }: { readonly format?: T; readonly output?: string },
  formats: readonly T[],
  otherwise: T,
): T {
  const ending = output === undefined ? "" : extname(output).toLowerCase();
  const byEnding = EVIDENCE_FORMATS.find((each) => extname(FILES[each]) === ending);
  return format ?? formats.find((each) => each === byEnding) ?? otherwise;
}
