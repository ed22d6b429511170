import { placedMessage } from "../../policy-packs/judge/finding";
import { concerned, findingsAbout, type Evidence, type JudgedIdentity } from "../evidence";
import { grouped } from "../grouped";
import { DUTIES, type DutyCell, type IdentityRow, type Item } from "../matrix";
import type { ReportedFinding } from "../report";
import { gravity, severityBadge, SEVERITY_ORDER } from "./findings";
import { filterData } from "./filter";
import { badge, code, counted, markup, name, prose, section, table, type Html } from "./text";

/** The matrix: one line for each identity; its name leads to the sheet below. */
export function identitySection(shown: readonly JudgedIdentity[], { identities }: Evidence): Html {
  if (identities.length === 0) {
    return section(
      "identities",
      "Accountability",
      markup`<p class="nothing">No identity, key or secret was found.</p>`,
    );
  }
  return section(
    "identities",
    "Accountability",
    markup`<p class="lead">Each identity, key, vault and secret, and who answers for it.</p>`,
    leftOut(identities.length - shown.length),
    table(
      {
        id: "matrix",
        caption: counted(shown.length, "identity", "identities"),
        columns: [
          { head: "Identity", sort: "text", class: "middle-column" },
          { head: "Verdict", sort: "number" },
          ...DUTIES.map((duty) => ({ head: DUTY_HEADS[duty], sort: "text" as const })),
        ],
      },
      shown.map(matrixRow),
    ),
  );
}

const DUTY_HEADS: Readonly<Record<(typeof DUTIES)[number], string>> = {
  owner: "Owner",
  controlOwner: "Control owner",
  purpose: "Purpose",
  approver: "Approver",
  monitor: "Monitor",
  revoker: "Revoker",
  reviewDate: "Review by",
  expiry: "Expires",
};

const DATES: readonly string[] = ["reviewDate", "expiry"];

function leftOut(count: number): Html {
  if (count === 0) return markup``;
  const text = `${counted(count, "further identity", "further identities")} with less to say are left out of this page; evidence.json and evidence.csv have all of them.`;
  return markup`<p class="note">${text}</p>`;
}

const VERDICT_ORDER = { violation: 0, undetermined: 1, pass: 2 } as const;

function matrixRow(row: JudgedIdentity, index: number): Html {
  const { subject, input, environment, verdict, severity, duties } = row;
  const order = VERDICT_ORDER[verdict] * 10 + (severity ? SEVERITY_ORDER[severity] : 0);
  return markup`<tr ${filterData(row)}>
    <th scope="row" data-sort="${row.name}">
      <a href="#identity-${index}">${row.name}</a><span class="sub">${subject}</span><span class="sub">${name(input)}</span>${environment === undefined ? "" : markup`<span class="sub">${environment}</span>`}
    </th>
    <td data-sort="${order}">${badge(verdict)}${severity ? markup`<span class="sub">${severity}</span>` : ""}</td>
    ${DUTIES.map((duty) => markup`<td class="${DATES.includes(duty) ? "date" : ""}">${dutyCell(duties[duty])}</td>`)}
  </tr>`;
}

function dutyCell(cell: DutyCell): Html {
  return markup`${stated(cell)}${cell.from === undefined ? "" : markup`<span class="sub">inherited</span>`}`;
}

/** Words beside the colour, for who sees no colours. */
function stated({ state, text, optional }: DutyCell): Html {
  if (optional) return markup`<span class="sub-inline">not stated</span>`;
  switch (state) {
    case "stated":
      return markup`${text}`;
    case "missing":
    case "empty":
      return markup`<span class="lacking">${state}</span>`;
    case "several":
    case "placeholder":
      return markup`<span class="lacking">${state}:</span> ${text}`;
    case "unknown":
      return markup`<span class="open">unknown:</span> ${prose(text)}`;
  }
}

