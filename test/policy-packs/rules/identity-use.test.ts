import { deepEqual } from "node:assert/strict";
import { Judge } from "../../../policy-packs/judge/judge";
import type { Resource } from "../../../policy-packs/judge/resource";
import type { AnyRule } from "../../../policy-packs/judge/rule";
import { identityInUse } from "../../../policy-packs/rules/identity-in-use";
import { identityNotSharedWithPeople } from "../../../policy-packs/rules/identity-not-shared-with-people";
import { identityWithinEnvironment } from "../../../policy-packs/rules/identity-within-environment";
import { stackOf, type DeclaredResources } from "../../../testing/stack";
import { judgeExample } from "../examples";

const UNKNOWN = { "fn::unknown": true };
const ASSUME = ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];
const LAMBDA = { Service: "lambda.amazonaws.com" };
const SSO = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0123456789abcdef";
const ACCOUNTS = { environmentAccounts: { "444455556666": "development", "777788889999": "prod" } };

type Statement = Readonly<Record<string, unknown>>;

function role(statements: readonly Statement[], more: object = {}) {
  const Statement = statements.map((each) => ({ Effect: "Allow", Action: ASSUME, ...each }));
  const document = { "fn::toJSON": { Version: "2012-10-17", Statement } };
  return { type: "aws:iam/role:Role", properties: { assumeRolePolicy: document, ...more } };
}

function lambda(role: unknown, tags: object = {}) {
  return { type: "aws:lambda/function:Function", properties: { role, tags } };
}

function grant(...Statement: readonly Statement[]) {
  const policy = { "fn::toJSON": { Version: "2012-10-17", Statement } };
  return { type: "aws:iam/rolePolicy:RolePolicy", properties: { role: "${r.name}", policy } };
}

const PROD = { tags: { environment: "prod" } };
const DEV = { tags: { environment: "dev" } };
const PROD_ROLE = role([{ Principal: LAMBDA }], PROD);
const DEV_BUCKET = { type: "aws:s3/bucket:Bucket", properties: DEV };
const PROD_IDENTITY = { type: "azure-native:managedidentity:UserAssignedIdentity", properties: PROD };

interface Row {
  readonly title: string;
  readonly resources: DeclaredResources;
  readonly settings?: object;
  /** As `VERDICT RESOURCE PATH`. */
  readonly found: readonly string[];
}

function check(rule: AnyRule, rows: readonly Row[]): void {
  for (const { title, resources, settings, found } of rows) {
    it(title, () => {
      const findings = judgeExample(rule, {
        title,
        resources,
        findings: [],
        ...(settings && { settings: { ...settings } }),
      });
      deepEqual(
        findings.map(({ verdict, name, path }) => `${verdict} ${name} ${path}`),
        found,
      );
    });
  }
}

function federated(subject: string) {
  return {
    i: PROD_IDENTITY,
    f: {
      type: "azure-native:managedidentity:FederatedIdentityCredential",
      properties: { resourceName: "${i.name}", issuer: "https://token.actions.githubusercontent.com", subject },
    },
  };
}

function assigned(tags: object) {
  return {
    i: PROD_IDENTITY,
    s: { type: "azure-native:storage:StorageAccount", properties: { resourceGroupName: "g", ...tags } },
    a: {
      type: "azure-native:authorization:RoleAssignment",
      properties: { principalId: "${i.principalId}", scope: "${s.id}" },
    },
  };
}

