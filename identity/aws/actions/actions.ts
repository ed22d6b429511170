/**
 * Which actions do AWS services have, and what does a pattern or a whole `Action` or `NotAction` element stand for?
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 *
 * A snapshot, made by scripts/generate-aws-actions.ts; it is read when the first action is looked up. An action that is
 * missing in it may be newer than it: it is unknown, and never harmless by that.
 *
 * INVARIANTS: expansion is exact for the actions of the snapshot; names are compared without regard to case.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Patterns } from "../document/document";
import { matchesPattern, type Certainty } from "../document/match";

/** An action that tags or changes permissions writes as well; the level is what says most. */
export type AccessLevel = "List" | "Read" | "Write" | "Tagging" | "Permissions management";

export interface Action {
  /** Such as `s3:GetObject`. There is one object for each action. */
  readonly name: string;
  /** The prefix, such as `s3`. */
  readonly service: string;
  readonly level: AccessLevel;
  /** Whether it can be granted on single resources; others take `*` only. */
  readonly scopable: boolean;
}

interface Snapshot {
  /** ISO date. */
  readonly gathered: string;
  /** By service, the names of actions by the initial of their level, followed by `*` where they take `*` only. */
  readonly services: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The actions of a service by their own names in lower case. */
type ServiceActions = ReadonlyMap<string, Action>;

const LEVELS: Readonly<Record<string, AccessLevel>> = {
  L: "List",
  R: "Read",
  W: "Write",
  T: "Tagging",
  P: "Permissions management",
};

/** Patterns and elements recur; when what is remembered stands for so many actions together, all of it is forgotten. */
const REMEMBERED = 500_000;

const NO_ACTIONS: ServiceActions = new Map();

/** What texts stand for, up to a total size. */
class Remembered<T extends { readonly length: number } | { readonly size: number }> {
  private readonly answers = new Map<string, T>();
  private total = 0;

  get(text: string): T | undefined {
    return this.answers.get(text);
  }

  keep(text: string, answer: T): T {
    this.total += 1 + ("size" in answer ? answer.size : answer.length);
    if (this.total > REMEMBERED) {
      this.answers.clear();
      this.total = 0;
    }
    this.answers.set(text, answer);
    return answer;
  }
}

const expanded = new Remembered<readonly Action[]>();
const covered = new Remembered<ReadonlySet<Action>>();

let snapshot: Snapshot | undefined;
let every: readonly Action[] | undefined;
const read = new Map<string, ServiceActions>();

/** The action of this name, such as `s3:GetObject`. */
export function actionNamed(name: string): Action | undefined {
  const [service, own] = split(name.toLowerCase());
  return own === undefined ? undefined : ofService(service).get(own);
}

export function actionsOfService(service: string): readonly Action[] {
  return [...ofService(service.toLowerCase()).values()];
}

/** The prefixes of all services. */
export function services(): readonly string[] {
  return Object.keys(load().services);
}

/** ISO date of the snapshot. */
export function actionsGathered(): string {
  return load().gathered;
}

/** The actions for which one pattern stands, such as `s3:Get*`, `*` or `s3:GetObject`. */
export function actionsMatching(pattern: string): readonly Action[] {
  const written = pattern.toLowerCase();
  return expanded.get(written) ?? expanded.keep(written, matching(written));
}

/** The actions that an `Action` or `NotAction` element covers; unknown patterns may stand for any. */
export function actionsCoveredBy({ negated, values }: Patterns, certainty: Certainty): ReadonlySet<Action> {
  const isOpen = values.some(({ state }) => state === "unknown");
  if (isOpen && negated && certainty === "surely") return new Set();
  if (isOpen && !negated && certainty === "possibly") return coveredBy(false, ["*"]);
  return coveredBy(
    negated,
    values.flatMap((value) => (value.state === "known" ? [value.value.toLowerCase()] : [])),
  );
}

/** One and the same set for the same patterns. */
function coveredBy(negated: boolean, patterns: readonly string[]): ReadonlySet<Action> {
  const key = `${negated ? "all but" : "only"} ${patterns.join(" ")}`;
  const remembered = covered.get(key);
  if (remembered) return remembered;
  const named = new Set<Action>();
  for (const pattern of patterns) for (const action of actionsMatching(pattern)) named.add(action);
  return covered.keep(key, negated ? new Set(all().filter((action) => !named.has(action))) : named);
}

function matching(pattern: string): readonly Action[] {
  if (pattern === "*" || /^\*+$/.test(pattern)) return all();
  const [service, own] = split(pattern);
  if (own === undefined || /[*?]/.test(service)) {
    return all().filter(({ name }) => matchesPattern(pattern, name.toLowerCase()));
  }
  const actions = ofService(service);
  if (/[*?]/.test(own)) return [...actions].flatMap(([name, action]) => (matchesPattern(own, name) ? [action] : []));
  const action = actions.get(own);
  return action ? [action] : [];
}

/** A pattern without a colon has no service of its own. */
function split(name: string): readonly [service: string, own: string | undefined] {
  const colon = name.indexOf(":");
  return colon < 0 ? [name, undefined] : [name.slice(0, colon), name.slice(colon + 1)];
}

function all(): readonly Action[] {
  return (every ??= services().flatMap(actionsOfService));
}

function ofService(service: string): ServiceActions {
  const known = read.get(service);
  if (known) return known;
  const rows = Object.hasOwn(load().services, service) ? load().services[service] : undefined;
  if (!rows) return NO_ACTIONS;
  const actions = new Map(actionsIn(service, rows));
  read.set(service, actions);
  return actions;
}

function load(): Snapshot {
  return (snapshot ??= JSON.parse(readFileSync(join(__dirname, "actions.json"), "utf8")) as Snapshot);
}

function actionsIn(service: string, rows: Readonly<Record<string, string>>): (readonly [string, Action])[] {
  return Object.entries(rows).flatMap(([row, names]) => {
    const level = LEVELS[row.charAt(0)];
    if (!level) return [];
    const scopable = !row.endsWith("*");
    return names
      .split(" ")
      .map((own) => [own.toLowerCase(), { name: `${service}:${own}`, service, level, scopable }] as const);
  });
}
