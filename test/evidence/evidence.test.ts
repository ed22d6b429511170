import assert from "node:assert/strict";
import { evidenceOf } from "../../evidence/evidence";
import { reportOf, type JudgedInput } from "../../evidence/report";
import { stackEvidence } from "../../evidence/stack-evidence";
import type { JudgedFinding } from "../../policy-packs/judge/finding";
import { SecretProperty, UnknownProperty, type Resource } from "../../policy-packs/judge/resource";
import { DEFAULT_SETTINGS } from "../../policy-packs/judge/settings";
import { RULES } from "../../policy-packs/rules";
import { stackOf, type DeclaredResources } from "../../testing/stack";
import { azureHolder, COMPLIANT, evidenceOfStacks, NOW, VIOLATING } from "./stacks";

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
      "rule verdict severity enforcement urn type name path identity message fix controls waitsFor location input fingerprint".split(
        " ",
      ),
    );
  });
});

function rowsOf(...resources: Resource[]) {
  return stackEvidence(resources, DEFAULT_SETTINGS, (text) => text).identities ?? [];
}

describe("The accountability matrix", () => {
  const rows = (resources: readonly Resource[], tagAliases = {}) =>
    stackEvidence(resources, { ...DEFAULT_SETTINGS, tagAliases }, (text) => text.replace("stand-in", "<deployer.name>"))
      .identities ?? [];

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
    assert.deepEqual(row?.duties, {
      owner: { state: "stated", text: "team-a" },
      controlOwner: { state: "unknown", text: "not known before deployment" },
      purpose: { state: "empty", text: "  " },
      approver: { state: "placeholder", text: "TODO" },
      monitor: { state: "stated", text: "<deployer.name>" },
      revoker: { state: "stated", text: "(secret)" },
      reviewDate: { state: "missing", text: "" },
      expiry: { state: "missing", text: "" },
    });
    assert.deepEqual([row.urn, row.name, row.subject], [ROLE, "deployer", "IAM role"]);
  });

  it("says what an identity holds, who runs as it, who may become it and how it comes to more", () => {
    const [, , , pipeline] = evidenceOfStacks({ shop: VIOLATING }).identities;
    assert.equal(pipeline?.name, "pipeline");
    assert.deepEqual(pipeline.privileges, [
      { words: "allow iam:AttachUserPolicy on *", by: "pipeline-rights", path: "policy.Statement[0]" },
    ]);
    assert.deepEqual(
      pipeline.credentials.map(({ words }) => words),
      ["access key pipeline-key"],
    );
    assert.deepEqual(pipeline.escalation, ["may attach any policy to itself: becomes an administrator"]);
    const [resizer] = evidenceOfStacks({ shop: COMPLIANT }).identities;
    assert.deepEqual(
      resizer?.workloads.map(({ by }) => by),
      ["resizer-function"],
    );
    assert.equal(resizer.environment, "production");
    assert.deepEqual(
      resizer.trust.map(({ words }) => words),
      ["allow sts:AssumeRole to Service lambda.amazonaws.com"],
    );
  });

  const S = "/subscriptions/22222222-2222-4222-8222-222222222222";
  const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
  const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";
  const ACCESS = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
  const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
  for (const [title, stack, escalation] of [
    ["an owner", azureHolder(OWNER, ""), [`may do everything in ${S} through \`Owner\``]],
    [
      "an owner of a resource group",
      azureHolder(OWNER, "/resourceGroups/shop"),
      [`may do everything in ${S}/resourceGroups/shop through \`Owner\``],
    ],
    [
      "an owner under a condition",
      azureHolder(OWNER, "", { condition: "…", conditionVersion: "2.0" }),
      [`may grant itself any access in ${S} through \`Owner\``],
    ],
    [
      "who changes everything",
      azureHolder(CONTRIBUTOR, ""),
      [`may change and delete every resource in ${S} through \`Contributor\``],
    ],
    [
      "who grants access",
      azureHolder(ACCESS, ""),
      [`may grant itself any access in ${S} through \`User Access Administrator\``],
    ],
    ["a reader", azureHolder(READER, ""), []],
    ["a role that is not known", azureHolder(OWNER, "", { roleDefinitionId: { "fn::unknown": true } }), []],
    ["a scope that is not known", azureHolder(OWNER, "", { scope: { "fn::unknown": true } }), []],
  ] as const) {
    it(`says of Azure what ${title} can come to`, () => {
      const row = evidenceOfStacks({ stack }).identities.find(({ name }) => name === "deployer");
      assert.deepEqual(row?.escalation, escalation);
    });
  }

  it("knows the organisation's other names for a tag, and shows when two say different things", () => {
    const [row] = rows([role({ Team: "team-b" })], { owner: ["Team"] });
    assert.deepEqual(row?.duties.owner, { state: "stated", text: "team-b" });
    const [two] = rows([role({ owner: "team-a", Team: "team-b" })], { owner: ["Team"] });
    assert.deepEqual(two?.duties.owner, { state: "several", text: "team-a, team-b" });
  });

  it("shows no credential that stands where a statement belongs", () => {
    const token = `ghp_${"a1B2".repeat(9)}`;
    const tags = { owner: "team-a", purpose: token, monitor: `soc, ${token}`, environment: token };
    const evidence = evidenceOfStacks({ s: { store: { type: "aws:kms/key:Key", properties: { tags } } } });
    assert.deepEqual(evidence.identities[0]?.duties.purpose, { state: "stated", text: "(secret)" });
    assert.doesNotMatch(JSON.stringify(evidence), /ghp_/);
  });

  it("counts with an Azure identity what is found on its role assignments and its federated credentials", () => {
    const stack: DeclaredResources = {
      deployer: {
        type: "azure-native:managedidentity:UserAssignedIdentity",
        properties: { tags: { owner: "team-a" } },
      },
      owner: {
        type: "azure-native:authorization:RoleAssignment",
        properties: {
          principalId: "${deployer.principalId}",
          principalType: "ServicePrincipal",
          roleDefinitionId:
            "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
          scope: "/subscriptions/00000000-0000-0000-0000-000000000001",
        },
      },
    };
    const [deployer] = evidenceOfStacks({ stack }).identities;
    assert.deepEqual([deployer?.verdict, deployer?.severity, deployer?.findings], ["violation", "critical", 1]);
    assert.deepEqual(
      deployer?.parts?.map((urn) => urn.split("::").at(-1)),
      ["owner"],
    );
  });

  it("does not call what met nothing to judge a pass", () => {
    const notApplicable = (stack: DeclaredResources) =>
      evidenceOfStacks({ stack })
        .rules.filter((row) => row.notApplicable)
        .map(({ rule }) => rule);
    assert.deepEqual(notApplicable(COMPLIANT), [
      "aws-user-without-access-key",
      "azure-privileged-role-not-at-subscription",
    ]);
    assert.deepEqual(notApplicable(VIOLATING), ["azure-privileged-role-not-at-subscription"]);
  });

  it("calls what a lock would settle not applicable without one, unless one is demanded", () => {
    const resources = stackOf(COMPLIANT);
    const kinds = (lockRequired: boolean) =>
      stackEvidence(resources, { ...DEFAULT_SETTINGS, lockRequired }, String).kinds?.includes("privilege-lock");
    assert.deepEqual([kinds(false), kinds(true)], [false, true]);
  });

  it("tells a duty that nobody demands from one that is missing", () => {
    const settings = { ...DEFAULT_SETTINGS, duties: { monitor: { required: false } } };
    const [row] = stackEvidence([role({})], settings, (text) => text).identities ?? [];
    assert.deepEqual(row?.duties.monitor, { state: "missing", text: "", optional: true });
    assert.deepEqual(row.duties.revoker, { state: "missing", text: "" });
  });

  it("leaves out what others manage", () => {
    assert.deepEqual(rows([role({}, { external: true })]), []);
  });
});

