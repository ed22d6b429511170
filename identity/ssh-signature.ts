/**
 * Did an allowed signer sign this message with an SSH key (`ssh-keygen -Y sign -n NAMESPACE`)? Offline. The libraries that
 * read SSH keys do not read these signatures, so they are read here, and node's own cryptography checks them.
 * https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig, and ssh-keygen(1) on allowed signers
 *
 * Times without a zone are taken as UTC, so that the answer does not depend on the machine. Certificates and
 * authorities that issue them are not supported; a line with one allows nobody.
 * INVARIANT: nothing throws; what cannot be read is invalid.
 */
import { createHash } from "node:crypto";
import { matchesPattern } from "./aws/document/match";
import { readSshKey, WireReader, wireString, type SshKey } from "./ssh-key";

/** One line of an allowed signers file. */
export interface AllowedSigner {
  /** From 1 on. */
  readonly line: number;
  /** Patterns of identities, separated by commas; `!` before one excludes. */
  readonly principals: string;
  readonly key: SshKey;
  /** Patterns of namespaces; any where it is absent. */
  readonly namespaces?: string;
  readonly validAfter?: Date;
  readonly validBefore?: Date;
}

/** A line that allows nobody. */
export interface SignersProblem {
  readonly line: number;
  /** Completes "expected …". */
  readonly expected: string;
}

export interface AllowedSigners {
  readonly signers: readonly AllowedSigner[];
  readonly problems: readonly SignersProblem[];
}

export type SignatureVerdict =
  | { readonly state: "valid"; readonly principal: string; readonly keyFingerprint: string }
  /** `because` completes "the signature is not accepted: …". */
  | { readonly state: "invalid"; readonly because: string };

export interface SignatureToVerify {
  readonly message: string | Uint8Array;
  /** The armoured text that `ssh-keygen -Y sign` writes. */
  readonly signature: string;
  readonly namespace: string;
  readonly signers: readonly AllowedSigner[];
  readonly at: Date;
  /** Who must have signed. @default any allowed signer, who is then named by the patterns of the line */
  readonly principal?: string;
}

/** Reads the text of an allowed signers file; a line that cannot be read is a problem and allows nobody. */
export function readAllowedSigners(text: string): AllowedSigners {
  const signers: AllowedSigner[] = [];
  const problems: SignersProblem[] = [];
  text.split(/\r?\n/).forEach((content, index) => {
    if (/^\s*(?:#|$)/.test(content)) return;
    const signer = readSigner(content, index + 1);
    if (typeof signer === "string") problems.push({ line: index + 1, expected: signer });
    else signers.push(signer);
  });
  return { signers, problems };
}

/** Verifies a signature against allowed signers. Never throws; whatever is malformed is an invalid signature. */
export function verifySignature(toVerify: SignatureToVerify): SignatureVerdict {
  const { message, signature, namespace, signers, principal } = toVerify;
  const parts = readSignature(signature);
  if (typeof parts === "string") return invalid(parts);
  if (namespace === "" || parts.namespace !== namespace) return invalid("it was made for another namespace");
  const key = readSshKey(parts.key);
  if (typeof key === "string") return invalid(`it was made with ${key}`);
  const candidates = signers.filter((signer) => signer.key.fingerprint === key.fingerprint);
  if (candidates.length === 0) return invalid("its key is not among the allowed signers");
  const objections = candidates.map((signer) => objectionTo(signer, toVerify));
  const allowed = candidates[objections.indexOf(undefined)];
  if (!allowed) return invalid(objections[0] ?? "its key is not among the allowed signers");
  const objection = key.objection(parts.signature, signedData(parts, message));
  if (objection !== undefined) return invalid(objection);
  return { state: "valid", principal: principal ?? allowed.principals, keyFingerprint: key.fingerprint };
}

function invalid(because: string): SignatureVerdict {
  return { state: "invalid", because };
}

/** Why a line does not allow the signature, though the key is the same. */
function objectionTo(signer: AllowedSigner, { namespace, principal, at }: SignatureToVerify): string | undefined {
  const { principals, namespaces, validAfter, validBefore } = signer;
  if (principal !== undefined && !isListed(principals, principal)) return "its key is that of another signer";
  if (namespaces !== undefined && !isListed(namespaces, namespace)) return "its key is not allowed for this namespace";
  const now = at.getTime();
  if (Number.isNaN(now)) return "the time at which it shall be valid is not known";
  if (validAfter && now < validAfter.getTime()) return "its key is not valid yet";
  return validBefore && now > validBefore.getTime() ? "its key is not valid any more" : undefined;
}

/** Whether a list of patterns names a text and does not exclude it. */
function isListed(list: string, text: string): boolean {
  const patterns = list.split(",");
  const isIn = (prefix: string) =>
    patterns.some(
      (each) => each.startsWith("!") === (prefix === "!") && matchesPattern(each.slice(prefix.length), text),
    );
  return isIn("") && !isIn("!");
}

interface SignatureParts {
  readonly key: Buffer;
  readonly namespace: string;
  readonly hash: string;
  readonly signature: Buffer;
}

const ARMOUR = /^\s*-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\r\n]+?)\r?\n-----END SSH SIGNATURE-----\s*$/;
const MAGIC = "SSHSIG";
const HASHES: ReadonlySet<string> = new Set(["sha256", "sha512"]);
/** A signature with the longest RSA key that OpenSSH takes, 16384 bits, has 6,000 characters. */
const LONGEST = 20_000;

