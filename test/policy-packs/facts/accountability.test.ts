import { deepEqual } from "node:assert/strict";
import { absent, known, unknown, type Knowledge } from "../../../identity/knowledge";
import { StackFacts } from "../../../policy-packs/facts/stack-facts";
import type { Resource } from "../../../policy-packs/judge/resource";
import { stackOf, type DeclaredResources } from "../../../testing/stack";
import { MANDATE } from "../../components/mandate";

/** What is said of the owner of each thing that somebody must answer for, by the thing's name. */
function owners(
  declared: DeclaredResources,
  change: (one: Resource) => Resource = (one) => one,
): Readonly<Record<string, readonly [string, Knowledge<string>]>> {
  const resources = stackOf(declared).map(change);
  const names = new Map(resources.map(({ urn, name }) => [urn, name]));
  return Object.fromEntries(
    StackFacts.complete(resources).facts.flatMap((fact) =>
      fact.kind === "accountability" ? [[names.get(fact.urn), [fact.subject, fact.tags.at("owner")]]] : [],
    ),
  ) as ReturnType<typeof owners>;
}

describe("who answers for", () => {
  const subjects: readonly [string, string][] = [
    ["aws:iam/role:Role", "IAM role"],
    ["aws:iam/user:User", "IAM user"],
    ["aws:kms/key:Key", "KMS key"],
    ["aws:secretsmanager/secret:Secret", "Secrets Manager secret"],
    ["aws:ssoadmin/permissionSet:PermissionSet", "permission set"],
    ["aws-native:iam:Role", "IAM role"],
    ["aws-native:sso:PermissionSet", "permission set"],
    ["azure-native:keyvault:ManagedHsm", "managed HSM"],
    ["azure-native:managedidentity:UserAssignedIdentity", "user-assigned identity"],
    ["azure-native:keyvault:Vault", "key vault"],
    ["azure-native:keyvault/v20230701:Secret", "Key Vault secret"],
    ["azure-native:keyvault:Key", "Key Vault key"],
  ];
  for (const [type, subject] of subjects) {
    it(`a ${type} stands in its own tags`, () => {
      const properties = { tags: { owner: "a" } };
      deepEqual(owners({ one: { type, properties } }), { one: [subject, known("a", "tags.owner")] });
      deepEqual(owners({ one: { type } }), { one: [subject, absent("tags.owner")] });
      deepEqual(owners({ one: { type, properties: { tags: { "fn::unknown": true } } } }), {
        one: [subject, unknown("tags")],
      });
    });
  }

  it("an access key is whoever answers for its user, which is said of the user alone", () => {
    const declared = {
      robot: { type: "aws:iam/user:User", properties: { name: "robot" } },
      key: { type: "aws:iam/accessKey:AccessKey", properties: { user: "${robot.name}" } },
    };
    deepEqual(owners(declared), { robot: ["IAM user", absent("tags.owner")] });
  });

  it("an access key of a user outside the stack is unknown", () => {
    const reason = "the name of an identity outside this stack, whose tags are not seen here";
    deepEqual(owners({ key: { type: "aws:iam/accessKey:AccessKey", properties: { user: "robot" } } }), {
      key: ["access key", unknown("user", reason)],
    });
  });

  it("an access key of a user whom the stack only reads is unknown", () => {
    const declared = {
      robot: { type: "aws:iam/user:User", properties: { name: "robot" } },
      key: { type: "aws:iam/accessKey:AccessKey", properties: { user: "${robot.name}" } },
    };
    const read = (one: Resource) => (one.name === "robot" ? { ...one, external: true as const } : one);
    const reason = "the name of an identity outside this stack, whose tags are not seen here";
    deepEqual(owners(declared, read)["key"], ["access key", unknown("user", reason)]);
  });

  it("an access key whose user is unknown is unknown", () => {
    const user = { "fn::unknown": true };
    deepEqual(owners({ key: { type: "aws:iam/accessKey:AccessKey", properties: { user } } }), {
      key: ["access key", unknown("user")],
    });
  });

  const component = { type: "mandate:aws:WorkloadRole", properties: { owner: "a", controlOwner: "b" } };

  it("a part of a component stands in the component's inputs where the part has no tag", () => {
    const part = { type: "aws:iam/role:Role", options: { parent: "uploader" } };
    deepEqual(owners({ uploader: component, part }), {
      part: ["IAM role", { ...known("a", "tags.owner"), from: "the inputs of the component `uploader`" }],
    });
  });

  it("a part of a component stands in its own tag first", () => {
    const part = {
      type: "aws:iam/role:Role",
      properties: { tags: { owner: "c" } },
      options: { parent: "uploader" },
    };
    deepEqual(owners({ uploader: component, part }), { part: ["IAM role", known("c", "tags.owner")] });
  });

  it("a part of another component stands in its tags alone", () => {
    const other = { type: "shop:index:Service", properties: { owner: "a" } };
    const part = { type: "aws:iam/role:Role", options: { parent: "other" } };
    deepEqual(owners({ other, part }), { part: ["IAM role", absent("tags.owner")] });
  });

  it("a part of a component that registers a whole mandate stands in its inputs, whoever wrote the component", () => {
    const other = { type: "shop:index:Service", properties: { ...MANDATE, owner: "a" } };
    const part = { type: "aws:iam/role:Role", options: { parent: "other" } };
    const from = "the inputs of the component `other`";
    deepEqual(owners({ other, part }), { part: ["IAM role", { ...known("a", "tags.owner"), from }] });
  });

  it("a part of a component whose inputs are unknown is unknown", () => {
    const other = { type: "shop:index:Service", properties: { ...MANDATE, owner: { "fn::unknown": true } } };
    const part = { type: "aws:iam/role:Role", options: { parent: "other" } };
    deepEqual(owners({ other, part }), { part: ["IAM role", unknown("tags.owner")] });
  });
});

