import type { JudgedFinding } from "../../policy-packs/judge/finding";
import { GRAVITY } from "../../policy-packs/judge/one-cause";
import type { Severity } from "../../policy-packs/judge/rule";

/** Which findings make `mandate check` fail. */
export type FailOn = Severity | "mandatory" | "never";

export const FAIL_ON: readonly FailOn[] = ["mandatory", ...(Object.keys(GRAVITY) as Severity[]), "never"];

/**
 * Whether a finding makes the check fail. A severity takes the place of enforcement: it counts violations that are as
 * grave or graver, those of advisory rules too. What is undetermined counts only where the configuration makes it block.
 */
export function fails({ severity, verdict, enforcement }: JudgedFinding, on: FailOn): boolean {
  if (on === "never") return false;
  if (on === "mandatory") return enforcement === "mandatory";
  const grave = GRAVITY[severity] <= GRAVITY[on];
  return grave && (verdict === "violation" || enforcement === "mandatory");
}
