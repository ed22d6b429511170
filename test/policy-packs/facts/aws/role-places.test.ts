import { deepEqual, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rolesNamedIn } from "../../../../policy-packs/facts/aws/role-places";
import { UnknownProperty, type PropertyMap } from "../../../../policy-packs/judge/resource";
import { GENERATED, gone, written } from "../../../../scripts/generate-aws-role-places";

describe("the places that name a role", () => {
  it("are those of the installed @pulumi/aws: else run `npx tsx scripts/generate-aws-role-places.ts`", () => {
    equal(readFileSync(join(__dirname, "../../../..", GENERATED), "utf8"), written());
  }).timeout(60_000);

  it("leave out only places that the installed @pulumi/aws has", () => deepEqual(gone(), [])).timeout(60_000);

  const rows: readonly [title: string, type: string, inputs: PropertyMap, found: readonly string[]][] = [
    ["a function's", "aws:lambda/function:Function", { role: "r" }, ["role role r"]],
    [
      "both of a task definition",
      "aws:ecs/taskDefinition:TaskDefinition",
      { executionRoleArn: "e", taskRoleArn: "t" },
      ["role executionRoleArn e", "role taskRoleArn t"],
    ],
    [
      "an instance profile's",
      "aws:ec2/instance:Instance",
      { iamInstanceProfile: "p" },
      ["instance profile iamInstanceProfile p"],
    ],
    [
      "an instance profile's in an object",
      "aws:ec2/launchTemplate:LaunchTemplate",
      { iamInstanceProfile: { name: "p" } },
      ["instance profile iamInstanceProfile.name p"],
    ],
    [
      "those in elements of a list",
      "aws:codepipeline/pipeline:Pipeline",
      { stages: [{ actions: [{ roleArn: "a" }, {}] }] },
      ["role stages[0].actions[0].roleArn a"],
    ],
    [
      "those in a map",
      "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
      { roles: { authenticated: "a" } },
      ["role roles.authenticated a"],
    ],
    ["one that is not known", "aws:lambda/function:Function", { role: new UnknownProperty() }, ["role role ?"]],
    ["none of a policy attachment", "aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "r" }, []],
    ["none of an instance profile", "aws:iam/instanceProfile:InstanceProfile", { role: "r" }, []],
    ["a function's of aws-native", "aws-native:lambda:Function", { role: "r" }, ["role role r"]],
    [
      "those of aws-native at any depth",
      "aws-native:scheduler:Schedule",
      { target: { roleArn: "r", ecsParameters: { taskRoleArn: "t" } } },
      ["role target.roleArn r", "role target.ecsParameters.taskRoleArn t"],
    ],
    ["none of aws-native's grants", "aws-native:iam:RolePolicy", { roleName: "r" }, []],
    ["none of another provider", "azure-native:web:WebApp", { role: "r" }, []],
    ["none of an odd type", "aws:__proto__/constructor:__proto__", { role: "r" }, []],
  ];
  for (const [title, type, inputs, found] of rows) {
    it(`hold ${title}`, () => {
      const resource = { urn: "urn", type, name: "name", inputs, dependencies: [], propertyDependencies: {} };
      const named = rolesNamedIn(resource).filter(({ value }) => value.state !== "absent");
      deepEqual(
        named.map(({ names, value }) => `${names} ${value.path} ${value.state === "known" ? value.value : "?"}`),
        found,
      );
    });
  }
});
