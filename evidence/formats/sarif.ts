/**
 * The findings as SARIF 2.1.0, which code scanning shows beside the line that declares the resource.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 *
 * INVARIANTS: one run; each rule stands once and results point to it by index. A fingerprint does not depend on lines
 * or on the order of findings. A finding without a source position lies in the file of its input.
 */
import { placedMessage } from "../../policy-packs/judge/finding";
import type { Severity } from "../../policy-packs/judge/rule";
import type { Evidence, RuleRow } from "../evidence";
import { jsonPieces } from "./json";
import { projectOf } from "../project";
import type { ReportedFinding } from "../report";

/**
 * GitHub ranks a security alert by this number: over 9.0 critical, from 7.0 high, from 4.0 medium, else low.
 * https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};

/** The document in pieces. */
export function evidenceSarif(evidence: Evidence): Iterable<string> {
  const index = new Map(evidence.rules.map(({ rule }, place) => [rule, place]));
  const kinds = new Map(evidence.inputs.map(({ path, kind }) => [path, kind]));
  const project = projectOf();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Mandate",
            version: project.version,
            ...(project.homepage !== undefined && { informationUri: project.homepage }),
            rules: evidence.rules.map((row) => ruleOf(row, project.homepage)),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [ROOT]: { description: { text: "The folder that the command was started in." } } },
        invocations: [invocationOf(evidence)],
        results: evidence.findings.map((finding) =>
          resultOf(finding, index.get(finding.rule), kinds.get(finding.input) ?? "export"),
        ),
      },
    ],
  };
  // The results are the long list: a member of the one element of `runs`.
  return jsonPieces(log, 4);
}

const ROOT = "SRCROOT";

function invocationOf({ notJudged, judgedAt }: Evidence): object {
  return {
    executionSuccessful: notJudged.length === 0,
    endTimeUtc: judgedAt,
    toolExecutionNotifications: notJudged.map((text) => ({ level: "error", message: { text } })),
  };
}

function ruleOf(
  { rule: id, title, severity, why, fix, duty, controls }: RuleRow,
  homepage: string | undefined,
): object {
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_dash, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: `${title}. It matters because ${why}.` },
    ...(homepage !== undefined && { helpUri: `${homepage.replace(/\/$/, "")}/docs/rules/${id}.md` }),
    help: {
      text: `${sentence(why)} ${fix}`,
      markdown: `**Why it matters:** ${sentence(why)}\n\n**How to mend it:** ${fix}\n\n**Duty of the customer:** ${sentence(duty)}\n\n**Controls:** ${controls.join(", ")}`,
    },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      precision: "high",
      "problem.severity": LEVELS[severity] === "note" ? "recommendation" : LEVELS[severity],
      "security-severity": SECURITY_SEVERITY[severity],
      tags: ["security", ...controls],
    },
  };
}

/** The level of what did not fail is `none` (section 3.27.10): an undetermined verdict is open, and no failure. */
function resultOf(finding: ReportedFinding, ruleIndex: number | undefined, kind: "program" | "export"): object {
  const { verdict, severity, message, urn, name, type, path, fix, fingerprint } = finding;
  return {
    ruleId: finding.rule,
    ...(ruleIndex !== undefined && { ruleIndex }),
    ...(verdict === "violation" ? { kind: "fail", level: LEVELS[severity] } : { kind: "open", level: "none" }),
    message: { text: `${name}: ${placedMessage({ path, message })}. ${fix}` },
    locations: [
      {
        physicalLocation: physicalLocation(finding, kind),
        logicalLocations: [{ name, fullyQualifiedName: urn, decoratedName: type, kind: "resource" }],
      },
    ],
    partialFingerprints: { "mandate/v1": fingerprint },
    properties: {
      verdict,
      severity,
      enforcement: finding.enforcement,
      path,
      ...(finding.identity !== undefined && { identity: finding.identity }),
      ...(finding.waitsFor && { waitsFor: finding.waitsFor }),
    },
  };
}

/** Where the program declares the resource; else the file of the input, because an alert must lie in some file. */
function physicalLocation({ input, location }: ReportedFinding, kind: "program" | "export"): object {
  const file = kind === "export" ? input : `${input.replace(/[/\\]$/, "")}/${location?.file ?? "Pulumi.yaml"}`;
  return {
    artifactLocation: artifactLocation(file),
    region: location ? { startLine: location.line, startColumn: location.column } : { startLine: 1 },
  };
}

function artifactLocation(file: string): object {
  const path = file.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  const uri = path.split("/").map(encodeURIComponent).join("/");
  if (path.startsWith("/")) return { uri: `file://${uri}` };
  return /^[A-Za-z]:\//.test(path) ? { uri: `file:///${uri}` } : { uri, uriBaseId: ROOT };
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
