/**
 * What do role assignments permit that approved ones do not? Every operation of a role on its scope must be permitted by
 * approved assignments together, on that scope or one that holds it. Roles are compared by what they permit, so another
 * role that permits less passes, and the same role with more in it does not.
 * https://learn.microsoft.com/azure/role-based-access-control/scope-overview
 *
 * INVARIANTS: where nothing is in excess, whatever `now` permits, `approved` permits. Conditions count as equal by their
 * text alone, white space and case apart. Which subscriptions a management group holds is not known: what is approved on
 * the one is possibly in excess on the other. Work is bounded; what is left then is possibly in excess.
 */
import type { Excess, ExcessSeverity } from "../excess";
import { GlobSet, isWithin, mayMeet, readGlob, type Glob, type Region, type Work } from "../glob-inclusion";
import type { Unknown } from "../knowledge";
import { listed, quoted } from "../words";
import { delegationUnder } from "./delegation";
import type { Permission } from "./permissions";
import { NEVER_HANDED_ON, privilegesOf } from "./privileged";
import { parseScope } from "./scope";

/** One role on one scope. */
export interface RoleGrant {
  /** Name of the role for a reader, such as `Storage Blob Data Reader`. */
  readonly role: string;
  /** What the role permits; unknown where its definition is. */
  readonly permissions: readonly Permission[] | Unknown;
  readonly scope: string | Unknown;
  /** Text of the assignment's condition, if it has one. */
  readonly condition?: string | Unknown;
  /** By this, roles whose permissions are not known are the same: a GUID, or the place of the definition. */
  readonly roleId?: string;
}

/** The role assignment that is in excess. */
export interface RolePlace<G> {
  readonly grant: G;
  /** Operations in excess, as the role's own patterns. */
  readonly operations: readonly string[];
  /** Absent where it is not known. */
  readonly scope?: string;
}

/** Steps of one pattern by one symbol: a second or two. */
const WORK = 10_000_000;

/** Everything that `now` permits and `approved` does not; empty means that there is nothing. */
export function roleExcess<G extends RoleGrant>(
  now: readonly G[],
  approved: readonly RoleGrant[],
): readonly Excess<RolePlace<G>>[] {
  const catalogue = new Approved(approved);
  return now.flatMap((grant) => excessOf(grant, catalogue));
}

type Plane = "control" | "data";

/** An operation pattern of a role and what the role leaves out of it. */
interface Operation {
  readonly plane: Plane;
  readonly glob: Glob;
  readonly but: readonly Glob[];
  readonly conditioned: boolean;
}

/** How much of the approved assignments may count. */
type Counting = "in force" | "whatever the condition" | "perhaps on the scope";

/** Why an operation is in excess. */
type Reason = "not approved" | "other condition" | "management group" | "not known" | "unsettled";

function excessOf<G extends RoleGrant>(grant: G, approved: Approved): readonly Excess<RolePlace<G>>[] {
  if (approved.holdsSame(grant)) return [];
  const all = operationsOf(grant);
  const byReason = new Map<Reason, Operation[]>();
  for (const operation of all) {
    const reason = approved.missing(grant, operation);
    if (!reason) continue;
    const same = byReason.get(reason);
    if (same) same.push(operation);
    else byReason.set(reason, [operation]);
  }
  return [...byReason].map(([reason, operations]) => itemOf(grant, reason, operations, all.length));
}

const EVERYTHING: Permission = { actions: ["*"], notActions: [], dataActions: ["*"], notDataActions: [] };

/** All that a role permits; one that is not known may permit everything. */
function operationsOf({ permissions }: RoleGrant): readonly Operation[] {
  const list = "state" in permissions ? [EVERYTHING] : permissions;
  return list.flatMap((permission) =>
    (["control", "data"] as const).flatMap((plane) => {
      const [actions, but] = globsOf(permission, plane);
      return actions.map((glob) => ({ plane, glob, but, conditioned: permission.conditioned === true }));
    }),
  );
}

function globsOf(permission: Permission, plane: Plane): readonly [actions: readonly Glob[], but: readonly Glob[]] {
  const { actions, notActions, dataActions, notDataActions } = permission;
  const read = (texts: readonly string[]) => texts.map((text) => readGlob(text, { wildcards: "*", ignoreCase: true }));
  return plane === "control" ? [read(actions), read(notActions)] : [read(dataActions), read(notDataActions)];
}

/** What approved permissions permit together. */
interface Permitted {
  readonly whole: GlobSet;
  /** Permissions that leave something out. */
  readonly parts: readonly { readonly set: GlobSet; readonly but: readonly Glob[] }[];
}

