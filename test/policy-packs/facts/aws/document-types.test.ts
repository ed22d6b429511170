import { deepEqual, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  DOCUMENTS,
  holdsOneStatement,
  kindOf,
  servicesOf,
  typesWith,
} from "../../../../policy-packs/facts/aws/document-types";
import { GENERATED, tokens, unreviewed, written } from "../../../../scripts/generate-aws-document-types";
import * as native from "../../../../scripts/generate-aws-native-document-types";

describe("the types that carry policy documents", () => {
  it("are those of the installed SDK: else classify them in scripts/generate-aws-document-types.ts", () => {
    deepEqual(unreviewed(), { unclassified: [], gone: [] });
  }).timeout(60_000);

  it("are written from what was classified: else run `npx tsx scripts/generate-aws-document-types.ts`", () => {
    equal(readFileSync(join(__dirname, "../../../..", GENERATED), "utf8"), written());
  });

  it("bear the tokens by which the SDK registers them", () => {
    const known = tokens();
    deepEqual(
      [...DOCUMENTS.keys()].filter((type) => type.startsWith("aws:") && !known.has(type)),
      [],
    );
  }).timeout(60_000);

  it("are those of the installed @pulumi/aws-native: else classify them in its script", () => {
    deepEqual(native.unreviewed(), { unclassified: [], gone: [] });
  }).timeout(60_000);

  it("are written with the version of @pulumi/aws-native: else run its script", () => {
    equal(readFileSync(join(__dirname, "../../../..", native.GENERATED), "utf8"), native.written());
  });

  it("are one that holds a lone statement", () => {
    deepEqual([...DOCUMENTS.keys()].filter(holdsOneStatement), ["aws-native:events:EventBusPolicy"]);
  });

  it("know the actions of their own service only, where that is certain", () => {
    deepEqual(
      ["aws:sqs/queuePolicy:QueuePolicy", "aws-native:kms:Key", "aws:glue/resourcePolicy:ResourcePolicy"].map(
        servicesOf,
      ),
      [["sqs"], ["kms"], undefined],
    );
  });

  it("are many for resources, and one for trust", () => {
    equal(typesWith("resource").filter((type) => type.startsWith("aws:")).length, 71);
    deepEqual(typesWith("trust"), ["aws:iam/role:Role", "aws-native:iam:Role"]);
  });

  const ROWS: readonly (readonly [type: string, places: object | undefined])[] = [
    ["aws:iam/role:Role", { assumeRolePolicy: "trust", "inlinePolicies[].policy": "identity" }],
    ["aws:s3/bucketPolicy:BucketPolicy", { policy: "resource" }],
    ["aws:opensearch/domain:Domain", { accessPolicies: "resource" }],
    ["aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy", { "details.policy": "resource" }],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", { policy: "endpoint" }],
    ["aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate", { repositoryPolicy: "resource" }],
    ["aws-native:msk:ClusterPolicy", { policy: "resource" }],
    ["aws-native:osis:Pipeline", { "resourcePolicy.policy": "resource" }],
    [
      "aws-native:dynamodb:Table",
      {
        "resourcePolicy.policyDocument": "resource",
        "streamSpecification.resourcePolicy.policyDocument": "resource",
      },
    ],
    ["aws-native:transfer:User", { policy: "identity" }],
    ["aws-native:iam:Group", { "policies[].policyDocument": "identity" }],
    ["aws-native:events:EventBusPolicy", { statement: "resource" }],
    ["aws-native:organizations:ResourcePolicy", { content: "resource" }],
    ["aws-native:logs:DeliveryDestination", { "deliveryDestinationPolicy.deliveryDestinationPolicy": "resource" }],
    ["aws-native:sqs:QueuePolicy", { policyDocument: "resource" }],
    [
      "aws-native:odb:OdbNetwork",
      { kmsPolicyDocument: "endpoint", s3PolicyDocument: "endpoint", stsPolicyDocument: "endpoint" },
    ],
    ["aws-native:opensearchserverless:AccessPolicy", undefined],
    ["aws:ecr/lifecyclePolicy:LifecyclePolicy", undefined],
    ["aws:verifiedaccess/group:Group", undefined],
    ["aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy", undefined],
    ["aws:organizations/policy:Policy", undefined],
    ["__proto__", undefined],
  ];
  for (const [type, places] of ROWS) {
    it(`have ${places ? JSON.stringify(places) : "nothing"} for ${type}`, () => {
      deepEqual(DOCUMENTS.get(type), places);
    });
  }

  it("must name their resource in S3, KMS and Secrets Manager, and at endpoints", () => {
    deepEqual(
      [
        kindOf("resource", "aws:s3/bucketPolicy:BucketPolicy"),
        kindOf("resource", "aws-native:kms:Key"),
        kindOf("resource", "aws:ecr/repositoryPolicy:RepositoryPolicy"),
        kindOf("endpoint", "aws:ec2/vpcEndpoint:VpcEndpoint"),
        kindOf("trust", "aws:iam/role:Role"),
      ],
      ["resource-named", "resource-named", "resource", "resource-named", "trust"],
    );
  });
});
