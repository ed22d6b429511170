import { readFile } from "node:fs/promises";
import { nameInUrn } from "../../policy-packs/judge/finding";
import {
  normaliseType,
  type PropertyMap,
  type Provider,
  type Resource,
  type SourceLocation,
} from "../../policy-packs/judge/resource";
import { decodeMap } from "../../policy-packs/judge/wire";
import { InputError, type Input } from "../input";
import { JsonPlace, parseJson } from "../json";

/** JSON that is no state of a stack at all, as a folder of exports may hold beside them. */
export class NotAnExportError extends InputError {}

const EXPECTED = "what `pulumi stack export` writes";

/** Version 4 adds a list of features to 3; what a resource looks like is the same. */
const VERSIONS: readonly number[] = [3, 4];

/**
 * Reads what `pulumi stack export` wrote, with encrypted or shown secrets, or the checkpoint of a self-managed backend.
 * Format: pulumi/pulumi, sdk/go/common/apitype/core.go (DeploymentV3, ResourceV3, CheckpointV3).
 */
export async function readExport(file: string): Promise<Input> {
  const document = parseJson(await readText(file), file, EXPECTED);
  try {
    return inputOf(deploymentOf(document, file), file);
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`${file}: the document is nested too deeply to be an export`);
    throw error;
  }
}

/** The text of a file in UTF-8, or in the UTF-16 that a redirection in Windows PowerShell writes. */
async function readText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(utf16 ? "utf-16le" : "utf-8").decode(bytes);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new InputError(`${file}: the file cannot be read (${code}); expected ${EXPECTED}`);
  }
}

function deploymentOf(document: unknown, file: string): JsonPlace {
  const root = new JsonPlace(document, file);
  const holder = ["deployment", "checkpoint"].find((key) => isObject(document) && Object.hasOwn(document, key));
  if (holder === undefined) {
    throw new NotAnExportError(
      `${file}: this JSON has neither \`deployment\` nor \`checkpoint\`; expected ${EXPECTED}`,
    );
  }
  const version = root.at("version");
  if (!VERSIONS.includes(version.number())) {
    throw new InputError(
      `${file}: version: expected ${VERSIONS.join(" or ")}, found ${version.number()}; export the stack again with a current Pulumi CLI`,
    );
  }
  return holder === "deployment" ? root.at(holder) : root.at(holder).at("latest");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A stack that was never deployed to has no resources, and an empty checkpoint no `latest`. */
function inputOf(deployment: JsonPlace, file: string): Input {
  const states = deployment.or([], (place) => place.at("resources").or([], (resources) => resources.list()));
  const providers = providersOf(states);
  const living = states.filter((state) => !isGoing(state));
  const resources = living.map((state) => resourceOf(state, providers));
  return {
    path: file,
    kind: "export",
    resources,
    describe: (text) => text,
    notes: notesOf(states.length - living.length, resources.filter(({ external }) => external).length),
  };
}

/** Replaced or to be deleted: the stack has let go of it, though its deletion was not finished. */
function isGoing(state: JsonPlace): boolean {
  return ["delete", "pendingReplacement"].some((mark) => state.at(mark).or(false, (place) => place.boolean()));
}

function notesOf(going: number, external: number): string[] {
  return [
    ...(going > 0 ? [`not judged, because the stack is deleting or replacing them: ${counted(going)}`] : []),
    ...(external > 0
      ? [`not judged, because another owner manages them and this stack only reads them: ${counted(external)}`]
      : []),
  ];
}

function counted(count: number): string {
  return `${count} ${count === 1 ? "resource" : "resources"}`;
}

function resourceOf(state: JsonPlace, providers: Providers): Resource {
  const urn = urnOf(state);
  const id = state.at("id").or(undefined, (place) => place.string());
  const parent = state.at("parent").or("", (place) => place.string());
  const provider = state.at("provider").or(undefined, (place) => providers.get(place.string()));
  const source = state.at("sourcePosition").or(undefined, (place) => sourceOf(place.string()));
  return {
    urn,
    type: normaliseType(state.at("type").string()),
    name: nameInUrn(urn),
    inputs: propertiesOf(state.at("inputs")),
    outputs: { ...propertiesOf(state.at("outputs")), ...(id !== undefined && { id }) },
    ...(parent !== "" && { parent }),
    ...(provider && { provider }),
    dependencies: urnsOf(state.at("dependencies")),
    propertyDependencies: dependenciesOf(state.at("propertyDependencies")),
    ...(source && { source }),
    ...(state.at("external").or(false, (place) => place.boolean()) && { external: true }),
  };
}

function urnOf(state: JsonPlace): string {
  const place = state.at("urn");
  const urn = place.string();
  return urn.startsWith("urn:pulumi:") && urn.split("::").length > 3
    ? urn
    : place.fail("a URN such as `urn:pulumi:STACK::PROJECT::TYPE::NAME`");
}

function propertiesOf(place: JsonPlace): PropertyMap {
  return place.or({}, (properties) => decodeMap(properties.object()));
}

function urnsOf(place: JsonPlace): readonly string[] {
  return place.or([], (list) => list.list().map((urn) => urn.string()));
}

function dependenciesOf(place: JsonPlace): Readonly<Record<string, readonly string[]>> {
  return place.or({}, (map) => Object.fromEntries(Object.keys(map.object()).map((key) => [key, urnsOf(map.at(key))])));
}

type Providers = ReadonlyMap<string, Provider>;

/** Providers by reference, which is the URN and the id: a provider under replacement is there twice. */
function providersOf(states: readonly JsonPlace[]): Providers {
  const providers = new Map<string, Provider>();
  for (const state of states) {
    const type = state.at("type").string();
    if (!type.startsWith("pulumi:providers:")) continue;
    const urn = urnOf(state);
    const id = state.at("id").or("", (place) => place.string());
    providers.set(`${urn}::${id}`, { type, name: nameInUrn(urn), inputs: propertiesOf(state.at("inputs")) });
  }
  return providers;
}

/** Reads `project:///src/index.ts#6,1`. */
function sourceOf(position: string): SourceLocation | undefined {
  const match = /^project:\/\/\/(.+)#(\d+),(\d+)$/.exec(position);
  return match ? { file: decoded(match[1] ?? ""), line: Number(match[2]), column: Number(match[3]) } : undefined;
}

function decoded(file: string): string {
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}
