import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AWS_RULES } from "../policy-packs";
import { Judge } from "../policy-packs/judge/judge";
import type { Resource } from "../policy-packs/judge/resource";
import { managedPoliciesText } from "../scripts/generate-aws-managed-policies";
import type { Row } from "./bench";

/**
 * What it costs to judge one policy that AWS manages, in processor time: by all rules on what an AWS identity may do, from
 * the JSON text of the document as the inline policy of one of as many roles to the findings; and by Cloudsplaining, from
 * the parsed document to the answers of its `PolicyDocument`. Each is warm: it has judged all of them once before.
 */
export function managedPolicies(): readonly Row[] {
  const texts = managedPoliciesText()
    .split("\n")
    .map((line) => line.slice(line.indexOf("\t") + 1));
  judge(texts);
  const begin = process.cpuUsage();
  judge(texts);
  const { user, system } = process.cpuUsage(begin);
  const ours = (user + system) / texts.length;
  const theirs = cloudsplaining(texts);
  const row = {
    what: `one of ${texts.length} policies of AWS judged, ${RULES.length} rules`,
    ours: `${ours.toFixed(0)} us`,
  };
  if (typeof theirs === "string") return [{ ...row, other: `Cloudsplaining ${theirs}`, ratio: Number.NaN }];
  return [
    { ...row, other: `${theirs.toFixed(0)} us (Cloudsplaining, 6 questions)`, ratio: ours / theirs, goal: 1 / 50 },
  ];
}

/** Cloudsplaining is asked for each so-manieth, as it would take long for all of them. */
const EACH = 8;

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
        return `skipped: ${command} ${args.slice(0, 2).join(" ")}: ${lastLine(error?.message ?? stderr)}`;
    }
    const documents = join(home, "documents.jsonl");
    writeFileSync(documents, texts.join("\n"));
    const script = join(__dirname, "time_cloudsplaining.py");
    const { status, stdout, stderr } = spawnSync(python, [script, documents, String(EACH)], { encoding: "utf8" });
    return status === 0 ? Number(stdout) : `skipped: ${lastLine(stderr)}`;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
