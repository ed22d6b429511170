import assert from "node:assert/strict";
import { evidenceOf } from "../../evidence/evidence";
import { evidenceHtml } from "../../evidence/html";
import { evidenceJson } from "../../evidence/json";
import { identityRows } from "../../evidence/matrix";
import { reportOf, type JudgedInput } from "../../evidence/report";
import type { JudgedFinding } from "../../policy-packs/judge/finding";
import { SecretProperty, UnknownProperty, type Resource } from "../../policy-packs/judge/resource";
import { RULES } from "../../policy-packs/rules";

const ROLE = "urn:pulumi:dev::shop::aws:iam/role:Role::deployer";
const SECRET = "hunter2-planted";

function role(tags: Resource["inputs"], more: Partial<Resource> = {}): Resource {
  return {
    urn: ROLE,
    type: "aws:iam/role:Role",
    name: "deployer",
    inputs: { tags },
    dependencies: [],
    propertyDependencies: {},
    ...more,
  };
}

const [rule] = RULES;
assert.ok(rule);

function finding(more: Partial<JudgedFinding> = {}): JudgedFinding {
  return {
    rule: rule?.name ?? "",
    verdict: "violation",
    severity: "high",
    enforcement: "mandatory",
    urn: ROLE,
    type: "aws:iam/role:Role",
    name: "deployer",
    path: "tags",
    message: "no owner",
    fix: "Name one.",
    controls: ["OWASP-NHI-2025:NHI1"],
    key: "k",
    ...more,
  };
}

function input(more: Partial<JudgedInput> = {}): JudgedInput {
  return { path: "app", kind: "program", resources: 1, findings: [], notes: [], identities: [], ...more };
}

describe("The report", () => {
  it("counts each finding once by verdict and once by enforcement", () => {
    const findings = [finding(), finding({ verdict: "undetermined", enforcement: "advisory" }), finding()];
    const counts = { findings: 3, violation: 2, undetermined: 1, mandatory: 2, advisory: 1 };
    assert.deepEqual(reportOf([input({ findings }), input()]).counts, counts);
  });

  it("writes the members of a finding in one order, and none that is not documented", () => {
    const full = finding({ identity: ROLE, waitsFor: [ROLE], location: { file: "index.ts", line: 1, column: 2 } });
    const [first] = reportOf([input({ findings: [full] })]).findings;
    assert.deepEqual(
      Object.keys(first ?? {}),
      "rule verdict severity enforcement urn type name path identity message fix controls waitsFor location input".split(
        " ",
      ),
    );
  });
});

describe("The accountability matrix", () => {
  const rows = (resources: readonly Resource[], tagAliases = {}) =>
    identityRows(resources, { tagAliases }, (text) => text.replace("stand-in", "<deployer.name>"));

  it("says for each identity who is stated, and what is not", () => {
    const tags = {
      owner: "team-a",
      "control-owner": new UnknownProperty(),
      purpose: "  ",
      approver: "TODO",
      monitor: "stand-in",
      revoker: new SecretProperty(SECRET),
    };
    const [row, ...others] = rows([role(tags)]);
    assert.deepEqual(others, []);
    assert.deepEqual(row, {
      urn: ROLE,
      name: "deployer",
      subject: "IAM role",
      duties: {
        owner: { state: "stated", text: "team-a" },
        controlOwner: { state: "unknown", text: "not known before deployment" },
        purpose: { state: "empty", text: "  " },
        approver: { state: "placeholder", text: "TODO" },
        monitor: { state: "stated", text: "<deployer.name>" },
        revoker: { state: "stated", text: "(secret)" },
        reviewDate: { state: "missing", text: "" },
        expiry: { state: "missing", text: "" },
      },
    });
  });

  it("knows the organisation's other names for a tag, and shows when two say different things", () => {
    const [row] = rows([role({ Team: "team-b" })], { owner: ["Team"] });
    assert.deepEqual(row?.duties.owner, { state: "stated", text: "team-b" });
    const [two] = rows([role({ owner: "team-a", Team: "team-b" })], { owner: ["Team"] });
    assert.deepEqual(two?.duties.owner, { state: "several", text: "team-a, team-b" });
  });

  it("leaves out what others manage", () => {
    assert.deepEqual(rows([role({}, { external: true })]), []);
  });
});

