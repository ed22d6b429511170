import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { managedPoliciesText } from "../scripts/generate-aws-managed-policies";
import type { Row } from "./bench";

/** So often each side judges all documents before it is timed: the compiler of Node.js settles after a few. */
const WARM_ROUNDS = 9;

/**
 * What it costs to judge one policy that AWS manages, in processor time. Like with like is the first row: what
 * Cloudsplaining's `PolicyDocument` answers from the parsed document, and what `identity/aws` answers to the same six
 * questions from its JSON text. The second row is the whole judge: all rules on what an AWS identity may do, with the
 * document as the inline policy of one of as many roles, to the findings.
 *
 * Both sides run as their users run them, ours compiled, each in a process of its own; and both are warm: they have seen
 * all documents as often before.
 */
export function managedPolicies(): readonly Row[] {
  const texts = managedPoliciesText()
    .split("\n")
    .map((line) => line.slice(line.indexOf("\t") + 1));
  const home = mkdtempSync(join(tmpdir(), "mandate-bench-"));
  try {
    const documents = join(home, "documents.jsonl");
    writeFileSync(documents, texts.join("\n"));
    const { questions, judged, rules } = ourTimes(documents);
    const theirs = cloudsplaining(home, documents);
    const row = (what: string, ours: number, goal?: number): Row => ({
      what: `one of ${texts.length} policies of AWS, ${what}`,
      ours: `${ours.toFixed(0)} us`,
      other: typeof theirs === "string" ? theirs : `${theirs.toFixed(0)} us (Cloudsplaining, parsed JSON, 6 questions)`,
      ratio: typeof theirs === "string" ? Number.NaN : ours / theirs,
      ...(goal !== undefined && { goal }),
    });
    return [
      row("JSON text, the same 6 questions", questions, 1 / 50),
      row(`JSON text, roles and findings of ${rules} rules`, judged),
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Microseconds a document for the six questions and for the whole judge, and the number of its rules. */
interface Times {
  readonly questions: number;
  readonly judged: number;
  readonly rules: number;
}

function ourTimes(documents: string): Times {
  const script = join(__dirname, "time-managed-policies.cjs");
  const { stdout, stderr } = spawnSync(process.execPath, [script, documents, `${WARM_ROUNDS}`], { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Times;
}

/** In a virtual environment of its own, which is thrown away with its home. */
function cloudsplaining(home: string, documents: string): number | string {
  const python = join(home, "venv", "bin", "python");
  const steps = [
    ["python3", "-m", "venv", join(home, "venv")],
    [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "cloudsplaining"],
  ] as const;
  for (const [command, ...args] of steps) {
    const { status, error, stderr } = spawnSync(command, args, { encoding: "utf8" });
    if (status !== 0)
      return `Cloudsplaining skipped: ${command} ${args.slice(0, 2).join(" ")}: ${lastLine(error?.message ?? stderr)}`;
  }
  const script = join(__dirname, "time_cloudsplaining.py");
  const { status, stdout, stderr } = spawnSync(python, [script, documents, `${WARM_ROUNDS}`], { encoding: "utf8" });
  return status === 0 ? Number(stdout) : `Cloudsplaining skipped: ${lastLine(stderr)}`;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
