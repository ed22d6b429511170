import type {
  DecisionDocument,
  EscalationEntry,
  ExplanationDocument,
  GrantEntry,
  IdentityEntry,
  LevelEntry,
  LimitEntry,
  PlaceEntry,
  Said,
  ServiceEntry,
  UnknownEntry,
} from "./document";
import { listed } from "../../identity/words";
import { named } from "../../identity/aws/permissions/reach";
import { style, wrapped } from "../check/report-text";
import { printable, type Terminal } from "../terminal";

type Page = Pick<Terminal, "colour" | "width">;

/** An explanation for people. */
export function explanationText(document: ExplanationDocument, page: Page): string {
  const { identity, grants, limits, trust, usedBy, namedBy, credentials, takenOverBy, unknown } = document;
  const each = (list: readonly Said[]) => list.map((said) => saidText(said, page));
  return [
    headText(identity, page),
    section("What it may do", mayText(document, page), page, "nothing that is known"),
    section("Given by", numbered(grants, page), page),
    section(
      "What limits it",
      limits.map((limit) => limitText(limit, page)),
      page,
    ),
    section("Who may become it", each(trust), page, "nobody that is known"),
    section("What runs as it", each(usedBy), page),
    section("What else names it", each(namedBy), page),
    section("Credentials that stand for it", each(credentials), page),
    section("Where it can escalate", escalationText(document, page), page, nowhere(unknown)),
    section("Who can take it over", each(takenOverBy), page),
    section(
      "Not known",
      unknown.map((part) => unknownText(part, page)),
      page,
    ),
  ].join("");
}

/** What is not known may be what leads further, or what keeps from it. */
function nowhere(unknown: readonly UnknownEntry[]): string {
  return unknown.length === 0 ? "nowhere that is known" : "nowhere that is certain, as not everything is known";
}

/** The answer to one question for people. */
export function decisionText(document: DecisionDocument, page: Page): string {
  const { identity, question, answer, partly, by, missing, unknown } = document;
  const asked = question.resource === "*" ? "every resource" : question.resource;
  const pairs = Object.entries(question.when ?? {}).map(([key, value]) => `${key} is ${value}`);
  const said = pairs.length > 0 ? ` when ${listed(pairs)}` : "";
  return [
    headText(identity, page),
    wrapped(`May it do ${question.action} on ${asked}${said}?`, 2, page),
    wrapped(`${partly ? "In part" : ANSWERS[answer]}${missing ? `: ${MISSING[missing]}` : ""}`, 2, page, "bold"),
    ...by.map((said) => saidText(said, page)),
    ...unknown.map((part) => unknownText(part, page)),
  ].join("");
}

const ANSWERS: Readonly<Record<DecisionDocument["answer"], string>> = {
  yes: "Yes",
  no: "No",
  conditional: "Under a condition",
  undetermined: "It cannot be told",
};

const MISSING: Readonly<Record<NonNullable<DecisionDocument["missing"]>, string>> = {
  policies: "none of its policies allows it",
  boundary: "its permissions boundary does not allow it",
  "service control": "no service control policy allows it",
  "resource policy": "the resource's own policy leaves it neither to the identity nor to its account",
  "other account": "a policy in the resource's account must allow it as well",
};

function headText({ name, subject, type, location }: IdentityEntry, page: Page): string {
  const at = location ? `${location.file}:${location.line}:${location.column}` : "";
  const parts = [
    style(printable(name), "bold", page),
    subject,
    printable(type ?? ""),
    style(printable(at), "dim", page),
  ];
  return `${parts.filter((part) => part !== "").join("  ")}\n`;
}

/** @param nothing what stands there where nothing is known; the section is left out where it is not given */
function section(title: string, entries: readonly string[], page: Page, nothing?: string): string {
  if (entries.length === 0 && nothing === undefined) return "";
  const content = entries.length > 0 ? entries.join("") : `  ${nothing}\n`;
  return `\n${style(title, "bold", page)}\n${content}`;
}

const ADMINISTRATOR: Readonly<Record<NonNullable<ExplanationDocument["administrator"]>, readonly string[]>> = {
  yes: ["everything: it is an administrator"],
  no: [],
  undetermined: ["whether it is an administrator cannot be told"],
};