/** Approved assignments, found by scope. */
class Approved {
  private readonly byScope = new Map<string, RoleGrant[]>();
  private readonly onGroups: RoleGrant[] = [];
  private readonly permitted = new Map<string, Permitted>();
  private readonly work: Work = { left: WORK };
  private readonly hasUnknown: boolean;

  constructor(grants: readonly RoleGrant[]) {
    this.hasUnknown = grants.some(({ permissions, scope }) => "state" in permissions || typeof scope !== "string");
    for (const grant of grants) {
      if (typeof grant.scope !== "string") continue;
      const scope = normalScope(grant.scope);
      const known = this.byScope.get(scope);
      if (known) known.push(grant);
      else this.byScope.set(scope, [grant]);
      if (levelOf(grant.scope) === "managementGroup") this.onGroups.push(grant);
    }
  }

  /** Whether a role whose definition is not known is approved under its name. */
  holdsSame({ permissions, roleId, scope, condition }: RoleGrant): boolean {
    if (!("state" in permissions) || roleId === undefined || typeof scope !== "string") return false;
    return this.over(scope).some(
      (each) => each.roleId?.toLowerCase() === roleId.toLowerCase() && isConditionMet(condition, each.condition),
    );
  }

  /** Why an operation is not approved; undefined where it is. */
  missing({ scope, condition }: RoleGrant, operation: Operation): Reason | undefined {
    const on = typeof scope === "string" ? scope : "/";
    const strict = this.permits(on, condition, operation, "in force");
    if (strict === "yes") return undefined;
    if (this.permits(on, condition, operation, "whatever the condition") === "yes") return "other condition";
    if (this.permits(on, condition, operation, "perhaps on the scope") === "yes") return "management group";
    if (strict === "unsettled") return "unsettled";
    return this.hasUnknown ? "not known" : "not approved";
  }

  private permits(scope: string, condition: RoleGrant["condition"], operation: Operation, counting: Counting) {
    const { whole, parts } = this.on(scope, condition, operation, counting);
    const { glob, but } = operation;
    const share = { left: Math.min(this.work.left, WORK / 20) };
    const before = share.left;
    const isIn = (set: GlobSet) => set.includes(glob, share) === "yes";
    const excluded = new GlobSet(but);
    const isHarmless = (each: Glob) => excluded.includes(each, share) === "yes" || !mayMeet(each, glob, share);
    const isPermitted = isIn(whole) || parts.some((part) => isIn(part.set) && part.but.every(isHarmless));
    const region: Region = { anyOf: [{ globs: whole.globs }, { globs: but }, ...parts.map(regionOf)] };
    const answer = isPermitted ? "yes" : parts.length + but.length === 0 ? "no" : isWithin(glob, region, share);
    this.work.left -= before - share.left;
    return this.work.left < 0 ? "unsettled" : answer;
  }

  private on(scope: string, condition: RoleGrant["condition"], operation: Operation, counting: Counting): Permitted {
    const { plane, conditioned } = operation;
    const text = typeof condition === "string" ? normalCondition(condition) : typeof condition;
    const key = JSON.stringify([normalScope(scope), text, plane, conditioned, counting]);
    const known = this.permitted.get(key);
    if (known) return known;
    const isFree = counting === "whatever the condition";
    const grants = [...this.over(scope), ...(counting === "perhaps on the scope" ? this.groupsOver(scope) : [])];
    const permitted = permittedBy(
      grants.flatMap(({ permissions, condition: wanted }) => {
        if ("state" in permissions || !(isFree || isConditionMet(condition, wanted))) return [];
        return permissions.filter((permission) => isFree || conditioned || permission.conditioned !== true);
      }),
      plane,
    );
    this.work.left -= grants.length;
    this.permitted.set(key, permitted);
    return permitted;
  }

  /** Assignments on a scope and on those that hold it by its id. */
  private over(scope: string): readonly RoleGrant[] {
    const segments = normalScope(scope).split("/");
    const scopes = segments.map((_segment, index) => segments.slice(0, index + 1).join("/"));
    return scopes.flatMap((each) => this.byScope.get(each) ?? []);
  }

  /** Nothing that belongs to no subscription lies in a management group, but for other groups. */
  private groupsOver(scope: string): readonly RoleGrant[] {
    const level = levelOf(scope);
    return level === "root" || level === "provider" || level === undefined ? [] : this.onGroups;
  }
}

