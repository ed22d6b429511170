import type { Finding } from "./finding";
import type { Enforcement } from "./rule";
import type { Settings } from "./settings";

/** What a finding does: an undetermined one blocks only where the settings say so, and never more than its rule. */
export function enforcementOf(
  finding: Pick<Finding, "verdict">,
  rule: Enforcement,
  settings: Pick<Settings, "undetermined">,
): Enforcement {
  return finding.verdict === "undetermined" && rule === "mandatory" ? settings.undetermined : rule;
}
