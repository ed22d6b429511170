import { stripVTControlCharacters } from "node:util";
import { InputError, type Input } from "../input";
import type { Place } from "../stand-ins/answer";
import { StandIns } from "../stand-ins/stand-ins";
import { readConfiguration, type Configuration } from "./configuration";
import { Declarations } from "./declarations";
import { Engine } from "./engine";
import { Invokes } from "./invokes";
import { Monitor } from "./monitor";
import { readProject } from "./project";
import { findRunner, run, type Ending } from "./runner";

export interface ProgramOptions {
  /** The stack whose configuration holds. @default the only one, else `dev` */
  readonly stack?: string;
  /** Gives no stand-ins: what only the deployment settles is unknown, as in a real preview. @default false */
  readonly unknown?: boolean;
  /** Milliseconds after which the program is ended. @default 120000 */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 120_000;

/**
 * Runs a Node.js Pulumi program as a dry run, with no cloud, backend, plugin or CLI, and gives the resources that it
 * declares.
 *
 * @param dir the project's folder, with `Pulumi.yaml`
 * @throws InputError where there is no such program, or it fails
 */
export async function readProgram(dir: string, options: ProgramOptions = {}): Promise<Input> {
  const project = readProject(dir);
  const configuration = readConfiguration(project, options.stack);
  const runner = findRunner(project, dir);
  const unknown = options.unknown ?? false;
  const place = placeOf(configuration);
  const standIns = new StandIns({ ...place, unknown });
  const invokes = new Invokes(place, new Declarations(project.workingDirectory));
  const monitor = new Monitor({
    project: project.name,
    root: project.root,
    configuration,
    standIns,
    invokes,
  });
  const engine = new Engine(monitor);
  try {
    const address = await engine.listen();
    const ending = await run(project, configuration, runner, address, options.timeout ?? DEFAULT_TIMEOUT);
    const failure = failureOf(dir, ending, engine.errors);
    if (failure) throw new InputError(failure.message, redact(failure.detail, monitor.secrets, configuration));
  } finally {
    engine.close();
  }
  return {
    path: dir,
    kind: "program",
    resources: [...monitor.resources.values()],
    describe: (text) => configuration.encrypted.describe(standIns.describe(text)),
    notes: [...configuration.notes, ...monitor.notes],
  };
}

/** Where the configuration says that the stack is deployed. */
function placeOf({ values }: Configuration): Place {
  const accounts = listOf(values.get("aws:allowedAccountIds"));
  const region = values.get("aws:region");
  const subscription = values.get("azure-native:subscriptionId");
  const tenant = values.get("azure-native:tenantId");
  return {
    ...(accounts.length === 1 && accounts[0] !== undefined && { account: accounts[0] }),
    ...(region !== undefined && { region }),
    ...(subscription !== undefined && { subscription }),
    ...(tenant !== undefined && { tenant }),
  };
}

function listOf(json: string | undefined): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(json ?? "[]");
    return Array.isArray(parsed) ? parsed.map(String) : [];
  } catch {
    return [];
  }
}

/** The code with which the SDK ends a program whose error it has reported. */
const ERROR_WAS_REPORTED = 32;

interface Failure {
  readonly message: string;
  readonly detail: string;
}

/** How the program failed, if it did; an error that it reported counts even where it went on. */
function failureOf(dir: string, ending: Ending, errors: readonly string[]): Failure | undefined {
  const detail = stripVTControlCharacters(errors.length > 0 ? errors.join("\n") : ending.errorOutput).trim();
  if (ending.timedOut) return { message: `the program in ${dir} did not end in time and was ended`, detail };
  if (ending.code === 0 && errors.length === 0) return undefined;
  const missing = /Cannot find (?:module|package) '([^'./][^']*)'/.exec(detail)?.[1];
  if (missing !== undefined) {
    return {
      message: `the program in ${dir} failed: \`${missing}\` is not installed; run \`npm install\` in it`,
      detail,
    };
  }
  const how =
    ending.signal !== undefined
      ? `was ended by ${ending.signal}`
      : ending.code === 0
        ? "reported an error"
        : ending.code === ERROR_WAS_REPORTED
          ? "failed"
          : `failed with exit code ${ending.code}`;
  return { message: `the program in ${dir} ${how}`, detail };
}

/** A secret shorter than this is not looked for: replacing it would garble the text and hide nothing. */
const SHORTEST_SECRET = 4;

function redact(detail: string, secrets: ReadonlySet<string>, configuration: Configuration): string {
  const configured = configuration.secretKeys.map((key) => configuration.values.get(key) ?? "");
  const longestFirst = [...secrets, ...configured]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  const described = configuration.encrypted.describe(detail);
  return longestFirst.reduce((text, secret) => text.replaceAll(secret, "[secret]"), described);
}
