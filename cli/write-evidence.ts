import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { evidenceOf } from "../evidence/evidence";
import { evidenceHtml } from "../evidence/html";
import { evidenceJson } from "../evidence/json";
import type { CheckOptions, Judgement } from "./check";
import { codeOf, UsageError } from "./failure";
import type { Job } from "./judge-sources";
import type { Terminal } from "./terminal";

/** Writes the evidence of one run and says where; the text goes beside the report, never into a document. */
export async function writeEvidence(
  folder: string,
  { inputs, failures }: Judgement,
  { loaded, now }: Job,
  format: CheckOptions["format"],
  terminal: Terminal,
): Promise<void> {
  const rules = [...loaded.configuration.rules].filter(([, { enforcement }]) => enforcement !== "disabled");
  const notJudged = failures.map(({ message }) => message);
  const evidence = evidenceOf(
    inputs,
    notJudged,
    rules.map(([rule]) => rule),
    now,
  );
  const page = join(folder, "index.html");
  const data = join(folder, "evidence.json");
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(page, evidenceHtml(evidence));
    await writeFile(data, evidenceJson(evidence));
  } catch (error) {
    throw new UsageError(
      `${folder}: the evidence cannot be written there (${codeOf(error)}); expected a folder that can be written to`,
    );
  }
  const said = `Evidence: ${page} to look at, ${data} to process.\n`;
  if (format === "json") terminal.error(said);
  else terminal.out(`\n${said}`);
}
