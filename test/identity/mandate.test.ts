import assert from "node:assert/strict";
import { mandateOf, mandateProblems, mandateTags, type Mandate } from "../../identity/mandate";
import { MANDATE, MANDATE_TAGS } from "../components/mandate";

const NOW = new Date("2026-11-21T12:00:00Z");
const TEXT = { expected: "a short text", pattern: /^.{1,60}$/ };

/** The changes to a fit mandate, and what is then wrong with it. */
const ROWS: readonly (readonly [title: string, changes: Record<string, unknown>, problems: readonly string[]])[] = [
  ["a mandate that states everything", {}, []],
  ["no owner", { owner: undefined }, ["owner: a short text"]],
  ["a blank owner", { owner: "  " }, ["owner: a short text"]],
  ["an owner that is no text", { owner: 7 }, ["owner: a short text"]],
  ["an owner that is a placeholder", { owner: "TODO" }, ["owner: a text that is no placeholder"]],
  ["an owner that looks like one and is none", { owner: "team-todo" }, []],
  ["two owners", { owner: "ann@example.com, ben@example.com" }, ["owner: one owner"]],
  ["one owner by mail", { owner: "ann@example.com" }, []],
  ["two monitors", { monitor: "ann@example.com, ben@example.com" }, []],
  [
    "a control owner that is the owner",
    { controlOwner: "Team-Shop " },
    ["controlOwner: somebody other than the owner"],
  ],
  ["an approver that is the owner", { approver: "team-shop" }, ["approver: somebody other than the owner"]],
  ["an approver that is the control owner", { approver: "team-platform-security" }, []],
  ["a monitor that is the owner", { monitor: "team-shop" }, []],
  ["a text that a tag cannot hold", { purpose: "x".repeat(61) }, ["purpose: a short text"]],
  ["a text that just fits", { purpose: "p".repeat(60) }, []],
  ["a review date in words", { reviewDate: "soon" }, ["reviewDate: an ISO date such as 2027-03-31"]],
  ["a date of another order", { reviewDate: "31-03-2027" }, ["reviewDate: an ISO date such as 2027-03-31"]],
  ["a date with a time", { reviewDate: "2027-03-31T00:00:00Z" }, ["reviewDate: an ISO date such as 2027-03-31"]],
  ["a day that no calendar has", { reviewDate: "2027-02-29" }, ["reviewDate: an ISO date such as 2027-03-31"]],
  [
    "the last day of February in a leap year, which is far ahead",
    { reviewDate: "2028-02-29" },
    ["reviewDate: a date not after the expiry 2027-09-30"],
  ],
  [
    "a review that was due yesterday",
    { reviewDate: "2026-11-20" },
    ["reviewDate: a date that has not passed (today is 2026-11-21)"],
  ],
  ["a review that is due today", { reviewDate: "2026-11-21" }, []],
  ["a review after the end", { reviewDate: "2027-10-01" }, ["reviewDate: a date not after the expiry 2027-09-30"]],
  ["a review at the end", { reviewDate: "2027-03-31", expiry: "2027-03-31" }, []],
  ["a review in half a year", { reviewDate: "2027-05-24" }, []],
  [
    "a review in more than half a year",
    { reviewDate: "2027-05-25" },
    ["reviewDate: a date at most 184 days ahead (today is 2026-11-21)"],
  ],
  ["an end in a year", { expiry: "2027-11-22" }, []],
  [
    "an end in more than a year",
    { expiry: "2027-11-23" },
    ["expiry: a date at most 366 days ahead (today is 2026-11-21)"],
  ],
  [
    "an end today",
    { reviewDate: "2026-11-21", expiry: "2026-11-21" },
    ["expiry: a date that lies ahead (today is 2026-11-21)"],
  ],
  ["an end tomorrow", { reviewDate: "2026-11-21", expiry: "2026-11-22" }, []],
  [
    "everything missing",
    Object.fromEntries(Object.keys(MANDATE).map((field) => [field, undefined])),
    [
      "owner: a short text",
      "controlOwner: a short text",
      "purpose: a short text",
      "approver: a short text",
      "monitor: a short text",
      "revoker: a short text",
      "reviewDate: an ISO date such as 2027-03-31",
      "expiry: an ISO date such as 2027-03-31",
      "environment: a short text",
    ],
  ],
  [
    "several problems, in the order of the fields",
    { environment: "", approver: "team-shop", expiry: "never" },
    ["approver: somebody other than the owner", "expiry: an ISO date such as 2027-03-31", "environment: a short text"],
  ],
];

describe("a mandate", () => {
  for (const [title, changes, expected] of ROWS) {
    it(`${expected.length === 0 ? "takes" : "refuses"} ${title}`, () => {
      const problems = mandateProblems({ ...MANDATE, ...changes }, TEXT, NOW);
      assert.deepEqual(
        problems.map(({ argument, expected }) => `${argument}: ${expected}`),
        expected,
      );
      for (const { argument, found } of problems) assert.equal(found, { ...MANDATE, ...changes }[argument]);
    });
  }

  it("becomes one tag for each field", () => {
    assert.deepEqual(mandateTags(MANDATE), MANDATE_TAGS);
  });

  it("leaves behind what is not of it", () => {
    assert.deepEqual(mandateOf({ ...MANDATE, grants: [] } as Mandate), MANDATE);
  });
});
