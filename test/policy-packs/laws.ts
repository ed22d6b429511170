import { deepEqual, ok } from "node:assert/strict";
import * as fc from "fast-check";
import type { Finding } from "../../policy-packs/judge/finding";
import type { AnyRule, Example } from "../../policy-packs/judge/rule";
import { stackOf } from "../../testing/stack";
import {
  AS_WRITTEN,
  AT_THE_END,
  differencesUnknown,
  everyValueReplaced,
  expectation,
  hasFailed,
  IN_A_PREVIEW,
  judgeExample,
  ONE_BY_ONE,
  type Way,
} from "./examples";
import { standsAt } from "./places";
import { putInPlace } from "./put-in-place";

const CANARY = "c4n4ry";

/** Values of other shapes than any property expects; a rule may judge them as it likes, but it must not fail. */
const ODD_VALUES: readonly unknown[] = [null, 7, "", "{", [null], { odd: null }];

/** What holds for every example of every rule, by title; each throws where it does not hold. */
export const LAWS: Readonly<Record<string, (rule: AnyRule, example: Example) => void>> = {
  "gives exactly the findings shown, and does not fail"(rule, example) {
    const findings = judgeExample(rule, example);
    deepEqual(findings.filter(hasFailed), []);
    deepEqual(sorted(findings.map(expectation)), sorted(example.findings));
  },

  "writes one line without an unfilled place"(rule, example) {
    for (const { message } of judgeExample(rule, example))
      ok(!/(?<!\$)\{\w+\}|\n|undefined|\[object/.test(message), message);
  },

  "points to a place that exists, or that a valid example of the rule fills"(rule, example) {
    const resources = stackOf(example.resources);
    for (const { urn, path } of judgeExample(rule, example)) {
      const there = resources.find((resource) => resource.urn === urn);
      ok(there, `a finding about ${urn}, which is no resource of the example`);
      ok(standsAt(there.inputs, path) || isFilledByAValidExample(rule, path), `nothing stands at ${path}`);
    }
  },

  "says the same whatever the order of resources"(rule, example) {
    const expected = judgeExample(rule, example);
    const places = Object.keys(example.resources).map((_name, index) => index);
    fc.assert(
      fc.property(fc.shuffledSubarray(places, { minLength: places.length }), (order) => {
        const feed: Way["feed"] = (judge, resources) => judge.finish(order.flatMap((index) => resources[index] ?? []));
        deepEqual(judgeExample(rule, example, { ...AT_THE_END, feed }), expected);
      }),
      { numRuns: 4 * places.length },
    );
  },

  "says one by one, as the engine hands resources over, what it says at the end, and each finding once"(rule, example) {
    deepEqual(sorted(judgeExample(rule, example, ONE_BY_ONE)), sorted(judgeExample(rule, example)));
  },

  "never turns a verdict into its opposite when one value is unknown"(rule, example) {
    const whole = judgeExample(rule, example);
    for (const { place, resources } of everyValueReplaced(example.resources, () => ({ "fn::unknown": true }))) {
      assertNoOpposite(whole, judgeExample(rule, example, AT_THE_END, resources), `with \`${place}\` unknown`);
    }
  },

  "does not pass where what tells an example from its invalid neighbour is unknown"(rule, example) {
    const neighbour = rule.examples[rule.examples.indexOf(example) - 1];
    if (example.findings.length > 0 || !neighbour?.findings.some(({ verdict }) => verdict === "violation")) return;
    const open = differencesUnknown(example.resources, neighbour.resources);
    if (!open) return;
    const findings = judgeExample(rule, example, AT_THE_END, open);
    ok(findings.length > 0, `passes, and might be "${neighbour.title}"`);
  },

  "never turns a verdict into its opposite in a preview, where references are unknown"(rule, example) {
    assertNoOpposite(judgeExample(rule, example), judgeExample(rule, example, IN_A_PREVIEW), "in a preview");
  },

  "does not fail on values of odd shapes"(rule, example) {
    for (const odd of ODD_VALUES) {
      for (const { place, resources } of everyValueReplaced(example.resources, () => odd, true)) {
        const failed = judgeExample(rule, example, ONE_BY_ONE, resources).filter(hasFailed);
        deepEqual(failed, [], `with \`${place}\` = ${JSON.stringify(odd)}`);
      }
    }
  },

  "shows no secret"(rule, example) {
    const secret = (written: unknown) =>
      typeof written === "string" ? { "fn::secret": `${written}${CANARY}` } : undefined;
    for (const { place, resources } of everyValueReplaced(example.resources, secret, true)) {
      const text = JSON.stringify(judgeExample(rule, example, AT_THE_END, resources));
      ok(!text.includes(CANARY), `the secret at \`${place}\` is shown: ${text}`);
    }
  },

  "finds nothing where the narrower text of a finding is put in place": passesNarrowed,

  "says nothing about an empty stack"(rule, example) {
    deepEqual(judgeExample(rule, example, AT_THE_END, {}), []);
  },
};

export function passesNarrowed(rule: AnyRule, example: Example): void {
  for (const { key, urn, narrower } of judgeExample(rule, example, AS_WRITTEN)) {
    if (!narrower) continue;
    const feed: Way["feed"] = (judge, resources) => judge.finish(putInPlace(resources, urn, narrower));
    const left = judgeExample(rule, example, { ...AS_WRITTEN, feed }).filter((finding) => finding.key === key);
    deepEqual(left, [], JSON.stringify(narrower));
  }
}

/**
 * Less knowledge takes certainty away and adds none. A resource without a violation gets none, and a finding does not
 * give way to silence: it stays, or something is undetermined.
 */
function assertNoOpposite(whole: readonly Finding[], less: readonly Finding[], when: string): void {
  const violated = new Set(whole.filter(isViolation).map(({ urn }) => urn));
  for (const finding of less.filter(isViolation)) {
    ok(violated.has(finding.urn), `${when}, a violation appears: ${finding.message}`);
  }
  const stillUndetermined = less.some((finding) => !isViolation(finding));
  for (const { urn, message } of whole) {
    ok(stillUndetermined || less.some((finding) => finding.urn === urn), `${when}, nothing is left of: ${message}`);
  }
}

function isFilledByAValidExample(rule: AnyRule, path: string): boolean {
  return rule.examples
    .filter(({ findings }) => findings.length === 0)
    .flatMap(({ resources }) => stackOf(resources))
    .some(({ inputs }) => standsAt(inputs, path));
}

function isViolation({ verdict }: Finding): boolean {
  return verdict === "violation";
}

function sorted<T>(list: readonly T[]): readonly T[] {
  return [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
