import { defineRule } from "../judge/rule";
import { FORM_MESSAGES, otherThanOwner, SAME_MESSAGE, statedInForm, statedMessages } from "../stated-duty";
import { formExamples, statedExamples, type DutyWords } from "../stated-duty-examples";

const WORDS: DutyWords = {
  duty: "approver",
  one: "an approver",
  several: "approvers",
  good: "security-review-board",
  other: "ciso",
  question: "who approved it",
  why: "a privilege that nobody but its owner agreed to is one that nobody has weighed",
};

export const identityApproverStated = defineRule({
  name: "identity-approver-stated",
  title: "Every identity, key and secret names who approved it, and that is not its owner",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Have every non-human identity approved by somebody other than its owner", side: "customer" },
  controls: [
    "NIST-800-53r5:AC-2",
    "NIST-800-53r5:AC-5",
    "ISO-27002-2022:5.3",
    "ISO-27002-2022:5.18",
    "CIS-CONTROLS-8:6.1",
  ],
  judges: "accountability",
  options: {},
  messages: { ...statedMessages("approver", WORDS.several), ...FORM_MESSAGES, same: SAME_MESSAGE },
  question: WORDS.question,
  why: WORDS.why,
  fix: "Tag it with `approver`: who agreed to what it may do, other than its owner.",
  *judge(fact, { settings }) {
    const said = yield* statedInForm(fact, "approver", settings);
    if (said) yield* otherThanOwner(fact, said, settings);
  },
  examples: [
    ...statedExamples(WORDS),
    ...formExamples(WORDS),
    {
      title: "An approver who is the owner, by mail",
      resources: {
        uploader: {
          type: "aws:iam/role:Role",
          properties: { tags: { owner: "Team Shop", approver: "team-shop@example.com" } },
        },
      },
      findings: [
        {
          resource: "uploader",
          path: "tags.approver",
          verdict: "violation",
          message: `\`tags.approver\` of the IAM role names its owner, as \`tags.owner\` does: ${WORDS.why}`,
        },
      ],
    },
    {
      title: "An approver who is somebody else, by mail",
      resources: {
        uploader: {
          type: "aws:iam/role:Role",
          properties: { tags: { owner: "Team Shop", approver: "ciso@example.com" } },
        },
      },
      findings: [],
    },
    {
      title: "An approver beside an owner who is settled by the deployment",
      resources: {
        uploader: {
          type: "aws:iam/role:Role",
          properties: { tags: { owner: { "fn::unknown": true }, approver: "security-review-board" } },
        },
      },
      findings: [
        {
          resource: "uploader",
          path: "tags.owner",
          verdict: "undetermined",
          message: "cannot tell who approved it: `tags.owner` is not known before deployment",
        },
      ],
    },
  ],
});
