/**
 * Does an approval in a privilege lock count, now and for what its entry says?
 *
 * INVARIANTS: an approval counts only for the very entry that it was given for, between its date and its end, and where
 * signatures are demanded only with one that an allowed signer made under the approver's name. Nothing reads the clock.
 */
import { formatDay, parseDay } from "../lifetime";
import { readAllowedSigners, verifySignature, type AllowedSigners } from "../ssh-signature";
import { digestOf, signedText, SIGNATURE_NAMESPACE, type Approval, type LockEntry } from "./lock";

/** What an approval is held against. */
export interface ApprovalTerms {
  readonly now: Date;
  readonly longestReviewDays: number;
  /** Lines of an allowed signers file. */
  readonly allowedSigners: readonly string[];
  readonly signaturesRequired: boolean;
}

export type ApprovalMessage =
  "unapproved" | "lapsed" | "expired" | "future" | "reviewDue" | "cadence" | "unsigned" | "badSignature";

/** Why an approval does not count, with what fills the sentence. */
export interface ApprovalProblem {
  readonly message: ApprovalMessage;
  readonly values: Readonly<Record<string, string | number>>;
}

/** Everything that keeps the approval of an entry from counting; one that lapsed is not looked at further. */
export function approvalProblems(entry: LockEntry, terms: ApprovalTerms): readonly ApprovalProblem[] {
  const { approval } = entry;
  if (!approval) return [{ message: "unapproved", values: {} }];
  const { approver, date } = approval;
  if (approval.digest !== digestOf(entry)) return [{ message: "lapsed", values: { approver, date } }];
  return [...dateProblems(approval, terms), ...signatureProblems(entry, approval, terms)];
}

function dateProblems(approval: Approval, { now, longestReviewDays }: ApprovalTerms): readonly ApprovalProblem[] {
  const { date, until, reviewDays } = approval;
  const today = formatDay(now);
  const due = reviewDueOn(approval);
  const problems: (ApprovalProblem | false)[] = [
    date > today && { message: "future", values: { date } },
    until < today && { message: "expired", values: { until } },
    until >= today && due < today && { message: "reviewDue", values: { due } },
    reviewDays > longestReviewDays && { message: "cadence", values: { days: reviewDays, longest: longestReviewDays } },
  ];
  return problems.filter((problem) => problem !== false);
}

const MILLISECONDS_A_DAY = 86_400_000;

/** The last day on which the approval counts without being looked at again. */
function reviewDueOn({ date, reviewDays }: Pick<Approval, "date" | "reviewDays">): string {
  const day = parseDay(date);
  const due = day && new Date(day.getTime() + reviewDays * MILLISECONDS_A_DAY);
  return due && !Number.isNaN(due.getTime()) ? formatDay(due) : date;
}

function signatureProblems(
  entry: LockEntry,
  approval: Approval,
  { now, allowedSigners, signaturesRequired }: ApprovalTerms,
): readonly ApprovalProblem[] {
  const { signature, approver } = approval;
  if (signature === undefined) return signaturesRequired ? [{ message: "unsigned", values: {} }] : [];
  if (!signaturesRequired && allowedSigners.length === 0) return [];
  const verdict = verifySignature({
    message: signedText(entry, approval),
    signature,
    namespace: SIGNATURE_NAMESPACE,
    signers: signersOf(allowedSigners).signers,
    at: now,
    principal: approver,
  });
  return verdict.state === "valid" ? [] : [{ message: "badSignature", values: { because: verdict.because } }];
}

const SIGNERS = new WeakMap<readonly string[], AllowedSigners>();

function signersOf(lines: readonly string[]): AllowedSigners {
  const read = SIGNERS.get(lines) ?? readAllowedSigners(lines.join("\n"));
  SIGNERS.set(lines, read);
  return read;
}
