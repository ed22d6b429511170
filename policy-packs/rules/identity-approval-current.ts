import { dutyStatement, isSameParty } from "../../identity/accountability";
import { unknown } from "../../identity/knowledge";
import { approvalProblems, type ApprovalMessage } from "../../identity/lock/approval";
import { lockWords, locksThatCount, type ReadLock } from "../../identity/lock/sources";
import type { LockEntry } from "../../identity/lock/lock";
import type { LockedIdentity } from "../facts/privilege-lock";
import {
  defineRule,
  undetermined,
  type ExampleResource,
  type ExpectedFinding,
  type Problem,
  type RuleContext,
} from "../judge/rule";

const WHY = "an approval is for what somebody looked at, and only for so long";

const ROLE = role({});

const FUNCTION: ExampleResource = { type: "aws:lambda/function:Function", properties: { role: "${resizer.arn}" } };

/** Of the entry below, without workloads and with one. */
const DIGEST = "sha256:498044c5353a6123d2458b347eca95e4b2e6e39ed819ba9ae4a4e607dfa753fb";
const WITH_FUNCTION = "sha256:f0264aae02c01218033da7cc15a363381f83726c7753ec8890d6ea95e0c55bbe";

/** Made by ssh-keygen with a key for this example alone. */
const SIGNER = "security-board ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIETjnAfxK/W6/+TaSa2ufbspg9NfYFflU54UJrQFsv5N";
const SIGNATURE = [
  "-----BEGIN SSH SIGNATURE-----",
  "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgROOcB/Er9br/5NpJra59uymD01",
  "9gV+VTnhQmtAWy/k0AAAAQbWFuZGF0ZS1hcHByb3ZhbAAAAAAAAAAGc2hhNTEyAAAAUwAA",
  "AAtzc2gtZWQyNTUxOQAAAEBsN9LfCbakjVTmKKzfRezPV16J9Lftkvn6g45VL4CopBFev3",
  "G7iQsPgUYWqnuJqZucX5Uxo/fQJ+qV85Xhb7oJ",
  "-----END SSH SIGNATURE-----",
].join("\n");

