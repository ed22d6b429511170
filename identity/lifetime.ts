/**
 * How long does something that is given out live, counted from the moment of judgement?
 *
 * Instants are `Date`s in UTC. Key Vault and JSON Web Tokens write instants as seconds since 1970 (RFC 7519,
 * NumericDate); the usual mistake is to hand over JavaScript's milliseconds, which lie tens of thousands of years ahead
 * and so look like an expiry that never comes.
 *
 * INVARIANT: nothing here reads the clock; `now` is always given.
 */
/** A year, the longest that a mandate runs where nobody says otherwise. */
export const LONGEST_MANDATE_DAYS = 366;

/** Half a year, the longest until a review where nobody says otherwise. */
export const LONGEST_REVIEW_DAYS = 184;

const MILLISECONDS_A_DAY = 24 * 60 * 60 * 1000;

/** Seconds from 1970 to the year 5000: no one means an instant beyond it, and milliseconds of today exceed it. */
const YEAR_5000 = 95_617_584_000;

/** An instant that a number of seconds stands for. */
export type EpochInstant =
  | { readonly state: "instant"; readonly at: Date }
  /** The number is of milliseconds; `at` is what was meant. */
  | { readonly state: "milliseconds"; readonly at: Date }
  | { readonly state: "out-of-range" };

/** Reads seconds since 1970-01-01T00:00:00Z, and recognises milliseconds given instead. */
export function instantOfEpochSeconds(seconds: number): EpochInstant {
  const milliseconds = Math.abs(seconds) > YEAR_5000;
  const at = new Date(milliseconds ? seconds : seconds * 1000);
  if (Number.isNaN(at.getTime()) || Math.abs(at.getTime()) > YEAR_5000 * 1000) return { state: "out-of-range" };
  return { state: milliseconds ? "milliseconds" : "instant", at };
}

/**
 * Reads a calendar day in ISO 8601 form, such as `2027-03-31`, as the instant at which that day begins in UTC;
 * undefined where the text is no such day. `Date` alone would take 31 February for 3 March.
 */
export function parseDay(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || formatDay(day) !== text ? undefined : day;
}

/** The calendar day of an instant in UTC, such as `2027-03-31`. */
export function formatDay(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** What is left of a life, against the longest that is allowed. */
export type Lifetime =
  | { readonly state: "over" }
  | { readonly state: "within"; readonly days: number }
  | { readonly state: "too-long"; readonly days: number };

/**
 * The life from `now` to `end`, in days begun. What ends now is over: a token "must not be accepted on or after" its
 * expiry (RFC 7519, section 4.1.4), and Key Vault says the same of a secret.
 */
export function lifetimeUntil(end: Date, now: Date, maxDays: number): Lifetime {
  const left = end.getTime() - now.getTime();
  if (left <= 0) return { state: "over" };
  return {
    state: left > maxDays * MILLISECONDS_A_DAY ? "too-long" : "within",
    days: Math.ceil(left / MILLISECONDS_A_DAY),
  };
}
