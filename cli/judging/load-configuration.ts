import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { InputError } from "../../inputs/input";
import { parseJson, positionInJson } from "../../inputs/json";
import { parseConfiguration, type Configuration } from "../../policy-packs/configuration";
import { RULES } from "../../policy-packs/rules";
import { codeOf } from "../failure";

const EXPECTED = "a configuration of rules in JSON or YAML";

/** A configuration, and the document it was read from: rules are functions, which cannot be sent to a thread. */
export interface LoadedConfiguration {
  readonly document: unknown;
  readonly configuration: Configuration;
}

/** Reads a configuration file; without one, every rule is as it says itself. */
export async function loadConfiguration(file: string | undefined): Promise<LoadedConfiguration> {
  if (file === undefined) return { document: {}, configuration: parseConfiguration({}, "", RULES) };
  const { document, position } = await readDocument(file);
  return { document, configuration: parseConfiguration(document, (place) => `${file}:${position(place)}`, RULES) };
}

interface ConfigurationText {
  readonly document: unknown;
  /** `line:column` of a place such as `all.enforcementLevel`, or of the nearest part around it. */
  readonly position: (place: string) => string;
}

async function readDocument(file: string): Promise<ConfigurationText> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const code = codeOf(error);
    const why = code === "ENOENT" ? "there is no such file" : `the file cannot be read (${code})`;
    throw new InputError(`${file}: ${why}; expected ${EXPECTED}`);
  });
  const content = text.replace(/^\uFEFF/, "");
  if (extname(file).toLowerCase() !== ".json") return parseYaml(content, file);
  return { document: parseJson(content, file, EXPECTED), position: (place) => positionInJson(content, place) };
}

/** The parser's own messages quote the text, so only its kind of error and the place are told. */
async function parseYaml(text: string, file: string): Promise<ConfigurationText> {
  const { parseDocument, LineCounter } = await import("yaml");
  const { offsetAt } = await import("../../identity/yaml-place.js");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const [error] = document.errors;
  if (error) {
    const kind = error.code.toLowerCase().replaceAll("_", " ");
    throw new InputError(`${file}:${at(error.pos[0])}: this is not valid YAML (${kind}); expected ${EXPECTED}`);
  }
  try {
    return { document: (document.toJS() as unknown) ?? {}, position: (place) => at(offsetAt(document, place)) };
  } catch {
    throw new InputError(`${file}: its aliases expand beyond reason or point to nothing; expected ${EXPECTED}`);
  }
}
