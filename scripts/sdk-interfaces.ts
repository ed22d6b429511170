/** The interfaces of the SDK's inputs, as `module.Name`. */
export function interfacesIn(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of text.split(/^export declare namespace /m).slice(1)) {
    const module = /^\w+/.exec(part)?.[0] ?? "";
    for (const [, name = "", body = ""] of part.matchAll(/^ {4}interface (\w+) \{$([\s\S]*?)^ {4}\}$/gm)) {
      found.set(`${module}.${name}`, body);
    }
  }
  return found;
}
