import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import {
  AssetProperty,
  SecretProperty,
  UnknownProperty,
  type PropertyValue,
} from "../../../policy-packs/judge/resource";
import { decode, decodeMap, SIGNATURE_KEY, SIGNATURES, UNKNOWN_STRING } from "../../../policy-packs/judge/wire";

const ROLE = "urn:pulumi:dev::example::aws:iam/role:Role::worker";

function signed(signature: string, members: object = {}): object {
  return { [SIGNATURE_KEY]: signature, ...members };
}

describe("decode", () => {
  const values: readonly (readonly [title: string, wire: unknown, expected: PropertyValue])[] = [
    ["plain data stays as it is", { a: [1, "x", true, null] }, { a: [1, "x", true, null] }],
    ["what is undefined is null", { a: undefined }, { a: null }],
    ["the sentinel of an unknown text", UNKNOWN_STRING, new UnknownProperty()],
    ["the sentinel of an unknown number", "3eeb2bf0-c639-47a8-9e75-3b44932eb421", new UnknownProperty()],
    ["a text that holds a sentinel is a text", `x${UNKNOWN_STRING}`, `x${UNKNOWN_STRING}`],
    ["a secret with a live value", signed(SIGNATURES.secret, { value: "s" }), new SecretProperty("s")],
    ["a secret null", signed(SIGNATURES.secret, { value: null }), new SecretProperty(null)],
    ["a decrypted secret", signed(SIGNATURES.secret, { plaintext: '{"a":1}' }), new SecretProperty({ a: 1 })],
    [
      "a secret that waits",
      signed(SIGNATURES.secret, { value: UNKNOWN_STRING }),
      new SecretProperty(new UnknownProperty()),
    ],
    [
      "an encrypted secret",
      signed(SIGNATURES.secret, { ciphertext: "AAAB" }),
      new SecretProperty(new UnknownProperty("encrypted in the state")),
    ],
    [
      "a secret that the engine left out",
      "[secret]",
      new SecretProperty(new UnknownProperty("encrypted in the state")),
    ],
    [
      "a plaintext that is no JSON",
      signed(SIGNATURES.secret, { plaintext: "hunter2" }),
      new SecretProperty(new UnknownProperty("a secret that is not written as JSON")),
    ],
    ["a text asset", signed(SIGNATURES.asset, { text: "#!/bin/sh" }), new AssetProperty("#!/bin/sh")],
    ["a file asset", signed(SIGNATURES.asset, { path: "boot.sh" }), new AssetProperty()],
    ["an archive", signed(SIGNATURES.archive, { path: "app" }), new AssetProperty()],
    ["a resource with an id", signed(SIGNATURES.resource, { urn: ROLE, id: "worker" }), "worker"],
    ["a component, which has no id", signed(SIGNATURES.resource, { urn: ROLE }), ROLE],
    ["an output that is settled", signed(SIGNATURES.output, { value: 7 }), 7],
    ["a secret output", signed(SIGNATURES.output, { value: 7, secret: true }), new SecretProperty(7)],
    [
      "an output that waits",
      signed(SIGNATURES.output, { dependencies: [ROLE, 7] }),
      new UnknownProperty(undefined, [ROLE]),
    ],
    [
      "a signature of another version",
      signed("f00d"),
      new UnknownProperty("a value of a kind that this version cannot read"),
    ],
    ["a function", () => 1, new UnknownProperty("a function, which is no property value")],
    ["an object of a class, which only an asset has", new Date(0), new AssetProperty()],
    ["an object without prototype", Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
  ];
  for (const [title, wire, expected] of values) {
    it(`reads ${title}`, () => deepEqual(decode(wire), expected));
  }

  it("takes `__proto__` as ordinary data", () => {
    const decoded = decodeMap(JSON.parse('{"__proto__":{"owner":"ann"}}') as object);
    deepEqual(Object.keys(decoded), ["__proto__"]);
    equal((decoded as { owner?: unknown }).owner, undefined);
  });

  it("reads an unknown behind a proxy that throws", () => {
    const props = new Proxy(
      { arn: UNKNOWN_STRING },
      {
        get() {
          throw new Error("the value is unknown");
        },
      },
    );
    deepEqual(decodeMap(props), { arn: new UnknownProperty() });
  });

  it("never throws, and leaves no trace of the wire's markers", () => {
    const marker = fc.constantFrom(...Object.values(SIGNATURES), UNKNOWN_STRING, "f00d", 7, null);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom(UNKNOWN_STRING, "[secret]", null, undefined, 1, "x", Symbol.iterator, 10n),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "value", "plaintext", "dependencies", "__proto__", "id"), tie("tree")),
        fc.record({ [SIGNATURE_KEY]: marker, value: tie("tree") }, { requiredKeys: [SIGNATURE_KEY] }),
      ),
    }));
    fc.assert(
      fc.property(tree, (wire) => {
        const plain = leaves(decode(wire));
        ok(!plain.includes(UNKNOWN_STRING) && !plain.includes("[secret]"));
      }),
    );
  });

  it("decodes what is decoded to itself, where nothing is marked", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => deepEqual(decode(value), value)),
      {
        examples: [[{ "4dabf18193072939515e22adb298388": "almost a signature" }]],
      },
    );
  });
});

/** All texts that can be read without asking whether they are known. */
function leaves(value: PropertyValue): PropertyValue[] {
  if (value instanceof UnknownProperty || value instanceof AssetProperty) return [];
  if (value instanceof SecretProperty) return leaves(value.value);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [value];
}
