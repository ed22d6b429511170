const aws = require("@pulumi/aws");

const tags = {
  owner: "team-orders@example.com",
  "control-owner": "team-platform-security",
  purpose: "Takes orders",
  approver: "security-review-board",
  monitor: "soc-on-call",
  revoker: "platform-on-call",
  "review-date": inDays(30),
  expiry: inDays(300),
  environment: "test",
};

const queue = new aws.sqs.Queue("orders", { tags });

new aws.ec2.Instance("worker", {
  ami: "ami-0abcdef1234567890",
  instanceType: "t3.micro",
  tags,
  metadataOptions: {
    // What comes late stands on an ARN, which only the deployment settles.
    httpTokens: {
      required: "required",
      optional: "optional",
      "required-late": queue.arn.apply(() => "required"),
      "optional-late": queue.arn.apply(() => "optional"),
    }[process.env.METADATA ?? "required"],
  },
});

const taker = new aws.iam.Role("taker", {
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
  },
  tags,
});

const grant = new aws.iam.Policy("grant", {
  policy: {
    Version: "2012-10-17",
    Statement: [
      process.env.GRANT === "everything"
        ? { Effect: "Allow", Action: "*", Resource: "*" }
        : { Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:123456789012:orders" },
    ],
  },
  tags,
});

new aws.iam.RolePolicyAttachment("attachment", { role: taker.name, policyArn: grant.arn });

new aws.lambda.Function("take", {
  role: taker.arn,
  packageType: "Image",
  imageUri: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.2",
  environment: {
    variables: {
      QUEUE: queue.name,
      DATABASE_URL: process.env.DATABASE_URL ?? "postgres://orders@db.internal:5432/orders",
    },
  },
  tags,
});

function inDays(days) {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}
