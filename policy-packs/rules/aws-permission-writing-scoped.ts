import { onNamedResources } from "../../identity/aws/narrowing/named-resources";
import { byWeight, named } from "../../identity/aws/permissions/reach";
import { problemsOfReach } from "../grant-excess";
import { defineRule } from "../judge/rule";

const WHY = "each of them opens a resource to others, or an identity to more, whatever else was approved";
const POLICY = "aws:iam/policy:Policy";

function policy(...statements: readonly object[]) {
  return { policy: { "fn::toJSON": { Version: "2012-10-17", Statement: statements } } };
}

export const awsPermissionWritingScoped = defineRule({
  name: "aws-permission-writing-scoped",
  title: "Who may use resources is written for single resources",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Decide who may open a resource to others", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI5", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-granted-document",
  moment: "when-complete",
  options: {},
  messages: {
    exposing: "`{place}` allows {actions} on every resource",
  },
  question: "whether permissions are written for single resources",
  why: WHY,
  fix: "Name the ARNs of the resources whose permissions the identity manages, such as `arn:aws:s3:::uploads`; take the actions out where it manages none.",
  judge: (granted) =>
    problemsOfReach(granted, "exposure", (statement, actions) => ({
      message: "exposing",
      element: statement.resource,
      values: { actions: named(byWeight(actions)) },
      narrower: (nearby) => onNamedResources(granted.document, statement, actions, nearby),
    })),
  examples: [
    {
      title: "The policy of every bucket",
      resources: {
        deployer: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: ["s3:PutBucketPolicy", "s3:PutObject"], Resource: "*" }),
        },
      },
      findings: [
        {
          resource: "deployer",
          path: "policy.Statement[0].Resource",
          verdict: "violation",
          message: `\`policy.Statement[0].Resource\` allows \`s3:PutBucketPolicy\` on every resource: ${WHY}`,
        },
      ],
    },
    {
      title: "The policy of one bucket",
      resources: {
        deployer: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: ["s3:PutBucketPolicy", "s3:PutObject"],
            Resource: ["arn:aws:s3:::uploads", "arn:aws:s3:::uploads/*"],
          }),
        },
      },
      findings: [],
    },
    {
      title: "The policy of every key, by a pattern for keys",
      resources: {
        deployer: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: "kms:PutKeyPolicy",
            Resource: "arn:aws:kms:*:111122223333:key/*",
          }),
        },
      },
      findings: [
        {
          resource: "deployer",
          path: "policy.Statement[0].Resource",
          verdict: "violation",
          message: `\`policy.Statement[0].Resource\` allows \`kms:PutKeyPolicy\` on every resource: ${WHY}`,
        },
      ],
    },
    {
      title: "The policy of keys that bear a tag",
      resources: {
        deployer: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: "kms:PutKeyPolicy",
            Resource: "arn:aws:kms:*:111122223333:key/*",
            Condition: { StringEquals: { "aws:ResourceTag/team": "shop" } },
          }),
        },
      },
      findings: [],
    },
    {
      title: "Snapshots of disks, for any account",
      resources: {
        deployer: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: "ec2:ModifySnapshotAttribute", Resource: "*" }),
        },
      },
      findings: [
        {
          resource: "deployer",
          path: "policy.Statement[0].Resource",
          verdict: "violation",
          message: `\`policy.Statement[0].Resource\` allows \`ec2:ModifySnapshotAttribute\` on every resource: ${WHY}`,
        },
      ],
    },
    {
      title: "What describes snapshots",
      resources: {
        deployer: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: "ec2:DescribeSnapshotAttribute", Resource: "*" }),
        },
      },
      findings: [],
    },
    {
      title: "A document that is not known yet",
      resources: { deployer: { type: POLICY, properties: { policy: { "fn::unknown": true } } } },
      findings: [
        {
          resource: "deployer",
          path: "policy",
          verdict: "undetermined",
          message:
            "cannot tell whether permissions are written for single resources: `policy` is not known before deployment",
        },
      ],
    },
  ],
});
