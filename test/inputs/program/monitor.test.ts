import assert from "node:assert/strict";
import { ResourceMonitorFeature, SupportsFeatureRequest } from "@pulumi/pulumi/proto/resource_pb";
import { EncryptedValues } from "../../../inputs/program/configuration";
import { Declarations } from "../../../inputs/program/declarations";
import { Invokes } from "../../../inputs/program/invokes";
import { Monitor } from "../../../inputs/program/monitor";
import { StandIns } from "../../../inputs/stand-ins/stand-ins";

describe("the monitor", () => {
  const monitor = new Monitor({
    project: "shop",
    root: __dirname,
    configuration: {
      stack: "dev",
      values: new Map([["shop:size", "1"]]),
      secretKeys: ["shop:size"],
      encrypted: new EncryptedValues(),
      notes: [],
    },
    standIns: new StandIns(),
    invokes: new Invokes({}, new Declarations(__dirname)),
  });

  const features: readonly [id: string, listed: ResourceMonitorFeature][] = [
    ["secrets", ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS],
    ["resourceReferences", ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES],
    ["outputValues", ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES],
    ["transforms", ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_TRANSFORMS],
    ["invokeTransforms", ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS],
  ];
  for (const [id, listed] of features) {
    it(`offers ${id} to SDKs that ask for it by name and to those that ask for all`, () => {
      const answer = monitor.supportsFeature(new SupportsFeatureRequest().setId(id));
      assert.equal(answer.getHassupport(), true);
      assert.ok(monitor.getDeploymentInfo().getSupportedfeaturesList().includes(listed));
    });
  }

  it("does not offer what it does not know", () => {
    for (const id of ["levitation", "__proto__", "toString"]) {
      assert.equal(monitor.supportsFeature(new SupportsFeatureRequest().setId(id)).getHassupport(), false);
    }
  });

  it("tells the deployment, a dry run with the stack's configuration", () => {
    const { project, stack, dryrun, configMap, configsecretkeysList } = monitor.getDeploymentInfo().toObject();
    assert.deepEqual(
      { project, stack, dryrun, configMap, configsecretkeysList },
      {
        project: "shop",
        stack: "dev",
        dryrun: true,
        configMap: [["shop:size", "1"]],
        configsecretkeysList: ["shop:size"],
      },
    );
  });
});
