import {
  DUTY_TAGS,
  dutyStatement,
  statementUnder,
  tagKeys,
  type Duty,
  type Said,
  type Statement,
} from "../identity/accountability";
import { relationOf, type TargetKind } from "../identity/aws/escalation/targets";
import type { Unknown } from "../identity/knowledge";
import type { Accountability } from "../policy-packs/facts/accountability";
import type { AwsEscalation } from "../policy-packs/facts/aws/escalation";
import type { Entitlement, IdentityEntitlements } from "../policy-packs/facts/entitlements/entitlements";
import type { Unread } from "../policy-packs/facts/family";
import type { IdentityUse } from "../policy-packs/facts/identity-use";
import { tagShapeOf } from "../policy-packs/facts/taggable";
import { nameInUrn } from "../policy-packs/judge/finding";
import { normaliseType } from "../policy-packs/judge/resource";
import type { Settings } from "../policy-packs/judge/settings";
import { azureEscalations } from "./azure-escalation";

/** The columns of the matrix, in the order in which a reader asks. */
export const DUTIES = Object.keys(DUTY_TAGS) as readonly Duty[];

/**
 * One line of the accountability matrix: an identity, a key or a secret, who answers for it, and what it holds. Plain
 * data, because it may come from another thread.
 */
export interface IdentityRow {
  readonly urn: string;
  readonly name: string;
  /** What it is, for a reader. */
  readonly subject: string;
  readonly environment?: string;
  readonly duties: Readonly<Record<Duty, DutyCell>>;
  /** What runs as it. */
  readonly workloads: readonly Item[];
  /** What it may do. */
  readonly privileges: readonly Item[];
  /** The most that its privileges can come to; absent where nothing bounds them. */
  readonly boundary?: readonly Item[];
  /** Who may become it. */
  readonly trust: readonly Item[];
  /** Long-lived credentials that stand for it. */
  readonly credentials: readonly Item[];
  /** What lets others than the stack reach it. */
  readonly exposure: readonly Item[];
  /** How it can come to more than its privileges say. */
  readonly escalation: readonly string[];
  /** What is not known of all this. */
  readonly unknowns: readonly string[];
  /** URNs of what carries no tags and belongs to it, such as a role assignment: a finding on it concerns the identity. */
  readonly parts?: readonly string[];
}

/** What the stack says of one duty. */
export interface DutyCell {
  readonly state: Statement["state"];
  /** What is stated; of an unknown, why it is unknown. */
  readonly text: string;
  /** Where it is stated, unless in a tag of the resource's own. */
  readonly from?: string;
  /** True where nothing is stated, and the organisation's settings do not demand it. */
  readonly optional?: true;
}

/** One thing that an identity holds, and the resource and property that give it. */
export interface Item {
  readonly words: string;
  /** Logical name of the resource. */
  readonly by: string;
  readonly path: string;
}

/** What is known of one stack's identities, by kind of fact. */
export interface IdentityFacts {
  readonly accountability: readonly Accountability[];
  readonly entitlements: readonly IdentityEntitlements[];
  readonly uses: readonly IdentityUse[];
  readonly escalations: readonly AwsEscalation[];
  readonly unread: readonly Unread[];
}

/** Replaces what must not be shown as it is. */
export type Describe = (text: string) => string;

type DutySettings = Pick<Settings, "tagAliases" | "accountabilityDefaults" | "duties">;

