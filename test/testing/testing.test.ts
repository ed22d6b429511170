import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { ConfigurationError } from "../../policy-packs/configuration";
import { RULES } from "../../policy-packs/rules";
import { InputError, judgeResources, type DeclaredResources, type Finding, type PlainResource } from "../../testing";

const RULE = "aws-instance-metadata-session-required";
const INSTANCE = "aws:ec2/instance:Instance";

const open: DeclaredResources = {
  worker: { type: INSTANCE, properties: { metadataOptions: { httpTokens: "optional" } } },
};

function named(findings: readonly Finding[]): string[] {
  return findings.map(({ rule, verdict, name }) => `${verdict} ${rule} ${name}`);
}

describe("judgeResources", () => {
  it("answers findings in the shape of the command's JSON", () => {
    const [finding, ...others] = judgeResources(open, { rules: [RULE] });
    deepEqual(others, []);
    const rule = RULES.find(({ name }) => name === RULE);
    deepEqual(finding, {
      rule: RULE,
      verdict: "violation",
      severity: "high",
      enforcement: "mandatory",
      urn: "urn:pulumi:dev::example::aws:ec2/instance:Instance::worker",
      type: INSTANCE,
      name: "worker",
      path: "metadataOptions.httpTokens",
      message: finding?.message,
      fix: 'Set `metadataOptions.httpTokens` to `"required"`.',
      narrower: { changes: [{ path: "metadataOptions.httpTokens", value: "required" }] },
      controls: rule?.controls,
    });
  });

  it("judges by all rules where none is named", () => {
    const rules = new Set(judgeResources(open).map(({ rule }) => rule));
    ok(rules.has(RULE) && rules.size > 1);
  });

  it("takes the configuration of the policy packs", () => {
    deepEqual(judgeResources(open, { rules: [RULE], config: { [RULE]: "disabled" } }), []);
    const [finding] = judgeResources(open, { rules: [RULE], config: { all: "advisory" } });
    equal(finding?.enforcement, "advisory");
  });

  it("lets an undetermined verdict block where the settings say so", () => {
    const unknown = { worker: { type: INSTANCE, properties: { metadataOptions: { "fn::unknown": true } } } };
    const levels = ["advisory", "mandatory"].map(
      (undetermined) =>
        judgeResources(unknown, { rules: [RULE], config: { "mandate-settings": { undetermined } } })[0]?.enforcement,
    );
    deepEqual(levels, ["advisory", "mandatory"]);
  });

  it("takes plain objects as they are, references and functions included", () => {
    const plain: PlainResource[] = [
      { type: "pkg:index:Workers", name: "workers" },
      { type: INSTANCE, name: "a", properties: { userData: "${b.arn}" }, parent: "workers" },
      { type: INSTANCE, name: "b", properties: { metadataOptions: { httpTokens: "required" } } },
    ];
    deepEqual(named(judgeResources(plain, { rules: [RULE] })), [`violation ${RULE} a`]);
    equal(
      judgeResources(plain, { rules: [RULE] })[0]?.urn,
      "urn:pulumi:dev::example::pkg:index:Workers$aws:ec2/instance:Instance::a",
    );
  });

  it("takes the outputs of plain objects where they are given", () => {
    const plain = [{ type: INSTANCE, name: "a", outputs: { arn: "arn:aws:ec2:eu-west-1:1:instance/i-1" } }];
    deepEqual(named(judgeResources(plain, { rules: [RULE] })), [`violation ${RULE} a`]);
  });

  const mistakes: readonly (readonly [title: string, run: () => unknown, error: object])[] = [
    [
      "a rule that does not exist",
      () => judgeResources(open, { rules: ["aws-instance-metadata-session-require"] }),
      {
        constructor: InputError,
        message: `there is no rule \`aws-instance-metadata-session-require\`; did you mean \`${RULE}\`?`,
      },
    ],
    [
      "a rule that resembles none",
      () => judgeResources(open, { rules: ["x"] }),
      { constructor: InputError, message: "there is no rule `x`" },
    ],
    [
      "a configuration that cannot be used",
      () => judgeResources(open, { config: { [RULE]: 7 } }),
      { constructor: ConfigurationError },
    ],
    [
      "a parent that does not stand before its child",
      () => judgeResources([{ type: INSTANCE, name: "a", parent: "b" }]),
      { constructor: InputError, message: "the parent of `a` is `b`, and no such resource stands before it" },
    ],
  ];
  for (const [title, run, error] of mistakes) it(`refuses ${title}`, () => throws(run, error));
});
