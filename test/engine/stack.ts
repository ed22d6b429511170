import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent, PolicyEvent } from "@pulumi/pulumi/automation/events";
import type { Context } from "mocha";
import { pulumiCli, REPOSITORY } from "./pulumi-cli";
import { aws } from "./doubles/aws";
import { azureNative } from "./doubles/azure-native";
import { ProviderDouble } from "./doubles/provider-double";

export const AWS_PACK = join(REPOSITORY, "policy-packs", "aws");
export const AZURE_PACK = join(REPOSITORY, "policy-packs", "azure");

/** Time that a test may take, where a machine is slow and busy; an operation takes three to ten seconds. */
export const SLOW = 180_000;

/** What an operation of the real engine did. */
export interface Outcome {
  readonly exitCode: number;
  /** Everything that the command printed. */
  readonly printed: string;
  readonly policyEvents: readonly PolicyEvent[];
  /** The event log as it was written. */
  readonly log: string;
}

export interface Operation {
  /** Folder of the policy pack. */
  readonly pack: string;
  /** The content of the file given as `--policy-pack-config`. */
  readonly config?: object;
  /** Environment of the program. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A stack of its own, in folders of its own, with doubles for the clouds: what the real CLI works on in one test. */
export class Stack {
  private constructor(
    private readonly cli: string,
    private readonly home: string,
    private readonly doubles: readonly { double: ProviderDouble; attach: string }[],
  ) {}

  /** @param program folder of a Pulumi program; it is copied, so that nothing is written into it */
  static async of(test: Context, program: string): Promise<Stack> {
    const cli = await pulumiCli(test);
    const home = mkdtempSync(join(tmpdir(), "mandate-engine-"));
    cpSync(program, join(home, "program"), { recursive: true, filter: (path) => !path.endsWith("node_modules") });
    linkPackages(join(home, "program", "node_modules"));
    mkdirSync(join(home, "state"));
    const doubles = await Promise.all([ProviderDouble.serve(aws), ProviderDouble.serve(azureNative)]);
    const stack = new Stack(cli, home, doubles);
    await stack.mustRun(["stack", "init", "dev"]);
    return stack;
  }

  preview(operation: Operation): Promise<Outcome> {
    return this.operate(["preview", "--skip-plugin-pre-install"], operation);
  }

  /** A deployment after its preview, or at once. */
  up(operation: Operation, { preview }: { readonly preview: boolean }): Promise<Outcome> {
    return this.operate(["up", "--yes", ...(preview ? [] : ["--skip-preview"])], operation);
  }

  /** Judges a state file with the CLI's own command, which runs no program. */
  async analyze(file: string, { pack, config }: Operation): Promise<Outcome> {
    const command = ["policy", "analyze", "--json", "--file", file, "--policy-pack", pack, ...this.configFlags(config)];
    const { exitCode, stdout, stderr } = await this.run(command);
    return { exitCode, printed: stdout + stderr, log: stdout, policyEvents: policyEventsIn(stdout) };
  }

  /** Writes the stack's state as a file. */
  async export(): Promise<string> {
    const file = join(this.home, "export.json");
    await this.mustRun(["stack", "export", "--file", file]);
    return file;
  }

  /** The names of what was really created in the clouds; the order among neighbours is chance. */
  get created(): readonly string[] {
    return this.doubles.flatMap(({ double }) => double.created.map(({ name }) => name)).sort();
  }

  close(): void {
    for (const { double } of this.doubles) double.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  private async operate(command: readonly string[], { pack, config, env }: Operation): Promise<Outcome> {
    const log = join(this.home, "events.jsonl");
    rmSync(log, { force: true });
    const flags = ["--event-log", log, "--policy-pack", pack, ...this.configFlags(config)];
    const { exitCode, stdout, stderr } = await this.run([...command, ...flags], env);
    const events = existsSync(log) ? readFileSync(log, "utf8") : "";
    return { exitCode, printed: stdout + stderr, log: events, policyEvents: policyEventsIn(events) };
  }

  private configFlags(config: object | undefined): string[] {
    if (!config) return [];
    const file = join(this.home, "pack-config.json");
    writeFileSync(file, JSON.stringify(config));
    return ["--policy-pack-config", file];
  }

  private async mustRun(args: readonly string[]): Promise<void> {
    const { exitCode, stdout, stderr } = await this.run(args);
    if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")}: exit code ${String(exitCode)}\n${stdout}${stderr}`);
  }

  private run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(this.cli, [...args, "--non-interactive", "--color=never"], {
      cwd: join(this.home, "program"),
      env: {
        ...process.env,
        PULUMI_HOME: join(this.home, "pulumi"),
        PULUMI_BACKEND_URL: `file://${join(this.home, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DEBUG_PROVIDERS: this.doubles.map(({ attach }) => attach).join(","),
        // Shows the flag `--event-log`.
        PULUMI_DEBUG_COMMANDS: "true",
        // Programs are type-checked with the rest of the repository.
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return finished(child);
  }
}

/** What one policy said: `POLICY LEVEL NAME`, with the name of the resource it said it of. */
export function inShort({ policyName, enforcementLevel, resourceUrn = "" }: PolicyEvent): string {
  return `${policyName} ${enforcementLevel} ${resourceUrn.split("::").at(-1) ?? ""}`;
}

/**
 * Gives the tests of a suite a stack of their own.
 *
 * @param program folder of the program, relative to `programs`
 */
export function useStack(program: string): () => Stack {
  let stack: Stack | undefined;
  before(async function () {
    this.timeout(SLOW);
    stack = await Stack.of(this, join(__dirname, "programs", program));
  });
  after(() => stack?.close());
  return () => {
    assert.ok(stack);
    return stack;
  };
}

function finished(child: ReturnType<typeof spawn>): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => {
      resolve({ exitCode: exitCode ?? -1, stdout, stderr });
    });
  });
}

/** A program finds the packages that a user's program would have installed. */
function linkPackages(folder: string): void {
  mkdirSync(folder);
  symlinkSync(join(REPOSITORY, "node_modules", "@pulumi"), join(folder, "@pulumi"));
  symlinkSync(REPOSITORY, join(folder, "pulumi-mandate"));
}

function policyEventsIn(lines: string): readonly PolicyEvent[] {
  return lines
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .flatMap((line) => (JSON.parse(line) as EngineEvent).policyEvent ?? []);
}
