/**
 * Who answers for an identity, and what is said of that: one statement for each duty of the mandate (owner, approver
 * and so on), read from the tags that may carry it.
 *
 * INVARIANTS: a statement counts only if it says something: empty text and placeholders name nobody. What could still
 * bring a second, different statement makes the answer unknown, and a fault that no further tag can mend is said even
 * while other tags are unknown.
 */
import type { Knowledge, Known, Unknown } from "./knowledge";

/**
 * The duties of a mandate and the tag that states each. A component that registers its mandate as inputs names each
 * input after the duty.
 */
export const DUTY_TAGS = {
  owner: "owner",
  controlOwner: "control-owner",
  purpose: "purpose",
  approver: "approver",
  monitor: "monitor",
  revoker: "revoker",
  reviewDate: "review-date",
  expiry: "expiry",
} as const;

export type Duty = keyof typeof DUTY_TAGS;

/** What the tags that may state one thing say together. */
export type Statement =
  | { readonly state: "stated"; readonly by: Known<string> }
  /** Tags that name different things where one is demanded. */
  | { readonly state: "several"; readonly by: readonly [Known<string>, ...Known<string>[]] }
  /** Text that stands where a statement belongs and says nothing. */
  | { readonly state: "placeholder"; readonly by: Known<string> }
  | { readonly state: "empty"; readonly by: Known<string> }
  | { readonly state: "missing"; readonly path: string }
  | Unknown;

/** The keys that may carry a tag: its own, and those that the organisation lets stand for it. */
export function tagKeys(tag: string, aliases: Readonly<Record<string, readonly string[]>>): TagKeys {
  return [tag, ...(Object.hasOwn(aliases, tag) ? (aliases[tag] ?? []) : [])];
}

type TagKeys = readonly [string, ...string[]];

/**
 * The one statement that the tags under several keys make together.
 *
 * @param read what the tag of a key says
 */
export function statementUnder(keys: TagKeys, read: (key: string) => Knowledge<string>): Statement {
  const readings = keys.map(read);
  const texts = readings.filter((reading) => reading.state === "known");
  const meant = texts.filter(({ value }) => value.trim() !== "" && !isPlaceholder(value));
  const [first, ...others] = meant;
  const different = others.filter(({ value }) => first !== undefined && !isSame(first.value, value));
  if (first && different.length > 0) return { state: "several", by: [first, ...different] };
  const open = readings.find((reading) => reading.state === "unknown");
  if (open) return open;
  if (first) return { state: "stated", by: first };
  const placeholder = texts.find(({ value }) => value.trim() !== "");
  if (placeholder) return { state: "placeholder", by: placeholder };
  const [empty] = texts;
  return empty ? { state: "empty", by: empty } : { state: "missing", path: read(keys[0]).path };
}

/** Directories and mail compare names without regard to case. */
function isSame(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

const PLACEHOLDERS: ReadonlySet<string> = new Set(
  (
    "todo tbd tba tbc fixme unknown undefined unassigned unset notset none null nil na notapplicable nobody noone " +
    "someone anyone everyone everybody changeme replaceme fillme fillmein placeholder dummy sample default empty " +
    "missing blank owner ownername yourname yourteam yourowner teamname foo bar foobar"
  ).split(" "),
);

const TEMPLATE = /^\s*(?:<[^>]*>|\$\{[^}]*\}|\{\{.*\}\}|%\w+%|\[[^\]]*\])\s*$/;

/** Text that people write where they mean to write something later: `TODO`, `n/a`, `<owner>`, `???`. */
export function isPlaceholder(text: string): boolean {
  const letters = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return letters === "" || /^x+$/.test(letters) || PLACEHOLDERS.has(letters) || TEMPLATE.test(text);
}

const MAIL_ADDRESS = /[^\s@,;:|/<>()]+@[^\s@,;:|/<>()]+/g;

/** Whether one text lists several mail addresses: an owner is one. */
export function namesSeveral(text: string): boolean {
  const addresses = text.match(MAIL_ADDRESS) ?? [];
  return new Set(addresses.map((address) => address.toLowerCase())).size > 1;
}
