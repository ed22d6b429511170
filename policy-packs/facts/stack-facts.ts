import type { Resource } from "../judge/resource";
import type { Fact, FactKind } from "./facts";
import { FAMILIES, JOINED_FAMILIES } from "./families";
import type { Family, Join, StackView, Unread } from "./family";
import { References } from "./references";

const FAMILIES_BY_TYPE = groupByType(FAMILIES);

/** What a resource brings: facts, or the kinds of facts that could not be read of it. */
export type Reading = Fact | Unread;

interface JoinOfKind {
  readonly kind: FactKind;
  readonly types: ReadonlySet<string>;
  readonly join: Join;
}

/** All facts of one stack, built up resource by resource. */
export class StackFacts {
  private readonly resources = new Map<string, Resource>();
  private readonly references = new References(this.resources);
  private readonly view: StackView = { resources: this.resources, references: this.references };
  private readonly joins: readonly JoinOfKind[] = JOINED_FAMILIES.map((family) => ({
    kind: family.kind,
    types: new Set(family.types),
    join: family.join(this.view),
  }));

  /** Takes the next resource in dependency order; returns the facts that it brings or changes. */
  add(resource: Resource): readonly Reading[] {
    this.note(resource);
    return [...this.read(resource), ...this.joined(resource)];
  }

  /** The facts of a stack whose resources are all known, in whatever order they come. */
  static complete(resources: readonly Resource[]): readonly Reading[] {
    const stack = new StackFacts();
    for (const resource of resources) stack.note(resource);
    const read = resources.flatMap((resource) => stack.read(resource));
    const failures = resources.flatMap((resource) => stack.joined(resource)).filter(isUnread);
    const joined = stack.joins.flatMap(({ kind, types, join }) =>
      guarded(kind, resources.find(({ type }) => types.has(type))?.urn ?? "", () => join.all()),
    );
    return [...read, ...failures, ...joined];
  }

  private note(resource: Resource): void {
    this.resources.set(resource.urn, resource);
    this.references.add(resource);
  }

  private read(resource: Resource): readonly Reading[] {
    const families = [...(FAMILIES_BY_TYPE.get(resource.type) ?? []), ...(FAMILIES_BY_TYPE.get("*") ?? [])];
    return families.flatMap((family) => guarded(family.kind, resource.urn, () => family.read(resource, this.view)));
  }

  private joined(resource: Resource): readonly Reading[] {
    return this.joins.flatMap(({ kind, types, join }) =>
      types.has(resource.type) ? guarded(kind, resource.urn, () => join.add(resource)) : [],
    );
  }
}

/** Whether a reading says that something could not be read. */
export function isUnread(reading: Reading): reading is Unread {
  return "unread" in reading;
}

/** Reading must not fail the operation, nor let a rule pass. The error's text is left out, as it may hold a value. */
function guarded(kind: FactKind, urn: string, read: () => Iterable<Fact>): readonly Reading[] {
  try {
    return [...read()];
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return [
      { urn, unread: kind, because: `not read, because Mandate failed on it (${name}); please report this as a bug` },
    ];
  }
}

function groupByType(families: readonly Family[]): ReadonlyMap<string, readonly Family[]> {
  const grouped = new Map<string, Family[]>();
  for (const family of families) {
    for (const type of family.types) grouped.set(type, [...(grouped.get(type) ?? []), family]);
  }
  return grouped;
}
