import type { Resource } from "../judge/resource";
import type { Fact } from "./facts";
import type { References } from "./references";

/** A family of resource types that is read in the same way. */
export interface Family {
  /** Normalised type tokens. */
  readonly types: readonly string[];
  /** What the resource says. It reads everything it knows and leaves nothing out because it looks odd. */
  read(resource: Resource, stack: StackView): Iterable<Fact>;
}

/** A family whose facts take several resources to settle. */
export interface JoinedFamily {
  readonly types: readonly string[];
  /** Starts an empty join for one stack. */
  join(stack: StackView): Join;
}

/** A join in progress: resources come in dependency order, or in any order where the stack is complete. */
export interface Join {
  /** Takes a resource in and returns the joined facts that it brings or changes, as they stand now. */
  add(resource: Resource): Iterable<Fact>;
  /** All joined facts as they stand now. */
  all(): Iterable<Fact>;
}

/** What a family may look up about the rest of the stack. */
export interface StackView {
  /** All resources seen so far, by URN. */
  readonly resources: ReadonlyMap<string, Resource>;
  readonly references: References;
}
