import assert from "node:assert/strict";
import { judgeInput } from "../../inputs/judge-input";
import { parseConfiguration } from "../../policy-packs/configuration";
import { UnknownProperty, type Resource } from "../../policy-packs/judge/resource";
import { RULES } from "../../policy-packs/rules";

const RULE = "aws-instance-metadata-session-required";

function instance(name: string, httpTokens: string | UnknownProperty, more: Partial<Resource> = {}): Resource {
  return {
    urn: `urn:pulumi:dev::shop::aws:ec2/instance:Instance::${name}`,
    type: "aws:ec2/instance:Instance",
    name,
    inputs: { metadataOptions: { httpTokens } },
    dependencies: [],
    propertyDependencies: {},
    ...more,
  };
}

function judged(resources: readonly Resource[], configuration: object): string[] {
  const input = { path: "app", kind: "program", resources, notes: [], describe: (text: string) => text } as const;
  return judgeInput(input, parseConfiguration({ all: "disabled", ...configuration }, "", RULES)).map(
    ({ name, verdict, enforcement }) => `${name}: ${verdict}, ${enforcement}`,
  );
}

describe("A whole stack", () => {
  const waiting = instance("waiting", new UnknownProperty());
  const open = instance("open", "optional");

  it("is judged in whatever order its resources come", () => {
    const expected = ["open: violation, mandatory", "waiting: undetermined, advisory"];
    assert.deepEqual(judged([open, waiting], { [RULE]: "mandatory" }), expected);
    assert.deepEqual(judged([waiting, open], { [RULE]: "mandatory" }), expected);
  });

  it("is judged by the rules that are not disabled", () => {
    assert.deepEqual(judged([open], {}), []);
  });

  it("is judged at the level that the configuration gives", () => {
    assert.deepEqual(judged([open, waiting], { [RULE]: "advisory" }), [
      "open: violation, advisory",
      "waiting: undetermined, advisory",
    ]);
    assert.deepEqual(judged([waiting], { [RULE]: "mandatory", "mandate-settings": { undetermined: "mandatory" } }), [
      "waiting: undetermined, mandatory",
    ]);
  });

  it("does not answer for what it only reads", () => {
    const read = instance("read", "optional", { external: true });
    assert.deepEqual(judged([read, open], { [RULE]: "mandatory" }), ["open: violation, mandatory"]);
  });
});
