/**
 * A document for programs to process, as `JSON.stringify` writes it with two spaces, in pieces: that of an organisation
 * is longer than a string can be.
 *
 * @param document an object of plain data
 * @param depth how deep the long lists lie, whose elements are a piece each. @default its members
 */
export function* jsonPieces(document: object, depth = 2): Generator<string> {
  yield* pieces(document, depth, "");
  yield "\n";
}

/** @param margin what each line begins with */
function* pieces(value: unknown, depth: number, margin: string): Generator<string> {
  const parts = depth > 0 && typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (parts.length === 0) {
    // Within JSON a line break is never part of a text.
    yield JSON.stringify(value, undefined, 2).replaceAll("\n", `\n${margin}`);
    return;
  }
  const isList = Array.isArray(value);
  const inside = `${margin}  `;
  let before = isList ? "[" : "{";
  for (const [key, part] of parts) {
    yield `${before}\n${inside}${isList ? "" : `${JSON.stringify(key)}: `}`;
    yield* pieces(part, depth - 1, inside);
    before = ",";
  }
  yield `\n${margin}${isList ? "]" : "}"}`;
}
