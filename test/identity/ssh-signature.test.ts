import { deepEqual, equal } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { wireString } from "../../identity/ssh-key";
import { readAllowedSigners, verifySignature, type SignatureToVerify } from "../../identity/ssh-signature";
import { SIGNED } from "./ssh-signatures";

const AT = new Date("2026-11-22T12:00:00Z");

function judge(key: string, signature: string, more: Partial<SignatureToVerify> = {}, line = `jo@example.com ${key}`) {
  const { signers } = readAllowedSigners(line);
  return verifySignature({ message: "hello", signature, namespace: "mandate", signers, at: AT, ...more });
}

function because(...asked: Parameters<typeof judge>): string {
  const verdict = judge(...asked);
  return verdict.state === "invalid" ? verdict.because : "valid";
}

const [FIRST, SECOND] = SIGNED as [(typeof SIGNED)[0], (typeof SIGNED)[0]];
const { key: KEY, signature: SIGNATURE } = SIGNED.find(({ key }) => key.startsWith("ssh-ed25519")) ?? FIRST;
const OTHERS = "the message, the namespace or the key is another one";

describe("a signature that ssh-keygen made", () => {
  for (const { key, signature } of SIGNED) {
    const type = key.split(" ")[0] ?? "";
    it(`with a key of type ${type} is valid for its message and namespace, and for no other`, () => {
      equal(judge(key, signature).state, "valid");
      equal(because(key, signature, { message: "hallo" }), OTHERS);
      equal(because(key, signature, { namespace: "file" }), "it was made for another namespace");
    });
  }

  it("names the signer and the key", () => {
    const fingerprint = createHash("sha256")
      .update(Buffer.from(KEY.split(" ")[1] ?? "", "base64"))
      .digest("base64");
    deepEqual(judge(KEY, SIGNATURE, { principal: "jo@example.com" }), {
      state: "valid",
      principal: "jo@example.com",
      keyFingerprint: `SHA256:${fingerprint.replace(/=+$/, "")}`,
    });
  });

  const LINES: readonly (readonly [title: string, line: string, more: Partial<SignatureToVerify>, because: string])[] =
    [
      [
        "by nobody who is allowed",
        `jo@example.com ${SIGNED.find(({ key }) => key !== KEY)?.key ?? ""}`,
        {},
        "its key is not among the allowed signers",
      ],
      ["where nobody is allowed", "", {}, "its key is not among the allowed signers"],
      [
        "by another one than asked for",
        `jo@example.com ${KEY}`,
        { principal: "al@example.com" },
        "its key is that of another signer",
      ],
      ["by one whom a pattern names", `*@example.com ${KEY}`, { principal: "al@example.com" }, "valid"],
      [
        "by one whom a pattern excludes",
        `*@example.com,!al@* ${KEY}`,
        { principal: "al@example.com" },
        "its key is that of another signer",
      ],
      ["by one in a quoted list", `"al@example.com,jo@example.com" ${KEY}`, { principal: "jo@example.com" }, "valid"],
      ["in a namespace that the key is for", `jo namespaces="file,man*" ${KEY}`, {}, "valid"],
      [
        "in a namespace that the key is not for",
        `jo namespaces="file,git" ${KEY}`,
        {},
        "its key is not allowed for this namespace",
      ],
      ["before the key is valid", `jo valid-after="20261123" ${KEY}`, {}, "its key is not valid yet"],
      ["after the key was valid", `jo valid-before=20261122 ${KEY}`, {}, "its key is not valid any more"],
      ["while the key is valid", `jo valid-after="20261122",VALID-BEFORE="202611221200Z" ${KEY}`, {}, "valid"],
      ["one second too late", `jo valid-before="202611221159" ${KEY}`, {}, "its key is not valid any more"],
      [
        "at a time that is none",
        `jo valid-before="20271122" ${KEY}`,
        { at: new Date(NaN) },
        "the time at which it shall be valid is not known",
      ],
      ["by a key that two lines name, one of which allows it", `jo namespaces="git" ${KEY}\nal ${KEY}`, {}, "valid"],
    ];
  for (const [title, line, more, expected] of LINES) {
    it(`is ${expected === "valid" ? "" : "not "}accepted ${title}`, () => {
      equal(because(KEY, SIGNATURE, more, line), expected);
    });
  }

  it("is not accepted with any part of it changed", () => {
    const lines = SIGNATURE.split("\n");
    const bytes = Buffer.from(lines.slice(1, -1).join(""), "base64");
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      equal(judge(KEY, armoured(changed)).state, "invalid");
      equal(judge(KEY, armoured(bytes.subarray(0, at))).state, "invalid");
    }
    equal(judge(KEY, armoured(bytes)).state, "valid");
    equal(judge(KEY, armoured(Buffer.concat([bytes, Buffer.from([0])]))).state, "invalid");
  });

  it("is not accepted without its armour, or with more around it", () => {
    const expected = "it is no text that begins with `-----BEGIN SSH SIGNATURE-----` and ends with its counterpart";
    equal(because(KEY, SIGNATURE.replace("-----END SSH SIGNATURE-----", "")), expected);
    equal(because(KEY, `x${SIGNATURE}`), expected);
    equal(because(KEY, ""), expected);
    equal(judge(KEY, `\n${SIGNATURE.replaceAll("\n", "\r\n")}\r\n`).state, "valid");
  });
});

