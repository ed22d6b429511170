import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { run } from "../../../cli/command-line";
import { loadConfiguration } from "../../../cli/judging/load-configuration";
import { DEFAULT_SETTINGS } from "../../../policy-packs/judge/settings";
import { RecordingTerminal } from "../recording-terminal";
import { write } from "../states";

const PROJECT = { "Pulumi.yaml": "name: shop\nruntime: nodejs\n", "package-lock.json": "{}" };

const packageJson = (...names: string[]) =>
  JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, "*"])) });

interface GithubWorkflow {
  readonly permissions: object;
  readonly jobs: { readonly mandate: { readonly permissions: object; readonly steps: readonly Step[] } };
}

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly "working-directory"?: string;
}

interface GitlabPipeline {
  readonly mandate: { readonly script: readonly string[]; readonly artifacts: { readonly reports: object } };
}

describe("mandate init", () => {
  const before_ = process.cwd();
  let folder: string;
  let terminal: RecordingTerminal;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "mandate-init-")));
    process.chdir(folder);
    terminal = new RecordingTerminal();
  });
  afterEach(async () => {
    process.chdir(before_);
    await rm(folder, { recursive: true });
  });

  const init = (...args: string[]) => run(["init", ...args], terminal);

  async function workflow(): Promise<GithubWorkflow> {
    return parse(await readFile(".github/workflows/mandate.yml", "utf8")) as GithubWorkflow;
  }

  async function commands(): Promise<readonly string[]> {
    return (await workflow()).jobs.mandate.steps.flatMap(({ run: command }) => command ?? []);
  }

  async function pipeline(): Promise<GitlabPipeline["mandate"]> {
    return (parse(await readFile(".gitlab-ci.mandate.yml", "utf8")) as GitlabPipeline).mandate;
  }

  it("writes what a project lacks, and says what is left to do", async () => {
    await write(folder, { ...PROJECT, "package.json": packageJson("@pulumi/pulumi", "@pulumi/aws") });
    assert.equal(await init(), 0);
    assert.equal(
      terminal.output,
      `shop (nodejs, aws, npm)

wrote  mandate.config.json            what the rules share, for the command and the packs alike
wrote  .github/workflows/mandate.yml  judges every pull request
wrote  .gitlab-ci.mandate.yml         judges every merge request
open   mandate.lock.yaml              . cannot be run, because \`@pulumi/pulumi\` is not installed: run \`npm install\` in it

Next:
  # install it
  npm install --save-dev pulumi-mandate
  # write the lock
  npx --no mandate lock .
  # judge the program
  npx --no mandate check . --config mandate.config.json --evidence mandate-evidence
  # judge each preview as well
  pulumi preview --policy-pack node_modules/pulumi-mandate/policy-packs/aws --policy-pack-config mandate.config.json
  # let .gitlab-ci.yml include the job
  include: [{ local: .gitlab-ci.mandate.yml }]
`,
    );
    assert.equal(terminal.errors, "");
  });

  it("changes nothing that exists, and completes the rest", async () => {
    await write(folder, {
      ...PROJECT,
      "package.json": packageJson("pulumi-mandate"),
      "mandate.config.json": "mine",
      ".github/workflows/mandate.yml": "mine, too",
    });
    const names = await readdir(folder);
    assert.equal(await init(), 0);
    assert.match(terminal.output, /^kept {3}mandate\.config\.json /m);
    assert.match(terminal.output, /^kept {3}\.github\/workflows\/mandate\.yml /m);
    assert.equal(await readFile("mandate.config.json", "utf8"), "mine");
    assert.equal(await readFile(".github/workflows/mandate.yml", "utf8"), "mine, too");
    assert.deepEqual(await readdir(folder), names);
  });

  it("finds everything there when it is called again", async () => {
    await write(folder, { ...PROJECT, "package.json": packageJson() });
    await init();
    terminal = new RecordingTerminal();
    assert.equal(await init(), 0);
    assert.equal(terminal.output.match(/^kept /gm)?.length, 3);
    assert.doesNotMatch(terminal.output, /wrote/);
  });

  it("writes a configuration that changes no verdict until it is edited", async () => {
    await write(folder, PROJECT);
    await init();
    const { configuration } = await loadConfiguration("mandate.config.json");
    assert.deepEqual(configuration.settings, DEFAULT_SETTINGS);
  });

  it("writes a workflow with no more permissions than its steps need, and pinned actions", async () => {
    await write(folder, { ...PROJECT, "package.json": "{}", ".github/CODEOWNERS": "" });
    await init();
    const { permissions, jobs } = await workflow();
    assert.deepEqual(permissions, { contents: "read" });
    assert.deepEqual(jobs.mandate.permissions, { contents: "read", "security-events": "write" });
    assert.deepEqual(
      jobs.mandate.steps.flatMap(({ uses }) => uses ?? []),
      [
        "actions/checkout@v6",
        "actions/setup-node@v6",
        "github/codeql-action/upload-sarif@v4",
        "actions/upload-artifact@v6",
      ],
    );
    assert.deepEqual(await commands(), [
      "npm ci",
      "npx --no mandate check . --config mandate.config.json --evidence mandate-evidence",
    ]);
    assert.ok(!(await readdir(folder)).includes(".gitlab-ci.mandate.yml"));
  });

  it("writes a job for GitLab alone where the repository is there", async () => {
    const config = '[remote "origin"]\n\turl = git@gitlab.example.com:shop/infra.git\n';
    await write(folder, { ...PROJECT, "package.json": "{}", ".git/config": config });
    await init();
    const { script, artifacts } = await pipeline();
    assert.deepEqual(script, [
      "npm ci",
      "npx --no mandate check . --config mandate.config.json --evidence mandate-evidence",
    ]);
    assert.deepEqual(artifacts.reports, { junit: "mandate-evidence/evidence.xml" });
    assert.ok(!(await readdir(folder)).includes(".github"));
  });

  const managers: readonly [lock: string, content: string, install: readonly string[], mandate: string][] = [
    ["pnpm-lock.yaml", "", ["corepack enable", "pnpm install --frozen-lockfile"], "pnpm exec mandate"],
    ["yarn.lock", "__metadata:\n", ["corepack enable", "yarn install --immutable"], "yarn mandate"],
    ["yarn.lock", "# yarn lockfile v1\n", ["corepack enable", "yarn install --frozen-lockfile"], "yarn mandate"],
    ["none", "", ["npm install"], "npx --no mandate"],
  ];
  for (const [lock, content, install, mandate] of managers) {
    it(`installs with ${install.at(-1)} by ${lock} ${content.trim()}`, async () => {
      await write(folder, { "Pulumi.yaml": PROJECT["Pulumi.yaml"], "package.json": "{}", [lock]: content });
      await init();
      const check = `${mandate} check . --config mandate.config.json --evidence mandate-evidence`;
      assert.deepEqual(await commands(), [...install, check]);
      assert.deepEqual((await pipeline()).script, [...install, check]);
    });
  }

  it("writes workflows at the root of the repository, for a project below it with packages of its own", async () => {
    const below = Object.entries({
      ...PROJECT,
      "package.json": "{}",
      "Pulumi.dev.yaml": "",
      "Pulumi.prod-eu.yaml": "",
    });
    await write(folder, {
      ".git/HEAD": "",
      ...Object.fromEntries(below.map(([name, content]) => [`the infra/${name}`, content])),
    });
    process.chdir("the infra");
    assert.equal(await init(), 0);
    assert.match(terminal.output, /^wrote {2}\.\.\/\.github\/workflows\/mandate\.yml /m);
    assert.match(terminal.output, /^Next, in \.\.:$/m);
    assert.match(terminal.output, /^ {2}pulumi preview --cwd 'the infra' --policy-pack node_modules\//m);
    process.chdir("..");
    const check =
      "'the infra/node_modules/.bin/mandate' check 'the infra' --stack prod-eu --config 'the infra/mandate.config.json' --evidence mandate-evidence";
    assert.deepEqual(await commands(), ["npm ci", check]);
    const install = (await workflow()).jobs.mandate.steps.find(({ run: command }) => command === "npm ci");
    assert.equal(install?.["working-directory"], "the infra");
    assert.deepEqual((await pipeline()).script, ["(cd 'the infra' && npm ci)", check]);
  });

  it("takes packages and lock from the root of the repository where the project has none", async () => {
    await write(folder, {
      ".git/HEAD": "",
      "package.json": packageJson("@pulumi/azure-native"),
      "package-lock.json": "{}",
      "infra/Pulumi.yaml": PROJECT["Pulumi.yaml"],
    });
    await init("infra");
    assert.match(terminal.output, /^shop \(nodejs, azure, npm\)$/m);
    assert.deepEqual(await commands(), [
      "npm ci",
      "npx --no mandate check infra --config infra/mandate.config.json --evidence mandate-evidence",
    ]);
    assert.match(
      terminal.output,
      /pulumi preview --cwd infra --policy-pack \.\.\/node_modules\/pulumi-mandate\/policy-packs\/azure /,
    );
  });

  it("writes the lock of a program that runs, and asks for approval", async () => {
    const modules = join(__dirname, "..", "..", "..", "node_modules");
    const program = `
      const pulumi = require("@pulumi/pulumi");
      new (class extends pulumi.CustomResource {})("aws:iam/role:Role", "deployer", { assumeRolePolicy: "{}" });
    `;
    await write(folder, { ...PROJECT, "package.json": packageJson("pulumi-mandate"), "index.js": program });
    await symlink(modules, join(folder, "node_modules"));
    await init();
    assert.match(terminal.output, /^wrote {2}mandate\.lock\.yaml +what each identity holds, for somebody to approve$/m);
    assert.match(
      terminal.output,
      /^ {2}npx --no mandate lock approve IDENTITY --approver WHO --reason WHY --until DAY --file mandate\.lock\.yaml$/m,
    );
    assert.match(await readFile("mandate.lock.yaml", "utf8"), /deployer/);
    await writeFile("mandate.lock.yaml", "mine");
    await init();
    assert.equal(await readFile("mandate.lock.yaml", "utf8"), "mine");
  }).timeout(30_000);

  it("leaves workflows out for a program that only a preview can judge", async () => {
    await write(folder, { "Pulumi.yaml": "name: shop\nruntime:\n  name: python\n" });
    assert.equal(await init(), 0);
    assert.deepEqual(await readdir(folder), ["Pulumi.yaml", "mandate.config.json"]);
    assert.equal(
      terminal.output,
      `shop (python, aws, azure)

wrote  mandate.config.json  what the rules share, for the command and the packs alike

Next:
  # install it
  npm install --no-save pulumi-mandate
  # judge each preview as well
  pulumi preview --policy-pack node_modules/pulumi-mandate/policy-packs/aws --policy-pack node_modules/pulumi-mandate/policy-packs/azure --policy-pack-config mandate.config.json --policy-pack-config mandate.config.json
`,
    );
  });

  it("refuses a folder that holds no project, and writes nothing", async () => {
    assert.equal(await init(), 2);
    assert.equal(
      terminal.errors,
      "mandate: .: there is no Pulumi.yaml in it; expected the folder of a Pulumi project\n",
    );
    assert.deepEqual(await readdir(folder), []);
  });

  it("says where it cannot write", async () => {
    await write(folder, { ...PROJECT, "package.json": "{}", ".github/workflows": "a file" });
    assert.equal(await init(), 2);
    assert.equal(
      terminal.errors,
      `mandate: ${join(folder, ".github/workflows/mandate.yml")}: it cannot be written (EEXIST); expected a folder that can be written to\n`,
    );
  });
});
