import { unknown, type Knowledge } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import { propertiesAt } from "../places";
import generated from "./role-places.json";

/** What a place names: the role itself, or the instance profile that holds it. */
export interface NamedRole {
  readonly names: "role" | "instance profile";
  readonly value: Knowledge<string>;
}

const BY_MODULE = new Map<string, string>(Object.entries(generated));
const PLACES = new Map<string, readonly string[]>();

/**
 * What a resource says of the roles that something runs as. The places of `aws` are made from its SDK by
 * `scripts/generate-aws-role-places.ts`; those of `aws-native`, which is CloudFormation's own model, are told by the
 * property's name.
 */
export function rolesNamedIn(resource: Resource): readonly NamedRole[] {
  if (resource.type.startsWith("aws-native:")) return nativeRoles(resource);
  return placesOf(resource.type).flatMap((place) =>
    valuesAt(resource, place).map((value) => ({ names: namesOf(place), value })),
  );
}

/** @param type such as `aws:lambda/function:Function` */
function placesOf(type: string): readonly string[] {
  const known = PLACES.get(type);
  if (known) return known;
  const [provider, module = "", name = ""] = type.split(":");
  const listed = provider === "aws" ? (BY_MODULE.get(module.split("/")[0] ?? "") ?? "") : "";
  const places = listed
    .split(" ")
    .flatMap((each) => (each.startsWith(`${name}.`) ? [each.slice(name.length + 1)] : []));
  PLACES.set(type, places);
  return places;
}

function valuesAt(resource: Resource, place: string): readonly Knowledge<string>[] {
  const isMap = place.endsWith("{}");
  return propertiesAt(resource, isMap ? place.slice(0, -2) : place).flatMap((property) => {
    if (!(property instanceof Property)) return [property];
    if (!isMap) return [property.string()];
    const members = property.map();
    if (members.state === "known") return [...members.value.values()].map((member) => member.string());
    return members.state === "unknown" ? [members] : [];
  });
}

function namesOf(place: string): NamedRole["names"] {
  return /instanceprofile/i.test(place) ? "instance profile" : "role";
}

const NATIVE_NAMES = /role$|roles$|rolearns?$|instanceprofile(?:arn|name)?$/i;
/** What is made or granted there, and no use. */
const NATIVE_OTHERS = /^aws-native:(iam|organizations|sso):/;

function nativeRoles(resource: Resource): readonly NamedRole[] {
  if (NATIVE_OTHERS.test(resource.type)) return [];
  return Object.keys(resource.inputs).flatMap((name) => rolesBelow(Property.input(resource, name), name, 0));
}

const DEEPEST = 32;

function rolesBelow(property: Property, name: string, depth: number): readonly NamedRole[] {
  const members = depth < DEEPEST ? property.map() : undefined;
  if (members?.state === "known")
    return [...members.value].flatMap(([key, member]) => rolesBelow(member, keyIn(name, key), depth + 1));
  const elements = depth < DEEPEST ? property.list() : undefined;
  if (elements?.state === "known") return elements.value.flatMap((element) => rolesBelow(element, name, depth + 1));
  if (!NATIVE_NAMES.test(name)) return [];
  const value = property.string();
  const tooDeep = depth >= DEEPEST && value.state === "unknown";
  return [{ names: namesOf(name), value: tooDeep ? unknown(property.path, "nested too deeply") : value }];
}

/** An instance profile may be an object with its name or its ARN. */
function keyIn(name: string, key: string): string {
  return /instanceprofile$/i.test(name) && /^(arn|name)$/i.test(key) ? name : key;
}