export const identityApprovalCurrent = defineRule({
  name: "identity-approval-current",
  title: "The approval of every identity in the privilege lock is current",
  severity: "high",
  enforcement: "mandatory",
  duty: {
    text: "Review the privileges of non-human identities, and approve them anew when they change",
    side: "customer",
  },
  controls: [
    "OWASP-NHI-2025:NHI5",
    "NIST-CSF-2.0:PR.AA-05",
    "NIST-800-53r5:AC-2",
    "NIST-800-53r5:AC-5",
    "NIST-800-53r5:AC-6(7)",
  ],
  judges: "privilege-lock",
  moment: "when-complete",
  options: {
    longestReviewDays: {
      type: "integer",
      default: 92,
      minimum: 1,
      description: "The longest time in days after which an approval must be looked at again.",
      source: "CIS Controls 8, safeguard 5.5: service accounts are reviewed at a minimum quarterly",
      reviewed: "2026-11-22",
    },
  },
  messages: {
    unapproved: "nobody has approved the entry of the {subject} `{name}` at {lock}",
    lapsed: "the entry of the {subject} `{name}` at {lock} was changed after {approver} approved it on {date}",
    expired: "the approval of the {subject} `{name}` at {lock} ended with {until}",
    future: "the approval of the {subject} `{name}` at {lock} bears the date {date}, which is yet to come",
    reviewDue: "the approval of the {subject} `{name}` at {lock} was due for review on {due}",
    cadence:
      "the approval of the {subject} `{name}` at {lock} is reviewed after {days} days, and {longest} are allowed",
    selfApproved: "{approver}, who approved the {subject} `{name}` at {lock}, owns it as well",
    unsigned:
      "the approval of the {subject} `{name}` at {lock} bears no signature, and the setting `signaturesRequired` demands one",
    badSignature: "the signature under the approval of the {subject} `{name}` at {lock} is not accepted: {because}",
    purposeChanged: "the purpose of the {subject} `{name}` is not the one that was approved at {lock}",
    newWorkload: "{workload} runs as the {subject} `{name}`, which is not among the workloads approved at {lock}",
  },
  question: "whether the approval of the identity is current",
  why: WHY,
  fix: "Run `mandate lock` where the program changed, let somebody other than the owner review the entry, and approve it with `mandate lock approve`.",
  *judge(fact, context) {
    for (const identity of fact.identities) {
      for (const lock of locksThatCount(context.settings, fact.locks)) {
        const { project, stack } = fact;
        const entry = lock.index.entryFor({ identity: identity.identity, type: identity.type, project, stack });
        if (!entry) continue;
        yield* judgeEntry(identity, entry, lock, context);
        break;
      }
    }
  },
  examples: [
    {
      title: "An entry that nobody has approved",
      resources: { resizer: ROLE },
      settings: { lock: locked() },
      findings: [
        finding("nobody has approved the entry of the IAM role `resizer` at the setting `lock` at identities[0]"),
      ],
    },
    {
      title: "An entry that the security board has approved",
      resources: { resizer: ROLE },
      settings: { lock: locked({}) },
      findings: [],
    },
    {
      title: "An entry that was edited after its approval",
      resources: { resizer: ROLE },
      settings: { lock: locked({ digest: `sha256:${"0".repeat(64)}` }) },
      findings: [
        finding(
          "the entry of the IAM role `resizer` at the setting `lock` at identities[0].approval was changed after security-board approved it on 2026-01-05",
        ),
      ],
    },
    {
      title: "An entry as it was approved",
      resources: { resizer: ROLE },
      settings: { lock: locked({ digest: DIGEST }) },
      findings: [],
    },
    {
      title: "An approval that ended the day before",
      resources: { resizer: ROLE },
      settings: { lock: locked({ until: "2026-01-14" }) },
      findings: [
        finding(
          "the approval of the IAM role `resizer` at the setting `lock` at identities[0].approval ended with 2026-01-14",
        ),
      ],
    },
    {
      title: "An approval on its last day",
      resources: { resizer: ROLE },
      settings: { lock: locked({ until: "2026-01-15" }) },
      findings: [],
    },
    {
      title: "An approval that was due for review the day before",
      resources: { resizer: ROLE },
      settings: { lock: locked({ reviewDays: 9 }) },
      findings: [
        finding(
          "the approval of the IAM role `resizer` at the setting `lock` at identities[0].approval was due for review on 2026-01-14",
        ),
      ],
    },
    {
      title: "An approval that is due for review on the day",
      resources: { resizer: ROLE },
      settings: { lock: locked({ reviewDays: 10 }) },
      findings: [],
    },
    {
      title: "An approval that is looked at once a year",
      resources: { resizer: ROLE },
      settings: { lock: locked({ reviewDays: 365 }) },
      findings: [
        finding(
          "the approval of the IAM role `resizer` at the setting `lock` at identities[0].approval is reviewed after 365 days, and 92 are allowed",
        ),
      ],
    },
    {
      title: "An approval that is looked at once a quarter",
      resources: { resizer: ROLE },
      settings: { lock: locked({ reviewDays: 92 }) },
      findings: [],
    },
    {
      title: "An approval with a date that is yet to come",
      resources: { resizer: ROLE },
      settings: { lock: locked({ date: "2026-01-16" }) },
      findings: [
        finding(
          "the approval of the IAM role `resizer` at the setting `lock` at identities[0].approval bears the date 2026-01-16, which is yet to come",
        ),
      ],
    },
    {
      title: "An approval of today",
      resources: { resizer: ROLE },
      settings: { lock: locked({ date: "2026-01-15" }) },
      findings: [],
    },
    {
      title: "An owner who approves what he owns",
      resources: { resizer: ROLE },
      settings: { lock: locked({ approver: "Team-Shop" }) },
      findings: [
        finding(
          "Team-Shop, who approved the IAM role `resizer` at the setting `lock` at identities[0].approval, owns it as well",
        ),
      ],
    },
    {
      title: "A role that another team owns",
      resources: { resizer: role({ owner: "team-pictures" }) },
      settings: { lock: locked({ approver: "team-shop" }) },
      findings: [],
    },
    {
      title: "An approval without a signature where one is demanded",
      resources: { resizer: ROLE },
      settings: { lock: locked({}), signaturesRequired: true },
      findings: [
        finding(
          "the approval of the IAM role `resizer` at the setting `lock` at identities[0].approval bears no signature, and the setting `signaturesRequired` demands one",
        ),
      ],
    },
    {
      title: "An approval without a signature where none is demanded",
      resources: { resizer: ROLE },
      settings: { lock: locked({}), signaturesRequired: false },
      findings: [],
    },
    {
      title: "A signature of whom nobody allows",
      resources: { resizer: ROLE },
      settings: { lock: locked({ signature: SIGNATURE }), signaturesRequired: true },
      findings: [
        finding(
          "the signature under the approval of the IAM role `resizer` at the setting `lock` at identities[0].approval is not accepted: its key is not among the allowed signers",
        ),
      ],
    },
    {
      title: "A signature of the security board",
      resources: { resizer: ROLE },
      settings: { lock: locked({ signature: SIGNATURE }), signaturesRequired: true, allowedSigners: [SIGNER] },
      findings: [],
    },
    {
      title: "A role that serves another purpose now",
      resources: { resizer: role({ purpose: "Deletes pictures" }) },
      settings: { lock: locked({}) },
      findings: [
        finding(
          "the purpose of the IAM role `resizer` is not the one that was approved at the setting `lock` at identities[0].approval",
        ),
      ],
    },
    {
      title: "The role with the purpose that was approved",
      resources: { resizer: role({ purpose: "Resizes pictures" }) },
      settings: { lock: locked({}) },
      findings: [],
    },
    {
      title: "A function that was not there when the role was approved",
      resources: { resizer: ROLE, resize: FUNCTION },
      settings: { lock: locked({}) },
      findings: [
        finding(
          "`resize (aws:lambda/function:Function)` runs as the IAM role `resizer`, which is not among the workloads approved at the setting `lock` at identities[0].approval",
        ),
      ],
    },
    {
      title: "A function for which the role was approved",
      resources: { resizer: ROLE, resize: FUNCTION },
      settings: { lock: locked({ digest: WITH_FUNCTION }, ["resize (aws:lambda/function:Function)"]) },
      findings: [],
    },
    {
      title: "A role whose owner is not known before deployment",
      resources: {
        resizer: {
          type: "aws:iam/role:Role",
          properties: { tags: { purpose: "Resizes pictures", owner: { "fn::unknown": true } } },
        },
      },
      settings: { lock: locked({}) },
      findings: [
        {
          resource: "resizer",
          path: "tags.owner",
          verdict: "undetermined",
          message:
            "cannot tell whether the approval of the identity is current: `tags.owner` is not known before deployment",
        },
      ],
    },
  ],
});

