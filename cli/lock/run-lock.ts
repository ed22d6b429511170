import { dirname, join } from "node:path";
import { lockPlan, privilegesOf, type LockPlan, type LockStep } from "../../evidence/lock";
import { findInputs, type Source } from "../../inputs/find-inputs";
import { NotAnExportError } from "../../inputs/export/read-export";
import { EXIT, type ExitCode } from "../exit-code";
import { UsageError } from "../failure";
import { readSource } from "../judging/judge-source";
import { loadConfiguration } from "../judging/load-configuration";
import type { LockCommandOptions } from "./lock";
import { readLockDocument, writeLockDocument, type LockDocument } from "./lock-document";
import { printable, type Terminal } from "../terminal";

/** Brings the lock up to date with stacks, one after the other, or tells how they differ from it. */
export async function runLock(
  paths: readonly string[],
  options: LockCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { configuration } = await loadConfiguration(options.config);
  const sources = (await Promise.all(paths.map(findInputs))).flat();
  const [first] = sources;
  if (!first) throw new UsageError("expected a program or a stack export");
  const folder = first.kind === "program" ? first.path : dirname(first.path);
  const file = options.file ?? join(folder, configuration.settings.lockFile);
  const stacks = (await Promise.all(sources.map((source) => readStack(source, options)))).flatMap((each) => each ?? []);
  const withProject = new Set(stacks.map(({ fact }) => fact.project)).size > 1;
  let differs = false;
  for (const { path, fact, describe } of stacks) {
    const document = await readLockDocument(file);
    const plan = lockPlan(fact, document.lock, configuration.settings, { ...options, withProject });
    const isWritten = !options.check && (await writeLockDocument(document, plan.changes));
    report(path, plan, document, { isWritten, check: options.check ?? false, describe }, terminal);
    differs ||= plan.steps.some(({ change, unknowns }) => GOING_BEYOND.includes(change) || unknowns.length > 0);
  }
  return options.check && differs ? EXIT.blocked : EXIT.nothingBlocks;
}

/** Changes that must be approved. */
const GOING_BEYOND: readonly LockStep["change"][] = ["new", "wider", "changed"];

async function readStack(source: Source, options: LockCommandOptions) {
  try {
    const input = await readSource(source, options);
    const fact = privilegesOf(input.resources);
    return fact && { path: source.path, fact, describe: (text: string) => input.describe(text) };
  } catch (error) {
    if (error instanceof NotAnExportError && !source.named) return undefined;
    throw error;
  }
}

interface Outcome {
  readonly isWritten: boolean;
  readonly check: boolean;
  readonly describe: (text: string) => string;
}

const WORDS: Readonly<Record<LockStep["change"], string>> = {
  new: "+ not in the lock yet",
  wider: "~ goes beyond the lock",
  changed: "~ changed",
  narrower: "~ holds less",
  covered: "= approved as it is",
  gone: "- no longer in this stack; see that it is revoked, then run `mandate lock --prune`",
};

function report(path: string, plan: LockPlan, { file }: LockDocument, outcome: Outcome, terminal: Terminal): void {
  const say = (text: string) => terminal.out(`${printable(outcome.describe(text))}\n`);
  say(`${path}: ${outcome.check ? "compared with" : outcome.isWritten ? "written to" : "as in"} ${file}`);
  for (const { identity, type, change, lines, lapses, unknowns } of plan.steps) {
    if (change === "covered" && unknowns.length === 0) continue;
    say(`  ${WORDS[change]}: ${identity} (${type})`);
    for (const line of lines) say(`      ${line}`);
    if (lapses !== undefined && change !== "gone") say(`      the approval by ${lapses} lapses`);
    for (const text of unknowns) say(`      not known, and so not written: ${text}`);
  }
  const open = plan.steps.filter(({ change }) => GOING_BEYOND.includes(change) || change === "narrower").length;
  if (outcome.check && plan.steps.every(({ change, unknowns }) => change === "covered" && unknowns.length === 0))
    say("  nothing goes beyond the lock");
  if (open > 0 && !outcome.check) say(`${open} to approve: \`mandate lock approve\``);
}
