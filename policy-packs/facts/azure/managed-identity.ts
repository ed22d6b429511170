import type { Knowledge } from "../../../identity/knowledge";
import { memberPath } from "../../../identity/places";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import { propertiesAt } from "../places";
import generated from "./identity-places.json";

export const MANAGED_IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
export const FEDERATED_CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential";

const ELSEWHERE = new Map<string, string[]>();
for (const [place, types] of Object.entries(generated)) {
  for (const type of types.split(" ")) ELSEWHERE.set(type, [...(ELSEWHERE.get(type) ?? []), place]);
}

const USUAL = "identity.userAssignedIdentities";

/**
 * The user-assigned identities that an Azure resource runs as. Nearly every type lists them under `identity`, in a list
 * of ids or in a map whose keys are ids; the places of the others are made from the SDK by
 * `scripts/generate-azure-identity-places.ts`.
 */
export function managedIdentitiesOf(resource: Resource): readonly Knowledge<string>[] {
  if (!resource.type.startsWith("azure-native:")) return [];
  const places = ELSEWHERE.get(resource.type.slice("azure-native:".length)) ?? [];
  return [USUAL, ...places].flatMap((place) =>
    propertiesAt(resource, place).flatMap((property) => (property instanceof Property ? idsIn(property) : [property])),
  );
}

function idsIn(property: Property): readonly Knowledge<string>[] {
  const elements = property.list();
  if (elements.state === "known") return elements.value.map((element) => element.string());
  const members = property.map();
  if (members.state === "known") {
    return [...members.value.keys()].map((id) => ({ state: "known", value: id, path: memberPath(property.path, id) }));
  }
  return members.state === "unknown" ? [members] : [];
}
