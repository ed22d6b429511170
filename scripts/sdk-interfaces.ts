import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { argumentsOf, resourceClasses, shortForm } from "./generate-taggable-types";

/** The interfaces of the SDK's inputs, as `module.Name`. */
export function interfacesIn(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of text.split(/^export declare namespace /m).slice(1)) {
    const module = /^\w+/.exec(part)?.[0] ?? "";
    for (const [, name = "", body = ""] of part.matchAll(/^ {4}interface (\w+) \{$([\s\S]*?)^ {4}\}$/gm)) {
      found.set(`${module}.${name}`, body);
    }
  }
  return found;
}

/** A property of a resource's arguments, or of an interface inside them. */
interface DeclaredProperty {
  readonly name: string;
  /** What stands behind the colon. */
  readonly value: string;
  /** Where it stands, such as `definition.nodes[].role`. */
  readonly place: string;
  /** The interface that it holds, as `module.Name`. */
  readonly member: string | undefined;
}

/** What is sought at a property: its place, or undefined to look inside it. */
type Seek = (property: DeclaredProperty) => string | undefined;

/** The folder of `@pulumi/aws`. */
export const AWS_SDK = dirname(require.resolve("@pulumi/aws/package.json"));

/** All places of `@pulumi/aws` at which something is found, as `module:Type.place`, under former tokens as well. */
export function awsPlaces(seek: Seek): ReadonlySet<string> {
  const inside = interfacesIn(readFileSync(join(AWS_SDK, "types/input.d.ts"), "utf8"));
  const found = new Set<string>();
  for (const { token, formerTokens, declarations } of resourceClasses(AWS_SDK)) {
    const places = [...placesIn(argumentsOf(token, declarations), inside, seek)];
    for (const type of [token, ...formerTokens].map(shortForm)) {
      for (const place of places) found.add(`${type}.${place}`);
    }
  }
  return found;
}

const PROPERTY = /^ +(\w+)\??: (pulumi\.Input<.*)$/gm;

/** @param within the interfaces on the way, because some hold themselves */
function* placesIn(
  declared: string,
  inside: ReadonlyMap<string, string>,
  seek: Seek,
  path = "",
  within: readonly string[] = [],
): Iterable<string> {
  for (const [, name = "", value = ""] of declared.matchAll(PROPERTY)) {
    const place = path === "" ? name : `${path}.${name}`;
    const [, list, member] = /^pulumi\.Input<(pulumi\.Input<)?inputs\.([\w.]+)/.exec(value) ?? [];
    const found = seek({ name, value, place, member });
    if (found !== undefined) yield found;
    else if (member !== undefined && !within.includes(member)) {
      const below = list === undefined ? place : `${place}[]`;
      yield* placesIn(inside.get(member) ?? "", inside, seek, below, [...within, member]);
    }
  }
}
