import { join } from "node:path";
import { LOCK_FILE } from "../../identity/lock/lock";
import { DEFAULT_SETTINGS, SETTINGS_POLICY } from "../../policy-packs/judge/settings";
import { fileNameOf } from "../formats";
import { pathFrom, type Host, type Packages, type UserProject } from "./project";

/** A file that `mandate init` writes where there is none. */
export interface NewFile {
  /** Absolute. */
  readonly path: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
  readonly content: string;
}

const CONFIGURATION = "mandate.config.json";

const GITHUB_WORKFLOW = ".github/workflows/mandate.yml";

export const GITLAB_JOB = ".gitlab-ci.mandate.yml";

const EVIDENCE = "mandate-evidence";

/** Everything that a project needs, whether it has it already or not. */
export function filesFor(project: UserProject): readonly NewFile[] {
  const { packages } = project;
  const configuration = {
    path: join(project.folder, CONFIGURATION),
    purpose: "what the rules share, for the command and the packs alike",
    content: configurationText(),
  };
  return [configuration, ...(packages ? project.hosts.map((host) => workflow(host, project, packages)) : [])];
}

/** JSON, because `--policy-pack-config` of Pulumi reads nothing else. */
function configurationText(): string {
  const { mandatoryTags, undetermined } = DEFAULT_SETTINGS;
  const settings = { mandatoryTags, tagAliases: {}, undetermined };
  return `${JSON.stringify({ [SETTINGS_POLICY]: settings }, undefined, 2)}\n`;
}

function workflow(host: Host, project: UserProject, packages: Packages): NewFile {
  const text = host === "github" ? githubWorkflow : gitlabJob;
  return {
    path: join(project.root, host === "github" ? GITHUB_WORKFLOW : GITLAB_JOB),
    purpose: host === "github" ? "judges every pull request" : "judges every merge request",
    content: text(project, packages),
  };
}

/**
 * Permissions are what each step needs: reading the code, and writing alerts, which a fork's pull request may not.
 * Actions are pinned to major versions, for their owners' fixes; an organisation that pins commits does so with its tool.
 */
function githubWorkflow(project: UserProject, packages: Packages): string {
  const at = pathFrom(project.root, packages.folder);
  const enable = packages.manager === "npm" ? "" : "      - run: corepack enable\n";
  return `# Judges the program of each pull request; written by \`mandate init\`, and yours to change.
name: mandate
on:
  pull_request:
  push:
    branches: [main, master]
permissions:
  contents: read
jobs:
  mandate:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      security-events: write
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
      - uses: actions/setup-node@v6
        with:
          node-version: 22
${enable}      - run: ${packages.install}
${at === "." ? "" : `        working-directory: ${scalar(at)}\n`}      - run: ${scalar(checkCommand(project))}
      - uses: github/codeql-action/upload-sarif@v4
        if: \${{ !cancelled() && hashFiles('${EVIDENCE}/${fileNameOf("sarif")}') != '' && !github.event.pull_request.head.repo.fork }}
        with:
          sarif_file: ${EVIDENCE}/${fileNameOf("sarif")}
          category: mandate
        continue-on-error: true # where the repository has no code scanning
      - uses: actions/upload-artifact@v6
        if: \${{ !cancelled() }}
        with:
          name: ${EVIDENCE}
          path: ${EVIDENCE}/
`;
}

function gitlabJob(project: UserProject, packages: Packages): string {
  const at = pathFrom(project.root, packages.folder);
  const enable = packages.manager === "npm" ? "" : "    - corepack enable\n";
  return `# Judges the program of each merge request; written by \`mandate init\`, and yours to change.
mandate:
  stage: test
  image: node:22
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
${enable}    - ${scalar(at === "." ? packages.install : `(cd ${shellWord(at)} && ${packages.install})`)}
    - ${scalar(checkCommand(project))}
  artifacts:
    when: always
    paths:
      - ${EVIDENCE}/
    reports:
      junit: ${EVIDENCE}/${fileNameOf("junit")}
`;
}

/** Run from the root of the repository, so that places in the evidence are paths of the repository. */
export function checkCommand(project: UserProject): string {
  const configuration = shellWord(pathFrom(project.root, join(project.folder, CONFIGURATION)));
  return `${mandateOn("check", project)} --config ${configuration} --evidence ${EVIDENCE}`;
}

export function lockCommand(project: UserProject): string {
  return mandateOn("lock", project);
}

/** Who approves, why and until when is for the user to say. */
export function approveCommand(project: UserProject): string {
  const file = shellWord(pathFrom(project.root, join(project.folder, LOCK_FILE)));
  return `${mandate(project)} lock approve IDENTITY --approver WHO --reason WHY --until DAY --file ${file}`;
}

function mandateOn(command: string, project: UserProject): string {
  const stack = stackToJudge(project);
  const folder = shellWord(pathFrom(project.root, project.folder));
  return `${mandate(project)} ${command} ${folder}${stack === undefined ? "" : ` --stack ${shellWord(stack)}`}`;
}

/** Packages in a folder of their own are not found from the root. */
function mandate({ root, packages }: UserProject): string {
  if (!packages || packages.folder === root) return packages?.mandate ?? "mandate";
  return shellWord(pathFrom(root, join(packages.folder, "node_modules", ".bin", "mandate")));
}

/** A preview with the packs and the same configuration, in the project's folder. */
export function previewCommand({ root, folder, clouds, packages }: UserProject): string {
  const there = pathFrom(root, folder);
  const modules = pathFrom(folder, join(packages?.folder ?? folder, "node_modules"));
  return [
    "pulumi preview",
    ...(there === "." ? [] : ["--cwd", shellWord(there)]),
    ...clouds.flatMap((cloud) => ["--policy-pack", `${modules}/pulumi-mandate/policy-packs/${cloud}`]),
    ...clouds.flatMap(() => ["--policy-pack-config", CONFIGURATION]),
  ].join(" ");
}

/** The stack whose configuration the program is judged with: the one that matters most. */
export function stackToJudge({ stacks }: UserProject): string | undefined {
  return stacks.find((name) => /^prod/i.test(name)) ?? stacks[0];
}

function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\\\''")}'`;
}

/** A text as YAML takes it on one line: as it is where it cannot mean anything else, or else quoted as in JSON. */
function scalar(text: string): string {
  return /^[\w./(][\w./@+ '&()=-]*$/.test(text) ? text : JSON.stringify(text);
}
