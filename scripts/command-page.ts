import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../cli/command-line";

/** What the commands of the page work on. */
const FOLDER = join(__dirname, "..", "test", "fixtures", "commands");

const BLOCK = /^```console\n\$ mandate (.*)\n[^]*?^```$/gm;

/** The page with what its commands say now. Each is run in a folder of its own, so none sees what another left. */
export async function commandPage(page: string): Promise<string> {
  const outputs = new Map<string, string>();
  for (const [, command = ""] of page.matchAll(BLOCK)) outputs.set(command, await outputOf(command));
  return page.replace(
    BLOCK,
    (_block, command: string) => `\`\`\`console\n$ mandate ${command}\n${outputs.get(command) ?? ""}\`\`\``,
  );
}

async function outputOf(command: string): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "mandate-docs-")));
  const before = process.cwd();
  let said = "";
  const say = (text: string) => void (said += text);
  try {
    cpSync(FOLDER, folder, { recursive: true });
    process.chdir(folder);
    await run(command.split(" "), { out: say, error: say, colour: false, watched: false, width: 100 });
    return `${said.trim()}\n`;
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
}
