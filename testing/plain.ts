import { InputError } from "../inputs/input";
import type { StandIns } from "../inputs/stand-ins/stand-ins";
import { normaliseType, type Resource } from "../policy-packs/judge/resource";
import { decodeMap } from "../policy-packs/judge/wire";
import { urnOf } from "./stack";

/** A resource as a plain object, such as a mock of Pulumi's runtime is handed. */
export interface PlainResource {
  /** Its type token, such as `aws:iam/role:Role`. */
  readonly type: string;
  /** Its logical name. */
  readonly name: string;
  /** What the program asks for. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /**
   * What the cloud answers.
   *
   * @default the properties, and stand-ins for id, ARN and the like
   */
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** The name of its parent, which stands before it in the list. */
  readonly parent?: string;
}

/** Makes resources of plain objects, whose properties are taken as they are. */
export function stackOfPlain(plain: readonly PlainResource[], standIns: StandIns): readonly Resource[] {
  const made: Resource[] = [];
  for (const { type, name, properties = {}, outputs, parent } of plain) {
    const above = parent === undefined ? undefined : made.find((resource) => resource.name === parent);
    if (parent !== undefined && !above) {
      throw new InputError(`the parent of \`${name}\` is \`${parent}\`, and no such resource stands before it`);
    }
    const urn = urnOf(name, type, above);
    const inputs = decodeMap(properties);
    made.push({
      urn,
      type: normaliseType(type),
      name,
      inputs,
      outputs: outputs ? decodeMap(outputs) : standIns.outputsOf(urn, normaliseType(type), name, inputs),
      ...(above && { parent: above.urn }),
      dependencies: [],
      propertyDependencies: {},
    });
  }
  return made;
}
