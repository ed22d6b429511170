import type { Knowledge, Unknown } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";

/** What a text in a property points to. */
export type Reference =
  | { readonly state: "resource"; readonly resource: Resource }
  /** A text that names nothing in this stack. */
  | { readonly state: "external"; readonly text: string }
  | { readonly state: "absent"; readonly path: string }
  | Unknown;

/** Properties whose value names the resource it stands on. */
const IDENTIFYING = ["id", "arn", "name", "urn", "principalId", "clientId"] as const;

/**
 * Finds the resource that an ARN, id or name in another resource's property stands for. A stand-in, a value from a
 * state and a name that the provider filled in resolve alike, because each is an output or input of its resource.
 */
export class References {
  private readonly byText = new Map<string, Set<Resource>>();

  add(resource: Resource): void {
    for (const name of IDENTIFYING) {
      const value = Property.output(resource, name).string();
      if (value.state !== "known" || value.value === "") continue;
      const key = normalise(value.value);
      const named = this.byText.get(key);
      if (named) named.add(resource);
      else this.byText.set(key, new Set([resource]));
    }
  }

  /**
   * @param value what the property says
   * @param from the resource that says it; its dependencies decide between resources of the same name
   * @param types the types that the property can point to
   */
  resolve(
    value: Knowledge<string>,
    from: Resource,
    types: readonly string[],
    resources: ReadonlyMap<string, Resource>,
  ): Reference {
    if (value.state === "absent") return value;
    if (value.state === "unknown") {
      const awaited = value.waitsFor
        .map((urn) => resources.get(urn))
        .filter((resource) => resource && types.includes(resource.type));
      return awaited.length === 1 && awaited[0] ? { state: "resource", resource: awaited[0] } : value;
    }
    const named = [...(this.byText.get(normalise(value.value)) ?? [])].filter((resource) =>
      types.includes(resource.type),
    );
    const near = named.length > 1 ? named.filter((resource) => from.dependencies.includes(resource.urn)) : named;
    const [only, ...others] = near.length > 0 ? near : named;
    if (!only) return { state: "external", text: value.value };
    if (others.length > 0)
      return { state: "unknown", path: value.path, because: "a name that several resources bear", waitsFor: [] };
    return { state: "resource", resource: only };
  }
}

/** Azure compares ids without regard to case. */
function normalise(text: string): string {
  return text.startsWith("/") ? text.toLowerCase() : text;
}
