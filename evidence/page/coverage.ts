import type { AreaCoverage, CatalogueCoverage, ControlCoverage, CoverageVerdict, DutyCoverage } from "../coverage";
import type { Evidence, RuleRow } from "../evidence";
import { SEVERITY_ORDER } from "./findings";
import { badge, code, counted, markup, section, table, type Html } from "./text";

/** The shared responsibility model: what the provider answers for, and what of the customer's part was enforced. */
export function dutySection({ duties }: Evidence): Html {
  const lead =
    "A cloud provider answers for its platform; who may do what on it stays with the customer. For each area: who bears what, the rules that enforce the customer's duties, and what they found. A duty without a rule is listed as such, and one whose rules met nothing that they judge.";
  return section("duties", "Shared responsibility", markup`<p class="lead">${lead}</p>`, ...duties.map(area));
}

function area({ id, title, split, duties, verdict }: AreaCoverage): Html {
  const sides = split.map(
    ({ service, provider, customer }) =>
      markup`<div class="split">
        <h4>${service}</h4>
        <p><b>Provider</b> ${provider}.</p>
        <p><b>Customer</b> ${customer}.</p>
      </div>`,
  );
  const list =
    duties.length === 0
      ? markup``
      : markup`<ul class="duties">
          ${duties.map(duty)}
        </ul>`;
  return markup`<article class="area" id="area-${id}">
    <h3>${title} ${duties.length === 0 ? "" : coverageBadge(verdict)}</h3>
    <div class="splits">${sides}</div>
    ${list}
  </article>`;
}

function duty({ text, rules, verdict }: DutyCoverage): Html {
  const by = rules.length === 0 ? markup`no rule enforces it` : markup`${rules.map(ruleLink)}`;
  return markup`<li>
    ${coverageBadge(verdict)} <span>${text}<span class="sub">${by}</span></span>
  </li>`;
}

function coverageBadge(verdict: CoverageVerdict): Html {
  if (verdict === "not-applicable") return badge("none", "nothing to judge");
  return verdict === "none" ? badge("none", "not enforced") : badge(verdict);
}

function ruleLink(rule: string): Html {
  return markup`<a class="rule" href="#rule-${rule}">${code(rule)}</a> `;
}

/** The catalogues of controls, each with what of it the run enforced. */
export function controlSection({ catalogues }: Evidence): Html {
  const lead =
    "Controls of published catalogues that concern non-human identities. A rule bears on a control that it cites, or where it cites one that demands the same; a control without a rule is listed as such.";
  return section("controls", "Controls", markup`<p class="lead">${lead}</p>`, ...catalogues.map(catalogue));
}

function catalogue({ id, title, whole, controls }: CatalogueCoverage): Html {
  const enforced = controls.filter(({ verdict }) => verdict !== "none" && verdict !== "not-applicable").length;
  const violated = controls.filter(({ verdict }) => verdict === "violation").length;
  const part = whole ? "" : " listed here";
  const sum = `${enforced} of ${controls.length}${part} enforced${violated === 0 ? "" : `, ${violated} violated`}`;
  const columns = [{ head: "Control" }, { head: "It demands" }, { head: "Verdict" }, { head: "Rules" }];
  return markup`<details class="catalogue" ${whole ? markup` open` : ""}>
    <summary><span class="sheet-name">${title}</span><span class="sheet-sum">${sum}</span></summary>
    ${table({ id: `catalogue-${id}`, caption: title, columns }, controls.map(control))}
  </details>`;
}

function control({ number, title, verdict, rules, throughOthers }: ControlCoverage): Html {
  const through =
    throughOthers.length === 0
      ? markup``
      : markup`<span class="sub">through other controls: ${throughOthers.map(ruleLink)}</span>`;
  return markup`<tr>
    <th scope="row">${number}</th>
    <td>${title}</td>
    <td>${coverageBadge(verdict)}</td>
    <td>${rules.map(ruleLink)}${through}</td>
  </tr>`;
}

/** Every rule that took part. */
export function ruleSection({ rules }: Evidence): Html {
  if (rules.length === 0) return section("rules", "Rules that judged", markup`<p class="nothing">None.</p>`);
  const columns = [
    { head: "Rule", sort: "text", class: "wide-column" },
    { head: "Severity", sort: "number" },
    { head: "Violations", sort: "number", class: "number" },
    { head: "Undetermined", sort: "number", class: "number" },
  ] as const;
  return section(
    "rules",
    "Rules that judged",
    table({ id: "rule-table", caption: counted(rules.length, "rule"), columns }, rules.map(ruleRow)),
  );
}

function ruleRow({ rule, title, severity, violation, undetermined, notApplicable }: RuleRow): Html {
  const sub = notApplicable ? `${title}; nothing to judge here` : title;
  return markup`<tr id="rule-${rule}">
    <th scope="row" data-sort="${rule}">${code(rule)}<span class="sub">${sub}</span></th>
    <td data-sort="${SEVERITY_ORDER[severity]}">${severity}</td>
    <td class="number">${violation}</td>
    <td class="number">${undetermined}</td>
  </tr>`;
}
