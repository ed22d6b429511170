import { doesNotThrow, throws } from "node:assert/strict";
import type { AwsInstanceMetadata } from "../../policy-packs/facts/aws/instance-metadata";
import { undetermined, type AnyRule, type Problem, type RuleContext } from "../../policy-packs/judge/rule";
import { awsInstanceMetadataSessionRequired as sound } from "../../policy-packs/rules/aws-instance-metadata-session-required";
import { LAWS } from "./laws";

type Judgement = (fact: AwsInstanceMetadata, context: RuleContext) => Iterable<Problem>;

/** The violation that the sound rule finds, but for what a test changes. */
function violation(urn: string, change: Partial<Extract<Problem, { verdict: "violation" }>> = {}): Problem {
  const path = "metadataOptions.httpTokens";
  return { verdict: "violation", message: "optional", at: { urn, path }, values: { path }, ...change };
}

/** Whether every example of the rule obeys the law. */
function trial(law: string, rule: AnyRule): () => void {
  return () => {
    for (const example of rule.examples) LAWS[law]?.(rule, example);
  };
}

function isOpen({ tokens }: AwsInstanceMetadata): boolean {
  return tokens.state === "known" && tokens.value !== "required";
}

describe("the laws of rules", () => {
  let calls = 0;
  const offenders: Readonly<Record<string, Judgement>> = {
    "gives exactly the findings shown, and does not fail": () => [],
    "writes one line without an unfilled place": ({ urn }) => [violation(urn, { values: {} })],
    "points to a place that exists, or that a valid example of the rule fills": ({ urn }) => [
      violation(urn, { at: { urn, path: "metadataOptions.httpToken" } }),
    ],
    "says the same whatever the order of resources": ({ urn }) => [violation(urn, { values: { path: calls++ } })],
    "says one by one, as the engine hands resources over, what it says at the end, and each finding once": ({
      urn,
    }) => [violation(urn, { key: String(calls++) })],
    "finds nothing where the narrower text of a finding is put in place": (fact) =>
      isOpen(fact)
        ? [violation(fact.urn, { narrower: { changes: [{ path: fact.tokens.path, value: "optional" }] } })]
        : [],
    "never turns a verdict into its opposite when one value is unknown": (fact) =>
      fact.tokens.state !== "known" || isOpen(fact) ? [violation(fact.urn)] : [],
    "does not pass where what tells an example from its invalid neighbour is unknown": (fact) =>
      isOpen(fact) ? [violation(fact.urn)] : [],
    "does not fail on values of odd shapes": (fact) => {
      if (fact.tokens.state === "unknown") throw new TypeError("no text");
      return [];
    },
    "shows no secret": ({ urn, tokens }) =>
      tokens.state === "known" ? [violation(urn, { values: { path: tokens.value } })] : [undetermined(urn, tokens)],
  };

  for (const [law, judge] of Object.entries(offenders)) {
    it(`find a rule that breaks "${law}"`, () => throws(trial(law, { ...(sound as AnyRule), judge })));
  }

  it("find a rule that takes what a preview does not know for a violation", () => {
    const example = {
      title: "an instance that takes its setting from another",
      resources: {
        first: { type: "aws:ec2/instance:Instance", properties: { userData: "x" } },
        second: { type: "aws:ec2/instance:Instance", properties: { metadataOptions: { httpTokens: "${first.id}" } } },
      },
      findings: [],
    };
    const judge: Judgement = ({ urn, tokens }) => (tokens.state === "unknown" ? [violation(urn)] : []);
    const law = "never turns a verdict into its opposite in a preview, where references are unknown";
    throws(trial(law, { ...(sound as AnyRule), judge, examples: [example] }));
  });

  it("let a sound rule pass", () => {
    for (const law of Object.keys(LAWS)) doesNotThrow(trial(law, sound), law);
  });
});
