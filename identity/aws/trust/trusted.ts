/**
 * Does a role's trust policy name this service, or this identity of the same account, and not refuse it? A service acts
 * with a role, and an identity assumes it, only where the trust policy says so.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html
 *
 * A Deny counts where its conditions hold for the one who asks, or are such that it cannot be avoided. Conditions on what
 * a service may be made to do with the role are not read: so a role may be said to trust a service that it does not.
 *
 * INVARIANT: an answer that an unknown part could change is unknown.
 */
import { unknown, type Unknown } from "../../knowledge";
import { STAND_IN_ACCOUNT } from "../document/arn";
import { canBeAvoided, isMet, narrowsWhat, type Said } from "../conditions/conditions";
import type { Condition, PolicyDocument, Principals, Statement, Text } from "../document/document";
import { covers } from "../document/match";

/** Users of an identity pool come with a token of it; everybody else assumes a role. */
const FEDERATED = "cognito-identity.amazonaws.com";
const ASSUMES = "sts:assumerole";
const ASSUMES_WITH_TOKEN = "sts:assumerolewithwebidentity";

/** @param service such as `lambda.amazonaws.com` */
export function trustsService(document: PolicyDocument, service: string): boolean | Unknown {
  return remembered(document, service, () => asService(document, service));
}

function asService(document: PolicyDocument, service: string): boolean | Unknown {
  const says = { "aws:principalisawsservice": "true" };
  return trusts(document, {
    action: service === FEDERATED ? ASSUMES_WITH_TOKEN : ASSUMES,
    isMeant: ({ type, value }) => type === "any" || (type !== "AWS" && value.replace(/\.cn$/, "") === service),
    allows: () => true,
    denies: (condition) => isMet(condition, says) ?? false,
  });
}

/** The account of a role. */
export interface OwnAccount {
  /** As its ARN tells it, be it a stand-in. */
  readonly account: string | undefined;
  /** Where the ARN tells none, the real accounts of which it is in one; none where nothing tells. */
  readonly among?: readonly string[] | undefined;
}

/** @param arn the identity's ARN, from the account on: `role/app` */
export function trustsIdentity(document: PolicyDocument, own: OwnAccount, arn: string): boolean | Unknown {
  const answer = () => asIdentity(document, own, arn);
  const { account = "", among = [] } = own;
  return tellsIdentitiesApart(document) ? answer() : remembered(document, `${account} ${among.join(" ")}`, answer);
}

function asIdentity(document: PolicyDocument, own: OwnAccount, arn: string): boolean | Unknown {
  const { account } = own;
  const known = account === STAND_IN_ACCOUNT ? undefined : account;
  const says: Said | undefined =
    known === undefined
      ? undefined
      : { "aws:principalaccount": known, "aws:principalarn": `arn:aws:iam::${known}:${arn}` };
  return trusts(document, {
    action: ASSUMES,
    isMeant: ({ type, value }) => {
      if (value === "*") return type === "any" || type === "AWS";
      const [named = value, rest = "root"] = value.replace(/^arn:[^:]*:iam::/, "").split(/:(.*)/s);
      if (type !== "AWS" || (rest !== "root" && rest !== arn)) return false;
      return named === account || (known === undefined && isOneOf(named, own));
    },
    allows: (condition) => isMet(condition, says) ?? leavesEverything(condition),
    denies: (condition) => isMet(condition, says) ?? !canBeAvoided(condition),
  });
}

/** A stand-in is some account that is not known, and so tells nothing where the role's own is not that one. */
function isOneOf(named: string, { among = [] }: OwnAccount): boolean | Unknown {
  const isSettled = named !== STAND_IN_ACCOUNT && among.length > 0 && (among.length === 1 || !among.includes(named));
  return isSettled ? among.includes(named) : unknown("arn", OTHER_ACCOUNT);
}

const OTHER_ACCOUNT = "perhaps of another account than the one that is trusted";