const OUTSIDE = "the name of an identity outside this stack, whose tags are not seen here";
const UNKNOWN = { "fn::unknown": true };

describe("what has no tags answers through its identity", () => {
  const ROLE = { type: "aws:iam/role:Role", properties: { name: "uploader" } };
  const IDENTITY = { type: "azure-native:managedidentity:UserAssignedIdentity", properties: { resourceName: "up" } };
  const APP = { type: "azuread:index/application:Application", properties: { displayName: "shop" } };

  const within: readonly [type: string, property: string, of: string][] = [
    ["aws:iam/rolePolicy:RolePolicy", "role", "${role.name}"],
    ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role", "${role.name}"],
    ["aws-native:iam:RolePolicy", "roleName", "${role.name}"],
    ["azure-native:managedidentity:FederatedIdentityCredential", "resourceName", "${identity.name}"],
    ["azure-native:authorization:RoleAssignment", "principalId", "${identity.principalId}"],
    ["azuread:index/applicationPassword:ApplicationPassword", "applicationId", "${app.id}"],
    ["azuread:index/servicePrincipal:ServicePrincipal", "clientId", "${app.clientId}"],
  ];
  for (const [type, property, of] of within) {
    it(`a ${type} of an identity of the stack is not told of twice`, () => {
      const declared = { role: ROLE, identity: IDENTITY, app: APP, one: { type, properties: { [property]: of } } };
      deepEqual(Object.keys(owners(declared)), ["role", "identity", "app"]);
    });
    it(`a ${type} of an identity that is not known is unknown`, () => {
      const said = owners({ one: { type, properties: { [property]: UNKNOWN } } })["one"];
      deepEqual(said?.[1], unknown(property));
    });
    it(`a ${type} of an identity outside the stack is unknown`, () => {
      const said = owners({ one: { type, properties: { [property]: "elsewhere" } } })["one"];
      deepEqual(said?.[1], unknown(property, OUTSIDE));
    });
  }

  it("a role assignment outside the stack may say it in its description", () => {
    const properties = { principalId: "6f1c2d3e-0000-4000-8000-444455556666", description: "owner: a" };
    deepEqual(owners({ one: { type: "azure-native:authorization:RoleAssignment", properties } }), {
      one: ["role assignment", { ...known("a", "description"), from: "its `description`" }],
    });
  });

  it("a role assignment to a group is nobody's", () => {
    const properties = { principalId: "6f1c2d3e-0000-4000-8000-444455556666", principalType: "Group" };
    deepEqual(owners({ one: { type: "azure-native:authorization:RoleAssignment", properties } }), {});
  });

  it("a policy of a group is nobody's", () => {
    deepEqual(owners({ one: { type: "aws:iam/groupPolicy:GroupPolicy", properties: { group: "people" } } }), {});
  });

  it("a role assignment to a system-assigned identity stands in the tags of its resource", () => {
    const declared = {
      app: {
        type: "azure-native:web:WebApp",
        properties: { identity: { type: "SystemAssigned" }, tags: { owner: "a" } },
      },
      one: {
        type: "azure-native:authorization:RoleAssignment",
        properties: { principalId: "${app.identity.principalId}" },
      },
    };
    deepEqual(owners(declared), { app: ["system-assigned identity", known("a", "tags.owner")] });
  });
});

describe("a system-assigned identity", () => {
  const app = (identity: unknown) => ({ app: { type: "azure-native:web:WebApp", properties: { identity } } });
  const rows: readonly [string, unknown, ReturnType<typeof owners>][] = [
    [
      "stands in its resource's tags",
      { type: "SystemAssigned, UserAssigned" },
      { app: ["system-assigned identity", absent("tags.owner")] },
    ],
    ["is not there where another is assigned", { type: "UserAssigned" }, {}],
    ["is not there where none is", null, {}],
    [
      "is unknown where its sort is",
      { type: UNKNOWN },
      { app: ["system-assigned identity", unknown("identity.type")] },
    ],
  ];
  for (const [title, identity, expected] of rows) it(title, () => deepEqual(owners(app(identity)), expected));
});

