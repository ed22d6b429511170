import { defineRule } from "../judge/rule";
import { FORM_MESSAGES, statedInForm, statedMessages } from "../stated-duty";
import { formExamples, statedExamples, type DutyWords } from "../stated-duty-examples";

const WORDS: DutyWords = {
  duty: "purpose",
  one: "a purpose",
  several: "purposes",
  good: "Stores what customers upload",
  other: "Resizes pictures",
  question: "what it is for",
  why: "nobody can tell which of its privileges are needed, or when it is needed no more",
};

export const identityPurposeStated = defineRule({
  name: "identity-purpose-stated",
  title: "Every identity, key and secret states what it is for",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "State the purpose of every non-human identity", side: "customer" },
  controls: [
    "OWASP-NHI-2025:NHI1",
    "OWASP-NHI-2025:NHI9",
    "NIST-CSF-2.0:ID.AM-02",
    "NIST-800-53r5:AC-2",
    "CIS-CONTROLS-8:5.5",
  ],
  judges: "accountability",
  options: {},
  messages: { ...statedMessages("purpose", WORDS.several), ...FORM_MESSAGES },
  question: WORDS.question,
  why: WORDS.why,
  fix: "Tag it with `purpose`: what it is for, in a few words.",
  *judge(fact, { settings }) {
    yield* statedInForm(fact, "purpose", settings);
  },
  examples: [...statedExamples(WORDS), ...formExamples(WORDS)],
});
