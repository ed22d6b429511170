import { defineRule } from "../judge/rule";
import { FORM_MESSAGES, statedInForm, statedMessages } from "../stated-duty";
import { formExamples, statedExamples, type DutyWords } from "../stated-duty-examples";

const WORDS: DutyWords = {
  duty: "monitor",
  one: "a monitor",
  several: "monitors",
  good: "soc-on-call",
  other: "team-shop-alerts",
  question: "who watches its use",
  why: "misuse that nobody watches for is found by whoever suffers from it",
};

export const identityMonitorStated = defineRule({
  name: "identity-monitor-stated",
  title: "Every identity, key and secret names who watches its use",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Have the use of every non-human identity watched", side: "customer" },
  controls: ["NIST-CSF-2.0:DE.CM-03", "NIST-800-53r5:AC-2(12)", "ISO-27002-2022:8.16"],
  judges: "accountability",
  options: {},
  messages: { ...statedMessages("monitor", WORDS.several), ...FORM_MESSAGES },
  question: WORDS.question,
  why: WORDS.why,
  fix: "Tag it with `monitor`: the people, or the alarm, that watch what it does.",
  *judge(fact, { settings }) {
    yield* statedInForm(fact, "monitor", settings);
  },
  examples: [...statedExamples(WORDS), ...formExamples(WORDS)],
});
