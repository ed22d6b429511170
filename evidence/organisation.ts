/**
 * Which identities do several stacks share? Each stack leaves a trace of the identities that it makes and uses, small
 * and plain enough to come from another thread; the traces of all inputs are joined by ARN and id. So one identity that
 * serves workloads of two stacks or environments is found, and one that only another stack uses is no orphan.
 *
 * INVARIANTS: the order of the inputs does not matter. The same stack given twice is one stack. A stand-in for what only
 * a deployment tells joins nothing. Time grows with what the traces hold.
 */
import type { Configuration, RuleConfiguration } from "../policy-packs/configuration";
import { environmentOfAccounts, isUnknown, lyingIn, type Environment } from "../policy-packs/environments";
import { identitiesIn, type StackIdentity } from "../policy-packs/facts/stack-identities";
import { StackFacts } from "../policy-packs/facts/stack-facts";
import { enforcementOf } from "../policy-packs/judge/enforcement";
import { findingOf, type JudgedFinding } from "../policy-packs/judge/finding";
import type { Resource, SourceLocation } from "../policy-packs/judge/resource";
import type { AnyRule, Violation } from "../policy-packs/judge/rule";
import type { Settings } from "../policy-packs/judge/settings";
import { byCodeUnit } from "../identity/order";
import { listed } from "../identity/words";

/** What one stack says of identities to the other stacks: small plain data, which may come from another thread. */
export interface StackTrace {
  /** `PROJECT/STACK`. */
  readonly stack: string;
  readonly identities: readonly TracedIdentity[];
  /** Keys of identities that resources of the stack mention. */
  readonly mentions: readonly string[];
}

interface TracedIdentity extends TracedPlace {
  readonly subject: string;
  /** Whether the stack makes it, and does not only use it. */
  readonly made: boolean;
  /** By what other stacks may name it. */
  readonly keys: readonly string[];
  readonly environment?: string;
  readonly workloads: readonly TracedWorkload[];
}

interface TracedWorkload extends TracedPlace {
  readonly path: string;
  /** Which workload of the stack it is part of; absent where that is not known. */
  readonly unit?: string;
  readonly environment?: string;
}

interface TracedPlace {
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  readonly location?: SourceLocation;
}

/** What the other inputs change in the judgement of one of them. */
export interface StackJoin {
  /** To be added to the input's findings: an identity that workloads of several stacks or environments use. */
  readonly added: readonly JudgedFinding[];
  /** Keys of findings of the input to be left out: what its stack alone does not use is used by another. */
  readonly resolved: ReadonlySet<string>;
}

const REUSE = "identity-serves-one-workload";
const CROSSING = "identity-within-environment";
const ORPHAN = "identity-in-use";

/** The trace of one stack, made where it is judged. */
export function traceOf(resources: readonly Resource[], settings: Settings): StackTrace {
  const { identities, mentions } = identitiesIn(StackFacts.viewOf(resources));
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const [, stack = "", project = ""] = /^urn:pulumi:(.*?)::(.*?)::/.exec(resources[0]?.urn ?? "") ?? [];
  return {
    stack: `${project}/${stack}`,
    identities: identities
      .filter(({ keys }) => keys.length > 0)
      .map((identity) => tracedIdentity(identity, byUrn, settings)),
    mentions,
  };
}

function tracedIdentity(
  { use, made, keys, signs, workloads }: StackIdentity,
  resources: ReadonlyMap<string, Resource>,
  settings: Settings,
): TracedIdentity {
  const environment = use.foreign ? environmentOfAccounts(signs.accounts, settings) : lyingIn(signs, settings);
  return {
    ...placeOf(use.urn, use.name, resources),
    subject: use.subject,
    made,
    keys,
    ...named(environment),
    workloads: workloads.map(({ use: { urn, name, path, unit }, signs: around }) => ({
      ...placeOf(urn, name, resources),
      path,
      ...(typeof unit === "string" && { unit }),
      ...named(lyingIn(around, settings)),
    })),
  };
}

