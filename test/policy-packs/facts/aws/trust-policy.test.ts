import { deepEqual } from "node:assert/strict";
import { awsSessionDuration } from "../../../../policy-packs/facts/aws/session-duration";
import { awsTrustPolicy } from "../../../../policy-packs/facts/aws/trust-policy";
import { References } from "../../../../policy-packs/facts/references";
import {
  SecretProperty,
  UnknownProperty,
  type PropertyMap,
  type Provider,
  type Resource,
} from "../../../../policy-packs/judge/resource";

const RESOURCES: ReadonlyMap<string, Resource> = new Map();
const STACK = {
  resources: RESOURCES,
  references: new References(RESOURCES),
  surroundings: { serviceControlPolicies: [], ownAccounts: [] },
};

function resource(type: string, inputs: PropertyMap, more: Partial<Resource> = {}): Resource {
  const urn = `urn:pulumi:dev::shop::${type}::it`;
  return { urn, type, name: "it", inputs, dependencies: [], propertyDependencies: {}, ...more };
}

function role(outputs?: PropertyMap, provider?: PropertyMap): Resource {
  const manager: Provider | undefined = provider && { type: "pulumi:providers:aws", name: "it", inputs: provider };
  return resource(
    "aws:iam/role:Role",
    { assumeRolePolicy: "{}" },
    { ...(outputs && { outputs }), ...(manager && { provider: manager }) },
  );
}

describe("the accounts of a role", () => {
  const ROWS: readonly (readonly [title: string, role: Resource, accounts: readonly string[]])[] = [
    ["are not known before it exists", role(), []],
    ["are not known where its ARN is not", role({ arn: new UnknownProperty() }), []],
    ["are told by its ARN", role({ arn: "arn:aws-cn:iam::111122223333:role/it" }), ["111122223333"]],
    [
      "are told by its ARN alone",
      role({ arn: "arn:aws:iam::111122223333:role/it" }, { allowedAccountIds: ["444455556666"] }),
      ["111122223333"],
    ],
    ["are the stand-in's", role({ arn: "arn:aws:iam::000000000000:role/it" }), ["000000000000"]],
    [
      "are the stand-in's and those of its provider",
      role({ arn: "arn:aws:iam::000000000000:role/it" }, { allowedAccountIds: ["444455556666"] }),
      ["000000000000", "444455556666"],
    ],
    [
      "are those to which its provider is limited",
      role(undefined, { allowedAccountIds: '["444455556666"]' }),
      ["444455556666"],
    ],
    [
      "are those that its provider enters by a role",
      role(undefined, { assumeRoles: [{ roleArn: "arn:aws:iam::444455556666:role/deployer" }] }),
      ["444455556666"],
    ],
    ["are not told by a provider that says nothing of them", role(undefined, { region: "eu-central-1" }), []],
  ];
  for (const [title, given, accounts] of ROWS) {
    it(title, () =>
      deepEqual(
        [...awsTrustPolicy.read(given, STACK)].map((fact) => fact.accounts),
        [accounts],
      ),
    );
  }
});

describe("a trust policy", () => {
  const ROWS: readonly (readonly [title: string, inputs: PropertyMap, secret: boolean])[] = [
    ["is no secret as such", { assumeRolePolicyDocument: { Statement: [] } }, false],
    ["that is marked is one", { assumeRolePolicyDocument: new SecretProperty({ Statement: [] }) }, true],
    ["with a part that is marked is one", { assumeRolePolicyDocument: { Statement: [new SecretProperty({})] } }, true],
  ];
  for (const [title, inputs, secret] of ROWS) {
    it(title, () => {
      const facts = [...awsTrustPolicy.read(resource("aws-native:iam:Role", inputs), STACK)];
      deepEqual(
        facts.map((fact) => fact.secret),
        [secret],
      );
    });
  }
});

describe("the longest session", () => {
  const ROLE = "aws:iam/role:Role";
  const SET = "aws:ssoadmin/permissionSet:PermissionSet";
  const ROWS: readonly (readonly [type: string, inputs: PropertyMap, longest: number | string])[] = [
    [ROLE, {}, 3600],
    [ROLE, { maxSessionDuration: 43200 }, 43200],
    [ROLE, { maxSessionDuration: "7200" }, 7200],
    [ROLE, { maxSessionDuration: new UnknownProperty() }, "not known before deployment"],
    [ROLE, { maxSessionDuration: [] }, "a list where a number was expected"],
    ["aws-native:iam:Role", { maxSessionDuration: 7200 }, 7200],
    ["aws:rolesanywhere/profile:Profile", { durationSeconds: 900 }, 900],
    [SET, {}, 3600],
    [SET, { sessionDuration: "PT12H" }, 43200],
    [SET, { sessionDuration: "PT1H30M" }, 5400],
    [SET, { sessionDuration: "PT90S" }, 90],
    [SET, { sessionDuration: "PT" }, "no duration such as `PT1H`"],
    [SET, { sessionDuration: "8 hours" }, "no duration such as `PT1H`"],
    [SET, { sessionDuration: new UnknownProperty() }, "not known before deployment"],
  ];
  for (const [type, inputs, longest] of ROWS) {
    it(`of ${type} with ${JSON.stringify(inputs)} is ${longest}`, () => {
      const [fact] = [...awsSessionDuration.read(resource(type, inputs), STACK)];
      deepEqual(fact?.longest.state === "known" ? fact.longest.value : fact?.longest.because, longest);
    });
  }
});
