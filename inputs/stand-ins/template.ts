/** An output's value: text with `{placeholders}`, or a structure of such texts. */
export type Template = string | readonly Template[] | { readonly [key: string]: Template };

/** A template of which each placeholder is filled. */
export type Filled = string | readonly Filled[] | { readonly [key: string]: Filled };

const PLACEHOLDER = /\{(\w+)(?:\|([^}]*))?\}/g;
const LONE_PLACEHOLDER = /^\{\w+\}$/;

/**
 * Fills each `{name}` or `{name|default}` of a template.
 *
 * @param lookUp the value of a placeholder, if it has one
 * @param otherwise what stands for a part that has neither value nor default
 * @returns undefined where a text would consist of such a part alone: what cannot be said stays unsaid
 */
export function fill(
  template: Template,
  lookUp: (name: string) => string | undefined,
  otherwise: string,
): Filled | undefined {
  if (typeof template === "string") return fillText(template, lookUp, otherwise);
  if (isList(template)) return template.flatMap((element) => fill(element, lookUp, otherwise) ?? []);
  return Object.fromEntries(
    Object.entries(template).flatMap(([key, value]) => {
      const filled = fill(value, lookUp, otherwise);
      return filled === undefined ? [] : [[key, filled] as const];
    }),
  );
}

/** Each text within a filled template. */
export function textsIn(filled: Filled): readonly string[] {
  return typeof filled === "string" ? [filled] : Object.values(filled).flatMap(textsIn);
}

function fillText(
  template: string,
  lookUp: (name: string) => string | undefined,
  otherwise: string,
): string | undefined {
  const values = [...template.matchAll(PLACEHOLDER)].map(([, name = "", fallback]) => lookUp(name) ?? fallback);
  if (LONE_PLACEHOLDER.test(template)) return values[0];
  return template.replace(PLACEHOLDER, () => values.shift() ?? otherwise);
}

function isList(template: Template): template is readonly Template[] {
  return Array.isArray(template);
}
