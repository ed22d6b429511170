import { defineRule, undetermined } from "../judge/rule";

const WHY = "what nobody uses is watched by nobody, and whoever finds it holds its privileges";
const LAMBDA = { Service: "lambda.amazonaws.com" };

export const identityInUse = defineRule({
  name: "identity-in-use",
  title: "Every identity is used",
  severity: "low",
  enforcement: "advisory",
  duty: { text: "Remove an identity with the workload that it was made for", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI1", "NIST-CSF-2.0:PR.AA-01", "NIST-800-53r5:AC-2"],
  judges: "identity-use",
  moment: "when-complete",
  options: {},
  messages: {
    unused: "nothing in the stack uses the {subject} `{name}`",
    unusedByService: "nothing in the stack runs as the {subject} `{name}`, which trusts {services}",
    userWithoutCredential: "the {subject} `{name}` has no credential in the stack",
  },
  question: "whether anything uses the identity",
  why: WHY,
  fix: "Remove the identity with what is granted to it. Where another stack uses it, export its ARN or id from this one.",
  *judge({ urn, subject, name, foreign, uses, services, unknowns }) {
    if (foreign || uses.length > 0) return;
    const [open] = unknowns;
    if (open) {
      yield undetermined(open.urn, open, { identity: urn });
      return;
    }
    const message =
      subject === "IAM user" ? "userWithoutCredential" : services.length > 0 ? "unusedByService" : "unused";
    const values = { subject, name, services: services.map((each) => `\`${each}\``).join(", ") };
    yield { verdict: "violation", message, at: { urn, path: "" }, values };
  },
  examples: [
    {
      title: "A role for functions, and no function runs as it",
      resources: { resizer: role(LAMBDA), mailer: role(LAMBDA), mail: lambda("${mailer.arn}") },
      findings: [unused("nothing in the stack runs as the IAM role `resizer`, which trusts `lambda.amazonaws.com`")],
    },
    {
      title: "The same role, and a function that runs as it",
      resources: {
        resizer: role(LAMBDA),
        mailer: role(LAMBDA),
        mail: lambda("${mailer.arn}"),
        resize: lambda("${resizer.arn}"),
      },
      findings: [],
    },
    {
      title: "A role that a pipeline becomes",
      resources: {
        resizer: role({
          Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
        }),
      },
      findings: [],
    },
    {
      title: "A role whose ARN a function is told",
      resources: {
        mailer: role(LAMBDA),
        resizer: role(LAMBDA),
        mail: lambda("${mailer.arn}", { environment: { variables: { ROLE: "${resizer.arn}" } } }),
      },
      findings: [],
    },
    {
      title: "An instance profile, and no machine has it",
      resources: {
        resizer: role({ Service: "ec2.amazonaws.com" }),
        profile: { type: "aws:iam/instanceProfile:InstanceProfile", properties: { role: "${resizer.name}" } },
      },
      findings: [unused("nothing in the stack runs as the IAM role `resizer`, which trusts `ec2.amazonaws.com`")],
    },
    {
      title: "An instance profile that a machine has",
      resources: {
        resizer: role({ Service: "ec2.amazonaws.com" }),
        profile: { type: "aws:iam/instanceProfile:InstanceProfile", properties: { role: "${resizer.name}" } },
        machine: { type: "aws:ec2/instance:Instance", properties: { iamInstanceProfile: "${profile.name}" } },
      },
      findings: [],
    },
    {
      title: "A managed identity that is granted something, and nothing runs as it",
      resources: {
        group: { type: "azure-native:resources:ResourceGroup" },
        resizer: {
          type: "azure-native:managedidentity:UserAssignedIdentity",
          properties: { resourceGroupName: "${group.name}" },
        },
        reader: {
          type: "azure-native:authorization:RoleAssignment",
          properties: { principalId: "${resizer.principalId}", scope: "${group.id}" },
        },
      },
      findings: [unused("nothing in the stack uses the user-assigned identity `resizer`")],
    },
    {
      title: "A managed identity that a pipeline becomes",
      resources: {
        group: { type: "azure-native:resources:ResourceGroup" },
        resizer: {
          type: "azure-native:managedidentity:UserAssignedIdentity",
          properties: { resourceGroupName: "${group.name}" },
        },
        github: {
          type: "azure-native:managedidentity:FederatedIdentityCredential",
          properties: { resourceName: "${resizer.name}", subject: "repo:octo-org/shop:environment:production" },
        },
      },
      findings: [],
    },
    {
      title: "A user without a credential",
      resources: { resizer: { type: "aws:iam/user:User" } },
      findings: [unused("the IAM user `resizer` has no credential in the stack")],
    },
    {
      title: "A user with a key",
      resources: {
        resizer: { type: "aws:iam/user:User" },
        key: { type: "aws:iam/accessKey:AccessKey", properties: { user: "${resizer.name}" } },
      },
      findings: [],
    },
    {
      title: "A function whose role is not known yet",
      resources: { resizer: role(LAMBDA), resize: lambda({ "fn::unknown": true }) },
      findings: [
        {
          resource: "resize",
          path: "role",
          verdict: "undetermined",
          message: "cannot tell whether anything uses the identity: `role` is not known before deployment",
        },
      ],
    },
  ],
});

function role(principal: object) {
  const statement = {
    Effect: "Allow",
    Principal: principal,
    Action: ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"],
  };
  const document = { Version: "2012-10-17", Statement: [statement] };
  return { type: "aws:iam/role:Role", properties: { assumeRolePolicy: { "fn::toJSON": document } } };
}

function lambda(role: unknown, more: object = {}) {
  return { type: "aws:lambda/function:Function", properties: { role, ...more } };
}

function unused(what: string) {
  return { resource: "resizer", path: "", verdict: "violation", message: `${what}: ${WHY}` } as const;
}
