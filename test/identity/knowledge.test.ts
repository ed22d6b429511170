import { deepEqual } from "node:assert/strict";
import {
  absent,
  andThen,
  known,
  mapKnown,
  NOT_YET,
  unknown,
  withDefault,
  type Knowledge,
} from "../../identity/knowledge";

const ROLE = "urn:pulumi:dev::example::aws:iam/role:Role::worker";

/** One value in each of its three states. */
const STATES: readonly Knowledge<string>[] = [known("x", "a.b"), absent("a.b"), unknown("a.b", "encrypted", [ROLE])];

describe("knowledge of a value", () => {
  it("keeps the mark of a secret, and has none where there is none", () => {
    deepEqual(known("x", "a", true), { state: "known", value: "x", path: "a", secret: true });
    deepEqual(known("x", "a", false), { state: "known", value: "x", path: "a" });
  });

  it("waits for the deployment where no other reason is given", () => {
    deepEqual(unknown("a"), { state: "unknown", path: "a", because: NOT_YET, waitsFor: [] });
  });

  it("changes only what is known", () => {
    const [, missing, open] = STATES;
    deepEqual(
      STATES.map((value) => mapKnown(value, (text) => text.length)),
      [known(1, "a.b"), missing, open],
    );
  });

  it("keeps the mark of a secret on a changed value", () => {
    deepEqual(
      mapKnown(known("x", "a", true), (text) => text.length),
      known(1, "a", true),
    );
  });

  it("reads on only from what is known", () => {
    const [, missing, open] = STATES;
    deepEqual(
      STATES.map((value) => andThen(value, () => absent("a.b.c"))),
      [absent("a.b.c"), missing, open],
    );
  });

  it("puts a default where the program is silent, and nowhere else", () => {
    const [given, , open] = STATES;
    deepEqual(
      STATES.map((value) => withDefault(value, "default")),
      [given, known("default", "a.b"), open],
    );
  });
});
