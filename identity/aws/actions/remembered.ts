/**
 * What texts stand for, each found out once: patterns recur over statements, documents and identities.
 *
 * INVARIANT: bounded, whatever the texts; when what is remembered is too much together, all of it is forgotten.
 */

/** Characters of texts, and elements of answers. */
const MOST = 1_000_000;

export class Remembered<T extends object> {
  private readonly answers = new Map<string, T>();
  private total = 0;

  /** @param sizeOf how many elements an answer has */
  constructor(
    private readonly find: (text: string) => T,
    private readonly sizeOf: (answer: T) => number,
  ) {}

  of(text: string): T {
    return this.answers.get(text) ?? this.keep(text, this.find(text));
  }

  private keep(text: string, answer: T): T {
    this.total += 1 + text.length + this.sizeOf(answer);
    if (this.total > MOST) {
      this.answers.clear();
      this.total = 0;
    }
    // A copy, because a part of a text keeps the whole of it.
    this.answers.set(Array.from(text).join(""), answer);
    return answer;
  }
}
