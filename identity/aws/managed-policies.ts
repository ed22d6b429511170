/**
 * What do the policies that AWS manages contribute to an administrator? Only these few: of the 1,594 policies that AWS
 * published until 2026-08, no other one allows, or denies without a condition, actions of services that it does not
 * name, or the writing of permissions for identities in general, each on every resource. Hence any other policy of AWS
 * makes nobody an administrator, neither alone nor composed, and counts here as a grant of nothing. As a permissions
 * boundary it permits nothing of what makes an administrator.
 *
 * Written by hand from the statements that matter; https://docs.aws.amazon.com/aws-managed-policy/latest/reference/
 */
import { readPolicyDocument, type PolicyDocument } from "./document";
import type { PartialJson } from "./partial-json";

const WRITES_ROLE_POLICIES = ["iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:CreatePolicyVersion"];

const WRITES_ANY_POLICIES = [
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreatePolicyVersion",
  "iam:PutGroupPolicy",
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
];

const AI_DEVOPS_LEAVES_OUT = "account cognito-identity iam identitystore organizations ram rolesanywhere sso sts";

const STATEMENTS: Readonly<Record<string, readonly (readonly [effect: string, element: string, actions: string[]])[]>> =
  {
    AdministratorAccess: [["Allow", "Action", ["*"]]],
    PowerUserAccess: [
      ["Allow", "NotAction", ["iam:*", "organizations:*", "account:*"]],
      ["Allow", "Action", ["iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles"]],
    ],
    IAMFullAccess: [["Allow", "Action", ["iam:*"]]],
    "AdministratorAccess-Amplify": [["Allow", "Action", WRITES_ROLE_POLICIES]],
    AIDevOpsAgentActionsPolicy: [
      ["Allow", "NotAction", AI_DEVOPS_LEAVES_OUT.split(" ").map((service) => `${service}:*`)],
    ],
    AWSDenyAll: [["Deny", "Action", ["*"]]],
    AWSCompromisedKeyQuarantine: [
      [
        "Deny",
        "Action",
        ["iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:PutUserPolicy"],
      ],
    ],
    AWSCompromisedKeyQuarantineV2: [["Deny", "Action", WRITES_ANY_POLICIES]],
    AWSCompromisedKeyQuarantineV3: [["Deny", "Action", WRITES_ANY_POLICIES]],
  };

const DOCUMENTS: ReadonlyMap<string, PolicyDocument> = new Map(
  Object.entries(STATEMENTS).map(([name, statements]) => [
    name.toLowerCase(),
    readPolicyDocument(documentOf(statements), "identity"),
  ]),
);

const GRANTS_NOTHING = readPolicyDocument(documentOf([]), "identity");

/** The part of an AWS-managed policy that matters here; undefined where the ARN is not of a policy that AWS manages. */
export function awsManagedPolicy(
  arn: string,
): { readonly name: string; readonly document: PolicyDocument } | undefined {
  const [, path] = /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/i.exec(arn) ?? [];
  if (path === undefined) return undefined;
  return { name: path, document: DOCUMENTS.get(path.toLowerCase()) ?? GRANTS_NOTHING };
}

function documentOf(
  statements: readonly (readonly [effect: string, element: string, actions: string[]])[],
): PartialJson {
  return new Map<string, PartialJson>([
    ["Version", "2012-10-17"],
    [
      "Statement",
      statements.map(
        ([effect, element, actions]) =>
          new Map<string, PartialJson>([
            ["Effect", effect],
            [element, actions],
            ["Resource", "*"],
          ]),
      ),
    ],
  ]);
}
