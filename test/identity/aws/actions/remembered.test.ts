import { deepEqual, equal } from "node:assert/strict";
import { Remembered } from "../../../../identity/aws/actions/remembered";

describe("what texts stand for", () => {
  it("is found once for each text", () => {
    const asked: string[] = [];
    const letters = new Remembered(
      (text) => {
        asked.push(text);
        return Array.from(text);
      },
      ({ length }) => length,
    );
    equal(letters.of("s3"), letters.of("s3"));
    deepEqual(letters.of("iam"), ["i", "a", "m"]);
    deepEqual(asked, ["s3", "iam"]);
  });

  it("is found anew when too much was remembered since", () => {
    const large = new Remembered(
      (text) => ({ text }),
      () => 2_400_000,
    );
    const first = large.of("a");
    equal(large.of("a"), first);
    large.of("b");
    equal(large.of("a") === first, false);
    deepEqual(large.of("a"), { text: "a" });
  });
});
