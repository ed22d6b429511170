import { equal } from "node:assert/strict";
import * as fc from "fast-check";
import { longestIntervalDays } from "../../../identity/aws/rotation-schedule";

describe("the longest time between two rotations", () => {
  const rows: readonly [string, number][] = [
    ["rate(12 hours)", 0.5],
    ["rate(1 day)", 1],
    ["rate(90 days)", 90],
    ["cron(0 8 1 * ? *)", 31],
    ["cron(0 8 1 1/3 ? *)", 92],
    ["cron(0 8 1 JAN,APR,JUL,OCT ? *)", 92],
    ["cron(0 16 L * ? *)", 31],
    ["cron(0 0 ? * SUN#1 *)", 35],
    ["cron(0 0 ? * 6L *)", 35],
    ["cron(0 8/8 * * ? *)", 1],
    ["cron(0 8 1/20 * ? *)", 20],
    ["cron(0 8 ? * MON-FRI *)", 3],
    ["cron(0 8 ? * 2 *)", 7],
    ["cron(0 8 1 1 ? *)", 366],
    ["cron(0 8 29 2 ? *)", 1461],
  ];
  for (const [expression, days] of rows) {
    it(`is ${days} days in \`${expression}\``, () => equal(longestIntervalDays(expression), days));
  }

  const unreadable = [
    "",
    "30",
    "rate(30)",
    "rate(0 days)",
    "rate(-1 days)",
    "rate(5 minutes)",
    "cron()",
    "cron(5 8 1 * ? *)",
    "cron(0 8 1 * ? 2027)",
    "cron(0 8 1 * ?)",
    "cron(0 8 ? * ? *)",
    "cron(0 8 15W * ? *)",
    "cron(0 8 32 * ? *)",
    "cron(0 8 1 13 ? *)",
    "cron(0 24 1 * ? *)",
    "cron(0 8 1/0 * ? *)",
    "cron(0 8 30 2 ? *)",
    "cron(0 8 ? * FRIDAY *)",
  ];
  for (const expression of unreadable) {
    it(`is not told by \`${expression}\``, () => equal(longestIntervalDays(expression), undefined));
  }

  it("is the number of a rate in days", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), (days) =>
        equal(longestIntervalDays(`rate(${days} days)`), days),
      ),
    );
  });

  it("does not shrink when a schedule loses days of the month", () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 2, maxLength: 8 });
    const gap = (list: readonly number[]) => longestIntervalDays(`cron(0 8 ${list.join(",")} * ? *)`) ?? 0;
    fc.assert(
      fc.property(days, (list) => equal(gap(list.slice(1)) >= gap(list), true)),
      { numRuns: 30 },
    );
  });

  it("does not fail on any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => equal(longestIntervalDays(`cron(${text})`), undefined)),
      { numRuns: 200 },
    );
  });
});
