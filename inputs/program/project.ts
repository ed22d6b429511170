import { readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { InputError } from "../input";

/** A Pulumi project, as far as running its program needs it. */
export interface Project {
  /** Absolute path of the folder that holds the project file. */
  readonly root: string;
  readonly name: string;
  /** The folder in which the program runs. */
  readonly workingDirectory: string;
  /** The program's file within the working directory; `.` leaves the choice to package.json. */
  readonly entry: string;
  readonly typescript: boolean;
  readonly nodeArguments: readonly string[];
  /** Folder of the stacks' configuration files. */
  readonly stackFolder: string;
  /** The `config` section: declarations, defaults and values for all stacks. */
  readonly config: Readonly<Record<string, unknown>>;
}

const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** Reads the project file of a folder; throws an InputError where there is none, or none that can be run here. */
export function readProject(dir: string): Project {
  const root = realRoot(dir);
  const path = PROJECT_FILES.map((file) => join(root, file)).find(isFile);
  if (path === undefined) throw new InputError(`${dir} holds no Pulumi project: expected a file \`Pulumi.yaml\` in it`);
  const document = parseYaml(path);
  const { name } = document;
  if (typeof name !== "string" || name === "")
    throw new InputError(`${path}: expected \`name\` to be the project's name`);
  const options = runtimeOptions(path, document["runtime"]);
  return {
    root,
    name,
    ...entryOf(path, root, document["main"]),
    typescript: options["typescript"] !== false,
    nodeArguments: nodeArguments(options["nodeargs"]),
    stackFolder: join(root, stackFolder(document)),
    config: isRecord(document["config"]) ? document["config"] : {},
  };
}

/** The folder without symbolic links, as the program's own stack traces name it. */
function realRoot(dir: string): string {
  try {
    return realpathSync(resolve(dir));
  } catch {
    throw new InputError(`${dir} does not exist: expected the folder of a Pulumi project`);
  }
}

/** Parses a YAML or JSON file whose content is an object. */
export function parseYaml(path: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = parse(readFileSync(path, "utf8"), { prettyErrors: false, logLevel: "error" });
  } catch (error) {
    throw new InputError(
      `${path} is not valid YAML: ${error instanceof Error ? error.name : "unreadable"}${placeOf(error)}`,
    );
  }
  if (document === null || document === undefined) return {};
  if (!isRecord(document)) throw new InputError(`${path}: expected an object at the top of the file`);
  return document;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The place of a syntax error; never the line itself, which may hold a secret. */
function placeOf(error: unknown): string {
  const offset: unknown = isRecord(error) && Array.isArray(error["pos"]) ? error["pos"][0] : undefined;
  return typeof offset === "number" ? ` at character ${offset}` : "";
}

function runtimeOptions(path: string, runtime: unknown): Readonly<Record<string, unknown>> {
  const name = isRecord(runtime) ? runtime["name"] : runtime;
  if (name !== "nodejs") {
    throw new InputError(
      `${path}: the project's runtime is \`${String(name)}\`, and only Node.js programs (TypeScript, JavaScript) can be ` +
        "run here; the policy packs judge every language under `pulumi preview --policy-pack`",
    );
  }
  return isRecord(runtime) && isRecord(runtime["options"]) ? runtime["options"] : {};
}

function nodeArguments(value: unknown): readonly string[] {
  return typeof value === "string" ? value.split(/\s+/).filter((argument) => argument !== "") : [];
}

function stackFolder(document: Readonly<Record<string, unknown>>): string {
  const folder = document["stackConfigDir"] ?? document["config"];
  return typeof folder === "string" ? folder : ".";
}

/** As the engine does it: a program's relative paths start at the folder of its entry point. */
function entryOf(path: string, root: string, main: unknown): Pick<Project, "workingDirectory" | "entry"> {
  if (main === undefined || main === "") return { workingDirectory: root, entry: "." };
  if (typeof main !== "string") throw new InputError(`${path}: expected \`main\` to be a path`);
  const place = resolve(root, main);
  const stats = statSync(place, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new InputError(`${path}: expected \`main\` to be a file or folder of the project, found \`${main}\``);
  }
  return stats.isDirectory()
    ? { workingDirectory: place, entry: "." }
    : { workingDirectory: dirname(place), entry: basename(place) };
}
