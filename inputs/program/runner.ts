import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { InputError } from "../input";
import type { Configuration } from "./configuration";
import { ORGANIZATION } from "./monitor";
import type { Project } from "./project";

/** How a program ended. */
export interface Ending {
  /** Exit code; undefined where a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  /** The end of what it wrote to its standard error. */
  readonly errorOutput: string;
}

/** So much of a program's error output is kept: its end, where the error stands. */
const KEPT_OUTPUT = 16_384;

/** Settings that would change the run, and credentials that it does not need. */
const WITHHELD =
  /^PULUMI_(?:NODEJS_.*|ACCESS_TOKEN|CONFIG_PASSPHRASE(?:_FILE)?|CONFIG|CONFIG_SECRET_KEYS|ENABLE_LEGACY_APPLY)$/;

/**
 * Runs before the program: errors are printed without colours. With them, Node 20 does not come back from a stack frame
 * such as `/node_modules/@pulumi/output.ts`, which the SDK's source maps give (nodejs, `markNodeModules`).
 */
const PRELUDE = `data:text/javascript,${encodeURIComponent(`
import util from "node:util";
const { inspect } = util;
const plain = (value, options, ...others) =>
  inspect(value, typeof options === "object" ? { ...options, colors: false } : options, ...others);
util.inspect = Object.defineProperties(plain, Object.getOwnPropertyDescriptors(inspect));
`)}`;

/** The runner of the SDK that the program itself uses. */
export function findRunner(project: Project, dir: string): string {
  try {
    return createRequire(join(project.workingDirectory, "program.js")).resolve("@pulumi/pulumi/cmd/run");
  } catch {
    throw new InputError(
      `${dir} cannot be run, because \`@pulumi/pulumi\` is not installed: run \`npm install\` in it`,
    );
  }
}

/** Runs the program as a dry run against the engine at `address`, until it ends or its time is over. */
export function run(
  project: Project,
  configuration: Configuration,
  runner: string,
  address: string,
  timeout: number,
): Promise<Ending> {
  const child = spawn(
    process.execPath,
    [`--import=${PRELUDE}`, ...project.nodeArguments, runner, ...programArguments(project, configuration, address)],
    {
      cwd: project.workingDirectory,
      env: environment(project, configuration),
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  return new Promise((resolve, reject) => {
    let errorOutput = "";
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, timeout);
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errorOutput = (errorOutput + text).slice(-KEPT_OUTPUT);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? undefined, signal: signal ?? undefined, timedOut, errorOutput });
    });
  });
}

function programArguments(project: Project, configuration: Configuration, address: string): readonly string[] {
  return [
    `--monitor=${address}`,
    `--engine=${address}`,
    `--organization=${ORGANIZATION}`,
    `--project=${project.name}`,
    `--root-directory=${project.root}`,
    `--stack=${configuration.stack}`,
    `--pwd=${project.workingDirectory}`,
    "--dry-run",
    project.entry,
  ];
}

function environment(project: Project, configuration: Configuration): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !WITHHELD.test(name)));
  return {
    ...own,
    PULUMI_NODEJS_TYPESCRIPT: String(project.typescript),
    // Types are the compiler's affair, and checking them takes longer than all else.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(configuration.values)),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(configuration.secretKeys),
  };
}
