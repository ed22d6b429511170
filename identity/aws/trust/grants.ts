/**
 * Who may become a role, one grant for each principal of each statement that allows it, and which conditions they must
 * meet: those of the statement, and the opposite of what a Deny refuses.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * INVARIANTS: what is not known never narrows a grant silently. A grant that may be none, or may be narrower than it
 * looks, says why in `doubts`; only a grant without doubts can be held against anyone. A Deny counts where it surely
 * covers action and principal; with several conditions it leaves those who miss one, so it narrows nothing.
 */
import type { Known, Unknown } from "../../knowledge";
import type { Condition, PolicyDocument, Principals, PrincipalType, Statement } from "../document/document";
import { covers, type Certainty } from "../document/match";
import { holdsWithoutKey, type Operator } from "../conditions/operators";
import { readPrincipal, type Principal } from "../document/principal";

export interface TrustGrant {
  readonly statement: Statement;
  readonly type: PrincipalType;
  /** Undefined where it is not known. */
  readonly principal: Principal | undefined;
  readonly text: Known<string> | Unknown;
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
  readonly version: PolicyDocument["version"];
  readonly doubts: readonly Unknown[];
}

/** The action by which principals of each type become a role. */
const ACTIONS: Readonly<Record<PrincipalType, readonly string[]>> = {
  any: ["sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"],
  AWS: ["sts:assumerole"],
  Service: ["sts:assumerole"],
  Federated: ["sts:assumerolewithsaml", "sts:assumerolewithwebidentity"],
  CanonicalUser: [],
};

const READ = new WeakMap<PolicyDocument, readonly TrustGrant[]>();

/** The grants of a trust policy, read once however many ask. All but some (`NotPrincipal`) are no grant to anyone. */
export function trustGrants(document: PolicyDocument): readonly TrustGrant[] {
  const read = READ.get(document);
  if (read) return read;
  const denials = new Denials(document);
  const grants = document.statements.flatMap((statement) => {
    const { effect, principal } = statement;
    if (!principal || principal.negated || (effect.state === "known" && effect.value === "Deny")) return [];
    return principal.entries.flatMap((entry) => grantOf(statement, entry, document, denials) ?? []);
  });
  READ.set(document, grants);
  return grants;
}

type Entry = Principals["entries"][number];

function grantOf(
  statement: Statement,
  entry: Entry,
  { version, hidden }: PolicyDocument,
  denials: Denials,
): TrustGrant | undefined {
  const { type, value: text } = entry;
  const { action, effect, conditions, hiddenConditions } = statement;
  const principal = text.state === "known" ? readPrincipal(type, text.value) : undefined;
  const actions = actionsOf(type, principal).filter((each) => action && reaches(action, each, "possibly"));
  if (!action || actions.length === 0) return undefined;
  const denial = deniedTo(
    entry,
    principal,
    actions,
    denials.for(entry, principal).filter((each) => each !== statement),
  );
  if (denial.closed) return undefined;
  const uncertain = actions.some((each) => reaches(action, each, "surely")) ? [] : unknownsIn(action.values);
  return {
    statement,
    type,
    principal,
    text,
    conditions: [...conditions, ...denial.demands],
    version,
    doubts: [...unknownsIn([effect, text]), ...uncertain, ...hiddenConditions, ...denial.doubts, ...hidden.slice(0, 1)],
  };
}

/** Statements that may deny, by the principals that they name. */
class Denials {
  private readonly named = new Map<string, Statement[]>();
  /** Those for everybody, for all but some, and for somebody of whom it is not known who it is. */
  private readonly others: Statement[] = [];
  private readonly all: readonly Statement[];

  constructor({ statements }: PolicyDocument) {
    this.all = statements.filter(({ effect }) => effect.state === "unknown" || effect.value === "Deny");
    for (const statement of this.all) this.file(statement);
  }

  private file(statement: Statement): void {
    const { negated = false, entries = [] } = statement.principal ?? {};
    const names = entries.flatMap(({ type, value }) => (value.state === "known" ? namesOf(type, value.value) : []));
    const isNamed = (type: PrincipalType, text: string) => readPrincipal(type, text).kind !== "everyone";
    const isOfNames = entries.every(({ type, value }) => value.state === "known" && isNamed(type, value.value));
    if (negated || !isOfNames) this.others.push(statement);
    else for (const name of new Set(names)) this.named.set(name, [...(this.named.get(name) ?? []), statement]);
  }

  /** Those that may be for the principal of an entry. */
  for({ type, value }: Entry, principal: Principal | undefined): readonly Statement[] {
    if (value.state === "unknown") return this.all;
    const account = principal?.kind === "account" ? [`account ${principal.account}`] : [];
    const named = [`${type} ${value.value}`, ...account].flatMap((name) => this.named.get(name) ?? []);
    return [...new Set([...this.others, ...named])];
  }
}

