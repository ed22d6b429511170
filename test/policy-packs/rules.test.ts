import { deepEqual, ok } from "node:assert/strict";
import { FAMILIES, JOINED_FAMILIES } from "../../policy-packs/facts/families";
import { Judge } from "../../policy-packs/judge/judge";
import { RULES } from "../../policy-packs/rules";
import { hasFailed } from "./examples";
import { LAWS } from "./laws";

for (const rule of RULES) {
  describe(`rule ${rule.name}`, () => {
    for (const [title, law] of Object.entries(LAWS)) {
      describe(title, () => {
        for (const example of rule.examples) it(`in the example "${example.title}"`, () => law(rule, example));
      });
    }

    it("follows each violation with its valid neighbour", () => {
      rule.examples.forEach(({ title, findings }, index) => {
        if (!findings.some(({ verdict }) => verdict === "violation")) return;
        deepEqual(rule.examples[index + 1]?.findings, [], `after "${title}"`);
      });
    });

    it("gives each example a title of its own, and shows each of its messages", () => {
      const titles = rule.examples.map(({ title }) => title);
      deepEqual(titles, [...new Set(titles)]);
      const shown = rule.examples.flatMap(({ findings }) => findings.map(({ message }) => message));
      for (const [id, template] of Object.entries(rule.messages as Readonly<Record<string, string>>)) {
        ok(
          shown.some((message) => patternOf(template).test(message)),
          `no example shows the message \`${id}\``,
        );
      }
    });
  });
}

describe("all rules", () => {
  for (const type of new Set([...FAMILIES, ...JOINED_FAMILIES].flatMap(({ types }) => types))) {
    it(`judge a ${type} without properties and do not fail`, () => {
      const judge = new Judge();
      for (const rule of RULES) judge.enable(rule);
      const urn = `urn:pulumi:dev::example::${type}::bare`;
      const bare = { urn, type, name: "bare", inputs: {}, dependencies: [], propertyDependencies: {} };
      deepEqual([...judge.add(bare), ...judge.finish()].filter(hasFailed), []);
    });
  }
});

/** What a message's template looks like when it is filled. */
function patternOf(template: string): RegExp {
  const literal = template.split(/\{\w+\}/).map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}: `, "s");
}
