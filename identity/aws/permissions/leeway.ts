/**
 * What is left of actions to those who have a document, by their denials, permissions boundaries and service control
 * policies?
 *
 * INVARIANTS: only an unconditional Deny takes away; a limit never adds; each question is asked twice, with every unknown
 * as poor and as generous as it can be.
 */
import { known } from "../../knowledge";
import { onceFor } from "../../remember";
import { actionsCoveredBy, type Action } from "../actions/actions";
import type { Effect, Patterns } from "../document/document";
import { isEverything, opposite, type Certainty } from "../document/match";
import { isOnEvery, isOnKind, mayBeEverywhere } from "./every-resource";
import {
  hasEffect,
  isInForce,
  limitsOn,
  sidesOf,
  type HasDocument,
  type Permissions,
  type Power,
  type Powers,
} from "./permissions";

type ByCertainty<T> = Partial<Record<Certainty, T>>;

const NONE: ReadonlySet<Action> = new Set();

/** What at least one of some holders may do, for all that limits and denies them. */
export class Leeway {
  private readonly limits: ByCertainty<readonly Limit[]> = {};
  private readonly sets: ByCertainty<Map<ReadonlySet<Action>, ReadonlySet<Action>>> = {};

  constructor(private readonly holders: readonly Permissions<HasDocument>[]) {}

  isLimited(certainty: Certainty): boolean {
    return this.limitsOn(certainty).length > 0;
  }

  includes(action: Action, certainty: Certainty): boolean {
    const limits = this.limitsOn(certainty);
    if (limits.length === 0) return true;
    return limits.some(({ denied, permitted }) => !denied.has(action) && permitted.every((each) => each.has(action)));
  }

  /** What is left of these actions; one and the same set of the same one. */
  of(actions: ReadonlySet<Action>, certainty: Certainty): ReadonlySet<Action> {
    if (actions.size === 0 || !this.isLimited(certainty)) return actions;
    const sets = (this.sets[certainty] ??= new Map<ReadonlySet<Action>, ReadonlySet<Action>>());
    const left = sets.get(actions) ?? filter(actions, (action) => this.includes(action, certainty));
    sets.set(actions, left);
    return left;
  }

  /** None where somebody has none. */
  private limitsOn(certainty: Certainty): readonly Limit[] {
    return (this.limits[certainty] ??= limitsOf(this.holders, certainty));
  }
}

interface Limit {
  readonly denied: Everywhere;
  /** What the boundary and the service control policies permit, as far as there are any. */
  readonly permitted: readonly Everywhere[];
}

const limitOnce = {
  surely: onceFor((holder: Permissions<HasDocument>) => readLimit(holder, "surely")),
  possibly: onceFor((holder: Permissions<HasDocument>) => readLimit(holder, "possibly")),
};

function limitsOf(holders: readonly Permissions<HasDocument>[], certainty: Certainty): readonly Limit[] {
  const limits: Limit[] = [];
  for (const holder of holders) {
    const limit = limitOnce[certainty](holder);
    if (limit.denied.isNothing && limit.permitted.length === 0) return [];
    limits.push(limit);
  }
  return limits;
}

function readLimit(holder: Permissions<HasDocument>, certainty: Certainty): Limit {
  const sides = sidesOf(holder);
  const limits = limitsOn(sides);
  const denying = [...sides.identity, ...limits.flat(), ...(certainty === "surely" ? sides.perhaps : [])];
  return {
    denied: new Everywhere(denying, "Deny", opposite(certainty)),
    permitted: limits.map((limit) => new Everywhere(limit, "Allow", certainty)),
  };
}

/** The actions that documents allow, or deny, without a condition on all on which they can be granted. */
class Everywhere {
  /** Those on whatever resource. */
  private readonly whole: readonly [ReadonlySet<Action>, ReadonlySet<Action>];
  private readonly others: (readonly [actions: ReadonlySet<Action>, power: Power])[] = [];
  private readonly answers = new Map<Action, boolean>();

  constructor(
    documents: readonly Powers<HasDocument>[],
    private readonly effect: Effect,
    private readonly certainty: Certainty,
  ) {
    const wholes = new Set<ReadonlySet<Action>>();
    for (const { statements, hidden } of documents) {
      if (hidden.length > 0 && certainty === "possibly") wholes.add(actionsCoveredBy(EVERY_ACTION, certainty));
      for (const power of statements) {
        if (!hasEffect(power.statement, effect, certainty)) continue;
        if (!isInForce(power, effect, certainty, "no condition")) continue;
        const actions = actionsCoveredBy(power.action, certainty);
        if (isEverything(power.resource)) wholes.add(actions);
        else if (mayBeEverywhere(power.resource)) this.others.push([actions, power]);
      }
    }
    // What a `NotAction` covers is large, and the same for many identities: it is not copied for what stands beside it.
    const [largest = NONE, ...others] = [...wholes].sort((a, b) => b.size - a.size);
    const [only = NONE] = others;
    this.whole = [largest, others.length > 1 ? new Set(others.flatMap((actions) => [...actions])) : only];
  }

  get isNothing(): boolean {
    return this.whole[0].size === 0 && this.others.length === 0;
  }

  has(action: Action): boolean {
    if (this.whole[0].has(action) || this.whole[1].has(action)) return true;
    if (this.others.length === 0) return false;
    const answer =
      this.answers.get(action) ?? this.others.some(([actions, power]) => this.isOn(actions, power, action));
    this.answers.set(action, answer);
    return answer;
  }

  private isOn(actions: ReadonlySet<Action>, power: Power, action: Action): boolean {
    if (!actions.has(action)) return false;
    const of = this.effect === "Deny" ? "some" : "every";
    return isOnEvery(power, action.service, this.certainty) || isOnKind(power, action, this.certainty, of);
  }
}

const EVERY_ACTION: Patterns = { place: "", negated: false, values: [known("*", "")] };

export function filter<T>(set: ReadonlySet<T>, keep: (element: T) => boolean): ReadonlySet<T> {
  return new Set([...set].filter(keep));
}
