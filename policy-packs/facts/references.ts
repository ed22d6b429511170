import { unknown, type Knowledge, type Unknown } from "../../identity/knowledge";
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
const IDENTIFYING = [
  "id",
  "arn",
  "name",
  "roleName",
  "userName",
  "instanceProfileName",
  "managedPolicyName",
  "urn",
  "principalId",
  "clientId",
] as const;

/**
 * Finds the resource that an ARN, id or name in another resource's property stands for. A stand-in, a value from a
 * state and a name that the provider filled in resolve alike, because each is an output or input of its resource.
 */
export class References {
  /** URNs by type and text; URNs, since a resource may be added again with more known of it. */
  private readonly byName = new Map<string, Set<string>>();

  constructor(private readonly resources: ReadonlyMap<string, Resource>) {}

  add(resource: Resource): void {
    for (const name of IDENTIFYING) {
      const value = Property.output(resource, name).string();
      if (value.state !== "known" || value.value === "") continue;
      const key = keyOf(resource.type, value.value);
      const named = this.byName.get(key);
      if (named) named.add(resource.urn);
      else this.byName.set(key, new Set([resource.urn]));
    }
  }

  /**
   * @param value what the property says
   * @param from the resource that says it; its dependencies decide between resources of the same name
   * @param types the types that the property can point to
   */
  resolve(value: Knowledge<string>, from: Resource, types: readonly string[]): Reference {
    if (value.state === "absent") return value;
    if (value.state === "unknown") {
      const [only, ...others] = this.ofTypes(value.waitsFor, types);
      if (!only || others.length > 0 || this.mayBeBeside(only, value.path, from)) return value;
      return { state: "resource", resource: only };
    }
    const urns = types.flatMap((type) => [...(this.byName.get(keyOf(type, value.value)) ?? [])]);
    const named = this.ofTypes(urns, types);
    const near = named.length > 1 ? named.filter(({ urn }) => from.dependencies.includes(urn)) : named;
    const [only, ...others] = near.length > 0 ? near : named;
    if (!only) return { state: "external", text: value.value };
    return others.length === 0
      ? { state: "resource", resource: only }
      : unknown(value.path, "a name that several resources bear");
  }

  /**
   * Whether the whole list waits for a resource that another element of it names, or may name: then nothing says that
   * this element names it too.
   */
  private mayBeBeside({ urn, type }: Resource, path: string, from: Resource): boolean {
    const [, property = "", index = ""] = /^([^.[]+)\[(\d+)\]$/.exec(path) ?? [];
    const list = property === "" ? undefined : Property.input(from, property).list();
    if (list?.state !== "known") return false;
    return list.value.some((element, at) => {
      const text = element.string();
      if (at === Number(index) || text.state === "absent") return false;
      return text.state === "unknown" || this.byName.get(keyOf(type, text.value))?.has(urn) === true;
    });
  }

  private ofTypes(urns: Iterable<string>, types: readonly string[]): readonly Resource[] {
    return [...new Set(urns)].flatMap((urn) => {
      const resource = this.resources.get(urn);
      return resource && types.includes(resource.type) ? [resource] : [];
    });
  }
}

/** Azure compares ids without regard to case. */
function keyOf(type: string, text: string): string {
  return `${type} ${text.startsWith("/") ? text.toLowerCase() : text}`;
}