describe("a signature made by hand", () => {
  it("is refused where RSA was used with SHA-1, and accepted with SHA-256", () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = rsaBlob(publicKey);
    const make = (algorithm: string, hash: string) =>
      signature(key, (data) => Buffer.concat([wireString(algorithm), wireString(sign(hash, data, privateKey))]));
    const line = `ssh-rsa ${key.toString("base64")}`;
    equal(because(line, make("ssh-rsa", "sha1")), "it was made with SHA-1");
    equal(because(line, make("rsa-sha2-512", "sha256")), OTHERS);
    equal(because(line, make("rsa-sha2-256", "sha256")), "valid");
  });

  it("is refused where the RSA key is short", () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    deepEqual(readAllowedSigners(`jo ssh-rsa ${rsaBlob(publicKey).toString("base64")}`).problems, [
      { line: 1, expected: "a key of type Ed25519, ECDSA or RSA, not an RSA key of less than 2048 bits" },
    ]);
  });

  for (const curve of ["ed25519", "nistp256"] as const) {
    it(`with a security key (${curve}) is valid where somebody touched it`, () => {
      const pair =
        curve === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
      const type = curve === "ed25519" ? "sk-ssh-ed25519@openssh.com" : "sk-ecdsa-sha2-nistp256@openssh.com";
      const { x = "", y = "" } = pair.publicKey.export({ format: "jwk" });
      const [left, right] = [Buffer.from(x, "base64url"), Buffer.from(y, "base64url")];
      const point =
        curve === "ed25519"
          ? [wireString(left)]
          : [wireString(curve), wireString(Buffer.concat([Buffer.from([4]), left, right]))];
      const key = Buffer.concat([wireString(type), ...point, wireString("ssh:")]);
      const line = `${type} ${key.toString("base64")}`;
      const make = (flags: number) =>
        signature(key, (data) => {
          const details = Buffer.from([flags, 0, 0, 0, 7]);
          const signed = Buffer.concat([sha256(Buffer.from("ssh:")), details, sha256(data)]);
          const bytes =
            curve === "ed25519"
              ? sign(null, signed, pair.privateKey)
              : numbers(sign("sha256", signed, { key: pair.privateKey, dsaEncoding: "ieee-p1363" }));
          return Buffer.concat([wireString(type), wireString(bytes), details]);
        });
      equal(because(line, make(1)), "valid");
      equal(because(line, make(0)), "nobody touched the security key");
      equal(because(line, make(1), { message: "hallo" }), OTHERS);
    });
  }
});

