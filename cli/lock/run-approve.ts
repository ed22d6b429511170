import { readFile } from "node:fs/promises";
import { formatDay } from "../../identity/lifetime";
import { digestOf, signedText, type Approval, type LockEntry } from "../../identity/lock/lock";
import { linesOf } from "../../identity/lock/compare";
import { InputError } from "../../inputs/input";
import { codeOf, UsageError } from "../failure";
import type { ApproveOptions, FileOption } from "./lock";
import { entryNamed, readLockDocument, writeLockDocument } from "./lock-document";
import { printable, type Terminal } from "../terminal";

const REVIEW_DAYS = 90;

/** Writes approvals for what the entries say now. */
export async function approve(names: readonly string[], options: ApproveOptions, terminal: Terminal): Promise<void> {
  const document = await readLockDocument(options.file);
  const entries = names.map((name) => entryNamed(name, document));
  const approved = entries.map((entry) => ({ ...entry, approval: approvalOf(entry, options) }));
  await writeLockDocument(document, { write: approved.map((entry) => ({ entry, at: entry.place })) });
  for (const entry of approved) {
    terminal.out(
      `${printable(`approved until ${entry.approval.until} by ${entry.approval.approver}: ${entry.identity}`)}\n`,
    );
    for (const line of linesOf(entry)) terminal.out(`    ${printable(line)}\n`);
  }
}

function approvalOf(entry: LockEntry, options: ApproveOptions): Approval {
  const { approver, reason, until } = options;
  const before = entry.approval;
  const term = (name: "monitor" | "revoker"): string => {
    const given = options[name] ?? before?.[name];
    if (given !== undefined) return given;
    throw new UsageError(`\`${entry.identity}\` has no ${name} yet; expected \`--${name} <name>\``);
  };
  const date = options.date ?? formatDay(new Date());
  if (until < date) throw new UsageError(`--until ${until} lies before the approval of ${date}; expected a later day`);
  return {
    approver,
    date,
    reason,
    until,
    monitor: term("monitor"),
    revoker: term("revoker"),
    reviewDays: options.reviewDays ?? before?.reviewDays ?? REVIEW_DAYS,
    digest: digestOf(entry),
  };
}

/** Prints the text that an approver signs. */
export async function toSign(name: string, { file }: FileOption, terminal: Terminal): Promise<void> {
  const entry = entryNamed(name, await readLockDocument(file));
  terminal.out(signedText(entry, currentApproval(entry, file)));
}

/** Adds a signature; whether it is accepted is for those to say who know the allowed signers. */
export async function sign(
  name: string,
  signatureFile: string,
  { file }: FileOption,
  terminal: Terminal,
): Promise<void> {
  const document = await readLockDocument(file);
  const entry = entryNamed(name, document);
  const approval = currentApproval(entry, file);
  const signature = await readFile(signatureFile, "utf8").catch((error: unknown) => {
    throw new InputError(`${signatureFile}: the file cannot be read (${codeOf(error)}); expected a signature`);
  });
  if (!signature.startsWith("-----BEGIN SSH SIGNATURE-----")) {
    throw new InputError(
      `${signatureFile}: this is no SSH signature; expected what \`ssh-keygen -Y sign -n mandate-approval\` writes`,
    );
  }
  await writeLockDocument(document, {
    write: [{ entry: { ...entry, approval: { ...approval, signature } }, at: entry.place }],
  });
  terminal.out(`${printable(`signed: ${entry.identity}`)}\n`);
}

/** The approval of what the entry says now. */
function currentApproval(entry: LockEntry, file: string): Approval {
  const { approval, identity } = entry;
  if (!approval) throw new UsageError(`${file}: \`${identity}\` is not approved; \`mandate lock approve\` comes first`);
  if (approval.digest === digestOf(entry)) return approval;
  throw new UsageError(`${file}: the approval of \`${identity}\` lapsed; \`mandate lock approve\` comes first`);
}
