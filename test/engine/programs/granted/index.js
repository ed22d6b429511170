// A role that may read one bucket under a prefix, and with WIDE all of it; no ARN is known in a preview.
const aws = require("@pulumi/aws");
const { PrivilegeLock } = require("pulumi-mandate/components");
const { grants, trust, WorkloadRole } = require("pulumi-mandate/components/aws");

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const uploads = new aws.s3.Bucket("uploads");
new WorkloadRole("resizer", {
  owner: "team-shop",
  controlOwner: "team-platform-security",
  purpose: "Resizes pictures",
  approver: "security-board",
  monitor: "soc",
  revoker: "platform-on-call",
  reviewDate: day(30),
  expiry: day(60),
  environment: "test",
  trust: trust.lambda(),
  grants: [process.env.WIDE ? grants.s3Read(uploads) : grants.s3Read(uploads, "incoming/")],
});
new PrivilegeLock("approved");
