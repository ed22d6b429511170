import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { InputError } from "../../inputs/input";
import { isFile, isRecord, parseYaml } from "../../inputs/program/project";

/** What `mandate init` finds out about a project, so that it need not ask. Paths are absolute. */
export interface UserProject {
  readonly name: string;
  readonly runtime: string;
  /** Where `Pulumi.yaml` is. */
  readonly folder: string;
  /** Where the repository begins; the project's folder where it is in none. */
  readonly root: string;
  readonly stacks: readonly string[];
  /** Both, where nothing tells. */
  readonly clouds: readonly Cloud[];
  /** Both, where nothing tells. */
  readonly hosts: readonly Host[];
  /** Of a Node.js program. */
  readonly packages?: Packages;
}

export type Cloud = "aws" | "azure";

export type Host = "github" | "gitlab";

/** Who installs the packages of a Node.js program, and where. */
export interface Packages extends Manager {
  readonly folder: string;
  /** Whether Mandate is among them. */
  readonly hasMandate: boolean;
}

interface Manager {
  readonly manager: "npm" | "pnpm" | "yarn";
  /** Installs what is locked. */
  readonly install: string;
  readonly addMandate: string;
  /** Runs the command that is installed, and downloads none. */
  readonly mandate: string;
}

const SDKS: Readonly<Record<Cloud, RegExp>> = {
  aws: /^@pulumi\/(aws|awsx|aws-native|eks)$/,
  azure: /^@pulumi\/(azure|azure-native|azuread)$/,
};

const HOSTS: readonly Host[] = ["github", "gitlab"];

const CLOUDS = Object.keys(SDKS) as readonly Cloud[];

/** Without a lock file there is nothing that `npm ci` could install. */
const NPM: Manager = {
  manager: "npm",
  install: "npm install",
  addMandate: "npm install --save-dev pulumi-mandate",
  mandate: "npx --no mandate",
};

const YARN: Manager = {
  manager: "yarn",
  install: "yarn install --immutable",
  addMandate: "yarn add --dev pulumi-mandate",
  mandate: "yarn mandate",
};

/** By lock file. */
const MANAGERS: Readonly<Record<string, Manager>> = {
  "pnpm-lock.yaml": {
    manager: "pnpm",
    install: "pnpm install --frozen-lockfile",
    addMandate: "pnpm add --save-dev pulumi-mandate",
    mandate: "pnpm exec mandate",
  },
  "yarn.lock": YARN,
  "package-lock.json": { ...NPM, install: "npm ci" },
};

/** Reads what is there; nothing is run. */
export function readUserProject(dir: string): UserProject {
  const folder = resolve(dir);
  const file = ["Pulumi.yaml", "Pulumi.yml"].find((name) => isFile(join(folder, name)));
  if (file === undefined) {
    throw new InputError(`${dir}: there is no Pulumi.yaml in it; expected the folder of a Pulumi project`);
  }
  const document = parseYaml(join(folder, file));
  const runtime = isRecord(document["runtime"]) ? document["runtime"]["name"] : document["runtime"];
  const root = above(folder, (each) => existsSync(join(each, ".git"))) ?? folder;
  const home = above(folder, (each) => isFile(join(each, "package.json")), root);
  const packages = runtime === "nodejs" && home !== undefined ? home : undefined;
  const installed = packages === undefined ? [] : dependenciesOf(join(packages, "package.json"));
  return {
    name: typeof document["name"] === "string" ? document["name"] : "",
    runtime: typeof runtime === "string" ? runtime : "",
    folder,
    root,
    stacks: stacksIn(folder),
    clouds: orAll(
      CLOUDS.filter((cloud) => installed.some((name) => SDKS[cloud].test(name))),
      CLOUDS,
    ),
    hosts: hostsOf(root),
    ...(packages !== undefined && { packages: packagesIn(packages, root, installed) }),
  };
}

/** The nearest folder, itself or above, of which something holds; not beyond the last. */
function above(folder: string, holds: (folder: string) => boolean, last?: string): string | undefined {
  if (holds(folder)) return folder;
  const parent = dirname(folder);
  return parent === folder || folder === last ? undefined : above(parent, holds, last);
}

/** In a workspace the lock file stands at its root. */
function packagesIn(folder: string, root: string, installed: readonly string[]): Packages {
  const locksIn = (each: string) => Object.keys(MANAGERS).filter((name) => isFile(join(each, name)));
  const home = above(folder, (each) => locksIn(each).length > 0, root) ?? folder;
  const [lock] = locksIn(home);
  return {
    ...managerOf(lock === undefined ? undefined : join(home, lock)),
    folder: home,
    hasMandate: installed.includes("pulumi-mandate"),
  };
}

/** Yarn 1 names itself in its lock file, and knows another option. */
function managerOf(lock: string | undefined): Manager {
  if (lock === undefined) return NPM;
  const manager = MANAGERS[basename(lock)] ?? NPM;
  const classic = manager === YARN && readFileSync(lock, "utf8").includes("yarn lockfile v1");
  return classic ? { ...YARN, install: "yarn install --frozen-lockfile" } : manager;
}

function dependenciesOf(file: string): readonly string[] {
  const document = parseYaml(file);
  return ["dependencies", "devDependencies"].flatMap((section) => {
    const names = document[section];
    return isRecord(names) ? Object.keys(names) : [];
  });
}

/** Those that have a configuration file. */
function stacksIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .flatMap((name) => /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1] ?? [])
    .sort();
}

function hostsOf(root: string): readonly Host[] {
  const remotes = remotesOf(root);
  const names = readdirSync(root);
  const tells = (host: Host) => remotes.includes(host) || names.some((name) => name.startsWith(`.${host}`));
  return orAll(HOSTS.filter(tells), HOSTS);
}

/** The hosts of the repository's remotes; a worktree keeps them elsewhere, and then nothing is told. */
function remotesOf(root: string): string {
  const file = join(root, ".git", "config");
  if (!isFile(file)) return "";
  return [...readFileSync(file, "utf8").matchAll(/^\s*url\s*=\s*(?:\w+:\/\/)?(?:[^@\s]*@)?([^/:\s]+)/gm)]
    .map(([, host]) => host)
    .join(" ");
}

function orAll<T>(found: readonly T[], all: readonly T[]): readonly T[] {
  return found.length > 0 ? found : all;
}

/** A path as people and shells on any system write it: from one folder, with slashes. */
export function pathFrom(folder: string, path: string): string {
  return relative(folder, path).replaceAll("\\", "/") || ".";
}