describe("an identity keeps to its environment", () => {
  check(identityWithinEnvironment, [
    {
      title: "not where an app of development runs as a managed identity of production",
      resources: {
        i: PROD_IDENTITY,
        w: {
          type: "azure-native:web:WebApp",
          properties: { identity: { userAssignedIdentities: ["${i.id}"] }, tags: { Environment: "dev" } },
        },
      },
      found: ["violation w identity.userAssignedIdentities[0]"],
    },
    {
      title: "where the app is of production, and Azure writes the tag in another case",
      resources: {
        i: PROD_IDENTITY,
        w: {
          type: "azure-native:web:WebApp",
          properties: { identity: { userAssignedIdentities: ["${i.id}"] }, tags: { Environment: "Production" } },
        },
      },
      found: [],
    },
    {
      title: "not where a federated token claims another environment",
      resources: federated("repo:octo-org/shop:environment:staging"),
      found: ["violation f subject"],
    },
    {
      title: "where a federated token claims an environment that nobody lists",
      resources: federated("repo:octo-org/shop:environment:github-pages"),
      found: [],
    },
    {
      title: "where a federated token claims none",
      resources: federated("repo:octo-org/shop:ref:refs/heads/main"),
      found: [],
    },
    {
      title: "not where a role is assigned over a storage account of development",
      resources: assigned(DEV),
      found: ["violation a scope"],
    },
    { title: "where it is assigned over one of production", resources: assigned(PROD), found: [] },
    { title: "where it is assigned over one that says none", resources: assigned({}), found: [] },
    {
      title: "not where a function runs as a role of an account of development",
      resources: { f: lambda("arn:aws:iam::444455556666:role/worker", PROD.tags) },
      settings: ACCOUNTS,
      found: ["violation f role"],
    },
    {
      title: "where a function runs as a role of an account of production",
      resources: { f: lambda("arn:aws:iam::777788889999:role/worker", PROD.tags) },
      settings: ACCOUNTS,
      found: [],
    },
    {
      title: "where nothing tells the environment of the account, though its name says prod",
      resources: { f: lambda("arn:aws:iam::111122223333:role/prod-worker", DEV.tags) },
      settings: ACCOUNTS,
      found: [],
    },
    {
      title: "not where the stack's name tells development, and production becomes the role",
      resources: { r: role([{ Principal: { AWS: "arn:aws:iam::777788889999:root" } }]) },
      settings: ACCOUNTS,
      found: ["violation r assumeRolePolicy.Statement[0].Principal.AWS"],
    },
    {
      title: "where the stack's name tells it, and development becomes the role",
      resources: { r: role([{ Principal: { AWS: "arn:aws:iam::444455556666:root" } }]) },
      settings: ACCOUNTS,
      found: [],
    },
    {
      title: "not where both name environments of their own",
      resources: {
        r: role([{ Principal: LAMBDA }], { tags: { environment: "blue" } }),
        f: lambda("${r.arn}", { environment: "green" }),
      },
      found: ["violation f role"],
    },
    {
      title: "where only one of them names one",
      resources: { r: PROD_ROLE, f: lambda("${r.arn}") },
      found: [],
    },
    {
      title: "by another tag that the settings let stand for it",
      resources: {
        r: role([{ Principal: LAMBDA }], { tags: { stage: "prod" } }),
        f: lambda("${r.arn}", { stage: "dev" }),
      },
      settings: { tagAliases: { environment: ["stage"] } },
      found: ["violation f role"],
    },
    {
      title: "not where a statement reaches into a bucket of development",
      resources: {
        r: PROD_ROLE,
        b: DEV_BUCKET,
        g: grant({ Effect: "Allow", Action: "s3:GetObject", Resource: ["${b.arn}", "${b.arn}/*"] }),
      },
      found: ["violation g policy.Statement[0].Resource[0]", "violation g policy.Statement[0].Resource[1]"],
    },
    {
      title: "where a statement denies what is of development",
      resources: {
        r: PROD_ROLE,
        b: DEV_BUCKET,
        g: grant({ Effect: "Deny", Action: "s3:GetObject", Resource: "${b.arn}/*" }),
      },
      found: [],
    },
    {
      title: "not where a statement names a key of an account of development",
      resources: {
        r: PROD_ROLE,
        g: grant({
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: "arn:aws:kms:eu-central-1:444455556666:key/0c1d2e3f-0000-4000-8000-000000000000",
        }),
      },
      settings: ACCOUNTS,
      found: ["violation g policy.Statement[0].Resource"],
    },
    {
      title: "undetermined where the tag of the identity is not known",
      resources: {
        r: role([{ Principal: LAMBDA }], { tags: { environment: UNKNOWN } }),
        f: lambda("${r.arn}", DEV.tags),
      },
      found: ["undetermined r tags.environment"],
    },
  ]);
});

function mixed(...more: readonly Statement[]) {
  return { r: role([{ Principal: LAMBDA }, ...more]) };
}

const ROOT = { AWS: "arn:aws:iam::111122223333:root" };
const SECOND = "assumeRolePolicy.Statement[1]";