function placeOf(urn: string, name: string, resources: ReadonlyMap<string, Resource>): TracedPlace {
  const { type = "", source } = resources.get(urn) ?? {};
  return { urn, name, type, ...(source && { location: source }) };
}

function named(environment: Environment | undefined): { readonly environment?: string } {
  return environment && !isUnknown(environment) ? { environment: environment.shown } : {};
}

/**
 * Joins the traces of all inputs.
 *
 * @param traces one for each input that was judged, in any order
 * @returns for each trace, at the same index, what the others change
 */
export function joinStacks(traces: readonly StackTrace[], configuration: Configuration): readonly StackJoin[] {
  const joins = traces.map(() => ({ added: [] as JudgedFinding[], resolved: new Set<string>() }));
  const rules = rulesOf(configuration);
  const shared = sharedIdentities(traces);
  for (const identity of shared) {
    resolveOrphans(identity, joins);
    const reuse = rules.get(REUSE);
    if (reuse) joinReuse(identity, reuse, configuration, joins);
    const crossing = rules.get(CROSSING);
    if (crossing) joinCrossings(identity, crossing, configuration, joins);
  }
  return joins;
}

type EnabledRule = readonly [AnyRule, RuleConfiguration];
type OpenJoins = readonly { readonly added: JudgedFinding[]; readonly resolved: Set<string> }[];

function rulesOf({ rules }: Configuration): ReadonlyMap<string, EnabledRule> {
  const enabled = [...rules].filter(([, { enforcement }]) => enforcement !== "disabled");
  return new Map(enabled.map((entry) => [entry[0].name, entry]));
}

/** One identity, with what every input says of it. */
interface SharedIdentity {
  readonly said: readonly Said[];
  /** Whether another input than its maker's mentions it. */
  readonly mentioned: boolean;
}

interface Said {
  readonly index: number;
  readonly stack: string;
  readonly identity: TracedIdentity;
}

/** The identities that more than one input knows. */
function sharedIdentities(traces: readonly StackTrace[]): readonly SharedIdentity[] {
  const byKey = new Map<string, Said[]>();
  const makersFirst = traces
    .flatMap(({ stack, identities }, index) => identities.map((identity): Said => ({ index, stack, identity })))
    .sort((a, b) => Number(b.identity.made) - Number(a.identity.made) || byUrn(a.identity, b.identity));
  for (const said of makersFirst) {
    const { keys } = said.identity;
    const group = keys.map((key) => byKey.get(key)).find((found) => found !== undefined) ?? [];
    group.push(said);
    for (const key of keys) if (!byKey.has(key)) byKey.set(key, group);
  }
  const mentions = mentionsByKey(traces);
  return [...new Set(byKey.values())].flatMap((said) => {
    const mentioned = said.some(({ identity, stack }) =>
      identity.keys.some((key) => [...(mentions.get(key) ?? [])].some((other) => other !== stack)),
    );
    return said.length > 1 || mentioned ? [{ said, mentioned }] : [];
  });
}

/** Two stacks that mention an identity are enough to tell that one of them is not its maker's. */
function mentionsByKey(traces: readonly StackTrace[]): ReadonlyMap<string, ReadonlySet<string>> {
  const stacks = new Map<string, Set<string>>();
  for (const { stack, mentions } of traces) {
    for (const key of mentions) {
      const known = stacks.get(key) ?? new Set();
      if (known.size < 2) known.add(stack);
      stacks.set(key, known);
    }
  }
  return stacks;
}

/** What another stack uses or mentions is no orphan of the one that makes it. */
function resolveOrphans({ said, mentioned }: SharedIdentity, joins: OpenJoins): void {
  const users = new Set(said.filter(({ identity }) => identity.workloads.length > 0).map(({ stack }) => stack));
  for (const { index, stack, identity } of said) {
    const usedElsewhere = mentioned || users.size > (users.has(stack) ? 1 : 0);
    if (identity.made && usedElsewhere) joins[index]?.resolved.add(`${ORPHAN}|${identity.urn}|`);
  }
}

interface Runs {
  readonly index: number;
  readonly stack: string;
  readonly workload: TracedWorkload;
}

