import { kindOf, memberPath } from "../../identity/places";
import { absent, known, NOT_YET, unknown, type Knowledge } from "../../identity/knowledge";
import {
  AssetProperty,
  SecretProperty,
  UnknownProperty,
  type PropertyMap,
  type PropertyValue,
  type Resource,
} from "./resource";

/**
 * A cursor into one resource's properties. Each reading answers known, absent or unknown with the path, so a fact can
 * neither forget where it looked nor take an unknown for a missing value. A value of another shape than asked for is
 * unknown, with what was expected and what kind was found; never with the value itself.
 */
export class Property {
  private constructor(
    private readonly value: PropertyValue | undefined,
    /** Property path from the resource, such as `statements[0].actions`. */
    readonly path: string,
    private readonly secret: boolean,
    private readonly waitsFor: readonly string[],
  ) {}

  /** The property `name` of the resource's inputs, with what it waits for if it is unknown. */
  static input(resource: Resource, name: string): Property {
    return new Property(own(resource.inputs, name), name, false, resource.propertyDependencies[name] ?? []).unwrap();
  }

  /** The property `name` of the resource's outputs, or of its inputs where it has no such output. */
  static output(resource: Resource, name: string): Property {
    const value = resource.outputs && own(resource.outputs, name);
    return value === undefined ? Property.input(resource, name) : new Property(value, name, false, []).unwrap();
  }

  /** A value that stands by itself, such as a parsed JSON document inside a property. */
  static of(value: PropertyValue | undefined, path: string): Property {
    return new Property(value, path, false, []).unwrap();
  }

  /** The member `key` of an object; unknown within an unknown and within what is no object. */
  at(key: string): Property {
    return new Property(this.member(key), memberPath(this.path, key), this.secret, this.waitsFor).unwrap();
  }

  string(): Knowledge<string> {
    return this.read("a string", (value) => {
      if (typeof value === "string") return value;
      return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
    });
  }

  /** A number, also one written as text, as states and other languages' programs do. */
  number(): Knowledge<number> {
    return this.read("a number", (value) => {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) ? number : undefined;
    });
  }

  /** A boolean, also one written as text. */
  boolean(): Knowledge<boolean> {
    return this.read("true or false", (value) => {
      if (typeof value === "boolean") return value;
      return value === "true" ? true : value === "false" ? false : undefined;
    });
  }

  /** The elements of a list. The list is known even where elements are not. */
  list(): Knowledge<readonly Property[]> {
    return this.read("a list", (value) =>
      Array.isArray(value)
        ? value.map((element: PropertyValue, index) =>
            new Property(element, `${this.path}[${index}]`, this.secret, this.waitsFor).unwrap(),
          )
        : undefined,
    );
  }

  /** The members of an object, by key. The object is known even where members are not. */
  map(): Knowledge<ReadonlyMap<string, Property>> {
    return this.read("an object", (value) =>
      isPlainObject(value) ? new Map(Object.keys(value).map((key) => [key, this.at(key)])) : undefined,
    );
  }

  /** Whatever stands here, with the markers of unknown and secret values still inside it. */
  any(): Knowledge<PropertyValue> {
    return this.read("a value", (value) => value);
  }

  private member(key: string): PropertyValue | undefined {
    const { value } = this;
    if (value === undefined || value === null || value instanceof UnknownProperty) return value;
    if (isPlainObject(value)) return own(value, key);
    return new UnknownProperty(`inside ${kindOfProperty(value)} where an object was expected`);
  }

  private read<T>(expected: string, take: (value: PropertyValue) => T | undefined): Knowledge<T> {
    const { value, path } = this;
    if (value === undefined || value === null) return absent(path);
    if (value instanceof UnknownProperty) {
      return unknown(path, value.because ?? NOT_YET, value.waitsFor.length > 0 ? value.waitsFor : this.waitsFor);
    }
    const taken = take(value);
    return taken === undefined
      ? unknown(path, `${kindOfProperty(value)} where ${expected} was expected`)
      : known(taken, path, this.secret);
  }

  private unwrap(): Property {
    return this.value instanceof SecretProperty
      ? new Property(this.value.value, this.path, true, this.waitsFor).unwrap()
      : this;
  }
}

function own(map: PropertyMap, key: string): PropertyValue | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function isPlainObject(value: PropertyValue | undefined): value is PropertyMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof UnknownProperty) &&
    !(value instanceof SecretProperty) &&
    !(value instanceof AssetProperty)
  );
}

function kindOfProperty(value: PropertyValue | undefined): string {
  return value instanceof AssetProperty ? "an asset" : kindOf(value);
}
