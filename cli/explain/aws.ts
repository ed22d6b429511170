import { administrator } from "../../identity/aws/permissions/administrator";
import { accountOf } from "../../identity/aws/document/arn";
import { decide, type Beside } from "../../identity/aws/permissions/decision";
import { explain, type Limit } from "../../identity/aws/permissions/explanation";
import type { Permissions } from "../../identity/aws/permissions/permissions";
import { shown, type Knowledge } from "../../identity/knowledge";
import { wayOf } from "../../policy-packs/escalation-text";
import type { AwsEscalation } from "../../policy-packs/facts/aws/escalation";
import type { AwsGrant, AwsIdentity } from "../../policy-packs/facts/aws/identity";
import type { Asked, DecisionDocument, EscalationEntry, ExplanationDocument, LimitEntry, Said } from "./document";
import type { FoundIdentity } from "./find";
import type { Words } from "./words";

/** What only AWS knows of an identity. */
export type AwsPart = Pick<
  ExplanationDocument,
  "administrator" | "grants" | "services" | "limits" | "escalation" | "takenOverBy" | "unknown"
>;

/** With what policies on resources of the stack give it. */
function permissionsOf(aws: AwsIdentity): Permissions<AwsGrant> {
  return { ...aws, grants: [...aws.grants, ...aws.fromResources()] };
}

export function awsPart(identity: FoundIdentity, aws: AwsIdentity, words: Words): AwsPart {
  const permissions = permissionsOf(aws);
  const { statements, services, limits, unknowns } = explain(permissions);
  return {
    administrator: administrator(aws).answer,
    grants: statements.map(({ grant, statement, holds, actions }) => ({
      words: words.statement(grant, statement),
      place: words.placeOf(grant, statement),
      holds,
      actions: actions.size,
    })),
    services: services.map(({ service, whole, levels }) => ({
      service,
      whole,
      levels: levels.map(({ level, actions, of, by }) => ({ level, actions: actions.map(({ name }) => name), of, by })),
    })),
    limits: limits.map((limit) => limitEntry(limit, words)),
    escalation: identity.escalation ? escalationEntries(identity.escalation, words) : [],
    takenOverBy: takenOverBy(identity, aws, words),
    unknown: unknowns.map(({ grant, unknown }) => words.unknown(unknown, grant.urn)),
  };
}

function limitEntry({ kind, grant, statement, takes }: Limit<AwsGrant>, words: Words): LimitEntry {
  if (statement)
    return { kind, words: words.statement(grant, statement), place: words.placeOf(grant, statement), takes };
  const { urn, path, policy, by } = grant;
  const place = urn === "" ? { urn, name: by, path } : words.place(urn, path);
  const name = policy
    ? `${policy.name}${policy.managedBy === "aws" ? " of AWS" : ""}`
    : "a policy that is not known here";
  const text =
    kind === "boundary"
      ? `nothing outside the permissions boundary ${name}`
      : "nothing that no service control policy allows";
  return { kind, words: text, place, takes };
}

function escalationEntries({ paths }: AwsEscalation, words: Words): readonly EscalationEntry[] {
  return paths.map((path) => ({
    words: words.describe(wayOf(path)),
    reach: path.reach,
    steps: path.steps,
    by: path.deciding.map(({ grant, statement, action }) => ({ ...words.placeOf(grant, statement), action })),
  }));
}

/** The other identities of the stack whose way to more leads over this one. */
function takenOverBy({ stack }: FoundIdentity, { name, urn }: AwsIdentity, words: Words): readonly Said[] {
  return stack.facts.flatMap((fact) => {
    if (fact.kind !== "aws-escalation" || fact.urn === urn) return [];
    const path = fact.paths.find(({ target }) => typeof target === "object" && target.name === name);
    return path ? [{ words: words.describe(`${fact.name} may ${wayOf(path)}`), place: words.place(fact.urn, "") }] : [];
  });
}

/** Who has a permission set. */
export function assignmentsOf({ assignments }: AwsIdentity, words: Words): readonly Said[] {
  return assignments.map(({ urn, principalType, principal, account }) => ({
    words: `${textOf(principalType, "somebody").toLowerCase()} ${textOf(principal, "of an id not known")} in the account ${textOf(account, "not known")}`,
    place: words.place(urn, principal.path),
  }));
}

function textOf(text: Knowledge<string>, otherwise: string): string {
  return text.state === "known" ? shown(text) : otherwise;
}

/** @param resource an ARN, or `*` */
export function awsDecision(
  aws: AwsIdentity,
  { action, resource, when }: Asked,
  words: Words,
): Pick<DecisionDocument, "answer" | "partly" | "by" | "missing" | "unknown"> {
  const { answer, partly, deciding, unknowns, missing } = decide(aws, action, resource, besideOf(aws, resource, when));
  return {
    answer,
    ...(partly && { partly }),
    by: deciding.map(({ grant, statement }) => ({
      words: words.statement(grant, statement, action),
      place: words.placeOf(grant, statement),
    })),
    ...(missing && { missing }),
    unknown: unknowns.map(({ grant, unknown }) => words.unknown(unknown, grant.urn)),
  };
}

function besideOf(aws: AwsIdentity, resource: string, says: Asked["when"]): Beside<AwsGrant> {
  const demanded = aws.demanded(resource);
  const account = accountOf(resource);
  return {
    given: aws.fromResources(),
    ...(demanded && { demanded }),
    unbounded: aws.sort === "user",
    foreign: account !== undefined && aws.account !== undefined && account !== aws.account,
    ...(says && { says }),
  };
}
