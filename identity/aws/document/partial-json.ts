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
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

class Reader {
  readonly problems: DocumentProblem[] = [];
  private at = 0;
  /** The keys and indexes that lead to the value that is read. */
  private readonly steps: (string | number)[] = [];
  /** Without escapes and lines, so that a string goes up to the next quotation mark. */
  private readonly isPlain: boolean;

  constructor(
    private readonly text: string,
    private readonly path: string,
  ) {
    this.isPlain = !/[^ -[\]-\uffff]/.test(text);
  }

  document(): PartialJson {
    if (this.text.trim() === "") throw new NotJson("an empty text");
    const value = this.value();
    this.space();
    if (this.at < this.text.length) this.fail();
    return value;
  }

  private value(): PartialJson {
    if (this.steps.length > DEEPEST) throw new NotJson(`more than ${DEEPEST} levels of nesting`);
    this.space();
    switch (this.text.charCodeAt(this.at)) {
      case OPENING_BRACE:
        return this.object();
      case OPENING_BRACKET:
        return this.list();
      case QUOTE:
        return this.string();
      default:
        return this.literal();
    }
  }

  private object(): ReadonlyMap<string, PartialJson> {
    const members = new Map<string, PartialJson>();
    this.at++;
    if (this.accept(CLOSING_BRACE)) return members;
    do {
      this.space();
      if (this.text.charCodeAt(this.at) !== QUOTE) this.fail();
      const key = this.string();
      if (!this.accept(COLON)) this.fail();
      this.steps.push(key);
      if (members.has(key)) {
        this.problems.push({ place: this.place(), expected: "each key once", found: "the same key twice" });
      }
      members.set(key, this.value());
      this.steps.pop();
    } while (this.accept(COMMA));
    if (!this.accept(CLOSING_BRACE)) this.fail();
    return members;
  }

  private list(): readonly PartialJson[] {
    const elements: PartialJson[] = [];
    this.at++;
    if (this.accept(CLOSING_BRACKET)) return elements;
    do {
      this.steps.push(elements.length);
      elements.push(this.value());
      this.steps.pop();
    } while (this.accept(COMMA));
    if (!this.accept(CLOSING_BRACKET)) this.fail();
    return elements;
  }

  private place(): string {
    return this.steps.reduce<string>(
      (path, step) => (typeof step === "number" ? `${path}[${step}]` : memberPath(path, step)),
      this.path,
    );
  }

  private string(): string {
    const start = this.at;
    const end = this.isPlain ? this.text.indexOf('"', start + 1) : -1;
    if (end < 0) return this.escaped();
    this.at = end + 1;
    return this.text.slice(start + 1, end);
  }

  /** A string in a text in which strings may hold escapes, or one that does not end. */
  private escaped(): string {
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

  private accept(code: number): boolean {
    this.space();
    if (this.text.charCodeAt(this.at) !== code) return false;
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
