/**
 * Writes the snapshot of Azure's built-in roles from a catalogue: `tsx scripts/generate-azure-roles.ts FILE YYYY-MM`.
 *
 * FILE holds `{ roles: [{ id, name, permissions: [{ actions, notActions, dataActions, notDataActions, conditioned }] }] }`,
 * made from the public Azure role catalogue as iann0036/iam-dataset (MIT) mirrors it; YYYY-MM is when it was gathered.
 * Each operation is written once and referred to by its place, one entry a line, so that an update reads as a difference.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { byCodeUnit } from "../identity/order";

interface CataloguePermission {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
  readonly conditioned?: boolean;
}

interface CatalogueRole {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly CataloguePermission[];
}

const TARGET = join(__dirname, "..", "identity", "azure", "built-in-roles.json");

/** Built in, but missing from the catalogue, because it can be assigned on reservations only. */
const RESERVATIONS_ADMINISTRATOR: CatalogueRole = {
  id: "a8889054-8d42-49c9-bc1c-52486c10e7cd",
  name: "Reservations Administrator",
  permissions: [
    {
      actions: [
        "Microsoft.Authorization/roleAssignments/delete",
        "Microsoft.Authorization/roleAssignments/read",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleDefinitions/read",
        "Microsoft.Capacity/*/action",
        "Microsoft.Capacity/*/read",
        "Microsoft.Capacity/*/write",
      ],
    },
  ],
};

function main(file: string | undefined, gathered: string | undefined): void {
  if (file === undefined || !/^\d{4}-\d{2}$/.test(gathered ?? "")) {
    throw new Error("expected the catalogue's file and the month in which it was gathered, such as 2026-11");
  }
  const catalogue = JSON.parse(readFileSync(file, "utf8")) as { readonly roles: readonly CatalogueRole[] };
  const roles = [...new Map([RESERVATIONS_ADMINISTRATOR, ...catalogue.roles].map((role) => [role.id, role])).values()];
  roles.sort((a, b) => byCodeUnit(a.id, b.id));
  const operations = [...new Set(roles.flatMap((role) => role.permissions.flatMap((each) => listsOf(each).flat())))];
  operations.sort(byCodeUnit);
  const places = new Map(operations.map((operation, place) => [operation, place]));
  const rows = roles.map(({ id, name, permissions }) => [
    id.toLowerCase(),
    name.trim(),
    ...permissions.map((permission) => [
      ...listsOf(permission).map((list) => list.map((operation) => places.get(operation))),
      ...(permission.conditioned === true ? [1] : []),
    ]),
  ]);
  writeFileSync(
    TARGET,
    [
      "{",
      `"source": "Azure role catalogue as mirrored by https://github.com/iann0036/iam-dataset (MIT)",`,
      `"gathered": ${JSON.stringify(gathered)},`,
      `"operations": [\n${lines(operations)}\n],`,
      `"roles": [\n${lines(rows)}\n]`,
      "}\n",
    ].join("\n"),
  );
}

function listsOf(permission: CataloguePermission): readonly (readonly string[])[] {
  const { actions = [], notActions = [], dataActions = [], notDataActions = [] } = permission;
  return [actions, notActions, dataActions, notDataActions];
}

function lines(entries: readonly unknown[]): string {
  return entries.map((entry) => JSON.stringify(entry)).join(",\n");
}

main(process.argv[2], process.argv[3]);
