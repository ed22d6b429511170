import { actionsMatching, actionsOfService } from "../../identity/aws/actions/actions";
import { administratorBy, isElevated, mostlyLeft, unknownsOf } from "../../identity/aws/permissions/breadth";
import { Leeway } from "../../identity/aws/permissions/leeway";
import { elevatedPolicy, readingPolicy } from "../../identity/aws/managed-policies/elevated-policies";
import { excessText, named } from "../../identity/aws/permissions/reach";
import type { AwsGrant, AwsIdentity } from "../facts/aws/identity";
import { causeOf } from "../grant-excess";
import { defineRule, undetermined, type Problem } from "../judge/rule";

const WHY = "AWS writes such policies for everybody's needs, and widens them when a service grows";
const TRUST = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
};
const ROLE = { type: "aws:iam/role:Role", properties: { name: "worker", assumeRolePolicy: { "fn::toJSON": TRUST } } };
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const AWS = "arn:aws:iam::aws:policy";

export const awsManagedPolicyNotElevated = defineRule({
  name: "aws-managed-policy-not-elevated",
  title: "No identity has a policy of AWS that takes in all that writes in a service",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Grant each identity the least privilege that its work needs", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI5", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-identity",
  moment: "when-complete",
  options: {},
  messages: {
    service: "`{policy}` of AWS lets `{name}` write to every resource of {services}, with {excess}",
    everything: "`{policy}` of AWS lets `{name}` write to every resource of all services but those that it names",
  },
  question: "whether the identity has an elevated policy of AWS",
  why: WHY,
  fix: "Write a policy with the actions and resources that the identity uses, and attach it instead.",
  remedy:
    "{narrower} where reading is enough; else write a policy with the actions and resources that the identity uses, and attach it instead.",
  *judge(identity) {
    const told = new Set(administratorBy(identity).map(({ grant }) => grant.document));
    for (const grant of identity.grants) {
      // What a group gives is told of once, of the group; what makes an administrator is told of by its own rule; and
      // an exclusive list of attachments names again what is attached.
      if (grant.group !== undefined || told.has(grant.document)) continue;
      told.add(grant.document);
      const isOfAws = grant.policy?.managedBy === "aws";
      if (isOfAws) yield* judgePolicy(grant, grant.policy, identity);
      const [part] = isOfAws || grant.attached === "unknown" ? grant.document.hidden : [];
      if (part) yield undetermined(grant.urn, part, { key: `${grant.urn} ${grant.path}` });
    }
  },
  examples: [
    {
      title: "Everything in SQS",
      resources: {
        worker: ROLE,
        storage: {
          type: ATTACHMENT,
          properties: { role: "${worker.name}", policyArn: `${AWS}/AmazonSQSFullAccess` },
        },
      },
      findings: [
        {
          resource: "storage",
          path: "policyArn",
          verdict: "violation",
          message: `\`AmazonSQSFullAccess\` of AWS lets \`worker\` write to every resource of \`sqs\`, with actions that change permissions (3, such as \`sqs:AddPermission\`) and that write (8, such as \`sqs:DeleteQueue\`): ${WHY}`,
        },
      ],
    },
    {
      title: "What only reads",
      resources: {
        worker: ROLE,
        storage: {
          type: ATTACHMENT,
          properties: { role: "${worker.name}", policyArn: `${AWS}/AmazonSQSReadOnlyAccess` },
        },
      },
      findings: [],
    },
    {
      title: "Every service but those that the policy names",
      resources: {
        worker: { ...ROLE, properties: { ...ROLE.properties, managedPolicyArns: [`${AWS}/PowerUserAccess`] } },
      },
      findings: [
        {
          resource: "worker",
          path: "managedPolicyArns[0]",
          verdict: "violation",
          message: `\`PowerUserAccess\` of AWS lets \`worker\` write to every resource of all services but those that it names: ${WHY}`,
        },
      ],
    },
    {
      title: "What auditors see",
      resources: {
        worker: { ...ROLE, properties: { ...ROLE.properties, managedPolicyArns: [`${AWS}/SecurityAudit`] } },
      },
      findings: [],
    },
    {
      title: "What a function needs to run",
      resources: {
        worker: {
          ...ROLE,
          properties: {
            ...ROLE.properties,
            managedPolicyArns: [`${AWS}/service-role/AWSLambdaBasicExecutionRole`],
          },
        },
      },
      findings: [],
    },
    {
      title: "Everything in SQS, within a boundary that leaves SQS out",
      resources: {
        boundary: {
          type: "aws:iam/policy:Policy",
          properties: {
            name: "boundary",
            policy: {
              "fn::toJSON": {
                Version: "2012-10-17",
                Statement: { Effect: "Allow", Action: "sns:Publish", Resource: "*" },
              },
            },
          },
        },
        worker: {
          ...ROLE,
          properties: {
            ...ROLE.properties,
            permissionsBoundary: "${boundary.arn}",
            managedPolicyArns: [`${AWS}/AmazonSQSFullAccess`],
          },
        },
      },
      findings: [],
    },
    {
      title: "A policy that AWS published after this version",
      resources: {
        worker: ROLE,
        storage: {
          type: ATTACHMENT,
          properties: { role: "${worker.name}", policyArn: `${AWS}/AmazonQueuesFromTheFutureFullAccess` },
        },
      },
      findings: [
        {
          resource: "storage",
          path: "policyArn",
          verdict: "undetermined",
          message:
            "cannot tell whether the identity has an elevated policy of AWS: `policyArn` is a policy of AWS that this version does not know yet",
        },
      ],
    },
    {
      title: "A policy that is not known yet",
      resources: {
        worker: ROLE,
        storage: {
          type: ATTACHMENT,
          properties: { role: "${worker.name}", policyArn: { "fn::unknown": true } },
        },
      },
      findings: [
        {
          resource: "storage",
          path: "policyArn",
          verdict: "undetermined",
          message:
            "cannot tell whether the identity has an elevated policy of AWS: `policyArn` is not known before deployment",
        },
      ],
    },
  ],
});

