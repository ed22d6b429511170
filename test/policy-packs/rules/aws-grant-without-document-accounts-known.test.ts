import { deepEqual } from "node:assert/strict";
import { awsGrantWithoutDocumentAccountsKnown as rule } from "../../../policy-packs/rules/aws-grant-without-document-accounts-known";
import type { Settings } from "../../../policy-packs/judge/settings";
import { judgeExample } from "../examples";

type Properties = Readonly<Record<string, unknown>>;

const OWN = "111122223333";
const OTHER = "444455556666";
const UNKNOWN = { "fn::unknown": true };

function judge(type: string, properties: Properties, settings: Partial<Settings> = {}): readonly string[] {
  const resources = { it: { type, properties } };
  const example = { title: "", resources, settings: { ownAccounts: [OWN], ...settings }, findings: [] };
  return judgeExample(rule, example).map(({ verdict, path }) => `${verdict} ${path}`);
}

function role(account: string): string {
  return `arn:aws:iam::${account}:role/reports`;
}

describe("a grant without a document to an account", () => {
  /** What the property holds, by the account. */
  const TYPES: readonly (readonly [type: string, place: string, grant: (account: string) => Properties])[] = [
    ["aws:kms/grant:Grant", "granteePrincipal", (account) => ({ granteePrincipal: role(account) })],
    ["aws:eks/accessEntry:AccessEntry", "principalArn", (account) => ({ principalArn: role(account) })],
    ["aws-native:eks:AccessEntry", "principalArn", (account) => ({ principalArn: role(account) })],
    ["aws:lambda/permission:Permission", "principal", (principal) => ({ principal })],
    ["aws:lambda/permission:Permission", "principal", (account) => ({ principal: role(account) })],
    ["aws:lambda/layerVersionPermission:LayerVersionPermission", "principal", (principal) => ({ principal })],
    ["aws:cloudwatch/eventPermission:EventPermission", "principal", (principal) => ({ principal })],
    ["aws:ram/principalAssociation:PrincipalAssociation", "principal", (principal) => ({ principal })],
    ["aws-native:ram:ResourceShare", "principals[0]", (account) => ({ principals: [account] })],
    [
      "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
      "accountId",
      (accountId) => ({ accountId }),
    ],
    ["aws:ec2/amiLaunchPermission:AmiLaunchPermission", "accountId", (accountId) => ({ accountId })],
    ["aws:rds/snapshot:Snapshot", "sharedAccounts[1]", (account) => ({ sharedAccounts: [OWN, account] })],
    [
      "aws:ssm/document:Document",
      "permissions.account_ids",
      (account) => ({ permissions: { type: "Share", account_ids: `${OWN},${account}` } }),
    ],
    [
      "aws:ec2/vpcEndpointService:VpcEndpointService",
      "allowedPrincipals[0]",
      (account) => ({ allowedPrincipals: [`arn:aws:iam::${account}:root`] }),
    ],
    ["aws:redshift/endpointAuthorization:EndpointAuthorization", "account", (account) => ({ account })],
    ["aws:lakeformation/permissions:Permissions", "principal", (principal) => ({ principal })],
    [
      "aws:s3control/accessGrant:AccessGrant",
      "grantee.granteeIdentifier",
      (account) => ({ grantee: { granteeType: "IAM", granteeIdentifier: role(account) } }),
    ],
    [
      "aws:imagebuilder/distributionConfiguration:DistributionConfiguration",
      "distributions[0].amiDistributionConfiguration.launchPermission.userIds[0]",
      (account) => ({
        distributions: [
          { region: "eu-central-1", amiDistributionConfiguration: { launchPermission: { userIds: [account] } } },
        ],
      }),
    ],
    ["aws:directoryservice/sharedDirectory:SharedDirectory", "target.id", (id) => ({ target: { id } })],
    ["aws:cfg/aggregateAuthorization:AggregateAuthorization", "accountId", (accountId) => ({ accountId })],
  ];
  for (const [type, place, grant] of TYPES) {
    it(`of ${type} by \`${place}\` is for an account that somebody listed, or not`, () => {
      deepEqual(judge(type, grant(OTHER)), [`violation ${place}`]);
      deepEqual(judge(type, grant(OWN)), []);
      deepEqual(judge(type, grant(OTHER), { trustedAccounts: [OTHER] }), []);
      deepEqual(judge(type, {}), []);
    });
  }

  const OTHERS: readonly (readonly [
    type: string,
    properties: Properties,
    settings: Partial<Settings>,
    expected: readonly string[],
  ])[] = [
    ["aws:lambda/permission:Permission", { principal: "s3.amazonaws.com" }, {}, []],
    ["aws:lambda/permission:Permission", { principal: "*" }, {}, []],
    ["aws:lambda/permission:Permission", { principal: OTHER, principalOrgId: "o-a1b2c3d4e5" }, {}, []],
    [
      "aws:lambda/permission:Permission",
      { principal: OTHER, principalOrgId: "o-a1b2c3d4e5" },
      { trustedOrganisations: ["o-f6g7h8i9j0"] },
      ["violation principal"],
    ],
    [
      "aws:lambda/layerVersionPermission:LayerVersionPermission",
      { principal: "*", organizationId: "o-a1b2c3d4e5" },
      { trustedOrganisations: ["o-f6g7h8i9j0"] },
      ["violation organizationId"],
    ],
    [
      "aws:lambda/layerVersionPermission:LayerVersionPermission",
      { principal: "*", organizationId: "o-a1b2c3d4e5" },
      { trustedOrganisations: ["o-a1b2c3d4e5"] },
      [],
    ],
    [
      "aws:lambda/permission:Permission",
      { principal: OTHER, principalOrgId: UNKNOWN },
      {},
      ["undetermined principalOrgId"],
    ],
    ["aws:lakeformation/permissions:Permissions", { principal: "IAM_ALLOWED_PRINCIPALS" }, {}, []],
    ["aws-native:ram:ResourceShare", { principals: [OTHER], allowExternalPrincipals: false }, {}, []],
    [
      "aws-native:ram:ResourceShare",
      { principals: [OTHER], allowExternalPrincipals: UNKNOWN },
      {},
      ["undetermined principals[0]"],
    ],
    ["aws:kms/grant:Grant", { granteePrincipal: role(OTHER) }, { ownAccounts: [] }, ["undetermined granteePrincipal"]],
    ["aws:s3/bucketAcl:BucketAcl", { acl: UNKNOWN }, {}, []],
    ["aws:cognito/identityPool:IdentityPool", { allowUnauthenticatedIdentities: UNKNOWN }, {}, []],
  ];
  for (const [type, properties, settings, expected] of OTHERS) {
    it(`of ${type} with ${JSON.stringify(properties)} where ${JSON.stringify(settings)} is ${expected.join() || "well"}`, () =>
      deepEqual(judge(type, properties, settings), expected));
  }
});
