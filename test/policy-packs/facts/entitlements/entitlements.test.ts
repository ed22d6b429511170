import { deepEqual, equal } from "node:assert/strict";
import { StandIns } from "../../../../inputs/stand-ins/stand-ins";
import { holdingsOf, type IdentityEntitlements } from "../../../../policy-packs/facts/entitlements/entitlements";
import { StackFacts } from "../../../../policy-packs/facts/stack-facts";
import type { PropertyMap } from "../../../../policy-packs/judge/resource";
import { stackOf, type DeclaredResources } from "../../../../testing/stack";

function facts(
  declared: DeclaredResources,
  standIns: Pick<StandIns, "outputsOf"> = new StandIns(),
): readonly IdentityEntitlements[] {
  const { facts: all, unread } = StackFacts.complete(stackOf(declared, standIns));
  deepEqual(unread, []);
  return all.filter((fact) => fact.kind === "identity-entitlements");
}

/** What is held, in words. */
function words(declared: DeclaredResources, standIns?: Pick<StandIns, "outputsOf">) {
  return facts(declared, standIns).map(({ subject, name, privileges, boundary, trust, credentials, unknowns }) => ({
    who: `${subject} ${name}`,
    may: privileges.map((each) => each.words),
    ...(boundary && { within: boundary.map((each) => each.words) }),
    ...(trust.length > 0 && { trusts: trust.map((each) => each.words) }),
    ...(credentials.length > 0 && { credentials: credentials.map((each) => each.words) }),
    ...(unknowns.length > 0 && { unknown: unknowns.map(({ path, because }) => `${path} is ${because}`) }),
  }));
}

const document = (...Statement: readonly object[]) => ({ "fn::toJSON": { Version: "2012-10-17", Statement } });
const allow = (Action: string, Resource: string) => ({ Effect: "Allow", Action, Resource });

const ROLE = { type: "aws:iam/role:Role" };
const reads = (role: string, resource: string) => ({
  type: "aws:iam/rolePolicy:RolePolicy",
  properties: { role, policy: document(allow("s3:GetObject", resource)) },
});

