import { deepEqual } from "node:assert/strict";
import { StackFacts } from "../../../../policy-packs/facts/stack-facts";
import { stackOf, type DeclaredResources } from "../../../../testing/stack";

const UNKNOWN = { "fn::unknown": true };
const POLICY = { Statement: { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" } };
const BUCKET = { type: "aws:s3/bucket:Bucket" };

/** Each policy: whether it is shut, or why that is not known. */
function shut(declared: DeclaredResources): Record<string, boolean | string> {
  return Object.fromEntries(
    StackFacts.complete(stackOf(declared)).facts.flatMap((fact) =>
      fact.kind === "aws-resource-policy"
        ? [[fact.path, fact.shut.state === "known" ? fact.shut.value : fact.shut.because]]
        : [],
    ),
  );
}

function bucketPolicy(bucket: unknown) {
  return { type: "aws:s3/bucketPolicy:BucketPolicy", properties: { bucket, policy: POLICY } };
}

function block(bucket: unknown, restrictPublicBuckets: unknown = true, more: object = {}) {
  const properties = { bucket, restrictPublicBuckets, ...more };
  return { type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", properties };
}

function point(publicAccessBlockConfiguration?: unknown) {
  const properties = {
    bucket: "uploads",
    policy: POLICY,
    ...(publicAccessBlockConfiguration !== undefined && { publicAccessBlockConfiguration }),
  };
  return { type: "aws:s3/accessPoint:AccessPoint", properties };
}

const MAYBE = "without effect if `restrictPublicBuckets` of `block` is true, which is not known";

describe("a bucket's policy", () => {
  const ROWS: readonly (readonly [title: string, declared: DeclaredResources, expected: boolean | string])[] = [
    ["is open without a block", { uploads: BUCKET, policy: bucketPolicy("${uploads.id}") }, false],
    [
      "is shut by a block of its bucket",
      { uploads: BUCKET, policy: bucketPolicy("${uploads.id}"), block: block("${uploads.bucket}") },
      true,
    ],
    [
      "is open where the block restricts nothing",
      { uploads: BUCKET, policy: bucketPolicy("${uploads.id}"), block: block("${uploads.id}", false) },
      false,
    ],
    [
      "is open where only later policies are refused",
      {
        uploads: BUCKET,
        policy: bucketPolicy("${uploads.id}"),
        block: block("${uploads.id}", false, { blockPublicPolicy: true }),
      },
      false,
    ],
    [
      "is open under another bucket's block",
      {
        uploads: BUCKET,
        others: BUCKET,
        policy: bucketPolicy("${uploads.id}"),
        block: block("${others.id}"),
      },
      false,
    ],
    ["is shut by a block of the same name", { policy: bucketPolicy("uploads"), block: block("uploads") }, true],
    [
      "is shut by a block that names the bucket",
      {
        uploads: { ...BUCKET, properties: { bucket: "shop-uploads" } },
        policy: bucketPolicy("${uploads.id}"),
        block: block("shop-uploads"),
      },
      true,
    ],
    ["is open under a block of another name", { policy: bucketPolicy("uploads"), block: block("others") }, false],
    ["is perhaps shut by an unknown setting", { policy: bucketPolicy("a"), block: block("a", UNKNOWN) }, MAYBE],
    ["is perhaps shut by a block of an unknown bucket", { policy: bucketPolicy("a"), block: block(UNKNOWN) }, MAYBE],
    [
      "is open whatever bucket's block restricts nothing",
      { policy: bucketPolicy("a"), block: block(UNKNOWN, false) },
      false,
    ],
    [
      "is shut by the block of the account",
      {
        policy: bucketPolicy("uploads"),
        block: {
          type: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
          properties: { restrictPublicBuckets: true },
        },
      },
      true,
    ],
    [
      "is open under the block of a named account, which may be another",
      {
        policy: bucketPolicy("uploads"),
        block: {
          type: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
          properties: { accountId: "111122223333", restrictPublicBuckets: true },
        },
      },
      false,
    ],
  ];
  for (const [title, declared, expected] of ROWS) it(title, () => deepEqual(shut(declared), { policy: expected }));

  it("of aws-native is shut by the bucket itself", () => {
    const native = (publicAccessBlockConfiguration: object) => ({
      uploads: { type: "aws-native:s3:Bucket", properties: { bucketName: "uploads", publicAccessBlockConfiguration } },
      policy: { type: "aws-native:s3:BucketPolicy", properties: { bucket: "uploads", policyDocument: POLICY } },
    });
    deepEqual(shut(native({ restrictPublicBuckets: true })), { policyDocument: true });
    deepEqual(shut(native({ blockPublicAcls: true })), { policyDocument: false });
  });
});

describe("the policy of an access point", () => {
  it("is shut unless the access point says otherwise", () => {
    deepEqual(shut({ point: point() }), { policy: true });
    deepEqual(shut({ point: point({ blockPublicPolicy: false }) }), { policy: true });
    deepEqual(shut({ point: point({ restrictPublicBuckets: false }) }), { policy: false });
    deepEqual(shut({ point: point(UNKNOWN) }), {
      policy:
        "without effect if `publicAccessBlockConfiguration.restrictPublicBuckets` of `point` is true, which is not known",
    });
  });
});

describe("the policy of a secret", () => {
  it("is shut where Secrets Manager refuses it when it is public", () => {
    const secret = (blockPublicPolicy: unknown) => ({
      secret: {
        type: "aws:secretsmanager/secretPolicy:SecretPolicy",
        properties: { secretArn: "a", policy: POLICY, blockPublicPolicy },
      },
    });
    deepEqual(shut(secret(true)), { policy: true });
    deepEqual(shut(secret(false)), { policy: false });
  });
});

describe("a policy on a resource", () => {
  it("that is an empty text is none", () => {
    deepEqual(shut({ queue: { type: "aws:sqs/queue:Queue", properties: { policy: "" } } }), {});
  });

  it("says where a part of it is a secret", () => {
    const secrets = StackFacts.complete(
      stackOf({
        open: { type: "aws:sqs/queue:Queue", properties: { policy: POLICY } },
        closed: {
          type: "aws:sqs/queue:Queue",
          properties: { policy: { Statement: { ...POLICY.Statement, Action: { "fn::secret": "sqs:*" } } } },
        },
      }),
    ).facts.flatMap((fact) => (fact.kind === "aws-resource-policy" ? [fact.secret] : []));
    deepEqual(secrets, [false, true]);
  });
});
