import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { matchesOperation, permitting, permittingData, type Permission } from "../../../identity/azure/permissions";

const WRITE = "Microsoft.Authorization/roleAssignments/write";

function permission(some: Partial<Permission>): Permission {
  return { actions: [], notActions: [], dataActions: [], notDataActions: [], ...some };
}

/** What the language says, word for word; slow on many stars. */
function matchesByRegex(pattern: string, operation: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "is").test(operation);
}

describe("a pattern of operations", () => {
  const cases: readonly (readonly [pattern: string, operation: string, matches: boolean])[] = [
    [WRITE, WRITE, true],
    [WRITE.toUpperCase(), WRITE.toLowerCase(), true],
    ["*", WRITE, true],
    ["*/write", WRITE, true],
    ["*/read", WRITE, false],
    ["Microsoft.Authorization/*/Write", WRITE, true],
    ["Microsoft.Authorization/*", WRITE, true],
    ["Microsoft.Authorization*write", WRITE, true],
    ["*roleAssignments*", WRITE, true],
    ["*Assignments*Assignments*", WRITE, false],
    ["Microsoft.Authorization/roleAssignments/write*", WRITE, true],
    ["Microsoft.Authorization/roleAssignments/write/*", WRITE, false],
    ["**/write", WRITE, true],
    ["", WRITE, false],
    ["a*a", "a", false],
    ["MicrosoftXAuthorization/*", WRITE, false],
  ];
  for (const [pattern, operation, matches] of cases) {
    it(`\`${pattern}\` ${matches ? "matches" : "does not match"} \`${operation}\``, () => {
      equal(matchesOperation(pattern, operation), matches);
    });
  }

  it("matches what the regular expression of the same meaning matches", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "/", "*"), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 12 });
    fc.assert(
      fc.property(letters, text, (pattern, operation) => {
        equal(matchesOperation(pattern, operation), matchesByRegex(pattern, operation));
      }),
      { numRuns: 2000 },
    );
  });

  it("takes many stars as easily as one", () => {
    equal(matchesOperation(`${"a*".repeat(40)}b`, "a".repeat(5000)), false);
  });
});

describe("a role's permissions", () => {
  const cases: readonly (readonly [title: string, permissions: readonly Permission[], permits: boolean])[] = [
    ["permit what an action matches", [permission({ actions: ["*"] })], true],
    ["permit nothing where there is none", [], false],
    ["do not permit what is taken away", [permission({ actions: ["*"], notActions: ["*/write"] })], false],
    [
      "permit what is taken away from another permission only",
      [permission({ actions: ["*"], notActions: ["*/write"] }), permission({ actions: [WRITE] })],
      true,
    ],
    ["keep data operations apart", [permission({ dataActions: ["*"] })], false],
    ["keep data exclusions apart", [permission({ actions: ["*"], notDataActions: ["*"] })], true],
  ];
  for (const [title, permissions, permits] of cases) {
    it(title, () => equal(permitting(permissions, WRITE).length > 0, permits));
  }

  it("permit data operations by data actions", () => {
    const reader = permission({ dataActions: ["*/read"], notDataActions: ["*/secrets/read"] });
    deepEqual(permittingData([reader], "Microsoft.KeyVault/vaults/keys/read"), [reader]);
    deepEqual(permittingData([reader], "Microsoft.KeyVault/vaults/secrets/read"), []);
    deepEqual(permitting([reader], "Microsoft.KeyVault/vaults/keys/read"), []);
  });
});
