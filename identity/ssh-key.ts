/**
 * Public keys and signatures as SSH writes them, checked with node's own cryptography.
 * https://www.rfc-editor.org/rfc/rfc4253 (6.6), rfc5656, rfc8332, rfc8709, and OpenSSH's PROTOCOL.u2f for security keys
 *
 * INVARIANTS: nothing throws. RSA counts with SHA-2 and 2048 bits at least (NIST SP 800-131A), a security key only where
 * somebody touched it; what is left over after a part was read makes it unreadable.
 */
import { createHash, createPublicKey, verify, type JsonWebKey, type KeyObject } from "node:crypto";

/** A public key that signatures can be checked with. */
export interface SshKey {
  readonly type: string;
  /** As `ssh-keygen -l` shows it: `SHA256:…`. */
  readonly fingerprint: string;
  /** Why a signature, in SSH's form, is not this key's on the data; undefined where it is. */
  readonly objection: (signature: Uint8Array, data: Uint8Array) => string | undefined;
}

/** Reads texts and numbers one after the other; after the first that is not there, nothing can be read any more. */
export class WireReader {
  private at = 0;
  private failed = false;

  constructor(private readonly bytes: Uint8Array) {}

  /** True where everything was read, and nothing is left. */
  get isDone(): boolean {
    return !this.failed && this.at === this.bytes.length;
  }

  take(length: number): Buffer {
    if (this.failed || this.at + length > this.bytes.length) {
      this.failed = true;
      return Buffer.alloc(0);
    }
    const start = this.at;
    this.at += length;
    return Buffer.from(this.bytes.subarray(start, this.at));
  }

  number(): number {
    const bytes = this.take(4);
    return bytes.length === 4 ? bytes.readUInt32BE() : 0;
  }

  string(): Buffer {
    return this.take(this.number());
  }

  text(): string {
    return this.string().toString("latin1");
  }

  /** A whole number of at most so many bytes, without sign and filled up with zeros. */
  integer(length: number): Buffer {
    const bytes = this.string();
    const significant = bytes[0] === 0 ? bytes.subarray(1) : bytes;
    if (significant.length > length) this.failed = true;
    return this.failed ? Buffer.alloc(0) : Buffer.concat([Buffer.alloc(length - significant.length), significant]);
  }
}

