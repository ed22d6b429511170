import { StandIns } from "../../inputs/stand-ins/stand-ins";
import type { Finding } from "../../policy-packs/judge/finding";
import { RULE_FAILED } from "../../policy-packs/judge/guard";
import { Judge } from "../../policy-packs/judge/judge";
import type { Resource } from "../../policy-packs/judge/resource";
import {
  defaultOptions,
  EXAMPLE_DATE,
  type AnyRule,
  type Example,
  type ExpectedFinding,
} from "../../policy-packs/judge/rule";
import { DEFAULT_SETTINGS } from "../../policy-packs/judge/settings";
import { stackOf, type DeclaredResources } from "../../testing/stack";

/** How a stack reaches the judge. */
export interface Way {
  /** What the judge is handed, from the resources in dependency order. */
  readonly feed: (judge: Judge, resources: readonly Resource[]) => readonly Finding[];
  /** Whether other resources' properties are told by stand-ins, or unknown as in a real preview. */
  readonly standIns: boolean;
  /** Stand-ins as they are, in place of the names of what they stand for. */
  readonly plain?: true;
}

export const AT_THE_END: Way = { feed: (judge, resources) => judge.finish(resources), standIns: true };
export const IN_A_PREVIEW: Way = { feed: (judge, resources) => judge.finish(resources), standIns: false };

/** Texts are what the resources hold, so that they can be put into them. */
export const AS_WRITTEN: Way = { ...AT_THE_END, plain: true };

/** The engine hands a resource over before it is created: without outputs and without what it depends on. */
export const ONE_BY_ONE: Way = {
  feed: (judge, resources) => {
    const before = resources.map(({ outputs: _none, ...resource }) => ({
      ...resource,
      dependencies: [],
      propertyDependencies: {},
    }));
    return [...before.flatMap((resource) => judge.add(resource)), ...judge.finish(resources)];
  },
  standIns: true,
};

/** Judges an example, or a changed copy of its resources, by its own rule alone. */
export function judgeExample(
  rule: AnyRule,
  example: Example,
  way: Way = AT_THE_END,
  declared: DeclaredResources = example.resources,
): readonly Finding[] {
  const standIns = new StandIns({ unknown: !way.standIns });
  const describe = (text: string) => (way.plain ? text : standIns.describe(text));
  const judge = new Judge({ now: new Date(EXAMPLE_DATE), describe });
  judge.configure({ ...DEFAULT_SETTINGS, ...example.settings });
  judge.enable(rule, { ...defaultOptions(rule), ...example.options } as ReturnType<typeof defaultOptions>);
  return way.feed(judge, deepFreeze(stackOf(declared, standIns)));
}

/** A finding as an example expects it. */
export function expectation({ name, path, verdict, message }: Finding): ExpectedFinding {
  return { resource: name, path, verdict, message };
}

export function hasFailed(finding: Finding): boolean {
  return finding.key.endsWith(`|${RULE_FAILED}`);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}

/** A copy of an example's resources in which one value is another. */
export interface Changed {
  /** Where, as `role.properties.tags.owner`. */
  readonly place: string;
  readonly written: unknown;
  readonly resources: DeclaredResources;
}

/**
 * Every value in an example's properties, the whole as well as its parts, replaced one at a time.
 *
 * @param into whether to go into the arguments of functions, such as a document that `fn::toJSON` writes
 */
export function* everyValueReplaced(
  resources: DeclaredResources,
  replacement: (written: unknown) => unknown,
  into = false,
): Iterable<Changed> {
  for (const [name, resource] of Object.entries(resources)) {
    for (const [path, written] of values(resource.properties ?? {}, into)) {
      const by = replacement(written);
      if (by === undefined) continue;
      const properties = replaced(resource.properties ?? {}, path, by) as Record<string, unknown>;
      yield {
        place: [name, "properties", ...path].join("."),
        written,
        resources: { ...resources, [name]: { ...resource, properties } },
      };
    }
  }
}

const UNKNOWN = { "fn::unknown": true };

/**
 * A copy of an example's resources in which every property value that differs from its neighbour's is unknown, so that
 * it might be the neighbour; `undefined` where they differ in something else, such as a resource more or the settings.
 */
export function differencesUnknown(
  resources: DeclaredResources,
  neighbour: DeclaredResources,
): DeclaredResources | undefined {
  const shape = (each: DeclaredResources) =>
    JSON.stringify(Object.entries(each).map(([name, { type, options }]) => [name, type, options]));
  const same = JSON.stringify(resources) === JSON.stringify(neighbour);
  if (same || shape(resources) !== shape(neighbour)) return undefined;
  return Object.fromEntries(
    Object.entries(resources).map(([name, resource]) => {
      const properties = merged(resource.properties ?? {}, neighbour[name]?.properties ?? {});
      return [name, { ...resource, properties: properties as Record<string, unknown> }];
    }),
  );
}

/** What two values have in common, and unknown where they differ. */
function merged(value: unknown, other: unknown): unknown {
  if (JSON.stringify(value) === JSON.stringify(other)) return value;
  if (!isData(value) || !isData(other) || Array.isArray(value) !== Array.isArray(other)) return UNKNOWN;
  if (Array.isArray(value)) {
    const others = other as unknown as readonly unknown[];
    return value.length === others.length ? value.map((element, index) => merged(element, others[index])) : UNKNOWN;
  }
  const keys = new Set([...Object.keys(value), ...Object.keys(other)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(value[key], other[key])]));
}

/** A list, or an object that is no call of a function. */
function isData(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Object.keys(value).some((key) => key.startsWith("fn::"));
}

type Path = readonly string[];

function* values(value: unknown, into: boolean, path: Path = []): Iterable<readonly [Path, unknown]> {
  if (path.length > 0) yield [path, value];
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (into || !key.startsWith("fn::")) yield* values(member, into, [...path, key]);
  }
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...(value as readonly unknown[])] : { ...(value as object) };
  const members = copy as Record<string, unknown>;
  members[key] = replaced(members[key], rest, by);
  return copy;
}
