import { InputError } from "../inputs/input";
import { StandIns } from "../inputs/stand-ins/stand-ins";
import { normaliseType, UnknownProperty, type PropertyValue, type Resource } from "../policy-packs/judge/resource";
import type { ExampleResource } from "../policy-packs/judge/rule";
import { Notation, type Reference } from "./notation";

/** Resources by name, in the notation of Pulumi YAML; see `Notation` for what a property may hold. */
export type DeclaredResources = Readonly<Record<string, ExampleResource>>;

/**
 * Makes resources of a declared stack, in dependency order. What another resource's property will be is told by
 * stand-ins; a property without one is unknown and waits for its resource.
 */
export function stackOf(
  declared: DeclaredResources,
  standIns: Pick<StandIns, "outputsOf"> = new StandIns(),
): readonly Resource[] {
  const stack = new DeclaredStack(declared, standIns);
  for (const name of Object.keys(declared)) stack.resource(name, []);
  return stack.inOrder();
}

class DeclaredStack {
  private readonly made = new Map<string, Resource>();

  constructor(
    private readonly declared: DeclaredResources,
    private readonly standIns: Pick<StandIns, "outputsOf">,
  ) {}

  /** What a resource refers to is made before it, and stands before it. */
  inOrder(): readonly Resource[] {
    return [...this.made.values()];
  }

  /** @param within the resources that are being made because one refers to the next */
  resource(name: string, within: readonly string[]): Resource {
    const made = this.made.get(name);
    if (made) return made;
    if (within.includes(name)) {
      throw new InputError(`resources refer to each other in a circle: ${[...within, name].join(" -> ")}`);
    }
    const resource = this.make(name, [...within, name]);
    this.made.set(name, resource);
    return resource;
  }

  private make(name: string, within: readonly string[]): Resource {
    const { type, properties = {}, options = {} } = this.declaration(name);
    const named = (other: string, place: string) => this.named(other, `${name}.options.${place}`, within);
    const parent = options.parent === undefined ? undefined : named(options.parent, "parent");
    const provider = options.provider === undefined ? undefined : named(options.provider, "provider");
    const awaited = (options.dependsOn ?? []).map((other) => named(other, "dependsOn").urn);
    const { inputs, propertyDependencies } = this.evaluate(name, properties, within);
    const urn = urnOf(name, type, parent);
    const normal = normaliseType(type);
    const manager = provider && { type: provider.type, name: provider.name, inputs: provider.inputs };
    return {
      urn,
      type: normal,
      name,
      inputs,
      outputs: this.standIns.outputsOf(urn, normal, name, inputs, manager),
      ...(parent && { parent: parent.urn }),
      ...(manager && { provider: manager }),
      dependencies: [...new Set([...Object.values(propertyDependencies).flat(), ...awaited])],
      propertyDependencies,
    };
  }

  private evaluate(name: string, properties: Readonly<Record<string, unknown>>, within: readonly string[]) {
    const inputs: [string, PropertyValue][] = [];
    const propertyDependencies: [string, readonly string[]][] = [];
    for (const [key, written] of Object.entries(properties)) {
      const place = `${name}.properties.${key}`;
      const uses = new Set<string>();
      const notation = new Notation((reference) => {
        const resource = this.named(reference.name, place, within);
        uses.add(resource.urn);
        return valueOf(resource, reference);
      }, place);
      inputs.push([key, notation.evaluate(written)]);
      if (uses.size > 0) propertyDependencies.push([key, [...uses]]);
    }
    return { inputs: Object.fromEntries(inputs), propertyDependencies: Object.fromEntries(propertyDependencies) };
  }

  /** The resource that `name` or `${name}` stands for. */
  private named(name: string, place: string, within: readonly string[]): Resource {
    const bare = /^\$\{(.*)\}$/.exec(name)?.[1] ?? name;
    if (Object.hasOwn(this.declared, bare)) return this.resource(bare, within);
    const names = Object.keys(this.declared).join("`, `");
    throw new InputError(`\`${place}\` refers to \`${bare}\`, and there is no such resource among \`${names}\``);
  }

  private declaration(name: string): ExampleResource {
    const declaration = this.declared[name];
    if (typeof declaration?.type === "string") return declaration;
    throw new InputError(`\`${name}.type\` must be a type token, such as \`aws:iam/role:Role\``);
  }
}

/** A resource by itself stands for its id, as in Pulumi YAML. */
function valueOf(resource: Resource, { path }: Reference): PropertyValue {
  const steps = path.length === 0 ? ["id"] : path;
  const value = steps.reduce<PropertyValue | undefined>(member, resource.outputs);
  if (value instanceof UnknownProperty && value.waitsFor.length > 0) return value;
  return value === undefined || value instanceof UnknownProperty
    ? new UnknownProperty(undefined, [resource.urn])
    : value;
}

function member(value: PropertyValue | undefined, step: string | number): PropertyValue | undefined {
  if (value instanceof UnknownProperty) return value;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<string | number, PropertyValue>>)[step];
}

/** The URN of a resource of a stack that no deployment knows. */
export function urnOf(name: string, type: string, parent: Resource | undefined): string {
  const types = parent ? `${parent.urn.split("::")[2] ?? ""}$${type}` : type;
  return `urn:pulumi:dev::example::${types}::${name}`;
}
