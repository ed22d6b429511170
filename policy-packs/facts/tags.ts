import type { Reading } from "../../identity/accountability";
import { describedTags } from "../../identity/described-tags";
import { absent, unknown, type Knowledge, type Unknown } from "../../identity/knowledge";
import { memberPath } from "../../identity/places";
import { Property } from "../judge/properties";
import type { PropertyMap, PropertyValue, Provider, Resource } from "../judge/resource";
import { decode } from "../judge/wire";
import { tagShapeOf, type TagShape } from "./taggable";

/** The tags that a resource will bear, from wherever they come. */
export interface EffectiveTags {
  /** Where a missing tag belongs. */
  readonly path: string;
  /** The keys that are certain to be there, as they are written. */
  readonly keys: readonly string[];
  /** What the tag of a key says, and from where: absent only where nothing unknown could still bring it. */
  readonly at: (key: string) => Reading;
}

/**
 * The tags of a resource that carries tags.
 *
 * AWS tells upper from lower case in keys; Azure does not, and has no default tags:
 * https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
 * The AWS providers put their default tags under the resource's own, but not on Auto Scaling groups:
 * https://www.hashicorp.com/blog/default-tags-in-the-terraform-aws-provider
 */
export function effectiveTags(resource: Resource): EffectiveTags {
  const tags = Property.input(resource, "tags");
  if (resource.type.startsWith("azure-native:")) return readTags(tags, "map", lowerCase);
  const shape = resource.type.startsWith("aws-native:") ? "either" : (tagShapeOf(resource.type) ?? "map");
  const own = readTags(tags, shape);
  if (shape === "list") return own;
  return withDefaults(own, readTags(Property.input(resource, "tagsAll"), "map"), resource.provider);
}

/**
 * The tags that the texts of a resource hold where it has none of its own, such as `description` or `notes`; see
 * `identity/described-tags.ts`. A property that is a list has such a text in each element.
 *
 * @param properties the first is where a missing tag belongs
 */
export function describedTagsOf(resource: Resource, properties: readonly [string, ...string[]]): EffectiveTags {
  const texts = properties.flatMap((name) => textsAt(Property.input(resource, name)));
  const tags = texts.flatMap((text) =>
    text.state === "known" ? describedTags(text.value).map((tag) => ({ ...tag, key: lowerCase(tag.key), text })) : [],
  );
  const open = texts.find((text) => text.state === "unknown");
  return {
    path: properties[0],
    keys: tags.map(({ key }) => key),
    at: (key) => {
      const [first, ...others] = tags.filter((tag) => tag.key === lowerCase(key));
      if (!first) return open ?? absent(properties[0]);
      const { text, value } = first;
      if (others.some((other) => other.value !== value)) return unknown(text.path, `where \`${key}\` is said twice`);
      return { ...text, value, from: `its \`${text.path}\`` };
    },
  };
}

function textsAt(property: Property): readonly Knowledge<string>[] {
  const list = property.list();
  return list.state === "known" ? list.value.map((element) => element.string()) : [property.string()];
}

/** Tags as one property holds them. */
interface Tags extends EffectiveTags {
  /** Whether the property itself can be read. */
  readonly state: Knowledge<unknown>["state"];
}

/**
 * AWS shows the outcome of the merge as `tagsAll`, on the types that come from Terraform's older SDK. A preview often
 * knows `tags` and not `tagsAll`, and then the provider tells the rest.
 *
 * INVARIANT: only the outcome settles what the resource's own tags leave unknown; a default does not, for an own tag
 * of the same key replaces it.
 */
