import assert from "node:assert/strict";
import { mock } from "node:test";
import * as resources from "@pulumi/azure-native/resources";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import {
  ArgumentError,
  federation,
  roleAt,
  WorkloadIdentity,
  type WorkloadIdentityArgs,
} from "../../../components/azure";
import { roleAssignmentIntent } from "../../../components/azure/role-assignments";
import { UnknownProperty } from "../../../policy-packs/judge/resource";
import { MANDATE, MANDATE_TAGS } from "../mandate";
import { judge, only, run, TODAY } from "../mock-run";

const FIT: WorkloadIdentityArgs = { ...MANDATE, resourceGroupName: "shop", roleAssignments: [] };

const COMPONENT = "mandate:azure:WorkloadIdentity";
const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential";

const SUBSCRIPTION = "/subscriptions/22222222-0000-4000-8000-000000000000";
const GROUP = `${SUBSCRIPTION}/resourceGroups/shop`;
const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/uploads`;
const READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
const CUSTOM = "33333333-0000-4000-8000-000000000000";
const GITHUB = "https://token.actions.githubusercontent.com";
const AUDIENCE = "api://AzureADTokenExchange";
const AKS = "https://westeurope.oic.prod-aks.azure.com/tenant/cluster/";

function make(changes: object): () => WorkloadIdentity {
  return () => new WorkloadIdentity("uploader", { ...FIT, ...changes });
}

describe("WorkloadIdentity", () => {
  it("registers its intent as plain data", async () => {
    const registered = await run(
      make({
        roleAssignments: [roleAt.resource(ACCOUNT, "storage blob data reader"), roleAt.resourceGroup(GROUP, CUSTOM)],
        federatedCredentials: [federation.githubActions("octo-org/shop", { ref: "refs/heads/main" })],
        tags: { team: "shop" },
      }),
    );
    assert.deepEqual(only(registered, COMPONENT).inputs, {
      ...MANDATE,
      roleAssignments: [
        { role: READER, roleName: "Storage Blob Data Reader", scopeLevel: "resource", scope: ACCOUNT },
        { role: CUSTOM, roleName: CUSTOM, scopeLevel: "resourceGroup", scope: GROUP },
      ],
      federatedCredentials: [{ issuer: GITHUB, subject: "repo:octo-org/shop:ref:refs/heads/main", audience: AUDIENCE }],
    });
  });

  it("makes an identity that bears the mandate", async () => {
    const registered = await run(make({ tags: { team: "shop" }, location: "westeurope" }));
    assert.deepEqual(only(registered, IDENTITY).inputs, {
      resourceGroupName: "shop",
      location: "westeurope",
      tags: { team: "shop", ...MANDATE_TAGS },
    });
    assert.deepEqual(
      registered.map(({ type }) => type),
      [COMPONENT, IDENTITY],
    );
  });

  it("assigns each role to the identity's service principal, by the role's GUID", async () => {
    const registered = await run(
      make({ roleAssignments: [roleAt.resource(ACCOUNT, "AcrPull"), roleAt.resource({ id: ACCOUNT }, READER)] }),
    );
    const shared = {
      principalId: "11111111-0000-4000-8000-000000000001",
      principalType: "ServicePrincipal",
      scope: ACCOUNT,
    };
    const role = "/providers/Microsoft.Authorization/roleDefinitions/";
    assert.deepEqual(
      registered.filter(({ type }) => type === ASSIGNMENT).map(({ name, inputs }) => [name, inputs]),
      [
        ["uploader-role-0", { ...shared, roleDefinitionId: `${role}7f951dda-4ed3-4680-a7ca-43fe172d538d` }],
        ["uploader-role-1", { ...shared, roleDefinitionId: `${role}${READER}` }],
      ],
    );
  });

  const federations: readonly (readonly [Parameters<typeof federationOf>[0], issuer: string, subject: string])[] = [
    [
      federation.githubActions("octo-org/shop", { environment: "prod:eu" }),
      GITHUB,
      "repo:octo-org/shop:environment:prod%3Aeu",
    ],
    [
      federation.githubActions("octo-org@12/shop@34", { ref: "refs/tags/v1" }),
      GITHUB,
      "repo:octo-org@12/shop@34:ref:refs/tags/v1",
    ],
    [
      federation.serviceAccount(AKS, { namespace: "shop", serviceAccount: "uploader" }),
      AKS,
      "system:serviceaccount:shop:uploader",
    ],
    [federation.exact({ issuer: "https://ci.example.com", subject: "job 7" }), "https://ci.example.com", "job 7"],
  ];
  for (const [given, issuer, subject] of federations) {
    it(`lets in exactly one outside workload: ${subject}`, async () => {
      assert.deepEqual(await federationOf(given), {
        issuer,
        subject,
        audiences: [AUDIENCE],
        resourceGroupName: "shop",
        resourceName: "uploader",
      });
    });
  }

  it("numbers federated credentials, and writes one after the other", async () => {
    const registered = await run(
      make({
        federatedCredentials: ["main", "next", "last"].map((branch) =>
          federation.githubActions("octo-org/shop", { ref: `refs/heads/${branch}` }),
        ),
      }),
    );
    assert.deepEqual(
      registered.filter(({ type }) => type === CREDENTIAL).map(({ name }) => name),
      ["uploader-federation-0", "uploader-federation-1", "uploader-federation-2"],
    );
  });

  it("ends the program where an output turns out to be a wider scope than was stated", async () => {
    const assignment = roleAt.resource(pulumi.output(SUBSCRIPTION), READER);
    const { scope } = roleAssignmentIntent(assignment, "roleAssignments[0]");
    await assert.rejects(() => (scope as unknown as { promise(): Promise<string> }).promise(), {
      name: "ArgumentError",
      message: `roleAssignments[0].scope: expected ${RESOURCE}, found the id of a subscription`,
    });
  });
});

async function federationOf(
  given: NonNullable<WorkloadIdentityArgs["federatedCredentials"]>[number],
): Promise<unknown> {
  return only(await run(make({ federatedCredentials: [given] })), CREDENTIAL).inputs;
}

const ROLE = "the name of a built-in role such as Storage Blob Data Reader, or the GUID of a role";
const HARMLESS = "a role that can neither grant itself any access nor change every resource";
const RESOURCE =
  "the id of a resource such as /subscriptions/ID/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/uploads";
const RESOURCE_GROUP = "the id of a resource group such as /subscriptions/ID/resourceGroups/shop";
const federate = (credential: object) => ({ federatedCredentials: [credential] });
const assign = (assignment: object) => ({ roleAssignments: [assignment] });

/** What is changed in fit arguments, and what the error then says behind the component's name. */
const UNFIT: readonly (readonly [changes: object, message: string])[] = [
  [{ expiry: "next year" }, 'expiry: expected an ISO date such as 2027-03-31, found "next year"'],
  [{ monitor: undefined }, "monitor: expected a text of at most 256 characters, found nothing"],
  [
    { owner: pulumi.output("team-shop") },
    "owner: expected a text of at most 256 characters, found an Output, which is not known while the program runs",
  ],
  [{ resourceGroupName: "" }, 'resourceGroupName: expected the name of a resource group, found ""'],
  [{ resourceGroupName: undefined }, "resourceGroupName: expected the name of a resource group, found nothing"],
  [{ resourceGroupName: GROUP }, `resourceGroupName: expected the name of a resource group, found "${GROUP}"`],
  [{ location: "" }, 'location: expected a location such as westeurope, found ""'],
  [
    { roleAssignments: undefined },
    "roleAssignments: expected a list such as [roleAt.resource(account, role)], found nothing",
  ],
  [
    assign(roleAt.resource(SUBSCRIPTION, READER)),
    `roleAssignments[0].scope: expected ${RESOURCE}, found "${SUBSCRIPTION}"`,
  ],
  [assign(roleAt.resource(GROUP, READER)), `roleAssignments[0].scope: expected ${RESOURCE}, found "${GROUP}"`],
  [
    assign(roleAt.resourceGroup(SUBSCRIPTION, READER)),
    `roleAssignments[0].scope: expected ${RESOURCE_GROUP}, found "${SUBSCRIPTION}"`,
  ],
  [assign(roleAt.resourceGroup("/", READER)), `roleAssignments[0].scope: expected ${RESOURCE_GROUP}, found "/"`],
  [assign(roleAt.resourceGroup("shop", READER)), `roleAssignments[0].scope: expected ${RESOURCE_GROUP}, found "shop"`],
  [
    assign({ scopeLevel: "subscription", scope: SUBSCRIPTION, role: READER }),
    'roleAssignments[0].scopeLevel: expected resource or resourceGroup, found "subscription"',
  ],
  [assign(roleAt.resource(ACCOUNT, "Blob Reader")), `roleAssignments[0].role: expected ${ROLE}, found "Blob Reader"`],
  [
    assign(roleAt.resource(ACCOUNT, `/providers/Microsoft.Authorization/roleDefinitions/${READER}`)),
    `roleAssignments[0].role: expected ${ROLE}, found "/providers/Microsoft.Authorization/roleDefinitions/${READER}"`,
  ],
  [assign(roleAt.resource(ACCOUNT, "Owner")), `roleAssignments[0].role: expected ${HARMLESS}, found "Owner"`],
  [
    assign(roleAt.resource(ACCOUNT, "8E3AF657-A8FF-443C-A75C-2FE8C4BCB635")),
    `roleAssignments[0].role: expected ${HARMLESS}, found "8E3AF657-A8FF-443C-A75C-2FE8C4BCB635"`,
  ],
  [
    assign(roleAt.resourceGroup(GROUP, "Contributor")),
    `roleAssignments[0].role: expected ${HARMLESS}, found "Contributor"`,
  ],
  [
    assign(roleAt.resourceGroup(GROUP, "User Access Administrator")),
    `roleAssignments[0].role: expected ${HARMLESS}, found "User Access Administrator"`,
  ],
  [
    federate({ kind: "anything" }),
    'federatedCredentials[0].kind: expected one of githubActions, serviceAccount, exact, found "anything"',
  ],
  [
    federate(federation.githubActions("octo-org/*", { ref: "refs/heads/main" })),
    'federatedCredentials[0].repository: expected one repository such as octo-org/shop, or octo-org@1234/shop@5678 with immutable ids, found "octo-org/*"',
  ],
  [
    federate(federation.githubActions("octo-org/shop", { ref: "*" })),
    'federatedCredentials[0].ref: expected one branch or tag such as refs/heads/main, found "*"',
  ],
  [
    federate(federation.serviceAccount("http://cluster", { namespace: "shop", serviceAccount: "up" })),
    'federatedCredentials[0].issuer: expected the https URL of one issuer, found "http://cluster"',
  ],
  [
    federate(federation.serviceAccount(AKS, { namespace: "shop", serviceAccount: "default" })),
    'federatedCredentials[0].serviceAccount: expected the workload\'s own, because every pod may run as this one, found "default"',
  ],
  [
    federate(federation.exact({ issuer: "https://*.example.com", subject: "job" })),
    'federatedCredentials[0].issuer: expected the https URL of one issuer, found "https://*.example.com"',
  ],
  [
    federate(federation.exact({ issuer: GITHUB, subject: "repo:octo-org/*" })),
    'federatedCredentials[0].subject: expected one exact subject, without wildcards, found "repo:octo-org/*"',
  ],
  [
    federate(federation.exact({ issuer: GITHUB, subject: "repo:octo-org/shop:pull_request" })),
    'federatedCredentials[0].subject: expected the subject of one workload, and not every pull request of the repository, found "repo:octo-org/shop:pull_request"',
  ],
  [
    {
      federatedCredentials: Array.from({ length: 21 }, () =>
        federation.exact({ issuer: GITHUB, subject: "repo:o/r:environment:p" }),
      ),
    },
    "federatedCredentials: expected at most 20, as Azure allows, found 21",
  ],
  [{ tags: { EXPIRY: "never" } }, 'tags.EXPIRY: expected no tag that the component writes itself, found "never"'],
  [
    { owner: "", roleAssignments: [roleAt.resource(SUBSCRIPTION, "Owner")] },
    [
      "3 arguments are not as expected",
      '  owner: expected a text of at most 256 characters, found ""',
      `  roleAssignments[0].scope: expected ${RESOURCE}, found "${SUBSCRIPTION}"`,
      `  roleAssignments[0].role: expected ${HARMLESS}, found "Owner"`,
    ].join("\n"),
  ],
];

describe("arguments of a WorkloadIdentity", () => {
  beforeEach(() => mock.timers.enable({ apis: ["Date"], now: TODAY }));
  afterEach(() => mock.timers.reset());

  for (const [changes, message] of UNFIT) {
    it(`are refused: ${message.split("\n")[0] ?? ""}`, () => {
      assert.throws(make(changes), (error: unknown) => {
        assert.ok(error instanceof ArgumentError);
        assert.equal(error.message, `WorkloadIdentity "uploader": ${message}`);
        return true;
      });
    });
  }

  it("are demanded by type", () => {
    const { owner: _, ...ownerless } = FIT;
    // @ts-expect-error -- nobody owns it
    assert.throws(() => new WorkloadIdentity("uploader", ownerless), ArgumentError);
    const later = pulumi.output("2027-09-30");
    // @ts-expect-error -- an expiry must be known while the program runs
    assert.throws(() => new WorkloadIdentity("uploader", { ...FIT, expiry: later }), ArgumentError);
    const wide = [{ scopeLevel: "subscription" as const, scope: SUBSCRIPTION, role: READER }];
    // @ts-expect-error -- a subscription is no level that a workload needs
    assert.throws(() => new WorkloadIdentity("uploader", { ...FIT, roleAssignments: wide }), ArgumentError);
  });
});

describe("a WorkloadIdentity under all rules", () => {
  const program = () => {
    const tags = { owner: "team-shop", environment: "production", purpose: "Keeps what customers upload" };
    const group = new resources.ResourceGroup("shop", { tags });
    const account = new storage.StorageAccount("uploads", {
      resourceGroupName: group.name,
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      allowSharedKeyAccess: false,
      tags,
    });
    return new WorkloadIdentity("uploader", {
      ...MANDATE,
      resourceGroupName: group.name,
      roleAssignments: [
        roleAt.resource(account, "Storage Blob Data Contributor"),
        roleAt.resourceGroup(group, "Monitoring Metrics Publisher"),
      ],
      federatedCredentials: [
        federation.serviceAccount(account.location, { namespace: "shop", serviceAccount: "uploader" }),
      ],
    });
  };

  it("has no finding where ids are known", async () => {
    assert.deepEqual(judge(await run(program)), []);
  });

  it("has no finding in a preview where none is, for its intent is plain", async () => {
    const registered = await run(program, { unknown: true });
    const scopes = registered.filter(({ type }) => type === ASSIGNMENT).map(({ inputs }) => inputs["scope"]);
    assert.ok(scopes.length === 2 && scopes.every((scope) => scope instanceof UnknownProperty));
    assert.deepEqual(judge(registered), []);
  });
});
