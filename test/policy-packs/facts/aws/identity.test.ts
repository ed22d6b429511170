import { deepEqual, equal, ok } from "node:assert/strict";
import { administrator } from "../../../../identity/aws/permissions/administrator";
import type { AwsIdentity } from "../../../../policy-packs/facts/aws/identity";
import type { Fact } from "../../../../policy-packs/facts/facts";
import { StackFacts } from "../../../../policy-packs/facts/stack-facts";
import type { Resource } from "../../../../policy-packs/judge/resource";
import { stackOf, type DeclaredResources } from "../../../../testing/stack";

const UNKNOWN = { "fn::unknown": true };
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const DOCUMENT = {
  "fn::toJSON": { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } },
};

/** Each identity with the places of its grants. */
function joined(declared: DeclaredResources): Record<string, readonly string[]> {
  return told(StackFacts.complete(stackOf(declared)).facts);
}

function told(facts: readonly Fact[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    facts
      .filter(isIdentity)
      .map(({ sort, name, grants, boundary }) => [
        `${sort} ${name}`,
        [
          ...grants.map(({ by, path, document }) => `${by}.${path}${document.hidden.length > 0 ? " ?" : ""}`),
          ...(boundary ? [`within ${boundary.by}.${boundary.path}`] : []),
        ].sort(),
      ]),
  );
}

function isIdentity(fact: Fact): fact is AwsIdentity {
  return fact.kind === "aws-identity";
}

function role(name: string, more: object = {}) {
  return { type: "aws:iam/role:Role", properties: { name, ...more } };
}

function attachment(properties: object) {
  return {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    properties: { policyArn: ADMINISTRATOR, ...properties },
  };
}

/** A resource of the permission set `set`. */
function ofSet(type: string, properties: object) {
  return { type: `aws:ssoadmin/${type}`, properties: { permissionSetArn: "${set.arn}", ...properties } };
}

