import assert from "node:assert/strict";
import { AWS_PACK, inShort, SLOW, useStack } from "./stack";

const PLANTED = "k7Pq2vXzplanted";

/** The engine and the program's SDK log the properties of resources, with or without a policy pack. */
const ENGINES_OWN = /"(resourcePreEvent|resOutputsEvent)":|RegisterResource RPC finished/;

describe("a secret in the environment of a function", function () {
  this.timeout(SLOW);
  const stack = useStack("service");

  it("is found, and shown neither in the findings nor in anything that the command prints", async () => {
    const { exitCode, policyEvents, printed, log } = await stack().preview({
      pack: AWS_PACK,
      env: { DATABASE_URL: `postgres://orders:${PLANTED}@db.internal:5432/orders` },
    });
    assert.notEqual(exitCode, 0);
    assert.ok(policyEvents.map(inShort).includes("aws-function-environment-without-secrets mandatory take"));
    assert.ok(!printed.includes(PLANTED));
    const showing = log.split("\n").filter((line) => line.includes(PLANTED));
    assert.deepEqual(
      showing.filter((line) => !ENGINES_OWN.test(line)),
      [],
    );
  });
});
