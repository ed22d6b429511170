import { deepEqual } from "node:assert/strict";
import { absent, known, unknown } from "../../../../identity/knowledge";
import type { DeclaredResources } from "../../../../testing/stack";
import { factsOf } from "./facts";

const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const READER_DEFINITION = {
  guid: READER,
  name: "Reader",
  permissions: [{ actions: ["*/read"], notActions: [], dataActions: [], notDataActions: [] }],
};
const OWN = "6d3f1c55-7b0e-4c38-9a54-111122223333";
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const ROLE = "roleDefinitionId";
const UNKNOWN = { "fn::unknown": true };

function assignment(properties: Readonly<Record<string, unknown>>, parent?: string): DeclaredResources[string] {
  return {
    type: "azure-native:authorization:RoleAssignment",
    properties,
    ...(parent !== undefined && { options: { parent } }),
  };
}

function roleDefinition(properties: Readonly<Record<string, unknown>>): DeclaredResources[string] {
  return { type: "azure-native:authorization:RoleDefinition", properties };
}

describe("an Azure role assignment", () => {
  const cases: readonly (readonly [title: string, properties: Record<string, unknown>, expected: object])[] = [
    [
      "has a role, a level and no condition",
      {
        roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
        scope: SUBSCRIPTION,
      },
      {
        role: known({ id: READER, definition: READER_DEFINITION }, ROLE),
        level: known("subscription", "scope"),
        condition: absent("condition"),
      },
    ],
    [
      "has a condition",
      { roleDefinitionId: READER, scope: "/", condition: "true" },
      {
        role: known({ id: READER, definition: READER_DEFINITION }, ROLE),
        level: known("root", "scope"),
        condition: known("true", "condition"),
      },
    ],
    [
      "is unknown in parts",
      { roleDefinitionId: UNKNOWN, scope: UNKNOWN, condition: UNKNOWN },
      { role: unknown(ROLE), level: unknown("scope"), condition: unknown("condition") },
    ],
    [
      "is unknown where what Azure demands is missing",
      {},
      {
        role: unknown(ROLE, "missing where a role definition id is required"),
        level: unknown("scope", "missing where a scope is required"),
        condition: absent("condition"),
      },
    ],
    [
      "is unknown where an id is malformed",
      { roleDefinitionId: "Reader", scope: "shop" },
      {
        role: unknown(ROLE, "no id of a role definition, which ends in a GUID"),
        level: unknown(
          "scope",
          "no scope; expected `/`, `/providers/Microsoft.Management/managementGroups/NAME`, `/subscriptions/ID`, `/subscriptions/ID/resourceGroups/NAME` or the id of a resource",
        ),
        condition: absent("condition"),
      },
    ],
  ];
  for (const [title, properties, expected] of cases) {
    it(title, () => deepEqual(factsOf("azure-role-assignment", { deploy: assignment(properties) }), [expected]));
  }

  it("concludes nothing from the resource that an unknown scope waits for", () => {
    const facts = factsOf("azure-role-assignment", {
      group: { type: "azure-native:resources:ResourceGroup", properties: {} },
      deploy: assignment({ roleDefinitionId: READER, scope: "${group.id}" }),
    });
    const group = "urn:pulumi:dev::example::azure-native:resources:ResourceGroup::group";
    deepEqual(facts, [
      {
        role: known({ id: READER, definition: READER_DEFINITION }, ROLE),
        level: unknown("scope", undefined, [group]),
        condition: absent("condition"),
      },
    ]);
  });
});

