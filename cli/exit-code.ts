/** What the command's exit codes mean; other programs rely on them. */
export const EXIT = { nothingBlocks: 0, blocked: 1, notJudged: 2 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
