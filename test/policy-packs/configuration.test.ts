import assert from "node:assert/strict";
import { ConfigurationError, parseConfiguration } from "../../policy-packs/configuration";
import { nearest } from "../../identity/nearest";
import { defineRule } from "../../policy-packs/judge/rule";
import { DEFAULT_SETTINGS } from "../../policy-packs/judge/settings";
import { RULES as EVERY_RULE } from "../../policy-packs/rules";

const SECRET = "hunter2-planted";
const sourced = { source: "nobody", reviewed: "2026-01-01" };

const rotated = defineRule({
  name: "aws-secret-rotated",
  title: "Secrets are rotated",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Rotate", side: "customer" },
  controls: [],
  judges: "aws-instance-metadata",
  options: {
    maxDays: { type: "integer", default: 90, minimum: 1, description: "Days", ...sourced },
    exempt: { type: "strings", default: ["dev"], description: "Names", ...sourced },
    strict: { type: "boolean", default: false, description: "Strictness", ...sourced },
  },
  messages: {},
  question: "whether it is rotated",
  why: "it leaks",
  fix: "Rotate it.",
  judge: () => [],
  examples: [],
});
const quiet = { ...rotated, name: "azure-quiet", enforcement: "advisory" as const, options: {} };
const RULES = [rotated, quiet];

const parse = (value: unknown) => parseConfiguration(value, "mandate.yaml", RULES);