describe("What an identity of AWS holds", () => {
  it("stands with its role, inline and attached, AWS's own policies by name", () => {
    deepEqual(
      words({
        uploads: { type: "aws:s3/bucket:Bucket" },
        worker: ROLE,
        inline: reads("${worker.name}", "${uploads.arn}/*"),
        shared: { type: "aws:iam/policy:Policy", properties: { policy: document(allow("sqs:SendMessage", "*")) } },
        one: attach("${shared.arn}"),
        two: attach("arn:aws:iam::aws:policy/ReadOnlyAccess"),
        three: attach("arn:aws:iam::111122223333:policy/elsewhere"),
      }),
      [
        {
          who: "IAM role worker",
          may: [
            "allow s3:GetObject on ${uploads}/*",
            "allow sqs:SendMessage on *",
            "the managed policy arn:aws:iam::111122223333:policy/elsewhere",
            "the managed policy ReadOnlyAccess",
          ],
        },
      ],
    );
  });

  it("stands with the user for what a group gives, and with the group where no user of the stack is in it", () => {
    const groupPolicy = (group: string) => ({
      type: "aws:iam/groupPolicy:GroupPolicy",
      properties: { group, policy: document(allow("s3:GetObject", "*")) },
    });
    deepEqual(
      words({
        robot: { type: "aws:iam/user:User" },
        robots: { type: "aws:iam/group:Group" },
        readers: { type: "aws:iam/group:Group" },
        member: {
          type: "aws:iam/userGroupMembership:UserGroupMembership",
          properties: { user: "${robot.name}", groups: ["${robots.name}"] },
        },
        one: groupPolicy("${robots.name}"),
        two: groupPolicy("${readers.name}"),
      }),
      [
        { who: "IAM group readers", may: ["allow s3:GetObject on *"] },
        { who: "IAM user robot", may: ["allow s3:GetObject on *"] },
      ],
    );
  });

  it("has the credentials of a user, also of one whom another stack makes", () => {
    deepEqual(
      words({
        robot: { type: "aws:iam/user:User" },
        key: { type: "aws:iam/accessKey:AccessKey", properties: { user: "${robot.name}" } },
        login: { type: "aws:iam/userLoginProfile:UserLoginProfile", properties: { user: "legacy" } },
        ssh: { type: "aws:iam/sshKey:SshKey", properties: { username: { "fn::unknown": true } } },
      }),
      [
        {
          who: "IAM user of another stack a user that is not named here",
          may: [],
          credentials: ["SSH key ssh"],
          unknown: ["username is not known before deployment"],
        },
        { who: "IAM user robot", may: [], credentials: ["access key key"] },
        { who: "IAM user of another stack legacy", may: [], credentials: ["console password login"] },
      ],
    );
  });

  it("has the boundary and the trust apart", () => {
    deepEqual(
      words({
        limit: { type: "aws:iam/policy:Policy", properties: { policy: document(allow("s3:*", "*")) } },
        worker: {
          type: "aws:iam/role:Role",
          properties: {
            permissionsBoundary: "${limit.arn}",
            assumeRolePolicy: document({
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Principal: { Service: "lambda.amazonaws.com" },
            }),
          },
        },
      }),
      [
        {
          who: "IAM role worker",
          may: [],
          within: ["allow s3:* on *"],
          trusts: ["allow sts:AssumeRole to Service lambda.amazonaws.com"],
        },
      ],
    );
  });

  it("has what everyone may call and runs as it", () => {
    const url = (authorizationType: unknown) => ({
      type: "aws:lambda/functionUrl:FunctionUrl",
      properties: { functionName: "${resize.name}", authorizationType },
    });
    const exposure = (more: DeclaredResources) =>
      facts({
        worker: ROLE,
        resize: { type: "aws:lambda/function:Function", properties: { role: "${worker.arn}" } },
        ...more,
      }).map((fact) => [fact.exposure.map((each) => each.words), fact.unknowns.map(({ path }) => path)]);
    const permission = (properties: object) => ({
      type: "aws:lambda/permission:Permission",
      properties: { action: "lambda:InvokeFunction", function: "${resize.name}", ...properties },
    });
    deepEqual(exposure({ url: url("NONE") }), [[["everyone may call resize by its URL"], []]]);
    deepEqual(exposure({ url: url("AWS_IAM") }), [[[], []]]);
    deepEqual(exposure({ url: url({ "fn::unknown": true }) }), [[[], ["authorizationType"]]]);
    deepEqual(exposure({ call: permission({ principal: "*" }) }), [
      [["everyone may call resize in every account"], []],
    ]);
    deepEqual(exposure({ call: permission({ principal: "*", sourceAccount: "111122223333" }) }), [[[], []]]);
    deepEqual(exposure({ call: permission({ principal: "s3.amazonaws.com" }) }), [[[], []]]);
  });

  it("names whom the stack gives something though another stack makes it", () => {
    deepEqual(words({ policy: reads("legacy", "*") }), [
      { who: "IAM role of another stack legacy", may: ["allow s3:GetObject on *"] },
    ]);
  });

  it("is not known, and not shown, where it is marked as a secret", () => {
    const policy = { "fn::secret": document(allow("s3:GetObject", "arn:aws:s3:::hidden/*")) };
    deepEqual(
      words({
        worker: ROLE,
        policy: { ...reads("${worker.name}", "*"), properties: { role: "${worker.name}", policy } },
      }),
      [
        {
          who: "IAM role worker",
          may: [],
          unknown: ["policy is marked as a secret, so that it cannot be written down for an approval"],
        },
      ],
    );
  });
});

