import { deepEqual } from "node:assert/strict";
import { StackFacts } from "../../../policy-packs/facts/stack-facts";
import { stackOf } from "../../../testing/stack";

function isTagged(type: string, properties: Readonly<Record<string, unknown>> = {}): boolean {
  return StackFacts.complete(stackOf({ one: { type, properties } })).facts.some(
    ({ kind }) => kind === "tagged-resource",
  );
}

describe("a resource that can carry tags", () => {
  const rows: readonly [string, Readonly<Record<string, unknown>>, boolean][] = [
    ["aws:s3/bucket:Bucket", {}, true],
    ["aws:autoscaling/group:Group", {}, true],
    ["azure-native:storage/v20230101:StorageAccount", {}, true],
    ["aws-native:s3:Bucket", { tags: [] }, true],
    ["aws-native:s3:Bucket", { tags: { "fn::unknown": true } }, true],
    ["aws-native:s3:Bucket", {}, false],
    ["aws:iam/rolePolicy:RolePolicy", { tags: { owner: "a" } }, false],
    ["azure-native:authorization:RoleAssignment", {}, false],
    ["mandate:aws:WorkloadRole", { tags: {} }, false],
    ["pulumi:pulumi:Stack", {}, false],
  ];
  for (const [type, properties, expected] of rows) {
    it(`${expected ? "is" : "is not"} a ${type} with ${JSON.stringify(properties)}`, () =>
      deepEqual(isTagged(type, properties), expected));
  }
});
