import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The names in a directory of those who may bear a duty, or why they cannot be read. */
export type Directory =
  | { readonly state: "names"; readonly names: readonly string[] }
  /** `because` completes "the file, which …". */
  | { readonly state: "unreadable"; readonly because: string };

const READ = new Map<string, Directory>();

/**
 * The names in a file: one a line, where empty lines and those that begin with `#` do not count, or a JSON list of
 * texts. It is read when the first name is compared with it. A relative path counts from the working directory.
 */
export function directoryAt(path: string): Directory {
  const file = resolve(path);
  const known = READ.get(file) ?? read(file);
  READ.set(file, known);
  return known;
}

function read(file: string): Directory {
  try {
    return namesIn(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    return unreadable(`cannot be read (${reasonOf(error)})`);
  }
}

function namesIn(text: string): Directory {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const names = text.trimStart().startsWith("[")
    ? jsonList(text)
    : lines.filter((line) => line !== "" && !line.startsWith("#"));
  if (!names) return unreadable("begins like a JSON list and is no list of texts");
  return names.length > 0 ? { state: "names", names } : unreadable("holds no name");
}

function jsonList(text: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((name) => typeof name === "string") ? list : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(because: string): Directory {
  return { state: "unreadable", because };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "access is denied",
  EISDIR: "it is a folder",
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return Object.hasOwn(REASONS, code) ? (REASONS[code] ?? code) : code || "the system gave no reason";
}
