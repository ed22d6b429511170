import { deepEqual } from "node:assert/strict";
import type { Finding, JudgedFinding } from "../../../policy-packs/judge/finding";
import { onePerCause, onePerOmission } from "../../../policy-packs/judge/one-cause";

type Change = Partial<Finding> & Pick<Finding, "rule">;

function finding(change: Change): Finding {
  const verdict = change.reason === undefined ? "violation" : "undetermined";
  return {
    verdict,
    severity: "high",
    urn: "urn:a",
    type: "t",
    name: "a",
    path: "policy",
    message: `${change.rule} says`,
    fix: "Mend it.",
    controls: [],
    key: `${change.rule}|${change.path ?? ""}`,
    ...change,
  };
}

const WAITS = "`policy` is not known before deployment";

describe("one cause, one finding", () => {
  const rows: readonly [title: string, findings: readonly Change[], expected: readonly string[]][] = [
    ["has nothing of nothing", [], []],
    ["leaves violations at one place apart", [{ rule: "a" }, { rule: "b" }], ["a: a says", "b: b says"]],
    ["leaves a lone rule's words as they are", [{ rule: "a", reason: WAITS }], ["a: a says"]],
    [
      "lets the gravest rule speak and name the others",
      [
        { rule: "a", reason: WAITS, severity: "low" },
        { rule: "c", reason: WAITS, severity: "critical" },
        { rule: "b", reason: WAITS, severity: "medium" },
      ],
      ["c: c says; nor can `a`, `b`"],
    ],
    [
      "goes by name between rules of one severity",
      [
        { rule: "b", reason: WAITS },
        { rule: "a", reason: WAITS },
      ],
      ["a: a says; nor can `b`"],
    ],
    [
      "says once what one rule cannot tell of several identities",
      [
        { rule: "a", reason: WAITS, identity: "urn:x" },
        { rule: "a", reason: WAITS, identity: "urn:y" },
      ],
      ["a: a says"],
    ],
    [
      "keeps another reason, place and resource apart",
      [
        { rule: "a", reason: WAITS },
        { rule: "b", reason: "`policy` is encrypted in the state" },
        { rule: "c", reason: WAITS, path: "role" },
        { rule: "d", reason: WAITS, urn: "urn:b" },
      ],
      ["a: a says", "b: b says", "c: c says", "d: d says"],
    ],
    [
      "keeps a violation beside what cannot be told at its place",
      [{ rule: "a" }, { rule: "b", reason: WAITS }],
      ["a: a says", "b: b says"],
    ],
  ];
  for (const [title, findings, expected] of rows) {
    it(title, () => {
      deepEqual(
        onePerCause(findings.map(finding)).map(({ rule, message }) => `${rule}: ${message}`),
        expected,
      );
    });
  }
});

describe("one omission, one finding", () => {
  const judged = (change: Change & Partial<JudgedFinding>): JudgedFinding => ({
    ...finding(change),
    enforcement: change.enforcement ?? "mandatory",
  });
  const rows: readonly [title: string, (Change & Partial<JudgedFinding>)[], expected: readonly string[]][] = [
    ["has nothing of nothing", [], []],
    [
      "leaves violations without a cause in common apart",
      [{ rule: "a" }, { rule: "b", cause: "x" }],
      ["a: a says", "b: b says"],
    ],
    [
      "lets the gravest rule speak and name the others",
      [
        { rule: "a", cause: "x", path: "tags.a", severity: "medium" },
        { rule: "c", cause: "x", path: "tags.c", severity: "high" },
        { rule: "b", cause: "x", path: "tags.b", severity: "medium" },
      ],
      ["c: c says; likewise `a`, `b`"],
    ],
    [
      "keeps what blocks apart from what does not",
      [
        { rule: "a", cause: "x", path: "tags.a", enforcement: "advisory" },
        { rule: "b", cause: "x", path: "tags.b" },
      ],
      ["a: a says", "b: b says"],
    ],
    [
      "keeps resources apart",
      [
        { rule: "a", cause: "x", path: "tags.a" },
        { rule: "a", cause: "x", path: "tags.a", urn: "urn:b", key: "a|b" },
      ],
      ["a: a says", "a: a says"],
    ],
  ];
  for (const [title, changes, expected] of rows) {
    it(title, () =>
      deepEqual(
        onePerOmission(changes.map(judged)).map(({ rule, message }) => `${rule}: ${message}`),
        expected,
      ),
    );
  }

  it("keeps what mends each, and the controls and names of all", () => {
    const [one] = onePerOmission([
      judged({ rule: "a", cause: "x", path: "tags.a", fix: "Tag a.", controls: ["1", "2"] }),
      judged({ rule: "b", cause: "x", path: "tags.b", fix: "Tag b.", controls: ["2", "3"] }),
    ]);
    deepEqual([one?.fix, one?.controls, one?.others], ["Tag a. Tag b.", ["1", "2", "3"], ["b"]]);
  });
});
