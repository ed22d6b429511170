import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import type { ReadResourceRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { SourceLocation } from "../../policy-packs/judge/resource";
import { readStruct, type WireMap } from "./structs";

/** A resource that the program asks for, before and after transforms. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly kind: "custom" | "component" | "remote";
  readonly properties: WireMap;
  /** Reference to the explicit provider (`URN::id`), or empty. */
  readonly provider: string;
  readonly version: string;
  readonly package: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly additionalSecretOutputs: readonly string[];
  readonly importId: string;
  readonly transforms: readonly Callback[];
  readonly source: SourceLocation | undefined;
}

/** @param root the project's folder, to which source positions are relative */
export function registrationOf(request: RegisterResourceRequest, root: string): Registration {
  const propertyDependencies: [string, readonly string[]][] = [];
  request.getPropertydependenciesMap().forEach((urns, property) => {
    propertyDependencies.push([property, urns.getUrnsList()]);
  });
  return {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    kind: request.getRemote() ? "remote" : request.getCustom() ? "custom" : "component",
    properties: readStruct(request.getObject()),
    provider: request.getProvider(),
    version: request.getVersion(),
    package: request.getPackageref(),
    dependencies: request.getDependenciesList(),
    propertyDependencies: Object.fromEntries(propertyDependencies),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    importId: request.getImportid(),
    transforms: request.getTransformsList(),
    source: sourceOf(request, root),
  };
}

/** The URN as the engine builds it: the types of all parents but the stack qualify the type. */
export function urnOf(
  resource: Pick<Registration, "type" | "name" | "parent">,
  stack: string,
  project: string,
): string {
  const parentType = resource.parent.split("::")[2] ?? "";
  const type = parentType === "" || parentType === STACK_TYPE ? resource.type : `${parentType}$${resource.type}`;
  return `urn:pulumi:${stack}::${project}::${type}::${resource.name}`;
}

const STACK_TYPE = "pulumi:pulumi:Stack";

/** The innermost frame that is the user's own: a library's constructor may have made the resource. */
export function sourceOf(
  request: RegisterResourceRequest | ReadResourceRequest,
  root: string,
): SourceLocation | undefined {
  const frames =
    request
      .getStacktrace()
      ?.getFramesList()
      .map((frame) => frame.getPc()) ?? [];
  for (const position of [...frames, request.getSourceposition()]) {
    const file = position && fileWithin(root, position.getUri());
    if (!position || file === undefined) continue;
    const source = { file, line: position.getLine(), column: position.getColumn() };
    if (exists(root, source)) return source;
  }
  return undefined;
}

/** A compiler without source maps reports places in its own output, which the file does not have. */
function exists(root: string, { file, line, column }: SourceLocation): boolean {
  try {
    return column <= (readFileSync(join(root, file), "utf8").split("\n")[line - 1]?.length ?? 0);
  } catch {
    return false;
  }
}

/** ES modules' frames carry a URL, which older SDKs turn into a URL once more. */
function fileWithin(root: string, uri: string): string | undefined {
  const nested = /^file:\/\/.*(?:\/|%2F)file:(?:\/|%2F)+(.*)$/.exec(uri);
  let file: string;
  try {
    file = relative(root, fileURLToPath(nested ? `file:///${nested[1]}` : uri));
  } catch {
    return undefined;
  }
  const outside = file === "" || file.startsWith("..") || file.split(sep).includes("node_modules");
  return outside ? undefined : file.split(sep).join("/");
}
