import type { Resource } from "../judge/resource";
import type { Fact, FactKind, FactOf } from "./facts";
import type { References } from "./references";

/** A family of resource types that is read in the same way, into one kind of fact. */
export interface Family<K extends FactKind = FactKind> {
  readonly kind: K;
  /** Normalised type tokens, or `*` for every type. */
  readonly types: readonly string[];
  /** What the resource says. It reads everything it knows and leaves nothing out because it looks odd. */
  read(resource: Resource, stack: StackView): Iterable<FactOf<K>>;
}

/** A family whose facts take several resources to settle. */
export interface JoinedFamily<K extends FactKind = FactKind> {
  readonly kind: K;
  readonly types: readonly string[];
  /** Starts an empty join for one stack. */
  join(stack: StackView): Join;
}

/** A fact that could not be read, because the code that reads it failed: no rule on its kind may pass. */
export interface Unread {
  readonly urn: string;
  readonly kind: FactKind;
  readonly because: string;
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
  readonly surroundings: Surroundings;
}

/** What holds for a stack and stands in none of its resources; the settings say it. */
export interface Surroundings {
  /** The service control policies of the AWS account. */
  readonly serviceControlPolicies: readonly object[];
  /** The AWS accounts that count as the stack's own; where there are any, the one it is deployed to is among them. */
  readonly ownAccounts: readonly string[];
}
