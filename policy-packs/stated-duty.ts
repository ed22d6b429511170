import { dutyStatement, DUTY_TAGS, isListed, isSameParty, type Duty, type Said } from "../identity/accountability";
import { readDay } from "../identity/calendar-day";
import { shown, unknown } from "../identity/knowledge";
import { formatDay } from "../identity/lifetime";
import { directoryAt } from "./directory";
import type { Accountability } from "./facts/accountability";
import { undetermined, type Problem, type RuleContext, type Violation } from "./judge/rule";
import { nearest } from "../identity/nearest";
import { listed, quoted } from "../identity/words";

type Settings = RuleContext["settings"];

/** What can be wrong with the statement of any duty. */
export type StatedMessage = "missing" | "miscased" | "empty" | "placeholder" | "several";

/** What can be wrong with the text of a statement. */
export type FormMessage = "format" | "unlisted";

/** @param nouns what the duty is called where there are several of it, such as "owners" */
export function statedMessages(duty: Duty, nouns: string): Readonly<Record<StatedMessage, string>> {
  const tag = DUTY_TAGS[duty];
  return {
    missing: `the {subject} has no \`${tag}\` {carrier}`,
    miscased: `the {subject} has a tag \`{found}\` where \`${tag}\` is asked for, and AWS keys tell upper from lower case`,
    empty: "{place} is empty",
    placeholder: "{place} holds a placeholder",
    several: `the {subject} has several ${nouns}, in {paths}`,
  };
}

export const FORM_MESSAGES: Readonly<Record<FormMessage, string>> = {
  format: "{place} does not match the setting `{setting}`",
  unlisted: "{place} is {found}, which the setting `{setting}` does not list{hint}",
};

/** What an identity without some of its mandate lacks is one omission, whichever duties it leaves open. */
const CAUSE = "mandate not stated";

/** The problems with the statement of one duty; returns what is stated where there is one statement. */
function* statedDuty(
  { urn, subject, tags, carrier }: Accountability,
  duty: Duty,
  settings: Settings,
): Generator<Problem<StatedMessage>, Said | undefined> {
  const tag = DUTY_TAGS[duty];
  const statement = dutyStatement(duty, (key) => tags.at(key), settings);
  const violation = violationsOf(urn, subject);
  const required = settings.duties[tag]?.required ?? true;
  switch (statement.state) {
    case "missing": {
      if (!required) return undefined;
      const found = tags.keys.find((key) => key.toLowerCase() === tag);
      const message = found === undefined ? "missing" : "miscased";
      const values = { carrier, found: found ?? "" };
      yield { ...violation(message, { path: statement.path }, values), cause: CAUSE };
      return undefined;
    }
    case "empty":
    case "placeholder":
      if (required) yield violation(statement.state, statement.by);
      return undefined;
    case "several":
      yield violation("several", statement.by[0], { paths: listed(quoted(statement.by.map(({ path }) => path))) });
      return undefined;
    case "unknown":
      yield undetermined(urn, statement);
      return undefined;
    case "stated":
      return statement.by;
  }
}

/** Makes a violation that is about one statement of a resource. */
export function violationsOf(urn: string, subject: string) {
  return <M extends string>(
    message: M,
    said: Pick<Said, "path" | "from">,
    values: Readonly<Record<string, string | number>> = {},
  ): Violation<M> => ({
    verdict: "violation",
    message,
    at: { urn, path: said.path },
    values: { subject, place: placeOf(said, subject), ...values },
  });
}

/** Where a statement stands, and where that comes from. */
function placeOf({ path, from }: Pick<Said, "path" | "from">, subject: string): string {
  const source = from === undefined || from === `its \`${path}\`` ? "" : `, from ${from},`;
  return `\`${path}\` of the ${subject}${source}`;
}

/**
 * The problems with the statement of one duty, with its form and with whom it names; returns what is stated where
 * nothing is wrong with it.
 */
export function* statedInForm(
  fact: Accountability,
  duty: Duty,
  settings: Settings,
): Generator<Problem<StatedMessage | FormMessage>, Said | undefined> {
  const by = yield* statedDuty(fact, duty, settings);
  if (!by) return undefined;
  const problem = formProblem(fact, duty, by, settings);
  if (!problem) return by;
  yield problem;
  return undefined;
}

