import { deepEqual } from "node:assert/strict";
import { StackFacts } from "../../../../policy-packs/facts/stack-facts";
import { stackOf, type DeclaredResources } from "../../../../testing/stack";

const UNKNOWN = { "fn::unknown": true };
const READ = { Effect: "Allow", Action: "s3:GetObject", Resource: ["*", UNKNOWN] };
const TRUST = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } };

/** Each document with its path, the number of its statements, and what of it is not known. */
function documents(declared: DeclaredResources) {
  return StackFacts.complete(stackOf(declared)).facts.flatMap((fact) =>
    fact.kind === "aws-policy-document"
      ? [[fact.path, fact.document.statements.length, fact.document.unknowns.map(({ path }) => path)]]
      : [],
  );
}

function trusts(declared: DeclaredResources) {
  return StackFacts.complete(stackOf(declared)).facts.flatMap((fact) =>
    fact.kind === "aws-trust-policy" ? [[fact.name, fact.path, fact.document.unknowns.map(({ path }) => path)]] : [],
  );
}

function keys(declared: DeclaredResources) {
  return StackFacts.complete(stackOf(declared)).facts.flatMap((fact) =>
    fact.kind === "aws-access-key" ? [[fact.urn.split("::").at(-1), fact.path]] : [],
  );
}

describe("the policy documents of AWS resources", () => {
  it("stand as text and as objects, in properties and in lists", () => {
    deepEqual(
      documents({
        role: {
          type: "aws:iam/role:Role",
          properties: {
            assumeRolePolicy: JSON.stringify({ Statement: TRUST }),
            inlinePolicies: [{ name: "a", policy: '{"Statement":[]}' }],
          },
        },
        native: {
          type: "aws-native:iam:Role",
          properties: {
            assumeRolePolicyDocument: { Statement: [TRUST, TRUST] },
            policies: [{ policyName: "a", policyDocument: { Statement: READ } }],
          },
        },
      }),
      [
        ["assumeRolePolicy", 1, []],
        ["inlinePolicies[0].policy", 0, []],
        ["assumeRolePolicyDocument", 2, []],
        ["policies[0].policyDocument", 1, ["policies[0].policyDocument.Statement.Resource[1]"]],
      ],
    );
  });

  it("are unknown with the property, or with the list, that holds them", () => {
    deepEqual(
      documents({
        policy: { type: "aws:iam/policy:Policy", properties: { policy: UNKNOWN } },
        user: { type: "aws-native:iam:User", properties: { policies: UNKNOWN } },
        group: { type: "aws:iam/groupPolicy:GroupPolicy", properties: { group: "g" } },
      }),
      [
        ["policy", 0, ["policy"]],
        ["policies", 0, ["policies"]],
      ],
    );
  });

  it("may lie in a secret", () => {
    deepEqual(
      documents({
        policy: { type: "aws:iam/policy:Policy", properties: { policy: { "fn::secret": '{"Statement":[]}' } } },
      }),
      [["policy", 0, []]],
    );
  });
});

describe("the trust policies of AWS roles", () => {
  it("are those of roles alone, and not of their permissions", () => {
    deepEqual(
      trusts({
        role: {
          type: "aws:iam/role:Role",
          properties: { assumeRolePolicy: UNKNOWN, inlinePolicies: [{ name: "a", policy: UNKNOWN }] },
        },
        policy: { type: "aws:iam/policy:Policy", properties: { policy: UNKNOWN } },
      }),
      [["role", "assumeRolePolicy", ["assumeRolePolicy"]]],
    );
  });

  it("are known by what a component says, unless that is not known either", () => {
    const role = {
      type: "aws:iam/role:Role",
      properties: { assumeRolePolicy: UNKNOWN },
      options: { parent: "component" },
    };
    const component = (trust: unknown) => ({ type: "mandate:aws:WorkloadRole", properties: { trust } });
    deepEqual(trusts({ component: component({ kind: "eks", provider: UNKNOWN }), role }), [["role", "trust.kind", []]]);
    deepEqual(trusts({ component: component(UNKNOWN), role }), [["role", "assumeRolePolicy", ["assumeRolePolicy"]]]);
  });
});

describe("the access keys of AWS users", () => {
  it("are read from both providers", () => {
    deepEqual(
      keys({
        a: { type: "aws:iam/accessKey:AccessKey", properties: { user: "u", status: "Inactive" } },
        b: { type: "aws-native:iam:AccessKey", properties: { userName: UNKNOWN } },
      }),
      [
        ["a", "user"],
        ["b", "userName"],
      ],
    );
  });
});
