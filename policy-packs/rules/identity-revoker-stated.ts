import { defineRule } from "../judge/rule";
import { FORM_MESSAGES, statedInForm, statedMessages } from "../stated-duty";
import { formExamples, statedExamples, type DutyWords } from "../stated-duty-examples";

const WORDS: DutyWords = {
  duty: "revoker",
  one: "a revoker",
  several: "revokers",
  good: "platform-on-call",
  other: "team-platform",
  question: "who can revoke it",
  why: "what leaks at night stays open until somebody is found who may close it",
};

export const identityRevokerStated = defineRule({
  name: "identity-revoker-stated",
  title: "Every identity, key and secret names who can revoke it",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Make sure that somebody can revoke every non-human identity at any hour", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI1", "NIST-CSF-2.0:RS.MI-01", "NIST-800-53r5:AC-2(3)", "CIS-CONTROLS-8:6.2"],
  judges: "accountability",
  options: {},
  messages: { ...statedMessages("revoker", WORDS.several), ...FORM_MESSAGES },
  question: WORDS.question,
  why: WORDS.why,
  fix: "Tag it with `revoker`: who can take it away at any hour.",
  *judge(fact, { settings }) {
    yield* statedInForm(fact, "revoker", settings);
  },
  examples: [...statedExamples(WORDS), ...formExamples(WORDS)],
});
