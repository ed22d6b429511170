import { deepEqual, equal, throws } from "node:assert/strict";
import { SecretProperty, UnknownProperty, type PropertyValue } from "../../policy-packs/judge/resource";
import type { ExampleResource } from "../../policy-packs/judge/rule";
import { stackOf, type DeclaredResources } from "../../testing/stack";

const BUCKET = "urn:pulumi:dev::example::aws:s3/bucket:Bucket::uploads";

/** Stands in for `arn` and `id`, and echoes the inputs; every other property stays unknown. */
const standIns = {
  outputsOf: (_urn: string, _type: string, name: string, inputs: Readonly<Record<string, PropertyValue>>) => ({
    ...inputs,
    id: `${name}-id`,
    arn: `arn:aws:s3:::${name}`,
  }),
};

const uploads: ExampleResource = {
  type: "aws:s3/bucket:Bucket",
  properties: { tags: { owner: "ann" }, sites: [{ host: "a.example" }], token: { "fn::secret": "t0" } },
};

/** What `value` becomes as a property of a resource beside the bucket `uploads`. */
function evaluated(value: unknown): PropertyValue | undefined {
  const stack = stackOf({ uploads, reader: { type: "a:b:C", properties: { value } } }, standIns);
  return stack.find(({ name }) => name === "reader")?.inputs.value;
}

describe("a stack in the notation of Pulumi YAML", () => {
  const values: readonly (readonly [title: string, written: unknown, expected: PropertyValue])[] = [
    ["plain data is what it is", { a: [1, true, null, "x"] }, { a: [1, true, null, "x"] }],
    ["a reference alone is the property", "${uploads.arn}", "arn:aws:s3:::uploads"],
    ["a reference alone keeps its shape", "${uploads.tags}", { owner: "ann" }],
    ["a resource by itself is its id", "${uploads}", "uploads-id"],
    ["a reference goes into members", "${uploads.tags.owner}", "ann"],
    ["a reference goes into quoted members", '${uploads.tags["owner"]}', "ann"],
    ["a reference goes into lists", "${uploads.sites[0].host}", "a.example"],
    ["a reference inside a text is filled in", "${uploads.arn}/*", "arn:aws:s3:::uploads/*"],
    ["several references are filled in", "${uploads}:${uploads.arn}", "uploads-id:arn:aws:s3:::uploads"],
    ["a doubled dollar is a literal one", "$${aws:username}/x", "${aws:username}/x"],
    ["a document is written as JSON", { "fn::toJSON": { R: ["${uploads.arn}"] } }, '{"R":["arn:aws:s3:::uploads"]}'],
    ["a secret is marked", { "fn::secret": "s" }, new SecretProperty("s")],
    ["a text with a secret is secret", "x-${uploads.token}", new SecretProperty("x-t0")],
    ["a document with a secret is secret", { "fn::toJSON": ["${uploads.token}"] }, new SecretProperty('["t0"]')],
    ["an unknown is unknown", { "fn::unknown": true }, new UnknownProperty()],
    ["an unknown makes its document unknown", { "fn::toJSON": [{ "fn::unknown": true }, "x"] }, new UnknownProperty()],
    ["a property without a stand-in waits", "${uploads.region}", new UnknownProperty(undefined, [BUCKET])],
    ["a text waits with it", "x ${uploads.region}", new UnknownProperty(undefined, [BUCKET])],
    ["`__proto__` is ordinary data", JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}') as PropertyValue],
  ];
  for (const [title, written, expected] of values) {
    it(title, () => deepEqual(evaluated(written), expected));
  }

  it("puts a resource after those it refers to, whatever the order of writing", () => {
    const declared: DeclaredResources = {
      policy: { type: "a:b:Policy", properties: { role: "${role.name}" }, options: { dependsOn: ["${log}"] } },
      log: { type: "a:b:Log" },
      role: { type: "a:b:Role", properties: { name: "r" } },
    };
    const stack = stackOf(declared, standIns);
    deepEqual(
      stack.map(({ name }) => name),
      ["log", "role", "policy"],
    );
    const policy = stack[2];
    deepEqual(policy?.propertyDependencies, { role: ["urn:pulumi:dev::example::a:b:Role::role"] });
    deepEqual(policy.dependencies, [
      "urn:pulumi:dev::example::a:b:Role::role",
      "urn:pulumi:dev::example::a:b:Log::log",
    ]);
  });

  it("gives a child its parent, a qualified URN and its provider", () => {
    const [component, provider, child] = stackOf(
      {
        component: { type: "pkg:index:Worker" },
        provider: { type: "pulumi:providers:aws", properties: { region: "eu-west-1" } },
        child: { type: "a:b:C", options: { parent: "component", provider: "${provider}" } },
      },
      standIns,
    );
    equal(child?.urn, "urn:pulumi:dev::example::pkg:index:Worker$a:b:C::child");
    equal(child.parent, component?.urn);
    deepEqual(child.provider, { type: provider?.type, name: "provider", inputs: { region: "eu-west-1" } });
  });

  it("names API versions of types in one way", () => {
    const [vault] = stackOf({ vault: { type: "azure-native:keyvault/v20230701:Vault" } }, standIns);
    equal(vault?.type, "azure-native:keyvault:Vault");
  });

  const mistakes: readonly (readonly [title: string, declared: DeclaredResources, message: string])[] = [
    [
      "a reference to no resource",
      { a: { type: "t:t:T", properties: { x: "${b.arn}" } } },
      "`a.properties.x` refers to `b`, and there is no such resource among `a`",
    ],
    [
      "a parent that is no resource",
      { a: { type: "t:t:T", options: { parent: "b" } } },
      "`a.options.parent` refers to `b`, and there is no such resource among `a`",
    ],
    [
      "a circle",
      { a: { type: "t:t:T", properties: { x: "${b}" } }, b: { type: "t:t:T", properties: { x: "${a}" } } },
      "resources refer to each other in a circle: a -> b -> a",
    ],
    [
      "what is no reference",
      { a: { type: "t:t:T", properties: { x: "${a b}" } } },
      "`a.properties.x` holds `${a b}`, which is no reference such as `${name.property}`",
    ],
    [
      "an unknown function",
      { a: { type: "t:t:T", properties: { x: { "fn::join": [] } } } },
      "`a.properties.x` calls `fn::join`; known are `fn::toJSON`, `fn::secret` and `fn::unknown`",
    ],
    [
      "an object in a text",
      { b: uploads, a: { type: "t:t:T", properties: { x: "x${b.tags}" } } },
      "`a.properties.x` puts a list, an object or null into a text",
    ],
    [
      "a value that JSON does not have",
      { a: { type: "t:t:T", properties: { x: () => 1 } } },
      "`a.properties.x` holds a function, which is no property value",
    ],
    [
      "a resource without a type",
      { a: {} as ExampleResource },
      "`a.type` must be a type token, such as `aws:iam/role:Role`",
    ],
  ];
  for (const [title, declared, message] of mistakes) {
    it(`refuses ${title}`, () => throws(() => stackOf(declared, standIns), { name: "InputError", message }));
  }
});
