/** How messages list names. */

/** Names in the backticks in which a message shows them. */
export function quoted(names: readonly string[]): readonly string[] {
  return names.map((name) => `\`${name}\``);
}

interface Listing {
  /** How many are shown at most. @default all */
  readonly most?: number;
  /** What stands before the last. @default "and" */
  readonly before?: "and" | "or";
  /** What those are called that are not shown. @default "more" */
  readonly rest?: string;
}

/** Such as "a", "a and b", or "a, b and 3 more". */
export function listed(texts: readonly string[], { most, before = "and", rest = "more" }: Listing = {}): string {
  const shown = texts.slice(0, most);
  const more = texts.length - shown.length;
  const parts = more > 0 ? [...shown, `${more} ${rest}`] : shown;
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${before} ${parts.at(-1) ?? ""}`;
}
