/**
 * What an identity holds, in plain data that can be written down, reviewed, read back and compared: privileges, who may
 * become it, credentials that stand for it, and what exposes it.
 *
 * INVARIANTS: a form says the same in whatever order the program says it, and bears no name that a deployment invents:
 * what belongs to the stack stands as `${logical name}`. Nothing unknown is in a form; who writes it down says so apart.
 */
import { byCodeUnit } from "./order";

/** A statement of a policy document, without its Sid. Each list is sorted and has each text once. */
export interface StatementForm {
  readonly allow?: readonly string[];
  readonly allowAllBut?: readonly string[];
  readonly deny?: readonly string[];
  readonly denyAllBut?: readonly string[];
  readonly on?: readonly string[];
  readonly onAllBut?: readonly string[];
  /** Principals by type; `any` is everyone. */
  readonly to?: Readonly<Record<string, readonly string[]>>;
  readonly toAllBut?: Readonly<Record<string, readonly string[]>>;
  /** Operator, key, values. */
  readonly when?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A managed policy that is not the stack's: its name at AWS, or its ARN. */
export interface PolicyForm {
  readonly policy: string;
}

/** A role of Azure over everything below a scope. */
export interface RoleForm {
  /** The name of a built-in role, or what the role is called. */
  readonly role: string;
  readonly on: string;
  /** What a role of the stack's own permits. */
  readonly permits?: readonly PermissionForm[];
  /** The condition of the assignment, as it is written. */
  readonly when?: string;
}

/** One permission of a custom role. */
export interface PermissionForm {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

/** Tokens of somebody outside the cloud that let their bearer act as the identity. */
export interface TokenForm {
  readonly issuer: string;
  readonly subject?: string;
  /** The expression over claims that stands in place of a subject. */
  readonly claims?: string;
  readonly audiences: readonly string[];
}

export type Form = StatementForm | PolicyForm | RoleForm | TokenForm;

/** Whether a form is a statement of a policy document. */
export function isStatement(form: Form): form is StatementForm {
  return !("policy" in form) && !("role" in form) && !("issuer" in form);
}

/** What somebody approves: everything that an identity holds. */
export interface Holdings {
  readonly privileges: readonly Form[];
  /** The most that the privileges can come to; absent where nothing bounds them. */
  readonly boundary?: readonly Form[];
  readonly trust: readonly Form[];
  readonly credentials: readonly string[];
  readonly exposure: readonly string[];
}

/** Texts in order, each once. */
export function sorted(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].sort(byCodeUnit);
}

/** Forms in the order of what they say, each once. */
export function sortedForms<F extends object>(forms: readonly F[]): readonly F[] {
  const byText = new Map(forms.map((form) => [canonical(form), form]));
  return [...byText].sort(([a], [b]) => byCodeUnit(a, b)).map(([, form]) => form);
}

/** One text for what a value says: JSON with the members of each object in order. */
export function canonical(value: unknown, indent?: number): string {
  return JSON.stringify(inOrder(value), undefined, indent);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // Without prototype, a key `__proto__` is a member as any other.
  const ordered = Object.create(null) as Record<string, unknown>;
  for (const [key, member] of members.sort(([a], [b]) => byCodeUnit(a, b))) ordered[key] = inOrder(member);
  return ordered;
}

/** A form for a reader, in one line: `allow s3:PutObject on ${uploads}/incoming/*`. */
export function wordsOf(form: Form): string {
  if ("policy" in form) return `the managed policy ${form.policy}`;
  if ("role" in form) return roleWords(form);
  if ("issuer" in form) {
    const whom = form.claims === undefined ? `with subject ${form.subject ?? ""}` : `where ${form.claims}`;
    return `tokens of ${form.issuer} ${whom} for ${listed(form.audiences)}`;
  }
  return statementWords(form);
}

function statementWords(form: StatementForm): string {
  const { allow, allowAllBut, deny, denyAllBut, on, onAllBut, to, toAllBut, when } = form;
  const parts = [
    allow && `allow ${listed(allow)}`,
    allowAllBut && `allow everything but ${listed(allowAllBut)}`,
    deny && `deny ${listed(deny)}`,
    denyAllBut && `deny everything but ${listed(denyAllBut)}`,
    on && `on ${listed(on)}`,
    onAllBut && `on everything but ${listed(onAllBut)}`,
    to && `to ${principalWords(to)}`,
    toAllBut && `to everyone but ${principalWords(toAllBut)}`,
    when && `when ${conditionWords(when)}`,
  ];
  return parts.filter((part) => part !== undefined).join(" ");
}

function roleWords({ role, on, permits, when }: RoleForm): string {
  const permitted = (permits ?? []).flatMap(({ actions = [], dataActions = [] }) => [...actions, ...dataActions]);
  const excluded = (permits ?? []).flatMap(({ notActions = [], notDataActions = [] }) => [
    ...notActions,
    ...notDataActions,
  ]);
  const but = excluded.length > 0 ? ` but not ${listed(excluded)}` : "";
  const custom = permits ? ` (permits ${listed(permitted)}${but})` : "";
  return `${role}${custom} on ${on}${when === undefined ? "" : ` when ${when}`}`;
}

function principalWords(principals: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(principals)
    .map(([type, values]) => (type === "any" ? "everyone" : `${type} ${listed(values)}`))
    .join(" and ");
}

function conditionWords(when: NonNullable<StatementForm["when"]>): string {
  return Object.entries(when)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => `${key} ${operator} ${values.join(" or ")}`),
    )
    .join(" and ");
}

function listed(texts: readonly string[]): string {
  return texts.length === 0 ? "nothing" : texts.join(", ");
}
