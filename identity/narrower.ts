/**
 * What would pass in place of what a finding is about, as data that a program can put in place, and in words.
 *
 * INVARIANT: put in place, the changes leave nothing that the same rule finds there; a law over all examples shows it.
 */
import { listed, quoted } from "./words";

export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** One change of a property, or of a part of a policy document. */
export interface Change {
  /** Path of what is set or taken out: `policy.Statement[2].Condition`. What it lies in is made where it is missing. */
  readonly path: string;
  /** What to write there; taken out where there is none. */
  readonly value?: Json;
}

export interface Narrower {
  readonly changes: readonly [Change, ...Change[]];
  /** Words in the values, such as `TABLE_NAME`, in whose place a name of the reader's own belongs. */
  readonly fillIn?: readonly string[];
}

/** A list of one is written as its element, as policy documents have it. */
export function oneOrMore(values: readonly string[]): Json {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}

/** Such as "Set `policy.Statement[0].Resource` to `"arn:aws:s3:::uploads"`", without a full stop. */
export function wordsOfNarrower({ changes, fillIn = [] }: Narrower): string {
  const set = changes.flatMap(({ path, value }) =>
    value === undefined ? [] : [`\`${path}\` to \`${jsonText(value)}\``],
  );
  const out = changes.flatMap(({ path, value }) => (value === undefined ? [`\`${path}\``] : []));
  const parts = [
    ...(set.length > 0 ? [`set ${listed(set)}`] : []),
    ...(out.length > 0 ? [`take ${listed(out)} out`] : []),
  ];
  const own = fillIn.length > 0 ? `, with your own ${listed(quoted(fillIn))}` : "";
  const text = `${parts.join(", and ")}${own}`;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** JSON with a space behind each colon and comma, as people write it in one line. */
function jsonText(value: Json): string {
  if (typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(jsonText).join(", ")}]`;
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${jsonText(member)}`);
  return `{${members.join(", ")}}`;
}

/** The same with each text of its values changed. */
export function renamed({ changes, ...rest }: Narrower, rename: (text: string) => string): Narrower {
  const [first, ...others] = changes;
  return { ...rest, changes: [renamedChange(first, rename), ...others.map((change) => renamedChange(change, rename))] };
}

function renamedChange({ path, value }: Change, rename: (text: string) => string): Change {
  return value === undefined ? { path } : { path, value: renamedValue(value, rename) };
}

function renamedValue(value: Json, rename: (text: string) => string): Json {
  if (typeof value === "string") return rename(value);
  if (typeof value !== "object") return value;
  if (isList(value)) return value.map((part) => renamedValue(part, rename));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, renamedValue(part, rename)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
