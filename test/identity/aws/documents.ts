import { readPolicyDocument, type DocumentKind, type PolicyDocument } from "../../../identity/aws/document/document";
import type { PartialJson } from "../../../identity/aws/document/partial-json";
import { unknown, type Unknown } from "../../../identity/knowledge";

/** What a test writes instead of a value that is not known. */
export const UNKNOWN = Symbol("unknown");

/** Plain data as policy documents are written, with `UNKNOWN` where a value is not known. */
export type Written =
  null | boolean | number | string | symbol | readonly Written[] | { readonly [key: string]: Written };

export function partial(written: Written, path = ""): PartialJson {
  if (typeof written === "symbol") return unknown(path);
  if (written === null || typeof written !== "object") return written;
  if (isList(written)) return written.map((element, index) => partial(element, `${path}[${index}]`));
  return new Map(
    Object.entries(written).map(([key, value]) => [key, partial(value, path === "" ? key : `${path}.${key}`)]),
  );
}

function isList(written: Written): written is readonly Written[] {
  return Array.isArray(written);
}

export function documentOf(statement: Written, kind: DocumentKind = "identity"): PolicyDocument {
  return readPolicyDocument(partial({ Version: "2012-10-17", Statement: statement }), kind);
}

export function places(unknowns: readonly Unknown[]): readonly string[] {
  return unknowns.map(({ path }) => path);
}

/** A statement on every resource, but for what is said otherwise. */
export function allow(action: Written, more: Readonly<Record<string, Written>> = {}): Written {
  return { Effect: "Allow", Action: action, Resource: "*", ...more };
}

export function deny(action: Written, more: Readonly<Record<string, Written>> = {}): Written {
  return { Effect: "Deny", Action: action, Resource: "*", ...more };
}