describe("an app registration", () => {
  const type = "azuread:index/application:Application";
  const rows: readonly [string, Readonly<Record<string, unknown>>, Knowledge<string>][] = [
    ["says nothing where it has no tags", {}, absent("tags")],
    ["says it in its tags", { tags: ["HideApp", "owner:a"] }, fromText(known("a", "tags[1]"))],
    ["says it in its notes", { tags: [], notes: "Sign-in.\nOwner: a" }, fromText(known("a", "notes"))],
    [
      "says it once where tags and notes agree",
      { tags: ["owner:a"], notes: "owner: a" },
      fromText(known("a", "tags[0]")),
    ],
    [
      "is unknown where they differ",
      { tags: ["owner:a"], notes: "owner: b" },
      unknown("tags[0]", "where `owner` is said twice"),
    ],
    ["is unknown where a tag is", { tags: [UNKNOWN] }, unknown("tags[0]")],
    ["is unknown where its notes are", { notes: UNKNOWN }, unknown("notes")],
    ["is no matter of its `owners`, who may administer it", { owners: ["6f1c2d3e"] }, absent("tags")],
  ];
  for (const [title, properties, expected] of rows) {
    it(title, () => deepEqual(owners({ one: { type, properties } }), { one: ["app registration", expected] }));
  }
});

function fromText<T extends { readonly path: string }>(said: T): T & { readonly from: string } {
  return { ...said, from: `its \`${said.path}\`` };
}

describe("what an identity can do", () => {
  const DEFINITIONS = "/providers/Microsoft.Authorization/roleDefinitions";
  const CONTRIBUTOR = `${DEFINITIONS}/b24988ac-6180-42a0-ab88-20f7382dd24c`;
  const READER = `${DEFINITIONS}/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
  const SUBSCRIPTION = "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333";
  const ONE = { type: "azure-native:managedidentity:UserAssignedIdentity" };
  const assigned = (roleDefinitionId: unknown, scope: unknown, principalId: unknown = "${one.principalId}") => ({
    one: ONE,
    given: { type: "azure-native:authorization:RoleAssignment", properties: { principalId, roleDefinitionId, scope } },
  });
  const role = (policy: unknown, more: DeclaredResources = {}) => ({
    one: { type: "aws:iam/role:Role", properties: { name: "one" } },
    given: { type: "aws:iam/rolePolicy:RolePolicy", properties: { role: "${one.name}", policy } },
    ...more,
  });
  const allow = (action: string, resource: string) => ({
    "fn::toJSON": { Version: "2012-10-17", Statement: { Effect: "Allow", Action: action, Resource: resource } },
  });

  const rows: readonly [string, DeclaredResources, surely: string, possibly: string][] = [
    ["is everything of an administrator", role(allow("*", "*")), "critical", "critical"],
    ["is grave where it changes permissions", role(allow("s3:PutBucketPolicy", "arn:aws:s3:::one")), "high", "high"],
    ["is grave where it writes everywhere", role(allow("s3:PutObject", "*")), "high", "high"],
    ["is grave where it reads every secret", role(allow("secretsmanager:GetSecretValue", "*")), "high", "high"],
    ["is little where it writes in one place", role(allow("s3:PutObject", "arn:aws:s3:::one/*")), "medium", "medium"],
    ["may be everything where a policy is unknown", role(UNKNOWN), "medium", "critical"],
    [
      "is not certain where another policy is unknown, which may deny it",
      role(allow("s3:PutBucketPolicy", "*"), {
        other: { type: "aws:iam/rolePolicy:RolePolicy", properties: { role: "${one.name}", policy: UNKNOWN } },
      }),
      "medium",
      "critical",
    ],
    ["is everything over a subscription", assigned(CONTRIBUTOR, SUBSCRIPTION), "critical", "critical"],
    ["is grave over a resource group", assigned(CONTRIBUTOR, `${SUBSCRIPTION}/resourceGroups/shop`), "high", "high"],
    ["is little where it reads", assigned(READER, SUBSCRIPTION), "medium", "medium"],
    ["may be everything where a scope is unknown", assigned(CONTRIBUTOR, UNKNOWN), "high", "critical"],
    ["may be everything where a role is unknown", assigned(UNKNOWN, SUBSCRIPTION), "medium", "critical"],
    [
      "may be everything where it is not known whose a role is",
      assigned(CONTRIBUTOR, SUBSCRIPTION, UNKNOWN),
      "medium",
      "critical",
    ],
    ["is not what is given to others", assigned(CONTRIBUTOR, SUBSCRIPTION, "6f1c2d3e"), "medium", "medium"],
  ];
  for (const [title, declared, surely, possibly] of rows) {
    it(title, () => {
      const resources = stackOf(declared);
      const one = resources.find(({ name }) => name === "one")?.urn;
      const fact = StackFacts.complete(resources).facts.find(
        (each) => each.kind === "accountability" && each.urn === one,
      );
      const gravity = fact?.kind === "accountability" ? fact.gravity() : undefined;
      deepEqual(
        [gravity?.surely, gravity?.possibly, gravity?.unknown !== undefined],
        [surely, possibly, surely !== possibly],
      );
    });
  }
});
