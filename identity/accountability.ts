/**
 * Who answers for an identity, and what is said of that: one statement for each duty of the mandate (owner, approver
 * and so on), read from the tags that may carry it, or else from the organisation's defaults.
 *
 * INVARIANTS: a statement counts only if it says something: empty text and placeholders name nobody. What could still
 * bring a second, different statement makes the answer unknown, and a fault that no further tag can mend is said even
 * while other tags are unknown. A default holds only where it is certain that nothing else is said.
 */
import { known, type Absent, type Known, type Unknown } from "./knowledge";
import { secretByForm } from "./secret-forms";

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

/** A text that states a duty. */
export interface Said extends Known<string> {
  /** Completes "stated in …" where it is not the resource's own tag: "the default tags of the provider `prod`". */
  readonly from?: string;
}

/** What one carrier of a duty says. */
export type Reading = Said | Absent | Unknown;

/** What the tags that may state one thing say together. */
export type Statement =
  | { readonly state: "stated"; readonly by: Said }
  /** Tags that name different things where one is demanded. */
  | { readonly state: "several"; readonly by: readonly [Said, ...Said[]] }
  /** Text that stands where a statement belongs and says nothing. */
  | { readonly state: "placeholder"; readonly by: Said }
  | { readonly state: "empty"; readonly by: Said }
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
export function statementUnder(keys: TagKeys, read: (key: string) => Reading): Statement {
  const readings = keys.map((key) => guarded(read(key)));
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

/** A tag that holds a credential is shown no more than one that the program marks as a secret. */
function guarded(reading: Reading): Reading {
  if (reading.state !== "known" || reading.secret || secretByForm(reading.value) === undefined) return reading;
  return { ...reading, secret: true };
}

/** What the organisation says of duties, in its settings. */
export interface DutySettings {
  /** Other keys that count as a tag, by the tag they stand for. */
  readonly tagAliases: Readonly<Record<string, readonly string[]>>;
  /** What holds for every identity that states nothing else, by tag. */
  readonly accountabilityDefaults: Readonly<Record<string, string>>;
}

/**
 * What is stated of one duty: by the tags that may carry it, or where there are none by the organisation's default.
 *
 * @param read what the tag of a key says
 */
export function dutyStatement(duty: Duty, read: (key: string) => Reading, settings: DutySettings): Statement {
  const tag = DUTY_TAGS[duty];
  const statement = statementUnder(tagKeys(tag, settings.tagAliases), read);
  const defaults = settings.accountabilityDefaults;
  const byDefault = Object.hasOwn(defaults, tag) ? defaults[tag] : undefined;
  if (statement.state !== "missing" || byDefault === undefined) return statement;
  return statementUnder([tag], () => ({
    ...known(byDefault, statement.path),
    from: "the setting `accountabilityDefaults`",
  }));
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

/**
 * Whether two texts name the same party, as far as texts can tell: in any case and spacing, as a mail address with or
 * without a display name or a suffix behind `+`, and as the name before an address's `@`. Of two texts that list
 * addresses, the first is the same where all of its addresses are in the second.
 */
export function isSameParty(a: string, b: string): boolean {
  const parties = partiesIn(b);
  return partiesIn(a).every((party) => parties.some((other) => isOneParty(party, other)));
}

/**
 * Whether every party that a text names stands in a list, in any case: each mail address where it holds some, or else
 * the whole text.
 */
export function isListed(text: string, names: readonly string[]): boolean {
  const listed = new Set(names.map((name) => name.trim().toLowerCase()));
  const parties = text.match(MAIL_ADDRESS) ?? [text];
  return listed.has(text.trim().toLowerCase()) || parties.every((party) => listed.has(party.trim().toLowerCase()));
}

function partiesIn(text: string): readonly string[] {
  const addresses = text.match(MAIL_ADDRESS);
  return (addresses ?? [text]).map((party) =>
    party
      .trim()
      .toLowerCase()
      .replace(/\+[^@]*(?=@)/, "")
      .replace(/^mailto:/, ""),
  );
}

function isOneParty(a: string, b: string): boolean {
  if (a.slice(1).includes("@") && b.slice(1).includes("@")) return a === b;
  return lettersOf(a) === lettersOf(b);
}

/** What stands before an `@` in letters and digits alone: `Team Shop`, `@team-shop` and `team_shop@example.com` agree. */
function lettersOf(party: string): string {
  const name = party.replace(/(?<=.)@.*$/, "");
  return name.replace(/[^\p{L}\p{N}]/gu, "") || name;
}
