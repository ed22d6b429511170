import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService, type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { readStruct, writeStruct, type Wire, type WireMap } from "../../../inputs/program/structs";
import { UNKNOWN_STRING } from "../../../policy-packs/judge/wire";

export type Properties = WireMap;

/** A resource as the engine hands it to its provider. */
export interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
}

/** What a double knows of its cloud; the conversation with the engine is the same for all. */
export interface Cloud {
  readonly package: string;
  readonly version: string;
  /** What the provider's Check makes of a program's inputs: names filled in, tags merged, documents written as JSON. */
  check(resource: Registered, config: Properties): Properties;
  /** What only the cloud can tell of a resource that it has created. */
  create(resource: Registered): { readonly id: string; readonly outputs: Properties };
  /** The answer to a data source, or undefined where the double does not know it. */
  invoke(token: string, args: Properties): Properties | undefined;
}

/**
 * A provider that the engine takes for a real one. It speaks the provider protocol itself, because what matters here is
 * what `@pulumi/pulumi/provider` leaves out: a preview of Create with unknown outputs, and the provider's configuration.
 *
 * The engine attaches every instance of a provider to the same double, so the default tags of one provider hold for all.
 */
export class ProviderDouble {
  /** Resources that were really created, in order; previews create nothing. */
  readonly created: Registered[] = [];
  private config: Properties = {};
  private readonly server = new grpc.Server();

  private constructor(private readonly cloud: Cloud) {
    this.server.addService(ResourceProviderService, this.service() as grpc.UntypedServiceImplementation);
  }

  /** Starts a double and tells how the engine attaches it: `aws:PORT`. */
  static async serve(cloud: Cloud): Promise<{ double: ProviderDouble; attach: string }> {
    const double = new ProviderDouble(cloud);
    const port = await new Promise<number>((resolve, reject) => {
      double.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
    return { double, attach: `${cloud.package}:${String(port)}` };
  }

  close(): void {
    this.server.forceShutdown();
  }

  private service(): Partial<IResourceProviderServer> {
    return {
      getPluginInfo: answer(() => new PluginInfo().setVersion(this.cloud.version)),
      attach: answer(() => new Empty()),
      cancel: answer(() => new Empty()),
      checkConfig: answer((request: provider.CheckRequest) =>
        new provider.CheckResponse().setInputs(request.getNews()),
      ),
      diffConfig: answer(() => new provider.DiffResponse().setChanges(provider.DiffResponse.DiffChanges.DIFF_NONE)),
      configure: answer((request: provider.ConfigureRequest) => this.configure(readStruct(request.getArgs()))),
      check: answer((request: provider.CheckRequest) => this.check(request)),
      diff: answer((request: provider.DiffRequest) => this.diff(request)),
      create: answer((request: provider.CreateRequest) => this.create(request)),
      read: answer((request: provider.ReadRequest) =>
        new provider.ReadResponse().setId(request.getId()).setProperties(request.getProperties()),
      ),
      update: answer((request: provider.UpdateRequest) =>
        new provider.UpdateResponse().setProperties(
          writeStruct({ ...readStruct(request.getOlds()), ...readStruct(request.getNews()) }),
        ),
      ),
      delete: answer(() => new Empty()),
      invoke: answer((request: provider.InvokeRequest) => this.invoke(request)),
    };
  }

  private configure(config: Properties): provider.ConfigureResponse {
    this.config = { ...this.config, ...config };
    return new provider.ConfigureResponse().setAcceptsecrets(true).setAcceptresources(true).setSupportspreview(true);
  }

  private check(request: provider.CheckRequest): provider.CheckResponse {
    const checked = this.cloud.check(registered(request, readStruct(request.getNews())), this.config);
    return new provider.CheckResponse().setInputs(writeStruct(checked));
  }

  private diff(request: provider.DiffRequest): provider.DiffResponse {
    const before = readStruct(request.getOldInputs());
    const after = readStruct(request.getNews());
    const changed = JSON.stringify(sorted(before)) !== JSON.stringify(sorted(after));
    const { DIFF_SOME, DIFF_NONE } = provider.DiffResponse.DiffChanges;
    return new provider.DiffResponse().setChanges(changed ? DIFF_SOME : DIFF_NONE);
  }

  private create(request: provider.CreateRequest): provider.CreateResponse {
    const resource = registered(request, readStruct(request.getProperties()));
    const { id, outputs } = this.cloud.create(resource);
    const response = new provider.CreateResponse();
    if (request.getPreview()) {
      const unknown = Object.fromEntries(Object.keys(outputs).map((name) => [name, UNKNOWN_STRING]));
      return response.setProperties(writeStruct({ ...unknown, ...resource.inputs }));
    }
    this.created.push(resource);
    return response.setId(id).setProperties(writeStruct({ ...outputs, ...resource.inputs }));
  }

  private invoke(request: provider.InvokeRequest): provider.InvokeResponse {
    const answered = this.cloud.invoke(request.getTok(), readStruct(request.getArgs()));
    if (!answered) throw new Error(`the double of ${this.cloud.package} does not answer ${request.getTok()}`);
    return new provider.InvokeResponse().setReturn(writeStruct(answered));
  }
}

/** Whether something unknown lies anywhere inside. */
function holdsUnknown(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(holdsUnknown);
  return value === UNKNOWN_STRING;
}

/** A provider turns a structured document into JSON, and into one unknown text where anything in it is unknown. */
export function asJsonText(document: Wire): Wire {
  if (typeof document !== "object" || document === null) return document;
  return holdsUnknown(document) ? UNKNOWN_STRING : JSON.stringify(document);
}

function registered(request: { getUrn(): string }, inputs: Properties): Registered {
  const [, , types = "", name = ""] = request.getUrn().split("::");
  return { urn: request.getUrn(), type: types.split("$").at(-1) ?? types, name, inputs };
}

function sorted(properties: Properties): [string, unknown][] {
  return Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Answers one kind of request; what goes wrong in a double is shown by the engine and fails the operation. */
function answer<Q, A>(make: (request: Q) => A): grpc.handleUnaryCall<Q, A> {
  return (call, callback) => {
    try {
      callback(null, make(call.request));
    } catch (error) {
      callback({ code: grpc.status.UNKNOWN, details: String(error) });
    }
  };
}
