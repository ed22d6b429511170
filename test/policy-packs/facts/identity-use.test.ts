import { deepEqual } from "node:assert/strict";
import * as fc from "fast-check";
import type { IdentityUse } from "../../../policy-packs/facts/identity-use";
import { StackFacts } from "../../../policy-packs/facts/stack-facts";
import type { Resource } from "../../../policy-packs/judge/resource";
import { stackOf, type DeclaredResources } from "../../../testing/stack";

const UNKNOWN = { "fn::unknown": true };

function trusting(...principals: readonly object[]) {
  const Statement = principals.map((Principal) => ({
    Effect: "Allow",
    Principal,
    Action: ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"],
  }));
  return {
    type: "aws:iam/role:Role",
    properties: { assumeRolePolicy: { "fn::toJSON": { Version: "2012-10-17", Statement } } },
  };
}

const ROLE = trusting({ Service: "lambda.amazonaws.com" });

function lambda(role: unknown, more: object = {}) {
  return { type: "aws:lambda/function:Function", properties: { role, ...more } };
}

/** Each use as `SORT by NAME at PATH`, and unknowns as `? SORT at PATH`, by the identity's name. */
function usesOf(resources: readonly Resource[]): Readonly<Record<string, readonly string[]>> {
  const facts = StackFacts.complete(resources).facts.filter(
    (fact): fact is IdentityUse => fact.kind === "identity-use",
  );
  const entries = facts.map(({ name, uses, unknowns }) => [
    name,
    [
      ...uses.map((use) => `${use.sort} by ${use.name} at ${use.path}`),
      ...unknowns.map(({ sort, path }) => `? ${sort} at ${path}`),
    ],
  ]);
  return Object.fromEntries(entries) as Record<string, string[]>;
}

