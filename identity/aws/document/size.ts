/**
 * How long is a policy document at least, and is it written in characters that IAM takes? Services count characters or
 * bytes, some without white space, so what is told holds whoever counts: no white space, a byte a character, and nothing
 * for what is not known.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 *
 * INVARIANT: the document that is deployed is no shorter.
 */
import { isList, isObject, isUnknown, type PartialJson } from "./partial-json";

/** @param source the document as it is written, as text or as an object */
export function leastSize(source: PartialJson): number {
  if (typeof source === "string") return withoutSpace(source);
  return sizeOf(source);
}

function sizeOf(value: PartialJson): number {
  if (isUnknown(value)) return 0;
  if (isList(value)) return value.reduce((total: number, element) => total + sizeOf(element) + 1, 1);
  if (!isObject(value)) return withoutSpace(JSON.stringify(value));
  let total = 1;
  for (const [key, member] of value) total += withoutSpace(JSON.stringify(key)) + sizeOf(member) + 2;
  return total;
}

function withoutSpace(text: string): number {
  return text.replace(/\s+/g, "").length;
}

/** Everything but tabulators, line ends and what Latin-1 has. */
const FOREIGN = /[^\t\n\r\u0020-\u00ff]/;

/** The first character of a document that IAM refuses, by its number, such as `U+201C`. */
export function foreignCharacter(source: PartialJson): string | undefined {
  if (typeof source === "string") {
    const [found] = FOREIGN.exec(source.replace(/^\uFEFF/, "")) ?? [];
    return found === undefined ? undefined : `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  }
  for (const part of partsOf(source)) {
    const found = foreignCharacter(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function partsOf(value: PartialJson): Iterable<PartialJson> {
  if (isList(value)) return value;
  return isObject(value) ? [...value].flat() : [];
}
