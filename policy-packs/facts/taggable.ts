import aws from "./taggable/aws.json";
import azureNative from "./taggable/azure-native.json";

/** How a resource type writes its tags: an object from key to value, or a list of `{ key, value }`. */
export type TagShape = "map" | "list";

interface Generated {
  readonly maps: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, string>>;
}

const GENERATED = new Map<string, Generated>([
  ["aws", aws],
  ["azure-native", azureNative],
]);

const SHAPES = new Map<string, ReadonlyMap<string, TagShape>>();

/**
 * How a type writes its tags; `undefined` for one that carries none, or whose provider is not listed. The lists are
 * made from the providers' SDKs by `scripts/generate-taggable-types.ts`.
 *
 * @param type normalised type token
 */
export function tagShapeOf(type: string): TagShape | undefined {
  const [provider = "", module = "", name = ""] = type.split(":");
  return shapesOf(provider)?.get(`${module.split("/")[0] ?? ""}:${name}`);
}

/** Unfolds a provider's list when its first resource comes. */
function shapesOf(provider: string): ReadonlyMap<string, TagShape> | undefined {
  const generated = GENERATED.get(provider);
  const known = SHAPES.get(provider);
  if (known || !generated) return known;
  const shapes = new Map([...unfold(generated.lists, "list"), ...unfold(generated.maps, "map")]);
  SHAPES.set(provider, shapes);
  return shapes;
}

function unfold(modules: Readonly<Record<string, string>>, shape: TagShape): readonly (readonly [string, TagShape])[] {
  return Object.entries(modules).flatMap(([module, types]) =>
    types.split(" ").map((type) => [`${module}:${type}`, shape] as const),
  );
}
