import { onNamedResources } from "../../identity/aws/narrowing/named-resources";
import { byWeight, named } from "../../identity/aws/permissions/reach";
import { problemsOfReach } from "../grant-excess";
import { defineRule } from "../judge/rule";

const WHY = "whoever takes over the identity reads what the whole account stores there";
const POLICY = "aws:iam/policy:Policy";

function policy(...statements: readonly object[]) {
  return { policy: { "fn::toJSON": { Version: "2012-10-17", Statement: statements } } };
}

export const awsDataAccessScoped = defineRule({
  name: "aws-data-access-scoped",
  title: "Stored data is read from single resources",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Give each identity the data that its work needs", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI5", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-granted-document",
  moment: "when-complete",
  options: {},
  messages: {
    unscoped: "`{place}` allows {actions} on every resource",
  },
  question: "whether stored data is read from single resources",
  why: WHY,
  fix: "Name the ARNs of the buckets, tables, queues or streams that the identity reads, such as `arn:aws:s3:::uploads/*`.",
  judge: (granted) =>
    problemsOfReach(granted, "data", (statement, actions) => ({
      message: "unscoped",
      element: statement.resource,
      values: { actions: named(byWeight(actions)) },
      narrower: (nearby) => onNamedResources(granted.document, statement, actions, nearby),
    })),
  examples: [
    {
      title: "Every object of every bucket",
      resources: {
        reader: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::*/*" }),
        },
      },
      findings: [
        {
          resource: "reader",
          path: "policy.Statement[0].Resource",
          verdict: "violation",
          message: `\`policy.Statement[0].Resource\` allows \`s3:GetObject\` on every resource: ${WHY}`,
        },
      ],
    },
    {
      title: "Every object of one bucket",
      resources: {
        reader: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::uploads/*" }),
        },
      },
      findings: [],
    },
    {
      title: "All that reads, which takes in the items of tables",
      resources: {
        reader: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: ["dynamodb:Batch?et*", "dynamodb:Describe*"], Resource: "*" }),
        },
      },
      findings: [
        {
          resource: "reader",
          path: "policy.Statement[0].Resource",
          verdict: "violation",
          message: `\`policy.Statement[0].Resource\` allows \`dynamodb:BatchGetItem\` on every resource: ${WHY}`,
        },
      ],
    },
    {
      title: "All that describes tables",
      resources: {
        reader: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: ["dynamodb:List*", "dynamodb:Describe*"], Resource: "*" }),
        },
      },
      findings: [],
    },
    {
      title: "A document that is not known yet",
      resources: { reader: { type: POLICY, properties: { policy: { "fn::unknown": true } } } },
      findings: [
        {
          resource: "reader",
          path: "policy",
          verdict: "undetermined",
          message:
            "cannot tell whether stored data is read from single resources: `policy` is not known before deployment",
        },
      ],
    },
  ],
});