function readSignature(text: string): SignatureParts | string {
  const armoured = text.length <= LONGEST ? ARMOUR.exec(text)?.[1] : undefined;
  const bytes = armoured === undefined ? undefined : readBase64(armoured.replace(/[\r\n]/g, ""));
  if (!bytes) return "it is no text that begins with `-----BEGIN SSH SIGNATURE-----` and ends with its counterpart";
  const reader = new WireReader(bytes);
  const magic = reader.take(MAGIC.length).toString("latin1");
  const version = reader.number();
  const key = reader.string();
  const namespace = reader.string().toString("utf8");
  // Reserved for later versions, which say themselves that it may be passed over.
  reader.string();
  const hash = reader.text();
  const signature = reader.string();
  if (magic !== MAGIC || !reader.isDone) return "it is malformed";
  if (version !== 1) return "it is of a later version of the format";
  return HASHES.has(hash)
    ? { key, namespace, hash, signature }
    : "it was made with a hash that is not SHA-256 or SHA-512";
}

/** What the key signs: not the message itself. */
function signedData({ namespace, hash }: SignatureParts, message: string | Uint8Array): Buffer {
  const digest = createHash(hash).update(message).digest();
  return Buffer.concat([Buffer.from(MAGIC), ...[namespace, "", hash, digest].map((each) => wireString(each))]);
}

/** Undefined where it is not written as base64 writes it. */
function readBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.length > 0 && bytes.toString("base64") === text ? bytes : undefined;
}

const LINE = "principals, options, type of key and key, such as `jo@example.com ssh-ed25519 AAAA…`";
/** Fields are separated by blanks that stand outside quotes. */
const FIELD = /(?:[^\s"]|"[^"]*")+/g;
const KEY_TYPE = /^(?:ssh|ecdsa|sk)-[\w@.-]+$/;

/** A line, or what was expected in it. */
function readSigner(content: string, line: number): AllowedSigner | string {
  const fields = content.match(FIELD) ?? [];
  const [principals = "", second = ""] = fields;
  const hasOptions = !KEY_TYPE.test(second);
  const [type, encoded] = fields.slice(hasOptions ? 2 : 1);
  if (type === undefined || encoded === undefined || !KEY_TYPE.test(type)) return LINE;
  const options = hasOptions ? readOptions(second) : {};
  if (typeof options === "string") return options;
  const blob = readBase64(encoded);
  if (!blob) return "the key in base64";
  const key = readSshKey(blob);
  if (typeof key === "string") return `a key of type Ed25519, ECDSA or RSA, not ${key}`;
  if (key.type !== type) return "a key of the type that the line names";
  return { line, principals: unquoted(principals), key, ...options };
}

type Options = Pick<AllowedSigner, "namespaces" | "validAfter" | "validBefore">;

function readOptions(text: string): Options | string {
  let options: Options = {};
  for (const option of text.match(/(?:[^,"]|"[^"]*")+/g) ?? []) {
    const [, name = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(option) ?? [];
    const keyword = name.toLowerCase();
    const time = readTime(unquoted(value));
    if (keyword === "cert-authority") return "a key without `cert-authority`, as certificates are not supported";
    if (keyword === "namespaces" && value !== "") options = { ...options, namespaces: unquoted(value) };
    else if (keyword !== "valid-after" && keyword !== "valid-before")
      return "one of the options `namespaces`, `valid-after` and `valid-before`";
    else if (!time) return `a time such as \`20261231\` or \`202612312359Z\` after \`${keyword}\``;
    else options = { ...options, [keyword === "valid-after" ? "validAfter" : "validBefore"]: time };
  }
  return options;
}

function unquoted(text: string): string {
  return text.replaceAll('"', "");
}

/** `YYYYMMDD` or `YYYYMMDDHHMM[SS]`, with or without `Z`. */
function readTime(text: string): Date | undefined {
  const [, year, month, day, hour = "00", minute = "00", second = "00"] =
    /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?Z?$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().slice(8, 10) === day ? time : undefined;
}
