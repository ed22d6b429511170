/**
 * A document for programs to process, as `JSON.stringify` writes it with two spaces, in pieces: that of an organisation
 * is longer than a string can be.
 *
 * @param document an object of plain data; long are only the lists that are its members
 */
export function* jsonPieces(document: object): Generator<string> {
  const members = Object.entries(document) as [string, unknown][];
  yield "{";
  for (const [index, [key, value]] of members.entries()) {
    yield `${index === 0 ? "" : ","}\n  ${JSON.stringify(key)}: `;
    if (Array.isArray(value) && value.length > 0) yield* listPieces(value);
    else yield indented(value, 2);
  }
  yield "\n}\n";
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  for (const [index, element] of list.entries()) yield `${index === 0 ? "[" : ","}\n    ${indented(element, 4)}`;
  yield "\n  ]";
}

/** Within JSON a line break is never part of a text. */
function indented(value: unknown, spaces: number): string {
  return JSON.stringify(value, undefined, 2).replaceAll("\n", `\n${" ".repeat(spaces)}`);
}
