import { listed, quoted } from "../../identity/words";
import type { IdentityUse, Use } from "../facts/identity-use";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "nobody can tell which of them acted, and each may do what any of them needs";

export const identityServesOneWorkload = defineRule({
  name: "identity-serves-one-workload",
  title: "An identity serves one workload",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Give each workload an identity of its own", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI9", "NIST-CSF-2.0:PR.AA-01", "NIST-800-53r5:AC-6", "NIST-800-53r5:IA-9"],
  judges: "identity-use",
  moment: "when-complete",
  options: {},
  messages: {
    shared: "{count} workloads run as the {subject} `{name}`, which are {workloads}",
  },
  question: "whether another workload runs as the identity as well",
  why: WHY,
  fix: "Give each workload an identity of its own with what it needs alone. Where they are one workload, make them children of one component, or tag all of them with the same `workload`.",
  *judge(fact) {
    const runs = fact.uses.filter(({ unit }) => unit !== undefined);
    const workloads = new Map(runs.flatMap((use) => (typeof use.unit === "string" ? [[use.unit, use] as const] : [])));
    const { subject, name } = fact;
    const at = placeOf(fact);
    if (workloads.size > 1) {
      const values = { count: workloads.size, subject, name, workloads: namesOf([...workloads.values()]) };
      yield {
        verdict: "violation",
        message: "shared",
        at,
        values,
        key: "shared",
        ...(fact.foreign && { identity: name }),
      };
      return;
    }
    const open = runs.length > 1 ? runs.find(({ unit }) => typeof unit === "object") : undefined;
    if (open && typeof open.unit === "object") yield undetermined(open.urn, open.unit, { identity: fact.urn });
    const hidden = fact.unknowns.filter(({ sort }) => sort === "workload");
    const [first] = hidden;
    if (first && runs.length + hidden.length > 1) yield undetermined(first.urn, first, { identity: fact.urn });
  },
  examples: [
    {
      title: "Two functions that run as one role",
      resources: { worker: role(), mail: lambda("${worker.arn}"), print: lambda("${worker.arn}") },
      findings: [shared("worker", "2 workloads run as the IAM role `worker`, which are `mail` and `print`")],
    },
    {
      title: "Two functions that run as a role each",
      resources: { worker: role(), printer: role(), mail: lambda("${worker.arn}"), print: lambda("${printer.arn}") },
      findings: [],
    },
    {
      title: "Two functions that are one workload, by their tag",
      resources: {
        worker: role(),
        mail: lambda("${worker.arn}", { tags: { workload: "post" } }),
        print: lambda("${worker.arn}", { tags: { workload: "post" } }),
      },
      findings: [],
    },
    {
      title: "Two functions of one component",
      resources: {
        post: { type: "shop:index:Post" },
        worker: role(),
        mail: { ...lambda("${worker.arn}"), options: { parent: "post" } },
        print: { ...lambda("${worker.arn}"), options: { parent: "post" } },
      },
      findings: [],
    },
    {
      title: "A function and a machine that share a role, on the machine's side through an instance profile",
      resources: {
        worker: role(),
        profile: { type: "aws:iam/instanceProfile:InstanceProfile", properties: { role: "${worker.name}" } },
        mail: lambda("${worker.arn}"),
        archive: machine("${profile.name}"),
      },
      findings: [shared("worker", "2 workloads run as the IAM role `worker`, which are `archive` and `mail`")],
    },
    {
      title: "Several machines of one workload",
      resources: {
        worker: role(),
        profile: { type: "aws:iam/instanceProfile:InstanceProfile", properties: { role: "${worker.name}" } },
        "archive-0": machine("${profile.name}"),
        "archive-1": machine("${profile.name}"),
      },
      findings: [],
    },
    {
      title: "A role of another stack that two functions run as",
      resources: {
        mail: lambda("arn:aws:iam::111122223333:role/legacy"),
        print: lambda("arn:aws:iam::111122223333:role/legacy"),
      },
      findings: [
        {
          resource: "mail",
          path: "role",
          verdict: "violation",
          message: `2 workloads run as the IAM role \`arn:aws:iam::111122223333:role/legacy\`, which are \`mail\` and \`print\`: ${WHY}`,
        },
      ],
    },
    {
      title: "Two roles of another stack",
      resources: {
        mail: lambda("arn:aws:iam::111122223333:role/legacy"),
        print: lambda("arn:aws:iam::111122223333:role/printer"),
      },
      findings: [],
    },
    {
      title: "Two apps that run as one managed identity",
      resources: {
        group: { type: "azure-native:resources:ResourceGroup" },
        worker: managedIdentity(),
        mail: app("${worker.id}"),
        print: app("${worker.id}"),
      },
      findings: [
        shared("worker", "2 workloads run as the user-assigned identity `worker`, which are `mail` and `print`"),
      ],
    },
    {
      title: "Two apps that run as a managed identity each",
      resources: {
        group: { type: "azure-native:resources:ResourceGroup" },
        worker: managedIdentity(),
        printer: managedIdentity(),
        mail: app("${worker.id}"),
        print: app("${printer.id}"),
      },
      findings: [],
    },
    {
      title: "A managed identity that an app runs as and a pipeline becomes",
      resources: federated("repo:octo-org/shop:environment:production", app("${worker.id}")),
      findings: [
        shared(
          "worker",
          "2 workloads run as the user-assigned identity `worker`, which are `mail` and `repo:octo-org/shop:environment:production`",
        ),
      ],
    },
    {
      title: "A managed identity that a pipeline becomes from a branch and from an environment",
      resources: federated(
        "repo:octo-org/shop:environment:production",
        credential("repo:octo-org/shop:ref:refs/heads/main"),
      ),
      findings: [],
    },
    {
      title: "A second function whose role is not known yet",
      resources: { worker: role(), mail: lambda("${worker.arn}"), print: lambda({ "fn::unknown": true }) },
      findings: [
        {
          resource: "print",
          path: "role",
          verdict: "undetermined",
          message:
            "cannot tell whether another workload runs as the identity as well: `role` is not known before deployment",
        },
      ],
    },
  ],
});