/** One sheet for each identity: what it holds, who uses it, and what was found. */
export function sheetSection(shown: readonly JudgedIdentity[], { findings }: Evidence): Html {
  if (shown.length === 0) return markup``;
  const about = grouped(findings, (finding) => [...concerned(finding)].map((urn) => `${finding.input} ${urn}`));
  const sheets = shown.map((row, index) =>
    sheet(
      row,
      index,
      findingsAbout(row, (urn) => about.get(`${row.input} ${urn}`)),
    ),
  );
  return section("sheets", "What each identity holds", markup`<div class="sheets">${sheets}</div>`);
}

function sheet(row: JudgedIdentity, index: number, findings: readonly ReportedFinding[]): Html {
  const { subject, input, environment, verdict, urn } = row;
  return markup`<details class="sheet" ${filterData(row)}>
    <summary>
      <span class="sheet-name">${row.name}</span> <span class="sub-inline">${subject}</span> ${badge(verdict)}<span class="sheet-sum">${sumOf(row)}</span>
    </summary>
    <div id="identity-${index}" class="sheet-body">
      <p class="origin">${name(input)}${environment === undefined ? "" : `, ${environment}`}<br />${code(urn)}</p>
      <dl class="holdings">${answering(row)} ${HOLDINGS.map(([head, of]) => holding(head, of(row)))}</dl>
      ${foundIn(findings)}
    </div>
  </details>`;
}

function sumOf({ privileges, trust, workloads, credentials, escalation }: IdentityRow): string {
  const parts = [
    [workloads.length, "workload"],
    [trust.length, "trust"],
    [privileges.length, "privilege"],
    [credentials.length, "credential"],
    [escalation.length, "escalation"],
  ] as const;
  return parts.flatMap(([count, noun]) => (count === 0 ? [] : [counted(count, noun)])).join(", ");
}

/** Who answers for it once more, with where that is stated. */
function answering({ duties }: IdentityRow): Html {
  const lines = DUTIES.filter((duty) => duties[duty].state !== "missing").map((duty) => {
    const { from } = duties[duty];
    const origin = from === undefined ? markup`` : markup` <span class="sub-inline">from ${prose(from)}</span>`;
    return markup`<li><span class="sub-inline">${DUTY_HEADS[duty]}:</span> ${stated(duties[duty])}${origin}</li>`;
  });
  if (lines.length === 0) return markup``;
  return markup`<div>
    <dt>Who answers for it</dt>
    <dd>
      <ul>
        ${lines}
      </ul>
    </dd>
  </div>`;
}

type Line = Pick<Item, "words"> & Partial<Item>;

const HOLDINGS: readonly (readonly [head: string, of: (row: IdentityRow) => readonly Line[]])[] = [
  ["Workloads", ({ workloads }) => workloads],
  ["Who may become it", ({ trust }) => trust],
  ["What it may do", ({ privileges }) => privileges],
  ["Bounded by", ({ boundary }) => boundary ?? []],
  ["Credentials", ({ credentials }) => credentials],
  ["Exposure", ({ exposure }) => exposure],
  ["Escalation", ({ escalation }) => escalation.map((words) => ({ words }))],
  ["Not known", ({ unknowns }) => unknowns.map((words) => ({ words }))],
];

function holding(head: string, lines: readonly Line[]): Html {
  if (lines.length === 0) return markup``;
  const items = lines.map(({ words, by, path }) => {
    const place =
      by === undefined ? markup`` : markup` <span class="sub-inline">${by}${path ? `, ${path}` : ""}</span>`;
    return markup`<li>${prose(words)}${place}</li>`;
  });
  return markup`<div>
    <dt>${head}</dt>
    <dd>
      <ul>
        ${items}
      </ul>
    </dd>
  </div>`;
}

function foundIn(findings: readonly ReportedFinding[]): Html {
  if (findings.length === 0) return markup`<p class="found">Nothing was found about it.</p>`;
  const items = [...findings]
    .sort((a, b) => gravity(a) - gravity(b))
    .map(
      (finding) =>
        markup`<li>
        ${severityBadge(finding)} <a href="#finding-${finding.fingerprint}">${finding.rule}</a>
        <span class="found-text">${prose(placedMessage(finding))} <span class="sub-inline">${finding.name}</span></span>
      </li>`,
    );
  return markup`<h3>${counted(findings.length, "finding")}</h3>
    <ul class="found">
      ${items}
    </ul>`;
}