describe("the uses of an identity", () => {
  const rows: readonly [
    title: string,
    declared: DeclaredResources,
    found: Readonly<Record<string, readonly string[]>>,
  ][] = [
    ["hold none of a role that only a service may become", { r: ROLE }, { r: [] }],
    ["hold a function that runs as it", { r: ROLE, f: lambda("${r.arn}") }, { r: ["workload by f at role"] }],
    [
      "hold a machine that runs as it through an instance profile",
      {
        r: ROLE,
        p: { type: "aws:iam/instanceProfile:InstanceProfile", properties: { role: "${r.name}" } },
        m: { type: "aws:ec2/instance:Instance", properties: { iamInstanceProfile: "${p.name}" } },
        t: { type: "aws:ec2/launchTemplate:LaunchTemplate", properties: { iamInstanceProfile: { arn: "${p.arn}" } } },
      },
      { r: ["workload by m at iamInstanceProfile", "workload by t at iamInstanceProfile.arn"] },
    ],
    [
      "hold no instance profile by itself",
      { r: ROLE, p: { type: "aws:iam/instanceProfile:InstanceProfile", properties: { role: "${r.name}" } } },
      { r: [] },
    ],
    [
      "hold a task once, at the place of its own role",
      {
        r: ROLE,
        t: {
          type: "aws:ecs/taskDefinition:TaskDefinition",
          properties: { executionRoleArn: "${r.arn}", taskRoleArn: "${r.arn}" },
        },
      },
      { r: ["workload by t at taskRoleArn"] },
    ],
    [
      "hold no grant",
      {
        r: ROLE,
        a: { type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", properties: { role: "${r.name}" } },
        b: { type: "aws:s3/bucketPolicy:BucketPolicy", properties: { policy: { "fn::toJSON": { P: "${r.arn}" } } } },
        k: { type: "aws:kms/grant:Grant", properties: { granteePrincipal: "${r.arn}" } },
      },
      { r: [] },
    ],
    [
      "hold accounts and providers that it trusts, and no services",
      {
        r: trusting(
          { Service: "lambda.amazonaws.com" },
          { AWS: "444455556666" },
          { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
        ),
      },
      {
        r: [
          "trust by 444455556666 at assumeRolePolicy.Statement[1].Principal.AWS",
          "trust by arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com at assumeRolePolicy.Statement[2].Principal.Federated",
        ],
      },
    ],
    [
      "hold the trust of another role that names it",
      { a: ROLE, b: trusting({ AWS: "${a.arn}" }) },
      {
        a: ["reference by b at assumeRolePolicy.Statement[0].Principal.AWS"],
        b: ["trust by a at assumeRolePolicy.Statement[0].Principal.AWS"],
      },
    ],
    [
      "hold a program that is told its ARN, also inside a text",
      {
        r: ROLE,
        s: { type: "aws:ssm/parameter:Parameter", properties: { value: "role=${r.arn}" } },
        c: {
          type: "kubernetes:core/v1:ServiceAccount",
          properties: { metadata: { annotations: { role: "${r.arn}" } } },
        },
      },
      { r: ["reference by s at value", "reference by c at metadata"] },
    ],
    ["hold what is unknown", { r: ROLE, f: lambda(UNKNOWN) }, { r: ["? workload at role", "? reference at role"] }],
    [
      "hold keys and passwords of a user, and no group",
      {
        u: { type: "aws:iam/user:User" },
        g: { type: "aws:iam/group:Group" },
        m: {
          type: "aws:iam/userGroupMembership:UserGroupMembership",
          properties: { user: "${u.name}", groups: ["${g.name}"] },
        },
        k: { type: "aws:iam/accessKey:AccessKey", properties: { user: "${u.name}" } },
        p: { type: "aws:iam/userLoginProfile:UserLoginProfile", properties: { user: "${u.name}" } },
      },
      { u: ["trust by k at user", "trust by p at user"] },
    ],
    [
      "hold what runs as a managed identity, who federates with it, and who is told its client id",
      {
        i: { type: "azure-native:managedidentity:UserAssignedIdentity" },
        w: { type: "azure-native:web:WebApp", properties: { identity: { userAssignedIdentities: ["${i.id}"] } } },
        f: {
          type: "azure-native:managedidentity:FederatedIdentityCredential",
          properties: { resourceName: "${i.name}", subject: "system:serviceaccount:shop:mail" },
        },
        a: { type: "azure-native:authorization:RoleAssignment", properties: { principalId: "${i.principalId}" } },
        c: { type: "azure-native:app:ContainerApp", properties: { template: { env: [{ value: "${i.clientId}" }] } } },
      },
      {
        i: [
          "reference by c at template",
          "trust by system:serviceaccount:shop:mail at resourceName",
          "workload by w at identity.userAssignedIdentities[0]",
        ],
      },
    ],
    [
      "hold those of a role outside the stack",
      { f: lambda("arn:aws:iam::111122223333:role/legacy") },
      { "arn:aws:iam::111122223333:role/legacy": ["workload by f at role"] },
    ],
    ["are none in an empty stack", {}, {}],
  ];
  for (const [title, declared, found] of rows) {
    it(title, () => deepEqual(usesOf(stackOf(declared)), found));
    it(`${title}, whatever the order of resources`, () => {
      const resources = stackOf(declared);
      fc.assert(
        fc.property(fc.shuffledSubarray([...resources], { minLength: resources.length }), (shuffled) => {
          deepEqual(usesOf(shuffled), found);
        }),
        { numRuns: 20 },
      );
    });
  }

  const units: readonly [title: string, declared: DeclaredResources, same: boolean][] = [
    ["two functions", { a: lambda("${r.arn}"), b: lambda("${r.arn}") }, false],
    [
      "two functions with one tag",
      {
        a: lambda("${r.arn}", { tags: { workload: "Post" } }),
        b: lambda("${r.arn}", { tags: { workload: "post " } }),
      },
      true,
    ],
    [
      "two functions with two tags",
      {
        a: lambda("${r.arn}", { tags: { workload: "post" } }),
        b: lambda("${r.arn}", { tags: { workload: "print" } }),
      },
      false,
    ],
    [
      "two functions in components of one component",
      {
        app: { type: "shop:index:App" },
        one: { type: "shop:index:Part", options: { parent: "app" } },
        two: { type: "shop:index:Part", options: { parent: "app" } },
        a: { ...lambda("${r.arn}"), options: { parent: "one" } },
        b: { ...lambda("${r.arn}"), options: { parent: "two" } },
      },
      true,
    ],
    [
      "two node groups of one cluster",
      {
        c: { type: "aws:eks/cluster:Cluster" },
        a: { type: "aws:eks/nodeGroup:NodeGroup", properties: { clusterName: "${c.name}", nodeRoleArn: "${r.arn}" } },
        b: { type: "aws:eks/nodeGroup:NodeGroup", properties: { clusterName: "${c.name}", nodeRoleArn: "${r.arn}" } },
      },
      true,
    ],
    [
      "node groups of two clusters",
      {
        a: { type: "aws:eks/nodeGroup:NodeGroup", properties: { clusterName: "one", nodeRoleArn: "${r.arn}" } },
        b: { type: "aws:eks/nodeGroup:NodeGroup", properties: { clusterName: "two", nodeRoleArn: "${r.arn}" } },
      },
      false,
    ],
    [
      "the agent that starts tasks, for two task definitions",
      {
        a: { type: "aws:ecs/taskDefinition:TaskDefinition", properties: { executionRoleArn: "${r.arn}" } },
        b: { type: "aws:ecs/taskDefinition:TaskDefinition", properties: { executionRoleArn: "${r.arn}" } },
      },
      true,
    ],
    [
      "two task definitions",
      {
        a: { type: "aws:ecs/taskDefinition:TaskDefinition", properties: { taskRoleArn: "${r.arn}" } },
        b: { type: "aws:ecs/taskDefinition:TaskDefinition", properties: { taskRoleArn: "${r.arn}" } },
      },
      false,
    ],
    [
      "the monitoring of two databases",
      {
        a: { type: "aws:rds/instance:Instance", properties: { monitoringRoleArn: "${r.arn}" } },
        b: { type: "aws:rds/instance:Instance", properties: { monitoringRoleArn: "${r.arn}" } },
      },
      true,
    ],
  ];
  for (const [title, declared, same] of units) {
    it(`are of ${same ? "one workload" : "several workloads"} where they are ${title}`, () => {
      const { facts } = StackFacts.complete(stackOf({ r: ROLE, ...declared }));
      const use = facts.find((fact): fact is IdentityUse => fact.kind === "identity-use" && fact.name === "r");
      deepEqual(new Set(use?.uses.map(({ unit }) => unit)).size, same ? 1 : 2);
    });
  }
});
