import type { Resource } from "../judge/resource";
import type { Fact, FactKind } from "./facts";
import { FAMILIES, JOINED_FAMILIES } from "./families";
import type { Family, Join, StackView, Surroundings, Unread } from "./family";
import { References } from "./references";

const FAMILIES_BY_TYPE = groupByType(FAMILIES);

/** What resources bring: facts, and the kinds of facts that could not be read of them. */
export interface Readings {
  readonly facts: readonly Fact[];
  readonly unread: readonly Unread[];
}

interface JoinOfKind {
  readonly kind: FactKind;
  readonly types: ReadonlySet<string>;
  readonly join: Join;
}

const NO_SURROUNDINGS: Surroundings = { serviceControlPolicies: [], ownAccounts: [] };

/** All facts of one stack, built up resource by resource. */
export class StackFacts {
  private readonly resources = new Map<string, Resource>();
  private readonly references = new References(this.resources);
  private readonly view: { -readonly [P in keyof StackView]: StackView[P] } = {
    resources: this.resources,
    references: this.references,
    surroundings: NO_SURROUNDINGS,
  };
  /** Every one takes in its resources, as joins ask each other. */
  private readonly joins: readonly JoinOfKind[] = JOINED_FAMILIES.map((family) => ({
    kind: family.kind,
    types: new Set(family.types),
    join: family.join(this.view),
  }));

  /** @param kinds the facts that are read. @default all */
  constructor(private readonly kinds?: ReadonlySet<FactKind>) {}

  /** Says what holds around the stack, for the facts that are read from then on. */
  surround(surroundings: Surroundings): void {
    this.view.surroundings = surroundings;
  }

  /** Takes the next resource in dependency order; returns the facts that it brings or changes. */
  add(resource: Resource): Readings {
    this.note(resource);
    return together([...this.read(resource), ...this.joined(resource)]);
  }

  /**
   * The facts of a stack whose resources are all known, in whatever order they come.
   *
   * @param kinds those that somebody asks for. @default all
   */
  static complete(
    resources: readonly Resource[],
    surroundings: Surroundings = NO_SURROUNDINGS,
    kinds?: ReadonlySet<FactKind>,
  ): Readings {
    const stack = new StackFacts(kinds);
    stack.surround(surroundings);
    for (const resource of resources) stack.note(resource);
    const read = resources.flatMap((resource) => stack.read(resource));
    const failures = resources
      .flatMap((resource) => stack.joined(resource))
      .map(({ unread }) => ({ facts: [], unread }));
    const wanted = stack.joins.filter((join) => stack.isRead(join));
    const joined = wanted.map(({ kind, types, join }) =>
      guarded(kind, resources.find(({ type }) => types.has(type))?.urn ?? "", () => join.all()),
    );
    return together([...read, ...failures, ...joined]);
  }

  /** What a complete stack looks like to those who read only a part of its facts. */
  static viewOf(resources: readonly Resource[]): StackView {
    const stack = new StackFacts();
    for (const resource of resources) stack.note(resource);
    return stack.view;
  }

  private note(resource: Resource): void {
    this.resources.set(resource.urn, resource);
    this.references.add(resource);
  }

  private isRead({ kind }: { readonly kind: FactKind }): boolean {
    return this.kinds === undefined || this.kinds.has(kind);
  }

  private read(resource: Resource): readonly Readings[] {
    const families = [...(FAMILIES_BY_TYPE.get(resource.type) ?? []), ...(FAMILIES_BY_TYPE.get("*") ?? [])];
    const wanted = families.filter((family) => this.isRead(family));
    return wanted.map((family) => guarded(family.kind, resource.urn, () => family.read(resource, this.view)));
  }

  private joined(resource: Resource): readonly Readings[] {
    const joins = this.joins.filter(({ types }) => types.has(resource.type));
    return joins.map(({ kind, join }) => guarded(kind, resource.urn, () => join.add(resource)));
  }
}

/** Reading must not fail the operation, nor let a rule pass. The error's text is left out, as it may hold a value. */
function guarded(kind: FactKind, urn: string, read: () => Iterable<Fact>): Readings {
  try {
    return { facts: [...read()], unread: [] };
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    const because = `not read, because Mandate failed on it (${name}); please report this as a bug`;
    return { facts: [], unread: [{ urn, kind, because }] };
  }
}

function together(readings: readonly Readings[]): Readings {
  return { facts: readings.flatMap(({ facts }) => facts), unread: readings.flatMap(({ unread }) => unread) };
}

function groupByType(families: readonly Family[]): ReadonlyMap<string, readonly Family[]> {
  const grouped = new Map<string, Family[]>();
  for (const family of families) {
    for (const type of family.types) grouped.set(type, [...(grouped.get(type) ?? []), family]);
  }
  return grouped;
}
