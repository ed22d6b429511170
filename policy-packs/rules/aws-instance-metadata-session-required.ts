import { defineRule, undetermined } from "../judge/rule";

export const awsInstanceMetadataSessionRequired = defineRule({
  name: "aws-instance-metadata-session-required",
  title: "Instance metadata answers only to sessions (IMDSv2)",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Configure the instance metadata service of every instance", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI2", "CIS-AWS-3.0.0:5.6", "NIST-800-53r5:AC-3"],
  judges: "aws-instance-metadata",
  options: {},
  messages: {
    optional: "`{path}` leaves instance metadata open to requests without a session token",
  },
  question: "whether instance metadata demands a session token",
  why: "one forged request from the workload then yields the credentials of the instance's role",
  fix: 'Set `metadataOptions.httpTokens` to "required", or `httpEndpoint` to "disabled".',
  *judge({ urn, tokens, endpoint }) {
    if (endpoint.state === "known" && endpoint.value === "disabled") return;
    if (tokens.state === "known" && tokens.value === "required") return;
    const open = [tokens, endpoint].find((value) => value.state === "unknown");
    if (open?.state === "unknown") yield undetermined(urn, open);
    else
      yield {
        verdict: "violation",
        message: "optional",
        at: { urn, path: tokens.path },
        values: { path: tokens.path },
      };
  },
  examples: [
    {
      title: "An instance that leaves the default",
      resources: {
        worker: { type: "aws:ec2/instance:Instance", properties: { ami: "ami-0abc", instanceType: "t3.micro" } },
      },
      findings: [
        {
          resource: "worker",
          path: "metadataOptions.httpTokens",
          verdict: "violation",
          message:
            "`metadataOptions.httpTokens` leaves instance metadata open to requests without a session token: one forged request from the workload then yields the credentials of the instance's role",
        },
      ],
    },
    {
      title: "An instance that demands a session",
      resources: {
        worker: {
          type: "aws:ec2/instance:Instance",
          properties: { ami: "ami-0abc", instanceType: "t3.micro", metadataOptions: { httpTokens: "required" } },
        },
      },
      findings: [],
    },
  ],
});
