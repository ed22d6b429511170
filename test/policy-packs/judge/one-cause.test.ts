import { deepEqual } from "node:assert/strict";
import type { Finding } from "../../../policy-packs/judge/finding";
import { onePerCause } from "../../../policy-packs/judge/one-cause";

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
