import { LONGEST_MANDATE_DAYS } from "../../identity/lifetime";
import { daysUntil } from "../../identity/calendar-day";
import { defineRule } from "../judge/rule";
import { dayMessages, shownDay, statedDay, violationsOf } from "../stated-duty";
import { dayExamples, statedExamples, type DutyWords } from "../stated-duty-examples";

const WORDS: DutyWords = {
  duty: "expiry",
  one: "an expiry",
  several: "expiry dates",
  good: "2026-06-30",
  other: "2026-07-31",
  question: "when its mandate ends",
  why: "what has no end is kept long after its work is done, with all that it may do",
};

function role(tags: Readonly<Record<string, unknown>>) {
  return { uploader: { type: "aws:iam/role:Role", properties: { tags } } };
}

export const identityExpirySet = defineRule({
  name: "identity-expiry-set",
  title: "Every identity, key and secret has a mandate that ends, and not too late",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Give every non-human identity an end", side: "customer" },
  controls: [
    "OWASP-NHI-2025:NHI1",
    "OWASP-NHI-2025:NHI7",
    "NIST-CSF-2.0:PR.AA-01",
    "NIST-800-53r5:AC-2(3)",
    "ISO-27002-2022:5.16",
  ],
  judges: "accountability",
  options: {
    longestDays: {
      type: "integer",
      default: LONGEST_MANDATE_DAYS,
      minimum: 1,
      description: "The longest that a mandate may have ahead of it, in days.",
      source:
        "FedRAMP Rev. 5 Moderate baseline, AC-2 (j): access is reviewed at least annually, so no mandate runs for longer than a year without somebody renewing it",
      reviewed: "2026-11-22",
    },
  },
  messages: {
    ...dayMessages("expiry", WORDS.several),
    over: "{place} is {day}, and that day has begun (it begins in UTC)",
    tooLong: "{place} is {day}, {days} days ahead, where {most} are the most",
  },
  question: WORDS.question,
  why: WORDS.why,
  fix: "Tag it with `expiry`: the day on which its mandate ends, such as `2027-03-31`. Renew it when that comes near, or remove the identity.",
  *judge(fact, { settings, options, now }) {
    const expiry = yield* statedDay(fact, "expiry", settings);
    if (!expiry) return;
    const days = daysUntil(expiry.at, now);
    const most = options.longestDays;
    const violation = violationsOf(fact.urn, fact.subject);
    if (days <= 0) yield violation("over", expiry.by, shownDay(expiry, days));
    else if (days > most) yield violation("tooLong", expiry.by, { ...shownDay(expiry, days), most });
  },
  examples: [
    ...statedExamples(WORDS),
    ...dayExamples(WORDS),
    {
      title: "A mandate that ends today",
      resources: role({ expiry: "2026-01-15" }),
      findings: [
        {
          resource: "uploader",
          path: "tags.expiry",
          verdict: "violation",
          message: `\`tags.expiry\` of the IAM role is 2026-01-15, and that day has begun (it begins in UTC): ${WORDS.why}`,
        },
      ],
    },
    { title: "A mandate that ends tomorrow", resources: role({ expiry: "2026-01-16" }), findings: [] },
    {
      title: "A mandate for more than a year",
      resources: role({ expiry: "2027-01-17" }),
      findings: [
        {
          resource: "uploader",
          path: "tags.expiry",
          verdict: "violation",
          message: `\`tags.expiry\` of the IAM role is 2027-01-17, 367 days ahead, where 366 are the most: ${WORDS.why}`,
        },
      ],
    },
    { title: "A mandate for a year", resources: role({ expiry: "2027-01-16" }), findings: [] },
    {
      title: "A mandate for more than a year, where the organisation allows two",
      resources: role({ expiry: "2027-12-31" }),
      options: { longestDays: 731 },
      findings: [],
    },
  ],
});
