import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { absent, known, unknown, type Knowledge } from "../../../identity/knowledge";
import { effectiveTags } from "../../../policy-packs/facts/tags";
import { SecretProperty, UnknownProperty, type PropertyMap, type Resource } from "../../../policy-packs/judge/resource";
import { UNKNOWN_STRING } from "../../../policy-packs/judge/wire";

const OPEN = new UnknownProperty();
const ROLE = "aws:iam/role:Role";
const GROUP = "aws:autoscaling/group:Group";
const VAULT = "azure-native:keyvault:Vault";
const NATIVE = "aws-native:iam:Role";

function resource(type: string, inputs: PropertyMap, provider?: PropertyMap): Resource {
  return {
    urn: `urn:pulumi:dev::shop::${type}::one`,
    type,
    name: "one",
    inputs,
    ...(provider && { provider: { type: "pulumi:providers:aws", name: "prod", inputs: provider } }),
    dependencies: [],
    propertyDependencies: {},
  };
}

function defaults(tags: object): PropertyMap {
  return { defaultTags: JSON.stringify({ tags }) };
}

function from<T>(source: string, said: T): T & { readonly from: string } {
  return { ...said, from: source };
}

const merging = (reason: string) =>
  unknown("tags", `merged with the default tags of the provider \`prod\`, which ${reason}`);

