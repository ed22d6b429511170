import { deepEqual, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { elevatedPolicy } from "../../../../identity/aws/managed-policies/elevated-policies";
import { elevatedPoliciesSnapshot } from "../../../../scripts/generate-aws-elevated-policies";

describe("the elevated policies of AWS", () => {
  it("are those of the installed documents: else run `npx tsx scripts/generate-aws-elevated-policies.ts`", () => {
    const file = readFileSync(
      join(__dirname, "../../../../identity/aws/managed-policies/elevated-policies.json"),
      "utf8",
    );
    ok(
      file === elevatedPoliciesSnapshot(),
      "identity/aws/managed-policies/elevated-policies.json differs from what the script writes",
    );
  }).timeout(60_000);

  const rows: readonly (readonly [name: string, services: readonly string[] | undefined])[] = [
    ["AdministratorAccess", []],
    ["PowerUserAccess", []],
    ["IAMFullAccess", ["iam"]],
    ["iamfullaccess", ["iam"]],
    ["AmazonDynamoDBFullAccess_v2", ["dax", "dynamodb"]],
    ["SecretsManagerReadWrite", ["secretsmanager"]],
    // What only reads, whatever it reads.
    ["ReadOnlyAccess", undefined],
    ["SecurityAudit", undefined],
    ["AmazonS3ReadOnlyAccess", undefined],
    // What workloads need to run.
    ["AmazonSSMManagedInstanceCore", undefined],
    ["CloudWatchAgentServerPolicy", undefined],
    ["AWSXRayDaemonWriteAccess", undefined],
    ["AmazonEKSWorkerNodePolicy", undefined],
    ["service-role/AWSLambdaBasicExecutionRole", undefined],
    ["service-role/AmazonECSTaskExecutionRolePolicy", undefined],
    ["service-role/AWSGlueServiceRole", undefined],
    ["NoSuchPolicy", undefined],
    ["__proto__", undefined],
  ];
  for (const [name, services] of rows) {
    it(`${services ? "hold" : "do not hold"} ${name}`, () => deepEqual(elevatedPolicy(name)?.services, services));
  }
});