describe("a file of allowed signers", () => {
  const ROWS: readonly (readonly [line: string, expected: string | undefined])[] = [
    ["# a comment", undefined],
    ["", undefined],
    [`jo@example.com ${KEY} a comment`, undefined],
    [`jo cert-authority ${KEY}`, "a key without `cert-authority`, as certificates are not supported"],
    [`jo no-touch ${KEY}`, "one of the options `namespaces`, `valid-after` and `valid-before`"],
    [`jo valid-after="20261301" ${KEY}`, "a time such as `20261231` or `202612312359Z` after `valid-after`"],
    [`jo valid-after="20260231" ${KEY}`, "a time such as `20261231` or `202612312359Z` after `valid-after`"],
    [KEY, "principals, options, type of key and key, such as `jo@example.com ssh-ed25519 AAAA…`"],
    ["jo ssh-ed25519", "principals, options, type of key and key, such as `jo@example.com ssh-ed25519 AAAA…`"],
    ["jo ssh-ed25519 %%%", "the key in base64"],
    ["jo ssh-ed25519 AAAA", "a key of type Ed25519, ECDSA or RSA, not a key of a type that is not supported"],
    [`jo ssh-rsa ${KEY.split(" ")[1] ?? ""}`, "a key of the type that the line names"],
  ];
  for (const [line, expected] of ROWS) {
    it(
      expected === undefined
        ? `takes \`${line.slice(0, 20)}\``
        : `says of \`${line.slice(0, 20)}\` that it expected ${expected}`,
      () => {
        deepEqual(readAllowedSigners(line).problems, expected === undefined ? [] : [{ line: 1, expected }]);
      },
    );
  }

  it("keeps its other lines where one cannot be read, and tells its number", () => {
    const { signers, problems } = readAllowedSigners(`jo ${KEY}\n\nal nonsense\nal ${SECOND.key}\n`);
    deepEqual([signers.map(({ line }) => line), problems.map(({ line }) => line)], [[1, 4], [3]]);
  });

  it("never throws, and neither does a signature, whatever is written", () => {
    const noise = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.constantFrom(KEY, SIGNATURE, "jo", "namespaces=", '"', ","),
    );
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 6 }), fc.uint8Array({ maxLength: 300 }), (parts, bytes) => {
        for (const text of [parts.join(" "), parts.join("\n"), parts.join("")]) {
          readAllowedSigners(text);
          equal(judge(KEY, text, { message: `${text}!` }).state, "invalid");
        }
        equal(judge(KEY, armoured(bytes)).state, "invalid");
        readAllowedSigners(`jo ssh-ed25519 ${Buffer.from(bytes).toString("base64")}`);
        equal(judge(KEY, armoured(Buffer.concat([Buffer.from("SSHSIG\0\0\0\x01"), bytes]))).state, "invalid");
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the real ssh-keygen", () => {
  let folder = "";
  before(function () {
    const { error } = spawnSync("ssh-keygen", ["-?"]);
    // Without OpenSSH only the signatures that it made before are tested.
    if (error) this.skip();
    folder = mkdtempSync(join(tmpdir(), "mandate-ssh-"));
  });
  after(() => {
    if (folder !== "") rmSync(folder, { recursive: true });
  });

  const keygen = (args: readonly string[], input = "") => {
    const { status, stdout, stderr } = spawnSync("ssh-keygen", args, { cwd: folder, input, encoding: "utf8" });
    equal(status, 0, stderr);
    return stdout;
  };

  const TYPES = [
    ["ed25519"],
    ["rsa", "-b", "3072"],
    ["ecdsa", "-b", "256"],
    ["ecdsa", "-b", "384"],
    ["ecdsa", "-b", "521"],
  ];
  for (const type of TYPES) {
    it(`makes signatures with a key of type ${type.join(" ")} that are valid here`, () => {
      const file = join(folder, type.join(""));
      keygen(["-q", "-t", ...type, "-N", "", "-C", "", "-f", file]);
      const key = readFileSync(`${file}.pub`, "utf8").trim();
      const message = "privileges: 1\nönly\n";
      for (const hash of ["sha256", "sha512"]) {
        const made = keygen(["-q", "-Y", "sign", "-n", "mandate", "-O", `hashalg=${hash}`, "-f", file], message);
        equal(judge(key, made, { message }).state, "valid");
        equal(judge(key, made, { message: Buffer.from(message) }).state, "valid");
        equal(judge(key, made, { message: message.trim() }).state, "invalid");
      }
      const fingerprint = keygen(["-l", "-f", `${file}.pub`]).split(" ")[1];
      const verdict = judge(key, keygen(["-q", "-Y", "sign", "-n", "mandate", "-f", file], "hello"));
      equal(verdict.state === "valid" && verdict.keyFingerprint, fingerprint);
    });
  }
});

function armoured(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("base64");
  return `-----BEGIN SSH SIGNATURE-----\n${text}\n-----END SSH SIGNATURE-----\n`;
}

function signature(key: Buffer, make: (data: Buffer) => Buffer): string {
  const digest = createHash("sha512").update("hello").digest();
  const signed = Buffer.concat([
    Buffer.from("SSHSIG"),
    ...["mandate", "", "sha512", digest].map((each) => wireString(each)),
  ]);
  const head = Buffer.from([..."SSHSIG".split("").map((each) => each.charCodeAt(0)), 0, 0, 0, 1]);
  return armoured(
    Buffer.concat([head, ...[key, "mandate", "", "sha512", make(signed)].map((each) => wireString(each))]),
  );
}

function rsaBlob(key: KeyObject): Buffer {
  const { e = "", n = "" } = key.export({ format: "jwk" });
  const positive = Buffer.concat([Buffer.from([0]), Buffer.from(n, "base64url")]);
  return Buffer.concat([wireString("ssh-rsa"), wireString(Buffer.from(e, "base64url")), wireString(positive)]);
}

/** Two whole numbers as SSH writes them: with a zero before what would look negative. */
function numbers(bytes: Buffer): Buffer {
  const half = bytes.length / 2;
  return Buffer.concat(
    [bytes.subarray(0, half), bytes.subarray(half)].map((each) => wireString(Buffer.concat([Buffer.from([0]), each]))),
  );
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