function withDefaults(own: Tags, outcome: Tags, provider: Provider | undefined): EffectiveTags {
  const settled = outcome.state === "known";
  const rest = settled || !provider ? outcome : defaultTags(provider);
  const from = provider ? `the default tags of the provider \`${provider.name}\`` : "the provider's default tags";
  return {
    path: own.path,
    keys: [...new Set([...own.keys, ...rest.keys])],
    at: (key) => {
      const said = own.at(key);
      if (said.state === "known") return said;
      const inherited = rest.at(key);
      if (said.state === "unknown") return settled && inherited.state === "known" ? inherited : said;
      if (inherited.state === "absent") return said;
      return inherited.state === "known" ? { ...inherited, from } : inherited;
    },
  };
}

/**
 * Default tags stand in the provider, whose inputs are JSON texts in a preview and in a state. They are read at the
 * path of the resource's own tags, because that is where a reader can mend them.
 */
function defaultTags(provider: Provider): Tags {
  const hiddenBecause = (reason: string) =>
    hidden(unknown("tags", `merged with the default tags of the provider \`${provider.name}\`, which ${reason}`));
  const written = ownProperty(provider.inputs, "defaultTags").any();
  if (written.state === "absent") return readTags(Property.of(undefined, "tags"), "map");
  if (written.state === "unknown") return hiddenBecause(`are ${written.because}`);
  const defaults = parsed(written.value);
  const tags = defaults && Property.of(defaults, "").at("tags");
  if (!tags || Property.of(defaults, "").map().state !== "known") return hiddenBecause("cannot be read");
  const map = tags.map();
  return map.state === "unknown" ? hiddenBecause(`are ${map.because}`) : mappedTags(map, sameCase);
}

function ownProperty(map: PropertyMap, name: string): Property {
  return Property.of(Object.hasOwn(map, name) ? map[name] : undefined, name);
}

/** The value of a text that holds JSON; any other value as it is; nothing where the text is not JSON. */
function parsed(value: PropertyValue): PropertyValue | undefined {
  if (typeof value !== "string") return value;
  try {
    return decode(JSON.parse(value));
  } catch {
    return undefined;
  }
}

function readTags(property: Property, shape: TagShape | "either", fold: FoldKey = sameCase): Tags {
  const list = property.list();
  const listed = shape === "list" || (shape === "either" && list.state === "known");
  return listed ? listedTags(list, fold) : mappedTags(property.map(), fold);
}

type FoldKey = (key: string) => string;

const sameCase: FoldKey = (key) => key;
const lowerCase: FoldKey = (key) => key.toLowerCase();

function mappedTags(map: Knowledge<ReadonlyMap<string, Property>>, fold: FoldKey): Tags {
  if (map.state === "unknown") return hidden(map);
  const tags = map.state === "known" ? [...map.value].map(([key, value]) => ({ key, value: value.string() })) : [];
  return tagsOf(map, tags, fold);
}

function listedTags(list: Knowledge<readonly Property[]>, fold: FoldKey): Tags {
  if (list.state === "unknown") return hidden(list);
  const elements = list.state === "known" ? list.value : [];
  const keys = elements.map((element) => element.at("key").string());
  const tags = elements.flatMap((element, index) => {
    const key = keys[index];
    return key?.state === "known" ? [{ key: key.value, value: element.at("value").string() }] : [];
  });
  return tagsOf(
    list,
    tags,
    fold,
    keys.find((key) => key.state === "unknown"),
  );
}

/** @param open set where some of the tags cannot be seen */
function tagsOf(
  { state, path }: Knowledge<unknown>,
  tags: readonly { readonly key: string; readonly value: Reading }[],
  fold: FoldKey,
  open?: Unknown,
): Tags {
  const entries = new Map<string, Reading>();
  for (const { key, value } of tags) {
    const twice = entries.has(fold(key));
    entries.set(fold(key), twice ? unknown(value.path, "written twice, in different case") : value);
  }
  return {
    state,
    path,
    keys: tags.map(({ key }) => key),
    at: (key) => entries.get(fold(key)) ?? open ?? absent(memberPath(path, key)),
  };
}

function hidden(open: Unknown): Tags {
  return { state: "unknown", path: open.path, keys: [], at: () => open };
}
