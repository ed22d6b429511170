// A role that may read one bucket, and with DELETE may delete there too; with COMPONENT the program brings its lock.
const aws = require("@pulumi/aws");
const { PrivilegeLock } = require("pulumi-mandate/components");

const tags = { owner: "team-shop", purpose: "Resizes pictures", environment: "test" };
const document = (Statement) => JSON.stringify({ Version: "2012-10-17", Statement });

const resizer = new aws.iam.Role("resizer", {
  assumeRolePolicy: document([
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
  ]),
  tags,
});
new aws.iam.RolePolicy("resizer", {
  role: resizer.name,
  policy: document([
    {
      Effect: "Allow",
      Action: process.env.DELETE ? ["s3:GetObject", "s3:DeleteObject"] : ["s3:GetObject"],
      Resource: "arn:aws:s3:::shop-uploads/*",
    },
  ]),
});
if (process.env.COMPONENT) new PrivilegeLock("approved");
