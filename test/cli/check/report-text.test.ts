import assert from "node:assert/strict";
import { join } from "node:path";
import { textReport } from "../../../cli/check/report-text";
import type { JudgedInput } from "../../../evidence/report";
import type { JudgedFinding } from "../../../policy-packs/judge/finding";

const role = "urn:pulumi:dev::shop::aws:iam/role:Role::deployer";

function finding(more: Partial<JudgedFinding> = {}): JudgedFinding {
  return {
    rule: "aws-trust-closed",
    verdict: "violation",
    severity: "critical",
    enforcement: "mandatory",
    urn: role,
    type: "aws:iam/role:Role",
    name: "deployer",
    path: "assumeRolePolicy.Statement[0]",
    message: "everyone on earth may become this role: nothing stands between a stranger and what it may do",
    fix: "Name the principal.",
    controls: [],
    location: { file: "src/index.ts", line: 12, column: 7 },
    key: "k",
    ...more,
  };
}

const input = (more: Partial<JudgedInput> = {}): JudgedInput => ({
  path: "app",
  kind: "program",
  resources: 3,
  findings: [],
  notes: [],
  ...more,
});

const RUN = { failed: 0, failOn: "mandatory" } as const;

const page = { colour: false, width: 72 };

describe("The report for people", () => {
  it("groups by input and resource, the gravest first, and says what blocks and what mends it", () => {
    const { location: _, ...placeless } = finding({ urn: `${role}2`, name: "reader", path: "" });
    const findings = [
      finding({
        rule: "b",
        severity: "low",
        enforcement: "advisory",
        message: "`assumeRolePolicy.Statement[0]` is odd",
      }),
      finding(),
      { ...placeless, verdict: "undetermined" as const, enforcement: "advisory" as const, message: "cannot tell" },
    ];
    const notes = ["calls to the cloud that were not answered: aws:index/getAmi:getAmi, of which nothing is known"];
    const inputs = [input({ findings, notes }), input({ path: "states/a.json", kind: "export", resources: 1 })];
    assert.equal(
      textReport(inputs, RUN, page),
      `app  program, 3 resources
  note: calls to the cloud that were not answered:
  aws:index/getAmi:getAmi, of which nothing is known

  deployer  aws:iam/role:Role  ${join("app", "src", "index.ts")}:12:7
    critical  aws-trust-closed  blocks
      assumeRolePolicy.Statement[0]: everyone on earth may become this
      role: nothing stands between a stranger and what it may do
      fix: Name the principal.
    low  b  advises
      \`assumeRolePolicy.Statement[0]\` is odd
      fix: Name the principal.

  reader  aws:iam/role:Role
    undetermined (critical)  aws-trust-closed  advises
      cannot tell
      fix: Name the principal.

states/a.json  export, 1 resource
  nothing found

2 inputs with 4 resources judged: 2 violations, 1 undetermined; 1 blocks.
`,
    );
  });

  it("shows the place of an export as the state tells it, because its program is elsewhere", () => {
    const text = textReport([input({ path: "states/a.json", kind: "export", findings: [finding()] })], RUN, page);
    assert.match(text, /^ {2}deployer {2}aws:iam\/role:Role {2}src\/index\.ts:12:7$/m);
  });

  it("leaves a word whole that is longer than the line", () => {
    const name = "x".repeat(100);
    const text = textReport([input({ findings: [finding({ message: `see ${name} there`, path: "" })] })], RUN, page);
    assert.ok(text.includes(`\n      see\n      ${name}\n      there\n`));
  });

  it("colours each line by itself, so that a pager may show any of them", () => {
    const text = textReport([input({ findings: [finding({ fix: "Name it. ".repeat(10) })] })], RUN, {
      ...page,
      colour: true,
    });
    for (const line of text.split("\n")) {
      const ends = line.split("\u001b[0m").length - 1;
      assert.equal(line.split("\u001b[").length - 1, 2 * ends, line);
    }
  });

  it("is empty where nothing could be judged", () => {
    assert.equal(textReport([], { ...RUN, failed: 1 }, page), "");
  });
});
