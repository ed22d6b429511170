import { Property } from "../judge/properties";
import { isMandated } from "./accountability-subjects";
import type { Family } from "./family";
import { tagShapeOf } from "./taggable";
import { effectiveTags, type EffectiveTags } from "./tags";

/** A resource that can carry tags. */
export interface TaggedResource {
  readonly kind: "tagged-resource";
  readonly urn: string;
  readonly tags: EffectiveTags;
  /** Whether a mandate is asked of it, whose duties are judged one by one. */
  readonly mandated: boolean;
}

/**
 * Which types carry tags is known for the providers whose SDKs are listed in `taggable.ts`. Of `aws-native` only the
 * resources that have tags are seen here; identities without any are seen as such by their own family.
 */
export const taggedResource: Family<"tagged-resource"> = {
  kind: "tagged-resource",
  types: ["*"],
  *read(resource) {
    const carries = resource.type.startsWith("aws-native:")
      ? Property.input(resource, "tags").any().state !== "absent"
      : tagShapeOf(resource.type) !== undefined;
    if (carries)
      yield {
        kind: "tagged-resource",
        urn: resource.urn,
        tags: effectiveTags(resource),
        mandated: isMandated(resource),
      };
  },
};
