import assert from "node:assert/strict";
import { AZURE_PACK, inShort, SLOW, useStack } from "./stack";

const ASSIGNMENT = "azure-privileged-role-not-at-subscription";
const EXPIRY = "azure-key-vault-secret-expires";
/** No workload runs as the program's identity. */
const UNUSED = "identity-in-use";

describe("the Azure pack under the real engine", function () {
  this.timeout(SLOW);
  const stack = useStack("azure-service");

  it("fails the preview of a privileged role over a subscription and of a secret that lives too long", async () => {
    const { exitCode, policyEvents } = await stack().preview({
      pack: AZURE_PACK,
      env: { SCOPE: "subscription", EXPIRES_IN_DAYS: "200" },
    });
    assert.notEqual(exitCode, 0);
    assert.deepEqual(policyEvents.map(inShort).sort(), [
      `${EXPIRY} mandatory token`,
      `${ASSIGNMENT} mandatory grant`,
      `${UNUSED} advisory taker`,
    ]);
  });

  it("takes an option from the configuration, and cannot tell how wide a scope is that is not there yet", async () => {
    const { exitCode, policyEvents } = await stack().preview({
      pack: AZURE_PACK,
      config: { [EXPIRY]: { enforcementLevel: "mandatory", maxDays: 365 } },
      env: { SCOPE: "group", EXPIRES_IN_DAYS: "200" },
    });
    assert.deepEqual(policyEvents.map(inShort), [`${ASSIGNMENT} advisory grant`, `${UNUSED} advisory taker`]);
    assert.match(policyEvents[0]?.message ?? "", /`scope` is not known before deployment; it waits for orders/);
    assert.equal(exitCode, 0);
  });
});
