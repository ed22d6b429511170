/**
 * How far apart are the rotations of a Secrets Manager schedule expression, at most?
 *
 * `rate(Value Unit)` with hours or days, and `cron(Minutes Hours Day-of-month Month Day-of-week Year)` in UTC with
 * minute 0 and every year: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html.
 * Hours do not matter at the scale of limits: a day on which a rotation falls counts as a rotation.
 *
 * INVARIANT: an expression that is not understood in whole has no answer.
 */

/** The longest time between two rotations, in days; `undefined` for what is no schedule expression. */
export function longestIntervalDays(expression: string): number | undefined {
  const rate = /^\s*rate\(\s*(\d{1,5})\s+(hour|day)s?\s*\)\s*$/.exec(expression);
  if (rate) return rateDays(Number(rate[1]), rate[2] === "hour");
  const cron = /^\s*cron\(([^()]*)\)\s*$/.exec(expression);
  return cron ? cronDays((cron[1] ?? "").trim().toUpperCase().split(/\s+/)) : undefined;
}

function rateDays(value: number, inHours: boolean): number | undefined {
  if (value === 0) return undefined;
  return inHours ? value / 24 : value;
}

function cronDays(fields: readonly string[]): number | undefined {
  const [minutes, hours = "", dayOfMonth = "", month = "", dayOfWeek = "", year, ...others] = fields;
  const months = numbersOf(month, 1, 12, MONTHS);
  const onDate = dayOfMonth === "?" ? always : dateTest(dayOfMonth);
  const onWeekday = dayOfWeek === "?" ? always : weekdayTest(dayOfWeek);
  const read = [minutes, year, ...others].join(" ") === "0 *" && numbersOf(hours, 0, 23, []) !== undefined;
  if (!read || !months || !onDate || !onWeekday || `${dayOfMonth}${dayOfWeek}` === "??") return undefined;
  return longestGap((day) => months.has(day.getUTCMonth() + 1) && onDate(day) && onWeekday(day));
}

type DayTest = (day: Date) => boolean;

const always: DayTest = () => true;

const MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const WEEKDAYS = "SUN MON TUE WED THU FRI SAT".split(" ");
const DAY = 24 * 60 * 60 * 1000;

/** Long enough to hold two leap days. */
const YEARS_TRIED = 9;

/** Tries day after day, which is slow, obvious and quick enough. */
function longestGap(rotates: DayTest): number | undefined {
  const start = Date.UTC(2024, 0, 1);
  const end = Date.UTC(2024 + YEARS_TRIED, 0, 1);
  let longest = 0;
  let last: number | undefined;
  for (let day = start; day < end; day += DAY) {
    if (!rotates(new Date(day))) continue;
    if (last !== undefined) longest = Math.max(longest, (day - last) / DAY);
    last = day;
  }
  return longest === 0 ? undefined : longest;
}

/** A day of the month, or `L` for the last one. */
function dateTest(field: string): DayTest | undefined {
  if (field === "L") return isLastOfMonth;
  const dates = numbersOf(field, 1, 31, []);
  return dates && ((day) => dates.has(day.getUTCDate()));
}

/** A day of the week; `6#3` is the third Friday of the month and `6L` the last one. */
function weekdayTest(field: string): DayTest | undefined {
  const special = /^([1-7]|[A-Z]{3})(?:#([1-5])|(L))$/.exec(field);
  const weekdays = numbersOf(special?.[1] ?? field, 1, 7, WEEKDAYS);
  if (!weekdays) return undefined;
  return (day) => {
    if (!weekdays.has(day.getUTCDay() + 1)) return false;
    if (special?.[2] !== undefined) return Math.ceil(day.getUTCDate() / 7) === Number(special[2]);
    return special === null || new Date(day.getTime() + 7 * DAY).getUTCMonth() !== day.getUTCMonth();
  };
}

function isLastOfMonth(day: Date): boolean {
  return new Date(day.getTime() + DAY).getUTCDate() === 1;
}

/** The numbers that a field of lists, ranges and increments stands for. */
function numbersOf(field: string, first: number, last: number, names: readonly string[]): Set<number> | undefined {
  const numbers = new Set<number>();
  for (const item of field.split(",")) {
    const parts = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/.exec(item);
    if (!parts) return undefined;
    const [, from, to, step] = parts;
    const low = from === undefined ? first : numberOf(from, names);
    // `5/2` runs on to the end of the field, while `5` alone is one number.
    const high = to !== undefined ? numberOf(to, names) : from === undefined || step !== undefined ? last : low;
    if (!(low >= first && high <= last && low <= high) || step === "0") return undefined;
    for (let number = low; number <= high; number += Number(step ?? 1)) numbers.add(number);
  }
  return numbers;
}

function numberOf(text: string, names: readonly string[]): number {
  const index = names.indexOf(text);
  return index >= 0 ? index + 1 : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
}
