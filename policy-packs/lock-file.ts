import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { LOCK_FILE } from "../identity/lock/lock";
import type { LockSource } from "../identity/lock/sources";
import type * as LockYaml from "../identity/lock/yaml";
import type { Settings } from "./judge/settings";

/**
 * The settings with the lock of the file that they name, read once.
 *
 * @param folder of the program; undefined where it is not known, so that only an absolute path leads to a file
 */
export function withLockFile(settings: Settings, folder: string | undefined): Settings {
  const { lockFile } = settings;
  const file = isAbsolute(lockFile) ? lockFile : folder === undefined ? undefined : join(folder, lockFile);
  if (file !== undefined && existsSync(file)) return { ...settings, lockSource: readLockFile(file, lockFile) };
  // The usual file may be missing; one that somebody named may not.
  if (lockFile === LOCK_FILE) return settings;
  return { ...settings, lockSource: missing(lockFile, file === undefined) };
}

/** @param name how messages call the file */
function readLockFile(file: string, name: string): LockSource {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return unreadable(name, "a file that can be read", "one that cannot");
  }
  const { document, problems, position } = parser().parseLockText(text);
  return { name, document, problems, position };
}

function missing(name: string, isFolderUnknown: boolean): LockSource {
  const found = isFolderUnknown
    ? "a relative path, while the program's folder is not known"
    : "no file where the setting `lockFile` points";
  return unreadable(name, "a privilege lock", found);
}

function unreadable(name: string, expected: string, found: string): LockSource {
  return { name, document: null, problems: [{ place: "", expected, found }] };
}

/** The YAML parser is loaded for a lock alone. */
function parser(): typeof LockYaml {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- packs are synchronous, and most need no parser
  return require("../identity/lock/yaml") as typeof LockYaml;
}

/**
 * The folder of the program that the engine runs, as far as a policy pack can tell: it stands in a folder of its own,
 * but inherits the environment of the shell. `pulumi -C` and the Automation API leave `PWD` as it was, so a folder counts
 * only where its Pulumi.yaml names the project that is deployed.
 */
export function programFolder(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { PWD: start, PULUMI_NODEJS_PROJECT: project } = environment;
  if (start === undefined || project === undefined || !isAbsolute(start)) return undefined;
  for (let folder = start; ; folder = dirname(folder)) {
    const file = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(folder, name)).find((path) => existsSync(path));
    if (file !== undefined) return nameIn(file) === project ? folder : undefined;
    if (dirname(folder) === folder) return undefined;
  }
}

/** The project's name is a lone word at the top of the file. */
function nameIn(file: string): string | undefined {
  try {
    return /^name:\s*(["']?)([\w.-]+)\1\s*(?:#.*)?$/m.exec(readFileSync(file, "utf8"))?.[2];
  } catch {
    return undefined;
  }
}
