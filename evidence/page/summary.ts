import type { Evidence, StackRow } from "../evidence";
import { badge, counted, markup, name, section, table, type Html } from "./text";

/** What the page is about, and the numbers that matter. */
export function pageHeader({ judgedAt, asOf, counts, stacks, identities }: Evidence): Html {
  const resources = stacks.reduce((sum, stack) => sum + stack.resources, 0);
  const clean = identities.filter(({ verdict }) => verdict === "pass").length;
  const moment = asOf === undefined ? markup`` : markup`, against the dates of ${time(asOf)}`;
  return markup`<header class="page">
    <p class="mark">Mandate</p>
    <h1>Who answers for the identities</h1>
    <p class="when">
      Judged ${time(judgedAt)}${moment}: ${counted(stacks.length, "stack")} with ${counted(resources, "resource")}.
    </p>
    <dl class="figures">
      ${figure("Violations", counts.violation, counts.violation > 0 ? "violation" : "")}
      ${figure("Undetermined", counts.undetermined, counts.undetermined > 0 ? "undetermined" : "")}
      ${figure("Blocking", counts.mandatory, counts.mandatory > 0 ? "violation" : "")}
      ${figure("Identities", identities.length, "")} ${figure("Without findings", clean, clean > 0 ? "pass" : "")}
    </dl>
  </header>`;
}

function time(moment: string): Html {
  const words = moment.replace("T", " ").replace(/(?::00)?(?:\.\d+)?Z$/, " UTC");
  return markup`<time datetime="${moment}">${words}</time>`;
}

function figure(name: string, value: number, kind: string): Html {
  return markup`<div class="figure ${kind}">
    <dt>${name}</dt>
    <dd>${value.toLocaleString("en")}</dd>
  </div>`;
}

/** First of all what is missing: evidence that hides it would be none. */
export function notJudgedSection({ notJudged }: Evidence): Html {
  if (notJudged.length === 0) return markup``;
  const items = notJudged.map((reason) => markup`<li>${reason}</li>`);
  return markup`<section id="not-judged" class="alarm" aria-labelledby="not-judged-title">
    <h2 id="not-judged-title">Not judged</h2>
    <ul>
      ${items}
    </ul>
  </section>`;
}

/** One line for each stack: of an organisation's many, those with the most violations first. */
export function stackSection({ stacks }: Evidence): Html {
  if (stacks.length === 0) return section("stacks", "Stacks", markup`<p class="nothing">None was judged.</p>`);
  const columns = [
    { head: "Stack", sort: "text", class: "wide-column" } as const,
    { head: "Verdict", sort: "number" } as const,
    ...["Resources", "Identities", "Violations", "Undetermined", "Blocking"].map(
      (head) => ({ head, sort: "number", class: "number" }) as const,
    ),
  ];
  const rows = [...stacks].sort(
    (a, b) => b.mandatory - a.mandatory || b.violation - a.violation || b.undetermined - a.undetermined,
  );
  return section(
    "stacks",
    "Stacks",
    table({ id: "stack-table", caption: counted(stacks.length, "stack"), columns }, rows.map(stackRow)),
  );
}

function stackRow({ path, kind, resources, identities, violation, undetermined, mandatory }: StackRow): Html {
  const verdict = violation > 0 ? "violation" : undetermined > 0 ? "undetermined" : "pass";
  const order = ["violation", "undetermined", "pass"].indexOf(verdict);
  const numbers = [resources, identities, violation, undetermined, mandatory].map(
    (value) => markup`<td class="number" data-sort="${value}">${value.toLocaleString("en")}</td>`,
  );
  return markup`<tr>
    <th scope="row" data-sort="${path}">${name(path)}<span class="sub">${kind}</span></th>
    <td data-sort="${order}">${badge(verdict)}</td>
    ${numbers}
  </tr>`;
}
