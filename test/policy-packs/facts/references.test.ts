import { deepEqual } from "node:assert/strict";
import { absent, known, unknown, type Knowledge } from "../../../identity/knowledge";
import { References, type Reference } from "../../../policy-packs/facts/references";
import { UnknownProperty, type PropertyMap, type Resource } from "../../../policy-packs/judge/resource";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/policy:Policy";
const VAULT = "azure-native:keyvault:Vault";

function resource(type: string, name: string, inputs: PropertyMap = {}, outputs?: PropertyMap): Resource {
  return {
    urn: `urn:pulumi:dev::example::${type}::${name}`,
    type,
    name,
    inputs,
    ...(outputs && { outputs }),
    dependencies: [],
    propertyDependencies: {},
  };
}

const worker = resource(ROLE, "worker", { name: "worker-role" }, { arn: "arn:aws:iam::1:role/worker-role" });
const twin = resource(ROLE, "twin", { name: "twins" });
const otherTwin = resource(ROLE, "other-twin", { name: "twins" });
const policy = resource(POLICY, "policy", { name: "worker-role" });
const vault = resource(VAULT, "vault", {}, { id: "/subscriptions/S/Vaults/V" });
const nameless = resource(ROLE, "nameless", { name: "" }, { arn: new UnknownProperty() });
const stack = [worker, twin, otherTwin, policy, vault, nameless];

function resolved(value: Knowledge<string>, types: readonly string[], from: Partial<Resource> = {}): Reference {
  const resources = new Map(stack.map((each) => [each.urn, each]));
  const references = new References(resources);
  for (const each of stack) references.add(each);
  return references.resolve(value, { ...resource("a:b:C", "from"), ...from }, types);
}

function toResource(found: Resource): Reference {
  return { state: "resource", resource: found };
}

describe("a reference", () => {
  const cases: readonly (readonly [title: string, actual: Reference, expected: Reference])[] = [
    ["an ARN is its resource", resolved(known("arn:aws:iam::1:role/worker-role", "role"), [ROLE]), toResource(worker)],
    [
      "a name is the resource of the type asked for",
      resolved(known("worker-role", "role"), [ROLE]),
      toResource(worker),
    ],
    ["the same name of another type is another", resolved(known("worker-role", "p"), [POLICY]), toResource(policy)],
    [
      "a name that a type does not bear is external",
      resolved(known("worker-role", "v"), [VAULT]),
      { state: "external", text: "worker-role" },
    ],
    [
      "a name in other letters is another",
      resolved(known("Worker-Role", "role"), [ROLE]),
      { state: "external", text: "Worker-Role" },
    ],
    [
      "an Azure id is the same in other letters",
      resolved(known("/SUBSCRIPTIONS/s/vaults/v", "id"), [VAULT]),
      toResource(vault),
    ],
    [
      "a name that two bear is unknown",
      resolved(known("twins", "role"), [ROLE]),
      unknown("role", "a name that several resources bear"),
    ],
    [
      "a name that two bear is the one depended on",
      resolved(known("twins", "role"), [ROLE], { dependencies: [otherTwin.urn] }),
      toResource(otherTwin),
    ],
    [
      "a name that two bear is unknown where both are depended on",
      resolved(known("twins", "role"), [ROLE], { dependencies: [otherTwin.urn, twin.urn] }),
      unknown("role", "a name that several resources bear"),
    ],
    [
      "a name that one of several types bears is that one",
      resolved(known("worker-role", "x"), [VAULT, POLICY]),
      toResource(policy),
    ],
    ["an empty text names nothing", resolved(known("", "role"), [ROLE]), { state: "external", text: "" }],
    [
      "`__proto__` names nothing",
      resolved(known("__proto__", "role"), [ROLE]),
      { state: "external", text: "__proto__" },
    ],
    ["nothing is nothing", resolved(absent("role"), [ROLE]), absent("role")],
    [
      "an unknown is the resource it waits for",
      resolved(unknown("role", undefined, [worker.urn, vault.urn, worker.urn]), [ROLE]),
      toResource(worker),
    ],
    [
      "an unknown that waits for two of the type stays unknown",
      resolved(unknown("role", undefined, [worker.urn, twin.urn]), [ROLE]),
      unknown("role", undefined, [worker.urn, twin.urn]),
    ],
    [
      "an unknown in a list is the resource that the list waits for",
      resolved(unknown("roles[1]", undefined, [worker.urn]), [ROLE], {
        inputs: { roles: ["another", new UnknownProperty()] },
      }),
      toResource(worker),
    ],
    [
      "an unknown in a list stays unknown where another element is the resource that the list waits for",
      resolved(unknown("roles[1]", undefined, [worker.urn]), [ROLE], {
        inputs: { roles: ["worker-role", new UnknownProperty()] },
      }),
      unknown("roles[1]", undefined, [worker.urn]),
    ],
    [
      "two unknowns in a list that waits for one resource stay unknown",
      resolved(unknown("roles[1]", undefined, [worker.urn]), [ROLE], {
        inputs: { roles: [new UnknownProperty(), new UnknownProperty()] },
      }),
      unknown("roles[1]", undefined, [worker.urn]),
    ],
    ["an unknown that waits for nothing stays unknown", resolved(unknown("role"), [ROLE]), unknown("role")],
  ];
  for (const [title, actual, expected] of cases) it(`resolves so that ${title}`, () => deepEqual(actual, expected));

  it("finds a resource that is added again by what is known of it then", () => {
    const resources = new Map([[worker.urn, resource(ROLE, "worker")]]);
    const references = new References(resources);
    references.add(resource(ROLE, "worker"));
    resources.set(worker.urn, worker);
    references.add(worker);
    deepEqual(references.resolve(known("worker-role", "role"), policy, [ROLE]), toResource(worker));
  });
});
