import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { LOCK_FILE } from "../../identity/lock/lock";
import { codeOf, failureOf, UsageError } from "../failure";
import {
  approveCommand,
  checkCommand,
  filesFor,
  GITLAB_JOB,
  lockCommand,
  previewCommand,
  stackToJudge,
  type NewFile,
} from "./files";
import { pathFrom, readUserProject, type UserProject } from "./project";
import { printable, type Terminal } from "../terminal";

/** What became of one file. */
interface Line {
  readonly state: "wrote" | "kept" | "open";
  readonly path: string;
  readonly words: string;
}

/** Writes what the project lacks, and says what is left to do. */
export async function runInit(dir: string, terminal: Terminal): Promise<void> {
  const project = readUserProject(dir);
  const { name, runtime, clouds, packages } = project;
  const kind = [runtime, ...clouds, ...(packages ? [packages.manager] : [])].join(", ");
  terminal.out(`${printable(`${name} (${kind})`)}\n\n`);
  const lines: Line[] = [];
  for (const file of filesFor(project)) {
    lines.push({ state: (await writeNew(file)) ? "wrote" : "kept", path: file.path, words: file.purpose });
  }
  if (packages) lines.push(await lockLine(project));
  const paths = lines.map(({ path }) => pathFrom(process.cwd(), path));
  const width = Math.max(...paths.map((path) => path.length));
  for (const [index, { state, words }] of lines.entries()) {
    terminal.out(`${printable(`${state.padEnd(5)}  ${(paths[index] ?? "").padEnd(width)}  ${words}`)}\n`);
  }
  terminal.out(`\n${nextSteps(project, lines)}`);
}

/** The lock says what the program gives to identities, so the program runs for it; where it cannot, that is left to do. */
async function lockLine(project: UserProject): Promise<Line> {
  const path = join(project.folder, LOCK_FILE);
  if (existsSync(path)) return { state: "kept", path, words: LOCK_PURPOSE };
  const { runLock } = await import("../lock/run-lock.js");
  const stack = stackToJudge(project);
  try {
    await runLock([pathFrom(process.cwd(), project.folder)], { ...(stack !== undefined && { stack }) }, SILENT);
  } catch (error) {
    return { state: "open", path, words: failureOf(error).message };
  }
  if (existsSync(path)) return { state: "wrote", path, words: LOCK_PURPOSE };
  return { state: "open", path, words: "the program has no identity yet" };
}

const LOCK_PURPOSE = "what each identity holds, for somebody to approve";

const SILENT: Terminal = { out: () => undefined, error: () => undefined, colour: false, watched: false, width: 80 };

/** @returns false where there was a file already, which stays as it is */
async function writeNew({ path, content }: NewFile): Promise<boolean> {
  if (existsSync(path)) return false;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { flag: "wx" });
    return true;
  } catch (error) {
    throw new UsageError(`${path}: it cannot be written (${codeOf(error)}); expected a folder that can be written to`);
  }
}

/** Commands to copy, run from the root of the repository, each below what it is for. */
function nextSteps(project: UserProject, lines: readonly Line[]): string {
  const { packages, root } = project;
  const steps = [
    ...(packages?.hasMandate
      ? []
      : [step("install it", packages?.addMandate ?? "npm install --no-save pulumi-mandate")]),
    ...(lines.some(({ state }) => state === "open") ? [step("write the lock", lockCommand(project))] : []),
    ...(lines.some(({ state, path }) => state === "wrote" && path.endsWith(LOCK_FILE))
      ? [step("approve what its identities hold", approveCommand(project))]
      : []),
    ...(packages ? [step("judge the program", checkCommand(project))] : []),
    step("judge each preview as well", previewCommand(project)),
    ...(lines.some(({ path }) => path.endsWith(GITLAB_JOB))
      ? [step("let .gitlab-ci.yml include the job", `include: [{ local: ${GITLAB_JOB} }]`)]
      : []),
  ];
  const from = pathFrom(process.cwd(), root);
  return `${from === "." ? "Next:" : `Next, in ${printable(from)}:`}\n${steps.join("")}`;
}

function step(why: string, command: string): string {
  return `  # ${why}\n  ${printable(command)}\n`;
}