/** The matrix of one stack, by URN. */
export function identityRows(facts: IdentityFacts, settings: DutySettings, describe: Describe): readonly IdentityRow[] {
  const held = new Map(facts.entitlements.map((fact) => [fact.urn, fact]));
  const used = new Map(facts.uses.map((fact) => [fact.urn, fact]));
  const climbing = new Map(facts.escalations.map((fact) => [fact.identity ?? fact.urn, fact]));
  const rest = (urn: string) => holdings(held.get(urn), used.get(urn), climbing.get(urn), describe);
  const stated = facts.accountability.map((fact) => ({
    ...headOf(fact.urn, fact.subject),
    ...environmentOf(fact, settings, describe),
    duties: dutiesOf((duty) => statedIn(fact, duty, settings, describe)),
    ...rest(fact.urn),
  }));
  // What could not be read keeps its row: a matrix that left it out would look complete.
  const failed = facts.unread
    .filter(({ kind }) => kind === "accountability")
    .map(({ urn, because }) => ({
      ...headOf(urn, held.get(urn)?.subject ?? "identity"),
      duties: dutiesOf(() => ({ state: "unknown", text: because })),
      ...rest(urn),
    }));
  return [...stated, ...failed].sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

function headOf(urn: string, subject: string): Pick<IdentityRow, "urn" | "name" | "subject"> {
  return { urn, name: nameInUrn(urn), subject };
}

function dutiesOf(cellOf: (duty: Duty) => DutyCell): IdentityRow["duties"] {
  return Object.fromEntries(DUTIES.map((duty) => [duty, cellOf(duty)])) as Record<Duty, DutyCell>;
}

function statedIn({ tags }: Accountability, duty: Duty, settings: DutySettings, describe: Describe): DutyCell {
  const statement = dutyStatement(duty, (key) => tags.at(key), settings);
  const isOptional = statement.state === "missing" && settings.duties[DUTY_TAGS[duty]]?.required === false;
  const from = "by" in statement && "from" in statement.by ? statement.by.from : undefined;
  return {
    state: statement.state,
    text: describe(textOf(statement)),
    ...(from !== undefined && { from }),
    ...(isOptional && { optional: true }),
  };
}

function textOf(statement: Statement): string {
  switch (statement.state) {
    case "stated":
    case "placeholder":
    case "empty":
      return shown(statement.by);
    case "several":
      return statement.by.map(shown).join(", ");
    case "missing":
      return "";
    case "unknown":
      return statement.because;
  }
}

function shown({ value, secret }: Said): string {
  return secret ? "(secret)" : value;
}

/** A cell of the matrix where there are no colours. */
export function cellWords({ state, text, from, optional }: DutyCell): string {
  if (optional) return "not stated";
  const said = state === "missing" || state === "empty" ? state : state === "stated" ? text : `${state}: ${text}`;
  return from === undefined ? said : `${said} (${from})`;
}

function environmentOf(
  { tags }: Accountability,
  { tagAliases }: DutySettings,
  describe: Describe,
): Pick<IdentityRow, "environment"> {
  const statement = statementUnder(tagKeys("environment", tagAliases), (key) => tags.at(key));
  return statement.state === "stated" ? { environment: describe(shown(statement.by)) } : {};
}

function holdings(
  held: IdentityEntitlements | undefined,
  used: IdentityUse | undefined,
  climbing: AwsEscalation | undefined,
  describe: Describe,
) {
  const items = (list: readonly Entitlement[] = []) => list.map((each) => itemOf(each, describe));
  const workloads = (used?.uses ?? []).filter(({ sort }) => sort === "workload");
  const unknowns = [...(held?.unknowns ?? []), ...(used?.unknowns ?? [])].map((each) => unknownWords(each, describe));
  return {
    workloads: workloads.map(({ name, type, path }) => ({ words: `${name} (${type})`, by: name, path })),
    privileges: items(held?.privileges),
    ...(held?.boundary && { boundary: items(held.boundary) }),
    trust: items(held?.trust),
    credentials: items(held?.credentials),
    exposure: items(held?.exposure),
    escalation: escalationsOf(held, climbing, describe),
    unknowns: [...new Set(unknowns)],
    ...partsOf(held),
  };
}

function escalationsOf(
  held: IdentityEntitlements | undefined,
  climbing: AwsEscalation | undefined,
  describe: Describe,
): readonly string[] {
  const aws = climbing?.paths.map((path) => escalationWords(path, describe)) ?? [];
  const azure = held ? azureEscalations(held).map(({ words }) => describe(words)) : [];
  return [...new Set([...aws, ...azure])];
}

/** What has no tags answers through the identity that it gives something to. */
function partsOf(held: IdentityEntitlements | undefined): Pick<IdentityRow, "parts"> {
  if (!held) return {};
  const { urn, privileges, boundary = [], trust, credentials } = held;
  const givers = new Set([...privileges, ...boundary, ...trust, ...credentials].map((each) => each.urn));
  const parts = [...givers].filter((giver) => giver !== urn && tagShapeOf(typeInUrn(giver)) === undefined);
  return parts.length === 0 ? {} : { parts: parts.sort() };
}

/** The type of the resource itself, which stands behind those of its parents. */
function typeInUrn(urn: string): string {
  return normaliseType(urn.split("::")[2]?.split("$").at(-1) ?? "");
}

function itemOf({ words, urn, path }: Entitlement, describe: Describe): Item {
  return { words: describe(words), by: nameInUrn(urn), path };
}

function unknownWords({ urn, path, because }: Unknown & { readonly urn: string }, describe: Describe): string {
  return `\`${path}\` of ${nameInUrn(urn)} is ${describe(because)}`;
}

/** One way to more, in words: `attach any policy to itself: becomes an administrator`. */
export function escalationWords({ method, target, reach }: AwsEscalation["paths"][number], describe: Describe): string {
  const words = method.words.replaceAll("{target}", () => targetWords(target, method.target));
  return `may ${describe(words)}: ${reach === "administrator" ? "becomes an administrator" : "comes to more"}`;
}

function targetWords(target: AwsEscalation["paths"][number]["target"], kind: TargetKind): string {
  if (target === "itself") return "itself";
  if (target === "any") return kind.startsWith("new ") ? `a ${kind}` : `any ${kind}`;
  return target.heldBy === undefined ? target.name : `the ${kind} ${target.heldBy}, ${relationOf(kind)} ${target.name}`;
}