function formProblem(
  { urn, subject }: Accountability,
  duty: Duty,
  by: Said,
  settings: Settings,
): Problem<FormMessage> | undefined {
  const violation = violationsOf(urn, subject);
  const text = by.value.trim();
  for (const { setting, pattern } of patternsOf(duty, settings)) {
    const matches = matchesWhole(pattern, text);
    if (matches === true) continue;
    const because = `compared with the setting \`${setting}\`, which is not a regular expression`;
    return matches === false ? violation("format", by, { setting }) : undetermined(urn, unknown(by.path, because));
  }
  const { setting, directory } = directoryOf(duty, settings);
  if (directory?.state === "unreadable") {
    const because = `compared with the file of the setting \`${setting}\`, which ${directory.because}`;
    return undetermined(urn, unknown(by.path, because));
  }
  if (directory && !isListed(text, directory.names)) {
    const near = by.secret ? undefined : nearest(text, directory.names);
    const hint = near === undefined ? "" : ` (did you mean \`${near}\`?)`;
    return violation("unlisted", by, { found: written(by), setting, hint });
  }
  return undefined;
}

/** Nobody controls or approves what they own: the problem where a duty is the owner's once more. */
export function* otherThanOwner(
  { urn, subject, tags }: Accountability,
  by: Said,
  settings: Settings,
): Generator<Problem<"same">> {
  const owner = dutyStatement("owner", (key) => tags.at(key), settings);
  if (owner.state === "unknown") yield undetermined(urn, owner);
  else if (owner.state === "stated" && isSameParty(by.value, owner.by.value))
    yield violationsOf(urn, subject)("same", by, { owner: owner.by.path });
}

export const SAME_MESSAGE = "{place} names its owner, as `{owner}` does";

function written(by: Said): string {
  return by.secret ? shown(by) : `\`${by.value.trim()}\``;
}

function patternsOf(duty: Duty, { ownerPattern, duties }: Settings) {
  const tag = DUTY_TAGS[duty];
  return [
    { setting: "ownerPattern", pattern: duty === "owner" ? ownerPattern : "" },
    { setting: `duties.${tag}.pattern`, pattern: duties[tag]?.pattern ?? "" },
  ];
}

/** Nothing where the pattern cannot be read. */
function matchesWhole(pattern: string, text: string): boolean | undefined {
  try {
    return pattern === "" || new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return undefined;
  }
}

function directoryOf(duty: Duty, { duties }: Settings) {
  const tag = DUTY_TAGS[duty];
  const { directory, directoryFile } = duties[tag] ?? {};
  if (directoryFile === undefined)
    return {
      setting: `duties.${tag}.directory`,
      directory: directory && ({ state: "names", names: directory } as const),
    };
  const file = directoryAt(directoryFile);
  const names = file.state === "names" && directory ? [...file.names, ...directory] : undefined;
  return { setting: `duties.${tag}.directoryFile`, directory: names ? ({ state: "names", names } as const) : file };
}

/** What is wrong with a statement that is to be a day. */
export type DayMessage = StatedMessage | "date";

/** @param nouns what the duty is called where there are several of it */
export function dayMessages(duty: Duty, nouns: string): Readonly<Record<DayMessage, string>> {
  return { ...statedMessages(duty, nouns), date: "{place} is {found}, which {fault}; expected an ISO date{hint}" };
}

/** A day that a duty states. */
export interface StatedDay {
  readonly by: Said;
  /** The instant at which it begins in UTC. */
  readonly at: Date;
}

/** The problems with the day that a duty states; returns it where nothing is wrong with it. */
export function* statedDay(
  fact: Accountability,
  duty: "reviewDate" | "expiry",
  settings: Settings,
): Generator<Problem<DayMessage>, StatedDay | undefined> {
  const by = yield* statedDuty(fact, duty, settings);
  if (!by) return undefined;
  const day = readDay(by.value);
  if (day.state === "day") return { by, at: day.at };
  const hint = day.meant === undefined || by.secret ? " such as `2027-03-31`" : `: \`${day.meant}\``;
  const values = { found: written(by), fault: day.fault, hint };
  yield violationsOf(fact.urn, fact.subject)("date", by, values);
  return undefined;
}

/** What a message shows of a day: never that of a secret, nor how far ahead it lies. */
export function shownDay(
  { by, at }: StatedDay,
  days: number,
): { readonly day: string; readonly days: number | string } {
  return by.secret ? { day: shown(by), days: "too many" } : { day: formatDay(at), days };
}