describe("The evidence of a run", () => {
  const identities = rowsOf(role({ owner: "team-a" }));
  const inputs = [input({ path: "a", findings: [finding()], identities }), input({ path: "b" })];
  const evidence = evidenceOf(inputs, ["c: there is no such file"], [rule], NOW);

  it("holds the report, the moment, sums for each stack, every rule that judged and what could not be judged", () => {
    const { version, counts, findings } = reportOf(inputs);
    assert.deepEqual(
      [evidence.version, evidence.counts, evidence.findings, evidence.judgedAt, evidence.notJudged],
      [version, counts, findings, "2026-11-22T09:30:00.000Z", ["c: there is no such file"]],
    );
    assert.deepEqual(evidence.stacks, [
      { path: "a", kind: "program", resources: 1, identities: 1, violation: 1, undetermined: 0, mandatory: 1 },
      { path: "b", kind: "program", resources: 1, identities: 0, violation: 0, undetermined: 0, mandatory: 0 },
    ]);
    assert.deepEqual(
      evidence.rules.map(({ rule: name, violation, undetermined }) => [name, violation, undetermined]),
      [[rule.name, 1, 0]],
    );
  });

  it("counts with an identity the findings that concern it elsewhere, and takes the gravest for its own", () => {
    const findings = [
      finding({ severity: "low" }),
      finding({ urn: `${ROLE}-policy`, identity: ROLE, severity: "critical" }),
      finding({ urn: `${ROLE}-other` }),
    ];
    const [row] = evidenceOf([input({ findings, identities })], [], [rule], NOW).identities;
    assert.deepEqual([row?.findings, row?.verdict, row?.severity], [2, "violation", "critical"]);
  });

  it("calls an identity undetermined where nothing certain was found, and passed where nothing was", () => {
    const open = [finding({ verdict: "undetermined" })];
    const [undetermined] = evidenceOf([input({ findings: open, identities })], [], [rule], NOW).identities;
    const [passed] = evidenceOf([input({ identities })], [], [rule], NOW).identities;
    assert.deepEqual([undetermined?.verdict, passed?.verdict], ["undetermined", "pass"]);
    assert.ok(passed && !("severity" in passed));
  });

  it("gives a finding the same fingerprint wherever its line is, and another finding another one", () => {
    const at = (line: number) => finding({ location: { file: "index.ts", line, column: 1 } });
    const prints = (...findings: JudgedFinding[]) =>
      reportOf([input({ findings })]).findings.map(({ fingerprint }) => fingerprint);
    assert.deepEqual(prints(at(1)), prints(at(99)));
    assert.equal(new Set(prints(finding(), finding({ key: "other" }))).size, 2);
  });

  it("can be handed over between threads", () => {
    assert.deepEqual(structuredClone(evidence), evidence);
  });
});
