import type { Knowledge } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import { propertiesAt } from "../places";

/** What can have permissions in an account; of a permission set, IAM Identity Center makes roles. */
export type IdentitySort = "role" | "user" | "group" | "permission set";

/** The types that make an identity. */
export const IDENTITIES: Readonly<Record<string, IdentitySort>> = {
  "aws:iam/role:Role": "role",
  "aws:iam/user:User": "user",
  "aws:iam/group:Group": "group",
  "aws:ssoadmin/permissionSet:PermissionSet": "permission set",
  "aws-native:iam:Role": "role",
  "aws-native:iam:User": "user",
  "aws-native:iam:Group": "group",
  "aws-native:sso:PermissionSet": "permission set",
};

/** The types that make an identity of this sort. */
export const IDENTITY_TYPES: Readonly<Record<IdentitySort, readonly string[]>> = {
  role: typesOf("role"),
  user: typesOf("user"),
  group: typesOf("group"),
  "permission set": typesOf("permission set"),
};

function typesOf(sort: IdentitySort): readonly string[] {
  return Object.keys(IDENTITIES).filter((type) => IDENTITIES[type] === sort);
}

/** The types that make a managed policy. */
export const POLICY_TYPES: readonly string[] = ["aws:iam/policy:Policy", "aws-native:iam:ManagedPolicy"];

/** Where a resource names somebody or something; `[]` stands for each element of a list, `self` for the resource. */
export interface Granting {
  readonly to: readonly (readonly [place: string, sort: IdentitySort])[];
  /** Where it names managed policies. The documents that it carries are granted as well. */
  readonly policies?: readonly string[];
  /** Where it names the managed policy that is the boundary of a permission set. */
  readonly boundary?: readonly string[];
}

const EVERY_SORT: Granting["to"] = [
  ["roles[]", "role"],
  ["users[]", "user"],
  ["groups[]", "group"],
];

const TO_PERMISSION_SET: Granting["to"] = [["permissionSetArn", "permission set"]];

/** The types that give a permission set to somebody, in an account. */
export const ASSIGNMENTS: readonly string[] = [
  "aws:ssoadmin/accountAssignment:AccountAssignment",
  "aws-native:sso:Assignment",
];

/** Where the boundary of a permission set stands: a policy of AWS by its ARN, or one of the account by its name. */
export const BOUNDARY_PLACES: readonly string[] = [
  "permissionsBoundary.managedPolicyArn",
  "permissionsBoundary.customerManagedPolicyReference.name",
];

/** The types that grant something, or limit it. */
export const GRANTING: Readonly<Record<string, Granting>> = {
  "aws:iam/role:Role": { to: [["self", "role"]], policies: ["managedPolicyArns[]"] },
  "aws:iam/rolePolicy:RolePolicy": { to: [["role", "role"]] },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { to: [["role", "role"]], policies: ["policyArn"] },
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": {
    to: [["roleName", "role"]],
    policies: ["policyArns[]"],
  },
  "aws:iam/userPolicy:UserPolicy": { to: [["user", "user"]] },
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": { to: [["user", "user"]], policies: ["policyArn"] },
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": {
    to: [["userName", "user"]],
    policies: ["policyArns[]"],
  },
  "aws:iam/groupPolicy:GroupPolicy": { to: [["group", "group"]] },
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": { to: [["group", "group"]], policies: ["policyArn"] },
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": {
    to: [["groupName", "group"]],
    policies: ["policyArns[]"],
  },
  "aws:iam/policyAttachment:PolicyAttachment": { to: EVERY_SORT, policies: ["policyArn"] },
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": {
    to: TO_PERMISSION_SET,
    policies: ["managedPolicyArn"],
  },
  "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive": {
    to: TO_PERMISSION_SET,
    policies: ["managedPolicyArns[]"],
  },
  "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment": {
    to: TO_PERMISSION_SET,
    policies: ["customerManagedPolicyReference.name"],
  },
  "aws:ssoadmin/customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive": {
    to: TO_PERMISSION_SET,
    policies: ["customerManagedPolicyReferences[].name"],
  },
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": { to: TO_PERMISSION_SET },
  "aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment": {
    to: TO_PERMISSION_SET,
    boundary: BOUNDARY_PLACES,
  },
  "aws-native:sso:PermissionSet": {
    to: [["self", "permission set"]],
    policies: ["managedPolicies[]", "customerManagedPolicyReferences[].name"],
    boundary: BOUNDARY_PLACES,
  },
  "aws-native:iam:Role": { to: [["self", "role"]], policies: ["managedPolicyArns[]"] },
  "aws-native:iam:User": { to: [["self", "user"]], policies: ["managedPolicyArns[]"] },
  "aws-native:iam:Group": { to: [["self", "group"]], policies: ["managedPolicyArns[]"] },
  "aws-native:iam:RolePolicy": { to: [["roleName", "role"]] },
  "aws-native:iam:UserPolicy": { to: [["userName", "user"]] },
  "aws-native:iam:GroupPolicy": { to: [["groupName", "group"]] },
  "aws-native:iam:ManagedPolicy": { to: EVERY_SORT },
};

/** The types that put users into groups: where they name the users, and where the groups. */
export const MEMBERSHIPS: Readonly<Record<string, { readonly users: string; readonly groups: string }>> = {
  "aws:iam/userGroupMembership:UserGroupMembership": { users: "user", groups: "groups[]" },
  "aws:iam/groupMembership:GroupMembership": { users: "users[]", groups: "group" },
  "aws-native:iam:User": { users: "self", groups: "groups[]" },
  "aws-native:iam:UserToGroupAddition": { users: "users[]", groups: "groupName" },
};

/** The names at a place; an unknown list is one unknown name. */
export function namesAt(resource: Resource, place: string): readonly Knowledge<string>[] {
  return propertiesAt(resource, place).map((each) => (each instanceof Property ? each.string() : each));
}

/** Properties that hold a name, id or ARN by which other resources refer to an identity or a policy. */
const NAMES = [
  "name",
  "roleName",
  "userName",
  "groupName",
  "managedPolicyName",
  "id",
  "arn",
  "permissionSetArn",
] as const;

/** The texts by which other resources may refer to this one. */
export function textsThatName(resource: Resource): readonly string[] {
  return NAMES.flatMap((name) => {
    const text = Property.output(resource, name).string();
    return text.state === "known" && text.value !== "" ? [text.value] : [];
  });
}

/** The name that ends an ARN of an IAM policy, or of an identity; other texts are names as they are. */
export function nameOf(text: string): string {
  return /^arn:[^:]*:iam::\d{12}:[a-z]+\/(?:.*\/)?([^/]+)$/.exec(text)?.[1] ?? text;
}
