import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { evidenceOf, type Evidence } from "../../../evidence/evidence";
import { evidenceHtml } from "../../../evidence/formats/html";
import { COMPLIANT, evidenceOfStacks, FEW_RULES, HOSTILE, judged, NOW, VIOLATING } from "../stacks";
import { evidenceSaying, HOSTILE_TEXT } from "../text";

const VOID = ["meta", "br", "wbr", "input", "rect", "path"];

/** The page without what style and script hold. */
function markupOf(page: string): string {
  return page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, "<$1></$1>");
}

/** Each tag and attribute name, in order, without the texts: what the page is, and not what it says. */
function shapeOf(page: string): string[] {
  const tags = markupOf(page).matchAll(/<(\/?[a-z][a-z0-9]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g);
  return [...tags].map(([, name, attributes = ""]) => `${name ?? ""} ${attributes.replace(/="[^"]*"/g, "").trim()}`);
}

/** Tags that are opened and not closed in order. */
function unclosed(page: string): string[] {
  const open: string[] = [];
  for (const [, end, name = "", alone] of markupOf(page).matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/gi)) {
    if (VOID.includes(name) || alone === "/") continue;
    if (end === "") open.push(name);
    else if (open.at(-1) === name) open.pop();
    else open.push(`/${name}`);
  }
  return open;
}

function many(stacks: number): Evidence {
  const [violating] = judged({ shop: VIOLATING });
  assert.ok(violating);
  const inputs = Array.from({ length: stacks }, (_none, index) => ({ ...violating, path: `stack-${index}` }));
  return evidenceOf(inputs, [], FEW_RULES, NOW);
}

describe("The page", () => {
  const page = evidenceHtml(evidenceOfStacks({ shop: VIOLATING, clean: COMPLIANT }, ["c: there is no such file"]));

  it("asks for nothing outside itself, and admits its own style and script alone", () => {
    assert.doesNotMatch(markupOf(page), /<link|<img|<iframe|\ssrc=|\shref="(?!#)|\sstyle=|\son\w+=/);
    assert.doesNotMatch(page, /https?:|@import|url\((?!#)/);
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.replaceAll("&#39;", "'");
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const [, script = ""] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
    const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    assert.equal(
      policy,
      `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`,
    );
  });

  it("has every tag closed, each id once, and leads nowhere that is not there", () => {
    assert.deepEqual(unclosed(page), []);
    const ids = [...markupOf(page).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const [, target] of markupOf(page).matchAll(/\s(?:href|aria-labelledby)="#?([^"]+)"/g)) {
      assert.ok(ids.includes(target), `nothing has the id ${target ?? ""}`);
    }
  });

  it("says what could not be judged before all else", () => {
    assert.ok(page.indexOf("c: there is no such file") < page.indexOf("<table"));
  });

  it("says that nothing was found where nothing was", () => {
    const empty = evidenceHtml(evidenceOfStacks({}));
    for (const text of ["Nothing was found.", "No identity, key or secret was found.", "None was judged."])
      assert.ok(empty.includes(text), text);
    assert.deepEqual(unclosed(empty), []);
  });

  it("shows what a stack says as text", () => {
    const hostile = markupOf(evidenceHtml(evidenceOfStacks({ hostile: HOSTILE })));
    assert.doesNotMatch(hostile, /<script>(?!<\/script>)|<img/);
    assert.ok(
      hostile.includes(
        "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&lt;img src=x onerror=&#39;y&#39;&gt;&amp;amp;",
      ),
    );
  });

  it("keeps its shape whatever a stack says", () => {
    // Backticks make names of a text, and a name may be broken behind a colon or a slash: both are markup of ours.
    const ours = /^\/?(?:code|wbr|option) ?/;
    const shape = (text: string) => shapeOf(evidenceHtml(evidenceSaying(text))).filter((tag) => !ours.test(tag));
    const harmless = shape("name");
    fc.assert(
      fc.property(HOSTILE_TEXT, (text) => {
        assert.deepEqual(shape(`x${text}`), harmless);
      }),
      { numRuns: 60 },
    );
  });

  it("makes visible what reverses the reading direction", () => {
    const shown = evidenceHtml(evidenceSaying("team\u202Egro.elpmaxe"));
    assert.ok(shown.includes("team[U+202E]gro.elpmaxe") && !shown.includes("\u202E"));
  });

  it("shows the gravest thousand of many, and counts what it leaves out", () => {
    const evidence = many(600);
    assert.equal(evidence.identities.length, 2400);
    const large = evidenceHtml(evidence);
    assert.equal(large.match(/<tr data-row/g)?.length, 1000);
    assert.ok(large.includes("1,400 further identities with less to say are left out of this page"));
    assert.ok(large.includes("The graphs of 576 further stacks are left out of this page"));
    assert.ok(large.length < 15_000_000);
  });

  it("keeps a critical identity where a thousand that are less grave come before it", () => {
    const evidence = many(1);
    const violating = evidence.identities.filter(({ verdict }) => verdict === "violation");
    const [first] = violating;
    assert.ok(first);
    const lesser = Array.from({ length: 1000 }, (_, index) => ({
      ...first,
      name: `lesser-${index}`,
      severity: "low" as const,
    }));
    const critical = { ...first, name: "the-critical-one", severity: "critical" as const };
    const page = evidenceHtml({ ...evidence, graphs: [], findings: [], identities: [...lesser, critical] });
    assert.ok(page.includes("the-critical-one") && !page.includes("lesser-999"));
  });
});
