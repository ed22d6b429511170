import { deepEqual } from "node:assert/strict";
import { StackFacts } from "../../../../policy-packs/facts/stack-facts";
import { stackOf, type DeclaredResources } from "../../../../testing/stack";

const UNKNOWN = { "fn::unknown": true };
const ROLE = { type: "aws:iam/role:Role", properties: { name: "worker" } };
const BUCKET = { type: "aws:s3/bucket:Bucket" };

function bucketPolicy(statement: object) {
  return {
    type: "aws:s3/bucketPolicy:BucketPolicy",
    properties: {
      bucket: "${bucket.bucket}",
      policy: { "fn::toJSON": { Version: "2012-10-17", Statement: statement } },
    },
  };
}

function allow(principal: unknown, more: object = {}) {
  return { Effect: "Allow", Principal: principal, Action: "s3:GetObject", Resource: "${bucket.arn}/*", ...more };
}

/** The places that give to the role, each with `?` where that is not certain. */
function given(declared: DeclaredResources): readonly string[] {
  const [worker] = StackFacts.complete(stackOf(declared)).facts.filter(
    (fact) => fact.kind === "aws-identity" && fact.name === "worker",
  );
  if (worker?.kind !== "aws-identity") return [];
  return worker
    .fromResources()
    .flatMap(({ by, document, owner }) => [
      ...document.statements.map(
        ({ place, hiddenConditions }) => `${by}.${place}${hiddenConditions.length > 0 ? " ?" : ""}`,
      ),
      ...(owner ? [`${by} ?`] : []),
    ]);
}

describe("what policies on resources give to a role of the stack", () => {
  const ROWS: readonly (readonly [title: string, statement: object, expected: readonly string[]])[] = [
    ["is what they give to its ARN", allow({ AWS: "${worker.arn}" }), ["access.policy.Statement"]],
    ["is what they give to everyone", allow("*"), ["access.policy.Statement"]],
    ["is not what they give to another role", allow({ AWS: "arn:aws:iam::111122223333:role/other" }), []],
    ["is not what they give to a service", allow({ Service: "lambda.amazonaws.com" }), []],
    ["is not what they leave to the account", allow({ AWS: "111122223333" }), []],
    [
      "is denied what they deny the account",
      { ...allow({ AWS: "111122223333" }), Effect: "Deny" },
      ["access.policy.Statement"],
    ],
    [
      "is denied what they deny all others",
      { Effect: "Deny", NotPrincipal: { AWS: "arn:aws:iam::111122223333:role/other" }, Action: "s3:*", Resource: "*" },
      ["access.policy.Statement"],
    ],
    [
      "is not denied what they deny all but it",
      { Effect: "Deny", NotPrincipal: { AWS: "${worker.arn}" }, Action: "s3:*", Resource: "*" },
      [],
    ],
  ];
  for (const [title, statement, expected] of ROWS) {
    it(title, () => {
      deepEqual(given({ bucket: BUCKET, worker: ROLE, access: bucketPolicy(statement) }), expected);
    });
  }

  it("may be what they give to somebody who is not known", () => {
    const policyDocument = { Version: "2012-10-17", Statement: allow({ AWS: UNKNOWN }) };
    const access = { type: "aws-native:s3:BucketPolicy", properties: { policyDocument } };
    deepEqual(given({ bucket: BUCKET, worker: ROLE, access }), ["access.policyDocument.Statement ?"]);
  });

  it("may be anything in a document that is not known", () => {
    const access = { type: "aws:s3/bucketPolicy:BucketPolicy", properties: { policy: UNKNOWN } };
    deepEqual(given({ worker: ROLE, access }), ["access ?"]);
  });

  it("reaches no further than the resource, however much the policy says", () => {
    const statement = { Effect: "Allow", Principal: { AWS: "${worker.arn}" }, Action: "kms:Decrypt", Resource: "*" };
    const facts = StackFacts.complete(
      stackOf({
        worker: ROLE,
        key: {
          type: "aws:kms/key:Key",
          properties: { policy: { "fn::toJSON": { Version: "2012-10-17", Statement: statement } } },
        },
      }),
    ).facts;
    const worker = facts.find((fact) => fact.kind === "aws-identity");
    const [grant] = worker?.kind === "aws-identity" ? worker.fromResources() : [];
    const patterns = grant?.document.statements.flatMap(({ resource }) => resource?.values ?? []);
    deepEqual(
      patterns?.map((value) => value.state === "known" && /^arn:aws:kms:.*:key\/./.test(value.value)),
      [true],
    );
  });
});