function role(tags: Readonly<Record<string, string>>): ExampleResource {
  return {
    type: "aws:iam/role:Role",
    properties: { tags: { owner: "team-shop", purpose: "Resizes pictures", ...tags } },
  };
}

/** A lock with one entry, as `mandate lock` writes it. */
function locked(changes?: Readonly<Record<string, unknown>>, workloads: readonly string[] = []) {
  const approval = {
    approver: "security-board",
    date: "2026-01-05",
    reason: "Needed to resize pictures",
    until: "2026-06-30",
    monitor: "soc",
    revoker: "platform-on-call",
    reviewDays: 90,
    digest: DIGEST,
    ...changes,
  };
  const entry = {
    identity: "resizer",
    type: "aws:iam/role:Role",
    purpose: "Resizes pictures",
    workloads,
    ...(changes && { approval }),
  };
  return { version: 1, identities: [entry] };
}

function finding(what: string): ExpectedFinding {
  return { resource: "resizer", path: "", verdict: "violation", message: `${what}: ${WHY}` };
}

type Message = ApprovalMessage | "selfApproved" | "purposeChanged" | "newWorkload";

interface Context extends Pick<RuleContext, "settings" | "now"> {
  readonly options: { readonly longestReviewDays: number };
}

function* judgeEntry(
  locked: LockedIdentity,
  entry: LockEntry,
  { source }: ReadLock,
  { settings, options, now }: Context,
): Iterable<Problem<Message>> {
  const { held } = locked;
  const { urn: identity, subject, name } = held;
  const at = source.at ? { urn: source.at.urn, path: entry.place } : { urn: identity, path: "" };
  const [part] = entry.unknowns;
  if (part) {
    yield undetermined(at.urn, part, { identity, key: `${identity} ${part.path}` });
    return;
  }
  const lock = lockWords(source, entry.approval ? `${entry.place}.approval` : entry.place);
  const violation = (message: Message, values: Readonly<Record<string, string | number>> = {}): Problem<Message> => ({
    verdict: "violation",
    message,
    at,
    values: { subject, name, lock, ...values },
    identity,
    key: `${identity} ${name} ${message} ${String(values["workload"] ?? "")}`,
  });
  const terms = {
    now,
    longestReviewDays: options.longestReviewDays,
    allowedSigners: settings.allowedSigners,
    signaturesRequired: settings.signaturesRequired,
  };
  for (const { message, values } of approvalProblems(entry, terms)) yield violation(message, values);
  yield* judgeStated(locked, entry, settings, violation);
  yield* judgeWorkloads(locked, entry, violation);
}

