/**
 * A privilege lock as a YAML file: reading with the place of every part, and writing in small steps.
 *
 * INVARIANTS: the same entries give the same file, byte for byte. Writing changes the entries that differ and nothing
 * else, so comments, the order of people and what they approved stay. Errors of the parser are told by kind and place;
 * their own texts quote the file.
 */
import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  YAMLMap,
  YAMLSeq,
  type Node,
} from "yaml";
import { canonical, type Form } from "../entitlements";
import type { PartialJson } from "../aws/document/partial-json";
import type { Approval, LockEntry, LockProblem } from "./lock";
import { keyText, offsetAt, offsetOf } from "../yaml-place";
import { ENTRY } from "./read";

/** A file as `readLock` takes it. */
export interface LockText {
  readonly document: PartialJson;
  /** What keeps the text from being read at all; `place` is `line:column`. */
  readonly problems: readonly LockProblem[];
  /** `line:column` of a place such as `identities[2].approval`, or of the nearest part around it. */
  readonly position: (place: string) => string;
}

const EXPECTED = "a privilege lock in YAML";

/** Reads the text of a file. */
export function parseLockText(text: string): LockText {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const document = parseDocument(text.replace(/^\uFEFF/, ""), {
    lineCounter: lines,
    prettyErrors: false,
    // "silent" would also take a second document of the file without a word.
    logLevel: "error",
  });
  const position = (place: string) => at(offsetAt(document, place));
  const problems = document.errors.map(({ code, pos }): LockProblem => ({
    place: at(pos[0]),
    ...(code === "DUPLICATE_KEY"
      ? { expected: "each key once", found: "the same key twice" }
      : { expected: EXPECTED, found: `a mistake in its form (${code.toLowerCase().replaceAll("_", " ")})` }),
  }));
  if (problems.length > 0) return { document: null, problems, position };
  const alias = firstAlias(document);
  if (alias !== undefined) {
    const found = "an alias, which hides from a reviewer what stands there";
    return { document: null, problems: [{ place: at(alias), expected: "everything written out", found }], position };
  }
  return { document: plain(document.contents), problems: [], position };
}

