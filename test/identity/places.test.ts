import assert from "node:assert/strict";
import fc from "fast-check";
import { memberPath, stepsOf } from "../../identity/places";

describe("The path of a place", () => {
  it("tells keys from indexes", () => {
    assert.deepEqual(stepsOf('mandate-settings.tags["cost/\\"centre"][1]["0"]'), [
      "mandate-settings",
      "tags",
      'cost/"centre',
      1,
      "0",
    ]);
    assert.deepEqual(stepsOf(""), []);
  });

  it("leads back to the keys and indexes that it was made of", () => {
    const step = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("a-b", "__proto__", 'a"]', "\\"), fc.nat());
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const path = steps.reduce<string>(
          (before, each) => (typeof each === "number" ? `${before}[${each}]` : memberPath(before, each)),
          "",
        );
        assert.deepEqual(stepsOf(path), steps);
      }),
    );
  });
});
