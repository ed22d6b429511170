/**
 * What does an identity hold beyond the entry of the lock that was approved for it?
 *
 * Privileges and trust are compared by what they decide, see `aws/comparison` and `azure/comparison.ts`; so names,
 * order and the way in which they are spread over documents do not matter. Credentials and exposure are compared by name.
 *
 * INVARIANTS: an empty answer means that nothing goes beyond the entry. What is not known is undetermined, and what is
 * not known of the entry approves nothing.
 */
import { permissionExcess } from "../aws/comparison/comparison";
import { readPolicyDocument, type DocumentKind, type PolicyDocument } from "../aws/document/document";
import { awsManagedPolicyNamed } from "../aws/managed-policies/managed-policies";
import type { HasDocument, Permissions } from "../aws/permissions/permissions";
import { documentOfForms, type Fill } from "../aws/document/statement-form";
import { trustExcess } from "../aws/trust/comparison";
import { builtInRole, builtInRoleNamed } from "../azure/built-in-roles";
import { roleExcess, type RoleGrant } from "../azure/comparison";
import {
  canonical,
  isStatement,
  wordsOf,
  type Form,
  type PermissionForm,
  type RoleForm,
  type StatementForm,
} from "../entitlements";
import type { Excess, ExcessSeverity } from "../excess";
import { unknown, type Unknown } from "../knowledge";
import type { LockEntry } from "./lock";
import { beliefIn, isDeceptive } from "./placeholders";

export type Section = "privileges" | "boundary" | "trust" | "credentials" | "exposure";

/** One thing that goes beyond the entry, or may. */
export interface Difference {
  readonly section: Section;
  readonly words: string;
  readonly severity: ExcessSeverity;
  /** Where it is given. */
  readonly urn: string;
  readonly path: string;
  /** Why it could not be shown that the entry covers it. */
  readonly because?: string;
  /** Set where it is not known whether it goes beyond. */
  readonly unknown?: Unknown;
}

/** A policy with the resource that gives it. */
export interface PlacedGrant extends HasDocument {
  readonly urn: string;
  readonly path: string;
  readonly policy?: { readonly urn?: string; readonly managedBy: "aws" | "stack" };
}

export interface PlacedRole extends RoleGrant {
  readonly urn: string;
  readonly path: string;
}

/** One thing that an identity holds, in words and in plain data. */
export interface Holding {
  readonly words: string;
  readonly urn: string;
  readonly path: string;
  readonly form?: Form;
}

/** What an identity holds. */
export interface Held {
  readonly privileges: readonly Holding[];
  readonly boundary: readonly Holding[] | undefined;
  readonly trust: readonly Holding[];
  readonly credentials: readonly Holding[];
  readonly exposure: readonly Holding[];
  readonly urn: string;
  readonly compared: {
    readonly permissions?: Permissions<PlacedGrant>;
    readonly trust?: { readonly urn: string; readonly path: string; readonly document: PolicyDocument };
    readonly roles?: readonly PlacedRole[];
    /** The same with placeholders for ARNs and ids that are not known, where it is known whose they are. */
    readonly assumed?: {
      readonly permissions?: Permissions<PlacedGrant>;
      readonly roles?: readonly PlacedRole[];
    };
  };
}

/** The names that an entry uses for what belongs to the stack. */
interface Names {
  /** Puts in place of names what they stand for in this stack. */
  readonly fill: Fill;
  /** The same, with a placeholder where that is not known yet. */
  readonly assume: Fill;
  /** Puts names in place of ARNs and ids, in a text for a reader. */
  readonly rename: (text: string) => string;
}

/** What of an identity goes beyond its entry, or may. */
export function beyond(held: Held, entry: LockEntry, names: Names): readonly Difference[] {
  const { fill, rename } = names;
  const found = [
    ...permissionDifferences(held, entry, names),
    ...roleDifferences(held, entry, names),
    ...policyDifferences(held, entry),
    ...trustDifferences(held, entry, fill),
    ...tokenDifferences(held, entry),
    ...namedDifferences("credentials", held.credentials, entry.credentials),
    ...namedDifferences("exposure", held.exposure, entry.exposure),
  ].map((each) => ({ ...each, words: renamed(each.words, rename) }));
  const [part] = entry.unknowns;
  return part ? found.map((each) => ({ ...each, unknown: each.unknown ?? part })) : found;
}

