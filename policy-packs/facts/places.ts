import type { Unknown } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";

/**
 * The properties of a resource at a place such as `accounts[].name`: `[]` stands for each element of a list, and a point
 * leads into an object. A list that is unknown is one unknown.
 */
export function propertiesAt(resource: Resource, place: string): readonly (Property | Unknown)[] {
  const [first = "", ...members] = place.split(".");
  return members.reduce<readonly (Property | Unknown)[]>(
    (found, member) =>
      found.flatMap((each) => (each instanceof Property ? elementsOf(each.at(nameOf(member)), member) : [each])),
    elementsOf(Property.input(resource, nameOf(first)), first),
  );
}

function elementsOf(property: Property, written: string): readonly (Property | Unknown)[] {
  if (!written.endsWith("[]")) return [property];
  const elements = property.list();
  if (elements.state === "known") return elements.value;
  return elements.state === "unknown" ? [elements] : [];
}

function nameOf(written: string): string {
  return written.replace("[]", "");
}
