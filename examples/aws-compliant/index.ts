import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { grants, trust, WorkloadRole } from "pulumi-mandate/components/aws";

// A program of your own says "2027-03-31"; this one computes its dates, so that it never runs out.
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const mandate = {
  owner: "team-shop",
  controlOwner: "team-platform-security",
  approver: "security-review-board",
  monitor: "soc-on-call",
  revoker: "platform-on-call",
  reviewDate: inDays(90),
  expiry: inDays(180),
  environment: "development",
};

// Default tags say of all that follows who answers for it; see Pulumi.dev.yaml. Dates stand with what they are of.
const dates = { "review-date": mandate.reviewDate, expiry: mandate.expiry };

const uploads = new aws.s3.Bucket("uploads");
const logs = new aws.cloudwatch.LogGroup("resizer", { retentionInDays: 30 });

// The platform team runs the function that rotates database passwords.
const password = new aws.secretsmanager.Secret("database-password", { tags: dates });
new aws.secretsmanager.SecretRotation("database-password", {
  secretId: password.id,
  rotationLambdaArn: "arn:aws:lambda:eu-central-1:111122223333:function:rotate-database-password",
  rotationRules: { automaticallyAfterDays: 30 },
});

const resizer = new WorkloadRole("resizer", {
  ...mandate,
  purpose: "Reads uploads and stores smaller pictures",
  trust: trust.lambda(),
  grants: [
    grants.s3Read(uploads, "incoming/"),
    grants.s3Write(uploads, "small/"),
    grants.secretRead(password),
    grants.logsWrite(logs),
  ],
});

new aws.lambda.Function("resizer", {
  role: resizer.roleArn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset("exports.handler = async () => 'resized';"),
  }),
  loggingConfig: { logFormat: "JSON", logGroup: logs.name },
  // The function asks for the password when it needs it.
  environment: { variables: { DATABASE_PASSWORD_ARN: password.arn, BUCKET: uploads.bucket } },
});

const archiver = new WorkloadRole("archiver", {
  ...mandate,
  purpose: "Packs the uploads of the day",
  trust: trust.ec2(),
  grants: [grants.s3List(uploads, "incoming/"), grants.s3Read(uploads, "incoming/")],
});

new aws.ec2.Instance("archiver", {
  ami: "ami-0abcdef1234567890",
  instanceType: "t4g.small",
  iamInstanceProfile: archiver.instanceProfileName,
  metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
});

const github = new aws.iam.OpenIdConnectProvider("github", {
  url: "https://token.actions.githubusercontent.com",
  clientIdLists: ["sts.amazonaws.com"],
});

// Pipelines bring no access key: they trade the token that GitHub gives each run.
export const deployer = new WorkloadRole("deployer", {
  ...mandate,
  purpose: "Uploads releases from the pipeline",
  trust: trust.githubActions(github, "octo-org/shop", { environment: "development" }),
  grants: [grants.s3Write(uploads, "releases/")],
}).roleArn;
