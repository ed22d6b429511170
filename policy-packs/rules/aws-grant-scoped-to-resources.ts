import { onNamedResources } from "../../identity/aws/narrowing/named-resources";
import { byWeight, named } from "../../identity/aws/permissions/reach";
import { problemsOfReach } from "../grant-excess";
import { defineRule } from "../judge/rule";

const WHY = "whoever takes over the identity writes to what its work does not touch";
const POLICY = "aws:iam/policy:Policy";

function policy(...statements: readonly object[]) {
  return { policy: { "fn::toJSON": { Version: "2012-10-17", Statement: statements } } };
}

export const awsGrantScopedToResources = defineRule({
  name: "aws-grant-scoped-to-resources",
  title: "Actions that write are granted on single resources",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Grant each identity the resources that its work needs", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI5", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-granted-document",
  moment: "when-complete",
  options: {},
  messages: {
    unscoped: "`{place}` allows {actions} on every resource, and single ones can be named",
  },
  question: "whether actions that write are granted on single resources",
  why: WHY,
  fix: "Name the ARNs that the identity uses, such as `arn:aws:s3:::uploads/*`; leave `*` to a statement of its own, with the actions that take nothing else.",
  judge: (granted) =>
    problemsOfReach(granted, "scope", (statement, actions) => ({
      message: "unscoped",
      element: statement.resource,
      values: { actions: named(byWeight(actions)) },
      narrower: (nearby) => onNamedResources(granted.document, statement, actions, nearby),
    })),
  examples: [
    {
      title: "Writing objects of every bucket",
      resources: {
        uploader: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: ["s3:PutObject", "s3:GetObject"], Resource: "*" }),
        },
      },
      findings: [
        {
          resource: "uploader",
          path: "policy.Statement[0].Resource",
          verdict: "violation",
          message: `\`policy.Statement[0].Resource\` allows \`s3:PutObject\` on every resource, and single ones can be named: ${WHY}`,
        },
      ],
    },
    {
      title: "Writing objects below one name",
      resources: {
        uploader: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: ["s3:PutObject", "s3:GetObject"],
            Resource: "arn:aws:s3:::uploads-*",
          }),
        },
      },
      findings: [],
    },
    {
      title: "Every function of an account, written as an ARN",
      resources: {
        deployer: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: ["lambda:Update*", "lambda:DeleteFunction"],
            Resource: ["arn:aws:lambda:eu-central-1:111122223333:*"],
          }),
        },
      },
      findings: [
        {
          resource: "deployer",
          path: "policy.Statement[0].Resource",
          verdict: "violation",
          message: `\`policy.Statement[0].Resource\` allows \`lambda:DeleteFunction\`, \`lambda:UpdateAlias\`, \`lambda:UpdateCapacityProvider\` and 10 more on every resource, and single ones can be named: ${WHY}`,
        },
      ],
    },
    {
      title: "The functions of one application",
      resources: {
        deployer: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: ["lambda:Update*", "lambda:DeleteFunction"],
            Resource: ["arn:aws:lambda:eu-central-1:111122223333:function:shop-*"],
          }),
        },
      },
      findings: [],
    },
    {
      title: "Actions that take no resource, or only list",
      resources: {
        tracer: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: [
              "xray:PutTraceSegments",
              "cloudwatch:PutMetricData",
              "ec2:DescribeInstances",
              "s3:ListAllMyBuckets",
            ],
            Resource: "*",
          }),
        },
      },
      findings: [],
    },
    {
      title: "A condition that everything meets",
      resources: {
        scheduler: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: "ec2:StopInstances",
            Resource: "*",
            Condition: { Bool: { "aws:SecureTransport": "true" } },
          }),
        },
      },
      findings: [
        {
          resource: "scheduler",
          path: "policy.Statement[0].Resource",
          verdict: "violation",
          message: `\`policy.Statement[0].Resource\` allows \`ec2:StopInstances\` on every resource, and single ones can be named: ${WHY}`,
        },
      ],
    },
    {
      title: "Every instance that bears a tag",
      resources: {
        scheduler: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: "ec2:StopInstances",
            Resource: "*",
            Condition: { StringEquals: { "aws:ResourceTag/team": "shop" } },
          }),
        },
      },
      findings: [],
    },
    {
      title: "A resource that is not known yet",
      resources: {
        uploader: {
          type: "aws-native:iam:ManagedPolicy",
          properties: {
            policyDocument: {
              Version: "2012-10-17",
              Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: { "fn::unknown": true } }],
            },
          },
        },
      },
      findings: [
        {
          resource: "uploader",
          path: "policyDocument.Statement[0].Resource",
          verdict: "undetermined",
          message:
            "cannot tell whether actions that write are granted on single resources: `policyDocument.Statement[0].Resource` is not known before deployment",
        },
      ],
    },
    {
      title: "A component that grants on a resource which is not known yet",
      resources: {
        uploader: {
          type: "mandate:aws:WorkloadRole",
          properties: { grants: [{ actions: ["s3:PutObject"], resources: [{ "fn::unknown": true }] }] },
        },
        unread: {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: { role: "uploader", policy: { "fn::unknown": true } },
          options: { parent: "uploader" },
        },
      },
      findings: [],
    },
  ],
});
