import { equal } from "node:assert/strict";
import { listed, quoted } from "../../identity/words";

describe("a list in words", () => {
  const rows: readonly (readonly [texts: readonly string[], options: Parameters<typeof listed>[1], words: string])[] = [
    [[], undefined, ""],
    [["a"], undefined, "a"],
    [["a", "b"], undefined, "a and b"],
    [["a", "b", "c"], undefined, "a, b and c"],
    [["a", "b", "c"], { before: "or" }, "a, b or c"],
    [["a", "b", "c"], { most: 3 }, "a, b and c"],
    [["a", "b", "c", "d"], { most: 3 }, "a, b, c and 1 more"],
    [["a", "b", "c"], { most: 1, rest: "more actions" }, "a and 2 more actions"],
  ];
  for (const [texts, options, words] of rows) {
    it(`of ${String(texts.length)} texts with ${JSON.stringify(options ?? {})} is "${words}"`, () =>
      equal(listed(texts, options), words));
  }

  it("shows names in backticks", () => equal(listed(quoted(["owner", "purpose"])), "`owner` and `purpose`"));
});