describe("the identities of an AWS stack", () => {
  const ROWS: readonly (readonly [
    title: string,
    declared: DeclaredResources,
    expected: Record<string, readonly string[]>,
  ])[] = [
    [
      "have what a role says itself, and its boundary",
      {
        a: role("a", {
          inlinePolicies: [{ name: "x", policy: DOCUMENT }, {}],
          managedPolicyArns: [ADMINISTRATOR],
          permissionsBoundary: ADMINISTRATOR,
        }),
      },
      { "role a": ["a.inlinePolicies[0].policy", "a.managedPolicyArns[0]", "within a.permissionsBoundary"] },
    ],
    [
      "have what separate resources grant, by reference and by name",
      {
        a: role("a-1"),
        inline: { type: "aws:iam/rolePolicy:RolePolicy", properties: { role: "${a.id}", policy: DOCUMENT } },
        attached: attachment({ role: "a-1" }),
        exclusive: {
          type: "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
          properties: { roleName: "${a.name}", policyArns: [ADMINISTRATOR] },
        },
      },
      { "role a": ["attached.policyArn", "exclusive.policyArns[0]", "inline.policy"] },
    ],
    [
      "have the documents of managed policies of the stack",
      {
        a: role("a"),
        policy: { type: "aws:iam/policy:Policy", properties: { name: "p", policy: DOCUMENT } },
        by: attachment({ role: "${a.name}", policyArn: "${policy.arn}" }),
        outside: attachment({ role: "${a.name}", policyArn: "arn:aws:iam::111122223333:policy/other" }),
      },
      { "role a": ["by.policyArn", "outside.policyArn ?"] },
    ],
    [
      "are joined over the lists of a policy attachment, inside the stack and outside",
      {
        a: role("a"),
        all: {
          type: "aws:iam/policyAttachment:PolicyAttachment",
          properties: { policyArn: ADMINISTRATOR, roles: ["${a.name}", "other"], users: ["u"], groups: ["g"] },
        },
      },
      {
        "role a": ["all.policyArn"],
        "role other": ["all.policyArn"],
        "user u": ["all.policyArn"],
        "group g": ["all.policyArn"],
      },
    ],
    [
      "have, for a user, what its groups have",
      {
        u: { type: "aws:iam/user:User", properties: { name: "u" } },
        v: { type: "aws:iam/user:User", properties: { name: "v" } },
        g: { type: "aws:iam/group:Group", properties: { name: "g" } },
        inline: { type: "aws:iam/groupPolicy:GroupPolicy", properties: { group: "${g.name}", policy: DOCUMENT } },
        membership: {
          type: "aws:iam/userGroupMembership:UserGroupMembership",
          properties: { user: "${u.name}", groups: ["${g.name}"] },
        },
        unread: {
          type: "aws:iam/userGroupMembership:UserGroupMembership",
          properties: { user: "${u.name}", groups: [UNKNOWN] },
        },
        members: { type: "aws:iam/groupMembership:GroupMembership", properties: { group: "g", users: ["${v.name}"] } },
      },
      {
        "user u": ["inline.policy", "unread.groups[0] ?"],
        "user v": ["inline.policy"],
        "group g": ["inline.policy"],
      },
    ],
    [
      "are read from the other provider as well",
      {
        r: {
          type: "aws-native:iam:Role",
          properties: {
            roleName: "r",
            policies: [{ policyName: "x", policyDocument: { Statement: [] } }],
            managedPolicyArns: [ADMINISTRATOR],
          },
        },
        inline: {
          type: "aws-native:iam:RolePolicy",
          properties: { roleName: "r", policyName: "y", policyDocument: { Statement: [] } },
        },
        managed: {
          type: "aws-native:iam:ManagedPolicy",
          properties: { policyDocument: { Statement: [] }, roles: ["r"] },
        },
        u: { type: "aws-native:iam:User", properties: { userName: "u", groups: ["g"] } },
        g: { type: "aws-native:iam:Group", properties: { groupName: "g", managedPolicyArns: [ADMINISTRATOR] } },
      },
      {
        "role r": [
          "inline.policyDocument",
          "managed.policyDocument",
          "r.managedPolicyArns[0]",
          "r.policies[0].policyDocument",
        ],
        "user u": ["g.managedPolicyArns[0]"],
        "group g": ["g.managedPolicyArns[0]"],
      },
    ],
    [
      "include one of whom it is not known who it is, within bounds that are not known",
      { by: attachment({ role: UNKNOWN }) },
      { "role a role that is not named here": ["by.policyArn", "within by.role"] },
    ],
    [
      "have all that is not known of their lists",
      { a: role("a", { managedPolicyArns: UNKNOWN, inlinePolicies: UNKNOWN, permissionsBoundary: UNKNOWN }) },
      { "role a": ["a.inlinePolicies ?", "a.managedPolicyArns ?", "within a.permissionsBoundary"] },
    ],
  ];
  const OF_SETS: typeof ROWS = [
    [
      "have what other resources give to a permission set, and its boundary",
      {
        set: { type: "aws:ssoadmin/permissionSet:PermissionSet", properties: { name: "set" } },
        inline: ofSet("permissionSetInlinePolicy:PermissionSetInlinePolicy", { inlinePolicy: DOCUMENT }),
        aws: ofSet("managedPolicyAttachment:ManagedPolicyAttachment", { managedPolicyArn: ADMINISTRATOR }),
        all: ofSet("managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive", {
          managedPolicyArns: [ADMINISTRATOR],
        }),
        policy: { type: "aws:iam/policy:Policy", properties: { name: "own", policy: DOCUMENT } },
        own: ofSet("customerManagedPolicyAttachment:CustomerManagedPolicyAttachment", {
          customerManagedPolicyReference: { name: "own" },
        }),
        others: ofSet("customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive", {
          customerManagedPolicyReferences: [{ name: "own" }, { name: "ReadOnlyAccess" }],
        }),
        limit: ofSet("permissionsBoundaryAttachment:PermissionsBoundaryAttachment", {
          permissionsBoundary: { managedPolicyArn: ADMINISTRATOR },
        }),
      },
      {
        "permission set set": [
          "all.managedPolicyArns[0]",
          "aws.managedPolicyArn",
          "inline.inlinePolicy",
          "others.customerManagedPolicyReferences[0].name",
          // A policy of the account that bears the name of one of AWS is not that.
          "others.customerManagedPolicyReferences[1].name ?",
          "own.customerManagedPolicyReference.name",
          "within limit.permissionsBoundary.managedPolicyArn",
        ],
      },
    ],
    [
      "have what a permission set of aws-native says itself",
      {
        set: {
          type: "aws-native:sso:PermissionSet",
          properties: {
            name: "set",
            inlinePolicy: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } },
            managedPolicies: [ADMINISTRATOR],
            customerManagedPolicyReferences: [{ name: "own" }],
            permissionsBoundary: { customerManagedPolicyReference: { name: "limit" } },
          },
        },
      },
      {
        "permission set set": [
          "set.customerManagedPolicyReferences[0].name ?",
          "set.inlinePolicy",
          "set.managedPolicies[0]",
          "within set.permissionsBoundary.customerManagedPolicyReference.name",
        ],
      },
    ],
    [
      "may have a boundary of which it is not known whose it is",
      {
        set: { type: "aws:ssoadmin/permissionSet:PermissionSet", properties: { name: "set" } },
        limit: {
          type: "aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment",
          properties: { permissionSetArn: UNKNOWN, permissionsBoundary: { managedPolicyArn: ADMINISTRATOR } },
        },
      },
      {
        "permission set a permission set that is not named here": ["within limit.permissionSetArn"],
        "permission set set": ["within limit.permissionSetArn"],
      },
    ],
    [
      "have the documents of policies of AWS, and not of those that are newer",
      {
        a: role("a", {
          managedPolicyArns: [
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::aws:policy/AWSPublishedLater",
          ],
        }),
      },
      { "role a": ["a.managedPolicyArns[0]", "a.managedPolicyArns[1] ?"] },
    ],
  ];
  for (const [title, declared, expected] of OF_SETS) {
    it(title, () => {
      deepEqual(joined(declared), expected);
    });
  }

  it("of a permission set are told when the stack is complete, as its boundary may still come", () => {
    const facts = new StackFacts();
    const [set, rights] = beforeCreation({
      set: { type: "aws:ssoadmin/permissionSet:PermissionSet", properties: { name: "set" } },
      rights: ofSet("managedPolicyAttachment:ManagedPolicyAttachment", { managedPolicyArn: ADMINISTRATOR }),
    });
    ok(set && rights);
    deepEqual([told(facts.add(set).facts), told(facts.add(rights).facts)], [{}, {}]);
  });

  for (const [title, declared, expected] of ROWS) {
    it(title, () => {
      deepEqual(joined(declared), expected);
    });

    it(`${title}, in whatever order the resources come`, () => {
      const facts = new StackFacts();
      const last = new Map<string, AwsIdentity>();
      for (const resource of [...stackOf(declared)].reverse()) {
        for (const fact of facts.add(resource).facts) if (isIdentity(fact)) last.set(`${fact.sort} ${fact.name}`, fact);
      }
      for (const [name, grants] of Object.entries(expected)) {
        const settled = told([...last.values()].filter((fact) => `${fact.sort} ${fact.name}` === name));
        // What was said by name before its resource came stands under the name; the resource's own fact has all of it.
        deepEqual(settled[name], grants);
      }
    });
  }

  it("have a component's grants where a document is not known", () => {
    deepEqual(
      joined({
        component: {
          type: "mandate:aws:WorkloadRole",
          properties: { grants: [{ actions: ["s3:GetObject"], resources: [UNKNOWN] }] },
        },
        a: { ...role("a"), options: { parent: "component" } },
        inline: {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: { role: "${a.name}", policy: UNKNOWN },
          options: { parent: "component" },
        },
      }),
      { "role a": ["component.grants"] },
    );
  });

  it("change with each resource that adds to them, before it is created", () => {
    const facts = new StackFacts();
    const [a, policy, by] = beforeCreation({
      a: role("a"),
      policy: { type: "aws:iam/policy:Policy", properties: { name: "p-1", policy: DOCUMENT } },
      by: attachment({ role: "a", policyArn: "arn:aws:iam::111122223333:policy/team/p-1" }),
    });
    ok(a && policy && by);
    deepEqual(told(facts.add(a).facts), { "role a": [] });
    deepEqual(told(facts.add(policy).facts), {});
    deepEqual(told(facts.add(by).facts), { "role a": ["by.policyArn"] });
  });

  it("change with a managed policy that comes after its attachment, and with their group", () => {
    const facts = new StackFacts();
    const [by, membership, rights, policy] = beforeCreation({
      by: attachment({ role: "a", policyArn: "arn:aws:iam::111122223333:policy/p" }),
      membership: { type: "aws:iam/userGroupMembership:UserGroupMembership", properties: { user: "u", groups: ["g"] } },
      rights: { type: "aws:iam/groupPolicy:GroupPolicy", properties: { group: "g", policy: DOCUMENT } },
      policy: { type: "aws:iam/policy:Policy", properties: { name: "p", policy: DOCUMENT } },
    });
    ok(by && membership && rights && policy);
    deepEqual(told(facts.add(by).facts), { "role a": ["by.policyArn ?"] });
    deepEqual(told(facts.add(membership).facts), { "user u": [] });
    deepEqual(told(facts.add(rights).facts), { "group g": ["rights.policy"], "user u": ["rights.policy"] });
    deepEqual(told(facts.add(policy).facts), { "role a": ["by.policyArn"] });
  });

  it("leave in doubt whose a grant is that has no known owner", () => {
    const [a] = StackFacts.complete(
      stackOf({
        a: role("a", { managedPolicyArns: [ADMINISTRATOR] }),
        denial: {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: {
            role: UNKNOWN,
            policy: JSON.stringify({ Statement: { Effect: "Deny", Action: "*", Resource: "*" } }),
          },
        },
      }),
    ).facts.filter(isIdentity);
    ok(a);
    equal(administrator(a).answer, "undetermined");
  });

  const GROUPED: readonly (readonly [title: string, more: DeclaredResources, expected: string])[] = [
    [
      "leave in doubt who is in a group of which a member is not known",
      {
        in: {
          type: "aws:iam/userGroupMembership:UserGroupMembership",
          properties: { user: UNKNOWN, groups: ["${g.name}"] },
        },
      },
      "undetermined",
    ],
    [
      "leave in doubt who is in a group of which the members are not known",
      { in: { type: "aws:iam/groupMembership:GroupMembership", properties: { users: UNKNOWN, group: "${g.name}" } } },
      "undetermined",
    ],
    [
      "are not in a group of which somebody else is a member",
      {
        in: {
          type: "aws:iam/userGroupMembership:UserGroupMembership",
          properties: { user: "v", groups: ["${g.name}"] },
        },
      },
      "yes",
    ],
    [
      "are not denied what another group denies than that of an unknown member",
      { in: { type: "aws:iam/userGroupMembership:UserGroupMembership", properties: { user: UNKNOWN, groups: ["h"] } } },
      "yes",
    ],
  ];
  for (const sort of ["user", "role"] as const) {
    for (const [title, more, expected] of GROUPED) {
      it(`${title}: a ${sort}`, () => {
        const facts = StackFacts.complete(stackOf({ a: administratorOf(sort), ...DENYING, ...more })).facts;
        const a = facts.filter(isIdentity).find(({ name }) => name === "a");
        ok(a);
        // Roles are in no group.
        equal(administrator(a).answer, sort === "user" ? expected : "yes");
      });
    }
  }
});

function administratorOf(sort: "user" | "role") {
  const properties = { [`${sort}Name`]: "a", managedPolicyArns: [ADMINISTRATOR] };
  return { type: sort === "user" ? "aws-native:iam:User" : "aws-native:iam:Role", properties };
}

const DENYING: DeclaredResources = {
  g: { type: "aws:iam/group:Group", properties: { name: "g" } },
  denial: {
    type: "aws:iam/groupPolicy:GroupPolicy",
    properties: {
      group: "${g.name}",
      policy: JSON.stringify({ Statement: { Effect: "Deny", Action: "*", Resource: "*" } }),
    },
  },
};

function beforeCreation(declared: DeclaredResources): readonly Resource[] {
  return stackOf(declared).map(({ outputs: _none, ...resource }) => ({
    ...resource,
    propertyDependencies: {},
    dependencies: [],
  }));
}
