/**
 * What can be said of one value before a deployment: it is known, it is absent, or it cannot be known yet.
 *
 * INVARIANT: no question about a value answers a bare boolean while the value may be unknown. `unknown` carries the
 * place of the value, why it is unknown and the resources it waits for, so that a verdict can be "undetermined" in
 * words instead of a silent pass.
 */
export type Knowledge<T> = Known<T> | Absent | Unknown;

/** The value is settled. */
export interface Known<T> {
  readonly state: "known";
  readonly value: T;
  /** Property path inside the resource, such as `environment.variables.TOKEN`. */
  readonly path: string;
  /** True where the program marked the value, or something it lies in, as a Pulumi secret. */
  readonly secret?: true;
}

/** The program says nothing here; the cloud's default applies. */
export interface Absent {
  readonly state: "absent";
  readonly path: string;
}

/** The value exists or may exist, and cannot be read now. */
export interface Unknown {
  readonly state: "unknown";
  readonly path: string;
  /** Completes the sentence "`path` is …", such as "not known before deployment". */
  readonly because: string;
  /** URNs of the resources whose creation settles the value, where they are known. */
  readonly waitsFor: readonly string[];
}

/** The reason given for a value that only the deployment settles. */
export const NOT_YET = "not known before deployment";

export function known<T>(value: T, path: string, secret?: boolean): Known<T> {
  return secret === true ? { state: "known", value, path, secret: true } : { state: "known", value, path };
}

export function absent(path: string): Absent {
  return { state: "absent", path };
}

export function unknown(path: string, because: string = NOT_YET, waitsFor: readonly string[] = []): Unknown {
  return { state: "unknown", path, because, waitsFor };
}

/** Applies `change` to a known value; absent and unknown stay what they are. */
export function mapKnown<T, U>(knowledge: Knowledge<T>, change: (value: T) => U): Knowledge<U> {
  return knowledge.state === "known" ? { ...knowledge, value: change(knowledge.value) } : knowledge;
}

/** Reads on from a known value; absent and unknown stay what they are. */
export function andThen<T, U>(knowledge: Knowledge<T>, next: (value: T) => Knowledge<U>): Knowledge<U> {
  return knowledge.state === "known" ? next(knowledge.value) : knowledge;
}

/** The value that holds where the program is silent: the cloud's own default. */
export function withDefault<T>(knowledge: Knowledge<T>, value: T): Known<T> | Unknown {
  return knowledge.state === "absent" ? known(value, knowledge.path) : knowledge;
}

/** The values that are known among several. */
export function knownValues<T>(parts: readonly Knowledge<T>[]): readonly T[] {
  return parts.flatMap((part) => (part.state === "known" ? [part.value] : []));
}

/** A known value as a message may show it: never a secret. */
export function shown({ value, secret }: Known<string | number>): string {
  return secret === true ? "a secret value" : String(value);
}
