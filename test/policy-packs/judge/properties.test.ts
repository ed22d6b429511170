import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { absent, known, NOT_YET, unknown, type Knowledge } from "../../../identity/knowledge";
import { memberPath } from "../../../identity/places";
import { Property } from "../../../policy-packs/judge/properties";
import {
  AssetProperty,
  SecretProperty,
  UnknownProperty,
  type PropertyMap,
  type PropertyValue,
  type Resource,
} from "../../../policy-packs/judge/resource";

const BUCKET = "urn:pulumi:dev::example::aws:s3/bucket:Bucket::uploads";

function resource(inputs: PropertyMap, more: Partial<Resource> = {}): Resource {
  return { urn: "urn", type: "t", name: "n", inputs, dependencies: [], propertyDependencies: {}, ...more };
}

function reading(value: PropertyValue | undefined): Property {
  return Property.of(value, "p");
}

describe("a property", () => {
  const readings: readonly (readonly [title: string, actual: Knowledge<unknown>, expected: Knowledge<unknown>])[] = [
    ["a text", reading("x").string(), known("x", "p")],
    ["a number as a text", reading(7).string(), known("7", "p")],
    ["a boolean as a text", reading(false).string(), known("false", "p")],
    ["an empty text", reading("").string(), known("", "p")],
    ["a list where a text was expected", reading([]).string(), unknown("p", "a list where a string was expected")],
    ["an asset", reading(new AssetProperty("x")).string(), unknown("p", "an asset where a string was expected")],
    ["a number", reading(7).number(), known(7, "p")],
    ["a number written as text", reading("7").number(), known(7, "p")],
    ["an empty text for a number", reading("").number(), unknown("p", "an empty string where a number was expected")],
    ["a word for a number", reading("seven").number(), unknown("p", "a string where a number was expected")],
    ["infinity", reading("Infinity").number(), unknown("p", "a string where a number was expected")],
    ["a boolean", reading(true).boolean(), known(true, "p")],
    ["a boolean written as text", reading("false").boolean(), known(false, "p")],
    ["a number for a boolean", reading(1).boolean(), unknown("p", "a number where true or false was expected")],
    ["an object for a list", reading({}).list(), unknown("p", "an object where a list was expected")],
    ["a text for an object", reading("x").map(), unknown("p", "a string where an object was expected")],
    ["nothing", reading(undefined).string(), absent("p")],
    ["null", reading(null).list(), absent("p")],
    ["a secret", reading(new SecretProperty("s")).string(), known("s", "p", true)],
    ["a secret in a secret", reading(new SecretProperty(new SecretProperty("s"))).string(), known("s", "p", true)],
    [
      "a part of a secret",
      reading(new SecretProperty({ a: "s" }))
        .at("a")
        .string(),
      known("s", "p.a", true),
    ],
    ["a part of an unknown", reading(new UnknownProperty()).at("a").string(), unknown("p.a", NOT_YET)],
    [
      "a part of a text",
      reading("x").at("length").string(),
      unknown("p.length", "inside a string where an object was expected"),
    ],
    [
      "a part of a list",
      reading([{ a: "x" }])
        .at("a")
        .string(),
      unknown("p.a", "inside a list where an object was expected"),
    ],
    [
      "a part of a part of a text",
      reading("x").at("a").at("b").string(),
      unknown("p.a.b", "inside a string where an object was expected"),
    ],
    ["a part of nothing", reading(undefined).at("a").string(), absent("p.a")],
    ["a part of null", reading(null).at("a").string(), absent("p.a")],
    ["what every object has", reading({}).at("constructor").any(), absent("p.constructor")],
  ];
  for (const [title, actual, expected] of readings) {
    it(`reads ${title}`, () => deepEqual(actual, expected));
  }

  it("knows a list whose elements it does not know", () => {
    const list = reading(["x", new UnknownProperty(), new SecretProperty("s")]).list();
    ok(list.state === "known");
    deepEqual(
      list.value.map((element) => element.string()),
      [known("x", "p[0]"), unknown("p[1]"), known("s", "p[2]", true)],
    );
  });

  it("knows an object whose members it does not know, with odd keys as ordinary data", () => {
    const value = JSON.parse('{"__proto__":"x","a.b":"y"}') as PropertyMap;
    const map = reading(value).map();
    ok(map.state === "known");
    deepEqual(
      [...map.value].map(([key, member]) => [key, member.string()]),
      [
        ["__proto__", known("x", "p.__proto__")],
        ["a.b", known("y", 'p["a.b"]')],
      ],
    );
  });

  it("says which resources an unknown input waits for, from itself or else from the engine", () => {
    const waiting = resource(
      { a: new UnknownProperty(), b: new UnknownProperty(undefined, [BUCKET]), c: { d: new UnknownProperty() } },
      { propertyDependencies: { a: [BUCKET], b: ["urn:other"], c: [BUCKET] } },
    );
    deepEqual(Property.input(waiting, "a").string(), unknown("a", NOT_YET, [BUCKET]));
    deepEqual(Property.input(waiting, "b").string(), unknown("b", NOT_YET, [BUCKET]));
    deepEqual(Property.input(waiting, "c").at("d").string(), unknown("c.d", NOT_YET, [BUCKET]));
  });

  it("prefers the output to the input, and reads the input where there is no output", () => {
    const created = resource({ name: "asked", tags: "t" }, { outputs: { name: "given" } });
    deepEqual(Property.output(created, "name").string(), known("given", "name"));
    deepEqual(Property.output(created, "tags").string(), known("t", "tags"));
  });

  it("reads own properties alone", () => {
    deepEqual(Property.input(resource({}), "toString").any(), absent("toString"));
    deepEqual(Property.input(resource({ a: new UnknownProperty() }), "a").any(), unknown("a"));
  });

  const paths: readonly (readonly [path: string, key: string, expected: string])[] = [
    ["", "tags", "tags"],
    ["tags", "owner", "tags.owner"],
    ["tags", "cost-centre", "tags.cost-centre"],
    ["tags", "aws:owner", 'tags["aws:owner"]'],
    ["tags", 'a"b', 'tags["a\\"b"]'],
    ["", "0", '["0"]'],
  ];
  for (const [path, key, expected] of paths) {
    it(`writes the member \`${key}\` of \`${path}\` as \`${expected}\``, () => equal(memberPath(path, key), expected));
  }

  it("shows no value in the reason of an unknown, whatever its shape", () => {
    const shape = fc.constantFrom<(text: string) => PropertyValue>(
      (text) => text,
      (text) => [text],
      (text) => ({ [text]: text }),
      (text) => new SecretProperty(text),
    );
    fc.assert(
      fc.property(shape, (wrap) => {
        const property = reading(wrap("c4n4ry"));
        const answers = [property.number(), property.boolean(), property.list(), property.map(), property.string()];
        for (const answer of answers) {
          if (answer.state === "unknown") ok(!JSON.stringify(answer).includes("c4n4ry"));
        }
      }),
    );
  });
});
