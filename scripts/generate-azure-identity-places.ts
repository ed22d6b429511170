import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sdkPlaces } from "./sdk-interfaces";

/**
 * Writes where the types of `@pulumi/azure-native` list user-assigned identities that do not list them at the usual
 * place, to `policy-packs/facts/azure/identity-places.json`: `npx tsx scripts/generate-azure-identity-places.ts`. Run it
 * after the SDK is upgraded.
 */

const SDK = dirname(require.resolve("@pulumi/azure-native/package.json"));

export const USUAL = "identity.userAssignedIdentities";

/** Its elements are objects that bind an identity to a name, and hold the id deeper. */
const BINDINGS = "podIdentityProfile.userAssignedIdentities";

/** All places that list user-assigned identities: for each of them the types that have it, as `module:Type`. */
export function places(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const listing = sdkPlaces(SDK, ({ name, place }) => (name === "userAssignedIdentities" ? place : undefined));
  for (const { type, place } of listing) found.set(place, (found.get(place) ?? new Set()).add(type));
  return new Map([...found].map(([place, types]) => [place, [...types].sort()]));
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
