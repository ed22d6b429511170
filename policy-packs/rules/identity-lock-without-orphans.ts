import { isForStack, type LockEntry } from "../../identity/lock/lock";
import { lockWords, locksThatCount, type LockSource } from "../../identity/lock/sources";
import type { PrivilegeLock } from "../facts/privilege-lock";
import { defineRule, undetermined, type ExampleResource, type ExpectedFinding, type Problem } from "../judge/rule";

const WHY = "an approval that outlives its workload waits for somebody to use it again";
const ROLE: ExampleResource = { type: "aws:iam/role:Role" };

export const identityLockWithoutOrphans = defineRule({
  name: "identity-lock-without-orphans",
  title: "The privilege lock approves nothing whose identity or workload has left the stack",
  severity: "medium",
  enforcement: "advisory",
  duty: { text: "Revoke an identity and its approval when the workload ends", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI1", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-2", "ISO-27002-2022:5.18"],
  judges: "privilege-lock",
  moment: "when-complete",
  options: {},
  messages: {
    orphan: "{lock} still approves `{name}` (`{type}`), which is not in this stack",
    workloadGone: "{lock} approves the {subject} `{name}` for {workload}, which no longer runs as it",
  },
  question: "whether what the privilege lock approves is still there",
  why: WHY,
  fix: "See that the identity is revoked, and run `mandate lock --prune` for what left, `mandate lock` for a workload; name the `stacks` of an entry that others need.",
  *judge(fact, { settings }) {
    const byKey = new Map(fact.identities.map((each) => [keyOf(each), each]));
    for (const { source, lock } of locksThatCount(settings, fact.locks)) {
      for (const entry of lock.entries) {
        if (!isForStack(entry, fact.project, fact.stack)) continue;
        const locked = byKey.get(keyOf(entry));
        if (locked) yield* judgeWorkloads(entry, locked, source);
        else yield orphan(entry, source, fact);
      }
    }
  },
  examples: [
    {
      title: "An approval for a role that left the stack",
      resources: { mailer: ROLE },
      settings: { lock: locked("mailer", "resizer") },
      findings: [
        finding(
          "the setting `lock` at identities[1] still approves `resizer` (`aws:iam/role:Role`), which is not in this stack",
        ),
      ],
    },
    {
      title: "Approvals for the roles of the stack",
      resources: { mailer: ROLE, resizer: ROLE },
      settings: { lock: locked("mailer", "resizer") },
      findings: [],
    },
    {
      title: "A role whose workload left the stack",
      resources: { mailer: ROLE },
      settings: { lock: lockedFor("mail (aws:lambda/function:Function)") },
      findings: [
        finding(
          "the setting `lock` at identities[0] approves the IAM role `mailer` for `mail (aws:lambda/function:Function)`, which no longer runs as it",
        ),
      ],
    },
    {
      title: "A role whose workload is there",
      resources: {
        mailer: ROLE,
        mail: { type: "aws:lambda/function:Function", properties: { role: "${mailer.arn}" } },
      },
      settings: { lock: lockedFor("mail (aws:lambda/function:Function)") },
      findings: [],
    },
  ],
});

function locked(...names: readonly string[]) {
  return { version: 1, identities: names.map((identity) => ({ identity, type: "aws:iam/role:Role" })) };
}

function lockedFor(workload: string) {
  return { version: 1, identities: [{ identity: "mailer", type: "aws:iam/role:Role", workloads: [workload] }] };
}

function finding(what: string): ExpectedFinding {
  return { resource: "mailer", path: "", verdict: "violation", message: `${what}: ${WHY}` };
}

type Message = "orphan" | "workloadGone";

function keyOf({ identity, type }: { readonly identity: string; readonly type: string }): string {
  return JSON.stringify([identity, type]);
}

function orphan(entry: LockEntry, source: LockSource, fact: PrivilegeLock): Problem<Message> {
  const { identity, type, place } = entry;
  const open = fact.identities.find(({ held }) => !held.named)?.held.compared.open[0];
  const key = `${identity} ${type}`;
  // An identity of another stack that is not named yet may be this one.
  if (open && !type.includes(":")) return undetermined(open.urn, open, { key });
  const at = source.at ? { urn: source.at.urn, path: place } : { urn: fact.urn, path: "" };
  return {
    verdict: "violation",
    message: "orphan",
    at,
    values: { name: identity, type, lock: lockWords(source, place) },
    key,
  };
}

function* judgeWorkloads(
  entry: LockEntry,
  { held, workloads, openWorkloads }: PrivilegeLock["identities"][number],
  source: LockSource,
): Iterable<Problem<Message>> {
  const { urn, subject, name } = held;
  const gone = entry.workloads.filter((workload) => !workloads.includes(workload));
  const [open] = openWorkloads;
  for (const workload of gone) {
    const key = `${urn} ${workload}`;
    const values = { subject, name, workload: `\`${workload}\``, lock: lockWords(source, entry.place) };
    yield open
      ? undetermined(open.urn, open, { identity: urn, key })
      : { verdict: "violation", message: "workloadGone", at: { urn, path: "" }, values, identity: urn, key };
  }
}
