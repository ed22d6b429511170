import {
  AssetProperty,
  SecretProperty,
  UnknownProperty,
  type PropertyMap,
  type PropertyValue,
} from "../../policy-packs/judge/resource";
import { SIGNATURE_KEY, SIGNATURES, UNKNOWN_STRING } from "../../policy-packs/judge/wire";
import type { Wire, WireMap } from "./structs";

/** Writes a value as the SDK reads it. An asset is not written back, so it is unknown to the program. */
export function encode(value: PropertyValue): Wire {
  if (value instanceof UnknownProperty || value instanceof AssetProperty) return UNKNOWN_STRING;
  if (value instanceof SecretProperty) return encodeSecret(encode(value.value));
  if (isList(value)) return value.map(encode);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encode(inner)]));
}

export function encodeSecret(value: Wire): WireMap {
  return { [SIGNATURE_KEY]: SIGNATURES.secret, value };
}

/** Applies `change` to each text within the properties; a secret within a secret stays one secret. */
export function mapTexts(properties: PropertyMap, change: (text: string) => PropertyValue): PropertyMap {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, mapText(value, change)]));
}

function mapText(value: PropertyValue, change: (text: string) => PropertyValue): PropertyValue {
  if (typeof value === "string") return change(value);
  if (value instanceof SecretProperty) {
    const inner = mapText(value.value, change);
    return inner instanceof SecretProperty ? inner : new SecretProperty(inner);
  }
  if (isList(value)) return value.map((element) => mapText(element, change));
  return isMap(value) ? mapTexts(value, change) : value;
}

/** Every text that stands inside a secret. */
export function secretTexts(value: PropertyValue, secret = false): readonly string[] {
  if (typeof value === "string") return secret ? [value] : [];
  if (value instanceof SecretProperty) return secretTexts(value.value, true);
  if (isList(value)) return value.flatMap((element) => secretTexts(element, secret));
  return isMap(value) ? Object.values(value).flatMap((element) => secretTexts(element, secret)) : [];
}

function isList(value: PropertyValue): value is readonly PropertyValue[] {
  return Array.isArray(value);
}

function isMap(value: PropertyValue): value is PropertyMap {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !(value instanceof UnknownProperty || value instanceof SecretProperty || value instanceof AssetProperty);
}
