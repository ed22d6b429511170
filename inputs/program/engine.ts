import { Server, ServerCredentials, status, type handleUnaryCall } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
  GetRootResourceResponse,
  LogSeverity,
  RequirePulumiVersionResponse,
  SetRootResourceResponse,
  type LogRequest,
} from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService, type IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb";
import type { Monitor } from "./monitor";

/** As much as the SDK itself allows in one message. */
const LARGEST_MESSAGE = 400 * 1024 * 1024;

/** Serves one program's dry run on a free local port. */
export class Engine {
  /** What the program or the SDK reported as an error, in order. */
  readonly errors: string[] = [];
  private readonly server = new Server({
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  private rootUrn = "";

  constructor(private readonly monitor: Monitor) {
    this.server.addService(ResourceMonitorService, this.monitorService());
    this.server.addService(EngineService, this.engineService());
  }

  /** @returns the address at which the program reaches it */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
        if (error) reject(error);
        else resolve(`127.0.0.1:${port}`);
      });
    });
  }

  close(): void {
    this.monitor.close();
    this.server.forceShutdown();
  }

  private monitorService(): IResourceMonitorServer {
    const { monitor } = this;
    return {
      getDeploymentInfo: unary(() => monitor.getDeploymentInfo()),
      supportsFeature: unary((request) => monitor.supportsFeature(request)),
      invoke: unary((request) => monitor.invoke(request)),
      call: unary((request) => monitor.call(request)),
      readResource: unary((request) => monitor.readResource(request)),
      registerResource: unary((request) => monitor.registerResource(request)),
      registerResourceOutputs: unary((request) => monitor.registerResourceOutputs(request)),
      registerStackTransform: unary((callback) => monitor.registerStackTransform(callback)),
      registerStackInvokeTransform: unary((callback) => monitor.registerStackInvokeTransform(callback)),
      registerResourceHook: unary(() => new Empty()),
      registerErrorHook: unary(() => new Empty()),
      registerPackage: unary((request) => monitor.registerPackage(request)),
      signalAndWaitForShutdown: unary(() => new Empty()),
    };
  }

  private engineService(): IEngineServer {
    return {
      log: unary((request) => this.log(request)),
      getRootResource: unary(() => new GetRootResourceResponse().setUrn(this.rootUrn)),
      setRootResource: unary((request) => {
        this.rootUrn = request.getUrn();
        return new SetRootResourceResponse();
      }),
      startDebugging: unary(() => new Empty()),
      requirePulumiVersion: unary(() => new RequirePulumiVersionResponse()),
    };
  }

  /** Errors make a real preview fail, and so they do here; anything else the program says is its own affair. */
  private log(request: LogRequest): Empty {
    if (request.getSeverity() === LogSeverity.ERROR) this.errors.push(request.getMessage());
    return new Empty();
  }
}

function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  const run = async (request: Request) => answer(request);
  return (call, callback) => {
    run(call.request).then(
      (response) => callback(null, response),
      (error: unknown) =>
        callback({ code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) }),
    );
  };
}
