import assert from "node:assert/strict";
import { AWS_PACK, inShort, SLOW, useStack } from "./stack";

describe("a preview in which no ARN is known", function () {
  this.timeout(SLOW);
  const stack = useStack("roles");

  it("settles what the grants of a component are, and cannot tell what those of a role by hand are", async () => {
    const { exitCode, policyEvents } = await stack().preview({ pack: AWS_PACK });
    assert.deepEqual(policyEvents.map(inShort), [
      "aws-identity-not-administrator advisory by-hand",
      // No function runs as either.
      "identity-in-use advisory by-hand",
      "identity-in-use advisory component",
    ]);
    const said = policyEvents[0]?.message ?? "";
    assert.match(said, /`policy` is .*; it waits for .*uploads/);
    assert.match(said, /nor can .*`aws-policy-document-well-formed`/);
    assert.equal(exitCode, 0);
  });
});