describe("The configuration of rules", () => {
  it("that says nothing leaves every rule as it says itself", () => {
    assert.deepEqual(parse({}), {
      settings: DEFAULT_SETTINGS,
      rules: new Map<object, object>([
        [rotated, { enforcement: "mandatory", options: { maxDays: 90, exempt: ["dev"], strict: false } }],
        [quiet, { enforcement: "advisory", options: {} }],
      ]),
    });
  });

  const levels: readonly [title: string, document: object, rotated: string, quiet: string][] = [
    ["a level alone", { "aws-secret-rotated": "disabled" }, "disabled", "advisory"],
    ["a level in an object", { "azure-quiet": { enforcementLevel: "mandatory" } }, "mandatory", "mandatory"],
    ["options without a level", { "aws-secret-rotated": { maxDays: 30 } }, "mandatory", "advisory"],
    ["a level for all", { all: "advisory" }, "advisory", "advisory"],
    ["a level for all as an object", { all: { enforcementLevel: "disabled" } }, "disabled", "disabled"],
    ["a rule's own level beside one for all", { all: "disabled", "azure-quiet": "mandatory" }, "disabled", "mandatory"],
    [
      "options beside a level for all",
      { all: "advisory", "aws-secret-rotated": { maxDays: 1 } },
      "advisory",
      "advisory",
    ],
    ["remediation, which no rule does and so blocks", { "azure-quiet": "remediate" }, "mandatory", "mandatory"],
  ];
  for (const [title, document, first, second] of levels) {
    it(`takes ${title}`, () => {
      const { rules } = parse(document);
      assert.deepEqual([rules.get(rotated)?.enforcement, rules.get(quiet)?.enforcement], [first, second]);
    });
  }

  it("lays options over the rule's own", () => {
    const { rules } = parse({ "aws-secret-rotated": { enforcementLevel: "advisory", maxDays: 30, exempt: [] } });
    assert.deepEqual(rules.get(rotated), {
      enforcement: "advisory",
      options: { maxDays: 30, exempt: [], strict: false },
    });
  });

  it("lays shared settings over the defaults", () => {
    const shared = { undetermined: "mandatory", tagAliases: { owner: ["Team"] }, ownerPattern: "team-.+" };
    assert.deepEqual(parse({ "mandate-settings": shared }).settings, { ...DEFAULT_SETTINGS, ...shared });
  });

  it("does not list fifty names where none is near", () => {
    assert.throws(() => parseConfiguration({ zzz: "advisory" }, "c.json", EVERY_RULE), {
      message: "c.json: `zzz` is no rule that Mandate knows; `mandate rules` lists them",
    });
  });

  const faults: readonly [title: string, document: unknown, message: string][] = [
    ["a list", [], "expected an object of rules, found a list"],
    ["a text", SECRET, "expected an object of rules, found a string"],
    ["nothing", null, "expected an object of rules, found null"],
    [
      "a rule's misspelt name",
      { "aws-secret-rotatd": "advisory" },
      "`aws-secret-rotatd` is no rule that Mandate knows; did you mean `aws-secret-rotated`?",
    ],
    [
      "a name like no rule's",
      { zzz: "advisory" },
      "`zzz` is no rule that Mandate knows; expected `all`, `mandate-settings`, `aws-secret-rotated` or `azure-quiet`",
    ],
    [
      "a name that objects inherit",
      JSON.parse('{"__proto__": "advisory"}'),
      "`__proto__` is no rule that Mandate knows; expected `all`, `mandate-settings`, `aws-secret-rotated` or `azure-quiet`",
    ],
    [
      "an unknown level",
      { "azure-quiet": SECRET },
      "azure-quiet: expected `advisory`, `mandatory`, `remediate` or `disabled`, found another text",
    ],
    [
      "a level that objects inherit",
      { all: "constructor" },
      "all: expected `advisory`, `mandatory`, `remediate` or `disabled`, found another text",
    ],
    [
      "an unknown level in an object",
      { "azure-quiet": { enforcementLevel: 1 } },
      "azure-quiet.enforcementLevel: expected `advisory`, `mandatory`, `remediate` or `disabled`, found a number",
    ],
    [
      "a number for a rule",
      { "azure-quiet": 1 },
      "azure-quiet: expected an enforcement level or an object, found a number",
    ],
    [
      "a misspelt option",
      { "aws-secret-rotated": { maxDay: 1 } },
      "aws-secret-rotated: `maxDay` is no option that Mandate knows; did you mean `maxDays`?",
    ],
    [
      "a service control policy that IAM would refuse",
      {
        "mandate-settings": {
          serviceControlPolicies: [{ Statement: [{ Effect: "deny", Action: "*", Resource: SECRET }] }],
        },
      },
      "mandate-settings.serviceControlPolicies[0].Statement[0].Effect: expected `Allow` or `Deny`, found another text",
    ],
    [
      "a service control policy that is no object",
      { "mandate-settings": { serviceControlPolicies: [SECRET] } },
      "mandate-settings.serviceControlPolicies[0]: expected an object, found a string",
    ],
    [
      "an option where there is none",
      { "azure-quiet": { maxDays: 1 } },
      "azure-quiet: `maxDays` is no option that Mandate knows; expected `enforcementLevel`",
    ],
    [
      "options for all",
      { all: { maxDays: 1 } },
      "all: `maxDays` is no option that Mandate knows; expected `enforcementLevel`",
    ],
    [
      "a text for an integer",
      { "aws-secret-rotated": { maxDays: SECRET } },
      "aws-secret-rotated.maxDays: expected an integer, found a string",
    ],
    [
      "a fraction for an integer",
      { "aws-secret-rotated": { maxDays: 1.5 } },
      "aws-secret-rotated.maxDays: expected an integer, found a fraction",
    ],
    [
      "an integer that is too small",
      { "aws-secret-rotated": { maxDays: 0 } },
      "aws-secret-rotated.maxDays: expected at least 1, found a smaller number",
    ],
    [
      "a text for a list",
      { "aws-secret-rotated": { exempt: SECRET } },
      "aws-secret-rotated.exempt: expected a list, found a string",
    ],
    [
      "a number in a list of texts",
      { "aws-secret-rotated": { exempt: ["a", 7] } },
      "aws-secret-rotated.exempt[1]: expected a string, found a number",
    ],
    [
      "an empty text in a list",
      { "aws-secret-rotated": { exempt: [""] } },
      "aws-secret-rotated.exempt[0]: expected a string that is not empty, found an empty string",
    ],
    [
      "a text for a switch",
      { "aws-secret-rotated": { strict: "yes" } },
      "aws-secret-rotated.strict: expected true or false, found a string",
    ],
    [
      "null for an option",
      { "aws-secret-rotated": { strict: null } },
      "aws-secret-rotated.strict: expected true or false, found null",
    ],
    [
      "a misspelt setting",
      { "mandate-settings": { ownerPatern: "x" } },
      "mandate-settings: `ownerPatern` is no option that Mandate knows; did you mean `ownerPattern`?",
    ],
    [
      "an alias that is no list",
      { "mandate-settings": { tagAliases: { "cost/centre": SECRET } } },
      'mandate-settings.tagAliases["cost/centre"]: expected a list, found a string',
    ],
    [
      "a setting that is none of its values",
      { "mandate-settings": { undetermined: SECRET } },
      "mandate-settings.undetermined: expected `advisory` or `mandatory`, found another text",
    ],
    [
      "a pattern that is no regular expression",
      { "mandate-settings": { ownerPattern: `${SECRET}(` } },
      "mandate-settings.ownerPattern: this is no regular expression (unterminated group); expected one such as `team-.+`",
    ],
    [
      "a duty's pattern that is no regular expression",
      { "mandate-settings": { duties: { approver: { pattern: `${SECRET}(` } } } },
      "mandate-settings.duties.approver.pattern: this is no regular expression (unterminated group); expected one such as `team-.+`",
    ],
    [
      "a misspelt duty",
      { "mandate-settings": { duties: { aprover: {} } } },
      "mandate-settings.duties: `aprover` is no option that Mandate knows; did you mean `approver`?",
    ],
    [
      "a misspelt demand of a duty",
      { "mandate-settings": { duties: { approver: { directry: [] } } } },
      "mandate-settings.duties.approver: `directry` is no option that Mandate knows; did you mean `directory`?",
    ],
    [
      "a directory of dates",
      { "mandate-settings": { duties: { expiry: { directory: ["2027-03-31"] } } } },
      "mandate-settings.duties.expiry: `directory` is no option that Mandate knows; expected `required`",
    ],
    [
      "a directory that is not there",
      { "mandate-settings": { duties: { owner: { directoryFile: "no/such/file.txt" } } } },
      "mandate-settings.duties.owner.directoryFile: expected a file with one name a line or a JSON list, found one that cannot be read (there is no such file)",
    ],
    [
      "a default that is empty",
      { "mandate-settings": { accountabilityDefaults: { monitor: "" } } },
      "mandate-settings.accountabilityDefaults.monitor: expected a string that is not empty, found an empty string",
    ],
  ];
  for (const [title, document, message] of faults) {
    it(`refuses ${title}, with the place and without the value`, () => {
      assert.throws(() => parse(document), new ConfigurationError(`mandate.yaml: ${message}`));
    });
  }

  const places: readonly [title: string, document: unknown, place: string][] = [
    ["the document, where it is no object", [], ""],
    ["a misspelt name, which its sentence names", { "aws/secret": "advisory" }, '["aws/secret"]'],
    ["a level", { all: { enforcementLevel: 1 } }, "all.enforcementLevel"],
    ["a misspelt option", { "azure-quiet": { maxDay: 1 } }, "azure-quiet.maxDay"],
    ["an element of a list", { "aws-secret-rotated": { exempt: ["a", 7] } }, "aws-secret-rotated.exempt[1]"],
  ];
  for (const [title, document, place] of places) {
    it(`asks its source where ${title} stands`, () => {
      const asked: string[] = [];
      assert.throws(
        () => parseConfiguration(document, (at) => `file ${asked.push(at)}`, RULES),
        /^ConfigurationError: file 1: /,
      );
      assert.deepEqual(asked, [place]);
    });
  }

  it("suggests the nearest name where one is near", () => {
    const names = ["aws-secret-rotated", "aws-secret-safe", "all"];
    assert.equal(nearest("AWS-Secret-Rotated", names), "aws-secret-rotated");
    assert.equal(nearest("aws-secrets-save", names), "aws-secret-safe");
    assert.equal(nearest("al", names), "all");
    assert.equal(nearest("something-else", names), undefined);
  });
});
