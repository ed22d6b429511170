import { deepEqual } from "node:assert/strict";
import { StackFacts } from "../../../../policy-packs/facts/stack-facts";
import { judgeResources } from "../../../../testing";
import { stackOf } from "../../../../testing/stack";

type Declared = Parameters<typeof judgeResources>[0];

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const OWN = "111122223333";
const OTHER = "444455556666";
const BY_BUILDS = { Service: "codebuild.amazonaws.com" };

function role(name: string, principal: object, more: object = {}) {
  const Statement = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" };
  const trust = { "fn::toJSON": { Version: "2012-10-17", Statement } };
  return { type: "aws:iam/role:Role", properties: { name, assumeRolePolicy: trust, ...more } };
}

const MAY_ASSUME = {
  type: "aws:iam/rolePolicy:RolePolicy",
  properties: {
    role: "${deployer.name}",
    policy: {
      "fn::toJSON": {
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: "${keeper.arn}" },
      },
    },
  },
};

/** An administrator that trusts a principal, and a role that may assume every role that lets it. */
function stack(principal: string, keeper: object = {}, more: object = {}): Declared {
  return {
    deployer: role("deployer", BY_BUILDS),
    rights: MAY_ASSUME,
    keeper: role("keeper", { AWS: principal }, { managedPolicyArns: [ADMINISTRATOR], ...keeper }),
    ...more,
  };
}

/** The same, where a provider that is limited to these accounts makes the administrator. */
function inAccount(principal: string, allowedAccountIds: readonly string[]): Declared {
  const properties = { managedPolicyArns: [ADMINISTRATOR] };
  return stack(principal, properties, {
    account: { type: "pulumi:providers:aws", properties: { allowedAccountIds } },
    keeper: { ...role("keeper", { AWS: principal }, properties), options: { provider: "${account}" } },
  });
}

function told(declared: Declared, ownAccounts: readonly string[]): readonly string[] {
  return judgeResources(declared, {
    rules: ["aws-identity-without-escalation"],
    config: { "mandate-settings": { ownAccounts } },
  }).map(({ verdict, message }) => /^`\w+` may .*?`keeper`/.exec(message)?.[0] ?? verdict);
}

const ASSUMES = ["`deployer` may assume `keeper`"];
const ROOT = `arn:aws:iam::${OWN}:root`;

describe("the account in which a role is", () => {
  const ROWS: readonly (readonly [
    title: string,
    declared: Declared,
    ownAccounts: readonly string[],
    expected: readonly string[],
  ])[] = [
    ["is not told where neither stack nor settings say it", stack(ROOT), [], ["undetermined"]],
    ["is the one own account of the settings", stack(ROOT), [OWN], ASSUMES],
    ["is the one own account of the settings, by its id", stack(OWN), [OWN], ASSUMES],
    ["is no account beside the one of the settings", stack(ROOT), [OTHER], []],
    ["is one of two own accounts, and it is not known which", stack(ROOT), [OWN, OTHER], ["undetermined"]],
    ["is none beside two own accounts", stack("arn:aws:iam::777788889999:root"), [OWN, OTHER], []],
    [
      "is the one own account for a role of the stack named in it",
      stack(`arn:aws:iam::${OWN}:role/deployer`),
      [OWN],
      ASSUMES,
    ],
    ["is the one own account, where somebody else of it is named", stack(`arn:aws:iam::${OWN}:role/other`), [OWN], []],
    ["is the one to which its provider is limited", inAccount(ROOT, [OWN]), [OTHER], ASSUMES],
    ["is the one to which its provider is limited, and not that of the settings", inAccount(ROOT, [OTHER]), [OWN], []],
    ["is one of two to which its provider is limited", inAccount(ROOT, [OWN, OTHER]), [OWN], ["undetermined"]],
    ["is told by its ARN", stack(ROOT, { arn: `arn:aws:iam::${OWN}:role/keeper` }), [OTHER], ASSUMES],
    ["is told by its ARN to be another", stack(ROOT, { arn: `arn:aws:iam::${OTHER}:role/keeper` }), [OWN], []],
    [
      "may be the one that another resource of the stack tells",
      stack(
        ROOT,
        {},
        { log: { type: "aws:sns/topic:Topic", properties: { arn: `arn:aws:sns:eu-central-1:${OTHER}:log` } } },
      ),
      [OWN],
      ["undetermined"],
    ],
    [
      "is the one of the settings where another resource of the stack tells the same",
      stack(
        ROOT,
        {},
        { log: { type: "aws:sns/topic:Topic", properties: { arn: `arn:aws:sns:eu-central-1:${OWN}:log` } } },
      ),
      [OWN],
      ASSUMES,
    ],
  ];
  for (const [title, declared, ownAccounts, expected] of ROWS) {
    it(title, () => deepEqual(told(declared, ownAccounts), expected));
  }
});

describe("an identity that a trust policy names by an ARN written out", () => {
  const ROWS: readonly (readonly [title: string, ownAccounts: readonly string[], expected: string])[] = [
    ["is the stack's where its account is the one own account", [OWN], "deployer"],
    ["is nobody known where nothing tells the account", [], `arn:aws:iam::${OWN}:role/app-deployer`],
    ["is nobody known where it is of one of two own accounts", [OWN, OTHER], `arn:aws:iam::${OWN}:role/app-deployer`],
    ["is somebody else where it is of another account", [OTHER], `arn:aws:iam::${OWN}:role/app-deployer`],
  ];
  for (const [title, ownAccounts, expected] of ROWS) {
    it(title, () => {
      const resources = stackOf({
        deployer: role("app-deployer", BY_BUILDS),
        keeper: role("keeper", { AWS: `arn:aws:iam::${OWN}:role/app-deployer` }),
      });
      const { facts } = StackFacts.complete(resources, { serviceControlPolicies: [], ownAccounts });
      const keeper = facts.flatMap((fact) => (fact.kind === "identity-use" && fact.name === "keeper" ? [fact] : []));
      deepEqual(
        keeper.flatMap(({ uses }) => uses.map(({ name }) => name)),
        [expected],
      );
    });
  }
});
