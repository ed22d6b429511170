import { administrator } from "../../identity/aws/permissions/administrator";
import { unknown } from "../../identity/knowledge";
import type { AwsGrant, AwsIdentity } from "../facts/aws/identity";
import { isOfOneGroup, placeOfGrant, textOfGrant } from "../grant-text";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "whoever holds its credentials holds the whole account";
const TRUST = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
};
const ROLE = {
  type: "aws:iam/role:Role",
  properties: { name: "deployer", assumeRolePolicy: { "fn::toJSON": TRUST } },
};
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const POWER_USER = "arn:aws:iam::aws:policy/PowerUserAccess";

const INSTANCE = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
const PERMISSION_SET = {
  type: "aws:ssoadmin/permissionSet:PermissionSet",
  properties: { name: "operators", instanceArn: INSTANCE },
};

export const awsIdentityNotAdministrator = defineRule({
  name: "aws-identity-not-administrator",
  title: "No identity is a full administrator, however that is composed",
  severity: "critical",
  enforcement: "mandatory",
  duty: { text: "Grant each identity the least privilege that its work needs", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI5", "CIS-AWS-3.0.0:1.16", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-identity",
  options: {},
  messages: {
    administrator: "`{name}` may do everything: {statements}",
  },
  question: "whether the identity is a full administrator",
  why: WHY,
  fix: "Grant the actions and resources that the identity uses; keep `iam:Attach*`, `iam:Put*` and policy versions out of it, or set a permissions boundary without them.",
  *judge(fact) {
    const { urn, identity, name } = fact;
    const result = administrator(fact);
    const about = { key: identity ?? urn, ...(identity !== undefined && { identity }) };
    if (result.answer === "yes" && !isOfOneGroup(result.deciding.map(({ grant }) => grant))) {
      const [first] = result.deciding;
      if (!first) return;
      const statements = result.deciding
        .map(({ grant, statement }) => textOfGrant(grant, statement.place))
        .join(", with ");
      const at = placeOfGrant(first.grant, first.statement.place);
      yield { verdict: "violation", message: "administrator", at, values: { name, statements }, ...about };
    }
    if (result.answer === "undetermined" && !isToldOfGroup(fact, result.unknowns)) {
      const [first] = result.unknowns;
      yield undetermined(first?.grant.urn ?? urn, first?.unknown ?? unknown("", "only partly known"), about);
    }
  },
  examples: [
    {
      title: "A role whose one statement allows everything",
      resources: {
        deployer: ROLE,
        everything: {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: {
            role: "${deployer.name}",
            policy: {
              "fn::toJSON": { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
            },
          },
        },
      },
      findings: [
        {
          resource: "everything",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `\`deployer\` may do everything: \`policy.Statement[0]\` of \`everything\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A role whose one statement allows one action",
      resources: {
        deployer: ROLE,
        everything: {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: {
            role: "${deployer.name}",
            policy: {
              "fn::toJSON": {
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: "lambda:UpdateFunctionCode", Resource: "*" }],
              },
            },
          },
        },
      },
      findings: [],
    },
    {
      title: "A role composed of a policy of AWS without IAM, and of a managed policy that attaches policies",
      resources: {
        deployer: ROLE,
        power: {
          type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
          properties: { role: "${deployer.name}", policyArn: POWER_USER },
        },
        attaching: {
          type: "aws:iam/policy:Policy",
          properties: {
            name: "attaching",
            policy: {
              "fn::toJSON": {
                Version: "2012-10-17",
                Statement: { Effect: "Allow", Action: ["iam:AttachRolePolicy"], Resource: "*" },
              },
            },
          },
        },
        attached: {
          type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
          properties: { role: "${deployer.name}", policyArn: "${attaching.arn}" },
        },
      },
      findings: [
        {
          resource: "power",
          path: "policyArn",
          verdict: "violation",
          message: `\`deployer\` may do everything: \`PowerUserAccess\` of AWS, attached by \`power\`, with \`policy.Statement\` of \`attaching\`, attached by \`attached\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The same, where policies are attached to the roles of one path only",
      resources: {
        deployer: ROLE,
        power: {
          type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
          properties: { role: "${deployer.name}", policyArn: POWER_USER },
        },
        attaching: {
          type: "aws:iam/policy:Policy",
          properties: {
            name: "attaching",
            policy: {
              "fn::toJSON": {
                Version: "2012-10-17",
                Statement: {
                  Effect: "Allow",
                  Action: ["iam:AttachRolePolicy"],
                  Resource: "arn:aws:iam::111122223333:role/shop/*",
                },
              },
            },
          },
        },
        attached: {
          type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
          properties: { role: "${deployer.name}", policyArn: "${attaching.arn}" },
        },
      },
      findings: [],
    },
    {
      title: "A role that lists the administrator's policy itself",
      resources: { deployer: { ...ROLE, properties: { ...ROLE.properties, managedPolicyArns: [ADMINISTRATOR] } } },
      findings: [
        {
          resource: "deployer",
          path: "managedPolicyArns[0]",
          verdict: "violation",
          message: `\`deployer\` may do everything: \`AdministratorAccess\` of AWS, attached by \`deployer\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The same within a permissions boundary that leaves IAM out",
      resources: {
        deployer: {
          ...ROLE,
          properties: { ...ROLE.properties, managedPolicyArns: [ADMINISTRATOR], permissionsBoundary: POWER_USER },
        },
      },
      findings: [],
    },
    {
      title: "The same under a service control policy by which nobody in the account writes permissions",
      resources: { deployer: { ...ROLE, properties: { ...ROLE.properties, managedPolicyArns: [ADMINISTRATOR] } } },
      settings: {
        serviceControlPolicies: [
          { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "iam:*", Resource: "*" }] },
        ],
      },
      findings: [],
    },
    {
      title: "A permission set of administrators",
      resources: {
        operators: PERMISSION_SET,
        rights: {
          type: "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
          properties: {
            instanceArn: INSTANCE,
            permissionSetArn: "${operators.arn}",
            managedPolicyArn: ADMINISTRATOR,
          },
        },
      },
      findings: [
        {
          resource: "rights",
          path: "managedPolicyArn",
          verdict: "violation",
          message: `\`operators\` may do everything: \`AdministratorAccess\` of AWS, attached by \`rights\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The same within a permissions boundary that another resource sets",
      resources: {
        operators: PERMISSION_SET,
        rights: {
          type: "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
          properties: {
            instanceArn: INSTANCE,
            permissionSetArn: "${operators.arn}",
            managedPolicyArn: ADMINISTRATOR,
          },
        },
        limit: {
          type: "aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment",
          properties: {
            instanceArn: INSTANCE,
            permissionSetArn: "${operators.arn}",
            permissionsBoundary: { managedPolicyArn: POWER_USER },
          },
        },
      },
      findings: [],
    },
    {
      title: "A group of administrators: one finding, and none for its members",
      resources: {
        operators: { type: "aws:iam/group:Group", properties: { name: "operators" } },
        bot: { type: "aws:iam/user:User", properties: { name: "bot" } },
        membership: {
          type: "aws:iam/userGroupMembership:UserGroupMembership",
          properties: { user: "${bot.name}", groups: ["${operators.name}"] },
        },
        rights: {
          type: "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
          properties: { group: "${operators.name}", policyArn: ADMINISTRATOR },
        },
      },
      findings: [
        {
          resource: "rights",
          path: "policyArn",
          verdict: "violation",
          message: `\`operators\` may do everything: \`AdministratorAccess\` of AWS, attached by \`rights\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A group that reads",
      resources: {
        operators: { type: "aws:iam/group:Group", properties: { name: "operators" } },
        bot: { type: "aws:iam/user:User", properties: { name: "bot" } },
        membership: {
          type: "aws:iam/userGroupMembership:UserGroupMembership",
          properties: { user: "${bot.name}", groups: ["${operators.name}"] },
        },
        rights: {
          type: "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
          properties: { group: "${operators.name}", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
        },
      },
      findings: [],
    },
    {
      title: "A role with a document that is not known yet",
      resources: {
        deployer: ROLE,
        unread: {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: { role: "${deployer.name}", policy: { "fn::unknown": true } },
        },
      },
      findings: [
        {
          resource: "unread",
          path: "policy",
          verdict: "undetermined",
          message: "cannot tell whether the identity is a full administrator: `policy` is not known before deployment",
        },
      ],
    },
    {
      title: "A component whose document is not known yet, but whose grants are",
      resources: {
        uploader: {
          type: "mandate:aws:WorkloadRole",
          properties: { grants: [{ actions: ["s3:PutObject"], resources: [{ "fn::unknown": true }] }] },
        },
        role: { ...ROLE, options: { parent: "uploader" } },
        unread: {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: { role: "${role.name}", policy: { "fn::unknown": true } },
          options: { parent: "uploader" },
        },
      },
      findings: [],
    },
  ],
});

/** Whether what is open about the identity is as open about one of its groups. */
function isToldOfGroup({ grants }: AwsIdentity, unknowns: readonly { readonly grant: AwsGrant }[]): boolean {
  const [first] = unknowns;
  if (!first || !isOfOneGroup(unknowns.map(({ grant }) => grant))) return false;
  return administrator({ grants: grants.filter(({ group }) => group === first.grant.group) }).answer !== "no";
}
