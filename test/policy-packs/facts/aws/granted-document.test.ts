import { deepEqual } from "node:assert/strict";
import type { AwsGrantedDocument } from "../../../../policy-packs/facts/aws/granted-document";
import type { Fact } from "../../../../policy-packs/facts/facts";
import { StackFacts } from "../../../../policy-packs/facts/stack-facts";
import { stackOf, type DeclaredResources } from "../../../../testing/stack";

const DOCUMENT = {
  "fn::toJSON": { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } },
};

/** Each document by its place, with the names of those who have it. */
function holders(declared: DeclaredResources): Record<string, readonly string[]> {
  const facts = StackFacts.complete(stackOf(declared)).facts.filter(isGrantedDocument);
  return Object.fromEntries(
    facts.map(({ urn, path, holders: having, scoped }) => [
      `${urn.split("::").at(-1) ?? ""}.${path}${scoped ? " scoped" : ""}`,
      having.map(({ name }) => name).sort(),
    ]),
  );
}

function isGrantedDocument(fact: Fact): fact is AwsGrantedDocument {
  return fact.kind === "aws-granted-document";
}

function role(name: string, more: object = {}) {
  return { type: "aws:iam/role:Role", properties: { name, ...more } };
}

function attachment(name: string, policyArn: string) {
  return { type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", properties: { role: name, policyArn } };
}

const POLICY = { type: "aws:iam/policy:Policy", properties: { name: "storage", policy: DOCUMENT } };

describe("a document of permissions", () => {
  it("is one with all its holders, however many have it", () => {
    deepEqual(
      holders({
        storage: POLICY,
        a: role("a"),
        b: role("b"),
        first: attachment("${a.name}", "${storage.arn}"),
        second: attachment("${b.name}", "${storage.arn}"),
      }),
      { "storage.policy": ["a", "b"] },
    );
  });

  it("is one without holders where the stack attaches it to nobody", () => {
    deepEqual(holders({ storage: POLICY }), { "storage.policy": [] });
  });

  it("counts one of each inline policy, and not the trust policy", () => {
    const more = { assumeRolePolicy: DOCUMENT, inlinePolicies: [{ name: "one", policy: DOCUMENT }] };
    deepEqual(holders({ a: role("a", more) }), { "a.inlinePolicies[0].policy": ["a"] });
  });

  it("is that of a permission set, and none that narrows a session", () => {
    deepEqual(
      holders({
        admins: {
          type: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
          properties: { instanceArn: "arn:aws:sso:::instance/a", permissionSetArn: "arn:b", inlinePolicy: DOCUMENT },
        },
        session: {
          type: "aws:rolesanywhere/profile:Profile",
          properties: { name: "a", roleArns: [], sessionPolicy: DOCUMENT },
        },
        transfer: {
          type: "aws-native:transfer:User",
          properties: { serverId: "s-1", userName: "a", role: "arn:aws:iam::111122223333:role/a", policy: DOCUMENT },
        },
      }),
      { "admins.inlinePolicy": ["arn:b"] },
    );
  });

  it("is the component's own words, on single resources, while it is not known itself", () => {
    deepEqual(
      holders({
        uploader: {
          type: "mandate:aws:WorkloadRole",
          properties: { grants: [{ actions: ["s3:PutObject"], resources: [{ "fn::unknown": true }] }] },
        },
        a: { ...role("a"), options: { parent: "uploader" } },
        unread: {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: { role: "${a.name}", policy: { "fn::unknown": true } },
          options: { parent: "uploader" },
        },
      }),
      { "uploader.grants scoped": ["a"] },
    );
  });
});
