import assert from "node:assert/strict";
import { join } from "node:path";
import { AWS_PACK, inShort, SLOW, useStack, type Outcome } from "./stack";

const METADATA = "aws-instance-metadata-session-required";

describe("a stack that was deployed with a rule that throws, and one that only reports", function () {
  this.timeout(SLOW);
  const stack = useStack("service");
  let deployment: Outcome;

  before(async () => {
    const pack = join(__dirname, "packs", "throwing");
    const operation = { pack, config: { [METADATA]: "advisory" }, env: { METADATA: "optional" } };
    deployment = await stack().up(operation, { preview: false });
  });

  it("is there, because neither stopped the deployment", () => {
    assert.equal(deployment.exitCode, 0, deployment.printed);
    assert.deepEqual(stack().created, ["attachment", "grant", "orders", "take", "taker", "worker"]);
  });

  it("was reported on by both rules, each under its own name", () => {
    assert.deepEqual(deployment.policyEvents.map(inShort).sort(), [
      "always-throws advisory worker",
      `${METADATA} advisory worker`,
    ]);
  });

  it("was told that the rule failed, but not the text of its error", () => {
    const said = deployment.policyEvents.find(({ policyName }) => policyName === "always-throws")?.message ?? "";
    assert.match(said, /the rule always-throws failed \(RangeError\)/);
    assert.doesNotMatch(deployment.printed + deployment.log, /hunter2/);
  });

  it("is judged from its export by `pulumi policy analyze`, without its program", async () => {
    const { exitCode, policyEvents } = await stack().analyze(await stack().export(), { pack: AWS_PACK });
    assert.notEqual(exitCode, 0);
    assert.deepEqual(policyEvents.map(inShort), [`${METADATA} mandatory worker`]);
  });
});