type Violate = (message: Message, values?: Readonly<Record<string, string | number>>) => Problem<Message>;

/** What the stack says of purpose and owner against what was approved, and by whom. */
function* judgeStated(
  { held, tags }: LockedIdentity,
  entry: LockEntry,
  settings: Context["settings"],
  violation: Violate,
): Iterable<Problem<Message>> {
  if (!tags) return;
  const { urn } = held;
  const purpose = dutyStatement("purpose", tags.at, settings);
  if (purpose.state === "unknown") yield undetermined(urn, purpose, { key: `${urn} purpose` });
  if (purpose.state === "stated" && purpose.by.value !== entry.purpose) {
    yield purpose.by.secret
      ? undetermined(urn, unknown(purpose.by.path, "marked as a secret"), { key: `${urn} purpose` })
      : violation("purposeChanged");
  }
  const owner = dutyStatement("owner", tags.at, settings);
  const { approval } = entry;
  if (!approval) return;
  if (owner.state === "unknown") yield undetermined(urn, owner, { key: `${urn} owner` });
  if (owner.state === "stated" && isSameParty(owner.by.value, approval.approver)) {
    yield owner.by.secret
      ? undetermined(urn, unknown(owner.by.path, "marked as a secret"), { key: `${urn} owner` })
      : violation("selfApproved", { approver: approval.approver });
  }
}

function* judgeWorkloads(
  { held, workloads, openWorkloads }: LockedIdentity,
  entry: LockEntry,
  violation: Violate,
): Iterable<Problem<Message>> {
  for (const workload of workloads) {
    if (!entry.workloads.includes(workload)) yield violation("newWorkload", { workload: `\`${workload}\`` });
  }
  for (const part of openWorkloads) {
    yield undetermined(part.urn, part, { identity: held.urn, key: `${part.urn} ${part.path}` });
  }
}
