/** Keeps an answer about an object on the object itself, where nobody sees it. */

/** Is the object that it is given, so that a class can put a field of its own on it. */
const Upon = function (object: object): object {
  return object;
} as unknown as new (object: object) => object;

/**
 * The same question, answered once for each object. A `WeakMap` would do as well; but so many short-lived objects are
 * asked about that its entries cost the garbage collector more than the answers cost.
 */
export function onceFor<K extends object, V>(find: (object: K) => V): (object: K) => V {
  class Answered extends Upon {
    readonly #answer: V;

    constructor(object: K) {
      super(object);
      this.#answer = find(object);
    }

    static about(object: K | Answered): V {
      return #answer in object ? object.#answer : new Answered(object).#answer;
    }
  }
  return (object) => Answered.about(object);
}
