import { parse, parseTree, type Node, type ParseError } from "jsonc-parser";
import { kindOf, memberPath, stepsOf } from "../identity/places";
import { InputError } from "./input";

/**
 * JSON documents from outside. An error names file and place, what was expected and what kind was found, and quotes
 * nothing: the text may hold a secret, and the messages of `JSON.parse` quote it.
 */
export function parseJson(text: string, file: string, expected: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (text.trim() === "") throw new InputError(`${file}: the file is empty; expected ${expected}`);
    const { line, column } = lineAndColumn(text, firstError(text));
    throw new InputError(`${file}:${line}:${column}: this is not valid JSON; expected ${expected}`);
  }
}

/** `line:column` of a place in a JSON text: of a member's key, or of the nearest part around a place that is not there. */
export function positionInJson(text: string, place: string): string {
  const { line, column } = lineAndColumn(text, offsetAt(text, stepsOf(place)));
  return `${line}:${column}`;
}

/** A cursor into a parsed document, which knows its place for the error. */
export class JsonPlace {
  constructor(
    private readonly value: unknown,
    private readonly file: string,
    private readonly path = "",
  ) {}

  get isMissing(): boolean {
    return this.value === undefined || this.value === null;
  }

  at(key: string): JsonPlace {
    const object = this.object();
    return new JsonPlace(Object.hasOwn(object, key) ? object[key] : undefined, this.file, memberPath(this.path, key));
  }

  string(): string {
    return typeof this.value === "string" ? this.value : this.fail("a string");
  }

  number(): number {
    return typeof this.value === "number" ? this.value : this.fail("a number");
  }

  boolean(): boolean {
    return typeof this.value === "boolean" ? this.value : this.fail("true or false");
  }

  list(): readonly JsonPlace[] {
    if (!Array.isArray(this.value)) return this.fail("a list");
    return this.value.map((element: unknown, index) => new JsonPlace(element, this.file, `${this.path}[${index}]`));
  }

  object(): Readonly<Record<string, unknown>> {
    return typeof this.value === "object" && this.value !== null && !Array.isArray(this.value)
      ? (this.value as Record<string, unknown>)
      : this.fail("an object");
  }

  /** What `read` makes of the value, or the fallback where the document says nothing. */
  or<T>(fallback: T, read: (place: JsonPlace) => T): T {
    return this.isMissing ? fallback : read(this);
  }

  fail(expected: string): never {
    throw new InputError(
      `${this.file}: ${this.path || "the document"}: expected ${expected}, found ${kindOf(this.value)}`,
    );
  }
}

function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

function offsetAt(text: string, steps: readonly (string | number)[]): number {
  let node: Node | undefined;
  try {
    node = parseTree(text);
  } catch {
    return 0;
  }
  let offset = node?.offset ?? 0;
  for (const step of steps) {
    const part: Node | undefined = node && partAt(node, step);
    if (!part) break;
    offset = part.offset;
    node = part.type === "property" ? part.children?.[1] : part;
  }
  return offset;
}

/** The element or the property; of properties with the same key the last one, which is the one that `JSON.parse` takes. */
function partAt(node: Node, step: string | number): Node | undefined {
  if (typeof step === "number") return node.children?.[step];
  return node.children?.filter(({ type, children }) => type === "property" && children?.[0]?.value === step).at(-1);
}

/** Where the text stops being JSON. `JSON.parse` tells it only in a sentence that quotes the text. */
function firstError(text: string): number {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true });
  } catch {
    return 0;
  }
  return errors[0]?.offset ?? 0;
}
