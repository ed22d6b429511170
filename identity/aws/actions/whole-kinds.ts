/**
 * Which ARN stands for any resource of the kind that an action is about? `secret:*` is every secret, though the wildcard
 * stands beside letters. Only for actions that read credentials or data, or write permissions: there all of one kind is
 * as much as all of the service. Of others, such a pattern counts as named resources.
 * The forms of ARNs are those of the Service Authorization Reference of 2026-11.
 *
 * INVARIANT: the list names actions that AWS has; a test compares them with the snapshot.
 */
import { FRESH as F } from "../permissions/permissions";

const KINDS: readonly (readonly [arn: string, actions: readonly string[]])[] = [
  [`:secretsmanager:${F}:${F}:secret:${F}`, ["secretsmanager:GetSecretValue", "secretsmanager:PutResourcePolicy"]],
  [
    `:ssm:${F}:${F}:parameter/${F}`,
    ["ssm:GetParameter", "ssm:GetParameterHistory", "ssm:GetParameters", "ssm:GetParametersByPath"],
  ],
  [
    `:iam::${F}:role/${F}`,
    ["sts:AssumeRole", "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"],
  ],
  [
    `:iam::${F}:user/${F}`,
    [
      "iam:AttachUserPolicy",
      "iam:CreateAccessKey",
      "iam:CreateLoginProfile",
      "iam:PutUserPolicy",
      "iam:UpdateLoginProfile",
    ],
  ],
  [`:iam::${F}:policy/${F}`, ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"]],
  [`:kms:${F}:${F}:key/${F}`, ["kms:CreateGrant", "kms:PutKeyPolicy"]],
  [`:lambda:${F}:${F}:function:${F}`, ["lambda:AddPermission"]],
  [
    `:dynamodb:${F}:${F}:table/${F}`,
    [
      "dynamodb:BatchGetItem",
      "dynamodb:GetItem",
      "dynamodb:PartiQLSelect",
      "dynamodb:PutResourcePolicy",
      "dynamodb:Query",
      "dynamodb:Scan",
    ],
  ],
  [`:kinesis:${F}:${F}:stream/${F}`, ["kinesis:GetRecords", "kinesis:PutResourcePolicy"]],
  [`:ecr:${F}:${F}:repository/${F}`, ["ecr:SetRepositoryPolicy"]],
  [`:ec2:${F}::snapshot/${F}`, ["ec2:ModifySnapshotAttribute"]],
  [`:rds:${F}:${F}:snapshot:${F}`, ["rds:ModifyDBSnapshotAttribute"]],
  [`:rds-db:${F}:${F}:dbuser:${F}/${F}`, ["rds-db:connect"]],
];

/** By action, the one resource to ask for, as a list for `Power.onResources`. */
export const WHOLE_KIND: ReadonlyMap<string, readonly string[]> = new Map(
  KINDS.flatMap(([arn, actions]) => {
    const asked = [arn];
    return actions.map((action) => [action, asked] as const);
  }),
);
