import * as aws from "@pulumi/aws";
import { PolicyPack, validateResourceOfType } from "@pulumi/policy";

new PolicyPack("bench-typescript", {
  policies: [
    {
      name: "instance-metadata-session-required",
      description: "Instance metadata answers only to sessions (IMDSv2)",
      enforcementLevel: "mandatory",
      validateResource: validateResourceOfType(aws.ec2.Instance, (instance, _args, reportViolation) => {
        if (instance.metadataOptions?.httpTokens !== "required") reportViolation("metadata is open to plain requests");
      }),
    },
  ],
});
