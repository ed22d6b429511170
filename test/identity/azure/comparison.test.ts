import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { builtInRoleNamed } from "../../../identity/azure/built-in-roles";
import { roleExcess, type RoleGrant } from "../../../identity/azure/comparison";
import { permitting, permittingData, type Permission } from "../../../identity/azure/permissions";
import { unknown } from "../../../identity/knowledge";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-00000000000a";
const GROUP = `${SUBSCRIPTION}/resourceGroups/shop`;
const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/uploads`;
const MANAGEMENT = "/providers/Microsoft.Management/managementGroups/all";

function builtIn(role: string, scope: RoleGrant["scope"], condition?: RoleGrant["condition"]): RoleGrant {
  const found = builtInRoleNamed(role);
  if (!found) throw new Error(`no role ${role}`);
  return { role, permissions: found.permissions, roleId: found.guid, scope, ...(condition && { condition }) };
}

function custom(permission: Partial<Permission>, scope: RoleGrant["scope"] = GROUP, condition?: string): RoleGrant {
  const all = { actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission };
  return { role: "Own", permissions: [all], scope, ...(condition !== undefined && { condition }) };
}

function compare(now: readonly RoleGrant[], approved: readonly RoleGrant[]): readonly string[] {
  return roleExcess(now, approved).map((each) =>
    each.certainty === "undetermined"
      ? `undetermined ${each.words} at ${each.unknown.path}`
      : `${each.certainty} ${each.severity} ${each.words}${each.because === undefined ? "" : ` because ${each.because}`}`,
  );
}

const CONDITION = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'a'";

describe("the excess of role assignments", () => {
  const OPEN: RoleGrant = { role: "Own", permissions: unknown("role"), scope: GROUP, roleId: "own" };
  const ROWS: readonly (readonly [string, readonly RoleGrant[], readonly RoleGrant[], readonly string[]])[] = [
    ["is nothing where nothing changed", [builtIn("Contributor", GROUP)], [builtIn("Contributor", GROUP)], []],
    ["is nothing on a narrower scope", [builtIn("Reader", ACCOUNT)], [builtIn("Reader", SUBSCRIPTION)], []],
    ["is nothing below the root", [builtIn("Reader", MANAGEMENT)], [builtIn("Reader", "/")], []],
    [
      "is a wider scope",
      [builtIn("Reader", SUBSCRIPTION)],
      [builtIn("Reader", GROUP)],
      [`certain medium role \`Reader\` on \`${SUBSCRIPTION}\``],
    ],
    [
      "is nothing where the scope is written in another way",
      [builtIn("Reader", `${GROUP.toUpperCase()}/`)],
      [builtIn("Reader", GROUP)],
      [],
    ],
    [
      "is a group whose name begins with that of the approved one",
      [builtIn("Reader", `${GROUP}-2`)],
      [builtIn("Reader", GROUP)],
      [`certain low role \`Reader\` on \`${GROUP}-2\``],
    ],
    ["is nothing for a role that permits less", [builtIn("Reader", GROUP)], [builtIn("Contributor", GROUP)], []],
    [
      "is what a role permits more",
      [custom({ actions: ["Microsoft.Storage/*/read", "Microsoft.Storage/*/delete"] })],
      [custom({ actions: ["microsoft.storage/*/READ"] })],
      [`certain medium \`Microsoft.Storage/*/delete\` of role \`Own\` on \`${GROUP}\``],
    ],
    [
      "is what another role does not leave out",
      [builtIn("Owner", GROUP)],
      [builtIn("Contributor", GROUP)],
      [`certain high role \`Owner\` on \`${GROUP}\``],
    ],
    [
      "is nothing where several roles permit it together",
      [custom({ actions: ["*/read", "A/b/write"] })],
      [custom({ actions: ["A/b/*"] }), custom({ actions: ["*/read"] }, SUBSCRIPTION)],
      [],
    ],
    [
      "is nothing where what one leaves out another permits",
      [custom({ actions: ["A/*"] })],
      [custom({ actions: ["*"], notActions: ["A/b/*"] }), custom({ actions: ["A/b/*"] })],
      [],
    ],
    [
      "keeps data operations apart",
      [custom({ dataActions: ["A/b/read"] })],
      [custom({ actions: ["*"] })],
      [`certain medium role \`Own\` on \`${GROUP}\``],
    ],
    [
      "is possible below a management group",
      [builtIn("Reader", GROUP)],
      [builtIn("Reader", MANAGEMENT)],
      [
        `possible low role \`Reader\` on \`${GROUP}\` because it is not known whether the approved management group holds the scope`,
      ],
    ],
    [
      "is nothing under a condition more",
      [builtIn("Storage Blob Data Reader", ACCOUNT, CONDITION)],
      [builtIn("Storage Blob Data Reader", ACCOUNT)],
      [],
    ],
    [
      "is nothing under the same condition in other white space",
      [builtIn("Storage Blob Data Reader", ACCOUNT, ` ${CONDITION.replace(" ", "\n  ")}`)],
      [builtIn("Storage Blob Data Reader", ACCOUNT, CONDITION)],
      [],
    ],
    [
      "is a condition less",
      [builtIn("Storage Blob Data Reader", ACCOUNT)],
      [builtIn("Storage Blob Data Reader", ACCOUNT, CONDITION)],
      [`certain medium role \`Storage Blob Data Reader\` on \`${ACCOUNT}\`, without the approved condition`],
    ],
    [
      "is possibly another condition",
      [builtIn("Storage Blob Data Reader", ACCOUNT, "true")],
      [builtIn("Storage Blob Data Reader", ACCOUNT, CONDITION)],
      [
        `possible medium role \`Storage Blob Data Reader\` on \`${ACCOUNT}\`, without the approved condition because its condition is not the approved one`,
      ],
    ],
    [
      "is not known for a role that is not",
      [OPEN],
      [builtIn("Contributor", GROUP)],
      [`undetermined role \`Own\` on \`${GROUP}\` at role`],
    ],
    [
      "is nothing for a role that is not known and approved as the same",
      [OPEN],
      [{ ...OPEN, scope: SUBSCRIPTION }],
      [],
    ],
    [
      "is not known on a scope that is not",
      [builtIn("Reader", unknown("scope"))],
      [builtIn("Reader", GROUP)],
      ["undetermined role `Reader` on a scope that is not known yet at scope"],
    ],
    [
      "is nothing on whatever scope of an approved root",
      [builtIn("Reader", unknown("scope"))],
      [builtIn("Reader", "/")],
      [],
    ],
    [
      "is possible beside an approved role that is not known",
      [builtIn("Reader", GROUP)],
      [OPEN],
      [`possible low role \`Reader\` on \`${GROUP}\` because a part of what was approved is not known`],
    ],
    [
      "is grave where access can be granted",
      [builtIn("User Access Administrator", SUBSCRIPTION)],
      [],
      [`certain critical role \`User Access Administrator\` on \`${SUBSCRIPTION}\``],
    ],
  ];
  for (const [title, now, approved, words] of ROWS) {
    it(title, () => {
      deepEqual(compare(now, approved), words);
    });
  }

  const patterns = fc.uniqueArray(fc.constantFrom("*", "*/read", "A/*", "A/b/*", "A/b/read", "a/B/write", "A/*/read"), {
    maxLength: 2,
  });
  const grant = fc
    .record({
      actions: patterns,
      notActions: patterns,
      dataActions: patterns,
      notDataActions: fc.constant([]),
      scope: fc.constantFrom("/", SUBSCRIPTION, GROUP, ACCOUNT, `${GROUP}2`),
    })
    .map(({ scope, ...permission }) => custom(permission, scope));
  const grants = fc.array(grant, { maxLength: 3 });
  /** All operations of up to four segments, with names that no pattern has. */
  const OPERATIONS = ["A", "z"].flatMap((first) => operationsFrom(first, 4));
  const SCOPES = ["/", SUBSCRIPTION, GROUP, ACCOUNT, `${GROUP}2`, "/subscriptions/z"];
  const permits = (list: readonly RoleGrant[], operation: string, scope: string, data: boolean) =>
    list.some(({ permissions, scope: on }) => {
      const holds = typeof on === "string" && (on === "/" || scope === on || scope.startsWith(`${on}/`));
      return holds && (data ? permittingData : permitting)(permissions as readonly Permission[], operation).length > 0;
    });

  it("is there exactly where some operation is permitted and was not", () => {
    fc.assert(
      fc.property(grants, grants, (now, approved) => {
        const expected = OPERATIONS.some((operation) =>
          SCOPES.some((scope) =>
            [false, true].some(
              (data) => permits(now, operation, scope, data) && !permits(approved, operation, scope, data),
            ),
          ),
        );
        equal(compare(now, approved).length > 0, expected);
      }),
      { numRuns: 400 },
    );
  });

  it("is settled for patterns of sixty wildcards, or said not to be", () => {
    const hostile = Array.from({ length: 200 }, (_each, index) => "*a*/".repeat(60) + String(index));
    const items = compare([custom({ actions: ["*a".repeat(60)] })], [custom({ actions: ["*"], notActions: hostile })]);
    equal(items.length, 1);
  });
});

function operationsFrom(start: string, segments: number): readonly string[] {
  if (segments === 1) return [start];
  return [start, ...["b", "read", "write", "z"].flatMap((each) => operationsFrom(`${start}/${each}`, segments - 1))];
}