/** More services than these are summed up, the least grave of them. */
const MOST_SERVICES = 20;
/** As many whole services with the same grants as this make one line. */
const WORTH_ONE_LINE = 4;

function mayText({ administrator, services }: ExplanationDocument, page: Page): readonly string[] {
  const said = (administrator ? ADMINISTRATOR[administrator] : []).map((text) => wrapped(text, 2, page, "red"));
  const { groups, others } = wholeServices(services);
  const shown = others.slice(0, MOST_SERVICES);
  const width = Math.max(0, ...shown.map(({ service }) => service.length));
  const labels = Math.max(0, ...shown.flatMap(({ whole, levels }) => (whole ? [] : levels.map(labelOf))).map(lengthOf));
  return [
    ...said,
    ...groups.map((group) => groupText(group, page)),
    ...shown.flatMap((service) => serviceText(service, width, labels, page)),
    ...restText(others.slice(MOST_SERVICES), page),
  ];
}

function lengthOf({ length }: string): number {
  return length;
}

/** Services of which everything is given in the same way, and all others. */
function wholeServices(services: readonly ServiceEntry[]) {
  const byGrants = new Map<string, ServiceEntry[]>();
  for (const service of services.filter(({ whole }) => whole)) {
    const key = grantsOf(service).join(" ");
    const group = byGrants.get(key) ?? [];
    group.push(service);
    byGrants.set(key, group);
  }
  const groups = [...byGrants.values()].filter(({ length }) => length >= WORTH_ONE_LINE);
  const grouped = new Set(groups.flat());
  return { groups, others: services.filter((service) => !grouped.has(service)) };
}

function grantsOf({ levels }: ServiceEntry): readonly number[] {
  return [...new Set(levels.flatMap(({ by }) => by))].sort((a, b) => a - b);
}

function groupText(group: readonly ServiceEntry[], page: Page): string {
  const names = group.map(({ service }) => service).sort();
  const [first] = group;
  const more = names.length - 2;
  const list = `${names.slice(0, 2).join(", ")} and ${more} more services`;
  return wrapped(`${list}: all ${counted(sizeOf(group))} actions ${marks(first ? grantsOf(first) : [])}`, 2, page);
}

function sizeOf(services: readonly ServiceEntry[]): number {
  return services.flatMap(({ levels }) => levels.flatMap(({ actions }) => actions)).length;
}

/** How many names of a level are written out. */
const MOST_NAMES = 3;

function serviceText(service: ServiceEntry, width: number, labels: number, page: Page): readonly string[] {
  const { levels } = service;
  const name = (index: number) => style(printable((index === 0 ? service.service : "").padEnd(width)), "bold", page);
  if (service.whole && levels.length > 1) {
    const counts = levels.map(({ level, actions }) => `${actions.length} ${level}`).join(", ");
    const text = `all ${counted(sizeOf([service]))} actions: ${counts} ${marks(grantsOf(service))}`;
    return [hanging(`  ${name(0)}  `, width + 4, text, page)];
  }
  return levels.map((level, index) => {
    const head = `  ${name(index)}  ${labelOf(level).padEnd(labels)}  `;
    return hanging(head, width + labels + 6, `${actionsText(level, service.service)} ${marks(level.by)}`, page);
  });
}

/** Such as "Write 3 of 74". */
function labelOf({ level, actions, of }: LevelEntry): string {
  return of === undefined ? level : `${level} ${actions.length} of ${of}`;
}

