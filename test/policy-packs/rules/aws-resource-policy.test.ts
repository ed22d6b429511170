import { deepEqual, ok } from "node:assert/strict";
import * as fc from "fast-check";
import type { PolicyDocument } from "../../../identity/aws/document/document";
import { known } from "../../../identity/knowledge";
import { defaultOptions, type AnyRule, type Problem } from "../../../policy-packs/judge/rule";
import { DEFAULT_SETTINGS } from "../../../policy-packs/judge/settings";
import { awsResourcePolicyAccountsKnown } from "../../../policy-packs/rules/aws-resource-policy-accounts-known";
import { awsResourcePolicyNotPublic } from "../../../policy-packs/rules/aws-resource-policy-not-public";
import { awsResourcePolicyServiceSourcePinned } from "../../../policy-packs/rules/aws-resource-policy-service-source-pinned";
import { documentOf, UNKNOWN, type Written } from "../../identity/aws/documents";

const OWN = "111122223333";
const OTHER = "444455556666";
const RULES: readonly AnyRule[] = [
  awsResourcePolicyAccountsKnown,
  awsResourcePolicyNotPublic,
  awsResourcePolicyServiceSourcePinned,
];

function judge(rule: AnyRule, document: PolicyDocument): readonly Problem[] {
  const fact = {
    kind: "aws-resource-policy",
    urn: "urn",
    path: "policy",
    document,
    secret: false,
    accounts: [OWN],
    shut: known(false, "policy"),
  };
  const context = { options: defaultOptions(rule), settings: DEFAULT_SETTINGS, now: new Date(0) };
  return [...(rule.judge(fact, context) as Iterable<Problem>)];
}

function verdicts(problems: readonly Problem[]): readonly string[] {
  return problems.map((problem) => (problem.verdict === "violation" ? problem.message : "undetermined"));
}

/** What all three find together. */
function found(statements: Written): readonly string[] {
  return RULES.flatMap((rule) => verdicts(judge(rule, documentOf(statements, "resource"))));
}

function statement(principal: Written, action: Written, resource: Written, condition: Written = {}): Written {
  return { Effect: "Allow", Principal: principal, Action: action, Resource: resource, Condition: condition };
}

function service(name: string): Written {
  return { Service: `${name}.amazonaws.com` };
}

