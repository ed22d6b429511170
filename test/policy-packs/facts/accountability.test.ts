import { deepEqual } from "node:assert/strict";
import { absent, known, unknown, type Knowledge } from "../../../identity/knowledge";
import { StackFacts } from "../../../policy-packs/facts/stack-facts";
import type { Resource } from "../../../policy-packs/judge/resource";
import { stackOf, type DeclaredResources } from "../../../testing/stack";

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
    ["aws-native:iam:Role", "IAM role"],
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
    deepEqual(owners({ uploader: component, part }), { part: ["IAM role", known("a", "tags.owner")] });
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
});
