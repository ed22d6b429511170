/**
 * Where does a further statement go, and may some of a statement's actions move to one?
 *
 * INVARIANT: nothing moves where a condition would have to move with it, or where a part of the document is not known.
 */
import type { PolicyDocument, Statement } from "../document/document";

/** The place of a further statement, where the document holds a list of them that is all known. */
export function placeToMove(
  { statements, hidden, problems }: PolicyDocument,
  { place, conditions, hiddenConditions }: Statement,
): string | undefined {
  const [, list] = /^(.*)\[\d+\]$/.exec(place) ?? [];
  const isFree = conditions.length + hiddenConditions.length + hidden.length + problems.length === 0;
  return list !== undefined && isFree ? `${list}[${statements.length}]` : undefined;
}