describe("the policy of a resource, as the guides of AWS write it", () => {
  const BUCKET = "arn:aws:s3:::shop-logs";
  const TOPIC = `arn:aws:sns:eu-central-1:${OWN}:orders`;
  const QUEUE = `arn:aws:sqs:eu-central-1:${OWN}:orders`;
  const ACL = { "s3:x-amz-acl": "bucket-owner-full-control" };
  const ACCOUNT = { "aws:SourceAccount": OWN };
  const TRAIL = { "aws:SourceArn": `arn:aws:cloudtrail:eu-central-1:${OWN}:trail/audit` };
  const WRITTEN: readonly (readonly [title: string, statements: Written, expected: readonly string[]])[] = [
    [
      "for a trail",
      [
        statement(service("cloudtrail"), "s3:GetBucketAcl", BUCKET, { StringEquals: TRAIL }),
        statement(service("cloudtrail"), "s3:PutObject", `${BUCKET}/*`, { StringEquals: { ...ACL, ...TRAIL } }),
      ],
      [],
    ],
    [
      "for a trail, as before there were keys for the source",
      [
        statement(service("cloudtrail"), "s3:GetBucketAcl", BUCKET),
        statement(service("cloudtrail"), "s3:PutObject", `${BUCKET}/*`, { StringEquals: ACL }),
      ],
      ["missing"],
    ],
    [
      "for a trail that may look at the bucket, whoever's it is",
      [
        statement(service("cloudtrail"), "s3:GetBucketAcl", BUCKET),
        statement(service("cloudtrail"), "s3:PutObject", `${BUCKET}/*`, { StringEquals: { ...ACL, ...TRAIL } }),
      ],
      ["missing"],
    ],
    [
      "for access logs of another bucket",
      statement(service("logging.s3"), "s3:PutObject", `${BUCKET}/*`, {
        ArnLike: { "aws:SourceArn": "arn:aws:s3:::shop" },
        StringEquals: ACCOUNT,
      }),
      [],
    ],
    [
      "for access logs of load balancers",
      statement(service("logdelivery.elasticloadbalancing"), "s3:PutObject", `${BUCKET}/AWSLogs/${OWN}/*`),
      [],
    ],
    [
      "for access logs of load balancers in older regions",
      statement({ AWS: "arn:aws:iam::054676820928:root" }, "s3:PutObject", `${BUCKET}/AWSLogs/${OWN}/*`),
      [],
    ],
    [
      "for a distribution of CloudFront",
      statement(service("cloudfront"), "s3:GetObject", `${BUCKET}/*`, {
        StringEquals: { "AWS:SourceArn": `arn:aws:cloudfront::${OWN}:distribution/E1A2B3` },
      }),
      [],
    ],
    [
      "for any distribution of CloudFront",
      statement(service("cloudfront"), "s3:GetObject", `${BUCKET}/*`),
      ["missing"],
    ],
    [
      "for an origin access identity",
      statement(
        { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1A2B3" },
        "s3:GetObject",
        `${BUCKET}/*`,
      ),
      [],
    ],
    [
      "for access points of the account",
      statement({ AWS: "*" }, "*", [BUCKET, `${BUCKET}/*`], { StringEquals: { "s3:DataAccessPointAccount": OWN } }),
      [],
    ],
    [
      "for the account's own use of a topic",
      statement({ AWS: "*" }, ["SNS:Publish", "SNS:Subscribe"], TOPIC, { StringEquals: { "AWS:SourceOwner": OWN } }),
      [],
    ],
    [
      "for notifications of a bucket",
      statement(service("s3"), "SNS:Publish", TOPIC, {
        ArnLike: { "aws:SourceArn": "arn:aws:s3:*:*:shop" },
        StringEquals: ACCOUNT,
      }),
      [],
    ],
    ["for notifications of any bucket", statement(service("s3"), "SNS:Publish", TOPIC), ["missing"]],
    [
      "for a topic that fills a queue",
      statement(service("sns"), "sqs:SendMessage", QUEUE, { ArnEquals: { "aws:SourceArn": TOPIC } }),
      [],
    ],
    [
      "for a topic that fills a queue, by everyone",
      statement("*", "sqs:SendMessage", QUEUE, { ArnEquals: { "aws:SourceArn": TOPIC } }),
      [],
    ],
    [
      "for a rule whose events could not be delivered",
      statement(service("events"), "sqs:SendMessage", QUEUE, {
        ArnEquals: { "aws:SourceArn": `arn:aws:events:eu-central-1:${OWN}:rule/nightly` },
      }),
      [],
    ],
    [
      "for events that EventBridge encrypts, where it tells no source",
      statement(service("events"), "kms:Decrypt", "*"),
      [],
    ],
    [
      "for log groups",
      statement({ Service: "logs.eu-central-1.amazonaws.com" }, ["kms:Encrypt*", "kms:Decrypt*"], "*", {
        ArnEquals: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-central-1:${OWN}:log-group:orders` },
      }),
      [],
    ],
    [
      "for callers of the account through a service",
      statement({ AWS: "*" }, "kms:Decrypt", "*", {
        StringEquals: { "kms:CallerAccount": OWN, "kms:ViaService": "s3.eu-central-1.amazonaws.com" },
      }),
      [],
    ],
    [
      "for callers of another account through a service",
      statement({ AWS: "*" }, "kms:Decrypt", "*", {
        StringEquals: { "kms:CallerAccount": OTHER, "kms:ViaService": "s3.eu-central-1.amazonaws.com" },
      }),
      ["outsider"],
    ],
    [
      "for callers of any account through a service",
      statement({ AWS: "*" }, "kms:Decrypt", "*", {
        StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" },
      }),
      ["principal"],
    ],
    [
      "for a function's image of another account",
      statement(service("lambda"), ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], "*", {
        StringLike: { "aws:sourceARN": `arn:aws:lambda:eu-central-1:${OWN}:function:*` },
      }),
      [],
    ],
    [
      "for logs of queries",
      statement(service("route53"), ["logs:PutLogEvents", "logs:CreateLogStream"], "*", {
        ArnLike: { "aws:SourceArn": "arn:aws:route53:::hostedzone/*" },
        StringEquals: ACCOUNT,
      }),
      [],
    ],
  ];
  for (const [title, statements, expected] of WRITTEN) {
    it(`${title} is ${expected.join() || "well"}`, () => deepEqual(found(statements), expected));
  }

  it("weighs looking at a bucket less than writing to it", () => {
    const looking = documentOf(statement(service("cloudtrail"), "s3:GetBucketAcl", BUCKET), "resource");
    const writing = documentOf(statement(service("cloudtrail"), "s3:PutObject", `${BUCKET}/*`), "resource");
    const severities = [looking, writing].flatMap((document) =>
      judge(awsResourcePolicyServiceSourcePinned, document).map(
        (each) => each.verdict === "violation" && each.severity,
      ),
    );
    deepEqual(severities, ["low", undefined]);
  });
});

const PRINCIPALS: readonly Written[] = [
  { AWS: OWN },
  { AWS: OTHER },
  "*",
  { AWS: "*" },
  service("cloudtrail"),
  service("s3"),
  service("backup"),
];
const CONDITIONS: readonly Written[] = [
  {},
  { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
  { StringEqualsIfExists: { "aws:SourceAccount": OWN }, Null: { "aws:SourceAccount": "false" } },
  { StringEquals: { "aws:PrincipalAccount": OTHER } },
  { StringNotEqualsIfExists: { "aws:SourceAccount": OWN } },
  { ArnLike: { "aws:SourceArn": "arn:aws:s3:*:*:shop" } },
];
const written = fc.record({
  Effect: fc.constantFrom<Written>("Allow", "Allow", "Deny", UNKNOWN),
  Principal: fc.constantFrom<Written>(...PRINCIPALS, UNKNOWN, { AWS: UNKNOWN }, { Service: UNKNOWN }),
  Action: fc.constantFrom<Written>("s3:PutObject", "s3:GetBucketAcl", "s3:*", UNKNOWN),
  Resource: fc.constantFrom<Written>("*", "arn:aws:s3:::shop/*", UNKNOWN),
  Condition: fc.constantFrom<Written>(
    ...CONDITIONS,
    UNKNOWN,
    { StringEquals: { "aws:PrincipalAccount": UNKNOWN } },
    { StringEqualsIfExists: { "aws:SourceAccount": OWN }, Null: { "aws:SourceAccount": UNKNOWN } },
    { StringEquals: { "aws:SourceAccount": UNKNOWN } },
  ),
});

function complete(part: Written, pick: (count: number) => number, key = ""): Written {
  const choose = (values: readonly Written[]): Written => values[pick(values.length)] ?? null;
  if (part === UNKNOWN) {
    if (key === "Effect") return choose(["Allow", "Deny"]);
    if (key === "Principal") return choose(PRINCIPALS);
    if (key === "AWS") return choose([OWN, OTHER, "*"]);
    if (key === "Service") return choose(["backup.amazonaws.com", "cloudtrail.amazonaws.com"]);
    if (key === "Action") return choose(["s3:PutObject", "sqs:SendMessage"]);
    if (key === "Resource") return choose(["*", "arn:aws:s3:::shop/*", "arn:aws:s3:::other/*"]);
    if (key === "Condition") return choose(CONDITIONS);
    return choose(["false", "true", OWN, OTHER]);
  }
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) return part.map((element: Written) => complete(element, pick, key));
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, complete(value, pick, name)]));
}

describe("a verdict on the policy of a resource", () => {
  it("that is settled is borne out by every completion of what is unknown", () => {
    fc.assert(
      fc.property(fc.array(written, { maxLength: 3 }), fc.infiniteStream(fc.nat()), (statements, numbers) => {
        const whole = complete(statements, (count) => (numbers.next().value as number) % count);
        for (const rule of RULES) {
          const partly = verdicts(judge(rule, documentOf(statements, "resource")));
          const fully = verdicts(judge(rule, documentOf(whole, "resource")));
          if (partly.some((each) => each !== "undetermined"))
            ok(fully.length > 0, `${rule.name}: ${partly.join()} becomes nothing`);
          if (partly.length === 0) deepEqual(fully, [], rule.name);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
