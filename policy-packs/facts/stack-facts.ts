import type { Resource } from "../judge/resource";
import type { Fact } from "./facts";
import { FAMILIES, JOINED_FAMILIES } from "./families";
import type { Family, Join, StackView } from "./family";
import { References } from "./references";

const FAMILIES_BY_TYPE = groupByType(FAMILIES);

/** All facts of one stack, built up resource by resource. */
export class StackFacts {
  private readonly resources = new Map<string, Resource>();
  private readonly references = new References(this.resources);
  private readonly view: StackView = { resources: this.resources, references: this.references };
  private readonly joins: readonly { readonly types: ReadonlySet<string>; readonly join: Join }[] = JOINED_FAMILIES.map(
    (family) => ({ types: new Set(family.types), join: family.join(this.view) }),
  );

  /** Takes the next resource in dependency order; returns the facts that it brings or changes. */
  add(resource: Resource): readonly Fact[] {
    this.note(resource);
    return [...this.read(resource), ...this.joined(resource)];
  }

  /** The facts of a stack whose resources are all known, in whatever order they come. */
  static complete(resources: readonly Resource[]): readonly Fact[] {
    const stack = new StackFacts();
    for (const resource of resources) stack.note(resource);
    const read = resources.flatMap((resource) => stack.read(resource));
    for (const resource of resources) stack.joined(resource);
    return [...read, ...stack.joins.flatMap(({ join }) => [...join.all()])];
  }

  private note(resource: Resource): void {
    this.resources.set(resource.urn, resource);
    this.references.add(resource);
  }

  private read(resource: Resource): readonly Fact[] {
    const families = FAMILIES_BY_TYPE.get(resource.type) ?? [];
    return [...families, ...(FAMILIES_BY_TYPE.get("*") ?? [])].flatMap((family) => [
      ...family.read(resource, this.view),
    ]);
  }

  private joined(resource: Resource): readonly Fact[] {
    return this.joins.flatMap(({ types, join }) => (types.has(resource.type) ? [...join.add(resource)] : []));
  }
}

function groupByType(families: readonly Family[]): ReadonlyMap<string, readonly Family[]> {
  const grouped = new Map<string, Family[]>();
  for (const family of families) {
    for (const type of family.types) grouped.set(type, [...(grouped.get(type) ?? []), family]);
  }
  return grouped;
}
