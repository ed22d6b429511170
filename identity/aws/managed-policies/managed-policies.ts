/**
 * What do the policies say that AWS manages?
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/
 *
 * A snapshot of all documents, made by scripts/generate-aws-managed-policies.ts, one line a policy and compressed. It is
 * unpacked when the first policy is looked up, and a document is parsed when it is asked for, once in a process.
 *
 * INVARIANT: a policy that AWS published after the snapshot is one whose document is not known, and never an empty one.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { readPolicyDocument, type PolicyDocument } from "../document/document";

interface Snapshot {
  /** Base64 of Brotli; each line is the path of a policy, a tabulator, and its document in JSON. */
  readonly documents: string;
}

interface ManagedPolicy {
  /** Path and name as AWS spells them, such as `ReadOnlyAccess` or `job-function/Billing`. */
  readonly name: string;
  /** Undefined where the snapshot does not hold it. */
  readonly document?: PolicyDocument;
}

/** The lines of the snapshot by path in lower case, as IAM does not tell names apart by case. */
let lines: ReadonlyMap<string, string> | undefined;
const read = new Map<string, ManagedPolicy>();

/** The policy with this ARN; undefined where the ARN is not of a policy that AWS manages. */
export function awsManagedPolicy(arn: string): ManagedPolicy | undefined {
  const [, path] = /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/i.exec(arn) ?? [];
  return path === undefined ? undefined : awsManagedPolicyNamed(path);
}

/** @param name path and name, such as `ReadOnlyAccess` or `job-function/Billing` */
export function awsManagedPolicyNamed(name: string): ManagedPolicy {
  const key = name.toLowerCase();
  const known = read.get(key);
  if (known) return known;
  const line = (lines ??= load()).get(key);
  if (line === undefined) return { name };
  const policy = { name: pathOf(line), document: readPolicyDocument(line.slice(line.indexOf("\t") + 1), "identity") };
  read.set(key, policy);
  return policy;
}

/** Paths and names of all policies in the snapshot. */
export function awsManagedPolicyNames(): readonly string[] {
  return textOf().split("\n").map(pathOf);
}

function load(): ReadonlyMap<string, string> {
  return new Map(
    textOf()
      .split("\n")
      .map((line) => [pathOf(line).toLowerCase(), line]),
  );
}

function pathOf(line: string): string {
  return line.slice(0, line.indexOf("\t"));
}

function textOf(): string {
  const { documents } = JSON.parse(readFileSync(join(__dirname, "managed-policies.json"), "utf8")) as Snapshot;
  return brotliDecompressSync(Buffer.from(documents, "base64")).toString("utf8");
}