describe("the tag `owner` that a resource will bear", () => {
  const rows: readonly [string, Resource, Knowledge<string>][] = [
    ["is absent without tags", resource(ROLE, {}), absent("tags.owner")],
    ["is its own", resource(ROLE, { tags: { owner: "a" } }), known("a", "tags.owner")],
    ["is another than `Owner` on AWS", resource(ROLE, { tags: { Owner: "a" } }), absent("tags.owner")],
    ["is the same as `Owner` on Azure", resource(VAULT, { tags: { Owner: "a" } }), known("a", "tags.Owner")],
    [
      "is unknown where Azure gets it in two cases",
      resource(VAULT, { tags: { Owner: "a", owner: "b" } }),
      unknown("tags.owner", "written twice, in different case"),
    ],
    ["is unknown where its value is", resource(ROLE, { tags: { owner: OPEN } }), unknown("tags.owner")],
    ["is unknown where the tags are", resource(ROLE, { tags: OPEN }), unknown("tags")],
    [
      "is unknown where the tags are no object",
      resource(ROLE, { tags: ["owner"] }),
      unknown("tags", "a list where an object was expected"),
    ],
    ["is absent where it is null", resource(ROLE, { tags: { owner: null } }), absent("tags.owner")],
    [
      "says that it is a secret",
      resource(ROLE, { tags: new SecretProperty({ owner: "a" }) }),
      known("a", "tags.owner", true),
    ],
    [
      "comes from `tagsAll`",
      resource(ROLE, { tagsAll: { owner: "a" } }),
      from("the provider's default tags", known("a", "tagsAll.owner")),
    ],
    [
      "is visible in `tags` while `tagsAll` is unknown",
      resource(ROLE, { tags: { owner: "a" }, tagsAll: OPEN }),
      known("a", "tags.owner"),
    ],
    [
      "is visible in `tagsAll` while `tags` is unknown",
      resource(ROLE, { tags: OPEN, tagsAll: { owner: "a" } }),
      known("a", "tagsAll.owner"),
    ],
    [
      "is unknown where `tagsAll` is and nobody tells the default tags",
      resource(ROLE, { tags: { purpose: "x" }, tagsAll: OPEN }),
      unknown("tagsAll"),
    ],
    [
      "is absent where `tagsAll` is unknown, and neither of its sources has it",
      resource(ROLE, { tags: { purpose: "x" }, tagsAll: OPEN }, defaults({ environment: "prod" })),
      absent("tags.owner"),
    ],
    [
      "is absent where `tagsAll` is unknown, and the provider has no default tags",
      resource(ROLE, { tags: { purpose: "x" }, tagsAll: OPEN }, { region: "eu-central-1" }),
      absent("tags.owner"),
    ],
    [
      "comes from the provider's default tags, a JSON text",
      resource(ROLE, { tags: {} }, defaults({ owner: "a" })),
      from("the default tags of the provider `prod`", known("a", "tags.owner")),
    ],
    [
      "comes from the provider's default tags, an object",
      resource(ROLE, {}, { defaultTags: { tags: { owner: "a" } } }),
      from("the default tags of the provider `prod`", known("a", "tags.owner")),
    ],
    [
      "is its own where the provider has another",
      resource(ROLE, { tags: { owner: "a" } }, defaults({ owner: "b" })),
      known("a", "tags.owner"),
    ],
    [
      "is unknown where unknown tags may replace the default",
      resource(ROLE, { tags: OPEN }, defaults({ owner: "a" })),
      unknown("tags"),
    ],
    [
      "is unknown where the default tags are",
      resource(ROLE, { tags: {} }, { defaultTags: OPEN }),
      merging("are not known before deployment"),
    ],
    [
      "is visible where only the default tags are unknown",
      resource(ROLE, { tags: { owner: "a" } }, { defaultTags: OPEN }),
      known("a", "tags.owner"),
    ],
    [
      "is settled by `tagsAll` where the default tags are unknown",
      resource(ROLE, { tags: {}, tagsAll: {} }, { defaultTags: OPEN }),
      absent("tags.owner"),
    ],
    ["is unknown where its default is", resource(ROLE, {}, defaults({ owner: UNKNOWN_STRING })), unknown("tags.owner")],
    [
      "is unknown where the tags within the defaults are",
      resource(ROLE, {}, { defaultTags: { tags: OPEN } }),
      merging("are not known before deployment"),
    ],
    [
      "is unknown where the default tags are no JSON",
      resource(ROLE, {}, { defaultTags: "owner=a" }),
      merging("cannot be read"),
    ],
    [
      "is unknown where the default tags are no object",
      resource(ROLE, {}, { defaultTags: "[]" }),
      merging("cannot be read"),
    ],
    [
      "comes from an Auto Scaling group's list",
      resource(GROUP, { tags: [{ key: "owner", value: "a", propagateAtLaunch: true }] }),
      known("a", "tags[0].value"),
    ],
    [
      "does not come to an Auto Scaling group from the provider",
      resource(GROUP, { tags: [] }, defaults({ owner: "a" })),
      absent("tags.owner"),
    ],
    [
      "is unknown where a list has a key that is",
      resource(GROUP, { tags: [{ key: OPEN, value: "a" }] }),
      unknown("tags[0].key"),
    ],
    ["is unknown where an element of a list is", resource(GROUP, { tags: [OPEN] }), unknown("tags[0].key")],
    [
      "comes from a list in aws-native",
      resource(NATIVE, { tags: [{ key: "owner", value: "a" }] }),
      known("a", "tags[0].value"),
    ],
    ["comes from an object in aws-native", resource(NATIVE, { tags: { owner: "a" } }), known("a", "tags.owner")],
  ];
  for (const [title, one, expected] of rows) {
    it(title, () => deepEqual(effectiveTags(one).at("owner"), expected));
  }

  it("is no member of a prototype", () => {
    equal(effectiveTags(resource(ROLE, { tags: {} })).at("constructor").state, "absent");
    equal(effectiveTags(resource(ROLE, { tags: {} })).at("__proto__").state, "absent");
  });

  it("is settled by a source that becomes unknown only into being unknown or what it was", () => {
    const source = fc.constantFrom<PropertyMap | undefined>(undefined, {}, { owner: "a" }, { Owner: "a" });
    fc.assert(
      fc.property(source, source, fc.constantFrom("tags", "defaults"), (tags, given, hidden) => {
        const provider = (value: unknown) => ({ defaultTags: (value ?? null) as PropertyMap });
        const all = { ...(given ?? {}), ...(tags ?? {}) };
        const whole = effectiveTags(resource(ROLE, { tags: tags ?? null, tagsAll: all })).at("owner");
        const less = effectiveTags(
          resource(
            ROLE,
            { tags: hidden === "tags" ? OPEN : (tags ?? null), tagsAll: OPEN },
            provider(hidden === "defaults" ? OPEN : given && { tags: given }),
          ),
        ).at("owner");
        equal(less.state === "unknown" || less.state === whole.state, true, `${whole.state} becomes ${less.state}`);
      }),
    );
  });
});

describe("the keys of a resource's tags", () => {
  it("are as they are written, from all sources", () => {
    const one = resource(VAULT, { tags: { Owner: "a", purpose: "b" } });
    deepEqual(effectiveTags(one).keys, ["Owner", "purpose"]);
    deepEqual(effectiveTags(resource(ROLE, { tags: { a: "1" } }, defaults({ b: "2", a: "3" }))).keys, ["a", "b"]);
  });
});
