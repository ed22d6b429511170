import type { Path } from "../../identity/aws/escalation/escalation";
import type { AwsGrant } from "../facts/aws/identity";
import { wayOf } from "../escalation-text";
import { isOfOneGroup, placeOfGrant, textOfGrant } from "../grant-text";
import { causeOf } from "../grant-excess";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "what an identity may give itself it has, whatever its policies were approved for";
const FIX =
  "Name the resources that the action is meant for, pass only roles that may do less, and leave the writing of permissions to an identity whose policies demand a permissions boundary on what it writes.";

function trust(service: string) {
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return { "fn::toJSON": { Version: "2012-10-17", Statement: statement } };
}

function role(name: string, service: string) {
  return { type: "aws:iam/role:Role", properties: { name, assumeRolePolicy: trust(service) } };
}

/** The policy of the role `deployer` with these statements. */
function policy(...statements: readonly object[]) {
  return {
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: {
      role: "${deployer.name}",
      policy: { "fn::toJSON": { Version: "2012-10-17", Statement: statements } },
    },
  };
}

function allow(actions: string | readonly string[], resource: string, more: object = {}) {
  return { Effect: "Allow", Action: actions, Resource: resource, ...more };
}

const DEPLOYER = role("deployer", "codebuild.amazonaws.com");
const FUNCTIONS = ["lambda:CreateFunction", "lambda:InvokeFunction"];
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

/** A function with a role of much or little power, and a deployer of functions that may do what is stated. */
function shop(managedPolicy: string, ...statements: readonly object[]) {
  return {
    deployer: DEPLOYER,
    worker: role("worker", "lambda.amazonaws.com"),
    rights: {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      properties: { role: "${worker.name}", policyArn: managedPolicy },
    },
    orders: {
      type: "aws:lambda/function:Function",
      properties: { name: "orders", role: "${worker.arn}" },
    },
    deploying: policy(...statements),
  };
}

/** Instances with a tag and a role of much or little power, and a deployer to what bears the tag. */
function machines(managedPolicy: string) {
  const filter = { key: "app", type: "KEY_AND_VALUE", value: "shop" };
  const deploys = ["codedeploy:CreateDeployment", "codedeploy:RegisterApplicationRevision"];
  return {
    deployer: DEPLOYER,
    worker: role("worker", "ec2.amazonaws.com"),
    rights: {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      properties: { role: "${worker.name}", policyArn: managedPolicy },
    },
    profile: { type: "aws:iam/instanceProfile:InstanceProfile", properties: { name: "shop", role: "${worker.name}" } },
    machine: {
      type: "aws:ec2/instance:Instance",
      properties: { iamInstanceProfile: "${profile.name}", tags: { app: "shop" } },
    },
    machines: {
      type: "aws:codedeploy/deploymentGroup:DeploymentGroup",
      properties: { appName: "shop", deploymentGroupName: "all", ec2TagFilters: [filter] },
    },
    deploying: policy(
      allow(deploys, "arn:aws:codedeploy:*:111122223333:*:shop*"),
      allow("codedeploy:GetDeploymentConfig", "*"),
    ),
  };
}

/** An administrator for those that a SAML provider signs in, and a deployer that may change this provider. */
function federated(provider: string) {
  const trusted = "arn:aws:iam::111122223333:saml-provider/staff";
  const statement = { Effect: "Allow", Principal: { Federated: trusted }, Action: "sts:AssumeRoleWithSAML" };
  return {
    deployer: DEPLOYER,
    keeper: {
      type: "aws:iam/role:Role",
      properties: {
        name: "keeper",
        managedPolicyArns: [ADMINISTRATOR],
        assumeRolePolicy: { "fn::toJSON": { Version: "2012-10-17", Statement: statement } },
      },
    },
    rights: policy(allow("iam:UpdateSAMLProvider", `arn:aws:iam::111122223333:saml-provider/${provider}`)),
  };
}

/** An administrator's function, and what a permission on it lets the deployer do. */
function permitted(action: string) {
  return {
    ...shop(ADMINISTRATOR, allow("s3:GetObject", "arn:aws:s3:::pictures/*")),
    permission: {
      type: "aws:lambda/permission:Permission",
      properties: { action, function: "${orders.name}", principal: "${deployer.arn}" },
    },
  };
}

