import type { Statement } from "./document";

const SHOWN = 3;

/** What a statement allows, for a sentence; not for a document in which something is secret. */
export function actionsOf({ action }: Statement): string {
  const texts = (action?.values ?? []).map((value) => (value.state === "known" ? value.value : undefined));
  if (action?.negated) return "every action but some";
  if (texts.includes("*")) return "every action";
  const names = texts.map((text) => (text === undefined ? "an action that is not known yet" : `\`${text}\``));
  const more = names.length - SHOWN + 1;
  if (names.length > SHOWN) return `${names.slice(0, SHOWN - 1).join(", ")} and ${more} more actions`;
  return names.join(names.length === 2 ? " and " : ", ");
}
