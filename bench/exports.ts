import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { urnOf } from "../test/engine/pack-process";
import type { Row } from "./bench";
import { mixedResources } from "./resources";

/**
 * What an organisation's stacks cost: `mandate check` and `mandate matrix` over many exports, joined, in time and in
 * memory at its peak. The cost of one export must not grow with their number.
 */
const COUNTS = [250, 500, 1000] as const;
const RESOURCES = 200;

const MANDATE = join(__dirname, "..", "dist", "cli", "main.js");
const MEASURED = join(__dirname, "cost.cjs");

interface Cost {
  readonly seconds: number;
  /** Seconds that processors worked, which other load on the machine hardly changes. */
  readonly worked: number;
  readonly megabytes: number;
}

export async function manyExports(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "mandate-bench-"));
  try {
    for (const count of COUNTS) await writeExports(join(folder, String(count)), count);
    return [
      ...(await growthOf("checked", folder, ["check", "--output", join(folder, "findings.json")])),
      ...(await growthOf("in a matrix", folder, ["matrix", "--output", join(folder, "matrix.html")])),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Each number of exports against the fewest, for one export. */
async function growthOf(what: string, folder: string, args: readonly string[]): Promise<readonly Row[]> {
  const costs: Cost[] = [];
  for (const count of COUNTS) costs.push(await costOf([...args, join(folder, String(count))]));
  const [first] = costs as [Cost, ...Cost[]];
  const each = ({ worked }: Cost, index: number) => (worked / (COUNTS[index] ?? 1)) * 1000;
  return costs.slice(1).map((cost, index) => ({
    what: `one of ${COUNTS[index + 1]} exports of ${RESOURCES} resources ${what}`,
    ours: inShort(cost, each(cost, index + 1)),
    other: `${inShort(first, each(first, 0))} (of ${COUNTS[0]})`,
    ratio: each(cost, index + 1) / each(first, 0),
    goal: 1.15,
  }));
}

function inShort({ seconds, megabytes }: Cost, each: number): string {
  return `${each.toFixed(1)} ms; ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB in all`;
}

async function costOf(args: readonly string[]): Promise<Cost> {
  const begin = performance.now();
  const child = spawn(process.execPath, ["--require", MEASURED, MANDATE, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = text(child.stderr);
  const [code] = (await once(child, "close")) as [number | null];
  const seconds = (performance.now() - begin) / 1000;
  const [, peak, worked] = /^cost: (\d+) kB, (\d+) us$/m.exec(await said) ?? [];
  if (peak === undefined || code === null || code > 1)
    throw new Error(`mandate ${args.join(" ")} failed: ${await said}`);
  return { seconds, worked: Number(worked) / 1e6, megabytes: Number(peak) / 1024 };
}

/** Stacks of the same make under names of their own, as deployed: with inputs and outputs. */
async function writeExports(folder: string, count: number): Promise<void> {
  const resources = mixedResources(RESOURCES).map((sent) => ({
    urn: urnOf(sent),
    custom: true,
    id: sent.name,
    type: sent.type,
    inputs: sent.properties,
    outputs: { id: sent.name, ...sent.properties },
    propertyDependencies: sent.propertyDependencies ?? {},
  }));
  const template = JSON.stringify({ version: 3, deployment: { resources } });
  await mkdir(folder);
  for (let number = 0; number < count; number += 1) {
    const state = template.replaceAll("service-", `app${number}-`).replaceAll("test::project", `prod::app${number}`);
    await writeFile(join(folder, `app${number}.json`), state);
  }
}
