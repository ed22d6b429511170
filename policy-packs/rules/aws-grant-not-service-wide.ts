import type { Action } from "../../identity/aws/actions/actions";
import type { Statement } from "../../identity/aws/document/document";
import { onlyLooking } from "../../identity/aws/narrowing/named-actions";
import { excessText, named } from "../../identity/aws/permissions/reach";
import { renownedFirst } from "../../identity/aws/permissions/telling";
import { problemsOfReach } from "../grant-excess";
import { defineRule } from "../judge/rule";

const WHY = "the service grows, and the grant with it, also by actions that open it to others";
const POLICY = "aws:iam/policy:Policy";

function policy(...statements: readonly object[]) {
  return { policy: { "fn::toJSON": { Version: "2012-10-17", Statement: statements } } };
}

export const awsGrantNotServiceWide = defineRule({
  name: "aws-grant-not-service-wide",
  title: "No statement takes in a whole service, or all that writes in it on every resource",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Grant each identity the actions that its work needs", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI5", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-granted-document",
  moment: "when-complete",
  options: {},
  messages: {
    wide: "`{place}` takes in {services} on every resource, with {excess}",
    named: "`{place}` takes in {services} on what `Resource` names, with {excess}",
  },
  question: "whether a statement takes in a whole service",
  why: WHY,
  fix: "Name the actions that the identity uses, such as `s3:GetObject`, and the ARNs that it uses them on, such as `arn:aws:s3:::uploads/*`.",
  remedy:
    "{narrower}, which look and change nothing; allow each action that writes, or reads what is stored, by its name and on the ARNs that it is for.",
  *judge(granted) {
    yield* problemsOfReach(granted, "service", (statement, actions) => {
      const changesPermissions = actions.some(({ level }) => level === "Permissions management");
      const severity = changesPermissions ? "high" : actions.some(({ scopable }) => scopable) ? "medium" : "low";
      return { message: "wide", severity, ...sayServices(statement, actions) };
    });
    yield* problemsOfReach(granted, "whole", (statement, actions) => {
      const changesPermissions = actions.some(({ level }) => level === "Permissions management");
      return { message: "named", severity: changesPermissions ? "medium" : "low", ...sayServices(statement, actions) };
    });
  },
  examples: [
    {
      title: "Everything in a service",
      resources: {
        worker: { type: POLICY, properties: policy({ Effect: "Allow", Action: "sqs:*", Resource: "*" }) },
      },
      findings: [
        {
          resource: "worker",
          path: "policy.Statement[0].Action",
          verdict: "violation",
          message: `\`policy.Statement[0].Action\` takes in \`sqs\` on every resource, with actions that change permissions (3, such as \`sqs:AddPermission\`) and that write (8, such as \`sqs:DeleteQueue\`): ${WHY}`,
        },
      ],
    },
    {
      title: "What a worker does with one queue",
      resources: {
        worker: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
            Resource: "arn:aws:sqs:eu-central-1:111122223333:orders",
          }),
        },
      },
      findings: [],
    },
    {
      title: "All that changes permissions in a service, by a pattern",
      resources: {
        worker: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: ["codebuild:*ResourcePolicy"],
            Resource: "arn:aws:codebuild:*:*:*",
          }),
        },
      },
      findings: [
        {
          resource: "worker",
          path: "policy.Statement[0].Action",
          verdict: "violation",
          message: `\`policy.Statement[0].Action\` takes in \`codebuild\` on every resource, with actions that change permissions (2, such as \`codebuild:PutResourcePolicy\`): ${WHY}`,
        },
      ],
    },
    {
      title: "All that reads in a service",
      resources: {
        worker: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: ["codebuild:BatchGet*", "codebuild:List*"],
            Resource: "arn:aws:codebuild:*:*:*",
          }),
        },
      },
      findings: [],
    },
    {
      title: "Everything on the resources of one name",
      resources: {
        worker: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: "sqs:*", Resource: "arn:aws:sqs:*:*:orders-*" }),
        },
      },
      findings: [
        {
          resource: "worker",
          path: "policy.Statement[0].Action",
          verdict: "violation",
          message: `\`policy.Statement[0].Action\` takes in \`sqs\` on what \`Resource\` names, with actions that change permissions (3, such as \`sqs:AddPermission\`) and that write (8, such as \`sqs:DeleteQueue\`): ${WHY}`,
        },
      ],
    },
    {
      title: "Actions that change messages, on the resources of one name",
      resources: {
        worker: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: "sqs:*Message", Resource: "arn:aws:sqs:*:*:orders-*" }),
        },
      },
      findings: [],
    },
    {
      title: "Everything, and a denial of all of it",
      resources: {
        worker: {
          type: "aws:iam/role:Role",
          properties: {
            assumeRolePolicy: {
              "fn::toJSON": {
                Version: "2012-10-17",
                Statement: {
                  Effect: "Allow",
                  Principal: { Service: "lambda.amazonaws.com" },
                  Action: "sts:AssumeRole",
                },
              },
            },
            inlinePolicies: [
              { name: "all", ...policy({ Effect: "Allow", Action: "sqs:*", Resource: "*" }) },
              { name: "none", ...policy({ Effect: "Deny", Action: "sqs:*", Resource: "*" }) },
            ],
          },
        },
      },
      findings: [],
    },
    {
      title: "Resources that are not known yet",
      resources: {
        worker: {
          type: POLICY,
          properties: { policy: { "fn::unknown": true } },
        },
      },
      findings: [
        {
          resource: "worker",
          path: "policy",
          verdict: "undetermined",
          message: "cannot tell whether a statement takes in a whole service: `policy` is not known before deployment",
        },
      ],
    },
  ],
});

/** What is said of a statement that takes in services, the broad and the narrow one. */
function sayServices(statement: Statement, actions: readonly Action[]) {
  const prefixes = [...new Set(actions.map(({ service }) => service))];
  return {
    element: statement.action,
    values: { services: named(renownedFirst(prefixes)), excess: excessText(actions) },
    narrower: () => onlyLooking(statement, prefixes),
  };
}
