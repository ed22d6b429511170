import { AssetProperty, SecretProperty, UnknownProperty, type PropertyMap, type PropertyValue } from "./resource";

/**
 * Pulumi's marked-up JSON, as resource monitors, states and policy packs carry it, becomes the judge's plain data.
 * Signatures and sentinels: pulumi/pulumi, sdk/go/common/resource (sig) and sdk/go/common/resource/plugin/rpc.go.
 */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

export const SIGNATURES = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;

/** What stands for an unknown string; the others stand for unknown values of other kinds. */
export const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const UNKNOWN_SENTINELS: ReadonlySet<string> = new Set([
  UNKNOWN_STRING,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** What `pulumi policy analyze` writes where it cannot decrypt. */
const REDACTED_SECRET = "[secret]";

const ENCRYPTED = new UnknownProperty("encrypted in the state");

export function decodeMap(map: object): PropertyMap {
  return Object.fromEntries(members(map).map(([key, value]) => [key, decode(value)]));
}

export function decode(value: unknown): PropertyValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return decodeText(value);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object") return new UnknownProperty(`a ${typeof value}, which is no property value`);
  const signature = ownValue(value, SIGNATURE_KEY);
  if (typeof signature === "string") return decodeSigned(signature, value);
  return isPlain(value) ? decodeMap(value) : new AssetProperty();
}

function decodeText(text: string): PropertyValue {
  if (UNKNOWN_SENTINELS.has(text)) return new UnknownProperty();
  return text === REDACTED_SECRET ? new SecretProperty(ENCRYPTED) : text;
}

function decodeSigned(signature: string, value: object): PropertyValue {
  switch (signature) {
    case SIGNATURES.secret:
      return new SecretProperty(decodeSecret(value));
    case SIGNATURES.asset: {
      const text = ownValue(value, "text");
      return new AssetProperty(typeof text === "string" ? text : undefined);
    }
    case SIGNATURES.archive:
      return new AssetProperty();
    case SIGNATURES.resource:
      return decode(ownValue(value, "id") ?? ownValue(value, "urn"));
    case SIGNATURES.output:
      return decodeOutput(value);
    default:
      return new UnknownProperty("a value of a kind that this version cannot read");
  }
}

/** A live value, the plaintext of a decrypted state (itself JSON), or ciphertext. */
function decodeSecret(value: object): PropertyValue {
  const plaintext = ownValue(value, "plaintext");
  if (typeof plaintext === "string") {
    try {
      return decode(JSON.parse(plaintext));
    } catch {
      return new UnknownProperty("a secret that is not written as JSON");
    }
  }
  return Object.hasOwn(value, "value") ? decode(ownValue(value, "value")) : ENCRYPTED;
}

function decodeOutput(value: object): PropertyValue {
  const waitsFor = ownValue(value, "dependencies");
  const urns = Array.isArray(waitsFor) ? waitsFor.filter((urn): urn is string => typeof urn === "string") : [];
  const content = Object.hasOwn(value, "value")
    ? decode(ownValue(value, "value"))
    : new UnknownProperty(undefined, urns);
  return ownValue(value, "secret") === true ? new SecretProperty(content) : content;
}

/** Own members without reading through the object: a policy pack's properties throw when an unknown is read. */
function members(object: object): [string, unknown][] {
  return Object.keys(object).map((key) => [key, ownValue(object, key)]);
}

function ownValue(object: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}
