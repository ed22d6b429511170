import { administrator } from "../../identity/aws/permissions/administrator";
import type { HasDocument } from "../../identity/aws/permissions/permissions";
import { unknown, type Unknown } from "../../identity/knowledge";
import type { Narrower } from "../../identity/narrower";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "nothing limits what a later policy adds to it";
const TRUST = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
};
const REQUIRED = { required: true };
const BOUNDARY = "arn:aws:iam::111122223333:policy/workload-boundary";

const PERMISSION_SET = "aws:ssoadmin/permissionSet:PermissionSet";
const INSTANCE = "arn:aws:sso:::instance/ssoins-1234567890abcdef";

function role(more: object = {}) {
  return { type: "aws:iam/role:Role", properties: { assumeRolePolicy: { "fn::toJSON": TRUST }, ...more } };
}

export const awsIdentityWithBoundary = defineRule({
  name: "aws-identity-with-boundary",
  title: "Roles, users and permission sets have a permissions boundary",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Bound what can ever be granted to an identity", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI5", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-permissions-boundary",
  options: {
    required: {
      type: "boolean",
      default: false,
      description: "Whether each role, user and permission set must have a boundary.",
      source:
        "AWS recommends boundaries where teams make identities of their own, which the organisation knows: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-permissions-boundaries",
      reviewed: "2026-01-15",
    },
    boundaries: {
      type: "strings",
      default: [],
      description: "Names or ARNs of the managed policies that count as a boundary; empty: any.",
      source:
        "AWS prescribes no certain boundary: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
      reviewed: "2026-01-15",
    },
  },
  messages: {
    missing: "the {sort} `{name}` has no `permissionsBoundary`",
    other: "`permissionsBoundary` of the {sort} `{name}` is none of {boundaries}",
    everything: "`permissionsBoundary` of the {sort} `{name}` is `{policy}`, which leaves everything",
  },
  question: "whether the identity has the boundary that is required",
  why: WHY,
  fix: "Set `permissionsBoundary` to the ARN of the managed policy that your organisation uses as the boundary.",
  *judge({ by, sort, name, boundary, policy, leaves }, { options: { required, boundaries } }) {
    if (!required) return;
    const at = { urn: by, path: boundary.path };
    const narrower = passing(sort, boundary.path, boundaries);
    if (boundary.state === "absent") {
      yield { verdict: "violation", message: "missing", at, values: { sort, name }, ...narrower };
    } else if (boundary.state === "unknown") {
      yield undetermined(by, boundary);
    } else if (boundaries.length > 0 && policy.state === "unknown") {
      yield undetermined(by, policy);
    } else if (
      boundaries.length > 0 &&
      policy.state === "known" &&
      !policy.value.some((each) => boundaries.includes(each))
    ) {
      const values = { sort, name, boundaries: boundaries.map((each) => `\`${each}\``).join(", ") };
      yield { verdict: "violation", message: "other", at, values, ...narrower };
    } else if (boundaries.length === 0 && leaves) {
      const left = whatIsLeft(leaves);
      if (typeof left === "object") yield undetermined(leaves.policy.urn ?? by, left);
      const values = { sort, name, policy: leaves.policy.name };
      if (left === "everything") yield { verdict: "violation", message: "everything", at, values };
    }
  },
  examples: [
    {
      title: "A role without a boundary",
      resources: { resizer: role() },
      options: REQUIRED,
      findings: [
        {
          resource: "resizer",
          path: "permissionsBoundary",
          verdict: "violation",
          message: `the role \`resizer\` has no \`permissionsBoundary\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A role with one",
      resources: { resizer: role({ permissionsBoundary: BOUNDARY }) },
      options: REQUIRED,
      findings: [],
    },
    { title: "No boundary where the organisation requires none", resources: { resizer: role() }, findings: [] },
    {
      title: "A user without a boundary",
      resources: { pipeline: { type: "aws:iam/user:User" } },
      options: REQUIRED,
      findings: [
        {
          resource: "pipeline",
          path: "permissionsBoundary",
          verdict: "violation",
          message: `the user \`pipeline\` has no \`permissionsBoundary\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A user whose boundary the stack makes",
      resources: {
        boundary: {
          type: "aws:iam/policy:Policy",
          properties: {
            policy: {
              "fn::toJSON": {
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
              },
            },
          },
        },
        pipeline: { type: "aws:iam/user:User", properties: { permissionsBoundary: "${boundary.arn}" } },
      },
      options: REQUIRED,
      findings: [],
    },
    {
      title: "A permission set without a boundary",
      resources: { operators: { type: PERMISSION_SET, properties: { name: "operators", instanceArn: INSTANCE } } },
      options: REQUIRED,
      findings: [
        {
          resource: "operators",
          path: "",
          verdict: "violation",
          message: `the permission set \`operators\` has no \`permissionsBoundary\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A permission set to which another resource gives one",
      resources: {
        operators: { type: PERMISSION_SET, properties: { name: "operators", instanceArn: INSTANCE } },
        boundary: {
          type: "aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment",
          properties: {
            instanceArn: INSTANCE,
            permissionSetArn: "${operators.arn}",
            permissionsBoundary: { customerManagedPolicyReference: { name: "workload-boundary" } },
          },
        },
      },
      options: { ...REQUIRED, boundaries: ["workload-boundary"] },
      findings: [],
    },
    {
      title: "A boundary, and not the one that is required",
      resources: { resizer: role({ permissionsBoundary: "arn:aws:iam::aws:policy/AdministratorAccess" }) },
      options: { ...REQUIRED, boundaries: ["workload-boundary"] },
      findings: [
        {
          resource: "resizer",
          path: "permissionsBoundary",
          verdict: "violation",
          message: `\`permissionsBoundary\` of the role \`resizer\` is none of \`workload-boundary\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The boundary that is required",
      resources: { resizer: role({ permissionsBoundary: BOUNDARY }) },
      options: { ...REQUIRED, boundaries: ["workload-boundary"] },
      findings: [],
    },
    {
      title: "A boundary that leaves everything",
      resources: { resizer: role({ permissionsBoundary: "arn:aws:iam::aws:policy/AdministratorAccess" }) },
      options: REQUIRED,
      findings: [
        {
          resource: "resizer",
          path: "permissionsBoundary",
          verdict: "violation",
          message: `\`permissionsBoundary\` of the role \`resizer\` is \`AdministratorAccess\`, which leaves everything: ${WHY}`,
        },
      ],
    },
    {
      title: "A boundary that leaves IAM out",
      resources: { resizer: role({ permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess" }) },
      options: REQUIRED,
      findings: [],
    },
    {
      title: "A boundary that is not known yet",
      resources: { resizer: role({ permissionsBoundary: { "fn::unknown": true } }) },
      options: REQUIRED,
      findings: [
        {
          resource: "resizer",
          path: "permissionsBoundary",
          verdict: "undetermined",
          message:
            "cannot tell whether the identity has the boundary that is required: `permissionsBoundary` is not known before deployment",
        },
      ],
    },
  ],
});

function whatIsLeft(boundary: HasDocument): "everything" | "less" | Unknown {
  const left = administrator({ grants: [boundary] });
  if (left.answer === "undetermined") return left.unknowns[0]?.unknown ?? unknown("");
  return left.answer === "yes" ? "everything" : "less";
}

/** The first boundary that counts; a permission set has it through another resource. */
function passing(sort: string, path: string, [boundary]: readonly string[]): { readonly narrower?: Narrower } {
  if (boundary === undefined || sort === "permission set") return {};
  if (boundary.startsWith("arn:")) return { narrower: { changes: [{ path, value: boundary }] } };
  return { narrower: { changes: [{ path, value: `arn:aws:iam::ACCOUNT:policy/${boundary}` }], fillIn: ["ACCOUNT"] } };
}
