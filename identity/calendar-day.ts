/**
 * Which calendar day does a text mean, and what is wrong with it where it is not written as one?
 *
 * A mandate's dates are days in the form of ISO 8601, `2027-03-31` (RFC 3339, full-date). A day has no time zone, so one
 * is agreed: it begins and ends in UTC, wherever the deployment runs. Other ways of writing are refused and not guessed
 * at, since 03/04/2027 is a day in March or in April; where only one day can be meant, it is named.
 *
 * INVARIANT: a text that is read as a day is written back as the same text.
 */
import { formatDay, instantOfEpochSeconds, parseDay } from "./lifetime";

export type DayReading =
  | { readonly state: "day"; readonly at: Date }
  | {
      readonly state: "fault";
      /** Completes "the text …", such as "is a day that no calendar has". */
      readonly fault: string;
      /** The day that was meant, where only one can be. */
      readonly meant?: string;
    };

/** Reads a calendar day as the instant at which it begins in UTC. */
export function readDay(written: string): DayReading {
  const text = written.trim();
  const at = parseDay(text);
  if (at) return { state: "day", at };
  for (const [pattern, read] of FORMS) {
    const match = pattern.exec(text);
    if (match) return read(match);
  }
  return fault("is no date");
}

/** Ways of writing a date that are not asked for, each with what to say of it. */
const FORMS: readonly (readonly [RegExp, (match: RegExpExecArray) => DayReading])[] = [
  [/^\d{4}-\d{2}-\d{2}$/, () => fault("is a day that no calendar has")],
  [/^(\d{4}-\d{2}-\d{2})[T ](\d{2}:?\d{2}.*)$/i, withTime],
  [/^(\d{4})-?(\d{1,2})$/, () => fault("names a month, not a day")],
  [/^(\d{4})(\d{2})(\d{2})$/, ([, year, month, day]) => reordered("lacks its hyphens", year, month, day)],
  [
    /^(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})$/,
    ([, year, , month, day]) => reordered("is not in the form of ISO 8601", year, month, day),
  ],
  [
    /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})$/,
    ([, first, separator, second, year]) => yearLast(first, separator, second, year),
  ],
  [/^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$/, () => fault("has a year of two digits")],
  [/^-?\d{9,16}$/, ([number]) => epoch(Number(number))],
  [/^\d{4}-?W\d{1,2}/i, () => fault("names a week, not a day")],
];

/** @param meant left out where it is no day that can be written, such as one beyond the year 9999 */
function fault(text: string, meant?: string): DayReading {
  const named = meant !== undefined && parseDay(meant) !== undefined;
  return named ? { state: "fault", fault: text, meant } : { state: "fault", fault: text };
}

/** A time with its zone lies in one day in UTC, which need not be the one written; without a zone it is that one. */
function withTime([, day = "", rest = ""]: RegExpExecArray): DayReading {
  if (!parseDay(day)) return fault("is a day that no calendar has");
  const what = "has a time, where a day in UTC is asked for";
  if (!/(?:z|[+-]\d{2}:?\d{2})$/i.test(rest)) return fault(what, day);
  const instant = new Date(`${day}T${rest.toUpperCase()}`);
  return Number.isNaN(instant.getTime()) ? fault(what) : fault(what, formatDay(instant));
}

function reordered(what: string, year = "", month = "", day = ""): DayReading {
  const meant = [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-");
  return parseDay(meant) ? fault(what, meant) : fault("is a day that no calendar has");
}

/** Dots are put behind the day everywhere; with other marks either number may be the month. */
function yearLast(first = "", separator = "", second = "", year = ""): DayReading {
  const what = "is not in the form of ISO 8601";
  if (separator === "." || Number(first) > 12) return reordered(what, year, second, first);
  if (Number(second) > 12 || first === second) return reordered(what, year, first, second);
  return fault("may be either of two days");
}

function epoch(number: number): DayReading {
  const instant = instantOfEpochSeconds(number);
  if (instant.state === "out-of-range") return fault("is no date");
  const unit = instant.state === "milliseconds" ? "milliseconds" : "seconds";
  return fault(`is a number of ${unit} since 1970`, formatDay(instant.at));
}

const MILLISECONDS_A_DAY = 24 * 60 * 60 * 1000;

/** Whole days from the day of `now` in UTC to another day; negative where that has passed. */
export function daysUntil(day: Date, now: Date): number {
  return Math.floor(day.getTime() / MILLISECONDS_A_DAY) - Math.floor(now.getTime() / MILLISECONDS_A_DAY);
}
