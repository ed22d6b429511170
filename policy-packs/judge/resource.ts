/**
 * One Pulumi resource as every way in hands it to the judge: plain data, with markers where a value is unknown, secret
 * or an asset. Nothing here knows a provider.
 */
export interface Resource {
  readonly urn: string;
  /** Normalised type token, see `normaliseType`. */
  readonly type: string;
  readonly name: string;
  /** What the program asked for, after the provider's Check where there was one. */
  readonly inputs: PropertyMap;
  /** What the provider answered, or stand-ins for it; absent before the resource is created. */
  readonly outputs?: PropertyMap;
  /** URN of the parent component or resource. */
  readonly parent?: string;
  /** The explicit or default provider that manages the resource. */
  readonly provider?: Provider;
  /** URNs of all resources that this one depends on; empty where the way in does not tell. */
  readonly dependencies: readonly string[];
  /** For each top-level property, the URNs of the resources that its value was built from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Where the program declares the resource. */
  readonly source?: SourceLocation;
  /** True for what the stack reads and somebody else manages: it settles references, and is not judged itself. */
  readonly external?: true;
}

/** A provider resource, as far as facts need it. */
export interface Provider {
  readonly type: string;
  readonly name: string;
  readonly inputs: PropertyMap;
}

/** A place in the user's program; the file is relative to the project's folder, line and column count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type PropertyMap = Readonly<Record<string, PropertyValue>>;

export type PropertyValue =
  | null
  | boolean
  | number
  | string
  | readonly PropertyValue[]
  | { readonly [key: string]: PropertyValue }
  | UnknownProperty
  | SecretProperty
  | AssetProperty;

/** A value that cannot be read now. */
export class UnknownProperty {
  /**
   * @param because completes "the value is …"; the default is that only the deployment settles it
   * @param waitsFor URNs of the resources it waits for, where the way in knows them
   */
  constructor(
    readonly because?: string,
    readonly waitsFor: readonly string[] = [],
  ) {}
}

/** A value that the program marked as secret. An encrypted one holds an `UnknownProperty`. */
export class SecretProperty {
  constructor(readonly value: PropertyValue) {}
}

/** A file, text, archive or remote address that the program hands over as content. */
export class AssetProperty {
  /** @param text the content, where the program gave it inline */
  constructor(readonly text?: string) {}
}

const AZURE_NATIVE = /^azure-native(?:_[a-z0-9]+_v\w+)?:([a-z0-9]+)(?:\/v\w+)?:(\w+)$/;

/**
 * One token per kind of resource: `azure-native` writes API versions into its tokens in three ways, and all of them
 * become `azure-native:MODULE:TYPE`. Other tokens stay as they are.
 */
export function normaliseType(type: string): string {
  const azure = AZURE_NATIVE.exec(type);
  return azure ? `azure-native:${azure[1]}:${azure[2]}` : type;
}
