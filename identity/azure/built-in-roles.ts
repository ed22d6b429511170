/**
 * Which roles does Azure define, and what do they permit?
 *
 * A snapshot of the public role catalogue, made by scripts/generate-azure-roles.ts. It is read when the first role is
 * looked up, so that a stack without Azure roles does not pay for it. A GUID that is missing here may be a role that
 * Azure added later or a custom one: it is unknown, and never harmless by that.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Permission } from "./permissions";

/** A role that Azure defines. */
export interface BuiltInRole {
  /** In lower case. */
  readonly guid: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/** Places in `operations`: actions, notActions, dataActions, notDataActions; 1 where a condition limits them. */
type PermissionRow = readonly [readonly number[], readonly number[], readonly number[], readonly number[], 1?];

interface Snapshot {
  readonly operations: readonly string[];
  readonly roles: readonly (readonly [guid: string, name: string, ...permissions: PermissionRow[]])[];
}

interface Catalogue {
  readonly byGuid: ReadonlyMap<string, BuiltInRole>;
  readonly byName: ReadonlyMap<string, BuiltInRole>;
}

let catalogue: Catalogue | undefined;

/** The built-in role of this GUID, in any case. */
export function builtInRole(guid: string): BuiltInRole | undefined {
  return load().byGuid.get(guid.toLowerCase());
}

/** The built-in role of this name, such as `Storage Blob Data Reader`, in any case. */
export function builtInRoleNamed(name: string): BuiltInRole | undefined {
  return load().byName.get(name.trim().toLowerCase());
}

function load(): Catalogue {
  return (catalogue ??= index(JSON.parse(readFileSync(join(__dirname, "built-in-roles.json"), "utf8")) as Snapshot));
}

function index({ operations, roles }: Snapshot): Catalogue {
  const operationsAt = (places: readonly number[]): readonly string[] => places.map((place) => operations[place] ?? "");
  const all = roles.map(([guid, name, ...rows]): BuiltInRole => ({
    guid,
    name,
    permissions: rows.map(([actions, notActions, dataActions, notDataActions, conditioned]) => ({
      actions: operationsAt(actions),
      notActions: operationsAt(notActions),
      dataActions: operationsAt(dataActions),
      notDataActions: operationsAt(notDataActions),
      ...(conditioned && { conditioned: true }),
    })),
  }));
  return {
    byGuid: new Map(all.map((role) => [role.guid, role])),
    byName: new Map(all.map((role) => [role.name.toLowerCase(), role])),
  };
}
