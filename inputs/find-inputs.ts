import type { Dirent } from "node:fs";
import { access, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "./input";

/** Something to judge, found but not read yet. */
export interface Source {
  readonly path: string;
  readonly kind: "program" | "export";
  /** The size of an export; 0 for a program. */
  readonly bytes: number;
  /** False where a folder was given and the file only looks like an export by its name. */
  readonly named: boolean;
}

const EXPECTED =
  "a folder with a Pulumi.yaml, a file that `pulumi stack export` wrote, or a folder with such files (*.json)";

/** What a path of the command line stands for: one program, one export, or all exports below a folder, by path. */
export async function findInputs(path: string): Promise<readonly Source[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw new InputError(
      `${path}: ${isMissing(error) ? "there is no such file or folder" : "it cannot be read"}; expected ${EXPECTED}`,
    );
  });
  if (!found.isDirectory()) return [{ path, kind: "export", bytes: found.size, named: true }];
  if (await holdsProgram(path)) return [{ path, kind: "program", bytes: 0, named: true }];
  const exports = await exportsBelow(path);
  if (exports.length === 0) {
    throw new InputError(`${path}: the folder has neither a Pulumi.yaml nor *.json files; expected ${EXPECTED}`);
  }
  return exports;
}

async function holdsProgram(folder: string): Promise<boolean> {
  for (const name of ["Pulumi.yaml", "Pulumi.yml"]) {
    const there = await access(join(folder, name)).then(
      () => true,
      () => false,
    );
    if (there) return true;
  }
  return false;
}

/** Hidden folders and installed packages hold no exports of the user's; links to folders could lead in circles. */
async function exportsBelow(folder: string): Promise<readonly Source[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new InputError(`${folder}: the folder cannot be read; expected ${EXPECTED}`);
  });
  const sources: Source[] = [];
  for (const entry of entries.sort(byName)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && entry.name !== "node_modules") sources.push(...(await exportsBelow(path)));
    } else if (entry.name.endsWith(".json")) {
      const file = await stat(path).catch(() => undefined);
      if (!file || file.isFile()) sources.push({ path, kind: "export", bytes: file?.size ?? 0, named: false });
    }
  }
  return sources;
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
