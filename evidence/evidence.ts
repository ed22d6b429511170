import { GRAVITY } from "../policy-packs/judge/one-cause";
import type { AnyRule, Severity } from "../policy-packs/judge/rule";
import { areaCoverage, catalogueCoverage, type AreaCoverage, type CatalogueCoverage } from "./coverage";
import type { IdentityGraph } from "./graph";
import { grouped } from "./grouped";
import type { IdentityRow } from "./matrix";
import { reportOf, type JudgedInput, type Report, type ReportedFinding } from "./report";

/** What one run leaves behind for whoever must show later that the identities were judged, and how. */
export interface Evidence extends Report {
  /** When it was judged, ISO 8601; against which moment, says `asOf` where it was another. */
  readonly judgedAt: string;
  /** What was asked for and could not be judged, with the reason; evidence that hides it would be none. */
  readonly notJudged: readonly string[];
  /** One line for each input that was judged, with sums over what stands below. */
  readonly stacks: readonly StackRow[];
  /** Every rule of the run, also those that found nothing. */
  readonly rules: readonly RuleRow[];
  /** The accountability matrix. */
  readonly identities: readonly JudgedIdentity[];
  /** Who can become whom and reach what, one graph for each input that has identities. */
  readonly graphs: readonly (IdentityGraph & { readonly input: string })[];
  /** The shared responsibility model, and what of it the run enforced. */
  readonly duties: readonly AreaCoverage[];
  /** The controls of published catalogues, and what of them the run enforced. */
  readonly catalogues: readonly CatalogueCoverage[];
}

/** A rule as the evidence needs it, and how much it found. */
export interface RuleRow {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  /** The customer's duty that it enforces. */
  readonly duty: string;
  readonly why: string;
  readonly fix: string;
  readonly controls: readonly string[];
  readonly violation: number;
  readonly undetermined: number;
  /** True where no stack holds anything that it judges, so that it finds nothing. */
  readonly notApplicable?: true;
}

export interface StackRow {
  readonly path: string;
  readonly kind: JudgedInput["kind"];
  readonly resources: number;
  readonly identities: number;
  readonly violation: number;
  readonly undetermined: number;
  /** Findings that block. */
  readonly mandatory: number;
}

/** What the run says of one identity, taken over all findings that concern it. */
export type Verdict = "violation" | "undetermined" | "pass";

/** A line of the matrix with the input that it stands in and the verdict over it. */
export interface JudgedIdentity extends IdentityRow {
  readonly input: string;
  readonly verdict: Verdict;
  /** The gravest severity among its findings; absent where there are none. */
  readonly severity?: Severity;
  /** How many findings concern it. */
  readonly findings: number;
}

/**
 * @param rules those that took part; a disabled one judged nothing
 * @param judgedAt when the judge ran
 * @param asOf the moment that dates were judged against, where it was another
 */
export function evidenceOf(
  inputs: readonly JudgedInput[],
  notJudged: readonly string[],
  rules: readonly AnyRule[],
  judgedAt: Date,
  asOf?: Date,
): Evidence {
  const report = reportOf(inputs, asOf);
  const rows = ruleRows(rules, report, kindsIn(inputs));
  return {
    ...report,
    judgedAt: judgedAt.toISOString(),
    notJudged,
    stacks: inputs.map(stackRow),
    rules: rows,
    identities: inputs.flatMap(judgedIdentities),
    graphs: inputs.flatMap(({ path, graph }) => (graph && graph.nodes.length > 0 ? [{ input: path, ...graph }] : [])),
    duties: areaCoverage(rows),
    catalogues: catalogueCoverage(rows),
  };
}

/** The kinds of facts in all stacks; undefined where one does not tell. */
function kindsIn(inputs: readonly JudgedInput[]): ReadonlySet<string> | undefined {
  if (inputs.some(({ kinds }) => kinds === undefined)) return undefined;
  return new Set(inputs.flatMap(({ kinds = [] }) => kinds));
}

function ruleRows(
  rules: readonly AnyRule[],
  { findings }: Report,
  kinds: ReadonlySet<string> | undefined,
): readonly RuleRow[] {
  const counts = new Map<string, { violation: number; undetermined: number }>();
  for (const { rule, others = [], verdict } of findings) {
    for (const name of [rule, ...others]) {
      const count = counts.get(name) ?? { violation: 0, undetermined: 0 };
      count[verdict] += 1;
      counts.set(name, count);
    }
  }
  return rules.map(({ name, title, severity, duty, why, fix, controls, judges }) => ({
    rule: name,
    title,
    severity,
    duty: duty.text,
    why,
    fix,
    controls,
    ...(counts.get(name) ?? { violation: 0, undetermined: 0 }),
    ...(kinds?.has(String(judges)) === false && !counts.has(name) && { notApplicable: true as const }),
  }));
}

function stackRow({ path, kind, resources, findings, identities = [] }: JudgedInput): StackRow {
  const count = (counts: (finding: (typeof findings)[number]) => boolean) => findings.filter(counts).length;
  return {
    path,
    kind,
    resources,
    identities: identities.length,
    violation: count(({ verdict }) => verdict === "violation"),
    undetermined: count(({ verdict }) => verdict === "undetermined"),
    mandatory: count(({ enforcement }) => enforcement === "mandatory"),
  };
}

function judgedIdentities({ path, findings, identities = [] }: JudgedInput): readonly JudgedIdentity[] {
  const about = grouped(findings, concerned);
  return identities.map((row) => {
    const mine = findingsAbout(row, (urn) => about.get(urn));
    const [gravest] = mine.map(({ severity }) => severity).sort((a, b) => GRAVITY[a] - GRAVITY[b]);
    return {
      ...row,
      input: path,
      verdict: verdictOf(mine),
      ...(gravest !== undefined && { severity: gravest }),
      findings: mine.length,
    };
  });
}

/** The identities that a finding concerns: where it stands, and whom it names. */
export function concerned({ urn, identity }: Pick<ReportedFinding, "urn" | "identity">): ReadonlySet<string> {
  return new Set(identity === undefined ? [urn] : [urn, identity]);
}

/**
 * The findings that concern an identity: on it, naming it, or on a part of it and naming no other.
 *
 * @param about the findings that concern a URN
 */
export function findingsAbout<F extends Pick<ReportedFinding, "urn" | "identity">>(
  { urn, parts = [] }: IdentityRow,
  about: (urn: string) => readonly F[] | undefined,
): readonly F[] {
  const onParts = parts.flatMap((part) => about(part) ?? []);
  return [...new Set([...(about(urn) ?? []), ...onParts.filter(({ identity = urn }) => identity === urn)])];
}

function verdictOf(findings: JudgedInput["findings"]): Verdict {
  if (findings.length === 0) return "pass";
  return findings.some(({ verdict }) => verdict === "violation") ? "violation" : "undetermined";
}
