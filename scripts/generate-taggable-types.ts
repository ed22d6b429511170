import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes which resource types can carry tags, from the type files of the installed provider SDKs, to
 * `policy-packs/facts/taggable`: `npx tsx scripts/generate-taggable-types.ts`. Run it after an SDK is upgraded.
 */

/** For each module its types, separated by spaces. Only this much is loaded by the packs. */
export type TypesByModule = Readonly<Record<string, string>>;

export interface TaggableTypes {
  /** Types whose `tags` map names to values. */
  readonly maps: TypesByModule;
  /** Types whose `tags` is a list of `{ key, value }`. */
  readonly lists: TypesByModule;
}

type Shape = keyof TaggableTypes;

/** What `tags` is declared as in a type's arguments. Lists of words and filters on tags are no tags of the resource. */
const SHAPES: readonly { readonly shape: Shape; readonly declared: RegExp }[] = [
  { shape: "maps", declared: /^ {4}tags\?: (?:pulumi\.Input<\{$|any\b)/m },
  { shape: "lists", declared: /^ {4}tags\?: pulumi\.Input<pulumi\.Input<inputs\.autoscaling\.GroupTag>\[\]/m },
];

export function taggableTypes(sdk: "@pulumi/aws" | "@pulumi/azure-native"): TaggableTypes {
  const found = { maps: new Set<string>(), lists: new Set<string>() };
  const untaggable = new Set<string>();
  for (const { token, formerTokens, declarations } of resourceClasses(
    dirname(require.resolve(`${sdk}/package.json`)),
  )) {
    const shape = SHAPES.find(({ declared }) => declared.test(argumentsOf(token, declarations)))?.shape;
    if (!shape) untaggable.add(shortForm(token));
    else for (const one of [token, ...formerTokens]) found[shape].add(shortForm(one));
  }
  const taggable = (types: ReadonlySet<string>) => byModule([...types].filter((type) => !untaggable.has(type)));
  return { maps: taggable(found.maps), lists: taggable(found.lists) };
}

export interface ResourceClass {
  readonly token: string;
  /** Tokens under which other versions of the SDK register the same type. */
  readonly formerTokens: readonly string[];
  readonly declarations: string;
}

/** The resource classes that an SDK declares. */
export function* resourceClasses(folder: string): Generator<ResourceClass> {
  for (const { name, parentPath } of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!name.endsWith(".d.ts")) continue;
    const declared = join(parentPath, name);
    const compiled = declared.replace(/\.d\.ts$/, ".js");
    const code = existsSync(compiled) ? readFileSync(compiled, "utf8") : "";
    const token = /__pulumiType = '([^']*:[^']*:[^']*)'/.exec(code)?.[1];
    if (token === undefined) continue;
    const formerTokens = [...code.matchAll(/\{ type: "([^"]+)" \}/g)].flatMap(([, former]) => former ?? []);
    yield { token, formerTokens, declarations: readFileSync(declared, "utf8") };
  }
}

/** The declaration of a type's arguments. */
export function argumentsOf(token: string, declarations: string): string {
  const start = declarations.indexOf(`export interface ${token.split(":")[2] ?? ""}Args `);
  return start < 0 ? "" : declarations.slice(start);
}

/** `aws:iam/role:Role` is `iam:Role`, and `azure-native:keyvault/v20230701:Vault` is `keyvault:Vault`. */
export function shortForm(token: string): string {
  const [, module = "", type = ""] = token.split(":");
  return `${module.split("/")[0] ?? ""}:${type}`;
}

function byModule(types: readonly string[]): TypesByModule {
  const modules: Record<string, string> = {};
  for (const token of types.toSorted()) {
    const [module = "", type = ""] = token.split(":");
    modules[module] = module in modules ? `${modules[module] ?? ""} ${type}` : type;
  }
  return modules;
}

/** The text of a generated file. */
export function written(types: TaggableTypes): string {
  return `${JSON.stringify(types, undefined, 2)}\n`;
}

export const GENERATED = {
  "@pulumi/aws": "policy-packs/facts/taggable/aws.json",
  "@pulumi/azure-native": "policy-packs/facts/taggable/azure-native.json",
} as const;

if (require.main === module) {
  for (const sdk of ["@pulumi/aws", "@pulumi/azure-native"] as const) {
    writeFileSync(join(__dirname, "..", GENERATED[sdk]), written(taggableTypes(sdk)));
  }
}