function firstAlias(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Alias: (_, node) => {
      found = offsetOf(node) ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

function plain(node: unknown): PartialJson {
  if (isMap(node)) return new Map(node.items.map((pair) => [keyText(pair.key), plain(pair.value)]));
  if (isSeq(node)) return node.items.map(plain);
  const value = isScalar(node) ? node.value : null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value === null || value === undefined ? null : "";
}

const HEADER = ` What each identity of this project may hold, and who approved that.
 \`mandate lock\` writes it; review it like code. Any edit of an entry lapses its approval.`;

/** Changes to a lock: entries to write, each with the place of the one that it replaces, and places to remove. */
export interface LockChanges {
  readonly write: readonly { readonly entry: LockEntry; readonly at?: string }[];
  readonly remove?: readonly string[];
}

/** @param text of the file that there is; undefined for a new one */
export function writeLockText(text: string | undefined, { write, remove = [] }: LockChanges): string {
  const document = parseDocument(text ?? "version: 1\nidentities: []\n");
  if (text === undefined) document.commentBefore = HEADER;
  const list = entriesOf(document);
  // Places are those of the text, before anything is inserted.
  const before = [...list.items];
  for (const { entry, at } of write) {
    const node = at === undefined ? undefined : before[indexIn(at)];
    if (isMap(node)) update(node, entry, document);
    else insert(list, entry, document);
  }
  const gone = new Set(remove.map((place) => before[indexIn(place)]));
  list.items = list.items.filter((item) => !gone.has(item));
  list.flow = list.items.length === 0;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function entriesOf(document: Document): YAMLSeq {
  const list = document.get("identities");
  if (isSeq(list)) return list;
  const made = new YAMLSeq();
  document.set("identities", made);
  return made;
}

function indexIn(place: string): number {
  return Number(/\[(\d+)\]$/.exec(place)?.[1] ?? -1);
}

/** New entries stand before the first one that sorts after them. */
function insert(list: YAMLSeq, entry: LockEntry, document: Document): void {
  const node = new YAMLMap();
  update(node, entry, document);
  const key = sortKey(entry);
  const after = list.items.findIndex((item) => isMap(item) && keyOf(item) > key);
  if (list.items.length > 0 || text(node)) node.spaceBefore = after !== 0 && list.items.length > 0;
  if (after === 0 && isNode(list.items[0])) list.items[0].spaceBefore = true;
  list.items.splice(after < 0 ? list.items.length : after, 0, node);
}

/** Sort keys of entries, read once. */
const KEYS = new WeakMap<YAMLMap, string>();

function keyOf(node: YAMLMap): string {
  const key = KEYS.get(node) ?? sortKey(textsOf(node));
  KEYS.set(node, key);
  return key;
}

function text(node: YAMLMap): boolean {
  return node.items.length > 0;
}

function textsOf(node: YAMLMap): Pick<LockEntry, "identity" | "type" | "project" | "stacks"> {
  const value = node.toJSON() as Partial<LockEntry>;
  return {
    identity: value.identity ?? "",
    type: value.type ?? "",
    project: value.project ?? "",
    stacks: ([] as string[]).concat(value.stacks ?? []),
  };
}

function sortKey({
  project,
  identity,
  type,
  stacks,
}: Pick<LockEntry, "identity" | "type" | "project" | "stacks">): string {
  return [project ?? "", identity, type, ...stacks].join("\u0000");
}

/** Sets the members of an entry that differ, and keeps the nodes, and so the comments, of those that do not. */
function update(node: YAMLMap, entry: LockEntry, document: Document): void {
  KEYS.delete(node);
  for (const [key, value] of membersOf(entry)) setMember(node, key, value, document);
  order(node);
}

function setMember(node: YAMLMap, key: string, value: unknown, document: Document): void {
  if (value === undefined) {
    node.delete(key);
    return;
  }
  const before = node.get(key, true) as Node | undefined;
  if (before && canonical(before.toJSON()) === canonical(value)) return;
  node.set(key, Array.isArray(value) ? listNode(value, before, document) : document.createNode(value));
}

/** A list with the nodes of elements that were there. */
function listNode(values: readonly unknown[], before: Node | undefined, document: Document): Node {
  const old = new Map((isSeq(before) ? before.items : []).map((item) => [canonical(jsonOf(item)), item]));
  const list = new YAMLSeq();
  list.items = values.map((value) => old.get(canonical(value)) ?? document.createNode(value));
  list.flow = values.length === 0;
  if (before?.commentBefore !== undefined) list.commentBefore = before.commentBefore;
  if (before?.comment !== undefined) list.comment = before.comment;
  return list;
}

function jsonOf(item: unknown): unknown {
  return isNode(item) ? (item.toJSON() as unknown) : item;
}

function order(node: YAMLMap): void {
  const rank = (item: unknown) => (isPair(item) ? ENTRY.findIndex((key) => key === keyText(item.key)) : -1);
  node.items = [...node.items].sort((a, b) => rank(a) - rank(b));
}

/** What is written of an entry, by key; undefined for what says nothing. */
function membersOf(entry: LockEntry): readonly (readonly [string, unknown])[] {
  const { identity, type, project, stacks, purpose, workloads, privileges, boundary, trust } = entry;
  const list = (values: readonly unknown[]) => (values.length === 0 ? undefined : values);
  return [
    ["identity", identity],
    ["type", type],
    ["project", project],
    ["stacks", list(stacks)],
    ["purpose", purpose],
    ["workloads", list(workloads)],
    ["privileges", privileges.map(written)],
    ["boundary", boundary?.map(written)],
    ["trust", list(trust.map(written))],
    ["credentials", list(entry.credentials)],
    ["exposure", list(entry.exposure)],
    ["approval", entry.approval && approvalMembers(entry.approval)],
  ];
}

/** A list of one text is written as that text. */
function written(form: Form): unknown {
  return shortened(form);
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value)) {
    const [only, ...others] = value as readonly unknown[];
    return others.length === 0 && typeof only === "string" ? only : value.map(shortened);
  }
  if (typeof value !== "object" || value === null) return value;
  return new Map(Object.entries(value).map(([key, member]) => [key, shortened(member)]));
}

function approvalMembers({ signature, ...approval }: Approval): object {
  return { ...approval, ...(signature !== undefined && { signature }) };
}

/** Plain data without maps, as a component registers it. */
export function plainOf(document: PartialJson): unknown {
  if (Array.isArray(document)) return document.map(plainOf);
  if (!(document instanceof Map)) return document;
  return Object.fromEntries([...document].map(([key, value]) => [key, plainOf(value as PartialJson)]));
}
