import type { Permission } from "../../identity/azure/permissions";
import { privilegesOf } from "../../identity/azure/privileged";
import type { GivenRole, IdentityEntitlements } from "../../policy-packs/facts/entitlements/entitlements";
import type { EscalationEntry, ExplanationDocument, LevelEntry, ServiceEntry } from "./document";
import type { Words } from "./words";

export type AzurePart = Pick<ExplanationDocument, "grants" | "services" | "escalation">;

/** What the roles permit that an Azure identity has: operations by resource provider, as the roles write them. */
export function azurePart({ privileges, compared }: IdentityEntitlements, words: Words): AzurePart {
  const roles = compared.roles ?? [];
  const known = privileges.map((each) => ({ ...each, role: roles.find(({ urn }) => urn === each.urn) }));
  const permissions = known.map(({ role }) => permissionsIn(role));
  return {
    grants: known.map((each, index) => ({
      words: words.describe(each.words),
      place: words.place(each.urn, each.path),
      holds: each.role?.condition === undefined ? "always" : "sometimes",
      ...exceptIn(permissions[index] ?? []),
    })),
    services: servicesOf(permissions),
    escalation: known.flatMap(({ urn, path, role }, index) => {
      if (!role) return [];
      return privilegesOf(permissions[index] ?? [], role.condition !== undefined).map(
        ({ capability, operation }): EscalationEntry => ({
          words: words.describe(`${capability.gist}, by the role ${role.role}`),
          reach: capability.id === "grant-access" ? "administrator" : "more",
          steps: 1,
          by: [{ ...words.place(urn, path), action: operation }],
        }),
      );
    }),
  };
}

function exceptIn(permissions: readonly Permission[]): { readonly except?: readonly string[] } {
  const except = permissions.flatMap(({ notActions, notDataActions }) => [...notActions, ...notDataActions]);
  return except.length > 0 ? { except } : {};
}

function permissionsIn(role: GivenRole | undefined): readonly Permission[] {
  return role && !("state" in role.permissions) ? role.permissions : [];
}

const LEVELS = ["Everything", "Write", "Read"] as const;

type Level = (typeof LEVELS)[number];

/** Exclusions (`notActions`) stand in the role's own words; the operations here are those that it names. */
function servicesOf(permissions: readonly (readonly Permission[])[]): readonly ServiceEntry[] {
  const services = new Map<string, Map<Level, { operations: Set<string>; by: Set<number> }>>();
  permissions.forEach((list, index) => {
    for (const operation of list.flatMap(({ actions, dataActions }) => [...actions, ...dataActions])) {
      const service = serviceOf(operation);
      const levels = services.get(service) ?? new Map<Level, { operations: Set<string>; by: Set<number> }>();
      const level = levels.get(levelOf(operation)) ?? { operations: new Set<string>(), by: new Set<number>() };
      level.operations.add(operation);
      level.by.add(index);
      services.set(service, levels.set(levelOf(operation), level));
    }
  });
  return [...services]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, levels]) => ({
      service,
      whole: [...(levels.get("Everything")?.operations ?? [])].some((each) => each === "*" || each === `${service}/*`),
      levels: LEVELS.flatMap((level): readonly LevelEntry[] => {
        const found = levels.get(level);
        return found ? [{ level, actions: [...found.operations].sort(), by: [...found.by] }] : [];
      }),
    }));
}

function serviceOf(operation: string): string {
  const [provider = ""] = operation.split("/");
  return provider.includes("*") ? "*" : provider;
}

/** The last part of an operation says what it does. */
function levelOf(operation: string): Level {
  const verb = operation.slice(operation.lastIndexOf("/") + 1).toLowerCase();
  return verb === "read" ? "Read" : verb.includes("*") ? "Everything" : "Write";
}
