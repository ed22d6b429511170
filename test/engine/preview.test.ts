import assert from "node:assert/strict";
import { AWS_PACK, inShort, SLOW, useStack } from "./stack";

const RULE = "aws-instance-metadata-session-required";

describe("a preview under the real engine", function () {
  this.timeout(SLOW);
  const stack = useStack("service");

  it("fails where a resource violates a rule, and names the policy and the resource", async () => {
    const { exitCode, policyEvents, printed } = await stack().preview({
      pack: AWS_PACK,
      env: { METADATA: "optional" },
    });
    assert.notEqual(exitCode, 0);
    assert.deepEqual(policyEvents.map(inShort), [`${RULE} mandatory worker`]);
    assert.match(printed, /metadataOptions\.httpTokens/);
  });

  it("passes, without a word, where the resource is mended", async () => {
    const { exitCode, policyEvents } = await stack().preview({ pack: AWS_PACK, env: { METADATA: "required" } });
    assert.deepEqual([exitCode, policyEvents], [0, []]);
  });

  it("says of a value that is not known yet that it cannot tell and what it waits for, and goes on", async () => {
    const { exitCode, policyEvents } = await stack().preview({ pack: AWS_PACK, env: { METADATA: "required-late" } });
    assert.deepEqual(policyEvents.map(inShort), [`${RULE} advisory worker`]);
    assert.match(policyEvents[0]?.message ?? "", /cannot tell whether .* it waits for orders/);
    assert.equal(exitCode, 0);
  });

  it("only reports where the configuration says so, with the settings that rules share disabled as well", async () => {
    const config = { "mandate-settings": "disabled", [RULE]: "advisory" };
    const { exitCode, policyEvents } = await stack().preview({ pack: AWS_PACK, config, env: { METADATA: "optional" } });
    assert.deepEqual([exitCode, policyEvents.map(inShort)], [0, [`${RULE} advisory worker`]]);
  });

  it("fails for a value that is not known yet where the settings demand it", async () => {
    const config = { "mandate-settings": { undetermined: "mandatory" } };
    const { exitCode, policyEvents } = await stack().preview({
      pack: AWS_PACK,
      config,
      env: { METADATA: "required-late" },
    });
    assert.notEqual(exitCode, 0);
    assert.deepEqual(policyEvents.map(inShort), [`${RULE} mandatory worker`]);
  });
});
