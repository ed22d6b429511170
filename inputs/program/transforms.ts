import { credentials } from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { CallbackInvokeRequest, type Callback } from "@pulumi/pulumi/proto/callback_pb";
import {
  TransformInvokeRequest,
  TransformInvokeResponse,
  TransformRequest,
  TransformResourceOptions,
  TransformResponse,
  type RegisterResourceRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Registration } from "./registration";
import { readStruct, writeStruct, type WireMap } from "./structs";

/**
 * Runs the program's transforms, which live in the program's process, in the engine's order: the resource's own, then
 * those of its parents from the inside out, then the stack's.
 */
export class Transforms {
  private readonly ofStack: Callback[] = [];
  private readonly ofInvokes: Callback[] = [];
  private readonly ofResources = new Map<string, { readonly own: readonly Callback[]; readonly parent: string }>();
  private readonly clients = new Map<string, CallbacksClient>();

  addForStack(callback: Callback): void {
    this.ofStack.push(callback);
  }

  addForInvokes(callback: Callback): void {
    this.ofInvokes.push(callback);
  }

  /** Lets a resource's transforms hold for its children. */
  note(urn: string, registration: Registration): void {
    this.ofResources.set(urn, { own: registration.transforms, parent: registration.parent });
  }

  async transform(registration: Registration, request: RegisterResourceRequest): Promise<Registration> {
    let transformed = registration;
    for (const callback of this.callbacksFor(registration)) {
      const question = transformRequest(transformed, request);
      const answer = await this.call(callback, question.serializeBinary());
      transformed = withAnswer(transformed, TransformResponse.deserializeBinary(answer));
    }
    return transformed;
  }

  async transformInvoke(token: string, args: WireMap): Promise<WireMap> {
    let transformed = args;
    for (const callback of this.ofInvokes) {
      const question = new TransformInvokeRequest().setToken(token);
      question.setArgs(writeStruct(transformed));
      const answer = TransformInvokeResponse.deserializeBinary(await this.call(callback, question.serializeBinary()));
      if (answer.getArgs()) transformed = readStruct(answer.getArgs());
    }
    return transformed;
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }

  private callbacksFor(registration: Registration): readonly Callback[] {
    const callbacks = [...registration.transforms];
    let ancestor = this.ofResources.get(registration.parent);
    while (ancestor) {
      callbacks.push(...ancestor.own);
      ancestor = this.ofResources.get(ancestor.parent);
    }
    return [...callbacks, ...this.ofStack];
  }

  private call(callback: Callback, question: Uint8Array): Promise<Uint8Array> {
    const request = new CallbackInvokeRequest().setToken(callback.getToken()).setRequest(question);
    return new Promise((resolve, reject) => {
      this.clientFor(callback.getTarget()).invoke(request, (error, response) => {
        if (error) reject(new Error(error.details));
        else resolve(response.getResponse_asU8());
      });
    });
  }

  private clientFor(target: string): CallbacksClient {
    const client = this.clients.get(target) ?? new CallbacksClient(target, credentials.createInsecure());
    this.clients.set(target, client);
    return client;
  }
}

function transformRequest(registration: Registration, request: RegisterResourceRequest): TransformRequest {
  const options = new TransformResourceOptions()
    .setDependsOnList([...registration.dependencies])
    .setIgnoreChangesList(request.getIgnorechangesList())
    .setReplaceOnChangesList(request.getReplaceonchangesList())
    .setAliasesList(request.getAliasesList())
    .setProvider(registration.provider)
    .setVersion(registration.version)
    .setPluginDownloadUrl(request.getPlugindownloadurl())
    .setDeletedWith(request.getDeletedwith())
    .setAdditionalSecretOutputsList([...registration.additionalSecretOutputs])
    .setImport(registration.importId);
  if (request.hasProtect()) options.setProtect(request.getProtect() ?? false);
  if (request.hasRetainondelete()) options.setRetainOnDelete(request.getRetainondelete() ?? false);
  request.getProvidersMap().forEach((provider, name) => options.getProvidersMap().set(name, provider));
  const question = new TransformRequest()
    .setType(registration.type)
    .setName(registration.name)
    .setCustom(registration.kind === "custom")
    .setParent(registration.parent);
  question.setProperties(writeStruct(registration.properties));
  question.setOptions(options);
  return question;
}

function withAnswer(registration: Registration, answer: TransformResponse): Registration {
  const options = answer.getOptions();
  return {
    ...registration,
    ...(answer.getProperties() && { properties: readStruct(answer.getProperties()) }),
    ...(options && {
      provider: options.getProvider(),
      dependencies: options.getDependsOnList(),
      additionalSecretOutputs: options.getAdditionalSecretOutputsList(),
      importId: options.getImport(),
    }),
  };
}
