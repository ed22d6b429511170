import { deepEqual } from "node:assert/strict";
import * as fc from "fast-check";
import { delegationUnder } from "../../../identity/azure/delegation";

const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const ASKED = [OWNER, CONTRIBUTOR];

const WRITE = "ActionMatches{'Microsoft.Authorization/roleAssignments/write'}";
const DELETE = "ActionMatches{'Microsoft.Authorization/roleAssignments/delete'}";
const ROLE = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
const PRINCIPAL = "@Request[Microsoft.Authorization/roleAssignments:PrincipalType]";

const LIMITED = { state: "limited" };
const UNREADABLE = { state: "unreadable" };

function open(guid: string) {
  return { state: "open", guid };
}

describe("a condition on a role assignment", () => {
  const cases: readonly (readonly [title: string, condition: string, expected: unknown])[] = [
    [
      "that names the roles for assigning limits it",
      `(!(${WRITE})) OR (${ROLE} ForAnyOfAnyValues:GuidEquals {${READER}})`,
      LIMITED,
    ],
    [
      "that names a privileged role among them does not",
      `(!(${WRITE})) OR (${ROLE} ForAnyOfAnyValues:GuidEquals {${READER}, ${CONTRIBUTOR}})`,
      open(CONTRIBUTOR),
    ],
    [
      "that limits removing alone leaves assigning open",
      `(!(${DELETE})) OR (${ROLE} ForAnyOfAnyValues:GuidEquals {${READER}})`,
      open(OWNER),
    ],
    [
      "that limits assigning and removing limits assigning",
      `((!(${WRITE})) OR (${ROLE} ForAnyOfAnyValues:GuidEquals {${READER}})) AND ((!(${DELETE})) OR (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${READER}}))`,
      LIMITED,
    ],
    [
      "that excludes every privileged role limits it",
      `!(${WRITE}) OR ${ROLE} ForAnyOfAllValues:GuidNotEquals {${OWNER}, ${CONTRIBUTOR}}`,
      LIMITED,
    ],
    [
      "that excludes some leaves the others open",
      `!(${WRITE}) OR ${ROLE} ForAnyOfAllValues:GuidNotEquals {${OWNER}}`,
      open(CONTRIBUTOR),
    ],
    [
      "that differs from any of two roles excludes neither",
      `!(${WRITE}) OR ${ROLE} ForAnyOfAnyValues:GuidNotEquals {${OWNER}, ${CONTRIBUTOR}}`,
      open(OWNER),
    ],
    ["that names no role at all allows none", `!(${WRITE}) OR ${ROLE} ForAnyOfAnyValues:GuidEquals {}`, LIMITED],
    [
      "that looks at who gets the role leaves every role open",
      `!(${WRITE}) OR ${PRINCIPAL} StringEqualsIgnoreCase 'ServicePrincipal'`,
      open(OWNER),
    ],
    [
      "that looks at both limits the roles",
      `!(${WRITE}) OR (${ROLE} ForAnyOfAnyValues:GuidEquals {${READER}} AND ${PRINCIPAL} StringEqualsIgnoreCase 'User')`,
      LIMITED,
    ],
    [
      "that looks at either leaves every role open",
      `!(${WRITE}) OR (${ROLE} ForAnyOfAnyValues:GuidEquals {${READER}} OR ${PRINCIPAL} StringEqualsIgnoreCase 'User')`,
      open(OWNER),
    ],
    [
      "that looks at the role of an existing assignment leaves every role open",
      `@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals ${READER}`,
      open(OWNER),
    ],
    ["on blobs leaves every role open", "@Resource[Microsoft.Storage/x:name] StringEquals 'logs'", open(OWNER)],
    ["on a suboperation leaves every role open", "SubOperationMatches{'Blob.List'}", open(OWNER)],
    ["on the existence of an attribute leaves every role open", `NOT Exists ${PRINCIPAL}`, open(OWNER)],
    ["with one GUID and no quantifier limits", `${ROLE} GuidEquals '${READER}'`, LIMITED],
    ["with an attribute on the right side leaves every role open", `${ROLE} GuidEquals ${ROLE}`, open(OWNER)],
    [
      "is read in any case, over several lines and with signs for words",
      `!(actionmatches{'microsoft.authorization/*/WRITE'})\n  || (${ROLE.toLowerCase()}\n foranyofanyvalues:guidequals {${READER.toUpperCase()}}) && true stringequals 'x'`,
      LIMITED,
    ],
    ["that is twice negated is the same", `NOT !(${ROLE} GuidEquals ${READER})`, LIMITED],
    ["that is empty is unreadable", "", UNREADABLE],
    ["that breaks off is unreadable", `(${ROLE} GuidEquals ${READER}`, UNREADABLE],
    ["that goes on after its end is unreadable", `${ROLE} GuidEquals ${READER} ${READER}`, UNREADABLE],
    ["that is prose is unreadable", "only readers, please", UNREADABLE],
    ["that is nested beyond all measure is unreadable", `${"(".repeat(100_000)}a${")".repeat(100_000)}`, UNREADABLE],
  ];
  for (const [title, condition, expected] of cases) {
    it(title, () => deepEqual(delegationUnder(condition, ASKED), expected));
  }
});

