/** The catalogues of `controls.ts`, by the part of an id before its colon. */
export const CATALOGUES = {
  "OWASP-NHI-2025": { title: "OWASP Non-Human Identities Top 10, 2025", whole: true },
  "NIST-CSF-2.0": { title: "NIST Cybersecurity Framework 2.0", whole: false },
  "NIST-CSF-1.1": { title: "NIST Cybersecurity Framework 1.1, superseded by 2.0", whole: false },
  "NIST-800-207": { title: "NIST SP 800-207, the seven tenets of zero trust", whole: true },
  "NIST-800-53r5": { title: "NIST SP 800-53 Revision 5", whole: false },
  "ISO-27002-2022": { title: "ISO/IEC 27002:2022, in our words", whole: false },
  "CIS-AWS-3.0.0": { title: "CIS Amazon Web Services Foundations Benchmark 3.0.0", whole: false },
  "CIS-AZURE-5.0.0": { title: "CIS Microsoft Azure Foundations Benchmark 5.0.0", whole: false },
  "CIS-CONTROLS-8": { title: "CIS Critical Security Controls 8", whole: false },
} as const satisfies Readonly<Record<string, Catalogue>>;

/** One published list of controls. */
export interface Catalogue {
  readonly title: string;
  /** Whether all of it is listed, or only what concerns non-human identities. */
  readonly whole: boolean;
}

/** The catalogue of a control, and the control's own number in it. */
export function splitControl(control: string): readonly [catalogue: string, number: string] {
  const colon = control.indexOf(":");
  return [control.slice(0, colon), control.slice(colon + 1)];
}
