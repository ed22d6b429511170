import { spawn, type ChildProcess } from "node:child_process";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { writeStruct, type WireMap } from "../../inputs/program/structs";

/** A resource as the engine sends it to a policy pack. */
export interface Sent {
  readonly type: string;
  readonly name: string;
  readonly properties: WireMap;
  /** URNs that each property was built from; sent with the whole stack only. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/** What a policy said of a resource. */
export interface Said {
  readonly policy: string;
  readonly level: "advisory" | "mandatory";
  readonly urn: string;
  readonly message: string;
}

/** Enforcement level and options of policies, as a configuration file gives them; `all` stands for all others. */
export type PackConfig = Readonly<Record<string, { readonly level?: Level; readonly options?: WireMap }>>;
type Level = "advisory" | "mandatory" | "disabled";

const LEVELS = {
  advisory: proto.EnforcementLevel.ADVISORY,
  mandatory: proto.EnforcementLevel.MANDATORY,
  disabled: proto.EnforcementLevel.DISABLED,
};

/** A running policy pack and the engine's side of the analyzer protocol, without a CLI. */
export class PackProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: AnalyzerClient,
  ) {}

  /** Starts the pack as the language host does: a port on standard output says that it listens. */
  static async start(folder: string, env: NodeJS.ProcessEnv = {}): Promise<PackProcess> {
    const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [folder] });
    const child = spawn(process.execPath, [runner, "127.0.0.1:1", "."], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.once("data", (data: Buffer) => {
        resolve(data.toString().trim());
      });
      child.once("exit", (code) => {
        reject(new Error(`the policy pack in ${folder} ended with code ${String(code)}`));
      });
    });
    const limits = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
    return new PackProcess(child, new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), limits));
  }

  info(): Promise<proto.AnalyzerInfo> {
    return ask((done) => this.client.getAnalyzerInfo(new Empty(), done));
  }

  /** Every policy has a level and its options, as the engine sends them after merging defaults. */
  async configure(config: PackConfig): Promise<void> {
    const request = new proto.ConfigureAnalyzerRequest();
    for (const policy of (await this.info()).getPoliciesList()) {
      const { level, options = {} } = config[policy.getName()] ?? config.all ?? {};
      const enforcement = level === undefined ? policy.getEnforcementlevel() : LEVELS[level];
      const properties = writeStruct(options);
      const one = new proto.PolicyConfig().setEnforcementlevel(enforcement).setProperties(properties);
      request.getPolicyconfigMap().set(policy.getName(), one);
    }
    await ask<Empty>((done) => this.client.configure(request, done));
  }

  async analyze(resource: Sent): Promise<readonly Said[]> {
    const request = fill(new proto.AnalyzeRequest(), resource);
    return said(await ask((done) => this.client.analyze(request, done)));
  }

  async analyzeStack(resources: readonly Sent[]): Promise<readonly Said[]> {
    const request = new proto.AnalyzeStackRequest().setResourcesList(resources.map(inStack));
    return said(await ask((done) => this.client.analyzeStack(request, done)));
  }

  async stop(): Promise<void> {
    this.client.close();
    const gone = new Promise((resolve) => this.child.once("close", resolve));
    this.child.kill();
    await gone;
  }
}

export function urnOf({ type, name }: Pick<Sent, "type" | "name">): string {
  return `urn:pulumi:test::project::${type}::${name}`;
}

function fill<M extends proto.AnalyzeRequest | proto.AnalyzerResource>(message: M, resource: Sent): M {
  message.setType(resource.type);
  message.setName(resource.name);
  message.setUrn(urnOf(resource));
  message.setProperties(writeStruct(resource.properties));
  message.setOptions(new proto.AnalyzerResourceOptions());
  return message;
}

function inStack(resource: Sent): proto.AnalyzerResource {
  const message = fill(new proto.AnalyzerResource(), resource);
  const dependencies = Object.entries(resource.propertyDependencies ?? {});
  message.setDependenciesList([...new Set(dependencies.flatMap(([, urns]) => urns))]);
  for (const [property, urns] of dependencies) {
    const list = new proto.AnalyzerPropertyDependencies().setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(property, list);
  }
  return message;
}

function said(response: proto.AnalyzeResponse): readonly Said[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level: diagnostic.getEnforcementlevel() === LEVELS.mandatory ? "mandatory" : "advisory",
    urn: diagnostic.getUrn(),
    message: diagnostic.getMessage(),
  }));
}

function ask<A>(send: (done: (error: grpc.ServiceError | null, answer: A) => void) => unknown): Promise<A> {
  return new Promise((resolve, reject) => {
    send((error, answer) => {
      if (error) reject(error);
      else resolve(answer);
    });
  });
}
