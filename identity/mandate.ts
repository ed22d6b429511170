/**
 * A mandate: who answers for a non-human identity, what it is for, who watches it, who can end it, and until when.
 *
 * It is pure data, the same for every cloud. Here stand its fields, the tag that carries each of them, and what makes a
 * field unfit.
 *
 * INVARIANT: a mandate that yields no problem states all nine fields and no placeholder in any of them, nobody controls
 * or approves themselves, and its end lies ahead, as its review does, no further than is
 * allowed where nobody says otherwise.
 */
import { DUTY_TAGS, isPlaceholder, isSameParty, namesSeveral } from "./accountability";
import { formatDay, lifetimeUntil, LONGEST_MANDATE_DAYS, LONGEST_REVIEW_DAYS, parseDay } from "./lifetime";

/** Who answers for an identity, and until when. Every field is plain text, known while the program runs. */
export interface Mandate {
  /**
   * Who answers for the workload and its identity: a team or a person, as your directory writes it. Tag `owner`.
   * Refused where it is missing, a placeholder such as `TODO`, or names several.
   */
  readonly owner: string;
  /**
   * Who answers for the policy that the identity is held to. Tag `control-owner`.
   * Refused where it is missing, or the same as `owner`.
   */
  readonly controlOwner: string;
  /** What the identity is for, in a few words. Tag `purpose`. Refused where it is missing. */
  readonly purpose: string;
  /** Who approved the privileges. Tag `approver`. Refused where it is missing, or the same as `owner`. */
  readonly approver: string;
  /** Who, or which alarm, watches what the identity does. Tag `monitor`. Refused where it is missing. */
  readonly monitor: string;
  /** Who can revoke the identity at any hour. Tag `revoker`. Refused where it is missing. */
  readonly revoker: string;
  /**
   * The day by which the privileges are reviewed next: an ISO date such as `2027-03-31`. Tag `review-date`.
   * Refused where it is no such date, has passed, lies after `expiry`, or is more than 184 days ahead.
   */
  readonly reviewDate: string;
  /**
   * The day on which the mandate ends: an ISO date such as `2027-09-30`. Tag `expiry`.
   * Refused where it is no such date, does not lie ahead, or is more than 366 days ahead.
   */
  readonly expiry: string;
  /** Where the workload runs, such as `production`. Tag `environment`. Refused where it is missing. */
  readonly environment: string;
}

/** The tag that carries each field. */
export const MANDATE_TAGS = { ...DUTY_TAGS, environment: "environment" } as const satisfies Readonly<
  Record<keyof Mandate, string>
>;

const FIELDS = Object.keys(MANDATE_TAGS) as readonly (keyof Mandate)[];

/** The fields alone, without whatever else the object holds. */
export function mandateOf(mandate: Mandate): Mandate {
  return Object.fromEntries(FIELDS.map((field) => [field, mandate[field]])) as unknown as Mandate;
}

/** The tags that make an identity answerable, by key. */
export function mandateTags(mandate: Mandate): Record<string, string> {
  return Object.fromEntries(FIELDS.map((field) => [MANDATE_TAGS[field], mandate[field]]));
}

/** What is wrong with one argument. Data only; whoever refuses it writes the sentence. */
export interface ArgumentProblem {
  /** Where the value stands, such as `grants[0].resource`. */
  readonly argument: string;
  /** Completes "expected …". */
  readonly expected: string;
  /** The value itself, undefined where there is none. */
  readonly found: unknown;
}

/** A kind of text, with the words for it. */
export interface TextKind {
  /** Completes "expected …". */
  readonly expected: string;
  readonly pattern: RegExp;
}

/**
 * Everything that is wrong with a mandate, in the order of its fields.
 *
 * @param mandate what the caller gave, which need not be what its type says
 * @param tagValue what a tag of the cloud can hold
 * @param now the moment to judge the dates at
 */
export function mandateProblems(mandate: Partial<Mandate>, tagValue: TextKind, now: Date): readonly ArgumentProblem[] {
  const problems = FIELDS.flatMap((field) => fieldProblems(field, mandate[field], tagValue));
  return [...problems, ...coincidences(mandate), ...dateProblems(mandate, now)].sort(
    (a, b) => FIELDS.indexOf(a.argument as keyof Mandate) - FIELDS.indexOf(b.argument as keyof Mandate),
  );
}

function fieldProblems(field: keyof Mandate, found: unknown, tagValue: TextKind): readonly ArgumentProblem[] {
  const problem = (expected: string): ArgumentProblem[] => [{ argument: field, expected, found }];
  if (field === "reviewDate" || field === "expiry")
    return isDay(found) ? [] : problem("an ISO date such as 2027-03-31");
  if (!isText(found, tagValue)) return problem(tagValue.expected);
  if (isPlaceholder(found)) return problem("a text that is no placeholder");
  return field === "owner" && namesSeveral(found) ? problem("one owner") : [];
}

/** Whether a value is a text of a kind, and not blank. */
export function isText(value: unknown, kind: TextKind): value is string {
  return typeof value === "string" && value.trim() !== "" && kind.pattern.test(value);
}

/** Nobody controls or approves themselves. */
function coincidences(mandate: Partial<Mandate>): readonly ArgumentProblem[] {
  const owner: unknown = mandate.owner;
  if (!isStated(owner)) return [];
  return (["controlOwner", "approver"] as const).flatMap((field) => {
    const found: unknown = mandate[field];
    const isOwner = isStated(found) && isSameParty(found, owner);
    return isOwner ? [{ argument: field, expected: "somebody other than the owner", found }] : [];
  });
}

function isStated(name: unknown): name is string {
  return typeof name === "string" && name.trim() !== "";
}

/** ISO dates sort as text. */
function dateProblems({ reviewDate, expiry }: Partial<Mandate>, now: Date): readonly ArgumentProblem[] {
  const problems: ArgumentProblem[] = [];
  const today = formatDay(now);
  const problem = (argument: string, expected: string, found: string) => problems.push({ argument, expected, found });
  if (isDay(reviewDate) && reviewDate < today)
    problem("reviewDate", `a date that has not passed (today is ${today})`, reviewDate);
  else if (isDay(reviewDate) && isDay(expiry) && reviewDate > expiry)
    problem("reviewDate", `a date not after the expiry ${expiry}`, reviewDate);
  else if (isDay(reviewDate) && isFar(reviewDate, now, LONGEST_REVIEW_DAYS))
    problem("reviewDate", `a date at most ${LONGEST_REVIEW_DAYS} days ahead (today is ${today})`, reviewDate);
  if (isDay(expiry) && expiry <= today) problem("expiry", `a date that lies ahead (today is ${today})`, expiry);
  else if (isDay(expiry) && isFar(expiry, now, LONGEST_MANDATE_DAYS))
    problem("expiry", `a date at most ${LONGEST_MANDATE_DAYS} days ahead (today is ${today})`, expiry);
  return problems;
}

function isFar(day: string, now: Date, days: number): boolean {
  const end = parseDay(day);
  return end !== undefined && lifetimeUntil(end, now, days).state === "too-long";
}

function isDay(value: unknown): value is string {
  return typeof value === "string" && parseDay(value) !== undefined;
}
