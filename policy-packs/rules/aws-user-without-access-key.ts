import { defineRule } from "../judge/rule";

const WHY = "it is valid until somebody deletes it, wherever it has been copied to";

export const awsUserWithoutAccessKey = defineRule({
  name: "aws-user-without-access-key",
  title: "No user has an access key",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Give workloads temporary credentials", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI7", "NIST-CSF-2.0:PR.AA-01", "NIST-800-53r5:AC-2", "NIST-800-53r5:IA-5"],
  judges: "aws-access-key",
  options: {},
  messages: {
    longLived: "the access key is a long-lived credential, whatever its status",
  },
  question: "whether the user has an access key",
  why: WHY,
  fix: "Remove the key and let the workload assume a role: through its platform in AWS, through OpenID Connect or IAM Roles Anywhere outside.",
  *judge({ urn, path, identity }) {
    yield {
      verdict: "violation",
      message: "longLived",
      at: { urn, path },
      ...(identity !== undefined && { identity }),
    };
  },
  examples: [
    {
      title: "A key for a user",
      resources: {
        bot: { type: "aws:iam/user:User", properties: { name: "bot" } },
        key: { type: "aws:iam/accessKey:AccessKey", properties: { user: "${bot.name}" } },
      },
      findings: [
        {
          resource: "key",
          path: "user",
          verdict: "violation",
          message: `the access key is a long-lived credential, whatever its status: ${WHY}`,
        },
      ],
    },
    {
      title: "A user without a key",
      resources: { bot: { type: "aws:iam/user:User", properties: { name: "bot" } } },
      findings: [],
    },
    {
      title: "A key that is switched off, which one call switches on",
      resources: {
        key: { type: "aws-native:iam:AccessKey", properties: { userName: "bot", status: "Inactive" } },
      },
      findings: [
        {
          resource: "key",
          path: "userName",
          verdict: "violation",
          message: `the access key is a long-lived credential, whatever its status: ${WHY}`,
        },
      ],
    },
    {
      title: "A user of the other provider without a key",
      resources: { bot: { type: "aws-native:iam:User", properties: { userName: "bot" } } },
      findings: [],
    },
  ],
});
