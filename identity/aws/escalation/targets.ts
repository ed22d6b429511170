/**
 * What can be the target of an escalation? Identities and what writes their permissions, the kinds of workloads that hold
 * a role and can be made to act for a caller, and the providers and groups by which one enters a role or permission set;
 * each with the ARN that stands for any one of the kind.
 * The forms of ARNs are those of the Service Authorization Reference of 2026-11.
 */
import { FRESH as F } from "../permissions/permissions";

/** What can be the target of a method. */
export type TargetKind = keyof typeof ANY_TARGET;

/** Kinds of what holds a role, or lets into it, and can be made to act for a caller. */
export type WorkloadKind = Exclude<
  TargetKind,
  "role" | "user" | "new role" | "new user" | "group" | "policy" | "permission set"
>;

/** The ARN, from the service on, of a target that no pattern names: only who may do it to any one may do it to this. */
export const ANY_TARGET = {
  role: `:iam::${F}:role/${F}`,
  user: `:iam::${F}:user/${F}`,
  "new role": `:iam::${F}:role/${F}`,
  "new user": `:iam::${F}:user/${F}`,
  group: `:iam::${F}:group/${F}`,
  policy: `:iam::${F}:policy/${F}`,
  "permission set": `:sso:::permissionSet/${F}/${F}`,
  "directory group": `:identitystore:::group/${F}`,
  "SAML provider": `:iam::${F}:saml-provider/${F}`,
  function: `:lambda:${F}:${F}:function:${F}`,
  instance: `:ec2:${F}:${F}:instance/${F}`,
  "launch template": `:ec2:${F}:${F}:launch-template/${F}`,
  task: `:ecs:${F}:${F}:task/${F}/${F}`,
  "App Runner service": `:apprunner:${F}:${F}:service/${F}/${F}`,
  "job definition": `:batch:${F}:${F}:job-definition/${F}`,
  "CodeBuild project": `:codebuild:${F}:${F}:project/${F}`,
  "CloudFormation stack": `:cloudformation:${F}:${F}:stack/${F}/${F}`,
  "stack set": `:cloudformation:${F}:${F}:stackset/${F}:${F}`,
  "development endpoint": `:glue:${F}:${F}:devEndpoint/${F}`,
  "notebook instance": `:sagemaker:${F}:${F}:notebook-instance/${F}`,
  "Studio user": `:sagemaker:${F}:${F}:user-profile/${F}/${F}`,
  "EMR cluster": `:elasticmapreduce:${F}:${F}:cluster/${F}`,
  "Flink application": `:kinesisanalytics:${F}:${F}:application/${F}`,
  "Amplify app": `:amplify:${F}:${F}:apps/${F}`,
  "EKS cluster": `:eks:${F}:${F}:cluster/${F}`,
  "state machine": `:states:${F}:${F}:stateMachine:${F}`,
  "deployment group": `:codedeploy:${F}:${F}:deploymentgroup:${F}/${F}`,
  "agent runtime": `:bedrock-agentcore:${F}:${F}:runtime/${F}`,
  "code interpreter": `:bedrock-agentcore:${F}:${F}:code-interpreter-custom/${F}`,
  "Glue job": `:glue:${F}:${F}:job/${F}`,
  "game fleet": `:gamelift:${F}:${F}:fleet/${F}`,
  "identity pool": `:cognito-identity:${F}:${F}:identitypool/${F}`,
  "role alias": `:iot:${F}:${F}:rolealias/${F}`,
  "image infrastructure": `:imagebuilder:${F}:${F}:infrastructure-configuration/${F}`,
  "trust anchor": `:rolesanywhere:${F}:${F}:trust-anchor/${F}`,
  "Roles Anywhere profile": `:rolesanywhere:${F}:${F}:profile/${F}`,
  browser: `:bedrock-agentcore:${F}:${F}:browser-custom/${F}`,
} as const;

const RELATIONS: Partial<Readonly<Record<TargetKind, string>>> = {
  "SAML provider": "whose users become",
  "directory group": "whose members have",
  "trust anchor": "whose certificates lead to",
  "Roles Anywhere profile": "which leads to",
  "identity pool": "whose users become",
  "role alias": "which stands for",
  "deployment group": "whose instances hold",
};

/** What a target is to the identity that one gets hold of by it. */
export function relationOf(kind: TargetKind): string {
  return RELATIONS[kind] ?? "which holds";
}
