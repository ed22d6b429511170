import { allButDenied } from "../../identity/aws/narrowing/named-actions";
import { onNamedResources } from "../../identity/aws/narrowing/named-resources";
import { byWeight, excessText, named } from "../../identity/aws/permissions/reach";
import { problemsOfReach } from "../grant-excess";
import { defineRule } from "../judge/rule";

const WHY = "what is allowed by leaving out grows with every action and resource that is added later";
const POLICY = "aws:iam/policy:Policy";

function policy(statement: object) {
  return { policy: { "fn::toJSON": { Version: "2012-10-17", Statement: [statement] } } };
}

export const awsGrantWithoutNegation = defineRule({
  name: "aws-grant-without-negation",
  title: "Nothing is allowed by leaving out",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Grant each identity the actions and resources that its work needs", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI5", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-granted-document",
  moment: "when-complete",
  options: {},
  messages: {
    actions: "`{place}` allows whatever it does not name, {excess}",
    resources: "`{place}` allows {actions} on whatever it does not name",
  },
  question: "whether a statement allows what it does not name",
  why: WHY,
  fix: "Write `Action` and `Resource` with what the identity uses; to take something away from a grant, deny it in a statement of its own.",
  judge: (granted) =>
    problemsOfReach(granted, "negation", (statement, actions) => {
      const { action, resource } = statement;
      const byAction = action?.negated === true;
      return {
        message: byAction ? "actions" : "resources",
        element: byAction ? action : resource,
        values: { excess: excessText(actions), actions: named(byWeight(actions)) },
        narrower: (nearby) =>
          byAction
            ? allButDenied(granted.document, statement)
            : onNamedResources(granted.document, statement, actions, nearby),
        severity: actions.some(({ level }) => level !== "List" && level !== "Read") ? "high" : "medium",
      };
    }),
  examples: [
    {
      title: "Every action but those of IAM",
      resources: {
        writer: { type: POLICY, properties: policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }) },
      },
      findings: [
        {
          resource: "writer",
          path: "policy.Statement[0].NotAction",
          verdict: "violation",
          message: `\`policy.Statement[0].NotAction\` allows whatever it does not name, actions that change permissions (402, such as \`s3:PutBucketPolicy\`) and that write (11283, such as \`s3:DeleteBucket\`): ${WHY}`,
        },
      ],
    },
    {
      title: "The same as a denial",
      resources: {
        writer: { type: POLICY, properties: policy({ Effect: "Deny", NotAction: "iam:*", Resource: "*" }) },
      },
      findings: [],
    },
    {
      title: "Objects of every bucket but one",
      resources: {
        writer: {
          type: POLICY,
          properties: policy({ Effect: "Allow", NotResource: "arn:aws:s3:::ledger/*", Action: "s3:PutObject" }),
        },
      },
      findings: [
        {
          resource: "writer",
          path: "policy.Statement[0].NotResource",
          verdict: "violation",
          message: `\`policy.Statement[0].NotResource\` allows \`s3:PutObject\` on whatever it does not name: ${WHY}`,
        },
      ],
    },
    {
      title: "Objects of one bucket",
      resources: {
        writer: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Resource: "arn:aws:s3:::uploads/*", Action: "s3:PutObject" }),
        },
      },
      findings: [],
    },
    {
      title: "A document that is not known yet",
      resources: {
        writer: { type: POLICY, properties: { policy: { "fn::unknown": true } } },
      },
      findings: [
        {
          resource: "writer",
          path: "policy",
          verdict: "undetermined",
          message:
            "cannot tell whether a statement allows what it does not name: `policy` is not known before deployment",
        },
      ],
    },
  ],
});
