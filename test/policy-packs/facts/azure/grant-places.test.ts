import { deepEqual } from "node:assert/strict";
import { dirname } from "node:path";
import { FAMILIES, JOINED_FAMILIES } from "../../../../policy-packs/facts/families";
import { argumentsOf, resourceClasses, shortForm } from "../../../../scripts/generate-taggable-types";

/** Properties that say to whom a role is given, what it permits, or whose tokens are taken. */
const NAMES = /^(?:roleDefinitionId|principalIds?|assignableScopes|permissions|subject|issuer)$/;

/** Types that have one and that the packs do not read as a grant, by the reason. */
const OTHERS: Readonly<Record<string, string>> = {
  "the roles of a database, which give nothing in Azure's own management": `
    cosmosdb:CassandraResourceCassandraRoleAssignment cosmosdb:CassandraResourceCassandraRoleDefinition
    cosmosdb:GremlinResourceGremlinRoleAssignment cosmosdb:GremlinResourceGremlinRoleDefinition
    cosmosdb:MongoMIResourceMongoMIRoleAssignment cosmosdb:MongoMIResourceMongoMIRoleDefinition
    cosmosdb:SqlResourceSqlRoleAssignment cosmosdb:SqlResourceSqlRoleDefinition
    cosmosdb:TableResourceTableRoleAssignment cosmosdb:TableResourceTableRoleDefinition
    kusto:ClusterPrincipalAssignment kusto:DatabasePrincipalAssignment redis:AccessPolicy
    synapse:DatabasePrincipalAssignment synapse:KustoPoolDatabasePrincipalAssignment
    synapse:KustoPoolPrincipalAssignment`,
  "a role that somebody may ask for, and that is held only while a request is granted":
    "authorization:PimRoleEligibilitySchedule",
  "how a role is asked for, and not who has it": "authorization:RoleManagementPolicyAssignment",
  "what a role permits, which is read with the assignment that gives it": "authorization:RoleDefinition",
  "what is denied": "authorization:DenyAssignment",
  "a part of a blueprint, which gives something when the blueprint is assigned": "blueprint:RoleAssignmentArtifact",
  "how people sign in to an application": "web:WebAppAuthSettings web:WebAppAuthSettingsSlot",
  "the subject of a message": "apimanagement:EmailTemplate",
};

/** The types of the installed SDK that have such a property. */
function candidates(): ReadonlySet<string> {
  const found = new Set<string>();
  const sdk = dirname(require.resolve("@pulumi/azure-native/package.json"));
  for (const { token, declarations } of resourceClasses(sdk)) {
    const names = [...argumentsOf(token, declarations).matchAll(/^ {4}(\w+)\??: /gm)].map(([, name = ""]) => name);
    if (names.some((name) => NAMES.test(name))) found.add(shortForm(token));
  }
  return found;
}

describe("the types of Azure that give a role or take tokens", function () {
  this.timeout(120_000);

  it("are those of the installed @pulumi/azure-native: else read them in facts/azure, or say here why not", () => {
    const found = candidates();
    const kinds: readonly string[] = ["azure-role-assignment", "azure-federated-credential"];
    const read = new Set(
      [...FAMILIES, ...JOINED_FAMILIES]
        .filter(({ kind }) => kinds.includes(kind))
        .flatMap(({ types }) => types)
        .map(shortForm),
    );
    const others = new Set(Object.values(OTHERS).flatMap((text) => text.split(/\s+/).filter((word) => word !== "")));
    deepEqual(
      {
        unclassified: [...found].filter((type) => !read.has(type) && !others.has(type)).sort(),
        gone: [...read, ...others].filter((type) => !found.has(type)).sort(),
        twice: [...others].filter((type) => read.has(type)),
      },
      { unclassified: [], gone: [], twice: [] },
    );
  });
});