function placeOf({ urn, foreign, uses }: IdentityUse) {
  return { urn, path: foreign ? (uses.find((use) => use.urn === urn)?.path ?? "") : "" };
}

/** Five of them tell enough. */
function namesOf(uses: readonly Use[]): string {
  const names = [...new Set(uses.map(({ name }) => name))].sort();
  return listed(quoted(names), { most: 5 });
}

function role() {
  const statement = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const document = { Version: "2012-10-17", Statement: [statement] };
  return { type: "aws:iam/role:Role", properties: { assumeRolePolicy: { "fn::toJSON": document } } };
}

function lambda(role: unknown, more: object = {}) {
  return { type: "aws:lambda/function:Function", properties: { role, ...more } };
}

function machine(iamInstanceProfile: string) {
  return { type: "aws:ec2/instance:Instance", properties: { ami: "ami-0abcdef1234567890", iamInstanceProfile } };
}

function managedIdentity() {
  return {
    type: "azure-native:managedidentity:UserAssignedIdentity",
    properties: { resourceGroupName: "${group.name}" },
  };
}

function app(identity: string) {
  return {
    type: "azure-native:web:WebApp",
    properties: {
      resourceGroupName: "${group.name}",
      identity: { type: "UserAssigned", userAssignedIdentities: [identity] },
    },
  };
}

function credential(subject: string) {
  return {
    type: "azure-native:managedidentity:FederatedIdentityCredential",
    properties: { resourceName: "${worker.name}", issuer: "https://token.actions.githubusercontent.com", subject },
  };
}

function federated(subject: string, mail: ReturnType<typeof app> | ReturnType<typeof credential>) {
  const group = { type: "azure-native:resources:ResourceGroup" };
  return { group, worker: managedIdentity(), pipeline: credential(subject), mail };
}

function shared(resource: string, what: string) {
  return { resource, path: "", verdict: "violation", message: `${what}: ${WHY}` } as const;
}