/** Names texts in backticks, such as ARNs, as the lock does. */
function renamed(words: string, rename: (text: string) => string): string {
  return words.replace(/`([^`]+)`/g, (_, text: string) => `\`${rename(text)}\``);
}

function permissionDifferences({ compared }: Held, entry: LockEntry, { fill, assume }: Names): readonly Difference[] {
  const { permissions, assumed } = compared;
  if (!permissions) return [];
  const believed = assumed?.permissions && assumedDifferences(assumed.permissions, entry, assume);
  return believed ?? excessOf(permissions, permittedBy(entry, fill));
}

/** What placeholders tell; undefined where that depends on what they stand for. */
function assumedDifferences(
  permissions: Permissions<PlacedGrant>,
  entry: LockEntry,
  assume: Fill,
): readonly Difference[] | undefined {
  const approved = permittedBy(entry, assume);
  const documents = (set: Permissions<HasDocument>) =>
    [...set.grants, ...(set.boundary ? [set.boundary] : [])].map(({ document }) => document);
  const forms = [...entry.privileges, ...(entry.boundary ?? [])];
  const belief = beliefIn(documents(permissions), documents(approved), forms);
  if (!belief.nothing && !belief.something) return undefined;
  const found = excessOf(permissions, approved);
  return (found.length === 0 ? belief.nothing : belief.something) ? found : undefined;
}

function permittedBy({ privileges, boundary }: LockEntry, fill: Fill): Permissions<HasDocument> {
  return {
    grants: documentsOf(privileges, "identity", fill),
    ...(boundary && !isElsewhere(boundary) && { boundary: together(boundary, fill) }),
  };
}

function excessOf(permissions: Permissions<PlacedGrant>, approved: Permissions<HasDocument>): readonly Difference[] {
  return permissionExcess(permissions, approved).map((excess) => {
    const { grant, place } = excess;
    const urn = grant.policy?.urn ?? grant.urn;
    const path = grant.policy?.managedBy === "aws" ? grant.path : place;
    return difference("privileges", excess, urn, path);
  });
}

function difference(section: Section, excess: Excess<object>, urn: string, path: string): Difference {
  const { words } = excess;
  if (excess.certainty === "undetermined")
    return { section, words, severity: "medium", urn, path, unknown: excess.unknown };
  const { severity, because } = excess;
  return { section, words, severity, urn, path, ...(because !== undefined && { because }) };
}

function documentsOf(forms: readonly Form[], kind: DocumentKind, fill: Fill): readonly HasDocument[] {
  const statements = forms.filter((form): form is StatementForm => isStatement(form));
  const policies = forms.flatMap((form) => ("policy" in form ? (documentNamed(form.policy) ?? []) : []));
  return [{ document: readPolicyDocument(documentOfForms(statements, fill), kind) }, ...policies];
}

function documentNamed(policy: string): HasDocument | undefined {
  if (isElsewhereName(policy)) return undefined;
  const { document } = awsManagedPolicyNamed(policy);
  return document && { document };
}

/** A boundary is one policy. */
function together(forms: readonly Form[], fill: Fill): HasDocument {
  const [policy] = forms.flatMap((form) => ("policy" in form ? (documentNamed(form.policy) ?? []) : []));
  const statements = forms.filter((form): form is StatementForm => isStatement(form));
  return policy ?? { document: readPolicyDocument(documentOfForms(statements, fill), "identity") };
}

function isElsewhere(forms: readonly Form[]): boolean {
  return forms.some((form) => "policy" in form && isElsewhereName(form.policy));
}

