import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { run } from "./command-line";
import { EXIT, type ExitCode } from "./exit-code";
import { processTerminal, type Terminal } from "./terminal";

const EVIDENCE = "mandate-evidence";

/**
 * What `npm start` runs: the user's own stacks, judged as `mandate check` does; or, without any, a tour of the examples,
 * in which findings are what is to be seen. Both leave evidence in the folder that npm was called from.
 */
async function start(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const examples = resolve("examples");
  process.chdir(process.env["INIT_CWD"] ?? ".");
  if (args.length > 0) return run(["check", "--evidence", EVIDENCE, ...args], terminal);
  terminal.out("A tour of the example programs: each cloud once as it should be, and once with what goes wrong.\n\n");
  const code = await run(["check", "--evidence", EVIDENCE, ...programsIn(examples)], terminal);
  terminal.out("Judge your own: npm start -- DIR, with a Pulumi program or with stack exports in it.\n");
  return code === EXIT.notJudged ? code : EXIT.nothingBlocks;
}

function programsIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((program) => existsSync(join(program, "Pulumi.yaml")))
    .map((program) => relative(process.cwd(), program));
}

void start(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
