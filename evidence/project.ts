import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the package says of itself. */
export interface Project {
  readonly version: string;
  /** Where its documentation is read; absent until it is published somewhere. */
  readonly homepage?: string;
}

/** The folder of the nearest package file above: our own, from the sources and from the compiled folder alike. */
export function projectFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

export function projectOf(): Project {
  return JSON.parse(readFileSync(join(projectFolder(), "package.json"), "utf8")) as Project;
}
