import assert from "node:assert/strict";
import fc from "fast-check";
import { evidenceOf } from "../../../evidence/evidence";
import { evidenceJunit } from "../../../evidence/formats/junit";
import { COMPLIANT, evidenceOfStacks, FEW_RULES, judged, NOW, VIOLATING } from "../stacks";
import { evidenceSaying, HOSTILE_TEXT } from "../text";

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** A strict reader of the XML that is written here: whatever it does not know is an error. */
function parse(pieces: Iterable<string>): Element {
  const xml = [...pieces].join("");
  assert.doesNotMatch(xml, /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u, "no character of XML 1.0");
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  assert.ok(xml.startsWith(declaration));
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const token =
    /<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([a-z-]+)((?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#\d+);[^"<&]*)*")*)(\/?)>|\n/y;
  token.lastIndex = declaration.length;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    assert.ok(match, `not understood: ${xml.slice(at, at + 80)}`);
    const [, cdata, end, name, attributes = "", alone] = match;
    const inner = open.at(-1);
    assert.ok(inner);
    if (cdata !== undefined) inner.text += cdata;
    else if (end === "/") assert.equal(open.pop()?.name, name);
    else if (name !== undefined) {
      const element: Element = { name, attributes: attributesOf(attributes), children: [], text: "" };
      inner.children.push(element);
      if (alone !== "/") open.push(element);
    }
  }
  assert.equal(open.length, 1);
  const [top, ...others] = root.children;
  assert.ok(top && others.length === 0);
  return top;
}

function attributesOf(text: string): Record<string, string> {
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  const decoded = (value: string): string =>
    value.replace(/&(?:(\w+)|#(\d+));/g, (_all, name: string | undefined, number: string) =>
      name === undefined ? String.fromCodePoint(Number(number)) : (entities[name] ?? ""),
    );
  const pairs = [...text.matchAll(/ ([a-z]+)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name = "", value = ""]): [string, string] => [name, decoded(value)]));
}

function childrenOf(element: Element, name: string): Element[] {
  return element.children.filter((child) => child.name === name);
}

describe("JUnit", () => {
  it("has a suite for each input, and a case for each rule and resource and each rule that passed", () => {
    const suites = childrenOf(
      parse(evidenceJunit(evidenceOfStacks({ shop: VIOLATING, clean: COMPLIANT }))),
      "testsuite",
    );
    assert.deepEqual(
      suites.map(({ attributes: { name, tests, failures, errors } }) => [name, tests, failures, errors]),
      [
        ["shop", "8", "5", "0"],
        ["clean", "6", "0", "0"],
      ],
    );
    for (const suite of suites) {
      const cases = childrenOf(suite, "testcase");
      assert.equal(String(cases.length), suite.attributes["tests"]);
      const names = cases.map(({ attributes }) => `${attributes["classname"] ?? ""} ${attributes["name"] ?? ""}`);
      assert.equal(new Set(names).size, names.length);
    }
  });

  it("fails a case only where a finding blocks; one that advises passes and is told", () => {
    const inputs = judged({ shop: VIOLATING });
    const advising = inputs.map((input) => ({
      ...input,
      findings: input.findings.map((finding) => ({ ...finding, enforcement: "advisory" as const })),
    }));
    const [suite] = childrenOf(parse(evidenceJunit(evidenceOf(advising, [], FEW_RULES, NOW))), "testsuite");
    assert.ok(suite);
    assert.equal(suite.attributes["failures"], "0");
    const told = childrenOf(suite, "testcase").filter((each) => childrenOf(each, "system-out").length > 0);
    assert.equal(told.length, 7);
  });

  it("says in a failure what is wrong, how to mend it, and where", () => {
    const [suite] = childrenOf(parse(evidenceJunit(evidenceOfStacks({ shop: VIOLATING }))), "testsuite");
    const failed = suite?.children.find(
      ({ attributes }) => attributes["name"] === "aws-user-without-access-key: pipeline-key",
    );
    const [failure] = failed?.children ?? [];
    assert.equal(failure?.name, "failure");
    assert.equal(failure.attributes["type"], "violation, high");
    assert.match(failure.attributes["message"] ?? "", /^user: the access key is a long-lived credential/);
    assert.match(failure.text, /\nfix: Remove the key.*\nviolation, high, mandatory\nurn:pulumi:/);
  });

  it("counts an input that could not be judged as an error", () => {
    const report = parse(evidenceJunit(evidenceOfStacks({}, ["x: there is no such file"])));
    assert.deepEqual([report.attributes["tests"], report.attributes["errors"]], ["1", "1"]);
    const error = report.children[0]?.children[0]?.children[0];
    assert.deepEqual([error?.name, error?.attributes["message"]], ["error", "x: there is no such file"]);
  });

  it("is well-formed whatever a stack says, and loses nothing that XML can hold", () => {
    fc.assert(
      fc.property(HOSTILE_TEXT, (text) => {
        const [suite] = childrenOf(parse(evidenceJunit(evidenceSaying(text))), "testsuite");
        const shown = text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
        assert.equal(suite?.attributes["name"], shown);
        assert.ok(
          suite.children.some(({ children }) => children.some((child) => child.text.includes(`fix: ${shown}`))),
        );
      }),
    );
  });
});