/** A condition as a tree, for the reference that tries every value of the open terms. */
type Tree =
  | { readonly role: string }
  | { readonly open: number }
  | { readonly action: boolean }
  | { readonly not: Tree }
  | { readonly and: readonly [Tree, Tree] }
  | { readonly or: readonly [Tree, Tree] };

const trees = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ role: fc.constantFrom(OWNER, READER) }),
    fc.record({ open: fc.nat(2) }),
    fc.record({ action: fc.boolean() }),
    fc.record({ not: tie("tree") }),
    fc.record({ and: fc.tuple(tie("tree"), tie("tree")) }),
    fc.record({ or: fc.tuple(tie("tree"), tie("tree")) }),
  ),
}));

function written(tree: Tree): string {
  if ("role" in tree) return `${ROLE} GuidEquals ${tree.role}`;
  if ("open" in tree) return `@Request[a:b${tree.open}] StringEquals 'x'`;
  if ("action" in tree) return tree.action ? WRITE : DELETE;
  if ("not" in tree) return `!(${written(tree.not)})`;
  return "and" in tree
    ? `(${written(tree.and[0])}) AND (${written(tree.and[1])})`
    : `(${written(tree.or[0])}) OR (${written(tree.or[1])})`;
}

function holds(tree: Tree, values: readonly boolean[]): boolean {
  if ("role" in tree) return tree.role === OWNER;
  if ("open" in tree) return values[tree.open] === true;
  if ("action" in tree) return tree.action;
  if ("not" in tree) return !holds(tree.not, values);
  return "and" in tree
    ? holds(tree.and[0], values) && holds(tree.and[1], values)
    : holds(tree.or[0], values) || holds(tree.or[1], values);
}

describe("whatever a condition says", () => {
  const assignments = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => [0, 1, 2].map((bit) => ((bits >> bit) & 1) === 1));

  it("a role is called excluded only if no value of the open terms lets it through", () => {
    fc.assert(
      fc.property(trees.tree, (tree) => {
        const { state } = delegationUnder(written(tree), [OWNER]);
        if (state === "limited")
          deepEqual(
            assignments.filter((values) => holds(tree, values)),
            [],
          );
        deepEqual(state === "unreadable", false);
      }),
      { numRuns: 1000 },
    );
  });

  it("reading it never fails", () => {
    const words = fc.array(fc.constantFrom("(", ")", "!", "AND", "OR", ROLE, "GuidEquals", READER, "{", "}", "'", " "));
    fc.assert(fc.property(words, (parts) => typeof delegationUnder(parts.join(" "), ASKED).state === "string"));
  });
});
