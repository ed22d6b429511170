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
  /** The interfaces that it may hold, as `module.Name`. */
  readonly members: readonly string[];
}

/** What is sought at a property: its place, or undefined to look inside it. */
export type Seek = (property: DeclaredProperty) => string | undefined;

/** The folder of `@pulumi/aws`. */
export const AWS_SDK = dirname(require.resolve("@pulumi/aws/package.json"));

/** All places of `@pulumi/aws` at which something is found, as `module:Type.place`. */
export function awsPlaces(seek: Seek): ReadonlySet<string> {
  return new Set([...sdkPlaces(AWS_SDK, seek)].map(({ type, place }) => `${type}.${place}`));
}

/** All places of an SDK at which something is found, of each type as `module:Type`, under former tokens as well. */
export function* sdkPlaces(sdk: string, seek: Seek): Iterable<{ readonly type: string; readonly place: string }> {
  const inside = interfacesIn(readFileSync(join(sdk, "types/input.d.ts"), "utf8"));
  for (const { token, formerTokens, declarations } of resourceClasses(sdk)) {
    const places = [...placesIn(argumentsOf(token, declarations), inside, seek)];
    const types = new Set([token, ...formerTokens].map(shortForm));
    for (const type of types) for (const place of places) yield { type, place };
  }
}

const PROPERTY = /^ +(\w+)\??: ((?:pulumi\.Input<|any\b).*)$/gm;

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
    const members = membersOf(value);
    const found = seek({ name, value, place, members });
    if (found !== undefined) yield found;
    const below = value.startsWith("pulumi.Input<pulumi.Input<") ? `${place}[]` : place;
    for (const member of found === undefined ? members : []) {
      if (!within.includes(member)) {
        yield* placesIn(inside.get(member) ?? "", inside, seek, below, [...within, member]);
      }
    }
  }
}

/** Interfaces, or a list of them; a property that may be a text as well holds a document. */
function membersOf(value: string): readonly string[] {
  if (!/^pulumi\.Input<(?:pulumi\.Input<)?inputs\./.test(value)) return [];
  return [...value.matchAll(/\binputs\.([\w.]+)/g)].map(([, member = ""]) => member);
}
