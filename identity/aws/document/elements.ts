/**
 * Which elements of the policy language does an object have? Their names are read without regard to case, because a
 * grant must not escape judgement by its spelling; another spelling than the documented one is a problem.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { memberPath } from "../../places";
import type { PartialJson } from "./partial-json";

export type Elements = ReadonlyMap<string, { readonly place: string; readonly value: PartialJson }>;

/** The documented names, by themselves and in lower case. */
export type Names = ReadonlyMap<string, string>;

export function namesOf(names: string): Names {
  return new Map(names.split(" ").flatMap((name) => [name, name.toLowerCase()].map((written) => [written, name])));
}

/** The known elements of an object under their documented names. */
export function readElements(
  source: ReadonlyMap<string, PartialJson>,
  path: string,
  names: Names,
  problem: (place: string, expected: string, found: string) => void,
): Elements {
  const elements = new Map<string, { place: string; value: PartialJson }>();
  for (const [written, value] of source) {
    const name = names.get(written) ?? names.get(written.toLowerCase());
    const place = name === written && path !== "" ? `${path}.${name}` : memberPath(path, written);
    if (name === undefined) {
      const expected = Array.from(new Set(names.values()), (each) => `\`${each}\``);
      problem(place, `one of ${expected.join(", ")}`, `\`${written}\``);
    } else {
      if (name !== written) problem(place, `\`${name}\``, `\`${written}\``);
      if (elements.has(name)) problem(place, `\`${name}\` once`, "it a second time");
      elements.set(name, { place, value });
    }
  }
  return elements;
}