describe("The evidence of a run", () => {
  const now = new Date("2026-11-21T10:00:00Z");
  const evil = `<script>alert("1")</script><img src=x onerror='y'>&amp;`;
  const identities = identityRows([role({ owner: evil })], { tagAliases: {} }, (text) => text);
  const inputs = [input({ path: "a", findings: [finding()], identities }), input({ path: "b" })];
  const evidence = evidenceOf(inputs, ["c: there is no such file"], [rule], now);

  it("holds the report, the moment, every rule that judged, the matrix and what could not be judged", () => {
    const { version, counts } = reportOf(inputs);
    assert.deepEqual(JSON.parse(evidenceJson(evidence)), {
      version,
      counts,
      judgedAt: "2026-11-21T10:00:00.000Z",
      notJudged: ["c: there is no such file"],
      inputs: [
        { path: "a", kind: "program", resources: 1 },
        { path: "b", kind: "program", resources: 1 },
      ],
      findings: JSON.parse(JSON.stringify(reportOf(inputs).findings)) as unknown,
      rules: [{ rule: rule.name, title: rule.title, severity: rule.severity, violation: 1, undetermined: 0 }],
      identities: [{ ...identities[0], input: "a", findings: 1 }],
    });
  });

  it("counts with an identity the findings that concern it elsewhere", () => {
    const findings = [finding({ urn: `${ROLE}-policy`, identity: ROLE }), finding({ urn: `${ROLE}-other` })];
    const [row] = evidenceOf([input({ findings, identities })], [], [rule], now).identities;
    assert.equal(row?.findings, 1);
  });

  it("is one page that asks for nothing outside it and runs nothing", () => {
    const page = evidenceHtml(evidenceOf([input({ findings: [finding()] })], [], [rule], now));
    assert.doesNotMatch(page, /https?:|<script|<link|<img|\ssrc=|@import|url\(/);
    assert.match(page, /Content-Security-Policy" content="default-src 'none'/);
  });

  it("escapes every text of a stack", () => {
    const told = { rule: evil, urn: evil, type: evil, name: evil, message: evil, fix: evil, controls: [evil] };
    const location = { file: evil, line: 1, column: 1 };
    const findings = [finding({ ...told, location })];
    const page = evidenceHtml(
      evidenceOf(
        [input({ path: evil, findings, identities: identities.map((row) => ({ ...row, name: evil })) })],
        [evil],
        [],
        now,
      ),
    );
    assert.doesNotMatch(page, /<script|<img/);
    assert.ok(
      page.includes("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&lt;img src=x onerror=&#39;y&#39;&gt;&amp;amp;"),
    );
  });

  it("has tables whose columns and rows are headed, captions, a language, and every tag closed", () => {
    const page = evidenceHtml(evidence);
    assert.match(page, /<html lang="en">/);
    const tables = page.split("<table>").slice(1);
    assert.equal(tables.length, 4);
    for (const table of tables) {
      assert.match(table, /^\n<caption>[^<]+<\/caption>\n<thead><tr>(<th scope="col">[^<]+<\/th>)+<\/tr><\/thead>/);
      assert.match(table, /<tbody>\n<tr><th scope="row">/);
    }
    assert.deepEqual(unclosed(page), []);
  });

  it("says what could not be judged before all else, and that nothing was found where nothing was", () => {
    const page = evidenceHtml(evidence);
    assert.ok(page.indexOf("c: there is no such file") < page.indexOf("<table>"));
    assert.match(evidenceHtml(evidenceOf([], [], [], now)), /<h2>Findings<\/h2>\n<p>None\.<\/p>/);
  });
});

/** The tags that are opened and not closed in order. */
function unclosed(page: string): string[] {
  const open: string[] = [];
  for (const [, end, name = ""] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (["meta", "br"].includes(name)) continue;
    if (end === "") open.push(name);
    else if (open.at(-1) === name) open.pop();
    else open.push(`/${name}`);
  }
  return open;
}
