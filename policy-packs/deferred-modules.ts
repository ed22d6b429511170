/**
 * Keeps the policy SDK from loading what a pack seldom or never uses: @pulumi/pulumi as a whole, of which the SDK reads
 * the classes of assets alone, and of that the Automation API, the compiler and the reader of package trees with which
 * functions are serialised. Together they are more than half of the time that a pack takes to start. Each is replaced
 * in the module cache by a stand-in that loads the real one when something is first asked of it. A version of the SDK
 * that keeps them elsewhere is left alone. Imported for its effect, before @pulumi/policy.
 */
import Module, { createRequire } from "node:module";

const policy = requireOf(createRequire(__filename), "@pulumi/policy");
const sdk = requireOf(policy, "@pulumi/pulumi");

defer(policy, "@pulumi/pulumi");
for (const name of ["./automation", "./typescript-shim", "@npmcli/arborist"]) defer(sdk, name);

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

function defer(from: NodeJS.Require | undefined, name: string): void {
  const file = from && resolved(from, name);
  if (!from || file === undefined || from.cache[file]) return;
  let real: object | undefined;
  const load = () => {
    if (!real) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the module cache is a plain object
      delete from.cache[file];
      real = from(file) as object;
    }
    return real;
  };
  const standIn = new Module(file);
  standIn.loaded = true;
  standIn.exports = new Proxy({}, forwardingTo(load));
  from.cache[file] = standIn;
}

function forwardingTo(load: () => object): ProxyHandler<object> {
  return {
    // Marked as a module of its own format, so that an importer reads members when it needs them and copies none.
    get: (_, key): unknown => (key === "__esModule" ? true : Reflect.get(load(), key)),
    set: (_, key, value) => Reflect.set(load(), key, value),
    has: (_, key) => Reflect.has(load(), key),
    ownKeys: () => Reflect.ownKeys(load()),
    getOwnPropertyDescriptor: (_, key) => {
      const found = Reflect.getOwnPropertyDescriptor(load(), key);
      // A proxy may call only those members fixed that its target has too.
      return found && { ...found, configurable: true };
    },
  };
}
