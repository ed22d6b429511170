import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { PackProcess, type PackConfig, type Sent } from "../test/engine/pack-process";
import { manyExports } from "./exports";
import { growth } from "./growth";
import { managedPolicies } from "./managed-policies";
import { mixedResources } from "./resources";

/**
 * What the packs cost, as ratios between runs on one machine, because times alone say more of the machine.
 *
 * A start lasts from spawning the runner that the Pulumi CLI spawns until the pack has told what it holds. An analysed
 * resource is sent as the engine sends it: once before it is created, and once more with the complete stack.
 */
const PACKS = join(__dirname, "..", "policy-packs");
const RESOURCES = 2000;
const SETTINGS = "mandate-settings";

/** The runner keeps the text that it has compiled; a build machine starts without. */
const NOTHING_CACHED = { TS_NODE_CACHE: "false" };

export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly other: string;
  readonly ratio: number;
  readonly goal?: number;
}

async function main(): Promise<void> {
  const { model } = cpus()[0] ?? { model: "unknown processor" };
  const memory = Math.round(totalmem() / 2 ** 30);
  console.log(`${model}, ${String(cpus().length)} cores, ${String(memory)} GB, Node.js ${process.version}\n`);
  const rows = [
    ...(await starts()),
    ...(await throughput()),
    ...(await manyExports()),
    ...growth(),
    ...managedPolicies(),
  ];
  console.log("| what | ours | compared with | ratio | goal |\n|---|---|---|---|---|");
  for (const { what, ours, other, ratio, goal } of rows) {
    const aim = goal === undefined ? "" : `<= ${goal.toFixed(3)}, ${ratio <= goal ? "met" : "missed"}`;
    console.log(`| ${what} | ${ours} | ${other} | ${ratio.toFixed(3)} | ${aim} |`);
  }
}

/** Packs take turns, so that a slow moment of the machine hits all of them. */
async function starts(): Promise<readonly Row[]> {
  const aws: number[] = [];
  const azure: number[] = [];
  const empty: number[] = [];
  const first: number[] = [];
  const again: number[] = [];
  for (let turn = 0; turn < 9; turn += 1) {
    empty.push(await startOf(join(__dirname, "packs", "empty")));
    aws.push(await startOf(join(PACKS, "aws")));
    azure.push(await startOf(join(PACKS, "azure")));
    again.push(await startOf(join(__dirname, "packs", "typescript")));
    if (turn < 3) first.push(await startOf(join(__dirname, "packs", "typescript"), NOTHING_CACHED));
  }
  const row = (what: string, pack: number[], other: number[], name: string, goal?: number): Row => ({
    what,
    ours: `${median(pack).toFixed(0)} ms`,
    other: `${median(other).toFixed(0)} ms (${name})`,
    ratio: median(pack) / median(other),
    ...(goal !== undefined && { goal }),
  });
  return [
    row("start of the AWS pack", aws, empty, "one empty policy", 1.15),
    row("start of the Azure pack", azure, empty, "one empty policy", 1.15),
    row("start of the AWS pack", aws, first, "TypeScript that imports @pulumi/aws, first start", 1 / 8),
    row("start of the AWS pack", aws, again, "the same, compiled text still cached"),
  ];
}

async function startOf(pack: string, env: NodeJS.ProcessEnv = {}): Promise<number> {
  const begin = performance.now();
  const started = await PackProcess.start(pack, env);
  await started.info();
  const taken = performance.now() - begin;
  await started.stop();
  return taken;
}

async function throughput(): Promise<readonly Row[]> {
  const resources = mixedResources(RESOURCES);
  const policies = await policyNames();
  const [one = ""] = policies;
  const onlyOne = Object.fromEntries(
    policies.map((name) => [name, { level: name === one ? "mandatory" : "disabled" }] as const),
  );
  const all: number[] = [];
  const single: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    single.push(await analysis(onlyOne, resources));
    all.push(await analysis({}, resources));
  }
  const each = (times: number[]): string => `${((median(times) / RESOURCES) * 1000).toFixed(0)} us`;
  return [
    {
      what: `one of ${String(RESOURCES)} resources analysed, ${String(policies.length)} rules`,
      ours: each(all),
      other: `${each(single)} (one rule)`,
      ratio: median(all) / median(single),
      goal: 1.3,
    },
  ];
}

async function policyNames(): Promise<readonly string[]> {
  const pack = await PackProcess.start(join(PACKS, "aws"));
  const names = (await pack.info()).getPoliciesList().map((policy) => policy.getName());
  await pack.stop();
  return names.filter((name) => name !== SETTINGS);
}

async function analysis(config: PackConfig, resources: readonly Sent[]): Promise<number> {
  const pack = await PackProcess.start(join(PACKS, "aws"));
  await pack.configure(config);
  const begin = performance.now();
  for (const resource of resources) await pack.analyze(resource);
  await pack.analyzeStack(resources);
  const taken = performance.now() - begin;
  await pack.stop();
  return taken;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

void main();
