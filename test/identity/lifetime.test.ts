import { deepEqual } from "node:assert/strict";
import * as fc from "fast-check";
import { formatDay, instantOfEpochSeconds, lifetimeUntil } from "../../identity/lifetime";

describe("seconds since 1970", () => {
  const cases: readonly (readonly [title: string, seconds: number, expected: unknown])[] = [
    ["are an instant", 1775001600, { state: "instant", at: new Date("2026-04-01T00:00:00Z") }],
    ["may be none", 0, { state: "instant", at: new Date("1970-01-01T00:00:00Z") }],
    ["may lie before 1970", -86400, { state: "instant", at: new Date("1969-12-31T00:00:00Z") }],
    ["may have a fraction", 1.5, { state: "instant", at: new Date("1970-01-01T00:00:01.500Z") }],
    ["reach to the year 5000", 95617584000, { state: "instant", at: new Date("5000-01-01T00:00:00Z") }],
    ["are milliseconds beyond it", 95617584001, { state: "milliseconds", at: new Date("1973-01-11T16:26:24.001Z") }],
    ["given in milliseconds are told", 1775001600000, { state: "milliseconds", at: new Date("2026-04-01T00:00:00Z") }],
    ["given in microseconds stand for nothing", 1775001600000000, { state: "out-of-range" }],
    ["beyond what a date can hold stand for nothing", 1e18, { state: "out-of-range" }],
    ["that are infinite stand for nothing", Number.POSITIVE_INFINITY, { state: "out-of-range" }],
  ];
  for (const [title, seconds, expected] of cases) {
    it(title, () => deepEqual(instantOfEpochSeconds(seconds), expected));
  }
});

describe("a lifetime", () => {
  const now = new Date("2026-01-15T12:00:00Z");
  const cases: readonly (readonly [title: string, end: string, expected: unknown])[] = [
    ["that ends now is over", "2026-01-15T12:00:00Z", { state: "over" }],
    ["that ended is over", "2025-01-15T12:00:00Z", { state: "over" }],
    ["of a second has begun its first day", "2026-01-15T12:00:01Z", { state: "within", days: 1 }],
    ["of as many days as allowed is within", "2026-01-25T12:00:00Z", { state: "within", days: 10 }],
    ["of a second more is too long", "2026-01-25T12:00:01Z", { state: "too-long", days: 11 }],
  ];
  for (const [title, end, expected] of cases) {
    it(title, () => deepEqual(lifetimeUntil(new Date(end), now, 10), expected));
  }

  it("is judged alike wherever it lies in time", () => {
    const day = fc.integer({ min: -20, max: 20 });
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: now }), day, (start, days) => {
        const end = new Date(start.getTime() + days * 86_400_000);
        const { state } = lifetimeUntil(end, start, 10);
        deepEqual(state, days <= 0 ? "over" : days <= 10 ? "within" : "too-long");
      }),
    );
  });
});

describe("a day", () => {
  it("is written in UTC", () => deepEqual(formatDay(new Date("2026-01-15T23:59:59.999Z")), "2026-01-15"));
});
