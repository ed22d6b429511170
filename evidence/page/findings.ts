import { placedMessage } from "../../policy-packs/judge/finding";
import type { Severity } from "../../policy-packs/judge/rule";
import type { Evidence, JudgedIdentity } from "../evidence";
import type { ReportedFinding } from "../report";
import { filterData } from "./filter";
import { badge, code, counted, markup, name, prose, section, table, type Html } from "./text";

export const SEVERITY_ORDER: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/** The findings, the gravest first. */
export function findingSection(shown: readonly ReportedFinding[], { findings, identities }: Evidence): Html {
  if (findings.length === 0) return section("findings", "Findings", markup`<p class="nothing">Nothing was found.</p>`);
  const identityOf = new Map(identities.map((row) => [`${row.input} ${row.urn}`, row]));
  const seen = new Set<string>();
  const rows = shown.map((finding) => {
    // The same stack may be judged twice, and an id stands once in a page.
    const first = !seen.has(finding.fingerprint);
    seen.add(finding.fingerprint);
    return findingRow(finding, first, identityOf.get(`${finding.input} ${finding.identity ?? finding.urn}`));
  });
  return section(
    "findings",
    "Findings",
    leftOut(findings.length - shown.length),
    table(
      {
        id: "finding-table",
        caption: counted(shown.length, "finding"),
        columns: [
          { head: "Severity", sort: "number" },
          { head: "Resource", sort: "text", class: "middle-column" },
          { head: "What is wrong, and what mends it", class: "wide-column" },
          { head: "Rule and controls", sort: "text", class: "middle-column" },
        ],
      },
      rows,
    ),
  );
}

function leftOut(count: number): Html {
  if (count === 0) return markup``;
  const text = `${counted(count, "further, less grave finding")} are left out of this page; evidence.json has all of them.`;
  return markup`<p class="note">${text}</p>`;
}

export function severityBadge({ verdict, severity }: ReportedFinding): Html {
  return verdict === "violation" ? badge(`violation ${severity}`, severity) : badge("undetermined");
}

/** The order of findings on the page: certain before undetermined, then by severity. */
export function gravity({ verdict, severity }: ReportedFinding): number {
  return SEVERITY_ORDER[severity] + (verdict === "violation" ? 0 : 10);
}

function findingRow(finding: ReportedFinding, first: boolean, identity: JudgedIdentity | undefined): Html {
  const {
    verdict,
    severity,
    enforcement,
    name: subject,
    type,
    input,
    location,
    rule,
    controls,
    fix,
    fingerprint,
  } = finding;
  const data = filterData({
    verdict,
    severity,
    input,
    environment: identity?.environment,
    ...(identity && { duties: identity.duties }),
  });
  const effect = enforcement === "mandatory" ? "blocks" : "advises";
  const place = location ? markup`<span class="sub">${name(`${location.file}:${location.line}`)}</span>` : markup``;
  return markup`<tr ${first ? markup`id="finding-${fingerprint}"` : ""} ${data}>
    <th scope="row" data-sort="${gravity(finding)}">
      ${severityBadge(finding)}<span class="sub">${verdict === "violation" ? effect : `${severity}, ${effect}`}</span>
    </th>
    <td data-sort="${subject}">
      <strong>${subject}</strong><span class="sub">${name(type)}</span><span class="sub">${name(input)}</span>${place}
    </td>
    <td>
      ${prose(placedMessage(finding))}
      <p class="fix"><span>Fix</span> ${prose(fix)}</p>
    </td>
    <td data-sort="${rule}">
      ${code(rule)}<span class="sub">${controls.map((control) => markup`<span class="control">${control}</span> `)}</span>
    </td>
  </tr>`;
}
