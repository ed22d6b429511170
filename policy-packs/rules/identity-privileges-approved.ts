import type * as Comparison from "../../identity/lock/compare";
import type { LockEntry } from "../../identity/lock/lock";
import { locksThatCount, lockWords, sourceProblem, type ReadLock } from "../../identity/lock/sources";
import type { Unknown } from "../../identity/knowledge";
import type { LockedIdentity, PrivilegeLock } from "../facts/privilege-lock";
import { defineRule, undetermined, type ExampleResource, type Problem } from "../judge/rule";

const WHY = "what an identity may do is what somebody approved, and nothing more";

const BUCKET: ExampleResource = { type: "aws:s3/bucket:Bucket" };

const ROLE: ExampleResource = {
  type: "aws:iam/role:Role",
  properties: {
    assumeRolePolicy: {
      "fn::toJSON": {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
      },
    },
  },
};

const ACCESS_KEY: ExampleResource = { type: "aws:iam/accessKey:AccessKey", properties: { user: "${robot.name}" } };

/** As `mandate lock` writes it. */
function approved(on: string) {
  const privileges = [{ allow: "s3:GetObject", on }];
  const trust = [{ allow: "sts:AssumeRole", to: { Service: "lambda.amazonaws.com" } }];
  return { version: 1, identities: [{ identity: "resizer", type: "aws:iam/role:Role", privileges, trust }] };
}

const APPROVED = approved("${uploads}/incoming/*");

const APPROVED_READER = {
  version: 1,
  identities: [
    {
      identity: "reader",
      type: "azure-native:managedidentity:UserAssignedIdentity",
      privileges: [{ role: "Storage Blob Data Reader", on: "${uploads}" }],
    },
  ],
};

const APPROVED_SECRETS = {
  version: 1,
  identities: [
    {
      identity: "reader",
      type: "azure-native:managedidentity:UserAssignedIdentity",
      privileges: [
        { role: "Key Vault access policy", on: "${safe}", permits: [{ dataActions: ["secrets/get", "secrets/list"] }] },
      ],
    },
  ],
};

const ROLES = {
  "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
} as const;

