import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { daysUntil, readDay } from "../../identity/calendar-day";
import { formatDay } from "../../identity/lifetime";

describe("a text that is to be a day", () => {
  const days: readonly (readonly [title: string, text: string, day: string])[] = [
    ["is one in the form of ISO 8601", "2027-03-31", "2027-03-31"],
    ["may be the last day of February in a leap year", "2028-02-29", "2028-02-29"],
    ["may have spaces around it", " 2027-03-31 ", "2027-03-31"],
  ];
  for (const [title, text, day] of days) {
    it(title, () => deepEqual(readDay(text), { state: "day", at: new Date(`${day}T00:00:00Z`) }));
  }

  const faults: readonly (readonly [text: string, fault: string, meant?: string])[] = [
    ["2027-02-31", "is a day that no calendar has"],
    ["2027-13-01", "is a day that no calendar has"],
    ["2027-02-29", "is a day that no calendar has"],
    ["2027/03/31", "is not in the form of ISO 8601", "2027-03-31"],
    ["2027.03.31", "is not in the form of ISO 8601", "2027-03-31"],
    ["2027-3-31", "is not in the form of ISO 8601", "2027-03-31"],
    ["2027/02/31", "is a day that no calendar has"],
    ["20270331", "lacks its hyphens", "2027-03-31"],
    ["31.03.2027", "is not in the form of ISO 8601", "2027-03-31"],
    ["4.3.2027", "is not in the form of ISO 8601", "2027-03-04"],
    ["31/03/2027", "is not in the form of ISO 8601", "2027-03-31"],
    ["03/31/2027", "is not in the form of ISO 8601", "2027-03-31"],
    ["03/03/2027", "is not in the form of ISO 8601", "2027-03-03"],
    ["03/04/2027", "may be either of two days"],
    ["31/03/27", "has a year of two digits"],
    ["2027-03", "names a month, not a day"],
    ["2027-W13-3", "names a week, not a day"],
    ["1806451200", "is a number of seconds since 1970", "2027-03-31"],
    ["1806451200000", "is a number of milliseconds since 1970", "2027-03-31"],
    ["9999999999999999", "is no date"],
    ["2027-03-31T00:00:00Z", "has a time, where a day in UTC is asked for", "2027-03-31"],
    ["2027-03-31T23:30:00-05:00", "has a time, where a day in UTC is asked for", "2027-04-01"],
    ["2027-03-31T00:30+02:00", "has a time, where a day in UTC is asked for", "2027-03-30"],
    ["2027-03-31 12:00", "has a time, where a day in UTC is asked for", "2027-03-31"],
    ["2027-02-31T12:00:00Z", "is a day that no calendar has"],
    ["never", "is no date"],
    ["31 March 2027", "is no date"],
    ["+90d", "is no date"],
    ["Q1 2027", "is no date"],
    ["", "is no date"],
  ];
  for (const [text, fault, meant] of faults) {
    it(`${fault} where it is \`${text}\`${meant === undefined ? "" : `, and means ${meant}`}`, () =>
      deepEqual(readDay(text), { state: "fault", fault, ...(meant !== undefined && { meant }) }));
  }

  it("is read back as what was written, and as nothing else", () => {
    const day = fc.date({ noInvalidDate: true, min: new Date("0000-01-01"), max: new Date("9999-12-31T23:59:59Z") });
    fc.assert(
      fc.property(day, (instant) => {
        const text = formatDay(instant);
        const read = readDay(text);
        equal(read.state === "day" && formatDay(read.at), text);
      }),
    );
  });

  it("never fails, and names a day only where it is one", () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[\d\-/.:TZ +W]{0,20}$/));
    fc.assert(
      fc.property(text, (written) => {
        const read = readDay(written);
        if (read.state === "fault" && read.meant !== undefined) equal(readDay(read.meant).state, "day", read.meant);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the days until a day", () => {
  const rows: readonly (readonly [day: string, now: string, days: number])[] = [
    ["2027-03-31", "2027-03-31T00:00:00Z", 0],
    ["2027-03-31", "2027-03-31T23:59:59.999Z", 0],
    ["2027-03-31", "2027-04-01T00:00:00Z", -1],
    ["2027-03-31", "2027-03-30T23:59:59Z", 1],
    ["2028-03-01", "2028-02-28T12:00:00Z", 2],
  ];
  for (const [day, now, days] of rows) {
    it(`${day} are ${days} at ${now}`, () => equal(daysUntil(new Date(day), new Date(now)), days));
  }
});