/** A policy whose document another stack holds is named by its ARN. */
function isElsewhereName(policy: string): boolean {
  return /^(?:arn:|\$\{)/.test(policy);
}

/** Policies whose documents are not here are compared by name, and so is a boundary among them. */
function policyDifferences(held: Held, entry: LockEntry): readonly Difference[] {
  const named = (forms: readonly Form[]) =>
    new Set(forms.flatMap((form) => ("policy" in form && isElsewhereName(form.policy) ? [form.policy] : [])));
  const approved = named(entry.privileges);
  const more = held.privileges.filter(
    ({ form }) => form && "policy" in form && isElsewhereName(form.policy) && !approved.has(form.policy),
  );
  const differences = more.map(({ words, urn, path }): Difference => ({
    section: "privileges",
    words: `${words}, whose document is not known here`,
    severity: "high",
    urn,
    path,
  }));
  const bounds = named(entry.boundary ?? []);
  const [bound] = bounds;
  if (bound === undefined) return differences;
  const holds = (held.boundary ?? []).some(({ form }) => form && "policy" in form && bounds.has(form.policy));
  if (holds) return differences;
  const words = `without the permissions boundary ${bound}`;
  return [...differences, { section: "boundary", words, severity: "high", urn: held.urn, path: "permissionsBoundary" }];
}

function trustDifferences(held: Held, entry: LockEntry, fill: Fill): readonly Difference[] {
  const { trust } = held.compared;
  if (!trust) return [];
  const [approved] = documentsOf(entry.trust, "trust", fill);
  if (!approved) return [];
  return trustExcess(trust.document, approved.document).map((excess) =>
    difference("trust", excess, trust.urn, excess.place),
  );
}

function roleDifferences({ compared }: Held, entry: LockEntry, { fill, assume }: Names): readonly Difference[] {
  const { roles, assumed } = compared;
  if (!roles) return [];
  const forms = entry.privileges.filter((form): form is RoleForm => "role" in form);
  const inExcess = (some: readonly PlacedRole[], approved: readonly RoleGrant[]) =>
    roleExcess(some, approved).map((excess) => difference("privileges", excess, excess.grant.urn, excess.grant.path));
  const strictly = () =>
    inExcess(
      roles,
      forms.map((form) => roleGrantOf(form, fill)),
    );
  if (!assumed?.roles || forms.some(({ on }) => isDeceptive(on))) return strictly();
  const approved = forms.map((form) => roleGrantOf(form, assume));
  const found = inExcess(assumed.roles, approved);
  if (found.length === 0) return found;
  // Another scope may hold this one: what goes beyond even then goes beyond whatever the ids are.
  const certain = assumed.roles.flatMap((role) =>
    inExcess(
      [role],
      approved.map((each) => (each.scope === role.scope ? each : { ...each, scope: "/" })),
    ),
  );
  return certain.length > 0 ? certain : strictly();
}

function roleGrantOf({ role, on, permits, when }: RoleForm, fill: Fill): RoleGrant {
  const scope = fill(on);
  const condition = when === undefined ? {} : { condition: when };
  if (permits) return { role, permissions: permits.map(permissionOf), scope, ...condition };
  const builtIn = builtInRoleNamed(role) ?? builtInRole(role);
  if (builtIn) return { role, permissions: builtIn.permissions, roleId: builtIn.guid, scope, ...condition };
  return { role, roleId: role, permissions: unknown(role, "a role that is not known here"), scope, ...condition };
}

function permissionOf({ actions = [], notActions = [], dataActions = [], notDataActions = [] }: PermissionForm) {
  return { actions, notActions, dataActions, notDataActions };
}

/** Tokens of one issuer and subject, for no other audience. */
function tokenDifferences(held: Held, entry: LockEntry): readonly Difference[] {
  return held.trust.flatMap(({ form, words, urn, path }): readonly Difference[] => {
    if (!form || !("issuer" in form)) return [];
    const { audiences, ...whose } = form;
    const isApproved = entry.trust.some((each) => {
      if (!("issuer" in each)) return false;
      const { audiences: allowed, ...whom } = each;
      return canonical(whom) === canonical(whose) && audiences.every((audience) => allowed.includes(audience));
    });
    return isApproved ? [] : [{ section: "trust", words, severity: "high", urn, path }];
  });
}

function namedDifferences(
  section: "credentials" | "exposure",
  now: readonly Holding[],
  approved: readonly string[],
): readonly Difference[] {
  return now
    .filter(({ words }) => !approved.includes(words))
    .map(({ words, urn, path }) => ({ section, words, severity: "high", urn, path }));
}

/** What an entry holds, one line each, for a reader. */
export function linesOf(entry: LockEntry): readonly string[] {
  return [
    ...entry.privileges.map(wordsOf),
    ...(entry.boundary ?? []).map((form) => `within ${wordsOf(form)}`),
    ...entry.trust.map((form) => `trusts ${wordsOf(form)}`),
    ...entry.credentials,
    ...entry.exposure,
  ];
}