/** The principal as it is written, and its account where it is the whole of it. */
function namesOf(type: PrincipalType, text: string): readonly string[] {
  const principal = readPrincipal(type, text);
  const whole = principal.kind === "account" && principal.whole ? [`account ${principal.account}`] : [];
  return [`${type} ${text}`, ...whole];
}

/** A provider's kind decides its action; everyone may come in whatever way. */
function actionsOf(type: PrincipalType, principal: Principal | undefined): readonly string[] {
  if (principal?.kind === "everyone" && type === "AWS") return ACTIONS.any;
  if (principal?.kind === "oidc") return ["sts:assumerolewithwebidentity"];
  return principal?.kind === "saml" ? ["sts:assumerolewithsaml"] : ACTIONS[type];
}

function reaches(action: NonNullable<Statement["action"]>, name: string, certainty: Certainty): boolean {
  return covers(action, name, certainty, (pattern) => pattern.toLowerCase());
}

/** What a Deny leaves of what is allowed. */
export interface Denial {
  /** True where nothing is left. */
  readonly closed: boolean;
  readonly demands: readonly Condition[];
  readonly doubts: readonly Unknown[];
}

const NOTHING: Denial = { closed: false, demands: [], doubts: [] };

/**
 * What statements leave to a principal that is allowed these actions.
 *
 * @param actions in lower case
 */
export function deniedTo(
  entry: Entry,
  principal: Principal | undefined,
  actions: readonly string[],
  statements: readonly Statement[],
): Denial {
  const denials = statements.map((statement) => denialBy(statement, entry, principal, actions));
  return {
    closed: denials.some(({ closed }) => closed),
    demands: denials.flatMap(({ demands }) => demands),
    doubts: denials.flatMap(({ doubts }) => doubts),
  };
}

function denialBy(
  { effect, action, principal: whom, conditions, hiddenConditions }: Statement,
  entry: Entry,
  principal: Principal | undefined,
  actions: readonly string[],
): Denial {
  if (!action || !whom) return NOTHING;
  const covered = (certainty: Certainty) =>
    actions.every((each) => reaches(action, each, certainty)) && isWhom(whom, entry, principal, certainty);
  if (!covered("possibly")) return NOTHING;
  const telling = conditions.filter((condition) => !isAlwaysMet(condition, principal));
  const reversed = telling.length === 1 ? telling.flatMap((each) => opposite(each) ?? []) : [];
  const narrows = telling.length === 0 || reversed.length > 0;
  if (effect.state === "unknown" || hiddenConditions.length > 0 || !covered("surely")) {
    const parts = unknownsIn([
      effect,
      ...action.values,
      ...whom.entries.map(({ value }) => value),
      ...hiddenConditions,
    ]);
    return narrows ? { closed: false, demands: [], doubts: parts } : NOTHING;
  }
  return { closed: telling.length === 0, demands: reversed, doubts: [] };
}

/** Whether a Deny is for this principal. */
function isWhom(whom: Principals, entry: Entry, principal: Principal | undefined, certainty: Certainty): boolean {
  const named = whom.entries.some((each) => {
    if (each.value.state === "unknown") return (certainty === "possibly") !== whom.negated;
    const other = readPrincipal(each.type, each.value.value);
    if (other.kind === "everyone" && each.type !== "Federated") return true;
    if (entry.value.state === "unknown") return (certainty === "possibly") !== whom.negated;
    if (each.type === entry.type && each.value.value === entry.value.value) return true;
    return (
      other.kind === "account" && other.whole && principal?.kind === "account" && principal.account === other.account
    );
  });
  return named !== whom.negated;
}

/** Callers with credentials of an account are no service. */
function isAlwaysMet({ operator, key, values }: Condition, principal: Principal | undefined): boolean {
  const wanted = principal?.kind === "service" ? "true" : "false";
  return (
    key.toLowerCase() === "aws:principalisawsservice" &&
    operator.comparison === "bool" &&
    values.some((value) => value.state === "known" && value.value.toLowerCase() === wanted)
  );
}

/** What callers must meet whom a Deny under this condition alone does not refuse. */
function opposite(condition: Condition): Condition | undefined {
  const { operator } = condition;
  if (!operator.negated) return undefined;
  const { qualifier: _qualifier, ...plain } = operator;
  const reversed: Operator = { ...plain, negated: false, ifExists: !holdsWithoutKey(operator) };
  return { ...condition, operator: reversed };
}

function unknownsIn(parts: readonly (Known<unknown> | Unknown)[]): readonly Unknown[] {
  return parts.filter((part): part is Unknown => part.state === "unknown");
}