export const identityPrivilegesApproved = defineRule({
  name: "identity-privileges-approved",
  title: "Every identity holds no more than the privilege lock approves",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Approve every privilege of a non-human identity before it is granted", side: "customer" },
  controls: [
    "OWASP-NHI-2025:NHI5",
    "NIST-CSF-2.0:PR.AA-05",
    "NIST-800-53r5:AC-2",
    "NIST-800-53r5:AC-6",
    "NIST-800-53r5:CM-3",
  ],
  judges: "privilege-lock",
  moment: "when-complete",
  options: {},
  messages: {
    beyond: "the {subject} `{name}` goes beyond what {lock} approves: + {difference}{because}",
    noEntry: "{lock} has no entry for the {subject} `{name}` (`{type}`), which holds {count}",
    noLock: "the stack has no privilege lock, and the setting `lockRequired` demands one",
    malformed: "the privilege lock cannot be read: {problem}",
  },
  question: "whether the identity holds no more than the privilege lock approves",
  why: WHY,
  fix: "Take the privilege away, or run `mandate lock`, and let the approver review the difference and approve it.",
  *judge(fact, { settings }) {
    const locks = locksThatCount(settings, fact.locks);
    if (locks.length === 0) {
      if (settings.lockRequired && fact.identities.length > 0)
        yield { verdict: "violation", message: "noLock", at: { urn: fact.urn, path: "" }, key: "no lock" };
      return;
    }
    const problems = [...problemsOf(fact, locks)];
    yield* problems;
    for (const identity of fact.identities) yield* judgeIdentity(fact, identity, locks, problems.length > 0);
  },
  examples: [
    {
      title: "A role that may delete what it was approved to read",
      resources: {
        uploads: BUCKET,
        resizer: ROLE,
        read: policy(["s3:GetObject", "s3:DeleteObject"], "${uploads.arn}/incoming/*"),
      },
      settings: { lock: APPROVED },
      findings: [
        {
          resource: "read",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `the IAM role \`resizer\` goes beyond what the setting \`lock\` at identities[0] approves: + \`s3:DeleteObject\` on \`\${uploads}/incoming/*\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The role with what was approved, in another order and split",
      resources: {
        uploads: BUCKET,
        resizer: ROLE,
        read: policy(["s3:GetObject"], "${uploads.arn}/incoming/small/*"),
        more: policy(["s3:Get*"], "${uploads.arn}/incoming/*", "s3:GetObject"),
      },
      settings: { lock: APPROVED },
      findings: [],
    },
    {
      title: "A role that reads more than was approved",
      resources: { uploads: BUCKET, resizer: ROLE, read: policy(["s3:GetObject"], "${uploads.arn}/*") },
      settings: { lock: APPROVED },
      findings: [
        {
          resource: "read",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `the IAM role \`resizer\` goes beyond what the setting \`lock\` at identities[0] approves: + \`s3:GetObject\` on \`\${uploads}/*\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A role that reads less than was approved",
      resources: { uploads: BUCKET, resizer: ROLE, read: policy(["s3:GetObject"], "${uploads.arn}/incoming/a.png") },
      settings: { lock: APPROVED },
      findings: [],
    },
    {
      title: "A role whose policy is not known before deployment",
      resources: {
        resizer: ROLE,
        read: {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: { role: "${resizer.name}", policy: { "fn::unknown": true } },
        },
      },
      settings: { lock: APPROVED },
      findings: [
        {
          resource: "read",
          path: "policy",
          verdict: "undetermined",
          message:
            "cannot tell whether the identity holds no more than the privilege lock approves: `policy` is not known before deployment",
        },
      ],
    },
    {
      title: "A user of which the lock does not know",
      resources: { robot: { type: "aws:iam/user:User" }, key: ACCESS_KEY },
      settings: { lock: APPROVED },
      findings: [
        {
          resource: "robot",
          path: "",
          verdict: "violation",
          message: `the setting \`lock\` has no entry for the IAM user \`robot\` (\`aws:iam/user:User\`), which holds 1 credential: ${WHY}`,
        },
      ],
    },
    {
      title: "A user whose access key was approved",
      resources: { robot: { type: "aws:iam/user:User" }, key: ACCESS_KEY },
      settings: {
        lock: {
          version: 1,
          identities: [{ identity: "robot", type: "aws:iam/user:User", credentials: ["access key key"] }],
        },
      },
      findings: [],
    },
    {
      title: "A program that brings a lock which cannot be read",
      resources: {
        resizer: ROLE,
        approved: { type: "mandate:index:PrivilegeLock", properties: { lock: { version: 1, identites: [] } } },
      },
      findings: [
        {
          resource: "approved",
          path: "lock.identites",
          verdict: "violation",
          message: `the privilege lock cannot be read: the PrivilegeLock \`approved\` at lock.identites: expected \`identities\`, found \`identites\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A program that brings a lock, and a role within it",
      resources: {
        resizer: ROLE,
        approved: { type: "mandate:index:PrivilegeLock", properties: { lock: approved("$${uploads}/incoming/*") } },
      },
      findings: [],
    },
    {
      title: "A stack without a lock where one is demanded",
      resources: { resizer: ROLE },
      settings: { lockRequired: true },
      findings: [
        {
          resource: "resizer",
          path: "",
          verdict: "violation",
          message: `the stack has no privilege lock, and the setting \`lockRequired\` demands one: ${WHY}`,
        },
      ],
    },
    { title: "A stack without a lock where none is demanded", resources: { resizer: ROLE }, findings: [] },
    {
      title: "A managed identity with a stronger role than was approved",
      resources: azure("Storage Blob Data Contributor"),
      settings: { lock: APPROVED_READER },
      findings: [
        {
          resource: "read",
          path: "roleDefinitionId",
          verdict: "violation",
          message: `the user-assigned identity \`reader\` goes beyond what the setting \`lock\` at identities[0] approves: + \`Microsoft.Storage/storageAccounts/blobServices/containers/delete\`, \`Microsoft.Storage/storageAccounts/blobServices/containers/write\`, \`Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete\` and 3 more operations of role \`Storage Blob Data Contributor\` on \`\${uploads}\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A managed identity with the role that was approved",
      resources: azure("Storage Blob Data Reader"),
      settings: { lock: APPROVED_READER },
      findings: [],
    },
    {
      title: "A managed identity whose access policy in a key vault permits more than was approved",
      resources: keyVault("get", "set"),
      settings: { lock: APPROVED_SECRETS },
      findings: [
        {
          resource: "safe",
          path: "properties.accessPolicies[0].permissions",
          verdict: "violation",
          message: `the user-assigned identity \`reader\` goes beyond what the setting \`lock\` at identities[0] approves: + \`secrets/set\` of role \`Key Vault access policy\` on \`\${safe}\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A managed identity whose access policy in a key vault permits less than was approved",
      resources: keyVault("get"),
      settings: { lock: APPROVED_SECRETS },
      findings: [],
    },
  ],
});

/** @param but actions that the statement beside it denies */
function policy(actions: readonly string[], resource: string, but?: string): ExampleResource {
  const denied = but === undefined ? [] : [{ Effect: "Deny", NotAction: but, Resource: "*" }];
  const Statement = [{ Effect: "Allow", Action: actions, Resource: resource }, ...denied];
  return {
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: { role: "${resizer.name}", policy: { "fn::toJSON": { Version: "2012-10-17", Statement } } },
  };
}

function keyVault(...secrets: readonly string[]): Readonly<Record<string, ExampleResource>> {
  const accessPolicies = [{ objectId: "${reader.principalId}", permissions: { secrets } }];
  return {
    reader: {
      type: "azure-native:managedidentity:UserAssignedIdentity",
      properties: { resourceGroupName: "shop", resourceName: "reader" },
    },
    safe: {
      type: "azure-native:keyvault:Vault",
      properties: { resourceGroupName: "shop", vaultName: "safe", properties: { accessPolicies } },
    },
  };
}

function azure(role: keyof typeof ROLES): Readonly<Record<string, ExampleResource>> {
  const resourceGroupName = "shop";
  return {
    uploads: {
      type: "azure-native:storage:StorageAccount",
      properties: { resourceGroupName, accountName: "uploads" },
    },
    reader: {
      type: "azure-native:managedidentity:UserAssignedIdentity",
      properties: { resourceGroupName, resourceName: "reader" },
    },
    read: {
      type: "azure-native:authorization:RoleAssignment",
      properties: {
        principalId: "${reader.principalId}",
        principalType: "ServicePrincipal",
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${ROLES[role]}`,
        scope: "${uploads.id}",
      },
    },
  };
}

type Message = "beyond" | "noEntry" | "noLock" | "malformed";

/** A lock that is malformed is said once, and not again for each identity. */
function* problemsOf(fact: PrivilegeLock, locks: readonly ReadLock[]): Iterable<Problem<Message>> {
  for (const { source, lock } of locks) {
    const urn = source.at?.urn ?? fact.urn;
    for (const problem of lock.problems) {
      const path = source.at ? problem.place : "";
      const text = sourceProblem(source, problem);
      yield { verdict: "violation", message: "malformed", at: { urn, path }, values: { problem: text }, key: text };
    }
    for (const part of lock.unknowns) yield undetermined(urn, part, { key: part.path });
  }
}

function* judgeIdentity(
  fact: PrivilegeLock,
  locked: LockedIdentity,
  locks: readonly ReadLock[],
  isLockOpen: boolean,
): Iterable<Problem<Message>> {
  const { held, identity, type } = locked;
  const { urn, name, subject } = held;
  if (!held.named) {
    yield* unknownsOf(held.compared.open, urn);
    return;
  }
  const sought = { identity, type, project: fact.project, stack: fact.stack };
  const found = entryIn(locks, sought);
  if (!found) {
    // A part of the lock that is malformed or not known may be its entry.
    if (isLockOpen) return;
    const lock = locks.map(({ source }) => lockWords(source, undefined)).join(" and ");
    const values = { subject, name, type, lock, count: countOf(locked) };
    yield {
      verdict: "violation",
      message: "noEntry",
      at: { urn, path: "" },
      values,
      identity: urn,
      key: `${urn} ${name}`,
    };
    return;
  }
  const { home, names } = held;
  const differences = comparison().beyond(held, found.entry, {
    fill: (text) => names.fill(text, home),
    assume: (text) => names.assume(text, home),
    rename: (text) => names.rename(text, home),
  });
  const lock = lockWords(found.lock.source, found.entry.place);
  for (const difference of differences) yield problemOf(difference, locked, lock);
  yield* unknownsOf(held.compared.open, urn);
}

/** What compares privileges is loaded for a lock alone. */
function comparison(): typeof Comparison {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- packs are synchronous, and many have no lock
  return require("../../identity/lock/compare") as typeof Comparison;
}

function entryIn(
  locks: readonly ReadLock[],
  sought: Parameters<ReadLock["index"]["entryFor"]>[0],
): { readonly entry: LockEntry; readonly lock: ReadLock } | undefined {
  for (const lock of locks) {
    const entry = lock.index.entryFor(sought);
    if (entry) return { entry, lock };
  }
  return undefined;
}

function countOf({ held }: LockedIdentity): string {
  const { privileges, trust, credentials } = held;
  const counted = [
    [privileges.length, "privilege"],
    [trust.length, "trust"],
    [credentials.length, "credential"],
  ] as const;
  const parts = counted
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${count === 1 ? what : plural(what)}`);
  return parts.length === 0 ? "nothing that is known" : parts.join(" and ");
}

function plural(what: string): string {
  return what.endsWith("y") ? `${what.slice(0, -1)}ies` : what === "trust" ? "statements of trust" : `${what}s`;
}

function problemOf(difference: Comparison.Difference, { held }: LockedIdentity, lock: string): Problem<Message> {
  const { urn, path, words, severity, section, because } = difference;
  const identity = held.urn;
  const key = `${held.urn} ${held.name} ${section} ${words}`;
  if (difference.unknown) return undetermined(urn, difference.unknown, { identity, key });
  const values = {
    subject: held.subject,
    name: held.name,
    lock,
    difference: words,
    because: because === undefined ? "" : `, as it is not shown to be approved (${because})`,
  };
  return { verdict: "violation", message: "beyond", at: { urn, path }, values, severity, identity, key };
}

function* unknownsOf(
  unknowns: readonly (Unknown & { readonly urn: string })[],
  identity: string,
): Iterable<Problem<Message>> {
  for (const part of unknowns) yield undetermined(part.urn, part, { identity, key: `${part.urn} ${part.path}` });
}
