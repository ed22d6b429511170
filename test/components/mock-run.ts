import { mock } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { Judge } from "../../policy-packs/judge/judge";
import type { Finding } from "../../policy-packs/judge/finding";
import { normaliseType, UnknownProperty, type PropertyValue, type Resource } from "../../policy-packs/judge/resource";
import { RULES } from "../../policy-packs/rules";

/** The day on which all component tests take place. */
export const TODAY = new Date("2026-11-21T12:00:00Z");

/** What the cloud would answer, by type; everything else is what was asked for. */
const OUTPUTS: Readonly<Record<string, (name: string) => Record<string, unknown>>> = {
  "aws:iam/role:Role": (name) => ({ arn: `arn:aws:iam::111122223333:role/${name}`, name }),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": () => ({
    arn: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
  }),
  "aws:iam/instanceProfile:InstanceProfile": (name) => ({ name }),
  "aws:s3/bucket:Bucket": (name) => ({ arn: `arn:aws:s3:::${name}`, bucket: name }),
  "aws:dynamodb/table:Table": (name) => ({
    arn: `arn:aws:dynamodb:eu-central-1:111122223333:table/${name}`,
  }),
  "azure-native:managedidentity:UserAssignedIdentity": (name) => ({
    name,
    principalId: "11111111-0000-4000-8000-000000000001",
    clientId: "11111111-0000-4000-8000-000000000002",
  }),
  "azure-native:resources:ResourceGroup": (name) => ({ name }),
};

const SUBSCRIPTION = "/subscriptions/22222222-0000-4000-8000-000000000000";

const IDS: Readonly<Record<string, (name: string) => string>> = {
  "azure-native:resources:ResourceGroup": (name) => `${SUBSCRIPTION}/resourceGroups/${name}`,
  "azure-native:storage:StorageAccount": (name) =>
    `${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/${name}`,
};

/**
 * Runs a program under Pulumi's mocks and returns what it registered, in order.
 *
 * @param unknown as in a preview: nothing that the cloud answers is known
 */
export async function run(program: () => unknown, { unknown = false } = {}): Promise<readonly Resource[]> {
  const registered: Resource[] = [];
  mock.timers.enable({ apis: ["Date"], now: TODAY });
  const told = tellRequests();
  try {
    await pulumi.runtime.setMocks(
      {
        newResource: ({ type, name, inputs }) => {
          const kind = normaliseType(type);
          const answered = unknown ? {} : (OUTPUTS[kind]?.(name) ?? {});
          registered.push({
            ...told.latest(),
            type: kind,
            name,
            inputs: withUnknowns(inputs as Record<string, unknown>) as Resource["inputs"],
            ...(!unknown && { outputs: withUnknowns({ ...inputs, ...answered }) as Resource["inputs"] }),
          });
          const id = unknown ? "" : (IDS[kind]?.(name) ?? `${name}-id`);
          return { id, state: unknown ? {} : { ...(inputs as object), ...answered } };
        },
        call: () => ({}),
      },
      "shop",
      "dev",
      unknown,
    );
    program();
    await pulumi.runtime.disconnect();
  } finally {
    told.restore();
    mock.timers.reset();
  }
  return registered;
}

type Told = Pick<Resource, "urn" | "parent" | "dependencies" | "propertyDependencies">;

/** The part of a request to register a resource that the mocks do not hand on, and the engine does. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { forEach(visit: (each: { getUrnsList(): string[] }, name: string) => void): void };
}

/** Hears what the program tells of the resource that the mocks make next. */
function tellRequests(): { latest(): Told; restore(): void } {
  let latest: Told | undefined;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the monitor below
  const register = MockMonitor.prototype.registerResource;
  const heard = mock.method(
    MockMonitor.prototype,
    "registerResource",
    function (this: MockMonitor, request: Request, callback: unknown) {
      const propertyDependencies: Record<string, readonly string[]> = {};
      request.getPropertydependenciesMap().forEach((each, name) => {
        propertyDependencies[name] = each.getUrnsList();
      });
      const [parent, type, name] = [request.getParent(), request.getType(), request.getName()];
      const path = parent === "" ? "" : `${parent.split("::")[2] ?? ""}$`;
      const urn = `urn:pulumi:dev::shop::${path}${type}::${name}`;
      const dependencies = request.getDependenciesList();
      latest = { urn, ...(parent !== "" && { parent }), dependencies, propertyDependencies };
      return Reflect.apply(register, this, [request, callback]) as unknown;
    },
  );
  return {
    latest: () => {
      if (!latest) throw new Error("a resource that nobody asked for");
      return latest;
    },
    restore: () => heard.mock.restore(),
  };
}

function withUnknowns(value: unknown): PropertyValue {
  if (pulumi.isUnknown(value)) return new UnknownProperty();
  if (Array.isArray(value)) return value.map(withUnknowns);
  if (typeof value !== "object" || value === null) return value as PropertyValue;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withUnknowns(member)]));
}

/** What every rule, with its defaults, finds in the resources. */
export function judge(resources: readonly Resource[]): readonly Finding[] {
  const judge = new Judge({ now: TODAY });
  for (const rule of RULES) judge.enable(rule);
  return [...resources.flatMap((resource) => judge.add(resource)), ...judge.finish()];
}

/** The first resource of a type. */
export function only(resources: readonly Resource[], type: string): Resource {
  const found = resources.filter((resource) => resource.type === type);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} resources of type ${type}, expected one`);
  return found[0];
}
