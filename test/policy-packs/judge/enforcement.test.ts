import { equal } from "node:assert/strict";
import { enforcementOf } from "../../../policy-packs/judge/enforcement";
import type { Enforcement } from "../../../policy-packs/judge/rule";

describe("what a finding does", () => {
  type Case = readonly [
    verdict: "violation" | "undetermined",
    rule: Enforcement,
    undetermined: "advisory" | "mandatory",
    expected: Enforcement,
  ];
  const cases: readonly Case[] = [
    ["violation", "mandatory", "advisory", "mandatory"],
    ["violation", "advisory", "mandatory", "advisory"],
    ["undetermined", "mandatory", "advisory", "advisory"],
    ["undetermined", "mandatory", "mandatory", "mandatory"],
    ["undetermined", "advisory", "mandatory", "advisory"],
    ["undetermined", "disabled", "mandatory", "disabled"],
  ];
  for (const [verdict, rule, undetermined, expected] of cases) {
    it(`is ${expected} for a ${verdict} of a rule that is ${rule}, where undetermined is ${undetermined}`, () => {
      equal(enforcementOf({ verdict }, rule, { undetermined }), expected);
    });
  }
});
