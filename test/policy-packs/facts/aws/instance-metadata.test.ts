import { deepEqual } from "node:assert/strict";
import { known, unknown, type Knowledge } from "../../../../identity/knowledge";
import type { Resource } from "../../../../policy-packs/judge/resource";
import { StackFacts } from "../../../../policy-packs/facts/stack-facts";
import { stackOf, type DeclaredResources } from "../../../../testing/stack";

/** What decides for each resource whether a session is demanded. */
function tokens(declared: DeclaredResources, change: (one: Resource) => Resource = (one) => one) {
  const resources = stackOf(declared).map(change);
  const names = new Map(resources.map(({ urn, name }) => [urn, name]));
  return Object.fromEntries(
    StackFacts.complete(resources).facts.flatMap((fact) =>
      fact.kind === "aws-instance-metadata" ? [[names.get(fact.urn), fact.tokens]] : [],
    ),
  ) as Readonly<Record<string, Knowledge<string>>>;
}

const INSTANCE = "aws:ec2/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const AT = "metadataOptions.httpTokens";

describe("whether instance metadata demands a session", () => {
  const places: readonly [string, (tokens: unknown) => Readonly<Record<string, unknown>>, string][] = [
    [INSTANCE, (httpTokens) => ({ metadataOptions: { httpTokens } }), AT],
    [TEMPLATE, (httpTokens) => ({ metadataOptions: { httpTokens } }), AT],
    ["aws:ec2/launchConfiguration:LaunchConfiguration", (httpTokens) => ({ metadataOptions: { httpTokens } }), AT],
    ["aws:ec2/spotInstanceRequest:SpotInstanceRequest", (httpTokens) => ({ metadataOptions: { httpTokens } }), AT],
    ["aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults", (httpTokens) => ({ httpTokens }), "httpTokens"],
    [
      "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration",
      (httpTokens) => ({ instanceMetadataOptions: { httpTokens } }),
      "instanceMetadataOptions.httpTokens",
    ],
    [
      "aws-native:ec2:LaunchTemplate",
      (httpTokens) => ({ launchTemplateData: { metadataOptions: { httpTokens } } }),
      "launchTemplateData.metadataOptions.httpTokens",
    ],
  ];
  for (const [type, properties, path] of places) {
    it(`stands at ${path} of a ${type}`, () => {
      deepEqual(tokens({ one: { type, properties: properties("required") } }), { one: known("required", path) });
      deepEqual(tokens({ one: { type, properties: properties({ "fn::unknown": true }) } }), { one: unknown(path) });
      deepEqual(tokens({ one: { type } }), { one: known("optional", path) });
    });
  }

  it("is a number of version on a notebook instance", () => {
    const type = "aws:sagemaker/notebookInstance:NotebookInstance";
    const path = "instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion";
    const notebook = (minimumInstanceMetadataServiceVersion: string) => ({
      one: {
        type,
        properties: { instanceMetadataServiceConfiguration: { minimumInstanceMetadataServiceVersion } },
      },
    });
    deepEqual(tokens(notebook("2")), { one: known("required", path) });
    deepEqual(tokens(notebook("1")), { one: known("optional", path) });
    deepEqual(tokens({ one: { type } }), { one: known("optional", path) });
  });

  it("is what the deployed instance says where the program is silent", () => {
    const deployed = (one: Resource) => ({ ...one, outputs: { metadataOptions: { httpTokens: "required" } } });
    deepEqual(tokens({ one: { type: INSTANCE } }, deployed), { one: known("required", AT) });
    const asked = { one: { type: INSTANCE, properties: { metadataOptions: { httpTokens: "optional" } } } };
    deepEqual(tokens(asked, deployed), { one: known("optional", AT) });
  });
});

describe("an instance from a launch template", () => {
  const template = { type: TEMPLATE, properties: { name: "base", metadataOptions: { httpTokens: "required" } } };
  const instance = (launchTemplate: unknown, more: object = {}) => ({
    type: INSTANCE,
    properties: { launchTemplate, ...more },
  });
  const required = known("required", AT);

  for (const launchTemplate of [
    { name: "base" },
    { name: "base", version: "$Latest" },
    { name: "base", version: "$Default" },
    { id: "${base.id}", version: "${base.latestVersion}" },
  ]) {
    it(`is judged as the stack's template: ${JSON.stringify(launchTemplate)}`, () =>
      deepEqual(tokens({ base: template, one: instance(launchTemplate) }), { base: required }));
  }

  it("says itself what it says", () => {
    const own = instance({ name: "base" }, { metadataOptions: { httpTokens: "optional" } });
    deepEqual(tokens({ base: template, one: own }), { base: required, one: known("optional", AT) });
  });

  it("is unknown where it takes an older version", () => {
    const reason = unknown(AT, "taken from a version of the launch template that is not seen here");
    deepEqual(tokens({ base: template, one: instance({ name: "base", version: "1" }) }), {
      base: required,
      one: reason,
    });
  });

  it("is unknown where the template is of another stack", () => {
    const reason = unknown(AT, "taken from a launch template outside this stack");
    deepEqual(tokens({ one: instance({ id: "lt-0abcd1234" }) }), { one: reason });
  });

  it("is unknown where the stack only reads the template", () => {
    const read = (one: Resource) => (one.name === "base" ? { ...one, external: true as const } : one);
    const reason = unknown(AT, "taken from a launch template outside this stack");
    deepEqual(tokens({ base: template, one: instance({ name: "base" }) }, read)["one"], reason);
  });

  it("is unknown where it is unknown which template it takes", () => {
    const reason = unknown(AT, "taken from a launch template that cannot be read now");
    deepEqual(tokens({ one: instance({ "fn::unknown": true }) }), { one: reason });
  });
});
