/**
 * Which roles does a condition on a role assignment leave its holder free to assign?
 *
 * An assignment of a role that may write role assignments can carry a condition (attribute-based access control) which
 * names the roles that may be handed on. The language: https://learn.microsoft.com/azure/role-based-access-control/conditions-format
 *
 * Only what decides this question is evaluated: the action, and the role definition of the request. Any other term may
 * turn out either way, so it is left open. INVARIANT: a role is called excluded only if no value of the open terms
 * would make the condition true for it.
 */
import { matchesOperation } from "./permissions";

export const ASSIGN = "Microsoft.Authorization/roleAssignments/write";

export type Delegation =
  /** None of the roles asked for can be assigned. */
  | { readonly state: "limited" }
  /** The first role, of those asked for, that can be assigned. */
  | { readonly state: "open"; readonly guid: string }
  | { readonly state: "unreadable" };

/** What a condition does with the roles that must not be handed on, given by GUID. */
export function delegationUnder(condition: string, guids: readonly string[]): Delegation {
  const term = parse(condition);
  if (!term) return { state: "unreadable" };
  const guid = guids.find((each) => evaluate(term, each.toLowerCase()) !== false);
  return guid === undefined ? { state: "limited" } : { state: "open", guid };
}

type Term =
  | { readonly kind: "all" | "any"; readonly terms: readonly Term[] }
  | { readonly kind: "not"; readonly term: Term }
  | { readonly kind: "action"; readonly patterns: readonly string[] }
  | { readonly kind: "role"; readonly equal: boolean; readonly every: boolean; readonly guids: readonly string[] }
  | { readonly kind: "open" };

/** Undefined: it depends on what is not asked. */
function evaluate(term: Term, guid: string): boolean | undefined {
  switch (term.kind) {
    case "open":
      return undefined;
    case "action":
      return term.patterns.some((pattern) => matchesOperation(pattern, ASSIGN));
    case "role": {
      const holds = (other: string): boolean => (other === guid) === term.equal;
      return term.every ? term.guids.every(holds) : term.guids.some(holds);
    }
    case "not": {
      const value = evaluate(term.term, guid);
      return value === undefined ? undefined : !value;
    }
    default: {
      const settles = term.kind === "any";
      const values = term.terms.map((each) => evaluate(each, guid));
      if (values.includes(settles)) return settles;
      return values.includes(undefined) ? undefined : !settles;
    }
  }
}

const TOKEN = /\s+|&&|\|\||[()!]|\{[^{}]*\}|'[^']*'|@\w+\[[^\]]*\]|[\w.:+-]+/gy;

function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    if (match[0].trim() !== "") tokens.push(match[0]);
  }
  return end === text.length && tokens.length > 0 ? tokens : undefined;
}

function parse(condition: string): Term | undefined {
  const tokens = tokensOf(condition);
  if (!tokens) return undefined;
  const reader = new Reader(tokens);
  const term = reader.any();
  return reader.atEnd ? term : undefined;
}

/** Reads the grammar downwards: a disjunction of conjunctions of terms that may be negated. */
class Reader {
  private position = 0;
  private terms = 0;

  constructor(private readonly tokens: readonly string[]) {}

  get atEnd(): boolean {
    return this.position === this.tokens.length;
  }

  any(): Term | undefined {
    return this.joined("any", /^(or|\|\|)$/i, () => this.joined("all", /^(and|&&)$/i, () => this.term()));
  }

  private joined(kind: "any" | "all", connective: RegExp, read: () => Term | undefined): Term | undefined {
    const terms: Term[] = [];
    do {
      const term = read();
      if (!term) return undefined;
      terms.push(term);
    } while (this.take(connective) !== undefined);
    return { kind, terms };
  }

  private term(): Term | undefined {
    if (++this.terms > MAX_TERMS) return undefined;
    if (this.take(/^(!|not)$/i) !== undefined) {
      const term = this.term();
      return term && { kind: "not", term };
    }
    if (this.take(/^\($/) !== undefined) {
      const term = this.any();
      return this.take(/^\)$/) === undefined ? undefined : term;
    }
    return this.comparison();
  }

  private comparison(): Term | undefined {
    const word = this.take(/^(actionmatches|suboperationmatches|exists)$/i)?.toLowerCase();
    if (word === "exists") return this.take(/^@/) === undefined ? undefined : { kind: "open" };
    if (word !== undefined) {
      const patterns = this.take(/^\{/);
      if (patterns === undefined) return undefined;
      return word === "actionmatches" ? { kind: "action", patterns: valuesIn(patterns) } : { kind: "open" };
    }
    const [left, operator, right] = [this.take(/^[@'{\w]/), this.take(/^[A-Za-z]\w*(:\w+)?$/), this.take(/^[@'{\w]/)];
    if (left === undefined || operator === undefined || right === undefined) return undefined;
    return roleTerm(left, operator, right) ?? { kind: "open" };
  }

  private take(pattern: RegExp): string | undefined {
    const token = this.tokens[this.position];
    if (token === undefined || !pattern.test(token)) return undefined;
    this.position++;
    return token;
  }
}

/** Far above what Azure accepts; it keeps a hostile text from exhausting the stack. */
const MAX_TERMS = 1000;

const REQUESTED_ROLE = /^@request\[\s*microsoft\.authorization\/roleassignments:roledefinitionid\s*\]$/i;
const GUID_OPERATOR = /^(?:for(?:any|all)of(any|all)values:)?guid(not)?equals$/i;

function roleTerm(left: string, operator: string, right: string): Term | undefined {
  const [, quantifier, not] = GUID_OPERATOR.exec(operator) ?? [];
  if (!REQUESTED_ROLE.test(left) || !GUID_OPERATOR.test(operator) || right.startsWith("@")) return undefined;
  const guids = valuesIn(right).map((guid) => guid.toLowerCase());
  return { kind: "role", equal: not === undefined, every: quantifier?.toLowerCase() === "all", guids };
}

function valuesIn(token: string): readonly string[] {
  const inner = token.startsWith("{") ? token.slice(1, -1) : token;
  return inner.split(",").flatMap((value) => {
    const text = value.trim().replace(/^'|'$/g, "");
    return text === "" ? [] : [text];
  });
}
