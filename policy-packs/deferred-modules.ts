/**
 * Keeps the policy SDK from loading what no pack uses: the compiler and the reader of package trees with which
 * @pulumi/pulumi serialises functions, nearly half of the time that a pack takes to start. Each is replaced in the
 * module cache by a stand-in that loads the real one when something is first read of it. A version of the SDK that
 * keeps them elsewhere is left alone. Imported for its effect, before @pulumi/policy.
 */
import Module, { createRequire } from "node:module";

const sdk = requireOf(requireOf(createRequire(__filename), "@pulumi/policy"), "@pulumi/pulumi");

for (const name of ["./typescript-shim", "@npmcli/arborist"]) defer(name);

/** The `require` of a package's main file. */
function requireOf(from: NodeJS.Require | undefined, name: string): NodeJS.Require | undefined {
  const file = from && resolved(from, name);
  return file === undefined ? undefined : createRequire(file);
}

function resolved(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}

function defer(name: string): void {
  const file = sdk && resolved(sdk, name);
  if (!sdk || file === undefined || sdk.cache[file]) return;
  let real: object | undefined;
  const load = () => {
    if (!real) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the module cache is a plain object
      delete sdk.cache[file];
      real = sdk(file) as object;
    }
    return real;
  };
  const standIn = new Module(file);
  standIn.loaded = true;
  standIn.exports = new Proxy(
    {},
    // Marked as a module of its own format, so that an importer reads members when it needs them and copies none.
    { get: (_, key): unknown => (key === "__esModule" ? true : Reflect.get(load(), key)) },
  );
  sdk.cache[file] = standIn;
}
