import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// A program of your own says "2027-03-31"; this one computes its dates, so that they never pass.
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const tags = {
  owner: "team-shop",
  "control-owner": "team-platform-security",
  purpose: "Resizes what customers upload",
  approver: "security-review-board",
  monitor: "soc-on-call",
  revoker: "platform-on-call",
  "review-date": inDays(90),
  expiry: inDays(180),
  environment: "development",
};

// No tags: nobody knows whose this is.
const uploads = new aws.s3.Bucket("uploads");

// Nothing rotates it, and its mandate never ends.
const password = new aws.secretsmanager.Secret("database-password", { tags: { ...tags, expiry: "never" } });

// Three resources that look harmless one by one; together they allow everything. That is looked at again in a quarter,
// where an administrator is reviewed each month.
const resizer = new aws.iam.Role("resizer", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  tags,
});
// Everything but IAM ...
new aws.iam.RolePolicy("resizer", {
  role: resizer.name,
  policy: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
  },
});
// ... and IAM.
new aws.iam.RolePolicyAttachment("resizer-iam", {
  role: resizer.name,
  policyArn: "arn:aws:iam::aws:policy/IAMFullAccess",
});

new aws.lambda.Function("resizer", {
  role: resizer.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset("exports.handler = async () => 'resized';"),
  }),
  environment: {
    variables: {
      BUCKET: uploads.bucket,
      // A secret in plain text (an invented one), though a store for it stands above.
      DATABASE_PASSWORD: "Invented-Pa55word-for-this-example",
      DATABASE_PASSWORD_ARN: password.arn,
    },
  },
  tags,
});

// Anybody in any account may become it, and nobody answers for it.
const partner = new aws.iam.Role("partner", {
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
  }),
  tags: { environment: "development", purpose: "Lets a partner fetch pictures" },
});
new aws.iam.RolePolicy("partner", {
  role: partner.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: pulumi.interpolate`${uploads.arn}/small/*` }],
  }),
});

// Answers metadata requests without a session token (IMDSv1).
new aws.ec2.Instance("archiver", { ami: "ami-0abcdef1234567890", instanceType: "t4g.small", tags });

// Approved by whoever owns it.
const pipeline = new aws.iam.User("pipeline", { tags: { ...tags, approver: "Team Shop" } });
// A key that never expires, where the pipeline could trade a token of its platform.
new aws.iam.AccessKey("pipeline", { user: pipeline.name });