describe("What an identity of Azure holds", () => {
  const GUID = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
  const uploads = {
    type: "azure-native:storage:StorageAccount",
    properties: { resourceGroupName: "shop", accountName: "uploads" },
  };
  const reader = {
    type: "azure-native:managedidentity:UserAssignedIdentity",
    properties: { resourceGroupName: "shop", resourceName: "reader" },
  };
  const assigned = (
    principalId: string,
    scope: string,
    roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${GUID}`,
  ) => ({
    type: "azure-native:authorization:RoleAssignment",
    properties: { principalId, scope, roleDefinitionId },
  });

  it("are roles by name, the stack's own by what they permit, and tokens", () => {
    deepEqual(
      words({
        uploads,
        reader,
        one: assigned("${reader.principalId}", "${uploads.id}"),
        custom: {
          type: "azure-native:authorization:RoleDefinition",
          properties: {
            roleName: "Lister",
            scope: "/subscriptions/11111111-1111-1111-1111-111111111111",
            permissions: [{ actions: ["Microsoft.Storage/*/read"], notActions: ["Microsoft.Storage/locations/*"] }],
          },
        },
        two: assigned("${reader.principalId}", "${uploads.id}", "${custom.id}"),
        token: {
          type: "azure-native:managedidentity:FederatedIdentityCredential",
          properties: {
            resourceGroupName: "shop",
            resourceName: "${reader.name}",
            issuer: "https://token.actions.githubusercontent.com",
            subject: "repo:octo-org/shop:environment:prod",
            audiences: ["api://AzureADTokenExchange"],
          },
        },
      }),
      [
        {
          who: "user-assigned identity reader",
          may: [
            "Storage Blob Data Reader on ${uploads}",
            "Lister (permits Microsoft.Storage/*/read but not Microsoft.Storage/locations/*) on ${uploads}",
          ],
          trusts: [
            "tokens of https://token.actions.githubusercontent.com with subject repo:octo-org/shop:environment:prod for api://AzureADTokenExchange",
          ],
        },
      ],
    );
  });

  it("stands with the resource that has an identity of its own, and else with the principal's id", () => {
    deepEqual(
      words({
        uploads,
        app: {
          type: "azure-native:web:WebApp",
          properties: { resourceGroupName: "shop", name: "app", identity: { type: "SystemAssigned" } },
        },
        one: assigned("${app.identity.principalId}", "${uploads.id}"),
        two: assigned("33333333-3333-3333-3333-333333333333", "${uploads.id}"),
      }),
      [
        {
          who: "principal of another stack 33333333-3333-3333-3333-333333333333",
          may: ["Storage Blob Data Reader on ${uploads}"],
        },
        { who: "system-assigned identity app", may: ["Storage Blob Data Reader on ${uploads}"] },
      ],
    );
  });

  const vault = (...accessPolicies: readonly object[]) => vaultWith({ accessPolicies });
  const vaultWith = (properties: object) => ({
    type: "azure-native:keyvault:Vault",
    properties: { resourceGroupName: "shop", vaultName: "safe", properties },
  });
  const permissions = { secrets: ["List", "get"], keys: ["all"] };

  it("are the access policies of a key vault, in it or beside it, and all of a kind is a star", () => {
    deepEqual(
      words({
        reader,
        safe: vault({ objectId: "${reader.principalId}", permissions }),
        beside: {
          type: "azure-native:keyvault:AccessPolicy",
          properties: {
            resourceGroupName: "shop",
            vaultName: "${safe.name}",
            policy: { objectId: "${reader.principalId}", permissions: { certificates: ["get"] } },
          },
        },
      }),
      [
        {
          who: "user-assigned identity reader",
          may: [
            "Key Vault access policy (permits keys/*, secrets/get, secrets/list) on ${safe}",
            "Key Vault access policy (permits certificates/get) on ${safe}",
          ],
        },
      ],
    );
  });

  it("are no access policies of a vault that goes by roles", () => {
    const accessPolicies = [{ objectId: "${reader.principalId}", permissions }];
    deepEqual(words({ reader, safe: vaultWith({ accessPolicies, enableRbacAuthorization: true }) }), [
      { who: "user-assigned identity reader", may: [] },
    ]);
  });

  it("are not known where the principal or the permissions of an access policy are not", () => {
    const unknown = { "fn::unknown": true };
    const mine = (secrets: object) => ({ objectId: "${reader.principalId}", permissions: { secrets } });
    deepEqual(
      words({ reader, safe: vault(mine(unknown), { objectId: unknown, permissions }) }).map(
        ({ who, unknown: gaps }) => [who, gaps],
      ),
      [
        [
          "principal of another stack a principal that is not named here",
          ["properties.accessPolicies[1].objectId is not known before deployment"],
        ],
        [
          "user-assigned identity reader",
          ["properties.accessPolicies[0].permissions.secrets is not known before deployment"],
        ],
      ],
    );
  });

  it("are roles over the data of Cosmos DB, by what they permit where that is known", () => {
    const account =
      "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop/providers/Microsoft.DocumentDB/databaseAccounts/orders";
    const cosmos = (role: string, scope = `${account}/dbs/shop`) => ({
      type: "azure-native:cosmosdb:SqlResourceSqlRoleAssignment",
      properties: {
        resourceGroupName: "shop",
        accountName: "orders",
        principalId: "${reader.principalId}",
        roleDefinitionId: `${account}/sqlRoleDefinitions/${role}`,
        scope,
      },
    });
    const [held] = words({
      reader,
      one: cosmos("00000000-0000-0000-0000-000000000002", account),
      two: cosmos(GUID),
      three: cosmos(GUID, "/"),
    });
    deepEqual(held, {
      who: "user-assigned identity reader",
      may: [
        `Cosmos DB Built-in Data Contributor (permits Microsoft.DocumentDB/databaseAccounts/readMetadata, Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/*, Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/*) on ${account}`,
        `${GUID} on ${account}/dbs/shop`,
      ],
      unknown: ["scope is no scope; expected the id of the account, or one within it"],
    });
  });
});

/** The same stack after its deployment: other accounts, other marks in names and ids. */
class Deployed {
  private readonly standIns = new StandIns({
    account: "111122223333",
    subscription: "99999999-9999-4999-8999-999999999999",
  });

  outputsOf(...args: Parameters<StandIns["outputsOf"]>): PropertyMap {
    const [urn, ...rest] = args;
    return this.standIns.outputsOf(urn.replace("::", "::deployed-"), ...rest);
  }
}

describe("The form of what is held", () => {
  const stack: DeclaredResources = {
    uploads: { type: "aws:s3/bucket:Bucket" },
    jobs: { type: "aws:sqs/queue:Queue" },
    "jobs-role": ROLE,
    worker: {
      type: "aws:iam/role:Role",
      properties: {
        assumeRolePolicy: document({
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: "${jobs-role.arn}" },
        }),
      },
    },
    one: reads("${worker.name}", "${uploads.arn}/incoming/*"),
    two: reads("${jobs-role.name}", "${jobs.arn}"),
    account: {
      type: "azure-native:storage:StorageAccount",
      properties: { resourceGroupName: "shop", accountName: "a" },
    },
    reader: {
      type: "azure-native:managedidentity:UserAssignedIdentity",
      properties: { resourceGroupName: "shop", resourceName: "reader" },
    },
    three: {
      type: "azure-native:authorization:RoleAssignment",
      properties: {
        principalId: "${reader.principalId}",
        scope: "${account.id}",
        roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
      },
    },
  };

  it("is the same before the deployment, by stand-ins, and after it", () => {
    const before = facts(stack).map(holdingsOf);
    deepEqual(facts(stack, new Deployed()).map(holdingsOf), before);
    equal(JSON.stringify(before).includes("arn:"), false);
    equal(JSON.stringify(before).includes("/subscriptions/"), false);
  });

  it("names the type where resources of several types share a name, but not what only joins others", () => {
    const declared: DeclaredResources = {
      worker: ROLE,
      uploads: { type: "aws:s3/bucket:Bucket" },
      one: reads("${worker.name}", "${uploads.arn}/*"),
    };
    deepEqual(words(declared)[0]?.may, ["allow s3:GetObject on ${uploads}/*"]);
    const joined = {
      ...declared,
      uploads2: { type: "aws:sqs/queue:Queue" },
      two: reads("${worker.name}", "${worker.arn}"),
    };
    deepEqual(words(joined)[0]?.may, ["allow s3:GetObject on ${uploads}/*", "allow s3:GetObject on ${worker}"]);
    const stacks = stackOf({ ...declared, queue: { type: "aws:sqs/queue:Queue" } });
    const renamed = stacks.map((each) => (each.name === "queue" ? { ...each, name: "uploads" } : each));
    const [fact] = StackFacts.complete(renamed).facts.filter(({ kind }) => kind === "identity-entitlements");
    deepEqual(
      (fact as IdentityEntitlements).privileges.map((each) => each.words),
      ["allow s3:GetObject on ${s3.Bucket uploads}/*"],
    );
  });
});

function attach(policyArn: string) {
  return {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    properties: { role: "${worker.name}", policyArn },
  };
}