describe("people and workloads do not share an identity", () => {
  check(identityNotSharedWithPeople, [
    {
      title: "not where a directory's people become a function's role",
      resources: mixed({ Principal: { Federated: "arn:aws:iam::111122223333:saml-provider/directory" } }),
      found: [`violation r ${SECOND}.Principal.Federated`],
    },
    {
      title: "not where customers who sign in become a function's role",
      resources: mixed({ Principal: { Federated: "cognito-identity.amazonaws.com" } }),
      found: [`violation r ${SECOND}.Principal.Federated`],
    },
    {
      title: "where a cluster's service account becomes a function's role",
      resources: mixed({
        Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/A1" },
      }),
      found: [],
    },
    {
      title: "not where a condition names a role of people",
      resources: mixed({ Principal: ROOT, Condition: { ArnLike: { "aws:PrincipalArn": SSO } } }),
      found: [`violation r ${SECOND}.Condition.ArnLike["aws:PrincipalArn"]`],
    },
    {
      title: "where a condition leaves roles of people out",
      resources: mixed({ Principal: ROOT, Condition: { ArnNotLike: { "aws:PrincipalArn": SSO } } }),
      found: [],
    },
    {
      title: "where a second factor is not asked for",
      resources: mixed({ Principal: ROOT, Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } }),
      found: [],
    },
    {
      title: "where a statement denies people",
      resources: mixed({ Effect: "Deny", Principal: { AWS: SSO } }),
      found: [],
    },
    {
      title: "where nothing tells whether a principal is a person",
      resources: mixed({ Principal: { Federated: "accounts.google.com" } }),
      found: [],
    },
    {
      title: "not where the settings say that it is",
      resources: mixed({ Principal: { Federated: "accounts.google.com" } }),
      settings: { humanPrincipals: ["accounts.google.com"] },
      found: [`violation r ${SECOND}.Principal.Federated`],
    },
    {
      title: "not where a function runs as a role that trusts people alone",
      resources: { r: role([{ Principal: { AWS: SSO } }]), f: lambda("${r.arn}") },
      found: ["violation r assumeRolePolicy.Statement[0].Principal.AWS"],
    },
    {
      title: "undetermined where it is not known whether a statement allows people or denies them",
      resources: {
        r: {
          type: "aws-native:iam:Role",
          properties: {
            assumeRolePolicyDocument: {
              Version: "2012-10-17",
              Statement: [
                { Effect: "Allow", Principal: LAMBDA, Action: ASSUME },
                { Effect: UNKNOWN, Principal: { AWS: SSO }, Action: ASSUME },
              ],
            },
          },
        },
      },
      found: ["undetermined r assumeRolePolicyDocument.Statement[1].Effect"],
    },
    {
      title: "not where CloudFormation's user has a password and a key",
      resources: {
        u: {
          type: "aws-native:iam:User",
          properties: { userName: "robot", loginProfile: { password: { "fn::secret": "x" } } },
        },
        k: { type: "aws-native:iam:AccessKey", properties: { userName: "robot" } },
      },
      found: ["violation u loginProfile"],
    },
    {
      title: "where CloudFormation's user has a key alone",
      resources: {
        u: { type: "aws-native:iam:User", properties: { userName: "robot" } },
        k: { type: "aws-native:iam:AccessKey", properties: { userName: "robot" } },
      },
      found: [],
    },
  ]);
});

describe("every identity is used", () => {
  check(identityInUse, [
    {
      title: "where a service finds the role by its name",
      resources: { r: role([{ Principal: { Service: "vmie.amazonaws.com" } }], { name: "vmimport" }) },
      found: [],
    },
    {
      title: "not where only its logical name says so",
      resources: { vmimport: role([{ Principal: { Service: "vmie.amazonaws.com" } }], { name: "other" }) },
      found: ["violation vmimport "],
    },
    {
      title: "where another role's trust policy names the user",
      resources: {
        u: { type: "aws:iam/user:User" },
        r: role([{ Principal: { AWS: "${u.arn}" } }]),
        f: lambda("${r.arn}"),
      },
      found: [],
    },
    {
      title: "not where only a group has the user",
      resources: {
        u: { type: "aws:iam/user:User" },
        g: { type: "aws:iam/groupMembership:GroupMembership", properties: { users: ["${u.name}"], group: "people" } },
      },
      found: ["violation u "],
    },
    {
      title: "undetermined where the trust policy is not known",
      resources: { r: { type: "aws:iam/role:Role", properties: { assumeRolePolicy: UNKNOWN } } },
      found: ["undetermined r assumeRolePolicy"],
    },
  ]);

  it("where the stack exports its ARN", () => {
    const urn = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";
    const [made] = stackOf({ r: role([{ Principal: LAMBDA }]) });
    const root: Resource = {
      urn,
      type: "pulumi:pulumi:Stack",
      name: "shop-dev",
      inputs: {},
      outputs: { roles: [{ arn: made?.outputs?.["arn"] ?? null }] },
      dependencies: [],
      propertyDependencies: {},
    };
    const judge = (resources: readonly Resource[]) => {
      const judging = new Judge();
      judging.enable(identityInUse);
      return judging.finish(resources).map(({ name }) => name);
    };
    deepEqual(judge(made ? [made] : []), ["r"]);
    deepEqual(judge(made ? [made, root] : []), []);
  });
});
