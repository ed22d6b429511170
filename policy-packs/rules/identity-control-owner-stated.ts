import { defineRule } from "../judge/rule";
import { FORM_MESSAGES, otherThanOwner, SAME_MESSAGE, statedInForm, statedMessages } from "../stated-duty";
import { formExamples, statedExamples, type DutyWords } from "../stated-duty-examples";

const WORDS: DutyWords = {
  duty: "controlOwner",
  one: "a control owner",
  several: "control owners",
  good: "team-platform-security",
  other: "grc-office",
  question: "who answers for the policy it is held to",
  why: "who sets the rules for what they own answers to nobody",
};

export const identityControlOwnerStated = defineRule({
  name: "identity-control-owner-stated",
  title: "Every identity, key and secret names who answers for the policy it is held to, and that is not its owner",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Assign an owner to the policy that each identity is held to", side: "customer" },
  controls: ["NIST-CSF-2.0:GV.RR-02", "NIST-800-53r5:AC-5", "ISO-27002-2022:5.2", "ISO-27002-2022:5.3"],
  judges: "accountability",
  options: {},
  messages: { ...statedMessages("controlOwner", WORDS.several), ...FORM_MESSAGES, same: SAME_MESSAGE },
  question: WORDS.question,
  why: WORDS.why,
  fix: "Tag it with `control-owner`: who answers for the policy that it is held to, other than its owner.",
  *judge(fact, { settings }) {
    const said = yield* statedInForm(fact, "controlOwner", settings);
    if (said) yield* otherThanOwner(fact, said, settings);
  },
  examples: [
    ...statedExamples(WORDS),
    ...formExamples(WORDS),
    {
      title: "A control owner who is the owner, by mail",
      resources: {
        uploader: {
          type: "aws:iam/role:Role",
          properties: { tags: { owner: "Team Shop", "control-owner": "team-shop@example.com" } },
        },
      },
      findings: [
        {
          resource: "uploader",
          path: "tags.control-owner",
          verdict: "violation",
          message: `\`tags.control-owner\` of the IAM role names its owner, as \`tags.owner\` does: ${WORDS.why}`,
        },
      ],
    },
    {
      title: "A control owner who is somebody else, by mail",
      resources: {
        uploader: {
          type: "aws:iam/role:Role",
          properties: { tags: { owner: "Team Shop", "control-owner": "ciso@example.com" } },
        },
      },
      findings: [],
    },
    {
      title: "A control owner beside an owner who is settled by the deployment",
      resources: {
        uploader: {
          type: "aws:iam/role:Role",
          properties: { tags: { owner: { "fn::unknown": true }, "control-owner": "team-platform-security" } },
        },
      },
      findings: [
        {
          resource: "uploader",
          path: "tags.owner",
          verdict: "undetermined",
          message: "cannot tell who answers for the policy it is held to: `tags.owner` is not known before deployment",
        },
      ],
    },
  ],
});
