import type { Evidence } from "../evidence";
import { markup, type Html } from "./text";

/** What the page can be filtered by; each is a `data-` attribute of a row. */
interface Filtered {
  readonly verdict: string;
  readonly severity?: string | undefined;
  readonly input: string;
  readonly environment?: string | undefined;
  readonly owner?: string | undefined;
  readonly duties?: { readonly owner: { readonly state: string; readonly text: string } };
}

/** The attributes by which the script filters a row. */
export function filterData({ verdict, severity = "", input, environment = "", owner, duties }: Filtered): Html {
  const named = owner ?? (duties?.owner.state === "stated" ? duties.owner.text : "");
  return markup`data-row data-verdict="${verdict}" data-severity="${severity}" data-stack="${input}"
  data-environment="${environment}" data-owner="${named}"`;
}

/** The filter, which the script shows; without scripts everything is there to read, and nothing to press. */
export function filterForm({ identities, stacks }: Evidence): Html {
  const environments = distinct(identities.map(({ environment = "" }) => environment));
  const owners = distinct(identities.map(({ duties }) => (duties.owner.state === "stated" ? duties.owner.text : "")));
  return markup`<form id="filter" role="search" aria-label="Filter identities and findings" hidden>
    <label class="search">Search <input type="search" id="q" name="q" autocomplete="off" spellcheck="false" /></label>
    ${select("verdict", "Verdict", ["violation", "undetermined", "pass"])}
    ${select("severity", "Severity", ["critical", "high", "medium", "low"])}
    ${select("environment", "Environment", environments)}
    ${select("stack", "Stack", stacks.length > 1 ? distinct(stacks.map(({ path }) => path)) : [])}
    ${select("owner", "Owner", owners)}
    <button type="reset">Reset</button>
    <p id="count" role="status" aria-live="polite"></p>
  </form>`;
}

function select(name: string, label: string, values: readonly string[]): Html {
  if (values.length === 0) return markup``;
  const options = values.map((value) => markup`<option value="${value}">${value}</option>`);
  return markup`<label>${label}
    <select id="${name}" name="${name}">
      <option value="">all</option>
      ${options}
    </select></label>`;
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].filter((value) => value !== "").sort();
}
