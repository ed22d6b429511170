import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { evidenceOf, type Evidence } from "../evidence/evidence";
import { codeOf, UsageError } from "./failure";
import { EVIDENCE_FORMATS, type EvidenceFormat, fileNameOf } from "./formats";
import type { Judgement } from "./judging/judge-paths";
import type { Job } from "./judging/judge-sources";
import type { Terminal } from "./terminal";

/** A text, or the pieces of one that is too long for a string. */
export type Document = string | Iterable<string>;

/** Each is loaded when somebody asks for it. */
const WRITERS: Readonly<Record<EvidenceFormat, () => Promise<(evidence: Evidence) => Document>>> = {
  html: async () => (await import("../evidence/formats/html.js")).evidenceHtml,
  markdown: async () => (await import("../evidence/formats/markdown.js")).evidenceMarkdown,
  csv: async () => (await import("../evidence/formats/csv.js")).evidenceCsv,
  json: async () => (await import("../evidence/formats/json.js")).jsonPieces,
  sarif: async () => (await import("../evidence/formats/sarif.js")).evidenceSarif,
  junit: async () => (await import("../evidence/formats/junit.js")).evidenceJunit,
};

const BATCH = 100_000;

/** The evidence of a run, with what could not be judged. */
export function evidenceFrom({ inputs, failures }: Judgement, { loaded, ranAt, asOf }: Job): Evidence {
  const rules = [...loaded.configuration.rules].filter(([, { enforcement }]) => enforcement !== "disabled");
  return evidenceOf(
    inputs,
    failures.map(({ message }) => message),
    rules.map(([rule]) => rule),
    ranAt,
    asOf,
  );
}

export async function evidenceAs(format: EvidenceFormat, evidence: Evidence): Promise<Document> {
  const write = await WRITERS[format]();
  return write(evidence);
}

/** Writes the evidence into a folder, in every format, and answers a line that says where it is. */
export async function writeEvidenceFolder(folder: string, evidence: Evidence): Promise<string> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new UsageError(
      `${folder}: the evidence cannot be written there (${codeOf(error)}); expected a folder that can be written to`,
    );
  });
  for (const format of EVIDENCE_FORMATS) {
    await writeDocument(join(folder, fileNameOf(format)), await evidenceAs(format, evidence));
  }
  const [page, data] = [fileNameOf("html"), fileNameOf("json")].map((name) => join(folder, name));
  return `Evidence: ${page} to look at, ${data} to process.\n`;
}

/** Writes one document into a file. */
export async function writeDocument(file: string, document: Document): Promise<void> {
  await writeFile(file, typeof document === "string" ? document : batched(document)).catch((error: unknown) => {
    throw new UsageError(
      `${file}: the report cannot be written there (${codeOf(error)}); expected a file in a folder that exists`,
    );
  });
}

/** Prints one document. */
export function printDocument(document: Document, terminal: Terminal): void {
  if (typeof document === "string") terminal.out(document);
  else for (const batch of batched(document)) terminal.out(batch);
}

/** Few large writes instead of many small ones. */
function* batched(pieces: Iterable<string>): Generator<string> {
  let batch = "";
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < BATCH) continue;
    yield batch;
    batch = "";
  }
  yield batch;
}
