import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { actionsOf } from "../../../../identity/aws/document/statement-text";
import {
  awsManagedPolicy,
  awsManagedPolicyNamed,
  awsManagedPolicyNames,
} from "../../../../identity/aws/managed-policies/managed-policies";
import { managedPoliciesText } from "../../../../scripts/generate-aws-managed-policies";

describe("a policy that AWS manages", () => {
  const ROWS: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ["arn:aws:iam::aws:policy/AdministratorAccess", "AdministratorAccess", "every action"],
    ["arn:aws-us-gov:iam::aws:policy/PowerUserAccess", "PowerUserAccess", "every action but some"],
    [
      "arn:aws:iam::aws:policy/iamfullaccess",
      "IAMFullAccess",
      "`iam:*`, `organizations:DescribeAccount` and 9 more actions",
    ],
    [
      "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
      "service-role/AWSLambdaBasicExecutionRole",
      "`logs:CreateLogGroup`, `logs:CreateLogStream`, `logs:PutLogEvents`",
    ],
    // Published after the snapshot, or never.
    ["arn:aws:iam::aws:policy/NoSuchPolicy", "NoSuchPolicy", undefined],
    ["arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole", "AWSLambdaBasicExecutionRole", undefined],
    ["arn:aws:iam::aws:policy/__proto__", "__proto__", undefined],
    // Not of AWS.
    ["arn:aws:iam::111122223333:policy/AdministratorAccess", undefined, undefined],
    ["AdministratorAccess", undefined, undefined],
  ];
  for (const [arn, name, allows] of ROWS) {
    it(`is found by its ARN alone, with its document where that is known: ${arn}`, () => {
      const policy = awsManagedPolicy(arn);
      const [statement] = policy?.document?.statements ?? [];
      deepEqual([policy?.name, statement && actionsOf(statement)], [name, allows]);
    });
  }

  it("is parsed once in a process, as answers are remembered by document", () => {
    const arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    ok(awsManagedPolicy(arn)?.document);
    equal(awsManagedPolicy(arn)?.document, awsManagedPolicyNamed("ReadOnlyAccess").document);
  });
});

describe("the snapshot of the policies that AWS manages", () => {
  it("is that of the installed documents: else run `npx tsx scripts/generate-aws-managed-policies.ts`", () => {
    const file = readFileSync(
      join(__dirname, "../../../../identity/aws/managed-policies/managed-policies.json"),
      "utf8",
    );
    const { documents } = JSON.parse(file) as { documents: string };
    const text = brotliDecompressSync(Buffer.from(documents, "base64")).toString("utf8");
    ok(
      text === managedPoliciesText(),
      "identity/aws/managed-policies/managed-policies.json differs from what the script writes",
    );
  });

  it("holds documents that IAM takes, each of which is read whole", () => {
    const names = awsManagedPolicyNames();
    equal(names.length, 1594);
    for (const name of names) {
      const { document } = awsManagedPolicyNamed(name);
      deepEqual([document?.problems, document?.unknowns], [[], []], name);
    }
  }).timeout(60_000);

  it("stays small in the package", () => {
    const file = readFileSync(join(__dirname, "../../../../identity/aws/managed-policies/managed-policies.json"));
    ok(file.length < 400_000, `${file.length} bytes`);
  });
});
