/**
 * What the parts of an ARN tell of an account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */

/** The account of ARNs that stand in for what only a deployment tells; no real account has it. */
export const STAND_IN_ACCOUNT = "000000000000";

/** The account that an ARN names, in whatever partition; undefined where it names none, or by a wildcard. */
export function accountOf(arn: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
}

/** The one account that is meant, where these tell it: a stand-in tells none. */
export function onlyAccount(accounts: readonly string[]): string | undefined {
  const real = new Set(accounts.filter((account) => account !== STAND_IN_ACCOUNT));
  const [account] = real;
  return real.size === 1 ? account : undefined;
}

/** Whether the own accounts, as far as known, tell others apart: a stand-in is the own one, and equals no real account. */
export function tellOthersApart(own: readonly string[]): boolean {
  return own.some((account) => account !== STAND_IN_ACCOUNT);
}
