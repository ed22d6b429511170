/**
 * Which ARN stands for any resource of the kind that an action is about? `secret:*` is every secret, though the wildcard
 * stands beside letters. Where something is granted, only for actions that read credentials or data, or write
 * permissions: there all of one kind is as much as all of the service. Of others, such a pattern counts as named
 * resources. Where something is taken away, for all actions.
 * The forms of ARNs are those of the Service Authorization Reference of 2026-11.
 *
 * INVARIANT: the list names actions that AWS has; a test compares them with the snapshot.
 */
import type { Text } from "../document/document";
import { FRESH as F } from "../permissions/permissions";
import type { Action } from "./actions";
import { resourceFormsOf } from "./action-resources";

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
      "iam:CreateServiceSpecificCredential",
      "iam:PutUserPolicy",
      "iam:ResetServiceSpecificCredential",
      "iam:UpdateLoginProfile",
      "iam:UploadSSHPublicKey",
      "iam:UploadSigningCertificate",
    ],
  ],
  [`:iam::${F}:group/${F}`, ["iam:AttachGroupPolicy", "iam:PutGroupPolicy"]],
  [`:iam::${F}:policy/${F}`, ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"]],
  [`:kms:${F}:${F}:key/${F}`, ["kms:CreateGrant", "kms:Decrypt", "kms:PutKeyPolicy", "kms:ReEncryptFrom"]],
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
  [`:dynamodb:${F}:${F}:table/${F}/index/${F}`, ["dynamodb:PartiQLSelect", "dynamodb:Query", "dynamodb:Scan"]],
  [`:kinesis:${F}:${F}:stream/${F}`, ["kinesis:GetRecords", "kinesis:PutResourcePolicy"]],
  [`:ecr:${F}:${F}:repository/${F}`, ["ecr:SetRepositoryPolicy"]],
  [`:ec2:${F}:${F}:instance/${F}`, ["ec2:GetPasswordData"]],
  [`:ec2:${F}::image/${F}`, ["ec2:ModifyImageAttribute"]],
  [`:ec2:${F}::snapshot/${F}`, ["ec2:ModifySnapshotAttribute"]],
  [`:rds:${F}:${F}:cluster-snapshot:${F}`, ["rds:ModifyDBClusterSnapshotAttribute"]],
  [`:rds:${F}:${F}:snapshot:${F}`, ["rds:ModifyDBSnapshotAttribute"]],
  [`:redshift:${F}:${F}:dbuser:${F}/${F}`, ["redshift:GetClusterCredentials"]],
  [`:athena:${F}:${F}:workgroup/${F}`, ["athena:GetQueryResults", "athena:GetQueryResultsStream"]],
  [`:backup:${F}:${F}:backup-vault:${F}`, ["backup:PutBackupVaultAccessPolicy"]],
  [`:codeartifact:${F}:${F}:domain/${F}`, ["codeartifact:GetAuthorizationToken"]],
  [`:cognito-identity:${F}:${F}:identitypool/${F}`, ["cognito-identity:GetOpenIdTokenForDeveloperIdentity"]],
  [`:ssm:${F}:${F}:document/${F}`, ["ssm:ModifyDocumentPermission"]],
  [`:rds-db:${F}:${F}:dbuser:${F}/${F}`, ["rds-db:connect"]],
];

/** By action, the resources to ask for, any of which will do, each as a list for `Power.onResources`. */
export const WHOLE_KIND: ReadonlyMap<string, readonly (readonly string[])[]> = byAction();

function byAction(): ReadonlyMap<string, readonly (readonly string[])[]> {
  const kinds = new Map<string, readonly (readonly string[])[]>();
  for (const [arn, actions] of KINDS) {
    const asked = [arn];
    for (const action of actions) kinds.set(action, [...(kinds.get(action) ?? []), asked]);
  }
  return kinds;
}

const KINDS_OF = new WeakMap<Action, readonly (readonly string[])[]>();

/** For each kind of resource that any action needs, one that no pattern names, as a list for `Power.onResources`. */
export function kindsOf(action: Action): readonly (readonly string[])[] {
  const kinds = KINDS_OF.get(action) ?? resourceFormsOf(action).map((form) => [`:${form.replace(/\$\{[^}]*\}/g, F)}`]);
  KINDS_OF.set(action, kinds);
  return kinds;
}

/** Only a pattern that ends like `function:*` can be on all of a kind and not on all of the service. */
export function mayBeWholeKind(pattern: Text): boolean {
  return pattern.state === "unknown" || /[:/]\*+$/.test(pattern.value);
}