describe("a custom role that is assigned", () => {
  const some = { actions: ["*/read"], notActions: ["*/secret/read"], dataActions: ["a"], notDataActions: ["b"] };
  const empty = { actions: [], notActions: [], dataActions: [], notDataActions: [] };

  function roleOf(declared: DeclaredResources): unknown {
    const [fact] = factsOf("azure-role-assignment", declared);
    return (fact as { readonly role: unknown }).role;
  }

  function definition(permissions: unknown): DeclaredResources[string] {
    return roleDefinition({ roleName: "Operator", ...(permissions !== undefined && { permissions }) });
  }

  const cases: readonly (readonly [title: string, permissions: unknown, read: readonly object[], gap?: string])[] = [
    ["is read whole", [some, { actions: ["x"] }], [some, { ...empty, actions: ["x"] }]],
    ["without permissions is told", undefined, [], "a role whose `permissions` are missing"],
    ["whose permissions are unknown is told", UNKNOWN, [], "a role whose `permissions` is not known before deployment"],
    [
      "keeps the actions that are known beside an unknown one",
      [{ actions: ["x", UNKNOWN] }],
      [{ ...empty, actions: ["x"] }],
      "a role whose `permissions[0].actions[1]` is not known before deployment",
    ],
    [
      "permits no action for certain where an exclusion is unknown",
      [{ actions: ["x"], notActions: [UNKNOWN], dataActions: ["d"] }],
      [{ ...empty, dataActions: ["d"] }],
      "a role whose `permissions[0].notActions[0]` is not known before deployment",
    ],
    [
      "permits no data action for certain where the exclusions are unknown",
      [{ actions: ["x"], dataActions: ["d"], notDataActions: UNKNOWN }],
      [{ ...empty, actions: ["x"] }],
      "a role whose `permissions[0].notDataActions` is not known before deployment",
    ],
  ];
  for (const [title, permissions, read, gap] of cases) {
    it(title, () => {
      const declared = {
        operator: definition(permissions),
        deploy: assignment({ roleDefinitionId: "${operator.id}" }),
      };
      const unread = gap === undefined ? {} : { unread: unknown(ROLE, gap) };
      deepEqual(roleOf(declared), known({ definition: { name: "Operator", permissions: read, ...unread } }, ROLE));
    });
  }

  it("is found by the GUID that the program gives it, wherever in the stack", () => {
    const found = known({ definition: { name: "operator", permissions: [some] } }, ROLE);
    const deploy = assignment({
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${OWN.toUpperCase()}`,
    });
    const operator = roleDefinition({ roleDefinitionId: OWN, permissions: [some] });
    deepEqual(roleOf({ deploy, operator }), found);
  });

  it("does not show a name that is secret", () => {
    const operator = roleDefinition({ roleName: { "fn::secret": "hush" }, permissions: [some] });
    deepEqual(
      roleOf({ operator, deploy: assignment({ roleDefinitionId: "${operator.id}" }) }),
      known({ definition: { name: "operator", permissions: [some] } }, ROLE),
    );
  });
});

describe("an assignment within a WorkloadIdentity", () => {
  function declared(
    name: string,
    child: Readonly<Record<string, unknown>>,
    roleAssignments: unknown,
  ): DeclaredResources {
    return {
      orders: { type: "mandate:azure:WorkloadIdentity", properties: { roleAssignments } },
      [name]: assignment(child, "orders"),
    };
  }

  const intent = [
    { role: READER, scopeLevel: "resource" },
    { role: "Reader", scopeLevel: "resourceGroup" },
  ];
  const unsettled = { roleDefinitionId: UNKNOWN, scope: UNKNOWN };
  const nothing = { role: unknown(ROLE), level: unknown("scope") };

  const cases: readonly (readonly [title: string, stack: DeclaredResources, expected: object])[] = [
    [
      "is what the component states while ids are unknown",
      declared("orders-role-0", unsettled, intent),
      { role: known({ id: READER, definition: READER_DEFINITION }, ROLE), level: known("resource", "scope") },
    ],
    [
      "takes the entry of its own number, and a role by its name",
      declared("orders-role-1", unsettled, intent),
      { role: known({ id: READER, definition: READER_DEFINITION }, ROLE), level: known("resourceGroup", "scope") },
    ],
    [
      "is a role that nobody defines where the component states a name that Azure does not know",
      declared("orders-role-0", unsettled, [{ role: "Raeder", scopeLevel: "resource" }]),
      { role: known({ id: "Raeder" }, ROLE), level: known("resource", "scope") },
    ],
    [
      "is what it says itself where it is known",
      declared("orders-role-0", { roleDefinitionId: OWN, scope: SUBSCRIPTION }, intent),
      { role: known({ id: OWN }, ROLE), level: known("subscription", "scope") },
    ],
    ["is unknown without an entry", declared("orders-role-2", unsettled, intent), nothing],
    ["is unknown under another name", declared("orders-reader", unsettled, intent), nothing],
    ["is unknown where the statement is", declared("orders-role-0", unsettled, UNKNOWN), nothing],
    [
      "is unknown where the entry is",
      declared("orders-role-0", unsettled, [{ role: UNKNOWN, scopeLevel: UNKNOWN }]),
      nothing,
    ],
    [
      "is unknown where the stated level is none",
      declared("orders-role-0", unsettled, [{ role: READER, scopeLevel: "everything" }]),
      { ...nothing, role: known({ id: READER, definition: READER_DEFINITION }, ROLE) },
    ],
  ];
  for (const [title, stack, expected] of cases) {
    it(title, () =>
      deepEqual(factsOf("azure-role-assignment", stack), [{ ...expected, condition: absent("condition") }]),
    );
  }

  it("of another component is not settled by that component", () => {
    const stack = { ...declared("orders-role-0", unsettled, intent) };
    const other = { ...stack, orders: { type: "acme:azure:Identity", properties: { roleAssignments: intent } } };
    deepEqual(factsOf("azure-role-assignment", other), [{ ...nothing, condition: absent("condition") }]);
  });
});
