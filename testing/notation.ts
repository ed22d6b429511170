import { InputError } from "../inputs/input";
import { AssetProperty, SecretProperty, UnknownProperty, type PropertyValue } from "../policy-packs/judge/resource";

/** A place in another resource: `${uploads.arn}` is `{ name: "uploads", path: ["arn"] }`. */
export interface Reference {
  readonly name: string;
  readonly path: readonly (string | number)[];
}

/** `$${` writes a literal `${`, which policy variables such as `${aws:username}` need. */
const REFERENCE = /\$\$\{|\$\{([^}]*)\}/g;
const STEP = /\.([\w-]+)|\[(\d+)\]|\["([^"]*)"\]/g;

/**
 * Reads property values in the notation of Pulumi YAML: `${name.property}` alone or inside a text, `fn::toJSON`,
 * `fn::secret`; and `fn::unknown: true`, a value that only the deployment settles. A text or JSON document with an
 * unknown in it is unknown as a whole, and one with a secret in it is secret, as in Pulumi.
 */
export class Notation {
  /**
   * @param resolve answers a reference
   * @param place where the value stands, for messages
   */
  constructor(
    private readonly resolve: (reference: Reference) => PropertyValue,
    private readonly place: string,
  ) {}

  evaluate(written: unknown): PropertyValue {
    if (written === null || typeof written === "boolean" || typeof written === "number") return written;
    if (typeof written === "string") return this.text(written);
    if (Array.isArray(written)) return written.map((element) => this.evaluate(element));
    if (typeof written === "object") return this.object(written);
    throw new InputError(`\`${this.place}\` holds a ${typeof written}, which is no property value`);
  }

  private object(written: object): PropertyValue {
    const members = Object.entries(written).filter(([, value]) => value !== undefined);
    const [first] = members;
    if (first?.[0].startsWith("fn::") && members.length === 1) return this.call(first[0], first[1]);
    return Object.fromEntries(members.map(([key, value]) => [key, this.evaluate(value)]));
  }

  private call(name: string, argument: unknown): PropertyValue {
    switch (name) {
      case "fn::toJSON":
        return written(this.evaluate(argument), (plain) => JSON.stringify(plain));
      case "fn::secret":
        return new SecretProperty(this.evaluate(argument));
      case "fn::unknown":
        return new UnknownProperty();
      default:
        throw new InputError(
          `\`${this.place}\` calls \`${name}\`; known are \`fn::toJSON\`, \`fn::secret\` and \`fn::unknown\``,
        );
    }
  }

  private text(text: string): PropertyValue {
    const parts: PropertyValue[] = [];
    let end = 0;
    for (const match of text.matchAll(REFERENCE)) {
      parts.push(text.slice(end, match.index));
      parts.push(match[1] === undefined ? "${" : this.resolve(this.reference(match[1])));
      end = match.index + match[0].length;
    }
    parts.push(text.slice(end));
    const [only, ...others] = parts.filter((part) => part !== "");
    if (others.length === 0) return only ?? "";
    return written(parts, (plain) => (plain as readonly unknown[]).map((part) => this.partOf(part)).join(""));
  }

  private partOf(part: unknown): string {
    if (typeof part === "string" || typeof part === "number" || typeof part === "boolean") return String(part);
    throw new InputError(`\`${this.place}\` puts a list, an object or null into a text`);
  }

  private reference(text: string): Reference {
    const name = /^[\w-]+/.exec(text)?.[0] ?? "";
    const rest = text.slice(name.length);
    const steps = [...rest.matchAll(STEP)];
    if (name === "" || steps.map(([step]) => step).join("") !== rest) {
      throw new InputError(
        `\`${this.place}\` holds \`\${${text}}\`, which is no reference such as \`\${name.property}\``,
      );
    }
    return { name, path: steps.map(([, key, index, quoted]) => key ?? quoted ?? Number(index)) };
  }
}

/** Writes one text of many values: unknown where one of them is, secret where one of them is. */
function written(value: PropertyValue, write: (plain: unknown) => string): PropertyValue {
  const marks = { unknowns: [] as UnknownProperty[], secret: false };
  const plain = stripped(value, marks);
  const [first] = marks.unknowns;
  const result =
    first === undefined
      ? write(plain)
      : new UnknownProperty(first.because, [...new Set(marks.unknowns.flatMap(({ waitsFor }) => waitsFor))]);
  return marks.secret ? new SecretProperty(result) : result;
}

function stripped(value: PropertyValue, marks: { readonly unknowns: UnknownProperty[]; secret: boolean }): unknown {
  if (value instanceof UnknownProperty) {
    marks.unknowns.push(value);
    return null;
  }
  if (value instanceof SecretProperty) {
    marks.secret = true;
    return stripped(value.value, marks);
  }
  if (value instanceof AssetProperty) return value.text ?? null;
  if (Array.isArray(value)) return value.map((element: PropertyValue) => stripped(element, marks));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, stripped(member, marks)]));
}
