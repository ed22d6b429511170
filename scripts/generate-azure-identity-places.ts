import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { argumentsOf, resourceClasses, shortForm } from "./generate-taggable-types";
import { interfacesIn } from "./sdk-interfaces";

/**
 * Writes where the types of `@pulumi/azure-native` list user-assigned identities that do not list them at the usual
 * place, to `policy-packs/facts/azure/identity-places.json`: `npx tsx scripts/generate-azure-identity-places.ts`. Run it
 * after the SDK is upgraded.
 */

const SDK = dirname(require.resolve("@pulumi/azure-native/package.json"));

export const USUAL = "identity.userAssignedIdentities";

/** Its elements are objects that bind an identity to a name, and hold the id deeper. */
const BINDINGS = "podIdentityProfile.userAssignedIdentities";

const PROPERTY = /^ +(\w+)\??: (.*)$/gm;

/** All places that list user-assigned identities: for each of them the types that have it, as `module:Type`. */
export function places(): ReadonlyMap<string, readonly string[]> {
  const inside = interfacesIn(readFileSync(join(SDK, "types/input.d.ts"), "utf8"));
  const found = new Map<string, Set<string>>();
  for (const { token, formerTokens, declarations } of resourceClasses(SDK)) {
    for (const place of placesIn(argumentsOf(token, declarations), inside)) {
      const types = found.get(place) ?? new Set();
      for (const each of [token, ...formerTokens]) types.add(shortForm(each));
      found.set(place, types);
    }
  }
  return new Map([...found].map(([place, types]) => [place, [...types].sort()]));
}

/** @param within the interfaces on the way, because some hold themselves */
function* placesIn(
  declared: string,
  inside: ReadonlyMap<string, string>,
  path = "",
  within: readonly string[] = [],
): Iterable<string> {
  for (const [, name = "", value = ""] of declared.matchAll(PROPERTY)) {
    const place = path === "" ? name : `${path}.${name}`;
    if (name === "userAssignedIdentities") yield place;
    const isList = value.startsWith("pulumi.Input<pulumi.Input<");
    for (const [, member = ""] of value.matchAll(/inputs\.([\w.]+)/g)) {
      if (within.includes(member)) continue;
      yield* placesIn(inside.get(member) ?? "", inside, isList ? `${place}[]` : place, [...within, member]);
    }
  }
}

/** The text of the generated file: for each unusual place its types, separated by spaces. */
export function written(): string {
  const unusual = [...places()]
    .filter(([place]) => place !== USUAL && place !== BINDINGS)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(unusual.map(([place, types]) => [place, types.join(" ")])), undefined, 2)}\n`;
}

export const GENERATED = "policy-packs/facts/azure/identity-places.json";

if (require.main === module) writeFileSync(join(__dirname, "..", GENERATED), written());