/** A deployer without policies, and an administrator that trusts this principal. */
function trusting(principal: string) {
  const statement = { Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole" };
  return {
    deployer: DEPLOYER,
    keeper: {
      type: "aws:iam/role:Role",
      properties: {
        name: "keeper",
        managedPolicyArns: [ADMINISTRATOR],
        assumeRolePolicy: { "fn::toJSON": { Version: "2012-10-17", Statement: statement } },
      },
    },
  };
}

export const awsIdentityWithoutEscalation = defineRule({
  name: "aws-identity-without-escalation",
  title: "No identity can give itself more than its policies say",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Keep each identity within the privileges that were approved for it", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI5", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-escalation",
  moment: "when-complete",
  options: {},
  messages: {
    administrator: "`{name}` may {way}, and so become an administrator: {statements}{others}",
    more: "`{name}` may {way}, and so do more than its own policies say: {statements}{others}",
  },
  question: "whether the identity can give itself more than its policies say",
  why: WHY,
  fix: FIX,
  *judge({ urn, identity, name, paths, unknowns }) {
    const about = { key: identity ?? urn, ...(identity !== undefined && { identity }) };
    const own = paths.filter(({ deciding }) => !isOfOneGroup(deciding.map(({ grant }) => grant)));
    const [path] = own;
    const [first] = path?.deciding ?? [];
    if (path && first) {
      const values = { name, way: wayOf(path), statements: statementsOf(path), others: othersOf(own.length - 1) };
      const at = placeOfGrant(first.grant, first.statement.place);
      const severity = path.reach === "administrator" ? "critical" : "high";
      const cause = causeOf(at.path, identity);
      yield { verdict: "violation", message: path.reach, at, values, severity, cause, ...about };
    } else if (paths.length === 0) {
      const [open] = unknowns;
      if (!open || isOfOneGroup(unknowns.flatMap(({ grant }) => grant ?? []))) return;
      yield undetermined(open.grant?.urn ?? urn, open.unknown, about);
    }
  },
  examples: [
    {
      title: "A role that may attach policies to every role, itself included",
      resources: { deployer: DEPLOYER, rights: policy(allow("iam:AttachRolePolicy", "*")) },
      findings: [
        {
          resource: "rights",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `\`deployer\` may attach any policy to itself, and so become an administrator: \`iam:AttachRolePolicy\` in \`policy.Statement[0]\` of \`rights\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A role that may attach policies to the roles of one path, which is not its own",
      resources: {
        deployer: DEPLOYER,
        rights: policy(allow("iam:AttachRolePolicy", "arn:aws:iam::111122223333:role/shop/*")),
      },
      findings: [],
    },
    {
      title: "A role that may make roles of a name and write their policies",
      resources: {
        deployer: DEPLOYER,
        rights: policy(allow(["iam:CreateRole", "iam:PutRolePolicy"], "arn:aws:iam::111122223333:role/shop-*")),
      },
      findings: [
        {
          resource: "rights",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `\`deployer\` may make a new role with any policy and assume it, and so become an administrator: \`iam:CreateRole\`, \`iam:PutRolePolicy\` in \`policy.Statement[0]\` of \`rights\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The same within the permissions boundary that the roles must have",
      resources: {
        deployer: DEPLOYER,
        rights: policy(
          allow(["iam:CreateRole", "iam:PutRolePolicy"], "arn:aws:iam::111122223333:role/shop-*", {
            Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/shop" } },
          }),
        ),
      },
      findings: [],
    },
    {
      title: "A role that may pass every role to functions that it makes and calls",
      resources: { deployer: DEPLOYER, rights: policy(allow("iam:PassRole", "*"), allow(FUNCTIONS, "*")) },
      findings: [
        {
          resource: "rights",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `\`deployer\` may pass any role to a new function and call it, and so do more than its own policies say: \`iam:PassRole\` in \`policy.Statement[0]\` of \`rights\`, with \`lambda:CreateFunction\`, \`lambda:InvokeFunction\` in \`policy.Statement[1]\` of \`rights\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The same, where the service to which it passes them is another one",
      resources: {
        deployer: DEPLOYER,
        rights: policy(
          allow("iam:PassRole", "*", {
            Condition: { StringEquals: { "iam:PassedToService": "states.amazonaws.com" } },
          }),
          allow(FUNCTIONS, "*"),
        ),
      },
      findings: [],
    },
    {
      title: "A role that may replace the code of a function which holds an administrator",
      resources: shop(ADMINISTRATOR, allow("lambda:UpdateFunctionCode", "${orders.arn}")),
      findings: [
        {
          resource: "deploying",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `\`deployer\` may replace the code of the function \`orders\`, which holds \`worker\`, and so become an administrator: \`lambda:UpdateFunctionCode\` in \`policy.Statement[0]\` of \`deploying\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The same function with a role that reads",
      resources: shop("arn:aws:iam::aws:policy/ReadOnlyAccess", allow("lambda:UpdateFunctionCode", "${orders.arn}")),
      findings: [],
    },
    {
      title: "A role that a permission on such a function lets replace its code",
      resources: permitted("lambda:UpdateFunctionCode"),
      findings: [
        {
          resource: "permission",
          path: "action",
          verdict: "violation",
          message: `\`deployer\` may replace the code of the function \`orders\`, which holds \`worker\`, and so become an administrator: \`lambda:UpdateFunctionCode\` in \`action\` of \`permission\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The same, where the permission lets it call the function",
      resources: permitted("lambda:InvokeFunction"),
      findings: [],
    },
    {
      title: "A role that may deploy to instances which hold an administrator",
      resources: machines(ADMINISTRATOR),
      findings: [
        {
          resource: "deploying",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `\`deployer\` may deploy a revision of its own to the deployment group \`machines\`, whose instances hold \`worker\`, and so become an administrator: \`codedeploy:CreateDeployment\`, \`codedeploy:RegisterApplicationRevision\` in \`policy.Statement[0]\` of \`deploying\`, with \`codedeploy:GetDeploymentConfig\` in \`policy.Statement[1]\` of \`deploying\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The same instances with a role that reads",
      resources: machines("arn:aws:iam::aws:policy/ReadOnlyAccess"),
      findings: [],
    },
    {
      title: "A role that may change the SAML provider which signs administrators in",
      resources: federated("staff"),
      findings: [
        {
          resource: "rights",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `\`deployer\` may sign assertions for the SAML provider \`staff\`, whose users become \`keeper\`, and so become an administrator: \`iam:UpdateSAMLProvider\` in \`policy.Statement[0]\` of \`rights\`: ${WHY}`,
        },
      ],
    },
    { title: "The same for another provider", resources: federated("guests"), findings: [] },
    {
      title: "A role with the policy of AWS for everything in Lambda",
      resources: {
        deployer: DEPLOYER,
        rights: {
          type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
          properties: { role: "${deployer.name}", policyArn: "arn:aws:iam::aws:policy/AWSLambda_FullAccess" },
        },
      },
      findings: [
        {
          resource: "rights",
          path: "policyArn",
          verdict: "violation",
          message: `\`deployer\` may replace the code of any function, and so do more than its own policies say: \`lambda:UpdateFunctionCode\` in \`AWSLambda_FullAccess\` of AWS, attached by \`rights\`, and in 3 other ways: ${WHY}`,
        },
      ],
    },
    {
      title: "A role with the policy of AWS that reads in Lambda",
      resources: {
        deployer: DEPLOYER,
        rights: {
          type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
          properties: { role: "${deployer.name}", policyArn: "arn:aws:iam::aws:policy/AWSLambda_ReadOnlyAccess" },
        },
      },
      findings: [],
    },
    {
      title: "A role without policies that an administrator trusts by name: within an account that is enough",
      resources: trusting("${deployer.arn}"),
      findings: [
        {
          resource: "keeper",
          path: "assumeRolePolicy.Statement",
          verdict: "violation",
          message: `\`deployer\` may assume \`keeper\`, and so become an administrator: \`sts:AssumeRole\` in \`assumeRolePolicy.Statement\` of \`keeper\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The same, where the administrator trusts its account, whose identities then need a policy of their own",
      resources: trusting("arn:aws:iam::111122223333:root"),
      findings: [],
    },
    {
      title: "A role with a document that is not known yet",
      resources: {
        deployer: DEPLOYER,
        rights: {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: { role: "${deployer.name}", policy: { "fn::unknown": true } },
        },
      },
      findings: [
        {
          resource: "rights",
          path: "policy",
          verdict: "undetermined",
          message:
            "cannot tell whether the identity can give itself more than its policies say: `policy` is not known before deployment",
        },
      ],
    },
    {
      title: "An administrator, which has nothing to gain; aws-identity-not-administrator reports it",
      resources: { deployer: DEPLOYER, rights: policy(allow("*", "*")) },
      findings: [],
    },
  ],
});

/** Each statement once, with the actions that it allows. */
function statementsOf({ deciding }: Path<AwsGrant>): string {
  const byStatement = new Map<string, string[]>();
  for (const { grant, statement, action } of deciding) {
    const text = textOfGrant(grant, statement.place);
    const actions = byStatement.get(text) ?? [];
    if (!actions.includes(`\`${action}\``)) actions.push(`\`${action}\``);
    byStatement.set(text, actions);
  }
  return [...byStatement].map(([text, actions]) => `${actions.join(", ")} in ${text}`).join(", with ");
}

function othersOf(count: number): string {
  if (count === 0) return "";
  return count === 1 ? ", and in one other way" : `, and in ${count} other ways`;
}
