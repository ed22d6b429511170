import { SecretProperty, UnknownProperty, type PropertyValue } from "../../policy-packs/judge/resource";

/**
 * Whether something stands at a finding's path. A path goes on into a JSON document, and into what is unknown; a lone
 * object counts as a list of one, as in policy documents.
 */
export function standsAt(value: PropertyValue | undefined, path: string): boolean {
  return stands(value, steps(path));
}

function stands(value: PropertyValue | undefined, path: readonly string[]): boolean {
  if (value instanceof SecretProperty) return stands(value.value, path);
  if (value instanceof UnknownProperty) return true;
  const [step, ...rest] = path;
  if (step === undefined) return value !== undefined;
  if (typeof value === "string") return stands(parsed(value), path);
  if (typeof value !== "object" || value === null) return false;
  if (Object.hasOwn(value, step)) return stands((value as Record<string, PropertyValue>)[step], rest);
  return step === "0" && !Array.isArray(value) && stands(value, rest);
}

function parsed(text: string): PropertyValue | undefined {
  try {
    return JSON.parse(text) as PropertyValue;
  } catch {
    return undefined;
  }
}

/** The steps of a property path such as `environment.variables["a.b"][0]`. */
function steps(path: string): readonly string[] {
  const found = [...path.matchAll(/\.?([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)];
  return found.map(([, key, index, quoted]) => key ?? index ?? (JSON.parse(quoted ?? '""') as string));
}