function permittedBy(permissions: readonly Permission[], plane: Plane): Permitted {
  const read = permissions.map((permission) => globsOf(permission, plane));
  return {
    whole: new GlobSet(read.flatMap(([actions, but]) => (but.length === 0 ? actions : []))),
    parts: read.flatMap(([actions, but]) => (but.length > 0 ? [{ set: new GlobSet(actions), but }] : [])),
  };
}

function regionOf({ set, but }: Permitted["parts"][number]): Region {
  return { allOf: [{ globs: set.globs }, { not: { globs: but } }] };
}

/** Without slashes at its end; the root is the empty text, so that every scope begins with it. */
function normalScope(scope: string): string {
  const trimmed = scope.trim().toLowerCase().replace(/\/+$/, "");
  return trimmed === "" || trimmed.startsWith("/") ? trimmed : `/${trimmed}`;
}

function levelOf(scope: string) {
  const parsed = parseScope(scope);
  return parsed.state === "scope" ? parsed.level : undefined;
}

/** Whether an assignment under one condition is approved by one under another. */
function isConditionMet(has: RoleGrant["condition"], wanted: RoleGrant["condition"]): boolean {
  if (wanted === undefined) return true;
  return typeof has === "string" && typeof wanted === "string" && normalCondition(has) === normalCondition(wanted);
}

function normalCondition(text: string): string {
  return text.trim().toLowerCase().replace(/\s+/g, " ");
}

function itemOf<G extends RoleGrant>(
  grant: G,
  reason: Reason,
  operations: readonly Operation[],
  all: number,
): Excess<RolePlace<G>> {
  const { scope, condition, role } = grant;
  const texts = [...new Set(operations.map(({ glob }) => glob.text))];
  const place = { grant, operations: texts, ...(typeof scope === "string" && { scope }) };
  const on = typeof scope === "string" ? `\`${scope === "" ? "/" : scope}\`` : "a scope that is not known yet";
  const what = operations.length === all ? `role \`${role}\`` : `${someOf(texts)} of role \`${role}\``;
  const words = `${what} on ${on}${reason === "other condition" ? ", without the approved condition" : ""}`;
  const open = unknownIn(grant, reason);
  if (open) return { ...place, certainty: "undetermined", unknown: open, words };
  const severity = severityOf(grant, operations);
  const because = BECAUSE[reason];
  const isCertain = because === undefined || (reason === "other condition" && condition === undefined);
  if (isCertain && !(reason === "other condition" && operations.some(({ conditioned }) => conditioned))) {
    return { ...place, certainty: "certain", severity, words };
  }
  return { ...place, certainty: "possible", because: because ?? "", severity, words };
}

/** What has to be known to tell. */
function unknownIn({ permissions, scope, condition }: RoleGrant, reason: Reason): Unknown | undefined {
  if ("state" in permissions) return permissions;
  if (typeof scope !== "string") return scope;
  return reason === "other condition" && typeof condition === "object" ? condition : undefined;
}

const BECAUSE: Readonly<Record<Reason, string | undefined>> = {
  "not approved": undefined,
  "other condition": "its condition is not the approved one",
  "management group": "it is not known whether the approved management group holds the scope",
  "not known": "a part of what was approved is not known",
  unsettled: "the patterns are too many or too intricate to compare",
};

function someOf(operations: readonly string[]): string {
  return listed(quoted(operations), { most: 3, rest: "more operations" });
}

const GRAVITIES: readonly ExcessSeverity[] = ["low", "medium", "high", "critical"];

/** By what the operations in excess let the holder do, a step more from a subscription upwards. */
function severityOf({ scope, condition }: RoleGrant, operations: readonly Operation[]): ExcessSeverity {
  const isLimited = typeof condition === "string" && delegationUnder(condition, NEVER_HANDED_ON).state === "limited";
  const level = typeof scope === "string" ? levelOf(scope) : undefined;
  const isBroad = level !== "resourceGroup" && level !== "resource";
  const permissions = operations.map(permissionOf);
  const isPrivileged = privilegesOf(permissions, isLimited).length > 0;
  const isReading = operations.every(({ glob, plane }) => /\/read$/i.test(glob.text) && plane === "control");
  return GRAVITIES[(isPrivileged ? 2 : isReading ? 0 : 1) + (isBroad ? 1 : 0)] ?? "critical";
}

function permissionOf({ plane, glob, but, conditioned }: Operation): Permission {
  const [actions, excluded] = [[glob.text], but.map(({ text }) => text)];
  return {
    actions: plane === "control" ? actions : [],
    notActions: plane === "control" ? excluded : [],
    dataActions: plane === "data" ? actions : [],
    notDataActions: plane === "data" ? excluded : [],
    ...(conditioned && { conditioned: true }),
  };
}
