import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPolicyDocument } from "../identity/aws/document/document";
import { escalations } from "../identity/aws/escalation/escalation";
import { FRESH } from "../identity/aws/permissions/permissions";
import { excesses, type Reach } from "../identity/aws/permissions/reach";
import { known } from "../identity/knowledge";
import { AWS_RULES } from "../policy-packs";
import { Judge } from "../policy-packs/judge/judge";
import type { Resource } from "../policy-packs/judge/resource";
import { managedPoliciesText } from "../scripts/generate-aws-managed-policies";
import type { Row } from "./bench";

/**
 * What it costs to judge one policy that AWS manages, in processor time. Like with like is the first row: what
 * Cloudsplaining's `PolicyDocument` answers from the parsed document, and what `identity/aws` answers to the same six
 * questions from its JSON text. The second row is the whole judge: all rules on what an AWS identity may do, with the
 * document as the inline policy of one of as many roles, to the findings. Each is warm: it has seen all of them before.
 */
export function managedPolicies(): readonly Row[] {
  const texts = managedPoliciesText()
    .split("\n")
    .map((line) => line.slice(line.indexOf("\t") + 1));
  const questions = warm(() => texts.forEach(ask)) / texts.length;
  const judged = warm(() => judge(texts)) / texts.length;
  const theirs = cloudsplaining(texts);
  const row = (what: string, ours: number, goal?: number): Row => ({
    what: `one of ${texts.length} policies of AWS, ${what}`,
    ours: `${ours.toFixed(0)} us`,
    other: typeof theirs === "string" ? theirs : `${theirs.toFixed(0)} us (Cloudsplaining, parsed JSON, 6 questions)`,
    ratio: typeof theirs === "string" ? Number.NaN : ours / theirs,
    ...(goal !== undefined && { goal }),
  });
  return [
    row("JSON text, the same 6 questions", questions, 1 / 50),
    row(`JSON text, roles and findings of ${RULES.length} rules`, judged),
  ];
}

/** Microseconds of processor time, the second time. */
function warm(work: () => void): number {
  work();
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return user + system;
}

/** Beside escalation: wildcards of a service, credentials, permissions, modification and data on every resource. */
const REACHES: readonly Reach[] = ["service", "credentials", "exposure", "scope", "data"];

function ask(text: string): void {
  const document = readPolicyDocument(text, "identity");
  const permissions = { grants: [{ document, path: "" }] };
  const granted = { document, holders: [permissions] };
  for (const reach of REACHES) Array.from(excesses(granted, reach));
  const arn = known(`:iam::${FRESH}:role/holder`, "");
  escalations([
    { key: "holder", sort: "role", name: "holder", permissions, arn, groups: [], policies: [], workloads: [] },
  ]);
}

/** The rules on grants, composed or single, and on the document itself. */
const KINDS = new Set<string>(["aws-identity", "aws-granted-document", "aws-escalation", "aws-policy-document"]);
const RULES = AWS_RULES.filter(({ judges }) => KINDS.has(String(judges)));

function judge(policies: readonly string[]): void {
  const judging = new Judge();
  for (const rule of RULES) judging.enable(rule);
  judging.finish(
    policies.flatMap((policy, at) => [
      resource("aws:iam/role:Role", `holder-${at}`, { name: `holder-${at}` }),
      resource("aws:iam/rolePolicy:RolePolicy", `policy-${at}`, { role: `holder-${at}`, policy }),
    ]),
  );
}

function resource(type: string, name: string, inputs: Readonly<Record<string, string>>): Resource {
  const urn = `urn:pulumi:bench::bench::${type}::${name}`;
  return { urn, type, name, inputs, dependencies: [], propertyDependencies: {} };
}

/** In a virtual environment of its own, which is thrown away. */
function cloudsplaining(texts: readonly string[]): number | string {
  const home = mkdtempSync(join(tmpdir(), "mandate-bench-"));
  try {
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
    const documents = join(home, "documents.jsonl");
    writeFileSync(documents, texts.join("\n"));
    const script = join(__dirname, "time_cloudsplaining.py");
    const { status, stdout, stderr } = spawnSync(python, [script, documents], { encoding: "utf8" });
    return status === 0 ? Number(stdout) : `Cloudsplaining skipped: ${lastLine(stderr)}`;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
