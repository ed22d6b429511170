import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { SecretProperty, UnknownProperty, type PropertyValue } from "../../policy-packs/judge/resource";
import { InputError } from "../input";
import { isFile, isRecord, parseYaml, type Project } from "./project";

/** The stack whose configuration the program sees. */
export interface Configuration {
  readonly stack: string;
  /** Values by full key, such as `aws:region`; structured ones as JSON, as programs receive them. */
  readonly values: ReadonlyMap<string, string>;
  readonly secretKeys: readonly string[];
  /** What stands for each encrypted value, by the key it belongs to. */
  readonly encrypted: EncryptedValues;
  readonly notes: readonly string[];
}

const STACK_FILE = /^Pulumi\.(.+)\.(?:yaml|yml|json)$/;

/** Chooses the stack and reads its configuration. */
export function readConfiguration(project: Project, stackOption?: string): Configuration {
  const { stack, note } = chooseStack(project, stackOption);
  const encrypted = new EncryptedValues();
  const values = new Map<string, string>();
  const secretKeys: string[] = [];
  const set = (key: string, value: unknown, secret: boolean) => {
    if (value === undefined || value === null) return;
    const name = qualify(key, project.name);
    const { text, secure } = encrypted.write(name, value);
    values.set(name, text);
    if (secure || secret) secretKeys.push(name);
  };
  for (const [key, declared] of Object.entries(project.config)) set(key, ...defaultOf(declared));
  for (const [key, value] of Object.entries(stackConfig(project, stack))) set(key, value, false);
  return { stack, values, secretKeys, encrypted, notes: [...note, ...encrypted.notes()] };
}

/**
 * Stands in for configuration that is encrypted: each value becomes a text of its own, and wherever the program passes
 * that text on, the value there is a secret which cannot be read.
 */
export class EncryptedValues {
  private readonly keys = new Map<string, string>();

  /** The value as the program receives it, and whether any of it is encrypted. */
  write(key: string, value: unknown): { readonly text: string; readonly secure: boolean } {
    const before = this.keys.size;
    const plain = this.replace(key, value);
    const text = typeof plain === "string" ? plain : JSON.stringify(plain);
    return { text, secure: this.keys.size > before };
  }

  /** What a text in a property is: a secret that cannot be read where an encrypted value is part of it. */
  read(text: string): PropertyValue {
    const found = [...this.keys].find(([standIn]) => text.includes(standIn));
    if (!found) return text;
    return new SecretProperty(new UnknownProperty(`encrypted in the stack's configuration as \`${found[1]}\``));
  }

  /** Replaces the stand-ins in a text by the name of the configuration they stand for. */
  describe(text: string): string {
    let described = text;
    for (const [standIn, key] of this.keys) described = described.replaceAll(standIn, `<configuration ${key}>`);
    return described;
  }

  notes(): readonly string[] {
    const keys = [...new Set(this.keys.values())];
    return keys.length === 0 ? [] : [`encrypted configuration was not read: ${keys.join(", ")}`];
  }

  private replace(key: string, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((element) => this.replace(key, element));
    if (!isRecord(value)) return value;
    if (typeof value["secure"] === "string" && Object.keys(value).length === 1) {
      const hash = createHash("sha256").update(`${key} ${value["secure"]}`).digest("hex").slice(0, 12);
      const standIn = `encrypted-${hash}`;
      this.keys.set(standIn, key);
      return standIn;
    }
    return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, this.replace(key, inner)]));
  }
}

/** Keys without a namespace belong to the project. */
function qualify(key: string, project: string): string {
  return key.includes(":") ? key.replace(/:config:/, ":") : `${project}:${key}`;
}

/** A declaration with `type`, `default` or `value`, or a plain value for all stacks. */
function defaultOf(declared: unknown): [value: unknown, secret: boolean] {
  if (!isRecord(declared)) return [declared, false];
  const isDeclaration = ["type", "default", "value", "description", "secret", "items"].some((key) =>
    Object.hasOwn(declared, key),
  );
  return isDeclaration ? [declared["value"] ?? declared["default"], declared["secret"] === true] : [declared, false];
}

function stackConfig(project: Project, stack: string): Readonly<Record<string, unknown>> {
  const path = ["yaml", "yml", "json"]
    .map((ending) => join(project.stackFolder, `Pulumi.${stack}.${ending}`))
    .find(isFile);
  const config = path === undefined ? undefined : parseYaml(path)["config"];
  if (config === undefined || config === null) return {};
  if (!isRecord(config)) throw new InputError(`${path}: expected \`config\` to be an object`);
  return config;
}

/** The stack that was asked for, else the only one, else `dev`; never one of several by chance. */
function chooseStack(
  project: Project,
  asked = process.env["PULUMI_STACK"],
): { stack: string; note: readonly string[] } {
  const stacks = stacksOf(project.stackFolder);
  if (asked !== undefined && asked !== "") {
    const stack = basename(asked);
    return { stack, note: stacks.includes(stack) ? [] : [`stack ${stack} has no configuration file`] };
  }
  const [only, ...others] = stacks;
  if (only === undefined) return { stack: "dev", note: ["judged as stack dev, without configuration"] };
  if (others.length === 0) return { stack: only, note: [`judged as stack ${only}`] };
  if (stacks.includes("dev")) {
    const rest = stacks.filter((stack) => stack !== "dev").join(", ");
    return { stack: "dev", note: [`judged as stack dev; the project also has ${rest}`] };
  }
  throw new InputError(`${project.root} has several stacks (${stacks.join(", ")}): say which one to judge`);
}

function stacksOf(folder: string): readonly string[] {
  let files: readonly string[];
  try {
    files = readdirSync(folder);
  } catch {
    return [];
  }
  return files.flatMap((file) => STACK_FILE.exec(file)?.[1] ?? []).sort();
}