function leavesEverything(condition: Condition): boolean | Unknown {
  const narrowing = narrowsWhat(condition);
  return typeof narrowing === "string" ? narrowing === "vacuous" : narrowing;
}

const ANSWERS = new WeakMap<PolicyDocument, Map<string, boolean | Unknown>>();

/** Many ask the same of one role. */
function remembered(document: PolicyDocument, caller: string, ask: () => boolean | Unknown): boolean | Unknown {
  const answers = ANSWERS.get(document) ?? new Map<string, boolean | Unknown>();
  ANSWERS.set(document, answers);
  const answer = answers.get(caller) ?? ask();
  answers.set(caller, answer);
  return answer;
}

const APART = new WeakMap<PolicyDocument, boolean>();

/** Whether it says something of single identities of an account. */
function tellsIdentitiesApart(document: PolicyDocument): boolean {
  const apart =
    APART.get(document) ??
    document.statements.some(
      ({ principal, conditions }) =>
        conditions.length > 0 ||
        principal?.entries.some(
          ({ type, value }) => type === "AWS" && value.state === "known" && value.value.includes("/"),
        ),
    );
  APART.set(document, apart);
  return apart;
}

/** Who asks, and how: whether a principal means them, and whether conditions of both kinds of statements hold for them. */
interface Caller {
  readonly action: string;
  readonly isMeant: (named: Named) => boolean | Unknown;
  readonly allows: (condition: Condition) => boolean | Unknown;
  readonly denies: (condition: Condition) => boolean | Unknown;
}

interface Named {
  readonly type: Principals["entries"][number]["type"];
  readonly value: string;
}

function trusts(document: PolicyDocument, caller: Caller): boolean | Unknown {
  const [hidden] = document.hidden;
  const answers = (effect: "Allow" | "Deny") =>
    document.statements.map((statement) => hasEffectOn(statement, effect, caller));
  const allowed = together(answers("Allow"), hidden);
  if (allowed === false) return false;
  const denied = together(answers("Deny"), hidden);
  if (denied === true) return false;
  return typeof denied === "object" ? denied : allowed;
}

/** True where one answer is; else what keeps one open. */
function together(answers: readonly (boolean | Unknown)[], hidden: Unknown | undefined): boolean | Unknown {
  if (answers.includes(true)) return true;
  return answers.find((answer) => typeof answer === "object") ?? hidden ?? false;
}

function hasEffectOn(statement: Statement, wanted: "Allow" | "Deny", caller: Caller): boolean | Unknown {
  const { effect, action, principal, conditions, hiddenConditions } = statement;
  if (!action || !principal || (effect.state === "known" && effect.value !== wanted)) return false;
  const assumes = isOn(action, caller.action);
  if (assumes === false) return false;
  const named = isNamed(principal, wanted, caller);
  if (named === false) return false;
  const holds = conditions.map(wanted === "Allow" ? caller.allows : caller.denies);
  if (holds.includes(false)) return false;
  return [effect, assumes, named, ...holds, ...hiddenConditions].find(isOpen) ?? true;
}

function isOn(action: NonNullable<Statement["action"]>, name: string): boolean | Unknown {
  const covered = (certainty: "surely" | "possibly") =>
    covers(action, name, certainty, (pattern) => pattern.toLowerCase());
  return covered("surely") || (covered("possibly") && (action.values.find(isOpen) ?? true));
}

/** A Deny for everyone is for services as well. */
function isNamed({ negated, entries }: Principals, effect: "Allow" | "Deny", caller: Caller): boolean | Unknown {
  const answers = entries.map(({ type, value }): boolean | Unknown => {
    if (value.state === "unknown") return value;
    return caller.isMeant({ type, value: value.value }) || (effect === "Deny" && type === "AWS" && value.value === "*");
  });
  if (answers.includes(true)) return !negated;
  return answers.find(isOpen) ?? negated;
}

function isOpen(part: Statement["effect"] | Text | boolean): part is Unknown {
  return typeof part === "object" && part.state === "unknown";
}
