import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { wordsOf } from "./reviewed-places";
import { awsPlaces } from "./sdk-interfaces";

/**
 * Writes which properties of `@pulumi/aws` name the role, or the instance profile, that something runs as, to
 * `policy-packs/facts/aws/role-places.json`: `npx tsx scripts/generate-aws-role-places.ts`. Run it after the SDK is
 * upgraded. What may name one is found in the SDK's type files by the property's name; the places below are the ones
 * that somebody has read about and that name none.
 */

/** Places that are named like one and are none, by the reason. */
const OTHERS: Readonly<Record<string, string>> = {
  "what is granted to a role, and no use of it": `
    iam:RolePolicy.role iam:RolePolicyAttachment.role iam:PolicyAttachment.roles[] iam:RolePoliciesExclusive.roleName
    iam:RolePolicyAttachmentsExclusive.roleName budgets:BudgetAction.definition.iamActionDefinition.roles[]`,
  "the link between a role and what runs as it": "iam:InstanceProfile.role",
  "who speaks in a conversation": `
    bedrock:AgentFlow.definition.nodes[].configuration.prompt.sourceConfiguration.inline.templateConfiguration.chat.messages[].role
    bedrock:AgentPrompt.variants[].templateConfiguration.chat.messages[].role`,
  "a role of another system than IAM": `
    codebuild:Webhook.pullRequestBuildPolicy.approverRoles[] eks:Capability.configuration.argoCd.rbacRoleMappings[].role
    elasticsearch:DomainSamlOptions.samlOptions.masterBackendRole grafana:RoleAssociation.role
    grafana:WorkspaceApiKey.keyRole grafana:WorkspaceServiceAccount.grafanaRole
    kinesis:FirehoseDeliveryStream.snowflakeConfiguration.snowflakeRoleConfiguration.snowflakeRole
    opensearch:DomainSamlOptions.samlOptions.masterBackendRole quicksight:RoleCustomPermission.role
    quicksight:RoleMembership.role quicksight:User.userRole rds:ProxyEndpoint.targetRole workmail:User.userRole
    quicksight:DataSet.logicalTableMaps[].dataTransforms[].tagColumnOperation.tags[].columnGeographicRole
    mq:Broker.ldapServerMetadata.roleName mq:Broker.ldapServerMetadata.userRoleName
    emr:Cluster.placementGroupConfigs[].instanceRole`,
  "a person, or who stands for one": `
    auditmanager:Assessment.roles[].roleArn auditmanager:AssessmentDelegation.roleArn quicksight:User.iamArn`,
  "a role that AWS makes": "grafana:Workspace.organizationRoleName organizations:Account.roleName",
  "a profile of another service than IAM": "dms:MigrationProject.instanceProfileArn",
};

/** What a property is called that names a role or an instance profile. */
const NAMES = /role$|roles$|role_?arns?$|rolename$|instanceprofile(?:arn|name)?$|^iamarn$/i;
const PROFILE_INSIDE = /iamInstanceProfile\.(?:name|arn)$/;

/** `{}` ends a place that holds a map. */
const KINDS: readonly { readonly declared: RegExp; readonly ending: string }[] = [
  { declared: /^pulumi\.Input<(?:string|aws)/, ending: "" },
  { declared: /^pulumi\.Input<pulumi\.Input<(?:string|aws)/, ending: "[]" },
  { declared: /^pulumi\.Input<\{$/, ending: "{}" },
];

/** All places of the SDK whose name says that they may name a role or an instance profile, as `module:Type.place`. */
export function candidates(): ReadonlySet<string> {
  return awsPlaces(({ name, value, place, members }) => {
    const kind = members.length === 0 ? KINDS.find((each) => each.declared.test(value)) : undefined;
    return kind && (NAMES.test(name) || PROFILE_INSIDE.test(place)) ? `${place}${kind.ending}` : undefined;
  });
}

const REVIEWED_OUT: ReadonlySet<string> = new Set(Object.values(OTHERS).flatMap(wordsOf));

/** Places ruled out that the SDK does not have. */
export function gone(): readonly string[] {
  const found = candidates();
  return [...REVIEWED_OUT].filter((each) => !found.has(each)).sort();
}

/** The text of the generated file: for each module its places. */
export function written(): string {
  const modules: Record<string, string[]> = {};
  for (const each of [...candidates()].filter((place) => !REVIEWED_OUT.has(place)).sort()) {
    const [module = "", place = ""] = each.split(":");
    (modules[module] ??= []).push(place);
  }
  const lines = Object.entries(modules).map(([module, places]) => [module, places.join(" ")]);
  return `${JSON.stringify(Object.fromEntries(lines), undefined, 2)}\n`;
}

export const GENERATED = "policy-packs/facts/aws/role-places.json";

if (require.main === module) writeFileSync(join(__dirname, "..", GENERATED), written());
