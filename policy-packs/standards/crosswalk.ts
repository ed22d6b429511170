import type { ControlId } from "./controls";

/**
 * Controls that no rule needs to cite, because they demand what another control demands: a rule that cites one of the
 * controls on the right bears on the one on the left as well.
 *
 * After the mapping of SP 800-53 Revision 5 to ISO/IEC 27001 that NIST publishes
 * (https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final), the changes from CSF 1.1 to 2.0, and the words of the controls
 * elsewhere; only where the right demands no less of an identity than the left.
 */
export const CROSSWALK: Readonly<Partial<Record<ControlId, readonly ControlId[]>>> = {
  "NIST-CSF-1.1:PR.AC-4": ["NIST-CSF-2.0:PR.AA-05"],
  "NIST-CSF-2.0:GV.SC-05": ["NIST-800-53r5:SA-9"],
  "NIST-CSF-2.0:ID.AM-02": ["NIST-800-53r5:CM-8"],
  "NIST-CSF-2.0:ID.RA-07": ["NIST-800-53r5:CM-3"],
  "NIST-CSF-2.0:PR.AA-03": ["NIST-800-53r5:IA-9"],
  "NIST-CSF-2.0:PR.DS-01": ["NIST-800-53r5:SC-28"],
  "NIST-CSF-2.0:PR.PS-04": ["NIST-800-53r5:AU-2"],
  "NIST-CSF-2.0:DE.CM-03": ["NIST-800-53r5:AC-2(12)", "NIST-800-53r5:SI-4"],
  "NIST-800-207:T3": ["OWASP-NHI-2025:NHI7"],
  "NIST-800-207:T4": ["NIST-800-53r5:AC-6"],
  "NIST-800-207:T6": ["NIST-800-53r5:AC-3", "NIST-800-53r5:IA-9"],
  "NIST-800-207:T7": ["NIST-800-53r5:AU-2", "NIST-800-53r5:SI-4"],
  "ISO-27002-2022:5.2": ["NIST-CSF-2.0:GV.RR-02"],
  "ISO-27002-2022:5.3": ["NIST-800-53r5:AC-5"],
  "ISO-27002-2022:5.9": ["NIST-800-53r5:CM-8"],
  "ISO-27002-2022:5.15": ["NIST-800-53r5:AC-3", "NIST-800-53r5:AC-6"],
  "ISO-27002-2022:5.16": ["NIST-800-53r5:AC-2", "NIST-800-53r5:IA-4"],
  "ISO-27002-2022:5.17": ["NIST-800-53r5:IA-5", "NIST-800-53r5:IA-5(7)"],
  "ISO-27002-2022:5.18": ["NIST-800-53r5:AC-2(3)", "NIST-800-53r5:AC-6(7)", "OWASP-NHI-2025:NHI1"],
  "ISO-27002-2022:5.19": ["NIST-800-53r5:SA-9", "OWASP-NHI-2025:NHI3"],
  "ISO-27002-2022:5.23": ["OWASP-NHI-2025:NHI6"],
  "ISO-27002-2022:8.2": ["NIST-800-53r5:AC-6(5)", "CIS-AWS-3.0.0:1.16", "CIS-AZURE-5.0.0:5.3.3"],
  "ISO-27002-2022:8.3": ["NIST-800-53r5:AC-3"],
  "ISO-27002-2022:8.5": ["NIST-800-53r5:IA-9", "OWASP-NHI-2025:NHI4"],
  "ISO-27002-2022:8.9": ["NIST-800-53r5:CM-6"],
  "ISO-27002-2022:8.15": ["NIST-800-53r5:AU-2", "NIST-800-53r5:AU-9"],
  "ISO-27002-2022:8.16": ["NIST-800-53r5:AC-2(12)", "NIST-800-53r5:SI-4"],
  "ISO-27002-2022:8.24": ["NIST-800-53r5:SC-12"],
  "ISO-27002-2022:8.31": ["OWASP-NHI-2025:NHI8"],
  "ISO-27002-2022:8.32": ["NIST-800-53r5:CM-3"],
  "CIS-CONTROLS-8:3.3": ["NIST-800-53r5:AC-3"],
  "CIS-CONTROLS-8:5.1": ["NIST-800-53r5:AC-2"],
  "CIS-CONTROLS-8:5.3": ["NIST-800-53r5:AC-2(3)"],
  "CIS-CONTROLS-8:5.4": ["NIST-800-53r5:AC-6(5)", "CIS-AWS-3.0.0:1.16"],
  "CIS-CONTROLS-8:5.5": ["NIST-CSF-2.0:GV.RR-02"],
  "CIS-CONTROLS-8:6.1": ["NIST-800-53r5:CM-3"],
  "CIS-CONTROLS-8:6.2": ["OWASP-NHI-2025:NHI1"],
  "CIS-CONTROLS-8:6.8": ["NIST-800-53r5:AC-6"],
  "CIS-CONTROLS-8:8.2": ["NIST-800-53r5:AU-2"],
  "CIS-CONTROLS-8:15.1": ["NIST-800-53r5:SA-9"],
};
