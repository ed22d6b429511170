import { evidenceOf, type Evidence } from "../../evidence/evidence";
import type { JudgedInput } from "../../evidence/report";
import { stackEvidence } from "../../evidence/stack-evidence";
import { judgeInput } from "../../inputs/judge-input";
import { StandIns } from "../../inputs/stand-ins/stand-ins";
import { parseConfiguration } from "../../policy-packs/configuration";
import type { AnyRule } from "../../policy-packs/judge/rule";
import { RULES } from "../../policy-packs/rules";
import { stackOf, type DeclaredResources } from "../../testing/stack";

/** The moment at which the stacks of these tests are judged; their dates are fixed, so the evidence is too. */
export const NOW = new Date("2026-11-22T09:30:00Z");

/** Few rules, so that what is written of a stack changes with the writers, and not with each new rule. */
export const FEW_RULES: readonly AnyRule[] = RULES.filter(({ name }) =>
  [
    "aws-identity-not-administrator",
    "aws-identity-without-escalation",
    "aws-trust-policy-not-public",
    "aws-user-without-access-key",
    "azure-privileged-role-not-at-subscription",
    "identity-owner-stated",
  ].includes(name),
);

/** Judges stacks as the command does, each under its path. */
export function judged(
  stacks: Readonly<Record<string, DeclaredResources>>,
  rules: readonly AnyRule[] = FEW_RULES,
): readonly JudgedInput[] {
  const configuration = parseConfiguration({}, "the tests", rules);
  return Object.entries(stacks).map(([path, declared]) => {
    const standIns = new StandIns({ unknown: false });
    const describe = (text: string) => standIns.describe(text);
    const resources = stackOf(declared, standIns);
    const input = { path, kind: "program" as const, notes: [], resources, describe };
    return {
      path,
      kind: "program",
      notes: [],
      resources: resources.length,
      findings: judgeInput(input, configuration, NOW),
      ...stackEvidence(resources, configuration.settings, describe),
    };
  });
}

export function evidenceOfStacks(
  stacks: Readonly<Record<string, DeclaredResources>>,
  notJudged: readonly string[] = [],
): Evidence {
  return evidenceOf(judged(stacks), notJudged, FEW_RULES, NOW);
}

const MANDATE = {
  owner: "team-shop",
  "control-owner": "team-platform-security",
  purpose: "Resizes what customers upload",
  approver: "security-review-board",
  monitor: "soc-on-call",
  revoker: "platform-on-call",
  "review-date": "2027-02-20",
  expiry: "2027-05-21",
  environment: "production",
};

function policy(...statements: readonly object[]) {
  return { "fn::toJSON": { Version: "2012-10-17", Statement: statements } };
}

function trust(principal: unknown) {
  return policy({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" });
}

const LAMBDA = { Service: "lambda.amazonaws.com" };

function resizer(tags: object): DeclaredResources {
  return {
    uploads: { type: "aws:s3/bucket:Bucket", properties: { tags } },
    resizer: { type: "aws:iam/role:Role", properties: { assumeRolePolicy: trust(LAMBDA), tags } },
    "resizer-function": {
      type: "aws:lambda/function:Function",
      properties: { role: "${resizer.arn}", tags },
    },
  };
}

/** A stack in which each identity has its mandate and what it needs. */
export const COMPLIANT: DeclaredResources = {
  ...resizer(MANDATE),
  rights: {
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: {
      role: "${resizer.name}",
      policy: policy({ Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "${uploads.arn}/small/*" }),
    },
  },
};

/** The same with what goes wrong: no owner, everything allowed, everyone trusted, a key, and a way to more. */
export const VIOLATING: DeclaredResources = {
  ...resizer({ purpose: "Resizes what customers upload", environment: "development", owner: "TODO" }),
  rights: {
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: { role: "${resizer.name}", policy: policy({ Effect: "Allow", Action: "*", Resource: "*" }) },
  },
  partner: {
    type: "aws:iam/role:Role",
    properties: { assumeRolePolicy: trust({ AWS: "*" }), tags: { owner: "team-b" } },
  },
  pipeline: { type: "aws:iam/user:User", properties: { tags: { owner: "team-shop" } } },
  "pipeline-rights": {
    type: "aws:iam/userPolicy:UserPolicy",
    properties: {
      user: "${pipeline.name}",
      policy: policy({ Effect: "Allow", Action: "iam:AttachUserPolicy", Resource: "*" }),
    },
  },
  "pipeline-key": { type: "aws:iam/accessKey:AccessKey", properties: { user: "${pipeline.name}" } },
  open: {
    type: "aws:iam/role:Role",
    properties: { assumeRolePolicy: { "fn::unknown": true }, tags: { owner: { "fn::unknown": true } } },
  },
};

const SUBSCRIPTION = "/subscriptions/22222222-2222-4222-8222-222222222222";

/** An Azure identity with a built-in role, by its GUID, at a place in a subscription. */
export function azureHolder(guid: string, below: string, more: object = {}): DeclaredResources {
  return {
    deployer: {
      type: "azure-native:managedidentity:UserAssignedIdentity",
      properties: { tags: { owner: "team-a" } },
    },
    assignment: {
      type: "azure-native:authorization:RoleAssignment",
      properties: {
        principalId: "${deployer.principalId}",
        principalType: "ServicePrincipal",
        roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
        scope: `${SUBSCRIPTION}${below}`,
        ...more,
      },
    },
  };
}

/** Text that would break out of every format that does not hold it. */
const EVIL = `<script>alert("1")</script><img src=x onerror='y'>&amp;]]>|\`*_[a](https://example.com)\n=1+1,"x"`;

/** A stack in which whatever a program can name says so. */
export const HOSTILE: DeclaredResources = {
  evil: {
    type: "aws:iam/role:Role",
    properties: {
      assumeRolePolicy: trust({ AWS: EVIL, Service: `${EVIL}.amazonaws.com` }),
      tags: { owner: EVIL, purpose: `=cmd|' /C calc'!A0`, environment: EVIL, approver: `@SUM(1+1)`, monitor: "-2+3" },
    },
  },
  "evil-rights": {
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: { role: "${evil.name}", policy: policy({ Effect: "Allow", Action: `s3:${EVIL}`, Resource: EVIL }) },
  },
};