/** A text with its length before it. */
export function wireString(bytes: Uint8Array | string): Buffer {
  const content = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

const CURVES: Readonly<Record<string, { readonly name: string; readonly size: number; readonly hash: string }>> = {
  nistp256: { name: "P-256", size: 32, hash: "sha256" },
  nistp384: { name: "P-384", size: 48, hash: "sha384" },
  nistp521: { name: "P-521", size: 66, hash: "sha512" },
};

const RSA_HASHES: Readonly<Record<string, string>> = { "rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512" };
const SHORTEST_RSA = 2048;

const SIGNATURE_IS_ANOTHERS = "the message, the namespace or the key is another one";
const MALFORMED = "the signature is malformed";

/** Reads a public key in SSH's binary form; a text instead says why it cannot be used. */
export function readSshKey(blob: Uint8Array): SshKey | string {
  const reader = new WireReader(blob);
  const type = reader.text();
  const check = checkOf(type, reader);
  if (!check) return "a key of a type that is not supported";
  if (!reader.isDone) return "a malformed key";
  const objection = check();
  if (typeof objection === "string") return objection;
  const fingerprint = `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
  return { type, fingerprint, objection };
}

type Objection = SshKey["objection"];

/** Reads the key, and gives what makes the check once all of it was read. */
function checkOf(type: string, reader: WireReader): (() => Objection | string) | undefined {
  if (type === "ssh-ed25519") return ed25519(type, reader, false);
  if (type === "sk-ssh-ed25519@openssh.com") return ed25519(type, reader, true);
  if (type === "ssh-rsa") return rsa(reader);
  if (type === "sk-ecdsa-sha2-nistp256@openssh.com") return ecdsa(type, reader, "nistp256", true);
  const [, curve = ""] = /^ecdsa-sha2-(nistp(?:256|384|521))$/.exec(type) ?? [];
  return curve === "" ? undefined : ecdsa(type, reader, curve, false);
}

function ed25519(type: string, reader: WireReader, onSecurityKey: boolean) {
  const x = reader.string();
  const application = onSecurityKey ? reader.string() : undefined;
  return () =>
    checking({ kty: "OKP", crv: "Ed25519", x: x.toString("base64url") }, (key) => (signature, data) => {
      const parts = new WireReader(signature);
      if (parts.text() !== type) return MALFORMED;
      return checkParts(parts, application, data, parts.string(), (bytes, signed) => verify(null, signed, key, bytes));
    });
}

function rsa(reader: WireReader) {
  const exponent = reader.string();
  const modulus = reader.string();
  const jwk = { kty: "RSA", e: exponent.toString("base64url"), n: modulus.toString("base64url") };
  return () =>
    checking(jwk, (key) => {
      if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < SHORTEST_RSA)
        return `an RSA key of less than ${SHORTEST_RSA} bits`;
      return (signature, data) => {
        const parts = new WireReader(signature);
        const algorithm = parts.text();
        if (algorithm === "ssh-rsa") return "it was made with SHA-1";
        const hash = Object.hasOwn(RSA_HASHES, algorithm) ? RSA_HASHES[algorithm] : undefined;
        if (hash === undefined) return MALFORMED;
        return checkParts(parts, undefined, data, parts.string(), (bytes, signed) => verify(hash, signed, key, bytes));
      };
    });
}

function ecdsa(type: string, reader: WireReader, named: string, onSecurityKey: boolean) {
  const curve = CURVES[named];
  const isNamed = reader.text() === named;
  const point = reader.string();
  const application = onSecurityKey ? reader.string() : undefined;
  if (!curve) return undefined;
  const { name, size, hash } = curve;
  const isPoint = isNamed && point.length === 1 + 2 * size && point[0] === 4;
  const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)].map((each) => each.toString("base64url"));
  if (!isPoint || x === undefined || y === undefined) return () => "a malformed key";
  return () =>
    checking({ kty: "EC", crv: name, x, y }, (key) => (signature, data) => {
      const parts = new WireReader(signature);
      if (parts.text() !== type) return MALFORMED;
      const numbers = new WireReader(parts.string());
      const bytes = Buffer.concat([numbers.integer(size), numbers.integer(size)]);
      if (!numbers.isDone) return MALFORMED;
      const isValid = (each: Buffer, signed: Buffer) => verify(hash, signed, { key, dsaEncoding: "ieee-p1363" }, each);
      return checkParts(parts, application, data, bytes, isValid);
    });
}

/** What a security key signs tells of the application, of the touch, and how often it signed. */
function checkParts(
  parts: WireReader,
  application: Buffer | undefined,
  data: Uint8Array,
  signature: Buffer,
  isValid: (signature: Buffer, signed: Buffer) => boolean,
): string | undefined {
  const details = application ? parts.take(5) : Buffer.alloc(0);
  if (!parts.isDone) return MALFORMED;
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
  const signed = application ? Buffer.concat([sha256(application), details, sha256(data)]) : Buffer.from(data);
  if (!succeeds(() => isValid(signature, signed))) return SIGNATURE_IS_ANOTHERS;
  const isTouched = !application || ((details[0] ?? 0) & 1) === 1;
  return isTouched ? undefined : "nobody touched the security key";
}

function checking(jwk: JsonWebKey, make: (key: KeyObject) => Objection | string): Objection | string {
  try {
    return make(createPublicKey({ key: jwk, format: "jwk" }));
  } catch {
    return "a malformed key";
  }
}

function succeeds(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
