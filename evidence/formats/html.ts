/**
 * The evidence as one page to look at, file or print. It asks for nothing outside itself, all of it can be read without
 * scripts, and with them it is filtered, sorted and searched.
 *
 * INVARIANTS: the content security policy admits the page's own style and script by their hashes and nothing else, so
 * that no text of a stack could do anything even if it came to stand as markup. What is left out of a large page is
 * counted in it.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GRAVITY } from "../../policy-packs/judge/one-cause";
import type { Evidence, JudgedIdentity } from "../evidence";
import { controlSection, dutySection, ruleSection } from "../page/coverage";
import { filterForm } from "../page/filter";
import { findingSection, gravity } from "../page/findings";
import { graphSection } from "../page/graph";
import { identitySection, sheetSection } from "../page/identities";
import { notJudgedSection, pageHeader, stackSection } from "../page/summary";
import { Html, markup } from "../page/text";
import { projectOf, projectFolder } from "../project";

/** Above these numbers a browser becomes slow to use; what is gravest is kept. */
const SHOWN_IDENTITIES = 1000;
const SHOWN_FINDINGS = 1000;

const VERDICTS = { violation: 0, undetermined: 1, pass: 2 } as const;

export function evidenceHtml(evidence: Evidence): string {
  const style = asset("page.css");
  const script = asset("page.js");
  const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;
  const page = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Mandate: evidence of ${evidence.judgedAt}</title>
        <style>${new Html(style)}</style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the evidence</a>
        ${pageHeader(evidence)} ${NAVIGATION}
        <main id="main" tabindex="-1">${content(evidence)}</main>
        <footer>
          <p>
            Made by Mandate ${projectOf().version}. The same for programs: evidence.json, described by its JSON Schema.
          </p>
        </footer>
        <script>${new Html(script)}</script>
      </body>
    </html>
`;
  return page.markup;
}

const SECTIONS = [
  ["stacks", "Stacks"],
  ["identities", "Accountability"],
  ["findings", "Findings"],
  ["graph", "Graph"],
  ["duties", "Responsibility"],
  ["controls", "Controls"],
  ["rules", "Rules"],
] as const;

const NAVIGATION = markup`<nav aria-label="Sections">
  <ul>
    ${SECTIONS.map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`)}
  </ul>
</nav>`;

function content(evidence: Evidence): Html {
  const identities = gravest(evidence.identities, SHOWN_IDENTITIES, rank);
  const findings = gravest(evidence.findings, SHOWN_FINDINGS, gravity).sort((a, b) => gravity(a) - gravity(b));
  return markup`${notJudgedSection(evidence)} ${stackSection(evidence)} ${filterForm(evidence)}
  ${identitySection(identities, evidence)} ${sheetSection(identities, evidence)} ${findingSection(findings, evidence)}
  ${graphSection(evidence)} ${dutySection(evidence)} ${controlSection(evidence)} ${ruleSection(evidence)}`;
}

/** By verdict, and within one by the gravest finding. */
function rank({ verdict, severity = "low" }: JudgedIdentity): number {
  return 10 * VERDICTS[verdict] + GRAVITY[severity];
}

/** The gravest of many, in the order in which they came. */
function gravest<T>(items: readonly T[], most: number, gravityOf: (item: T) => number): T[] {
  if (items.length <= most) return [...items];
  const kept = new Set([...items].sort((a, b) => gravityOf(a) - gravityOf(b)).slice(0, most));
  return items.filter((item) => kept.has(item));
}

/** Style and script are files of their own, which stand in the package as they stand here. */
function asset(name: string): string {
  return readFileSync(join(projectFolder(), "evidence", "page", name), "utf8");
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
