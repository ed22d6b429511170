import assert from "node:assert/strict";
import { areaCoverage, catalogueCoverage } from "../../evidence/coverage";
import type { RuleRow } from "../../evidence/evidence";
import { RULES } from "../../policy-packs/rules";
import { CATALOGUES, splitControl } from "../../policy-packs/standards/catalogues";
import { CONTROLS } from "../../policy-packs/standards/controls";
import { CROSSWALK } from "../../policy-packs/standards/crosswalk";
import { DUTY_AREAS } from "../../policy-packs/standards/duties";

function row(more: Partial<RuleRow> = {}): RuleRow {
  return {
    rule: "some-rule",
    title: "",
    severity: "high",
    duty: "Rotate long-lived secrets",
    why: "",
    fix: "",
    controls: ["OWASP-NHI-2025:NHI7"],
    violation: 0,
    undetermined: 0,
    ...more,
  };
}

function duty(rules: readonly RuleRow[], text: string) {
  return areaCoverage(rules)
    .flatMap(({ duties }) => duties)
    .find((each) => each.text === text);
}

function control(rules: readonly RuleRow[], id: string) {
  return catalogueCoverage(rules)
    .flatMap(({ controls }) => controls)
    .find((each) => each.id === id);
}

describe("The coverage of duties", () => {
  const text = "Rotate long-lived secrets";

  it("lists a duty that no rule enforces as such", () => {
    assert.deepEqual(duty([], text), { text, rules: [], verdict: "none" });
  });

  it("takes the worst of what the rules of a duty found", () => {
    const verdict = (...rows: Partial<RuleRow>[]) => duty(rows.map(row), text)?.verdict;
    assert.equal(verdict({}), "pass");
    assert.equal(verdict({}, { undetermined: 1 }), "undetermined");
    assert.equal(verdict({ undetermined: 1 }, { violation: 1 }), "violation");
  });

  it("passes no duty whose rules met nothing that they judge", () => {
    const idle = row({ notApplicable: true });
    assert.equal(duty([idle], text)?.verdict, "not-applicable");
    assert.equal(duty([idle, row()], text)?.verdict, "pass");
  });

  it("keeps a rule whose duty no area lists, in an area of its own", () => {
    const areas = areaCoverage([row({ duty: "Feed the cat" })]);
    assert.deepEqual(areas.at(-1)?.duties, [{ text: "Feed the cat", rules: ["some-rule"], verdict: "pass" }]);
    assert.equal(areas.length, DUTY_AREAS.length + 1);
  });

  it("says for each area what its provider answers for, and lists no duty twice", () => {
    for (const { id, split } of DUTY_AREAS) assert.ok(split.length > 0, id);
    const texts = DUTY_AREAS.flatMap(({ duties }) => duties);
    assert.equal(new Set(texts).size, texts.length);
  });

  it("has an area for the duty of every rule", () => {
    const placed = new Set(DUTY_AREAS.flatMap(({ duties }) => duties));
    const missing = RULES.filter(({ duty: { text: own } }) => !placed.has(own)).map(({ name, duty: own }) => [
      name,
      own.text,
    ]);
    assert.deepEqual(missing, [], "add each duty to its area in policy-packs/standards/duties.ts");
  });
});

describe("The coverage of controls", () => {
  it("lists all ten of OWASP, those without a rule as such", () => {
    const owasp = catalogueCoverage([row()]).find(({ id }) => id === "OWASP-NHI-2025");
    assert.deepEqual(
      owasp?.controls.map(({ number }) => number),
      ["NHI1", "NHI2", "NHI3", "NHI4", "NHI5", "NHI6", "NHI7", "NHI8", "NHI9", "NHI10"],
    );
    assert.deepEqual(
      owasp.controls.filter(({ verdict }) => verdict !== "none").map(({ number }) => number),
      ["NHI7"],
    );
  });

  it("counts a rule for a control that it cites, and tells it from one that demands the same", () => {
    const rules = [row({ controls: ["NIST-CSF-2.0:PR.AA-05"], violation: 1 })];
    const cited = control(rules, "NIST-CSF-2.0:PR.AA-05");
    assert.deepEqual([cited?.rules, cited?.throughOthers, cited?.verdict], [["some-rule"], [], "violation"]);
    const older = control(rules, "NIST-CSF-1.1:PR.AC-4");
    assert.deepEqual([older?.rules, older?.throughOthers, older?.verdict], [[], ["some-rule"], "violation"]);
  });

  it("names a catalogue for every control, and has no catalogue without one", () => {
    const used = new Set(Object.keys(CONTROLS).map((id) => splitControl(id)[0]));
    assert.deepEqual([...used].sort(), Object.keys(CATALOGUES).sort());
  });

  it("walks from a control to others that rules can cite, never to one that is reached itself", () => {
    for (const [id, others] of Object.entries(CROSSWALK)) {
      for (const other of others) assert.ok(!Object.hasOwn(CROSSWALK, other), `${id} over ${other}`);
    }
  });
});
