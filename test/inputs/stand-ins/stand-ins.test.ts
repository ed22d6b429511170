import assert from "node:assert/strict";
import fc from "fast-check";
import { AWS_SHAPES } from "../../../inputs/stand-ins/aws";
import { AZURE_NATIVE_TYPES } from "../../../inputs/stand-ins/azure";
import { STAND_IN_ACCOUNT, STAND_IN_SUBSCRIPTION, STAND_IN_TENANT } from "../../../inputs/stand-ins/marks";
import { StandIns } from "../../../inputs/stand-ins/stand-ins";
import { textsIn, type Filled } from "../../../inputs/stand-ins/template";
import { SecretProperty, UnknownProperty, type PropertyMap } from "../../../policy-packs/judge/resource";

function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::shop::${type}::${name}`;
}

function outputs(type: string, name: string, inputs: PropertyMap, standIns = new StandIns()): PropertyMap {
  return standIns.outputsOf(urnOf(type, name), type, name, inputs);
}

describe("a stand-in", () => {
  const cases: readonly { title: string; type: string; inputs: PropertyMap; expected: PropertyMap }[] = [
    {
      title: "of a bucket bears its mark where the program names it not",
      type: "aws:s3/bucket:Bucket",
      inputs: { acl: "private" },
      expected: {
        bucket: "it-79edd3db",
        arn: "arn:aws:s3:::it-79edd3db",
        id: "it-79edd3db",
        bucketDomainName: "it-79edd3db.s3.amazonaws.com",
        bucketRegionalDomainName: "it-79edd3db.s3.us-east-1.amazonaws.com",
        acl: "private",
      },
    },
    {
      title: "of a role has the name and path that the program gives",
      type: "aws:iam/role:Role",
      inputs: { name: "reader", path: "/app/" },
      expected: {
        arn: "arn:aws:iam::000000000000:role/app/reader",
        id: "reader",
        uniqueId: "AROAE43F6A00F9C89E4D",
        name: "reader",
        path: "/app/",
      },
    },
    {
      title: "lies in the region of its resource, and in that region's partition",
      type: "aws:sqs/queue:Queue",
      inputs: { region: "cn-north-1" },
      expected: {
        name: "it-15a7d523",
        arn: "arn:aws-cn:sqs:cn-north-1:000000000000:it-15a7d523",
        id: "https://sqs.cn-north-1.amazonaws.com.cn/000000000000/it-15a7d523",
        url: "https://sqs.cn-north-1.amazonaws.com.cn/000000000000/it-15a7d523",
        region: "cn-north-1",
      },
    },
    {
      title: "of an identity provider follows from its address",
      type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      inputs: { url: "https://token.actions.githubusercontent.com" },
      expected: {
        arn: "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com",
        id: "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com",
        url: "https://token.actions.githubusercontent.com",
      },
    },
    {
      title: "of a parameter has one slash before its name",
      type: "aws:ssm/parameter:Parameter",
      inputs: { name: "/app/key" },
      expected: { arn: "arn:aws:ssm:us-east-1:000000000000:parameter/app/key", id: "/app/key", name: "/app/key" },
    },
    {
      title: "of a Key Vault secret joins the object that the program gives",
      type: "azure-native:keyvault:Secret",
      inputs: { vaultName: "v", resourceGroupName: "g", secretName: "s", properties: { value: "x" } },
      expected: {
        id: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/secrets/s",
        name: "s",
        properties: { secretUri: "https://v.vault.azure.net/secrets/s", value: "x" },
        vaultName: "v",
        resourceGroupName: "g",
        secretName: "s",
      },
    },
    {
      title: "of a role assignment lies under its scope",
      type: "azure-native:authorization:RoleAssignment",
      inputs: { scope: "subscriptions/x/" },
      expected: {
        id: "/subscriptions/x/providers/Microsoft.Authorization/roleAssignments/f065605c-b02c-4866-8742-7fe8cd4be715",
        name: "f065605c-b02c-4866-8742-7fe8cd4be715",
        scope: "subscriptions/x/",
      },
    },
    {
      title: "of an Azure type in no table has the common form of an id",
      type: "azure-native:unlisted:Thing",
      inputs: { resourceGroupName: "g" },
      expected: {
        id: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.unlisted/things/it-17cdfad1",
        resourceGroupName: "g",
      },
    },
    {
      title: "of any other type is an id alone",
      type: "random:index/randomPet:RandomPet",
      inputs: {},
      expected: { id: "it-454765ec" },
    },
  ];
  for (const { title, type, inputs, expected } of cases) {
    it(title, () => assert.deepEqual(outputs(type, "it", inputs), expected));
  }

  it("answers an Azure resource's own identity", () => {
    const { identity } = outputs("azure-native:web:WebApp", "app", { identity: { type: "SystemAssigned" } });
    assert.deepEqual(identity, {
      principalId: "6d78407c-35e7-4227-8ae7-4b32f3f64420",
      tenantId: "00000000-0000-0000-0000-000000000001",
      type: "SystemAssigned",
    });
  });

  it("is not built from a secret", () => {
    const { arn } = outputs("aws:iam/role:Role", "it", { name: new SecretProperty("planted") });
    assert.equal(arn, "arn:aws:iam::000000000000:role/it-e43f6a00");
  });

  it("is not built from a value that is unknown", () => {
    const name = new UnknownProperty();
    const answered = outputs("aws:iam/role:Role", "it", { name });
    assert.equal(answered["name"], name);
    assert.equal(answered["arn"], "arn:aws:iam::000000000000:role/it-e43f6a00");
  });

  it("of a resource that shares its name with another is marked all the same", () => {
    const standIns = new StandIns();
    const arns = ["a", "b"].map((name) => outputs("aws:iam/role:Role", name, { name: "same" }, standIns)["arn"]);
    assert.deepEqual(arns, ["arn:aws:iam::000000000000:role/same", "arn:aws:iam::000000000000:role/same-6a97f10d"]);
  });

  it("names account, region, subscription and tenant where the configuration tells them", () => {
    const standIns = new StandIns({ account: "111122223333", region: "eu-west-1", subscription: "s", tenant: "t" });
    assert.equal(
      outputs("aws:sns/topic:Topic", "it", { name: "n" }, standIns)["arn"],
      "arn:aws:sns:eu-west-1:111122223333:n",
    );
    assert.equal(
      outputs("azure-native:resources:ResourceGroup", "it", { resourceGroupName: "g" }, standIns)["id"],
      "/subscriptions/s/resourceGroups/g",
    );
  });

  it("lies in the region of its provider", () => {
    const provider = { type: "pulumi:providers:aws", name: "west", inputs: { region: "us-gov-west-1" } };
    const type = "aws:sns/topic:Topic";
    const { arn } = new StandIns().outputsOf(urnOf(type, "it"), type, "it", { name: "n" }, provider);
    assert.equal(arn, "arn:aws-us-gov:sns:us-gov-west-1:000000000000:n");
  });

  it("of an existing resource follows from its id", () => {
    const type = "aws:iam/role:Role";
    const { id, name, arn } = new StandIns().outputsOfExisting(urnOf(type, "it"), type, "it", "found", {});
    assert.deepEqual({ id, name, arn }, { id: "found", name: "found", arn: "arn:aws:iam::000000000000:role/found" });
  });
});

describe("without stand-ins", () => {
  it("names are filled in and what the cloud computes is unknown", () => {
    const type = "aws:iam/role:Role";
    const waiting = new UnknownProperty(undefined, [urnOf(type, "it")]);
    assert.deepEqual(outputs(type, "it", { path: "/" }, new StandIns({ unknown: true })), {
      name: "it-e43f6a00",
      arn: waiting,
      id: waiting,
      uniqueId: waiting,
      path: "/",
    });
  });
});

describe("describing a text", () => {
  it("names each stand-in by its resource, the longest first", () => {
    const standIns = new StandIns();
    const { arn, id } = outputs("aws:s3/bucket:Bucket", "uploads", {}, standIns);
    assert.equal(standIns.describe(`${arn as string}/* and ${id as string}`), "<uploads.arn>/* and <uploads.bucket>");
  });

  it("names a stand-in whose resource the program has named", () => {
    const standIns = new StandIns();
    const { arn } = outputs("aws:iam/role:Role", "reader", { name: "r" }, standIns);
    assert.equal(standIns.describe(`may pass ${arn as string}`), "may pass <reader.arn>");
  });

  it("leaves what follows from the program as it is", () => {
    const standIns = new StandIns();
    outputs("aws:s3/bucket:Bucket", "uploads", { bucket: "real-name" }, standIns);
    assert.equal(standIns.describe("arn:aws:s3:::real-name/*"), "arn:aws:s3:::real-name/*");
  });

  it("names the account that stands in", () => {
    assert.equal(new StandIns().describe("arn:aws:iam::000000000000:root"), "arn:aws:iam::<account>:root");
  });
});

describe("stand-ins of all types", () => {
  const types = [...Object.keys(AWS_SHAPES), ...AZURE_NATIVE_TYPES.map((type) => `azure-native:${type}`), "x:y:Z"];
  const resource = fc.record({
    type: fc.constantFrom(...types),
    name: fc.constantFrom("a", "b", "__proto__", "a-b", "ünï code"),
    inputs: fc.dictionary(
      fc.constantFrom("name", "bucket", "scope", "resourceGroupName", "accountName", "__proto__"),
      fc.constantFrom("n", "m", "/subscriptions/x"),
    ),
  });
  /** Account, subscription and tenant are those of the deployment. */
  const shared = new Set<string>([STAND_IN_ACCOUNT, STAND_IN_SUBSCRIPTION, STAND_IN_TENANT]);
  const stack = fc.uniqueArray(resource, { selector: ({ type, name }) => urnOf(type, name) });

  it("belong to one resource each, are found again in a text, and are the same from run to run", () => {
    fc.assert(
      fc.property(stack, (resources) => {
        const [standIns, again] = [new StandIns(), new StandIns()];
        const owners = new Map<string, string>();
        for (const { type, name, inputs } of resources) {
          const answered = outputs(type, name, inputs, standIns);
          assert.deepEqual(outputs(type, name, inputs, again), answered);
          const own: readonly string[] = Object.values(inputs);
          for (const text of Object.values(answered).flatMap((value) => textsIn(value as Filled))) {
            if (own.includes(text) || shared.has(text) || standIns.describe(text) === text) continue;
            assert.equal(owners.get(text) ?? urnOf(type, name), urnOf(type, name), text);
            owners.set(text, urnOf(type, name));
          }
        }
        for (const text of owners.keys()) assert.doesNotMatch(standIns.describe(text), /[0-9a-f]{8}-|0{12}/);
      }),
    );
  });
});
