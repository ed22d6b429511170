const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");
const { grants, trust, WorkloadRole } = require("pulumi-mandate/components/aws");

const tags = {
  owner: "team-shop",
  "control-owner": "team-platform-security",
  purpose: "Keeps the files of customers",
  approver: "security-review-board",
  monitor: "soc-on-call",
  revoker: "platform-on-call",
  "review-date": inDays(30),
  expiry: inDays(300),
  environment: "production",
};
const uploads = new aws.s3.Bucket("uploads", { tags });

new WorkloadRole("component", {
  owner: "team-shop",
  controlOwner: "team-platform-security",
  purpose: "Stores the files that customers upload",
  approver: "security-review-board",
  monitor: "soc-on-call",
  revoker: "platform-on-call",
  reviewDate: inDays(60),
  expiry: inDays(300),
  environment: "production",
  trust: trust.lambda(),
  grants: [grants.s3Write(uploads, "incoming/")],
});

const byHand = new aws.iam.Role("by-hand", {
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
  },
  tags,
});

new aws.iam.RolePolicy("by-hand", {
  role: byHand.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: pulumi.interpolate`${uploads.arn}/incoming/*` }],
  }),
});

function inDays(days) {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}
