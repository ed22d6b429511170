import type { Evidence } from "./evidence";

/** The evidence for programs to process. */
export function evidenceJson(evidence: Evidence): string {
  return `${JSON.stringify(evidence, undefined, 2)}\n`;
}
