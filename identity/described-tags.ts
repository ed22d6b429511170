/**
 * Tags that stand in a text: what cannot carry tags has a description or notes instead, and says there
 * `owner: team-shop; expiry=2027-03-31`.
 *
 * A pair is a key, `:` or `=`, and a value; pairs are parted by `;` or by lines, and other text between them is left
 * alone. Keys are compared without regard to case.
 */

/** One tag in a text. */
export interface DescribedTag {
  readonly key: string;
  readonly value: string;
}

export function describedTags(text: string): readonly DescribedTag[] {
  return text.split(/[;\r\n]/).flatMap((part) => {
    const mark = part.search(/[:=]/);
    const key = part.slice(0, mark).trim();
    return mark > 0 && KEY.test(key) ? [{ key, value: part.slice(mark + 1).trim() }] : [];
  });
}

/** A key of one word: a sentence before a colon is none. */
const KEY = /^[\p{L}\p{N}_.-]+$/u;
