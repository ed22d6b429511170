import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { evidenceOf } from "../../../evidence/evidence";
import { reportOf } from "../../../evidence/report";
import { evidenceSarif } from "../../../evidence/formats/sarif";
import type { JudgedFinding } from "../../../policy-packs/judge/finding";
import { COMPLIANT, evidenceOfStacks, FEW_RULES, HOSTILE, judged, NOW, VIOLATING } from "../stacks";

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly Record<string, unknown>[] } };
      readonly invocations: readonly [Record<string, unknown>];
      readonly results: readonly Result[];
    },
  ];
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly locations: readonly [
    {
      readonly physicalLocation: { readonly artifactLocation: object; readonly region: object };
      readonly logicalLocations: unknown;
    },
  ];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

function logOf(pieces: Iterable<string>): Log {
  return JSON.parse([...pieces].join("")) as Log;
}

/** One finding of a stack, moved to a place. */
function placed(path: string, kind: "program" | "export", location?: JudgedFinding["location"]) {
  const [input] = judged({ [path]: VIOLATING });
  const [finding] = input?.findings ?? [];
  assert.ok(input && finding);
  const findings = [{ ...finding, ...(location && { location }) }];
  const [result] = logOf(evidenceSarif(evidenceOf([{ ...input, kind, findings }], [], FEW_RULES, NOW))).runs[0].results;
  return result?.locations[0].physicalLocation;
}

/** The schema that OASIS publishes with the standard, of a draft older than this validator knows by its address. */
function officialSchema(): object {
  const file = require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  const {
    $schema: _draft,
    id: _address,
    ...schema
  } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  return schema;
}

describe("SARIF", () => {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);

  it("is valid by the official schema, for any stack and for what could not be judged", () => {
    const validate = ajv.compile(officialSchema());
    for (const stacks of [{}, { shop: VIOLATING, clean: COMPLIANT }, { hostile: HOSTILE }]) {
      const log = logOf(evidenceSarif(evidenceOfStacks(stacks, ["x: there is no such file"])));
      assert.ok(validate(log), ajv.errorsText(validate.errors, { separator: "\n" }));
    }
    assert.ok(!validate({ version: "2.1.0" }));
  });

  it("describes each rule once, with its help and its rank for code scanning, and results point to it", () => {
    const [run] = logOf(evidenceSarif(evidenceOfStacks({ shop: VIOLATING }))).runs;
    const { rules } = run.tool.driver;
    assert.deepEqual(
      rules.map(({ id }) => id),
      FEW_RULES.map(({ name }) => name),
    );
    for (const { ruleId, ruleIndex } of run.results) assert.equal(rules[ruleIndex]?.["id"], ruleId);
    const owner = rules.find(({ id }) => id === "identity-owner-stated");
    assert.equal(owner?.["name"], "IdentityOwnerStated");
    assert.equal((owner["properties"] as Record<string, unknown>)["security-severity"], "8.0");
  });

  it("calls a violation failed by its severity, and an undetermined verdict open, which has no level", () => {
    const [run] = logOf(evidenceSarif(evidenceOfStacks({ shop: VIOLATING }))).runs;
    const kinds = new Set(run.results.map(({ kind, level }) => `${kind} ${level}`));
    assert.deepEqual([...kinds].sort(), ["fail error", "open none"]);
  });

  it("bears the fingerprints of the report, whatever the order of findings", () => {
    const inputs = judged({ shop: VIOLATING });
    const prints = (pieces: Iterable<string>) =>
      logOf(pieces)
        .runs[0].results.map(({ partialFingerprints }) => partialFingerprints["mandate/v1"])
        .sort();
    const reversed = inputs.map((input) => ({ ...input, findings: [...input.findings].reverse() }));
    const expected = reportOf(inputs)
      .findings.map(({ fingerprint }) => fingerprint)
      .sort();
    assert.deepEqual(prints(evidenceSarif(evidenceOf(inputs, [], FEW_RULES, NOW))), expected);
    assert.deepEqual(prints(evidenceSarif(evidenceOf(reversed, [], FEW_RULES, NOW))), expected);
    assert.equal(new Set(expected).size, expected.length);
  });

  it("places a finding in the file that declares the resource, else in the file of its input", () => {
    const ROOT = { uriBaseId: "SRCROOT" };
    const location = { file: "src/index.ts", line: 7, column: 3 };
    assert.deepEqual(placed("my app/", "program", location), {
      artifactLocation: { uri: "my%20app/src/index.ts", ...ROOT },
      region: { startLine: 7, startColumn: 3 },
    });
    assert.deepEqual(placed("app", "program"), {
      artifactLocation: { uri: "app/Pulumi.yaml", ...ROOT },
      region: { startLine: 1 },
    });
    assert.deepEqual(placed("./states/a#b.json", "export"), {
      artifactLocation: { uri: "states/a%23b.json", ...ROOT },
      region: { startLine: 1 },
    });
    assert.deepEqual(placed("/states/a.json", "export"), {
      artifactLocation: { uri: "file:///states/a.json" },
      region: { startLine: 1 },
    });
  });

  it("says that the run failed where something could not be judged", () => {
    const [run] = logOf(evidenceSarif(evidenceOfStacks({}, ["x: there is no such file"]))).runs;
    const { executionSuccessful, toolExecutionNotifications } = run.invocations[0];
    assert.equal(executionSuccessful, false);
    assert.deepEqual(toolExecutionNotifications, [{ level: "error", message: { text: "x: there is no such file" } }]);
  });
});
