/**
 * Which condition keys does AWS have? Those of all services, and those of its own under `aws:`, as a snapshot, made by
 * scripts/generate-aws-actions.ts and read when the first key is looked up. Keys of identity providers, which
 * have host names for prefixes, are claims that only the provider knows.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 *
 * A key that is missing in the snapshot may be newer than it: only where another one is so near that a slip explains
 * it, the key counts as misspelt. Keys are compared without regard to case.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nearestName } from "../actions/nearest-name";

interface Snapshot {
  /** The names of keys by prefix; one that ends in a mark is followed by a name of somebody's choice. */
  readonly services: Readonly<Record<string, string>>;
}

/** Keys as AWS writes them by their lower case, and how the keys begin that end in a chosen name. */
interface Keys {
  readonly whole: ReadonlyMap<string, string>;
  readonly beginnings: ReadonlyMap<string, string>;
}

let snapshot: Snapshot | undefined;
const read = new Map<string, Keys | undefined>();

/** What of a key cannot be right: a tag's name left out, or another key misspelt. */
export type KeyFault = { readonly kind: "tag" } | { readonly kind: "misspelt"; readonly nearest: string };

/** @param key such as `aws:SourceIp`; undefined also where nothing can be told */
export function keyFault(key: string): KeyFault | undefined {
  const [, prefix = "", own = ""] = /^([a-z0-9-]+):(.+)$/is.exec(key) ?? [];
  const keys = keysOf(prefix.toLowerCase());
  const written = own.toLowerCase();
  if (!keys || keys.whole.has(written)) return undefined;
  const beginnings = [...keys.beginnings.keys()];
  if (beginnings.some((each) => written.startsWith(each) && written.length > each.length)) return undefined;
  if (beginnings.some((each) => each === written || each === `${written}/`)) return { kind: "tag" };
  const whole = nearestName(written, [...keys.whole.keys()]);
  if (whole !== undefined) return misspelt(prefix, keys.whole.get(whole));
  const end = written.indexOf("/");
  const beginning = end > 0 ? nearestName(written.slice(0, end + 1), beginnings) : undefined;
  return beginning === undefined ? undefined : misspelt(prefix, keys.beginnings.get(beginning));
}

function misspelt(prefix: string, name = ""): KeyFault {
  return { kind: "misspelt", nearest: `${prefix.toLowerCase()}:${name}` };
}

function keysOf(prefix: string): Keys | undefined {
  if (!read.has(prefix)) {
    snapshot ??= JSON.parse(readFileSync(join(__dirname, "condition-keys.json"), "utf8")) as Snapshot;
    read.set(prefix, Object.hasOwn(snapshot.services, prefix) ? keysIn(snapshot.services[prefix] ?? "") : undefined);
  }
  return read.get(prefix);
}

function keysIn(names: string): Keys {
  const byName = (isWhole: boolean) =>
    new Map(
      names
        .split(" ")
        .filter((name) => isWhole !== /[/:]$/.test(name))
        .map((name) => [name.toLowerCase(), name]),
    );
  return { whole: byName(true), beginnings: byName(false) };
}
