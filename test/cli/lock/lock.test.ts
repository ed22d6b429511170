import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../cli/command-line";
import { RecordingTerminal } from "../recording-terminal";

const REPOSITORY = join(__dirname, "..", "..", "..");
const PROGRAM = join(REPOSITORY, "test", "fixtures", "programs", "locked");

/** Approvals of these tests are given today, and last as long as the tests ask. */
const APPROVE = "--approver security-board --until 2099-12-31 --monitor soc --revoker on-call".split(" ");

describe("mandate lock", function () {
  this.timeout(120_000);
  let home: string;
  let program: string;
  let lock: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "mandate-lock-"));
    program = join(home, "program");
    lock = join(program, "mandate.lock.yaml");
    cpSync(PROGRAM, program, { recursive: true });
    mkdirSync(join(program, "node_modules"));
    symlinkSync(join(REPOSITORY, "node_modules", "@pulumi"), join(program, "node_modules", "@pulumi"));
  });

  afterEach(() => {
    delete process.env["DELETE"];
    rmSync(home, { recursive: true, force: true });
  });

  async function mandate(...args: readonly string[]) {
    const terminal = new RecordingTerminal();
    const code = await run(args, terminal);
    const shown = (text: string) => text.replaceAll(home, "HOME");
    return { code, output: shown(terminal.output), errors: shown(terminal.errors) };
  }

  /** What the rules of the lock find. */
  async function findings(config: object = {}): Promise<readonly string[]> {
    const file = join(home, "config.json");
    writeFileSync(file, JSON.stringify(config));
    const { output } = await mandate("check", program, "--format", "json", "--config", file);
    const report = JSON.parse(output) as { findings: readonly { rule: string; message: string }[] };
    return report.findings
      .filter(({ rule }) => /^identity-(privileges-approved|approval-current|lock-without-orphans)$/.test(rule))
      .map(({ rule, message }) => `${rule}: ${message.split(": ")[0] ?? ""}`);
  }

  it("writes what is held, has it approved, and then holds the program to it", async () => {
    assert.deepEqual(await mandate("lock", program), {
      code: 0,
      output: `HOME/program: written to HOME/program/mandate.lock.yaml
  + not in the lock yet: resizer (aws:iam/role:Role)
      allow s3:GetObject on \${uploads}/incoming/*
      trusts allow sts:AssumeRole to Service lambda.amazonaws.com
1 to approve: \`mandate lock approve\`
`,
      errors: "",
    });
    assert.deepEqual(await findings(), [
      "identity-approval-current: nobody has approved the entry of the IAM role `resizer` at `mandate.lock.yaml:6:5`",
    ]);

    await mandate("lock", "approve", "resizer", "--file", lock, "--reason", "Reads what it resizes", ...APPROVE);
    assert.deepEqual(await findings(), []);
    assert.deepEqual(await mandate("lock", program, "--check"), {
      code: 0,
      output: "HOME/program: compared with HOME/program/mandate.lock.yaml\n  nothing goes beyond the lock\n",
      errors: "",
    });

    process.env["DELETE"] = "1";
    assert.deepEqual(await findings(), [
      "identity-privileges-approved: the IAM role `resizer` goes beyond what `mandate.lock.yaml:6:5` approves",
    ]);
    assert.deepEqual(await mandate("lock", program, "--check"), {
      code: 1,
      output: `HOME/program: compared with HOME/program/mandate.lock.yaml
  ~ goes beyond the lock: resizer (aws:iam/role:Role)
      + \`s3:DeleteObject\` on \`\${uploads}/incoming/*\`
      the approval by security-board lapses
`,
      errors: "",
    });

    await mandate("lock", program);
    assert.match((await findings()).join(), /was changed after security-board approved it/);
  });

  it("writes the same file again where nothing changed", async () => {
    await mandate("lock", program);
    const before = readFileSync(lock, "utf8");
    const { output } = await mandate("lock", program);
    assert.equal(readFileSync(lock, "utf8"), before);
    assert.match(output, /as in HOME\/program\/mandate\.lock\.yaml/);
  });

  it("writes nothing with --check", async () => {
    const { code } = await mandate("lock", program, "--check");
    assert.deepEqual([code, existsSync(lock)], [1, false]);
  });

  it("takes the signature that ssh-keygen makes, and that of nobody else", async () => {
    const settings = (signers: readonly string[]) => ({
      "mandate-settings": { signaturesRequired: true, allowedSigners: signers },
    });
    const key = keyIn(home, "board");
    const signer = `security-board ${key.publicKey}`;
    await mandate("lock", program);
    await mandate("lock", "approve", "resizer", "--file", lock, "--reason", "Reads", ...APPROVE);
    assert.match((await findings(settings([signer]))).join(), /bears no signature/);

    const { output: text } = await mandate("lock", "to-sign", "resizer", "--file", lock);
    const message = join(home, "resizer.txt");
    writeFileSync(message, text);
    execFileSync("ssh-keygen", ["-q", "-Y", "sign", "-n", "mandate-approval", "-f", key.file, message], {
      stdio: "pipe",
    });
    await mandate("lock", "sign", "resizer", `${message}.sig`, "--file", lock);
    assert.deepEqual(await findings(settings([signer])), []);

    const other = `security-board ${keyIn(home, "other").publicKey}`;
    assert.match((await findings(settings([other]))).join(), /is not accepted/);
    const asOther = `platform-board ${key.publicKey}`;
    assert.match((await findings(settings([asOther]))).join(), /is not accepted/);

    const signed = readFileSync(lock, "utf8");
    writeFileSync(lock, signed.replace("monitor: soc", "monitor: nobody"));
    assert.match((await findings(settings([signer]))).join(), /is not accepted/);
    writeFileSync(lock, signed.replace("s3:GetObject", "s3:*"));
    assert.match((await findings(settings([signer]))).join(), /was changed after/);
  });

  it("says what is missing for an approval, and what cannot be signed", async () => {
    await mandate("lock", program);
    const approve = ["lock", "approve", "resizer", "--file", lock, "--reason", "r", "--approver", "a"];
    const { errors } = await mandate(...approve, "--until", "2099-12-31");
    assert.equal(errors, "mandate: `resizer` has no monitor yet; expected `--monitor <name>`\n");
    assert.match(
      (await mandate(...approve, "--until", "soon")).errors,
      /Expected a day such as 2027-03-31; see `mandate lock approve --help`/,
    );
    assert.equal(
      (await mandate(...approve, "--monitor", "m", "--revoker", "r", "--date", "2027-03-31", "--until", "2027-03-30"))
        .errors,
      "mandate: --until 2027-03-30 lies before the approval of 2027-03-31; expected a later day\n",
    );
    assert.match(
      (await mandate(...approve, "--until", "2099-12-31", "--monitor", "TODO")).errors,
      /argument 'TODO' is invalid. Expected a text that is no placeholder/,
    );
    assert.equal(
      (await mandate("lock", "to-sign", "resizer", "--file", lock)).errors,
      "mandate: HOME/program/mandate.lock.yaml: `resizer` is not approved; `mandate lock approve` comes first\n",
    );
    assert.equal(
      (await mandate("lock", "to-sign", "mailer", "--file", lock)).errors,
      "mandate: HOME/program/mandate.lock.yaml: no entry is for `mailer`; expected `resizer`\n",
    );
  });

  it("does not write over a lock that it cannot read, and names the place", async () => {
    await mandate("lock", program);
    writeFileSync(lock, readFileSync(lock, "utf8").replace("privileges:", "privilages:"));
    const { code, errors } = await mandate("lock", program);
    assert.equal(code, 2);
    assert.equal(errors, "mandate: HOME/program/mandate.lock.yaml:9:5: expected `privileges`, found `privilages`\n");
    assert.match((await findings()).join(), /the privilege lock cannot be read/);
  });
});

/** A key pair for one test. */
function keyIn(folder: string, name: string): { readonly file: string; readonly publicKey: string } {
  const file = join(folder, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file]);
  return { file, publicKey: readFileSync(`${file}.pub`, "utf8").trim() };
}
