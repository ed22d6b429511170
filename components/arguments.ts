import * as pulumi from "@pulumi/pulumi";
import { isText, MANDATE_TAGS, type ArgumentProblem, type TextKind } from "../identity/mandate";

/** Arguments that a component refuses, all of them in one message. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

/** As much of a text as a message shows: an ARN or an id, not a document. */
const SHOWN = 160;

const OWN_TAGS: ReadonlySet<string> = new Set(Object.values(MANDATE_TAGS));

/** Looks at the arguments of one component and gathers what is wrong with them. */
export class Arguments {
  private readonly problems: ArgumentProblem[] = [];

  /** @param component such as `WorkloadRole "uploader"` */
  constructor(private readonly component: string) {}

  add(problems: readonly ArgumentProblem[]): void {
    this.problems.push(...problems);
  }

  refuse(argument: string, expected: string, found: unknown): void {
    this.problems.push({ argument, expected, found });
  }

  /** A plain text, known while the program runs. */
  text(argument: string, value: unknown, kind: TextKind): void {
    if (!isText(value, kind)) this.refuse(argument, kind.expected, value);
  }

  /** A text that may be an output of a resource; it is looked at where it is plain. */
  input(argument: string, value: unknown, kind: TextKind): void {
    if (!isLater(value)) this.text(argument, value, kind);
  }

  /** A plain list of at least so many elements. */
  list(argument: string, value: unknown, expected: string, least = 0): readonly unknown[] {
    if (Array.isArray(value) && value.length >= least) return value as readonly unknown[];
    this.refuse(argument, expected, value);
    return [];
  }

  integer(argument: string, value: unknown, least: number, most: number): void {
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
    this.refuse(argument, `a whole number of seconds from ${least} to ${most}`, value);
  }

  /** Tags beside those of the mandate. Both clouds take keys that differ only in case for the same. */
  tags(value: unknown): void {
    for (const [key, tag] of Object.entries(membersOf(value))) {
      if (OWN_TAGS.has(key.toLowerCase())) this.refuse(`tags.${key}`, "no tag that the component writes itself", tag);
    }
  }

  /** Throws if anything was refused. */
  settle(): void {
    const [first, ...others] = this.problems.map(sentence);
    if (first === undefined) return;
    if (others.length === 0) throw new ArgumentError(`${this.component}: ${first}`);
    const list = [first, ...others].map((text) => `\n  ${text}`).join("");
    throw new ArgumentError(`${this.component}: ${others.length + 1} arguments are not as expected${list}`);
  }
}

/** An object that a caller without types may have given, for reading its members. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !isLater(value) ? (value as Record<string, unknown>) : {};
}

/** Whether a value is one that only becomes known later. */
export function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

function sentence({ argument, expected, found }: ArgumentProblem): string {
  return `${argument}: expected ${expected}, found ${describe(found)}`;
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (pulumi.Output.isInstance(value)) return "an Output, which is not known while the program runs";
  if (value instanceof Promise) return "a Promise";
  if (typeof value === "string") return JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "object")
    return Array.isArray(value) ? (value.length === 0 ? "an empty list" : "a list") : "an object";
  return `a ${typeof value}`;
}
