/**
 * Where a part of a YAML document stands in its text.
 *
 * INVARIANTS: a member stands where its key does and an element where it begins; a place that the text does not have is
 * that of the nearest part around it. An alias is such an end: what it stands for is written elsewhere.
 */
import { isMap, isNode, isScalar, isSeq, type Document } from "yaml";
import { stepsOf } from "./places";

/** @param place path such as `identities[2].approval` */
export function offsetAt(document: Document, place: string): number {
  let node: unknown = document.contents;
  let offset = offsetOf(node) ?? 0;
  for (const step of stepsOf(place)) {
    if (isMap(node)) {
      const pair = node.items.find((each) => keyText(each.key) === String(step));
      offset = offsetOf(pair?.key) ?? offset;
      node = pair?.value;
    } else {
      node = isSeq(node) ? node.items[Number(step)] : undefined;
      offset = offsetOf(node) ?? offset;
    }
  }
  return offset;
}

/** Where a node begins in the text. */
export function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** The text of a key, as JSON would have it. */
export function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}
