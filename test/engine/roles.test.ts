import assert from "node:assert/strict";
import { AWS_PACK, inShort, SLOW, useStack } from "./stack";

describe("a preview in which no ARN is known", function () {
  this.timeout(SLOW);
  const stack = useStack("roles");

  it("settles what the grants of a component are, and cannot tell what those of a role by hand are", async () => {
    const { exitCode, policyEvents } = await stack().preview({ pack: AWS_PACK });
    assert.deepEqual(policyEvents.map(inShort).sort(), [
      "aws-identity-not-administrator advisory by-hand",
      "aws-policy-document-well-formed advisory by-hand",
    ]);
    for (const { message } of policyEvents) assert.match(message, /`policy` is .*; it waits for .*uploads/);
    assert.equal(exitCode, 0);
  });
});
