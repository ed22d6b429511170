/** What a message says of a place in someone's data: its path, and the kind of value there; never the value itself. */

/** Joins a path and a key as Pulumi writes property paths. */
export function memberPath(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

const STEP = /([^.[\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/g;

/** The keys and indexes of a path such as `identities[2].approval` or `tags["cost/centre"]`. */
export function stepsOf(path: string): readonly (string | number)[] {
  return Array.from(path.matchAll(STEP), ([, name, index, quoted]) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? (name ?? "") : (JSON.parse(`"${quoted}"`) as string);
  });
}

/** Names the kind of a value as JSON knows it. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (value === "") return "an empty string";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
