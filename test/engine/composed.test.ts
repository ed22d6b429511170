import assert from "node:assert/strict";
import { AWS_PACK, inShort, SLOW, useStack } from "./stack";

const ADMINISTRATOR = "aws-identity-not-administrator";
const PARTS = ["attach-second", "attach-third", "inline"];

/** Only this rule blocks, so that what is stopped is stopped by it. */
const CONFIG = { all: "disabled", [ADMINISTRATOR]: "mandatory" };

describe("an administrator composed of an inline policy and two attached ones", function () {
  this.timeout(SLOW);

  for (const last of ["attach-third", "inline"]) {
    describe(`of which \`${last}\` is granted last`, () => {
      const stack = useStack("composed");

      it("is stopped before the last part is granted, and not earlier", async () => {
        const operation = { pack: AWS_PACK, config: CONFIG, env: { LAST: last } };
        const { exitCode, policyEvents } = await stack().up(operation, { preview: false });
        assert.deepEqual(policyEvents.map(inShort), [`${ADMINISTRATOR} mandatory ${last}`]);
        assert.notEqual(exitCode, 0);
        assert.deepEqual(
          stack().created.filter((name) => PARTS.includes(name)),
          PARTS.filter((name) => name !== last),
        );
      });
    });
  }
});
