import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { UNKNOWN_STRING } from "../../policy-packs/judge/wire";
import type { Wire, WireMap } from "./structs";

const DEPTH = 4;

/**
 * The shape of a call's result with every value unknown, from the type declarations of the provider's SDK in the user's
 * project. A result without its members would read as one whose members are absent, which is not what is known.
 */
export class Declarations {
  private readonly files = new Map<string, string>();

  /** @param folder where the program stands, from which packages are found */
  constructor(private readonly folder: string) {}

  /** @param token such as `aws:ec2/getAmi:getAmi` or `azure-native:keyvault:getVault` */
  unknownResult(token: string): WireMap {
    const [pkg = "", module = "", name = ""] = token.split(":");
    const root = this.packageFolder(`@pulumi/${pkg}`);
    const file = module.includes("/")
      ? module.replace(/^index\//, "")
      : module === "index"
        ? name
        : `${module}/${name}`;
    const source = root === undefined ? "" : this.read(join(root, `${file}.d.ts`));
    const result = `${name.charAt(0).toUpperCase()}${name.slice(1)}Result`;
    const body = bodyOf(source, `export interface ${result} `);
    return body === undefined || root === undefined ? { result: UNKNOWN_STRING } : this.members(body, root, DEPTH);
  }

  private members(body: string, root: string, depth: number): WireMap {
    return Object.fromEntries(
      membersOf(body).map(([name, type]): [string, Wire] => [name, this.unknownOf(type, root, depth)]),
    );
  }

  /** A list has one unknown element, so that programs which go through it do not fail. */
  private unknownOf(type: string, root: string, depth: number): Wire {
    if (type.endsWith("[]")) return [this.unknownOf(type.slice(0, -2), root, depth)];
    const named = /^outputs\.((?:\w+\.)*)(\w+)$/.exec(type);
    if (!named || depth === 0) return UNKNOWN_STRING;
    const namespaces = (named[1] ?? "").split(".").filter((part) => part !== "");
    const types = this.read(join(root, "types", "output.d.ts"));
    const from = namespaces.reduce((at, name) => Math.max(at, types.indexOf(`namespace ${name} {`, at)), 0);
    const body = bodyOf(types.slice(from), `interface ${named[2]} `);
    return body === undefined ? UNKNOWN_STRING : this.members(body, root, depth - 1);
  }

  private packageFolder(name: string): string | undefined {
    try {
      return dirname(createRequire(join(this.folder, "noop.js")).resolve(`${name}/package.json`));
    } catch {
      return undefined;
    }
  }

  private read(path: string): string {
    const known = this.files.get(path);
    if (known !== undefined) return known;
    let text = "";
    try {
      text = readFileSync(path, "utf8");
    } catch {
      // A package without declarations: the result's shape stays unknown.
    }
    this.files.set(path, text);
    return text;
  }
}

/** The text between the braces that follow `opening`. */
function bodyOf(source: string, opening: string): string | undefined {
  const start = source.indexOf(opening);
  if (start === -1) return undefined;
  const open = source.indexOf("{", start);
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    if (source[at] === "{") depth++;
    if (source[at] === "}" && --depth === 0) return source.slice(open + 1, at);
  }
  return undefined;
}

/** Names and types of the members on the first level. */
function membersOf(body: string): readonly (readonly [string, string])[] {
  const plain = body.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\{[^{}]*\}/g, "object");
  return [...plain.matchAll(/^\s*(?:readonly )?(\w+)\??: (.+);$/gm)].map(
    ([, name = "", type = ""]) => [name, type.replace(/ \| undefined$/, "")] as const,
  );
}
