import assert from "node:assert/strict";
import { run } from "../../../cli/command-line";
import { RULES } from "../../../policy-packs/rules";
import { RecordingTerminal } from "../recording-terminal";

describe("mandate rules", () => {
  async function rules(...args: string[]): Promise<RecordingTerminal> {
    const terminal = new RecordingTerminal();
    assert.equal(await run(["rules", ...args], terminal), 0);
    assert.equal(terminal.errors, "");
    return terminal;
  }

  it("lists every rule by name", async () => {
    const { output } = await rules();
    assert.deepEqual(
      output
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/ +/)[0]),
      RULES.map(({ name }) => name).sort(),
    );
    assert.match(output, /^aws-instance-metadata-session-required +high +mandatory +Instance metadata/m);
  });

  it("shows one rule with what a reader needs to mend a violation", async () => {
    const { output } = await rules("aws-secret-rotated");
    assert.equal(
      output,
      `aws-secret-rotated  medium  mandatory  aws
Every Secrets Manager secret is rotated within the limit

Why
  a secret that leaked stays good until it is replaced

Fix
  Give it a \`SecretRotation\` whose \`rotationRules\` keep within the limit.

Duty
  Rotate long-lived secrets

Controls
  OWASP-NHI-2025:NHI7, NIST-800-53r5:IA-5

Options
  maxDays: The longest time between two rotations, in days. Default 90, from AWS Config,
  secretsmanager-secret-periodic-rotation, maxDaysSinceRotation:
  https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-secret-periodic-rotation.html.
`,
    );
  });

  it("leaves out options where a rule has none", async () => {
    assert.doesNotMatch((await rules("aws-instance-metadata-session-required")).output, /^Options$/m);
  });

  it("answers programs with all of one rule, or of all, and not with how it judges", async () => {
    const [one] = JSON.parse((await rules("aws-secret-rotated", "--format", "json")).output) as [object];
    assert.deepEqual(Object.keys(one), [
      "name",
      "packs",
      "title",
      "severity",
      "enforcement",
      "duty",
      "why",
      "fix",
      "controls",
      "options",
    ]);
    const all = JSON.parse((await rules("--format", "json")).output) as { name: string; packs: string[] }[];
    assert.equal(all.length, RULES.length);
    assert.deepEqual(all.find(({ name }) => name === "resource-tags-complete")?.packs, ["aws", "azure"]);
  });

  it("suggests the rule that was meant", async () => {
    const terminal = new RecordingTerminal();
    assert.equal(await run(["rules", "aws-secret-rotatd"], terminal), 2);
    assert.equal(
      terminal.errors,
      "mandate: `aws-secret-rotatd` is no rule that Mandate knows; did you mean `aws-secret-rotated`?\n",
    );
    assert.equal(await run(["rules", "entirely-else"], terminal), 2);
    assert.match(terminal.errors, /`entirely-else` is no rule that Mandate knows; `mandate rules` lists them\n$/);
  });
});
