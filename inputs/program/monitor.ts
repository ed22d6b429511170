import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import { CallResponse, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import {
  DeploymentInfo,
  ReadResourceResponse,
  RegisterPackageResponse,
  RegisterResourceResponse,
  ResourceMonitorFeature,
  SupportsFeatureResponse,
  type ReadResourceRequest,
  type RegisterPackageRequest,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  type ResourceCallRequest,
  type ResourceInvokeRequest,
  type SupportsFeatureRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import {
  normaliseType,
  SecretProperty,
  UnknownProperty,
  type PropertyMap,
  type PropertyValue,
  type Provider,
  type Resource,
} from "../../policy-packs/judge/resource";
import { decodeMap, SIGNATURE_KEY, SIGNATURES, UNKNOWN_STRING } from "../../policy-packs/judge/wire";
import type { StandIns } from "../stand-ins/stand-ins";
import type { Configuration } from "./configuration";
import type { Invokes } from "./invokes";
import { encode, encodeSecret, mapTexts, secretTexts } from "./property-values";
import { registrationOf, sourceOf, urnOf, type Registration } from "./registration";
import { isWireMap, readStruct, writeStruct, type Wire, type WireMap } from "./structs";
import { Transforms } from "./transforms";

/** What the SDK may use; anything that it asks for beyond this list it does without. */
const FEATURES: Readonly<Record<string, ResourceMonitorFeature>> = {
  secrets: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
  resourceReferences: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  outputValues: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
  aliasSpecs: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  deletedWith: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  replaceWith: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
  transforms: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
  invokeTransforms: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
  parameterization: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
  resourceHooks: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
  errorHooks: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
};

/** The organization of stacks that belong to none. */
export const ORGANIZATION = "organization";

const STACK_REFERENCE = "pulumi:pulumi:StackReference";

export interface MonitorOptions {
  readonly project: string;
  readonly root: string;
  readonly configuration: Configuration;
  readonly standIns: StandIns;
  readonly invokes: Invokes;
}

/**
 * The engine's side of a dry run: it takes each registration in, answers with what the deployment would give as far as
 * that can be said, and keeps the resource. Nothing is created, and no provider is asked.
 */
export class Monitor {
  /** In the order in which the program registers them, so each after what it depends on. */
  readonly resources = new Map<string, Resource>();
  readonly notes = new Set<string>();
  /** Texts that the program holds as secrets, to be kept out of messages. */
  readonly secrets = new Set<string>();
  private readonly transforms = new Transforms();
  private readonly states = new Map<string, { readonly id: string; readonly state: WireMap }>();
  private readonly packages = new Map<string, string>();

  constructor(private readonly options: MonitorOptions) {}

  close(): void {
    this.transforms.close();
  }

  /** Recent SDKs ask for all features at once; older ones for each by its name. */
  getDeploymentInfo(): DeploymentInfo {
    const { project, configuration } = this.options;
    const info = new DeploymentInfo()
      .setProject(project)
      .setStack(configuration.stack)
      .setOrganization(ORGANIZATION)
      .setDryrun(true)
      .setConfigsecretkeysList([...configuration.secretKeys])
      .setSupportedfeaturesList(Object.values(FEATURES));
    for (const [key, value] of configuration.values) info.getConfigMap().set(key, value);
    return info;
  }

  supportsFeature(request: SupportsFeatureRequest): SupportsFeatureResponse {
    return new SupportsFeatureResponse().setHassupport(Object.hasOwn(FEATURES, request.getId()));
  }

  async registerResource(request: RegisterResourceRequest): Promise<RegisterResourceResponse> {
    const asked = registrationOf(request, this.options.root);
    const registration = await this.transforms.transform(asked, request);
    const urn = urnOf(registration, this.options.configuration.stack, this.options.project);
    if (this.resources.has(urn)) throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
    this.transforms.note(urn, registration);
    const resource = this.resourceOf(urn, registration);
    this.resources.set(urn, resource);
    if (registration.kind === "remote") {
      this.notes.add(
        `only a real preview shows the children of the remote component ${resource.name} (${resource.type})`,
      );
    }
    return this.responseTo(urn, registration, resource);
  }

  registerResourceOutputs(request: RegisterResourceOutputsRequest): Empty {
    const resource = this.resources.get(request.getUrn());
    const outputs = this.decode(readStruct(request.getOutputs()));
    if (resource) this.resources.set(resource.urn, { ...resource, outputs: { ...resource.outputs, ...outputs } });
    return new Empty();
  }

  /** An existing resource settles references and is not judged; a stack reference's outputs are another stack's. */
  readResource(request: ReadResourceRequest): ReadResourceResponse {
    const [type, name, id] = [request.getType(), request.getName(), request.getId()];
    const wire = readStruct(request.getProperties());
    const urn = urnOf(
      { type, name, parent: request.getParent() },
      this.options.configuration.stack,
      this.options.project,
    );
    const inputs = this.decode(wire);
    const known = id !== "" && id !== UNKNOWN_STRING;
    const answers = known && type !== STACK_REFERENCE;
    const outputs = answers
      ? this.options.standIns.outputsOfExisting(urn, normaliseType(type), name, id, inputs)
      : { ...inputs, ...(known && { id }) };
    if (type === STACK_REFERENCE) this.notes.add(`the outputs of stack ${id} are unknown here`);
    const source = sourceOf(request, this.options.root);
    this.resources.set(urn, {
      urn,
      type: normaliseType(type),
      name,
      inputs,
      outputs,
      ...(request.getParent() !== "" && { parent: request.getParent() }),
      dependencies: request.getDependenciesList(),
      propertyDependencies: {},
      ...(source && { source }),
      external: true,
    });
    const response = new ReadResourceResponse().setUrn(urn);
    response.setProperties(writeStruct(answerOf(wire, inputs, outputs)));
    return response;
  }

  async invoke(request: ResourceInvokeRequest): Promise<InvokeResponse> {
    const response = new InvokeResponse();
    const token = request.getTok();
    const args = await this.transforms.transformInvoke(token, readStruct(request.getArgs()));
    if (token === "pulumi:pulumi:getResource") {
      response.setReturn(writeStruct(this.existingState(args["urn"])));
      return response;
    }
    const answered = this.options.invokes.answer({
      token,
      args,
      provider: this.explicitProvider(request.getProvider()),
    });
    if (answered.note !== undefined) this.notes.add(answered.note);
    response.setReturn(writeStruct(answered.result));
    return response;
  }

  /** A method of a remote component runs in its provider; its result is unknown. */
  call(request: ResourceCallRequest): CallResponse {
    this.notes.add(`not answered, so its result is unknown: ${request.getTok()}`);
    const response = new CallResponse();
    response.setReturn(writeStruct({ result: UNKNOWN_STRING }));
    return response;
  }

  registerStackTransform(callback: Callback): Empty {
    this.transforms.addForStack(callback);
    return new Empty();
  }

  registerStackInvokeTransform(callback: Callback): Empty {
    this.transforms.addForInvokes(callback);
    return new Empty();
  }

  registerPackage(request: RegisterPackageRequest): RegisterPackageResponse {
    const ref = `package-${this.packages.size}`;
    this.packages.set(ref, request.getParameterization()?.getName() ?? request.getName());
    return new RegisterPackageResponse().setRef(ref);
  }

  private resourceOf(urn: string, registration: Registration): Resource {
    const { name, parent, kind, source } = registration;
    const type = normaliseType(registration.type);
    const inputs = this.decode(registration.properties);
    const provider = kind === "component" ? undefined : this.providerOf(registration);
    const outputs = kind === "custom" ? this.outputsOf(urn, registration, inputs, provider) : undefined;
    return {
      urn,
      type,
      name,
      inputs,
      ...(outputs && { outputs }),
      ...(parent !== "" && { parent }),
      ...(provider && { provider }),
      dependencies: dependenciesOf(registration),
      propertyDependencies: registration.propertyDependencies,
      ...(source && { source }),
    };
  }

  private outputsOf(
    urn: string,
    registration: Registration,
    inputs: PropertyMap,
    provider: Provider | undefined,
  ): PropertyMap {
    const type = normaliseType(registration.type);
    const answered = this.options.standIns.outputsOf(urn, type, registration.name, inputs, provider);
    const outputs = registration.importId === "" ? answered : { ...answered, id: registration.importId };
    const secret = new Set(registration.additionalSecretOutputs);
    return Object.fromEntries(
      Object.entries(outputs).map(([property, value]) => [property, secret.has(property) ? asSecret(value) : value]),
    );
  }

  /** A local component's outputs are made by the program; a remote one's are its provider's. */
  private responseTo(urn: string, registration: Registration, resource: Resource): RegisterResourceResponse {
    const response = new RegisterResourceResponse().setUrn(urn);
    const { inputs, outputs } = resource;
    const id = outputs?.["id"];
    const state = outputs ? answerOf(registration.properties, inputs, outputs) : {};
    if (typeof id === "string") response.setId(id);
    response.setObject(writeStruct(state));
    this.states.set(urn, { id: typeof id === "string" ? id : "", state });
    return response;
  }

  private existingState(urn: Wire | undefined): WireMap {
    const known = typeof urn === "string" ? this.states.get(urn) : undefined;
    if (!known || typeof urn !== "string") throw new Error("getResource: only this stack's own resources are known");
    return { urn, id: known.id, state: known.state };
  }

  /** Values with markers where an encrypted configuration value or an unanswered call went into a text. */
  private decode(wire: WireMap): PropertyMap {
    const { configuration, invokes } = this.options;
    const decoded = mapTexts(decodeMap(wire), (text) =>
      invokes.anyUnknown && text.includes(UNKNOWN_AS_TEXT)
        ? new UnknownProperty("built from the result of a call that was not answered")
        : configuration.encrypted.read(text),
    );
    for (const text of secretTexts(decoded)) this.secrets.add(text);
    return decoded;
  }

  private providerOf(registration: Registration): Provider | undefined {
    return this.explicitProvider(registration.provider) ?? this.defaultProvider(registration);
  }

  /** @param reference `URN::id` */
  private explicitProvider(reference: string): Provider | undefined {
    const resource = this.resources.get(reference.slice(0, reference.lastIndexOf("::")));
    return resource && { type: resource.type, name: resource.name, inputs: resource.inputs };
  }

  /** The engine makes one for each package, out of the stack's configuration of that package. */
  private defaultProvider(registration: Registration): Provider | undefined {
    const name = this.packages.get(registration.package) ?? registration.type.split(":")[0] ?? "";
    if (registration.kind === "remote" || name === "pulumi" || name === "") return undefined;
    const { values, secretKeys, encrypted } = this.options.configuration;
    const inputs = [...values].flatMap(([key, value]): [string, PropertyValue][] => {
      if (!key.startsWith(`${name}:`)) return [];
      const read = encrypted.read(value);
      return [[key.slice(name.length + 1), secretKeys.includes(key) ? asSecret(read) : read]];
    });
    const version = registration.version === "" ? "" : `_${registration.version.replaceAll(/[.+-]/g, "_")}`;
    return { type: `pulumi:providers:${name}`, name: `default${version}`, inputs: Object.fromEntries(inputs) };
  }
}

/** What JavaScript makes of the SDK's unknown value where a program puts it into a text. */
const UNKNOWN_AS_TEXT = "[object Object]";

/** What the program sees of the outputs: its own inputs as it wrote them, and the rest. */
function answerOf(wire: WireMap, inputs: PropertyMap, outputs: PropertyMap): WireMap {
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([property]) => property !== "id")
      .map(([property, value]): [string, Wire] => {
        const own = Object.hasOwn(wire, property) ? wire[property] : undefined;
        if (own === undefined) return [property, encode(value)];
        if (value === inputs[property]) return [property, own];
        return [property, value instanceof SecretProperty && !isSecret(own) ? encodeSecret(own) : encode(value)];
      }),
  );
}

function isSecret(wire: Wire): boolean {
  return isWireMap(wire) && wire[SIGNATURE_KEY] === SIGNATURES.secret;
}

function asSecret(value: PropertyValue): SecretProperty {
  return value instanceof SecretProperty ? value : new SecretProperty(value);
}

function dependenciesOf(registration: Registration): readonly string[] {
  return [...new Set([...registration.dependencies, ...Object.values(registration.propertyDependencies).flat()])];
}
