/**
 * What texts stand for, each found out once: patterns recur over statements, documents and identities. A text is looked
 * up once for all that is asked of it, and the patterns of an element once for all questions about the element.
 *
 * INVARIANT: bounded, whatever the texts; when what is remembered is too much together, all of it is forgotten.
 */
import { onceFor } from "../../remember";
import type { Patterns } from "../document/document";

/** Characters of texts, and elements of answers, of all questions together. */
const MOST = 4_000_000;

/** One object for each text, on which the answers are kept. */
interface RememberedText {
  readonly text: string;
}

const texts = new Map<string, RememberedText>();
let total = 0;

export class Remembered<T extends object> {
  /** The answer about an object of which the text is known already. */
  readonly about: (remembered: RememberedText) => T;

  /** @param sizeOf how many elements an answer has */
  constructor(find: (text: string) => T, sizeOf: (answer: T) => number) {
    this.about = onceFor((remembered: RememberedText) => {
      const answer = find(remembered.text);
      keep(remembered, sizeOf(answer));
      return answer;
    });
  }

  of(text: string): T {
    return this.about(remember(text));
  }
}

/** The known patterns of an element, in their order. */
export const patternsIn = onceFor(({ values }: Patterns): readonly RememberedText[] => {
  const patterns: RememberedText[] = [];
  for (const value of values) if (value.state === "known") patterns.push(remember(value.value));
  return patterns;
});

function remember(text: string): RememberedText {
  const known = texts.get(text);
  if (known) return known;
  // A copy, because a part of a text keeps the whole of it.
  const remembered = { text: Array.from(text).join("") };
  texts.set(remembered.text, remembered);
  keep(remembered, 1 + text.length);
  return remembered;
}

function keep(remembered: RememberedText, size: number): void {
  total += size;
  if (total <= MOST) return;
  texts.clear();
  texts.set(remembered.text, remembered);
  total = size;
}