function* judgePolicy(
  { urn, path }: AwsGrant,
  { name: policy, arn }: NonNullable<AwsGrant["policy"]>,
  identity: AwsIdentity,
): Iterable<Problem<"service" | "everything">> {
  const elevated = elevatedPolicy(policy);
  if (!elevated) return;
  const { services } = elevated;
  const reached = services.length === 0 ? actionsMatching("*") : services.flatMap(actionsOfService);
  const writing = new Set(reached.filter(isElevated));
  const left = (certainty: "surely" | "possibly") => {
    const usable = new Leeway([identity]).of(writing, certainty);
    const still = mostlyLeft(writing, usable);
    return [...usable].filter(({ service }) => still.has(service));
  };
  const usable = left("surely");
  const about = { key: `${urn} ${path}`, ...(identity.identity !== undefined && { identity: identity.identity }) };
  if (usable.length > 0) {
    const reading = readingInstead(arn, policy);
    yield {
      verdict: "violation",
      message: services.length === 0 ? "everything" : "service",
      at: { urn, path },
      values: {
        policy,
        name: identity.name,
        services: named(services.filter((each) => usable.some(({ service }) => service === each))),
        excess: excessText(usable),
      },
      severity: usable.some(({ level }) => level === "Permissions management") ? "high" : "medium",
      cause: causeOf(path, identity.identity),
      ...(reading !== undefined && { narrower: { changes: [{ path, value: reading }] } }),
      ...about,
    };
  } else if (left("possibly").length > 0) {
    const [open] = unknownsOf(identity);
    if (open) yield undetermined(open.grant.urn, open.unknown, about);
  }
}

/** In the partition of the one that is attached. */
function readingInstead(arn: string | undefined, policy: string): string | undefined {
  const reading = readingPolicy(policy);
  const [, start] = /^(arn:[^:]*:iam::aws:policy\/)/.exec(arn ?? "") ?? [];
  return reading === undefined || start === undefined ? undefined : `${start}${reading}`;
}
