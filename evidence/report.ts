import { createHash } from "node:crypto";
import type { JudgedFinding } from "../policy-packs/judge/finding";
import type { IdentityGraph } from "./graph";
import type { IdentityRow } from "./matrix";

/** One input after judgement. */
export interface JudgedInput {
  readonly path: string;
  readonly kind: "program" | "export";
  /** How many resources it has. */
  readonly resources: number;
  readonly findings: readonly JudgedFinding[];
  readonly notes: readonly string[];
  /** Its part of the accountability matrix, where evidence is wanted. */
  readonly identities?: readonly IdentityRow[];
  /** The kinds of facts that rules could judge in it, where evidence is wanted. */
  readonly kinds?: readonly string[];
  /** Who can become whom and reach what in it, where evidence is wanted. */
  readonly graph?: IdentityGraph;
}

/**
 * What `--format json` writes. Programs read it, so its shape changes only with `version`; new optional members may
 * come without one.
 */
export interface Report {
  readonly version: 1;
  /** The moment, ISO 8601, that dates were judged against, where another than that of the run was asked for. */
  readonly asOf?: string;
  /** The inputs that were judged, in the order given; files below a folder by path. */
  readonly inputs: readonly Pick<JudgedInput, "path" | "kind" | "resources">[];
  /** In the order of the inputs; within one by URN, rule, path. */
  readonly findings: readonly ReportedFinding[];
  readonly counts: Counts;
}

/** A finding, and the `path` of the input that it was found in. */
export interface ReportedFinding extends Omit<JudgedFinding, "key" | "reason" | "cause"> {
  readonly input: string;
  /** The same in every run that makes this finding, whatever the line it is declared on and wherever it was judged. */
  readonly fingerprint: string;
}

/** Sums over all findings. Each finding has one verdict and one enforcement, so each pair adds up to `findings`. */
export interface Counts {
  readonly findings: number;
  readonly violation: number;
  readonly undetermined: number;
  /** Those that block; any makes the exit code 1. */
  readonly mandatory: number;
  readonly advisory: number;
}

/** @param asOf where another moment than that of the run was asked for */
export function reportOf(inputs: readonly JudgedInput[], asOf?: Date): Report {
  return {
    version: 1,
    ...(asOf && { asOf: asOf.toISOString() }),
    inputs: inputs.map(({ path, kind, resources }) => ({ path, kind, resources })),
    findings: inputs.flatMap((input) => input.findings.map((finding) => reported(finding, input.path))),
    counts: countsOf(inputs.flatMap(({ findings }) => findings)),
  };
}

/** A hash, because a key may hold what a reader need not see. */
function fingerprintOf({ key }: JudgedFinding): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 32);
}

/** Members are named one by one, so that nothing is published by accident and their order is stable. */
function reported(finding: JudgedFinding, input: string): ReportedFinding {
  const { identity, waitsFor, location } = finding;
  return {
    rule: finding.rule,
    verdict: finding.verdict,
    severity: finding.severity,
    enforcement: finding.enforcement,
    urn: finding.urn,
    type: finding.type,
    name: finding.name,
    path: finding.path,
    ...(identity !== undefined && { identity }),
    message: finding.message,
    fix: finding.fix,
    ...(finding.narrower && { narrower: finding.narrower }),
    controls: finding.controls,
    ...(finding.others && { others: finding.others }),
    ...(waitsFor && { waitsFor }),
    ...(location && { location }),
    input,
    fingerprint: fingerprintOf(finding),
  };
}

export function countsOf(findings: readonly Pick<JudgedFinding, "verdict" | "enforcement">[]): Counts {
  const count = (holds: (finding: Pick<JudgedFinding, "verdict" | "enforcement">) => boolean) =>
    findings.filter(holds).length;
  return {
    findings: findings.length,
    violation: count(({ verdict }) => verdict === "violation"),
    undetermined: count(({ verdict }) => verdict === "undetermined"),
    mandatory: count(({ enforcement }) => enforcement === "mandatory"),
    advisory: count(({ enforcement }) => enforcement === "advisory"),
  };
}
