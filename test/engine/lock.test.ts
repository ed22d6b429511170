import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatDay } from "../../identity/lifetime";
import { digestOf } from "../../identity/lock/lock";
import { readSource } from "../../identity/lock/sources";
import { parseLockText } from "../../identity/lock/yaml";
import { AWS_PACK, inShort, SLOW, useStack } from "./stack";

const ENTRY = `version: 1
identities:
  - identity: resizer
    type: aws:iam/role:Role
    purpose: Resizes pictures
    privileges:
      - allow: s3:GetObject
        on: arn:aws:s3:::shop-uploads/*
    trust:
      - allow: sts:AssumeRole
        to: { Service: lambda.amazonaws.com }
`;

/** The lock, approved today. */
function approvedLock(written = ENTRY): string {
  const [entry] = readSource({ name: "", ...parseLockText(written) }).lock.entries;
  assert.ok(entry);
  const now = Date.now();
  const until = formatDay(new Date(now + 30 * 86_400_000));
  return `${written}    approval:
      approver: security-board
      date: ${formatDay(new Date(now))}
      reason: Reads what it resizes
      until: ${until}
      monitor: soc
      revoker: platform-on-call
      reviewDays: 90
      digest: ${digestOf(entry)}
`;
}

const RULES = {
  all: "disabled",
  "identity-privileges-approved": "mandatory",
  "identity-approval-current": "mandatory",
};

describe("A privilege lock and the real engine", function () {
  this.timeout(SLOW);
  const stack = useStack("locked");
  let program: string;
  let lockFile: string;

  before(async () => {
    program = join(dirname(await stack().export()), "program");
    lockFile = join(program, "mandate.lock.yaml");
  });

  const preview = (env: Readonly<Record<string, string>>, settings: object = {}) =>
    stack().preview({
      pack: AWS_PACK,
      config: { ...RULES, "mandate-settings": { enforcementLevel: "advisory", ...settings } },
      env,
    });

  it("stops a program that goes beyond the lock which it brings", async () => {
    writeFileSync(lockFile, approvedLock());
    const { exitCode, policyEvents } = await preview({ COMPONENT: "1", DELETE: "1", PWD: "/" });
    assert.notEqual(exitCode, 0);
    assert.deepEqual(policyEvents.map(inShort), ["identity-privileges-approved mandatory resizer"]);
    assert.match(policyEvents[0]?.message ?? "", /\+ `s3:DeleteObject` on `arn:aws:s3:::shop-uploads\/\*`/);
  });

  it("lets it pass, without a word, where it is narrowed to the lock", async () => {
    const { exitCode, policyEvents } = await preview({ COMPONENT: "1", PWD: "/" });
    assert.deepEqual([exitCode, policyEvents], [0, []]);
  });

  it("finds the lock beside the program where pulumi was started there", async () => {
    const { policyEvents } = await preview({ DELETE: "1", PWD: program });
    assert.deepEqual(policyEvents.map(inShort), ["identity-privileges-approved mandatory resizer"]);
    const elsewhere = await preview({ DELETE: "1", PWD: "/" });
    assert.deepEqual([elsewhere.exitCode, elsewhere.policyEvents], [0, []]);
  });

  it("stops a program without a lock where the settings demand one", async () => {
    rmSync(lockFile);
    const { exitCode, policyEvents } = await preview({ PWD: program }, { lockRequired: true });
    assert.notEqual(exitCode, 0);
    assert.match(policyEvents[0]?.message ?? "", /the stack has no privilege lock/);
  });

  it("takes the lock of the configuration before that of the program", async () => {
    writeFileSync(lockFile, approvedLock());
    const lock = { version: 1, identities: [{ identity: "other", type: "aws:iam/role:Role" }] };
    const { policyEvents } = await preview({ PWD: program, COMPONENT: "1" }, { lock });
    assert.deepEqual(policyEvents.map(inShort), ["identity-privileges-approved mandatory resizer"]);
    assert.match(policyEvents[0]?.message ?? "", /the setting `lock` has no entry for the IAM role `resizer`/);
  });
});

describe("A component's grant on an ARN that is not known, and the real engine", function () {
  this.timeout(SLOW);
  const stack = useStack("granted");

  before(async () => {
    const program = join(dirname(await stack().export()), "program");
    const written = ENTRY.replace("arn:aws:s3:::shop-uploads/*", "${uploads}/incoming/*");
    writeFileSync(join(program, "mandate.lock.yaml"), approvedLock(written));
  });

  const preview = (env: Readonly<Record<string, string>>) =>
    stack().preview({ pack: AWS_PACK, config: RULES, env: { PWD: "/", ...env } });

  it("passes a preview where it is what the lock approves", async () => {
    const { exitCode, policyEvents } = await preview({});
    assert.deepEqual([exitCode, policyEvents], [0, []]);
  });

  it("is stopped in a preview where it is wider", async () => {
    const { exitCode, policyEvents } = await preview({ WIDE: "1" });
    assert.notEqual(exitCode, 0);
    assert.deepEqual(policyEvents.map(inShort), ["identity-privileges-approved mandatory resizer"]);
    assert.match(policyEvents[0]?.message ?? "", /\+ `s3:GetObject` on `\$\{uploads\}\/\*`/);
  });
});
