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
  fix: 'Set `metadataOptions.httpTokens` to "required", or `httpEndpoint` to "disabled"; on a notebook instance set `minimumInstanceMetadataServiceVersion` to "2".',
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
        narrower: { changes: [{ path: tokens.path, value: tokens.path.endsWith("Version") ? "2" : "required" }] },
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
    {
      title: "A notebook instance that answers to both versions of the service",
      resources: {
        lab: {
          type: "aws:sagemaker/notebookInstance:NotebookInstance",
          properties: { instanceMetadataServiceConfiguration: { minimumInstanceMetadataServiceVersion: "1" } },
        },
      },
      findings: [
        {
          resource: "lab",
          path: "instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion",
          verdict: "violation",
          message:
            "`instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion` leaves instance metadata open to requests without a session token: one forged request from the workload then yields the credentials of the instance's role",
        },
      ],
    },
    {
      title: "A notebook instance that answers to the second version only",
      resources: {
        lab: {
          type: "aws:sagemaker/notebookInstance:NotebookInstance",
          properties: { instanceMetadataServiceConfiguration: { minimumInstanceMetadataServiceVersion: "2" } },
        },
      },
      findings: [],
    },
    {
      title: "An instance from a launch template of the same stack",
      resources: {
        base: {
          type: "aws:ec2/launchTemplate:LaunchTemplate",
          properties: { name: "base", metadataOptions: { httpTokens: "required" } },
        },
        worker: {
          type: "aws:ec2/instance:Instance",
          properties: { launchTemplate: { name: "base", version: "$Latest" } },
        },
      },
      findings: [],
    },
    {
      title: "An instance from a launch template of another stack",
      resources: {
        worker: {
          type: "aws:ec2/instance:Instance",
          properties: { launchTemplate: { id: "lt-0abcd1234", version: "$Latest" } },
        },
      },
      findings: [
        {
          resource: "worker",
          path: "metadataOptions.httpTokens",
          verdict: "undetermined",
          message:
            "cannot tell whether instance metadata demands a session token: `metadataOptions.httpTokens` is taken from a launch template outside this stack",
        },
      ],
    },
  ],
});
