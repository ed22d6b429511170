import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { judgeResources, type Finding } from "../../../testing";
import { MANDATE_TAGS } from "../../components/mandate";

const AT = new Date("2026-11-21T12:00:00Z");

/** The rule that asks for each tag. */
const RULE_OF_TAG: Readonly<Record<string, string>> = {
  owner: "identity-owner-stated",
  "control-owner": "identity-control-owner-stated",
  purpose: "identity-purpose-stated",
  approver: "identity-approver-stated",
  monitor: "identity-monitor-stated",
  revoker: "identity-revoker-stated",
  "review-date": "identity-review-date-set",
  expiry: "identity-expiry-set",
};
const TAGS = Object.keys(RULE_OF_TAG);
const RULES = [...Object.values(RULE_OF_TAG), "identity-review-within-cadence", "resource-tags-complete"];

function judge(tags: Readonly<Record<string, unknown>>, config = {}): readonly Finding[] {
  const resources = { uploader: { type: "aws:iam/role:Role", properties: { tags } } };
  return judgeResources(resources, { rules: RULES, at: AT, config });
}

function without(...left: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(MANDATE_TAGS).filter(([tag]) => !left.includes(tag)));
}

function withUnknown(...hidden: readonly string[]): Readonly<Record<string, unknown>> {
  return { ...MANDATE_TAGS, ...Object.fromEntries(hidden.map((tag) => [tag, { "fn::unknown": true }])) };
}

describe("an identity's mandate", () => {
  it("has no finding where all of it is stated", () => deepEqual(judge(MANDATE_TAGS), []));

  for (const tag of TAGS) {
    it(`is violated by one finding of one rule where \`${tag}\` is missing`, () => {
      const found = judge(without(tag)).map(({ rule, verdict, path }) => [rule, verdict, path]);
      deepEqual(found, [[RULE_OF_TAG[tag], "violation", `tags.${tag}`]]);
    });

    it(`is undetermined, and nothing else, where \`${tag}\` is unknown`, () => {
      const found = judge(withUnknown(tag));
      deepEqual([...new Set(found.map(({ verdict, path }) => `${verdict} ${path}`))], [`undetermined tags.${tag}`]);
      equal(found.length, 1, "what several rules cannot tell because of one tag is said once");
    });
  }

  it("is one finding where several duties are not stated, which names the rules of all", () => {
    const subsets = fc.subarray(TAGS, { minLength: 1 });
    fc.assert(
      fc.property(subsets, (left) => {
        const [one, ...more] = judge(without(...left));
        deepEqual([one?.rule, ...(one?.others ?? [])].sort(), left.map((tag) => RULE_OF_TAG[tag]).sort());
        deepEqual(more, []);
      }),
    );
  });

  it("is one finding for each level of enforcement", () => {
    const config = { "identity-monitor-stated": "advisory", "identity-revoker-stated": "advisory" };
    const found = judge(without("monitor", "revoker", "approver", "purpose"), config);
    deepEqual(
      found.map(({ rule, enforcement, others }) => [rule, enforcement, others]),
      [
        ["identity-approver-stated", "mandatory", ["identity-purpose-stated"]],
        ["identity-monitor-stated", "advisory", ["identity-revoker-stated"]],
      ],
    );
  });

  it("never passes, and is never violated, for what is unknown of it", () => {
    const subsets = fc.subarray(TAGS, { minLength: 1 });
    fc.assert(
      fc.property(subsets, (hidden) => {
        deepEqual([...new Set(judge(withUnknown(...hidden)).map(({ verdict }) => verdict))], ["undetermined"]);
      }),
    );
  });

  it("leaves a mandatory tag that is no duty to the rule on tags", () => {
    const found = judge(without("owner", "environment")).map(({ rule, path }) => [rule, path]);
    deepEqual(found, [
      ["identity-owner-stated", "tags.owner"],
      ["resource-tags-complete", "tags"],
    ]);
  });

  it("leaves a mandatory tag to the rule on tags where a default states the duty", () => {
    const config = { "mandate-settings": { accountabilityDefaults: { owner: "team-shop" } } };
    const found = judge(without("owner"), config).map(({ rule, message }) => [rule, message.split(":")[0]]);
    deepEqual(found, [["resource-tags-complete", "the tag `owner` is missing or empty"]]);
  });

  it("says where a statement comes from that is the owner's once more", () => {
    const config = { "mandate-settings": { accountabilityDefaults: { approver: "Team Shop" } } };
    const [one] = judge(without("approver"), config);
    equal(
      one?.message.split(":")[0],
      "`tags.approver` of the IAM role, from the setting `accountabilityDefaults`, names its owner, as `tags.owner` does",
    );
  });

  it("shows no date that is a secret, nor how far ahead it lies", () => {
    const secret = { ...MANDATE_TAGS, expiry: { "fn::secret": "2029-12-24" } };
    const [one, ...more] = judge(secret);
    equal(
      one?.message.split(":")[0],
      "`tags.expiry` of the IAM role is a secret value, too many days ahead, where 366 are the most",
    );
    deepEqual(more, []);
  });
});
