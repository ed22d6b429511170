import assert from "node:assert/strict";
import { AWS_PACK, inShort, SLOW, useStack } from "./stack";

const METADATA = "aws-instance-metadata-session-required";
const ADMINISTRATOR = "aws-identity-not-administrator";

describe("an update under the real engine", function () {
  this.timeout(SLOW);

  describe("of an instance whose setting the preview cannot know", () => {
    const stack = useStack("service");

    it("judges again with the value, and stops before the instance is created", async () => {
      const operation = { pack: AWS_PACK, env: { METADATA: "optional-late" } };
      const { exitCode, policyEvents, printed } = await stack().up(operation, { preview: true });
      assert.match(printed, /\[advisory\].*aws-instance-metadata-session-required[^]*Updating/);
      assert.deepEqual(policyEvents.map(inShort), [`${METADATA} mandatory worker`]);
      assert.notEqual(exitCode, 0);
      assert.ok(!stack().created.includes("worker"), "the instance was created");
      assert.ok(stack().created.includes("orders"));
    });
  });

  describe("of a role that gets a policy that allows everything", () => {
    const stack = useStack("service");

    it("is stopped at its preview already, where the policy has no ARN yet", async () => {
      const operation = { pack: AWS_PACK, env: { GRANT: "everything" } };
      const { exitCode, policyEvents } = await stack().up(operation, { preview: true });
      assert.deepEqual(policyEvents.map(inShort), [`${ADMINISTRATOR} mandatory attachment`]);
      assert.notEqual(exitCode, 0);
      assert.deepEqual(stack().created, []);
    });

    it("is stopped, without a preview, before the policy is attached", async () => {
      const operation = { pack: AWS_PACK, env: { GRANT: "everything" } };
      const { exitCode, policyEvents } = await stack().up(operation, { preview: false });
      assert.deepEqual(policyEvents.map(inShort), [`${ADMINISTRATOR} mandatory attachment`]);
      assert.notEqual(exitCode, 0);
      assert.ok(!stack().created.includes("attachment"), "the policy was attached");
      assert.ok(stack().created.includes("taker") && stack().created.includes("grant"));
    });
  });
});
