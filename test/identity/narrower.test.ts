import { deepEqual, equal } from "node:assert/strict";
import { renamed, wordsOfNarrower, type Narrower } from "../../identity/narrower";

describe("what would pass, in words", () => {
  const ROWS: readonly (readonly [narrower: Narrower, words: string])[] = [
    [{ changes: [{ path: "acl", value: "private" }] }, 'Set `acl` to `"private"`'],
    [{ changes: [{ path: "hops", value: 1 }] }, "Set `hops` to `1`"],
    [{ changes: [{ path: "shared[1]" }] }, "Take `shared[1]` out"],
    [
      { changes: [{ path: "a", value: ["x", "y"] }, { path: "b", value: true }, { path: "c" }] },
      'Set `a` to `["x", "y"]` and `b` to `true`, and take `c` out',
    ],
    [
      { changes: [{ path: "a", value: { k: { l: "ROLE" } } }], fillIn: ["ROLE"] },
      'Set `a` to `{"k": {"l": "ROLE"}}`, with your own `ROLE`',
    ],
  ];
  for (const [narrower, words] of ROWS) it(`is "${words}"`, () => equal(wordsOfNarrower(narrower), words));

  it("names what texts stand for, and leaves paths and keys", () => {
    const narrower: Narrower = { changes: [{ path: "x", value: { x: ["x", 1] } }, { path: "x" }], fillIn: ["N"] };
    deepEqual(
      renamed(narrower, (text) => `<${text}>`),
      { changes: [{ path: "x", value: { x: ["<x>", 1] } }, { path: "x" }], fillIn: ["N"] },
    );
  });
});
