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
import { Remembered } from "./remembered";

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

const NO_ACTIONS: ServiceActions = new Map();
const NONE: ReadonlySet<Action> = new Set();

const expanded = new Remembered<readonly Action[]>(matching, ({ length }) => length);
const covered = new Remembered<ReadonlySet<Action>>(coveredBy, ({ size }) => size);

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
  return expanded.of(pattern);
}

/** The actions that an `Action` or `NotAction` element covers; one and the same set for the same patterns. */
export function actionsCoveredBy({ negated, values }: Patterns, certainty: Certainty): ReadonlySet<Action> {
  const isOpen = values.some(({ state }) => state === "unknown");
  if (isOpen && negated && certainty === "surely") return NONE;
  if (isOpen && !negated && certainty === "possibly") return covered.of(" *");
  // A pattern with a space stands for no action.
  const patterns = values.flatMap((value) =>
    value.state === "known" && !value.value.includes(" ") ? [value.value.toLowerCase()] : [],
  );
  return covered.of(`${negated ? "!" : ""} ${patterns.join(" ")}`);
}

/** @param element its patterns, each after a space, and before them `!` where they are left out */
function coveredBy(element: string): ReadonlySet<Action> {
  const [negated = "", ...patterns] = element.split(" ");
  const named = new Set(patterns.flatMap((pattern) => actionsMatching(pattern)));
  return negated === "" ? named : new Set(all().filter((action) => !named.has(action)));
}

function matching(written: string): readonly Action[] {
  const pattern = written.toLowerCase();
  if (/^\*+$/.test(pattern)) return all();
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
