import { dutyStatement } from "../../identity/accountability";
import { daysUntil, readDay } from "../../identity/calendar-day";
import type { Accountability } from "../facts/accountability";
import { defineRule, undetermined, type Problem, type RuleContext } from "../judge/rule";
import { dayMessages, shownDay, statedDay, violationsOf, type StatedDay } from "../stated-duty";
import { dayExamples, statedExamples, type DutyWords } from "../stated-duty-examples";

const WORDS: DutyWords = {
  duty: "reviewDate",
  one: "a review date",
  several: "review dates",
  good: "2026-03-31",
  other: "2026-04-30",
  question: "when it is reviewed next",
  why: "privileges that nobody looks at again outlive the need for them",
};

function role(tags: Readonly<Record<string, unknown>>) {
  return { uploader: { type: "aws:iam/role:Role", properties: { tags } } };
}

export const identityReviewDateSet = defineRule({
  name: "identity-review-date-set",
  title: "Every identity, key and secret has a review ahead of it, before it ends",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Review every non-human identity by a stated date", side: "customer" },
  controls: [
    "NIST-CSF-2.0:PR.AA-05",
    "NIST-800-53r5:AC-2",
    "NIST-800-53r5:AC-6(7)",
    "ISO-27002-2022:5.18",
    "CIS-CONTROLS-8:5.5",
  ],
  judges: "accountability",
  options: {},
  messages: {
    ...dayMessages("reviewDate", WORDS.several),
    past: "{place} is {day}, and that day has passed (it ends in UTC)",
    afterEnd: "{place} is {day}, which lies after the expiry {end}",
  },
  question: WORDS.question,
  why: WORDS.why,
  fix: "Review what it may do, and tag it with `review-date`: the day of the next review, such as `2027-03-31`.",
  *judge(fact, { settings, now }) {
    const review = yield* statedDay(fact, "reviewDate", settings);
    if (!review) return;
    const days = daysUntil(review.at, now);
    if (days >= 0) yield* beforeTheEnd(fact, review, settings);
    else yield violationsOf(fact.urn, fact.subject)("past", review.by, shownDay(review, days));
  },
  examples: [
    ...statedExamples(WORDS),
    ...dayExamples(WORDS),
    {
      title: "A review that was due yesterday",
      resources: role({ "review-date": "2026-01-14" }),
      findings: [
        {
          resource: "uploader",
          path: "tags.review-date",
          verdict: "violation",
          message: `\`tags.review-date\` of the IAM role is 2026-01-14, and that day has passed (it ends in UTC): ${WORDS.why}`,
        },
      ],
    },
    { title: "A review that is due today", resources: role({ "review-date": "2026-01-15" }), findings: [] },
    {
      title: "A review after the end",
      resources: role({ "review-date": "2026-07-31", expiry: "2026-06-30" }),
      findings: [
        {
          resource: "uploader",
          path: "tags.review-date",
          verdict: "violation",
          message: `\`tags.review-date\` of the IAM role is 2026-07-31, which lies after the expiry 2026-06-30: ${WORDS.why}`,
        },
      ],
    },
    {
      title: "A review on the day of the end",
      resources: role({ "review-date": "2026-06-30", expiry: "2026-06-30" }),
      findings: [],
    },
    {
      title: "A review beside an end that the deployment settles",
      resources: role({ "review-date": "2026-06-30", expiry: { "fn::unknown": true } }),
      findings: [
        {
          resource: "uploader",
          path: "tags.expiry",
          verdict: "undetermined",
          message: "cannot tell when it is reviewed next: `tags.expiry` is not known before deployment",
        },
      ],
    },
  ],
});

function* beforeTheEnd(
  { urn, subject, tags }: Accountability,
  review: StatedDay,
  settings: RuleContext["settings"],
): Iterable<Problem<"afterEnd">> {
  const expiry = dutyStatement("expiry", (key) => tags.at(key), settings);
  if (expiry.state === "unknown") yield undetermined(urn, expiry);
  if (expiry.state !== "stated") return;
  const end = readDay(expiry.by.value);
  if (end.state !== "day" || end.at >= review.at) return;
  const values = { day: shownDay(review, 0).day, end: shownDay({ by: expiry.by, at: end.at }, 0).day };
  yield violationsOf(urn, subject)("afterEnd", review.by, values);
}
