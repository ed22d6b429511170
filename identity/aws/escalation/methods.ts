/**
 * In which ways does one permission, or a few together, give more than they say? Each method names the actions that it
 * needs, for each action the resource on which it needs it, and what it yields.
 *
 * Which actions escalate together is known from pathfinding.cloud, Prowler and Cloudsplaining (see NOTICE); on what each
 * action must be allowed is read from the Service Authorization Reference of 2026-11, and to which service a role is
 * passed from https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html and the services' own guides.
 */
import { PASSING } from "./passing";
import { takes, TAKING } from "./taking";
import type { TargetKind } from "./targets";

export interface Method {
  /** Stable and unique. */
  readonly name: string;
  /** Completes "may …"; `{target}` is what it is done to. */
  readonly words: string;
  readonly target: TargetKind;
  readonly needs: readonly Need[];
  /**
   * `powers`: the permissions of whoever holds the target, which count where they are more than the identity's own.
   * `itself`: any permission, where the target is the identity, a group or policy of its own, or any one of its kind.
   */
  readonly yields: "powers" | "itself";
  /**
   * What any target of the kind yields: every account has a role, a user or a policy of an administrator. `nothing` where
   * only what is known of the target counts.
   */
  readonly ofAny: "administrator" | "more" | "nothing";
  /** The service to which a role is passed, which the role trusts. */
  readonly service?: string;
  /** What `iam:PassedToService` says then, where that is another one. */
  readonly passedTo?: string;
}

/** One of these actions on the target, on something that the caller makes or picks, or on a resource with one of these ARNs. */
export interface Need {
  readonly anyOf: readonly string[];
  readonly on: "target" | "some" | { readonly arns: readonly string[] };
}

/** Writes permissions: of the identity itself where the target is its own. */
function writes(action: string, target: TargetKind, words: string): Method {
  return {
    name: action,
    words,
    target,
    needs: [{ anyOf: [action], on: "target" }],
    yields: "itself",
    ofAny: "administrator",
  };
}

/** By which only those become a role whom it trusts. */
export const ASSUMING = "sts:AssumeRole";

/** Simpler ones first: among equally short paths the first one is named. */
export const METHODS: readonly Method[] = [
  writes("iam:AttachRolePolicy", "role", "attach any policy to {target}"),
  writes("iam:PutRolePolicy", "role", "write any policy into {target}"),
  writes("iam:AttachUserPolicy", "user", "attach any policy to {target}"),
  writes("iam:PutUserPolicy", "user", "write any policy into {target}"),
  writes("iam:AttachGroupPolicy", "group", "attach any policy to {target}"),
  writes("iam:PutGroupPolicy", "group", "write any policy into {target}"),
  writes("iam:CreatePolicyVersion", "policy", "rewrite {target}"),
  { ...writes("iam:SetDefaultPolicyVersion", "policy", "bring back another version of {target}"), ofAny: "more" },
  takes(
    "make {target} with any policy and assume it",
    "new role",
    ["iam:CreateRole", "iam:AttachRolePolicy | iam:PutRolePolicy"],
    [],
    "administrator",
  ),
  takes(
    "make {target} with any policy and credentials",
    "new user",
    ["iam:CreateUser", "iam:AttachUserPolicy | iam:PutUserPolicy", "iam:CreateAccessKey | iam:CreateLoginProfile"],
    [],
    "administrator",
  ),
  // Permission sets reach only whoever is assigned to them.
  ...["sso:PutInlinePolicyToPermissionSet", "sso:AttachManagedPolicyToPermissionSet"].map((action): Method => ({
    ...writes(action, "permission set", "give any policy to {target}"),
    ofAny: "more",
  })),

  takes("assign {target} to anyone", "permission set", ["sso:CreateAccountAssignment"]),
  takes("put users into {target}", "directory group", ["identitystore:CreateGroupMembership"]),

  takes("let itself assume {target}", "role", ["iam:UpdateAssumeRolePolicy"], [], "administrator"),
  takes("assume {target}", "role", [ASSUMING]),
  takes("sign assertions for {target}", "SAML provider", ["iam:UpdateSAMLProvider"]),
  // One of the same name has the same ARN, by which roles trust it.
  takes(
    "put one of its own in the place of {target}",
    "SAML provider",
    ["iam:DeleteSAMLProvider", "iam:CreateSAMLProvider"],
    [],
    "nothing",
  ),
  takes("put users into {target}", "group", ["iam:AddUserToGroup"]),
  takes("make an access key for {target}", "user", ["iam:CreateAccessKey"]),
  takes("make a password for {target}", "user", ["iam:CreateLoginProfile"]),
  takes("change the password of {target}", "user", ["iam:UpdateLoginProfile"]),

  ...TAKING,
  ...PASSING,
];

/** The attaching of policies names a policy; who may attach this one, or any, may do anything. */
export const ATTACHED_POLICY = "arn:aws:iam::aws:policy/AdministratorAccess";

/** Frees an identity of its permissions boundary. */
export const UNBINDING: Readonly<Record<"role" | "user" | "permission set", readonly string[]>> = {
  role: ["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"],
  user: ["iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary"],
  "permission set": ["sso:DeletePermissionsBoundaryFromPermissionSet", "sso:PutPermissionsBoundaryToPermissionSet"],
};
