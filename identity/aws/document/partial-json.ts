/**
 * JSON as a policy document needs it: objects as maps, so that `__proto__` is an ordinary key; leaves that may be
 * unknown; and for texts the two things that `JSON.parse` hides, keys that occur twice and the place of an error.
 *
 * INVARIANT: nothing throws, however the text looks, and no problem repeats a value of the text.
 */
import { type Unknown } from "../../knowledge";
import { kindOf as kindOfJson, memberPath } from "../../places";

/** JSON in which any part may be unknown. */
export type PartialJson =
  null | boolean | number | string | readonly PartialJson[] | ReadonlyMap<string, PartialJson> | Unknown;

/** What is wrong at one place. It names places and kinds, never values. */
export interface DocumentProblem {
  /** Path of the element, such as `policy.Statement[2].Condition`. */
  readonly place: string;
  /** Completes "expected …". */
  readonly expected: string;
  /** Completes "found …". */
  readonly found: string;
}

export function isUnknown(value: PartialJson): value is Unknown {
  return typeof value === "object" && value !== null && !isList(value) && !isObject(value);
}

export function isList(value: PartialJson): value is readonly PartialJson[] {
  return Array.isArray(value);
}

export function isObject(value: PartialJson): value is ReadonlyMap<string, PartialJson> {
  return value instanceof Map;
}

/** Names the kind of a value. */
export function kindOf(value: PartialJson): string {
  if (isList(value) && value.length === 0) return "an empty list";
  return isUnknown(value) ? "an unknown value" : kindOfJson(value);
}

/** Deeper than any policy document; IAM's grammar ends at six levels. */
const DEEPEST = 64;

/** Reads a JSON text. Where a key occurs twice the last one is kept, as everywhere, and a problem names it. */
export function parseJsonText(
  text: string,
  path: string,
): { readonly value?: PartialJson; readonly problems: readonly DocumentProblem[] } {
  const reader = new Reader(text.replace(/^\uFEFF/, ""), path);
  try {
    return { value: reader.document(), problems: reader.problems };
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    return { problems: [{ place: path, expected: "a JSON document", found: error.message }] };
  }
}

class NotJson extends Error {}

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

class Reader {
  readonly problems: DocumentProblem[] = [];
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly path: string,
  ) {}

  document(): PartialJson {
    if (this.text.trim() === "") throw new NotJson("an empty text");
    const value = this.value(this.path, 0);
    this.space();
    if (this.at < this.text.length) this.fail();
    return value;
  }

  private value(place: string, depth: number): PartialJson {
    if (depth > DEEPEST) throw new NotJson(`more than ${DEEPEST} levels of nesting`);
    this.space();
    switch (this.text[this.at]) {
      case "{":
        return this.object(place, depth);
      case "[":
        return this.list(place, depth);
      case '"':
        return this.string();
      default:
        return this.literal();
    }
  }

  private object(place: string, depth: number): ReadonlyMap<string, PartialJson> {
    const members = new Map<string, PartialJson>();
    this.at++;
    if (this.accept("}")) return members;
    do {
      this.space();
      if (this.text[this.at] !== '"') this.fail();
      const key = this.string();
      if (!this.accept(":")) this.fail();
      if (members.has(key)) {
        this.problems.push({ place: memberPath(place, key), expected: "each key once", found: "the same key twice" });
      }
      members.set(key, this.value(memberPath(place, key), depth + 1));
    } while (this.accept(","));
    if (!this.accept("}")) this.fail();
    return members;
  }

  private list(place: string, depth: number): readonly PartialJson[] {
    const elements: PartialJson[] = [];
    this.at++;
    if (this.accept("]")) return elements;
    do elements.push(this.value(`${place}[${elements.length}]`, depth + 1));
    while (this.accept(","));
    if (!this.accept("]")) this.fail();
    return elements;
  }

  private string(): string {
    const start = this.at;
    let isPlain = true;
    for (this.at++; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) this.at++;
      if (code === BACKSLASH || code < SPACE) isPlain = false;
    }
    this.at++;
    if (isPlain && this.at <= this.text.length) return this.text.slice(start + 1, this.at - 1);
    return this.decode(start) as string;
  }

  private literal(): PartialJson {
    const start = this.at;
    while (this.at < this.text.length && !/[\s,:{}[\]"]/.test(this.text.charAt(this.at))) this.at++;
    if (this.at === start) this.fail();
    return this.decode(start) as PartialJson;
  }

  /** Strings with escapes, numbers and names are what JSON itself says of this slice. */
  private decode(start: number): unknown {
    try {
      return JSON.parse(this.text.slice(start, this.at)) as unknown;
    } catch {
      this.at = start;
      return this.fail();
    }
  }

  private accept(token: string): boolean {
    this.space();
    if (this.text[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private space(): void {
    for (; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code !== SPACE && code !== TAB && code !== LINE_FEED && code !== CARRIAGE_RETURN) return;
    }
  }

  private fail(): never {
    const lines = this.text.slice(0, this.at).split("\n");
    const place = `line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
    throw new NotJson(this.at < this.text.length ? `an unexpected character at ${place}` : `the end at ${place}`);
  }
}
