import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { InputError } from "../inputs/input";
import { parseJson } from "../inputs/json";
import { parseConfiguration, type Configuration } from "../policy-packs/configuration";
import { RULES } from "../policy-packs/rules";
import { codeOf } from "./failure";

const EXPECTED = "a configuration of rules in JSON or YAML";

/** A configuration, and the document it was read from: rules are functions, which cannot be sent to a thread. */
export interface LoadedConfiguration {
  readonly document: unknown;
  readonly configuration: Configuration;
}

/** Reads a configuration file; without one, every rule is as it says itself. */
export async function loadConfiguration(file: string | undefined): Promise<LoadedConfiguration> {
  const document = file === undefined ? {} : await readDocument(file);
  return { document, configuration: parseConfiguration(document, file ?? "", RULES) };
}

async function readDocument(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const code = codeOf(error);
    const why = code === "ENOENT" ? "there is no such file" : `the file cannot be read (${code})`;
    throw new InputError(`${file}: ${why}; expected ${EXPECTED}`);
  });
  const content = text.replace(/^\uFEFF/, "");
  return extname(file).toLowerCase() === ".json" ? parseJson(content, file, EXPECTED) : parseYaml(content, file);
}

/** The parser's own messages quote the text, so only its kind of error and the place are told. */
async function parseYaml(text: string, file: string): Promise<unknown> {
  const { parseDocument, LineCounter } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    const kind = error.code.toLowerCase().replaceAll("_", " ");
    throw new InputError(`${file}:${line}:${col}: this is not valid YAML (${kind}); expected ${EXPECTED}`);
  }
  try {
    return (document.toJS() as unknown) ?? {};
  } catch {
    throw new InputError(`${file}: its aliases expand beyond reason or point to nothing; expected ${EXPECTED}`);
  }
}
