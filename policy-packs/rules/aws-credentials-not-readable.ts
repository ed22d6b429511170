import { onNamedResources } from "../../identity/aws/narrowing/named-resources";
import { byWeight, named } from "../../identity/aws/permissions/reach";
import { problemsOfReach } from "../grant-excess";
import { defineRule } from "../judge/rule";

const WHY = "each of them gives out credentials or sets them, so that one identity becomes many";
const POLICY = "aws:iam/policy:Policy";

function policy(...statements: readonly object[]) {
  return { policy: { "fn::toJSON": { Version: "2012-10-17", Statement: statements } } };
}

export const awsCredentialsNotReadable = defineRule({
  name: "aws-credentials-not-readable",
  title: "No identity gets at the credentials of every resource",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Give each identity the secrets that its work needs, and no others", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI5", "OWASP-NHI-2025:NHI2", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-granted-document",
  moment: "when-complete",
  options: {},
  messages: {
    exposed: "`{place}` allows {actions} on every resource",
  },
  question: "whether the credentials of every resource are given out",
  why: WHY,
  fix: "Name the ARNs of the secrets, parameters, roles or users that the identity needs, such as `arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/*`.",
  judge: (granted) =>
    problemsOfReach(granted, "credentials", (statement, actions) => ({
      message: "exposed",
      element: statement.resource,
      values: { actions: named(byWeight(actions)) },
      narrower: (nearby) => onNamedResources(granted.document, statement, actions, nearby),
    })),
  examples: [
    {
      title: "The values of all secrets",
      resources: {
        worker: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: "*" }),
        },
      },
      findings: [
        {
          resource: "worker",
          path: "policy.Statement[0].Resource",
          verdict: "violation",
          message: `\`policy.Statement[0].Resource\` allows \`secretsmanager:GetSecretValue\` on every resource: ${WHY}`,
        },
      ],
    },
    {
      title: "The values of one application's secrets",
      resources: {
        worker: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: ["secretsmanager:GetSecretValue"],
            Resource: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/*",
          }),
        },
      },
      findings: [],
    },
    {
      title: "Every role that lets it in",
      resources: {
        worker: { type: POLICY, properties: policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: ["*"] }) },
      },
      findings: [
        {
          resource: "worker",
          path: "policy.Statement[0].Resource",
          verdict: "violation",
          message: `\`policy.Statement[0].Resource\` allows \`sts:AssumeRole\` on every resource: ${WHY}`,
        },
      ],
    },
    {
      title: "One role",
      resources: {
        worker: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Resource: ["arn:aws:iam::111122223333:role/reporter"],
          }),
        },
      },
      findings: [],
    },
    {
      title: "The names of secrets, and a login to registries that opens none of them",
      resources: {
        worker: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: ["secretsmanager:ListSecrets", "ecr:GetAuthorizationToken", "sts:GetCallerIdentity"],
            Resource: "*",
          }),
        },
      },
      findings: [],
    },
    {
      title: "A document that is not known yet",
      resources: { worker: { type: POLICY, properties: { policy: { "fn::unknown": true } } } },
      findings: [
        {
          resource: "worker",
          path: "policy",
          verdict: "undetermined",
          message:
            "cannot tell whether the credentials of every resource are given out: `policy` is not known before deployment",
        },
      ],
    },
  ],
});