function actionsText({ actions, of }: LevelEntry, service: string): string {
  if (of === actions.length && of > 1) return "all";
  const names = actions.slice(0, MOST_NAMES).map((action) => withoutService(action, service));
  const more = actions.length - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function withoutService(action: string, service: string): string {
  return action.toLowerCase().startsWith(`${service.toLowerCase()}:`) ? action.slice(service.length + 1) : action;
}

function restText(rest: readonly ServiceEntry[], page: Page): readonly string[] {
  if (rest.length === 0) return [];
  const byLevel = new Map<string, number>();
  for (const { level, actions } of rest.flatMap(({ levels }) => levels)) {
    byLevel.set(level, (byLevel.get(level) ?? 0) + actions.length);
  }
  const sums = [...byLevel].map(([level, count]) => `${level} ${counted(count)}`).join(", ");
  const services = `${rest.length} more ${rest.length === 1 ? "service" : "services"}`;
  return [wrapped(`and ${services}: ${sums}; \`--format json\` lists them`, 2, page, "dim")];
}

function counted(count: number): string {
  return count.toLocaleString("en-US");
}

/** Numbers of the grants, as `Given by` counts them. */
function marks(by: readonly number[]): string {
  const shown = by.slice(0, 4).map((index) => `[${index + 1}]`);
  return `${shown.join(" ")}${by.length > shown.length ? ` and ${by.length - shown.length} more` : ""}`;
}

const HOLDS: Readonly<Record<GrantEntry["holds"], string>> = {
  always: "",
  sometimes: " (only under its conditions)",
  undetermined: " (not known whether it holds)",
};

const NOTHING_LEFT = " (of which nothing is left)";

function numbered(grants: readonly GrantEntry[], page: Page): readonly string[] {
  const width = `[${grants.length}]`.length;
  return grants.map(({ words, holds, actions, place, except = [] }, index) => {
    const mark = `  ${`[${index + 1}]`.padEnd(width)} `;
    const at = wrapped(placeText(place), mark.length, page, "dim");
    const but = except.length > 0 ? `, but not ${named(except)}` : "";
    return hanging(mark, mark.length, `${words}${but}${HOLDS[holds]}${actions === 0 ? NOTHING_LEFT : ""}`, page) + at;
  });
}

function limitText({ kind, words, takes, place }: LimitEntry, page: Page): string {
  const effect = takes === 0 ? "" : `, which takes away ${counted(takes)} ${takes === 1 ? "action" : "actions"}`;
  const by = kind === "service control" ? "by the organisation: " : "";
  return wrapped(`${by}${words}${effect}`, 2, page) + wrapped(placeText(place), 4, page, "dim");
}

function saidText({ words, place }: Said, page: Page): string {
  return wrapped(words, 2, page) + wrapped(placeText(place), 4, page, "dim");
}

function escalationText({ administrator, escalation }: ExplanationDocument, page: Page): readonly string[] {
  if (administrator === "yes") return [wrapped("nowhere, as it may do everything already", 2, page)];
  return escalation.map((entry) => wayText(entry, page));
}

function wayText({ words, reach, by }: EscalationEntry, page: Page): string {
  const label = reach === "administrator" ? "to administrator: " : "to more: ";
  const places = new Map(by.map((place) => [placeText(place), [] as string[]]));
  for (const place of by) places.get(placeText(place))?.push(place.action);
  const lines = [...places].map(([place, actions]) => `${[...new Set(actions)].join(", ")} in ${place}`);
  return wrapped(`${label}${words}`, 2, page) + lines.map((line) => wrapped(line, 4, page, "dim")).join("");
}

function unknownText({ urn, path, because }: UnknownEntry, page: Page): string {
  const name = urn.slice(urn.lastIndexOf("::") + 2);
  const what = [path === "" ? "" : `\`${path}\``, urn === "" ? "" : `of \`${name}\``].filter((part) => part !== "");
  return wrapped(`${what.join(" ")} is ${because}`.trim(), 2, page);
}

/** Such as "policy.Statement[0] of worker, index.ts:20:1". */
function placeText({ name, path, awsPolicy, group, location }: PlaceEntry): string {
  const what = path === "" ? name : `${path} of ${name}`;
  const at = location ? `, ${location.file}:${location.line}:${location.column}` : "";
  const through = group === undefined ? "" : `, by the group ${group}`;
  return `${awsPolicy === undefined ? "" : `${awsPolicy} of AWS, `}${what}${through}${at}`;
}

/** A text behind a label that ends at a column; its further lines stand below its first. */
function hanging(label: string, column: number, text: string, page: Page): string {
  return `${label}${wrapped(text, column, page).trimStart()}`;
}