/** Each workload once, also where its stack was given twice, in the order of URNs. */
function runsOf(said: readonly Said[]): readonly Runs[] {
  const runs = new Map<string, Runs>();
  for (const { index, stack, identity } of said) {
    for (const workload of identity.workloads) {
      if (!runs.has(workload.urn)) runs.set(workload.urn, { index, stack, workload });
    }
  }
  return [...runs.values()].sort((a, b) => byUrn(a.workload, b.workload));
}

/** One finding for all stacks, at the identity, or at the first workload where no input makes it. */
function joinReuse({ said }: SharedIdentity, rule: EnabledRule, configuration: Configuration, joins: OpenJoins): void {
  const runs = runsOf(said);
  if (new Set(runs.map(({ stack }) => stack)).size < 2) return;
  const units = unitsOf(runs);
  const maker = said.find(({ identity }) => identity.made);
  const [first] = runs;
  if (units.length < 2 || !first) return;
  for (const { index, identity } of said) joins[index]?.resolved.add(`${REUSE}|${identity.urn}|shared`);
  const { subject, name } = (maker ?? said[0] ?? { identity: { subject: "", name: "" } }).identity;
  const values = { count: units.length, subject, name, workloads: namesOf(units) };
  const problem = { message: "shared", values, key: "shared" };
  const [index, finding] = maker
    ? [maker.index, findingAt(maker.identity, { ...problem, path: "" }, rule, configuration)]
    : [
        first.index,
        findingAt(first.workload, { ...problem, path: first.workload.path, identity: name }, rule, configuration),
      ];
  joins[index]?.added.push(finding);
}

/** The first of each workload. A `workload` tag says the same in every stack; other units are of their stack. */
function unitsOf(runs: readonly Runs[]): readonly Runs[] {
  const units = new Map<string, Runs>();
  for (const run of runs) {
    const { unit = run.workload.urn } = run.workload;
    const key = unit.startsWith("workload ") ? unit : `${run.stack} ${unit}`;
    if (!units.has(key)) units.set(key, run);
  }
  return [...units.values()];
}

/** The stack that makes the identity tells its environment; each workload of another one is a finding of its stack. */
function joinCrossings(
  { said }: SharedIdentity,
  rule: EnabledRule,
  configuration: Configuration,
  joins: OpenJoins,
): void {
  const maker = said.find(({ identity }) => identity.made);
  const environment = maker?.identity.environment;
  if (!maker || environment === undefined) return;
  for (const { index, stack, workload } of runsOf(said)) {
    if (stack === maker.stack || workload.environment === undefined || workload.environment === environment) continue;
    const { subject, name, urn } = maker.identity;
    const values = { subject, name, environment, other: workload.name, otherEnvironment: workload.environment };
    const key = `workload ${workload.urn} ${workload.path}`;
    const problem = { message: "workload", path: workload.path, values, key, identity: urn };
    const finding = findingAt(workload, problem, rule, configuration);
    for (const each of said) joins[each.index]?.resolved.add(`${CROSSING}|${each.identity.urn}|${key}`);
    joins[index]?.added.push(finding);
  }
}

interface JoinedProblem extends Pick<Violation, "message" | "values" | "key" | "identity"> {
  readonly path: string;
}

function findingAt(
  { urn, type, location }: TracedPlace,
  { path, ...problem }: JoinedProblem,
  [rule, { enforcement }]: EnabledRule,
  { settings }: Configuration,
): JudgedFinding {
  const violation: Violation = { verdict: "violation", at: { urn, path }, ...problem };
  const finding = findingOf(rule, violation, urn, new Map(), (text) => text);
  const level = enforcementOf(finding, enforcement, settings) === "mandatory" ? "mandatory" : "advisory";
  return { ...finding, type, ...(location && { location }), enforcement: level };
}

function namesOf(runs: readonly Runs[]): string {
  const names = runs.map(({ workload, stack }) => `\`${workload.name}\` of ${stack}`).sort();
  return listed(names, { most: 5 });
}

function byUrn(a: TracedPlace, b: TracedPlace): number {
  return byCodeUnit(a.urn, b.urn);
}
