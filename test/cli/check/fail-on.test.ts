import assert from "node:assert/strict";
import { FAIL_ON, fails, type FailOn } from "../../../cli/check/fail-on";
import type { JudgedFinding } from "../../../policy-packs/judge/finding";

type Seen = Pick<JudgedFinding, "severity" | "verdict" | "enforcement">;

const gate = { severity: "high", verdict: "violation", enforcement: "mandatory" } as const;

describe("What makes a check fail", () => {
  const table: readonly [title: string, finding: Seen, on: readonly FailOn[]][] = [
    ["a violation that blocks", gate, ["mandatory", "high", "medium", "low"]],
    ["a violation that advises", { ...gate, enforcement: "advisory" }, ["high", "medium", "low"]],
    ["a critical violation", { ...gate, severity: "critical" }, ["mandatory", "critical", "high", "medium", "low"]],
    ["a low violation", { ...gate, severity: "low" }, ["mandatory", "low"]],
    ["what is undetermined and advises", { ...gate, verdict: "undetermined", enforcement: "advisory" }, []],
    ["what is undetermined and blocks", { ...gate, verdict: "undetermined" }, ["mandatory", "high", "medium", "low"]],
  ];
  for (const [title, finding, on] of table) {
    it(`is ${title} under ${on.join(", ") || "nothing"}, and under nothing else`, () => {
      assert.deepEqual(
        FAIL_ON.filter((level) => fails(finding as JudgedFinding, level)),
        on,
      );
    });
  }
});
